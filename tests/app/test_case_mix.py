"""The case mix of the place, by name and from a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.words import FROM_FILE, OWN_MIX
from pipeline.assess import MODEL_VARIABLE
from pipeline.cases import CaseMix
from pipeline.cases.case_mix import render_case_mix
from pipeline.knowledge import load_knowledge
from pipeline.model.artifact import load_classifier, save_classifier
from pipeline.stages.home_mix import home_mix
from tests.app.conftest import LONGEST_SECONDS, MAIN
from tests.app.reading import answer, key_of, know, open_page, page, urgency

IDS = load_knowledge().condition_ids
EVERYBODY = CaseMix("The *hip* clinic", dict.fromkeys(IDS, 0.0) | {IDS[0]: 1.0})


@pytest.fixture(scope="module")
def aware_model(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model, knowing the mix that it stands for."""
    folder = tmp_path_factory.mktemp("aware")
    aware = replace(load_classifier(tiny_model), reference_mix=home_mix())
    save_classifier(folder, aware, seed=5, metrics={}, notes={})
    return folder


@pytest.fixture
def app(aware_model: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(MODEL_VARIABLE, str(aware_model))
    return AppTest.from_file(str(MAIN), default_timeout=LONGEST_SECONDS).run()


def choose(app: AppTest, option: str) -> AppTest:
    return app.selectbox(key="case_mix").set_value(option).run()


def upload(app: AppTest, content: bytes) -> AppTest:
    choose(app, "file")
    file = ("mix.yaml", content, "application/yaml")
    return app.file_uploader(key="case_mix_file").set_value(file).run()


def test_every_documented_mix_can_be_chosen_and_is_told(app: AppTest) -> None:
    assert app.selectbox(key="case_mix").value == OWN_MIX
    know(app, fever="absent")
    assert "Case mix: " not in page(app)
    before = page(app)
    choose(app, "emergency")
    assert "Case mix: Emergency department." in page(app)
    assert page(app) != before
    choose(app, OWN_MIX)
    assert page(app) == before


def test_a_file_decides_what_is_likely(app: AppTest) -> None:
    know(app, fever="absent")
    intervals = dict.fromkeys(IDS, (0.0, 1.0))
    upload(app, render_case_mix(EVERYBODY, intervals, 10, "EM").encode())
    assert "Case mix: The *hip* clinic." in page(app)
    assert "other 20 conditions together under 1%" in page(app)
    assert not app.error


def test_until_there_is_a_file_the_setting_decides(app: AppTest) -> None:
    choose(app, "file")
    assert "Until a file is chosen, the care setting decides." in page(app)
    assert "Case mix: " not in page(app)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"name: x\nweights: {facet_cist: 1}", "Did you mean 'facet_cyst'?"),
        (b"\xff\xfe\x00", "mix.yaml"),
        (b"", "must be a mapping with name and weights"),
    ],
)
def test_a_file_that_is_no_mix_is_told_with_its_faults(
    app: AppTest, content: bytes, told: str
) -> None:
    upload(app, content)
    assert "cannot be used" in app.error[0].value
    assert told in page(app)
    assert "Case mix: " not in page(app)


def test_a_mix_stays_on_every_page_of_one_patient(app: AppTest) -> None:
    know(app, fever="absent")
    upload(app, render_case_mix(EVERYBODY, {}, 10, "EM").encode())
    open_page(app, "interview")
    assert r"Case mix: The \*hip\* clinic." in page(app)
    open_page(app, "assess")
    assert app.selectbox(key="case_mix").value == FROM_FILE
    assert r"Still in use: The \*hip\* clinic." in page(app)
    assert "Case mix: The *hip* clinic." in page(app)
    app.button(key="pin").click().run()
    choose(app, "spine_clinic")
    open_page(app, "compare")
    assert "Case mix: Spine clinic." in page(app)
    assert "hip" not in page(app)


def test_red_flags_stay_whatever_the_mix(app: AppTest) -> None:
    answer(app, saddle_numbness="present")
    before = urgency(app)
    upload(app, render_case_mix(EVERYBODY, {}, 10, "EM").encode())
    assert (
        urgency(app)
        == before
        == ":material/warning: Emergency: " + ("emergency department now")
    )


def test_another_patient_comes_to_the_same_place(app: AppTest) -> None:
    choose(app, "spine_clinic")
    answer(app, saddle_numbness="present")
    app.button(key="start_again").click().run()
    assert app.button_group(key=key_of(app, "saddle_numbness")).value is None
    assert app.selectbox(key="case_mix").value == "spine_clinic"
