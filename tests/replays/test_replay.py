"""Replaying studies: what each figure is beside what was published."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pipeline.errors import OptionError, ProfileError
from pipeline.knowledge.studies import load_studies
from pipeline.replays.replay import (
    StudyResult,
    replay,
    replay_studies,
    summarise_replay,
)
from pipeline.synthesis.study_population import (
    N_CASES,
    StudyWorld,
    build_study_world,
)
from tests.replays.results import EXPLAINED, FIGURE, OUTSIDE, TOO_GOOD, results
from tests.small_study import figure_data, small_study
from tests.small_world import small_knowledge

HIT = figure_data(id="hit", interval=[0.3, 0.6], value=0.4)
MISS = figure_data(id="miss", interval=[0.9, 1.0], value=0.95)
# The profile of `bad_disease` cites the study for fever.
CITED = figure_data(id="cited", test="fever", value=0.5, tolerance=0.1)
FEVER: dict[str, Any] = {
    "target": ["bad_disease"],
    "population": {"mix": {"bad_disease": 0.5, "joint_wear": 0.5}},
}
WHOLE = figure_data(id="whole", measure="posterior_auc", test=None, given="all")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> StudyWorld:
    folder = tmp_path_factory.mktemp("world") / "knowledge"
    return build_study_world(small_knowledge(folder))


def run(world: StudyWorld, *figures: dict[str, Any], **changes: Any) -> StudyResult:
    (result,) = replay_studies([small_study(*figures, **changes)], world)
    return result


def test_a_figure_stands_beside_what_was_published(world: StudyWorld) -> None:
    result = run(world, HIT)
    (figure,) = result.figures
    assert (result.id, result.citation) == ("reflex", "A study.")
    assert result.n_cases == N_CASES
    assert (figure.published, figure.interval) == (0.4, (0.3, 0.6))
    assert figure.interval_from == "published"
    # The profile's 0.41 stems from operated patients; these are milder.
    assert 0.3 < figure.generated < 0.41
    assert figure.inside


def test_a_figure_outside_its_interval_is_a_miss(world: StudyWorld) -> None:
    low = figure_data(id="low", interval=[0.0, 0.1], value=0.05)
    assert [figure.inside for figure in run(world, MISS, low).figures] == [False, False]


def test_what_a_profile_cites_is_consistency_and_the_rest_validation(
    world: StudyWorld,
) -> None:
    cited, other = run(world, CITED, {**HIT, "tolerance": 0.5}, **FEVER).figures
    assert cited.kind == "consistency"
    assert cited.cited_by == (
        "conditions/bad_disease.yaml: findings.fever (study_1999)",
    )
    assert (other.kind, other.cited_by) == ("validation", ())


def test_a_ceiling_is_kept_from_below_and_not_passed(world: StudyWorld) -> None:
    ceiling = {**WHOLE, "ceiling": "true", "n_target": None}
    high = {**ceiling, "id": "high", "value": 0.99, "interval": [0.985, 1.0]}
    passed = {**ceiling, "id": "passed", "value": 0.55, "interval": [0.5, 0.6]}
    kept, broken = run(world, high, passed).figures
    assert (kept.kind, kept.inside) == ("ceiling", True)
    assert kept.generated < 0.985
    assert (broken.kind, broken.inside) == ("ceiling", False)
    assert broken.generated > 0.6


def test_studies_do_not_touch_each_other(world: StudyWorld) -> None:
    one, other = small_study(HIT), small_study(MISS, id="other")
    both = replay_studies([one, other], world)
    assert both == [*replay_studies([one], world), *replay_studies([other], world)]
    assert replay_studies([other, one], world) == both[::-1]


def test_every_study_that_cannot_be_generated_is_named(world: StudyWorld) -> None:
    nobody = {"among": {"field": "age", "low": 200}}
    first = small_study({**HIT, **nobody}, {**MISS, **nobody})
    second = small_study({**HIT, **nobody}, id="second")
    with pytest.raises(ProfileError) as caught:
        replay_studies([first, small_study(HIT), second], world)
    assert [(f.where, f.what) for f in caught.value.faults] == [
        ("studies/reflex.yaml", "figures: hit"),
        ("studies/reflex.yaml", "figures: miss"),
        ("studies/second.yaml", "figures: hit"),
    ]


def test_the_summary_counts_each_figure_once() -> None:
    cited = replace(FIGURE, kind="consistency")
    summary = summarise_replay(results(FIGURE, EXPLAINED, cited, TOO_GOOD))
    assert (summary["n_studies"], summary["n_figures"]) == (1, 4)
    assert summary["consistency"] == {"n": 1, "inside": 1}
    assert summary["validation"] == {"n": 2, "inside": 1}
    assert summary["ceiling"] == {"n": 1, "inside": 0}


def test_the_summary_can_be_written_whatever_the_figures() -> None:
    endless = replace(OUTSIDE, generated=float("inf"), published=1 / 3)
    summary = summarise_replay(results(endless))
    (figure,) = json.loads(json.dumps(summary, allow_nan=False))["studies"][0][
        "figures"
    ]
    assert figure["generated"] is None
    assert figure["published"] == 0.333333
    assert figure["interval"] == [0.3, 0.5]


def test_an_unknown_study_is_refused_with_the_nearest() -> None:
    known = next(iter(load_studies()))
    with pytest.raises(OptionError) as caught:
        replay([known, f"{known}x", "zzz"])
    first, second = caught.value.faults
    assert first.to_do == f"Did you mean {known!r}?"
    assert second.got == "'zzz'"


def test_a_study_asked_for_twice_is_replayed_once() -> None:
    known = next(iter(load_studies()))
    assert [result.id for result in replay([known, known])] == [known]
