"""The page "Model" in every state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.telling import evaluation, gates
from pipeline.assess import MODEL_VARIABLE
from pipeline.gates.verdict import Verdict
from pipeline.knowledge import load_knowledge
from pipeline.model.artifact import read_manifest
from pipeline.tracking import SQLITE, URI_VARIABLE
from tests.app.conftest import LONGEST_SECONDS
from tests.app.reading import page
from tests.report.sample import sample_evaluation
from tests.small_training import SmallTraining, train_small


def script() -> None:
    from app import loaded
    from app.views import model

    loaded.say_which()
    model.show()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallTraining:
    return train_small(tmp_path_factory)


@pytest.fixture
def figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the page looks for an evaluation; none is there yet."""
    file = tmp_path / "evaluation.json"
    monkeypatch.setattr(evaluation, "EVALUATION_FILE", file)
    monkeypatch.setattr(gates, "REPORT_FILE", tmp_path / "report.json")
    return file


@pytest.fixture
def own(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, str(tiny_model))


def opened() -> AppTest:
    return AppTest.from_function(script, default_timeout=LONGEST_SECONDS).run()


def write(file: Path, digest: str | None = None, model: str | None = None) -> None:
    told = sample_evaluation()
    told["knowledge"]["digest"] = digest or load_knowledge().digest
    told["model"]["digest"] = model or told["model"]["digest"]
    file.write_text(json.dumps(told), encoding="utf-8")


@pytest.mark.usefixtures("own", "figures")
def test_the_model_and_the_knowledge_in_use_are_named() -> None:
    told = page(opened())
    assert "the project's own" in told
    assert load_knowledge().digest[:12] in told
    assert "no evaluation was run here yet" in told


@pytest.mark.usefixtures("figures")
def test_without_a_model_the_rules_answer_and_the_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, str(tmp_path / "none"))
    told = page(opened())
    assert "the red flags answer alone" in told
    assert "manifest" in told


@pytest.mark.usefixtures("own")
def test_figures_stand_beside_the_best_possible_ones(figures: Path) -> None:
    write(figures)
    app = opened()
    told = page(app)
    assert "These figures are of another model" in told
    assert "Top-3 falls from" in told
    assert "What these figures do not show" in told
    drawn = [item.proto.mixed.json or item.proto.json for item in _chapters(app)]
    assert len(drawn) == 2
    assert all("<svg" in body and "<table" in body for body in drawn)


def _chapters(app: AppTest) -> list[object]:
    return list(app.get("bidi_component"))


def test_the_card_stands_where_figures_and_model_belong_together(
    small: SmallTraining, figures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, str(small.model))
    write(figures, model=read_manifest(small.model)["sha256"])
    app = opened()
    (card,) = [e for e in app.expander if e.label == "Read the card"]
    text = "\n".join(item.value for item in card.markdown)
    assert text.startswith("### Model card: Lasègue")
    assert "#### What it is not for" in text
    assert "tumour_sheath_37m" in text
    assert "There is no model card" not in page(app)


@pytest.mark.usefixtures("own")
def test_there_is_no_card_for_figures_of_another_model(figures: Path) -> None:
    write(figures)
    told = page(opened())
    assert "There is no model card" in told
    assert "What it is not for" not in told


def judge(figures: Path, *passed: bool | None, of: str | None = None) -> None:
    """Write a report of these figures, or of others."""
    told = json.loads(figures.read_text(encoding="utf-8"))
    told["model"]["digest"] = of or told["model"]["digest"]
    verdicts = [
        Verdict(f"gate_{i}", f"Gate {i}", one, 0.5, 0.4, f"Said of {i}.").to_dict()
        for i, one in enumerate(passed)
    ]
    report = {"figures": told, "verdicts": verdicts}
    figures.with_name("report.json").write_text(json.dumps(report), encoding="utf-8")


@pytest.mark.usefixtures("own")
def test_a_failed_gate_is_seen_at_once_and_passed_ones_are_folded(
    figures: Path,
) -> None:
    write(figures)
    judge(figures, True, None, True)
    (box,) = limits_of(opened())
    assert "2 gates asked, all passed. 1 could not be asked." in box.label
    assert not box.proto.expanded
    judge(figures, True, False)
    app = opened()
    (box,) = limits_of(app)
    assert "1 of 2 gates failed." in box.label
    assert box.proto.expanded
    drawn = [item.proto.mixed.json or item.proto.json for item in _chapters(app)]
    assert any("Failed: Gate 1. Said of 1." in body for body in drawn)


@pytest.mark.usefixtures("own")
def test_verdicts_about_other_figures_are_not_told(figures: Path) -> None:
    write(figures)
    judge(figures, True, of="0" * 64)
    app = opened()
    assert not limits_of(app)
    assert "`lasegue report` asks every gate" in page(app)


def limits_of(app: AppTest) -> list[Any]:
    return [e for e in app.expander if e.label.startswith("Limits that a model")]


@pytest.mark.usefixtures("own")
def test_figures_from_earlier_knowledge_are_called_so(figures: Path) -> None:
    write(figures, digest="0" * 64)
    assert "before the knowledge was changed" in page(opened())


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("text", ["", "{", "[]", '{"top1": 1}'])
def test_a_broken_evaluation_is_said_in_words(figures: Path, text: str) -> None:
    figures.write_text(text, encoding="utf-8")
    assert "cannot be read" in page(opened())


@pytest.mark.usefixtures("own", "figures")
def test_without_a_store_the_other_models_are_told_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URI_VARIABLE, f"{SQLITE}{tmp_path / 'none.db'}")
    app = opened()
    assert "No registered models" not in page(app)
    app.button(key="show_registered").click().run()
    assert "No registered models can be read here." in page(app)


@pytest.mark.usefixtures("own", "figures")
def test_another_model_answers_until_the_own_one_is_asked_for_again(
    small: SmallTraining, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URI_VARIABLE, small.uri)
    app = opened()
    app.button(key="show_registered").click().run()
    app.button("FormSubmitter:choose_model-Use this version").click().run()
    told = page(app)
    assert "Version 1 answers now, on every page." in told
    app.run()
    assert "Registered model version 1 answers in this session" in page(app)
    assert "registered, 1" in page(app)
    app.button(key="own_model").click().run()
    assert "answers in this session, not" not in page(app)


@pytest.mark.usefixtures("figures")
def test_the_registered_twin_of_the_own_model_changes_nothing(
    small: SmallTraining, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, str(small.model))
    monkeypatch.setenv(URI_VARIABLE, small.uri)
    app = opened()
    app.button(key="show_registered").click().run()
    app.button("FormSubmitter:choose_model-Use this version").click().run()
    assert "Version 1 is the project's own model." in page(app)
    assert "chosen_model" not in app.session_state
