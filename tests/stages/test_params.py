from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import OptionError
from pipeline.stages.params import STREAMS, load_params
from pipeline.terms import Urgency
from tests.small_training import small_params


def faults_of(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(OptionError) as error:
        load_params(path)
    assert {fault.where for fault in error.value.faults} == {path.name}
    return [(f.what, f.must_be, f.got) for f in error.value.faults]


def test_the_file_of_the_project_is_sound() -> None:
    params = load_params()
    assert params.generate.test.n >= 100_000
    assert {stream.seed for stream in params.generate.streams().values()} == set(
        range(101, 107)
    )
    assert params.urgency_thresholds[Urgency.EMERGENCY] == 0.10
    worlds = params.evaluate.worlds
    assert (worlds.n_worlds, worlds.n_rival_worlds, worlds.n_cases) == (24, 12, 8192)
    assert params.seeds()["worlds"] == worlds.seed
    assert params.seeds()["budget"] == params.budget.seed
    for key in ("primary_care", "spine_clinic", "emergency"):
        of_setting = getattr(params.budget, key)
        for limits in (of_setting.visit, of_setting.complete, of_setting.form):
            assert limits.emergency < limits.urgent_same_day
        # A patient ticks more than a clinician would record.
        assert of_setting.complete.emergency < of_setting.form.emergency


def test_the_settings_of_a_candidate_keep_their_types(tmp_path: Path) -> None:
    settings = {"n_rows": 5, "early_stopping": False, "alpha": 1.0, "solver": "adam"}
    path = small_params(tmp_path, train__candidates={"naive_bayes": settings})
    candidate = load_params(path).train.candidates["naive_bayes"]
    assert candidate.model_dump() == settings


@pytest.mark.parametrize(
    ("key", "value", "what", "must_be", "got"),
    [
        ("generate__workers", 0, "generate.workers", "greater than or equal", "0"),
        ("generate__test__n", -1, "generate.test.n", "greater than or equal", "-1"),
        ("generate__test__n", 1.5, "generate.test.n", "a valid integer", "1.5"),
        ("generate__test__n", True, "generate.test.n", "a valid integer", "True"),
        ("generate__test__n", "many", "generate.test.n", "a valid integer", "'many'"),
        ("generate__test__seed", 2**63, "generate.test.seed", "less than", "92233"),
        ("generate__trial", {}, "generate.trial", "left out", "{}"),
        ("train__seed", -1, "train.seed", "greater than or equal", "-1"),
        ("train__coverage", 1.0, "train.coverage", "less than 1", "1.0"),
        ("train__coverage", float("nan"), "train.coverage", "less than 1", "nan"),
        ("train__candidates", {}, "train.candidates", "at least 1 item", "{}"),
        (
            "train__candidates__naive_bayes",
            {"alpha": 1.0},
            "train.candidates.naive_bayes.n_rows",
            "there",
            "nothing",
        ),
        (
            "train__candidates__naive_bayes",
            {"n_rows": 0},
            "train.candidates.naive_bayes.n_rows",
            "greater than or equal to 1",
            "0",
        ),
        (
            "train__candidates__naive_bayes",
            {"n_rows": 5, "alpha": "1e-5"},
            "train.candidates.naive_bayes.alpha",
            "plain decimals",
            "'1e-5'",
        ),
        (
            "train__calibration_methods",
            ["magic"],
            "train.calibration_methods.0",
            "'temperature'",
            "'magic'",
        ),
        ("urgency_thresholds__emergency", 0, "urgency_thresholds.emer", "than 0", "0"),
        (
            "urgency_thresholds__emergency",
            float("nan"),
            "urgency_thresholds.emer",
            "less than or equal to 1",
            "nan",
        ),
        (
            "urgency_thresholds",
            {"emergency": 0.1, "urgent_same_day": 0.2},
            "urgency_thresholds",
            "given for urgent_2_weeks, urgent_same_day, emergency, each",
            "{",
        ),
        (
            "urgency_thresholds__someday",
            0.5,
            "urgency_thresholds.someday",
            "'urgent_2_weeks'",
            "'someday'",
        ),
        ("gates__ece", -0.1, "gates.ece", "greater", "-0.1"),
        ("evaluate__worlds__n_worlds", 1, "evaluate.worlds.n_w", "equal to 2", "1"),
        ("evaluate__worlds__n_worlds", 1001, "evaluate.worlds.n_", "equal to 1000", ""),
        ("evaluate__worlds__n_rival_worlds", 1, "evaluate.worlds.n_r", "to 2", "1"),
        ("evaluate__worlds__n_cases", 0, "evaluate.worlds.n_cases", "to 1", "0"),
        ("evaluate__worlds__seed", -1, "evaluate.worlds.seed", "to 0", "-1"),
        ("replay__validation", 1.2, "replay.validation", "less than or equal", "1.2"),
        ("replay__consistency", -1, "replay.consistency", "greater than", "-1"),
        ("replay", {"validation": 0.5}, "replay.consistency", "there", "nothing"),
        ("budget__seed", -1, "budget.seed", "to 0", "-1"),
        ("budget__n_per_condition", 0, "budget.n_per_condition", "equal to 1", "0"),
        (
            "budget__primary_care__form__emergency",
            1.5,
            "budget.primary_care.form.emergency",
            "less than 1",
            "1.5",
        ),
        (
            "budget__emergency__complete",
            {"emergency": 0.1},
            "budget.emergency.complete.urgent_same_day",
            "there",
            "nothing",
        ),
        ("budget__telephone", {}, "budget.telephone", "left out", "{}"),
        ("evaluate__published", "", "evaluate.published", "at least 1 char", "''"),
    ],
)
def test_what_cannot_be_is_a_fault(
    tmp_path: Path, key: str, value: Any, what: str, must_be: str, got: str
) -> None:
    ((found, wanted, given),) = faults_of(small_params(tmp_path, **{key: value}))
    assert found.startswith(what)
    assert must_be in wanted
    assert given.startswith(got)


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    path = small_params(
        tmp_path, generate__workers=0, train__coverage=2, gates__paired={}
    )
    assert [what for what, _, _ in faults_of(path)] == [
        "generate.workers",
        "train.coverage",
        "gates.paired.n_resamples",
        "gates.paired.margin_nats",
        "gates.paired.condition_margin_nats",
        "gates.paired.missed_emergencies",
    ]


def test_no_case_may_serve_twice(tmp_path: Path) -> None:
    path = small_params(tmp_path, generate__test__seed=101)
    (fault,) = faults_of(path)
    assert fault == (
        "seeds of all purposes",
        "all different",
        str(
            [
                *range(101, 106),
                101,
                *range(107, 111),
                117,
                *range(111, 117),
                *range(121, 127),
                130,
            ]
        ),
    )
    assert len(STREAMS) == 6


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("evaluate__worlds__seed", 6),
        ("budget__seed", 7),
        ("train__teacher__seed", 8),
    ],
)
def test_no_other_purpose_may_have_the_seed_of_a_stream(
    tmp_path: Path, key: str, place: int
) -> None:
    ((what, _, given),) = faults_of(small_params(tmp_path, **{key: 101}))
    assert what == "seeds of all purposes"
    assert json.loads(given)[place] == 101


@pytest.mark.parametrize(
    ("text", "must_be"),
    [
        ("", "a mapping of names to values"),
        ("[1, 2]", "a mapping of names to values"),
        ("generate: {train: {seed: 1", "valid YAML"),
    ],
)
def test_a_file_that_is_no_mapping_is_a_fault(
    tmp_path: Path, text: str, must_be: str
) -> None:
    path = tmp_path / "params.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OptionError, match=r"params\.yaml") as error:
        load_params(path)
    assert must_be in str(error.value)


def test_a_key_given_twice_is_a_fault(tmp_path: Path) -> None:
    path = small_params(tmp_path)
    path.write_text(path.read_text() + "evaluate: {}\n", encoding="utf-8")
    with pytest.raises(OptionError, match="the key 'evaluate' must be unique"):
        load_params(path)


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    ((what, must_be, got),) = faults_of(tmp_path / "params.yaml")
    assert (what, must_be, got) == ("the file", "readable", "No such file or directory")
