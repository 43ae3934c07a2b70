from __future__ import annotations

import math
from typing import get_args

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.criterion import Criterion
from pipeline.knowledge.schema import (
    AgeComponent,
    DurationComponent,
    PainScore,
    StudySetting,
    Syndrome,
)
from pipeline.knowledge.study_schema import Measure, StudyFigure
from pipeline.report.book.criterion_words import criterion_words
from pipeline.report.book.figure_words import figure_words, value_words
from pipeline.report.book.words import (
    GROUP_TITLES,
    MEASURES,
    SETTINGS,
    SYNDROMES,
    age_part,
    age_words,
    days_words,
    duration_part,
    duration_words,
    group_title,
    interval_words,
    pain_words,
    ratio_words,
    setting_words,
)


def test_everything_has_words(knowledge: Knowledge) -> None:
    assert set(GROUP_TITLES) == set(knowledge.vocabulary.groups)
    assert set(SETTINGS) == set(get_args(StudySetting))
    assert set(SYNDROMES) == set(get_args(Syndrome))
    assert set(MEASURES) == set(get_args(Measure))
    assert group_title("new_group") == "New group"
    assert setting_words(None) == "not stated"


def age(mean: float, sd: float, weight: float = 1.0) -> AgeComponent:
    return AgeComponent(mean=mean, sd=sd, weight=weight, n=10, source="a")


def test_ages_are_told_by_the_range_of_eight_in_ten() -> None:
    # 1.2816 standard deviations to either side: 34.2 to 59.8.
    assert (
        age_words([age(47, 10)]) == "Mean age 47; eight in ten are between 34 and 60."
    )
    # Two narrow groups: the tenths lie 0.84 deviations below 30 and above 70.
    two = [age(30, 2, 0.5), age(70, 2, 0.5)]
    assert age_words(two) == "Mean age 50; eight in ten are between 28 and 72."
    assert age_part(two[0]) == "mean 30, sd 2 years, in 50% of patients"


def test_times_are_told_in_the_unit_in_which_one_speaks() -> None:
    spell = DurationComponent(median_days=50, geometric_sd=3.5, n=20, source="a")
    assert duration_words([spell]) == (
        "Half come within 7 weeks of the start; one in ten within 10 days, nine in ten"
        " within 8 months."
    )
    assert duration_part(spell) == "median 7 weeks, spread by a factor of 3.5"
    assert days_words(1.4) == "a day"


def test_pain_stays_on_its_scale() -> None:
    pain = PainScore(mean=8.9, sd=2.0, n=20, source="a")
    assert pain_words(pain).endswith("between 7 and 10.")


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((0.0, 0.14), "0 to 14%"),
        ((0.00004, 0.008), "<0.01 to 0.8%"),
        ((0.0012, 1.0), "0.1 to 100%"),
    ],
)
def test_small_ends_have_one_digit(ends: tuple[float, float], told: str) -> None:
    assert interval_words(*ends) == told


def test_ratios_that_are_no_numbers_are_told_as_such() -> None:
    assert ratio_words(math.nan) == "–"
    assert ratio_words(math.inf) == "∞"


def criterion(value: object) -> Criterion:
    figure = {"id": "a", "measure": "sensitivity", "value": 0.5, "n": 10, "test": value}
    test = StudyFigure.model_validate(figure).test
    assert test is not None
    return test


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("a", "A"),
        ({"not": "a"}, "not: A"),
        ({"all_of": ["a", {"any_of": ["b", "c"]}]}, "A and (B or C)"),
        (
            {"at_least": 2, "of": ["a", {"not": "b"}, "c"]},
            "at least 2 of: A; not: B; C",
        ),
        ({"field": "age", "low": 65}, "age at least 65 years"),
        ({"field": "age", "high": 45}, "age at most 45 years"),
        ({"field": "age", "low": 20, "high": 40}, "age 20 to 40 years"),
        ({"field": "pain_score", "low": 5, "high": 5}, "worst pain 5 out of 10"),
        ({"field": "duration_days", "low": 90}, "pain for at least 90 days"),
        ({"field": "duration_days"}, "any duration days"),
        ({"sex": "female"}, "women"),
        (
            {
                "score": [
                    {"points": 2, "when": "a"},
                    {"points": 1, "when": {"any_of": ["b", "c"]}},
                ],
                "at_least": 2,
            },
            "a score of at least 2 (points: 2 for A; 1 for (B or C))",
        ),
        (
            {"score": [{"points": 1.5, "when": "a"}]},
            "a score that ranks the patients (points: 1.5 for A)",
        ),
    ],
)
def test_a_test_is_told_in_words(value: object, told: str) -> None:
    assert criterion_words(criterion(value), str.upper) == told


def test_a_figure_says_what_it_knows_and_of_whom(knowledge: Knowledge) -> None:
    def told(**parts: object) -> str:
        base = {"id": "a", "value": 0.5, "n": 10, "tolerance": 0.1}
        figure = StudyFigure.model_validate(base | parts)
        return figure_words(knowledge, figure)

    history = told(measure="posterior_auc", given="history")
    assert history == "all that can be asked, with age, sex and duration"
    some = told(measure="posterior_auc", given=["fever", "nerve_percussion_sign"])
    assert some.startswith("fever or shivering attacks in the last 2 weeks; Tinel sign")
    others = told(measure="proportion", test="leg_pain", of="others")
    assert others == "leg pain, of the others"
    among = told(measure="sensitivity", test="leg_pain", among={"sex": "male"})
    assert among == "leg pain, among those with: men"


def test_values_are_written_as_their_measure_is() -> None:
    def written(measure: str, value: float) -> str:
        given = {"given": "all"} if measure == "posterior_auc" else {"test": "leg_pain"}
        base = {"id": "a", "value": 0.5, "measure": measure, "tolerance": 2}
        return value_words(value, StudyFigure.model_validate(base | given))

    assert written("sensitivity", 0.657) == "66%"
    assert written("lr_pos", 12.34) == "12.3"
    assert written("posterior_auc", 0.8) == "0.80"
    assert written("ppv", math.nan) == "–"
