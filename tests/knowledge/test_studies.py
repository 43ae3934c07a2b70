from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ProfileError
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.studies import load_studies, read_studies
from tests.small_study import figure_data, study_data, write_study
from tests.small_world import small_knowledge

SENTENCE = re.compile(r"^\S.*: \S.* must be \S.*\. Got .+\. \S.*[.?]$")
BOTH = {"n_target": 60, "n_others": 50}
OPEN_SCORE = {"score": [{"points": 1, "when": "weak"}]}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return small_knowledge(tmp_path_factory.mktemp("world") / "knowledge")


def faults_of(folder: Path, knowledge: Knowledge) -> list[tuple[str, str, str]]:
    with pytest.raises(ProfileError) as caught:
        read_studies(folder, knowledge)
    for fault in caught.value.faults:
        assert SENTENCE.match(str(fault)), str(fault)
    return [(f.where, f.what, f.to_do) for f in caught.value.faults]


def test_studies_are_read_in_the_order_of_their_ids(
    tmp_path: Path, world: Knowledge
) -> None:
    for key in ("c", "a", "b"):
        write_study(tmp_path, study_data(id=key))
    assert list(read_studies(tmp_path, world)) == ["a", "b", "c"]


def test_knowledge_may_come_without_studies(tmp_path: Path, world: Knowledge) -> None:
    assert read_studies(tmp_path / "studies", world) == {}


def test_faults_of_all_files_are_listed_at_once(
    tmp_path: Path, world: Knowledge
) -> None:
    write_study(tmp_path, study_data(source="study_1990"))
    write_study(tmp_path, study_data(id="other", title=None))
    write_study(tmp_path, study_data(id="third"), name="fourth")
    (tmp_path / "open.yaml").write_text("id: [open\n")
    found = faults_of(tmp_path, world)
    assert [(where, what) for where, what, _ in found] == [
        ("studies/fourth.yaml", "id"),
        ("studies/open.yaml line 2", "the file"),
        ("studies/other.yaml", "title"),
        ("studies/reflex.yaml", "source"),
    ]


@pytest.mark.parametrize(
    ("changes", "what", "to_do"),
    [
        ({"source": "study_1998"}, "source", "Did you mean 'study_1999'?"),
        ({"source": "expert_estimate"}, "source", "Name the study."),
        ({"same_patients": ["zzz"]}, "same_patients", "See sources.yaml for"),
        (
            {"population": {"mix": {"joint_wear": 0.6, "root_troubles": 0.4}}},
            "population.mix",
            "Did you mean 'root_trouble'?",
        ),
        (
            {"population": {"mix": {"joint_wear": 0.6, "root_trouble": 0.3}}},
            "population.mix",
            "Rescale.",
        ),
        ({"target": ["bad_disease"]}, "target", "Give it a share"),
        (
            {"reference": {"bad_disease": 0.2}, "reference_why": "made up"},
            "reference",
            "Give it a share of the mix",
        ),
        (
            {"population": {"include": {"not": "feverish"}}},
            "population.include",
            "Did you mean 'fever'?",
        ),
        ({"population": {"age_range": [60, 50]}}, "population.age_range", "Turn it"),
        (
            {"population": {"duration_days": [9, 8]}},
            "population.duration_days",
            "Turn it",
        ),
    ],
)
def test_a_fault_of_the_population_is_named(
    changes: dict[str, Any], what: str, to_do: str, tmp_path: Path, world: Knowledge
) -> None:
    write_study(tmp_path, study_data(**changes))
    found = faults_of(tmp_path, world)
    assert ("studies/reflex.yaml", what) in [fault[:2] for fault in found]
    assert any(fault[2].startswith(to_do) for fault in found)


@pytest.mark.parametrize(
    ("changes", "to_do"),
    [
        ({"test": "refleks_lost"}, "Did you mean 'reflex_lost'?"),
        (
            {
                "measure": "posterior_auc",
                "test": None,
                "given": ["weak", "reflex_los"],
                **BOTH,
            },
            "Did you mean 'reflex_lost'?",
        ),
        ({"among": {"any_of": ["fever", "zzz"]}}, "See findings.yaml"),
        ({"of": "target"}, "Only a proportion is of somebody."),
        ({"test": OPEN_SCORE}, "Give the score `at_least` or `at_most`."),
        ({"among": OPEN_SCORE}, "Give the score `at_least` or `at_most`."),
        (
            {"measure": "auc", "test": {"any_of": [OPEN_SCORE, "weak"]}, **BOTH},
            "Give the score `at_least` or `at_most`.",
        ),
        ({"measure": "lr_pos", "value": 4.0, **BOTH}, "Add the test's sensitivity"),
        ({"measure": "lr_neg", "value": 0, "tolerance": 2}, "Give the interval."),
        ({"measure": "lr_pos", "value": 4, "tolerance": 0.5}, "Give 2 for"),
    ],
)
def test_a_fault_of_a_figure_is_named(
    changes: dict[str, Any], to_do: str, tmp_path: Path, world: Knowledge
) -> None:
    write_study(tmp_path, study_data(figure_data(**changes)))
    ((where, what, found),) = faults_of(tmp_path, world)
    assert where == "studies/reflex.yaml"
    assert what.startswith("figures: reflex_sensitivity")
    assert found.startswith(to_do)


def test_one_id_for_two_figures_is_refused(tmp_path: Path, world: Knowledge) -> None:
    write_study(tmp_path, study_data(figure_data(), figure_data(value=0.5)))
    assert faults_of(tmp_path, world) == [
        ("studies/reflex.yaml", "figures: reflex_sensitivity", "Rename one.")
    ]


SPECIFICITY = {"measure": "specificity", "n_others": 9}


@pytest.mark.parametrize(
    ("target", "mix", "figure", "to_do"),
    [
        ([], {"joint_wear": 1.0}, {}, "Name the target."),
        (["joint_wear"], {"joint_wear": 1.0}, SPECIFICITY, "Give the others a share."),
    ],
)
def test_a_measure_needs_somebody_to_count(
    target: list[str],
    mix: dict[str, float],
    figure: dict[str, Any],
    to_do: str,
    tmp_path: Path,
    world: Knowledge,
) -> None:
    data = study_data(figure_data(**figure), target=target, population={"mix": mix})
    write_study(tmp_path, data)
    ((_, _, found),) = faults_of(tmp_path, world)
    assert found == to_do


def test_a_series_of_the_target_alone_has_a_sensitivity(
    tmp_path: Path, world: Knowledge
) -> None:
    mix = {"root_trouble": 1.0}
    described = figure_data(id="weak", measure="proportion", test="weak", n=60)
    write_study(tmp_path, study_data(figure_data(), population={"mix": mix}))
    write_study(tmp_path, study_data(described, id="described", target=[]))
    assert list(read_studies(tmp_path, world)) == ["described", "reflex"]


def test_a_ratio_may_lean_on_the_pair_of_its_test(
    tmp_path: Path, world: Knowledge
) -> None:
    ratio = figure_data(id="ratio", measure="lr_pos", value=4.0, **BOTH)
    pair = figure_data(id="spec", measure="specificity", value=0.9, n_others=50)
    write_study(tmp_path, study_data(figure_data(), pair, ratio))
    assert len(read_studies(tmp_path, world)["reflex"].figures) == 3


def test_the_studies_that_ship_are_no_part_of_the_knowledge() -> None:
    digest = load_knowledge().digest
    assert load_studies() is load_studies()
    assert load_knowledge().digest == digest
    assert not hasattr(load_knowledge(), "studies")
