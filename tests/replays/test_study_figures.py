from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest
from scipy.stats.contingency import relative_risk
from sklearn.metrics import roc_auc_score

from pipeline.cases import CaseMatrix
from pipeline.errors import ProfileError
from pipeline.replays.study_figures import Drawn, generated_value, published_interval
from pipeline.synthesis.study_population import StudyWorld, build_study_world
from tests.small_study import figure_data, small_study
from tests.small_world import small_knowledge

BOTH = {"n_target": 100, "n_others": 100}
N_CASES = 400


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> StudyWorld:
    folder = tmp_path_factory.mktemp("world") / "knowledge"
    return build_study_world(small_knowledge(folder))


@pytest.fixture(scope="module")
def people(world: StudyWorld) -> Drawn:
    """Made-up cases: every answer by a coin, every third case with the target."""
    rng = np.random.default_rng(8)
    ids = world.knowledge.finding_ids
    cases = CaseMatrix(
        finding_ids=ids,
        answers=rng.integers(0, 2, (N_CASES, len(ids))).astype(np.int8),
        age=rng.integers(20, 90, N_CASES).astype(float),
        sex=rng.integers(0, 2, N_CASES).astype(np.int8),
        care_setting=np.ones(N_CASES, dtype=np.int8),
        duration_days=rng.integers(0, 400, N_CASES).astype(float),
        pain_score=rng.integers(0, 11, N_CASES).astype(float),
    )
    diseased = np.arange(N_CASES) % 3 == 0
    return Drawn(small_study(), world, cases, diseased)


def interval(*figures: dict[str, Any]) -> Any:
    study = small_study(*figures)
    return published_interval(study, study.figures[0])


def test_a_published_interval_comes_first() -> None:
    given = figure_data(interval=[0.3, 0.55], tolerance=0.01)
    assert interval(given) == ((0.3, 0.55), "published")


def test_next_comes_the_interval_of_the_numbers_of_patients() -> None:
    (low, high), source = interval(figure_data(value=0.4, n_target=60, tolerance=0.01))
    expected = binomtest(24, 60).proportion_ci(method="wilson")
    assert source == "n"
    assert (low, high) == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"value": 0.4, "tolerance": 0.1}, (0.3, 0.5)),
        ({"value": 0.05, "tolerance": 0.1}, (0.0, 0.15)),
        ({"value": 0.95, "tolerance": 0.1}, (0.85, 1.0)),
        ({"measure": "lr_pos", "value": 5, "tolerance": 2}, (2.5, 10.0)),
        ({"measure": "auc", "value": 0.8, "tolerance": 0.05}, (0.75, 0.85)),
    ],
)
def test_last_comes_the_tolerance(
    changes: dict[str, Any], expected: tuple[float, float]
) -> None:
    found, source = interval(figure_data(n_target=None, **changes))
    assert source == "tolerance"
    assert found == pytest.approx(expected)


def test_a_ratio_without_its_pair_falls_back_on_the_tolerance() -> None:
    ratio = figure_data(measure="lr_pos", value=8.0, tolerance=2, **BOTH)
    assert interval(ratio) == ((4.0, 16.0), "tolerance")


def test_a_ratio_leans_on_the_pair_of_its_test() -> None:
    pair = [
        figure_data(id="sens", value=0.8),
        figure_data(id="spec", measure="specificity", value=0.9, n_others=100),
    ]
    positive = figure_data(id="pos", measure="lr_pos", value=8.0, **BOTH)
    found, source = interval(positive, *pair)
    theirs = relative_risk(80, 100, 10, 100).confidence_interval(0.95)
    assert source == "n"
    assert found == pytest.approx(tuple(theirs))
    negative = figure_data(id="neg", measure="lr_neg", value=0.2 / 0.9, **BOTH)
    found, source = interval(negative, *pair)
    theirs = relative_risk(20, 100, 90, 100).confidence_interval(0.95)
    assert source == "n"
    assert found == pytest.approx(tuple(theirs))
    odds = figure_data(id="odds", measure="odds_ratio", value=36.0, **BOTH)
    found, source = interval(odds, *pair)
    factor = np.exp(1.959964 * np.sqrt(1 / 80 + 1 / 20 + 1 / 90 + 1 / 10))
    assert source == "n"
    assert found == pytest.approx((36 / factor, 36 * factor))


def test_an_area_needs_both_numbers_alone() -> None:
    given = {"id": "area", "measure": "auc", "value": 0.893}
    found, source = interval(figure_data(**given, n_target=51, n_others=58))
    assert source == "n"
    assert found == pytest.approx((0.8293, 0.9567), abs=1e-4)


def value(people: Drawn, **changes: Any) -> float:
    figure = small_study(figure_data(**{"tolerance": 2, **changes})).figures[0]
    return generated_value(figure, people)


def test_the_measures_are_counted_on_the_cases(people: Drawn) -> None:
    lost = people.cases.answers[:, people.cases.finding_ids.index("reflex_lost")] == 1
    ill = people.diseased
    sensitivity, specificity = lost[ill].mean(), (~lost[~ill]).mean()
    expected = {
        "sensitivity": sensitivity,
        "specificity": specificity,
        "ppv": ill[lost].mean(),
        "npv": (~ill[~lost]).mean(),
        "lr_pos": sensitivity / (1 - specificity),
        "lr_neg": (1 - sensitivity) / specificity,
        "odds_ratio": (sensitivity / (1 - sensitivity))
        / ((1 - specificity) / specificity),
        "proportion": lost.mean(),
        "auc": roc_auc_score(ill, lost),
    }
    for measure, number in expected.items():
        assert value(people, measure=measure) == pytest.approx(number), measure


def test_a_proportion_is_of_those_it_names(people: Drawn) -> None:
    lost = people.cases.answers[:, people.cases.finding_ids.index("reflex_lost")] == 1
    ill = people.diseased
    named = {"measure": "proportion"}
    assert value(people, of="target", **named) == lost[ill].mean()
    assert value(people, of="others", **named) == lost[~ill].mean()


def test_a_figure_counts_only_those_among_whom_it_was_published(people: Drawn) -> None:
    lost = people.cases.answers[:, people.cases.finding_ids.index("reflex_lost")] == 1
    old = people.cases.age >= 65
    expected = lost[old & people.diseased].mean()
    assert value(people, among={"field": "age", "low": 65}) == expected


def test_a_score_ranks(people: Drawn) -> None:
    index = people.cases.finding_ids.index
    points = 2 * people.cases.answers[:, index("weak")]
    points = points - people.cases.answers[:, index("fever")]
    score = [{"points": 2, "when": "weak"}, {"points": -1, "when": "fever"}]
    expected = roc_auc_score(people.diseased, points)
    assert value(people, measure="auc", test={"score": score}) == expected


def test_a_figure_about_nobody_is_a_fault(people: Drawn) -> None:
    with pytest.raises(ProfileError) as caught:
        value(people, among={"field": "age", "low": 100})
    (fault,) = caught.value.faults
    assert (fault.where, fault.what) == (
        "studies/reflex.yaml",
        "figures: reflex_sensitivity",
    )
    assert fault.got == "nobody to count"


def test_a_test_without_false_positives_has_an_infinite_ratio(people: Drawn) -> None:
    certain = {"all_of": ["reflex_lost", {"not": "reflex_lost"}]}
    lost = people.cases.answers[:, people.cases.finding_ids.index("reflex_lost")] == 1
    told = Drawn(people.study, people.world, people.cases, lost)
    assert value(told, measure="lr_pos") == float("inf")
    with pytest.raises(ProfileError, match="nobody to count"):
        value(told, measure="lr_pos", test=certain)
