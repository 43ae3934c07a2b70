from __future__ import annotations

import numpy as np
import pytest

from pipeline.cases import SEXES, CaseMatrix
from pipeline.cases.matrix import ABSENT, NOT_KNOWN, PRESENT
from pipeline.knowledge import load_knowledge
from pipeline.stages.budget.asking import (
    COMPLETE,
    FORM,
    USERS,
    VISIT,
    Stratum,
    ask_patients,
    fill_in_form,
)

KNOWLEDGE = load_knowledge()
IDS = KNOWLEDGE.finding_ids
EXAM = np.array([f.source == "exam" for f in KNOWLEDGE.findings.values()])
NEVER = np.zeros(len(IDS))


def always(*findings: str) -> np.ndarray:
    return np.array([float(finding in findings) for finding in IDS])


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_the_same_patients_are_asked_in_every_way(asked: dict[str, CaseMatrix]) -> None:
    assert tuple(asked) == USERS
    visit, everything, form = (asked[user] for user in USERS)
    told = visit.answers != NOT_KNOWN
    assert 0.1 < told.mean() < 0.9
    assert np.array_equal(visit.answers[told], everything.answers[told])
    assert np.array_equal(form.age, everything.age)
    known = ~np.isnan(visit.age)
    assert np.array_equal(visit.age[known], everything.age[known])
    assert set(everything.condition.tolist()) == {"disc_herniation"}  # type: ignore[union-attr]


def test_a_clinician_leaves_nothing_open(asked: dict[str, CaseMatrix]) -> None:
    cases = asked[COMPLETE]
    assert (cases.answers != NOT_KNOWN).all()
    for numbers in (cases.age, cases.duration_days, cases.pain_score):
        assert not np.isnan(numbers).any()


def test_a_form_tells_all_of_the_history_and_nothing_of_an_examination(
    asked: dict[str, CaseMatrix],
) -> None:
    form = asked[FORM].answers
    assert (form[:, EXAM] == NOT_KNOWN).all()
    assert (form[:, ~EXAM] != NOT_KNOWN).all()


def test_a_form_has_yes_answers_too_many_and_none_too_few(
    asked: dict[str, CaseMatrix],
) -> None:
    truth = asked[COMPLETE].answers[:, ~EXAM]
    form = asked[FORM].answers[:, ~EXAM]
    assert (form[truth == PRESENT] == PRESENT).all()
    # Some of the 5% cannot be: they need another finding, or the other sex.
    assert 0.03 < (form[truth == ABSENT] == PRESENT).mean() < 0.055


def test_without_false_yes_answers_a_form_is_the_truth(
    asked: dict[str, CaseMatrix],
) -> None:
    everything = asked[COMPLETE]
    form = fill_in_form(everything, NEVER, rng())
    assert np.array_equal(form.answers[:, ~EXAM], everything.answers[:, ~EXAM])


def test_what_is_asked_of_a_clinician_is_left_as_it_is(
    asked: dict[str, CaseMatrix],
) -> None:
    before = asked[COMPLETE].answers.copy()
    fill_in_form(asked[COMPLETE], always("fever"), rng())
    assert np.array_equal(asked[COMPLETE].answers, before)


def column(cases: CaseMatrix, finding: str) -> np.ndarray:
    return cases.answers[:, IDS.index(finding)] == PRESENT


@pytest.mark.parametrize(
    ("child", "parent"),
    [("progressive_weakness", "leg_weakness"), ("active_cancer", "history_of_cancer")],
)
def test_nothing_is_ticked_without_what_it_requires(
    asked: dict[str, CaseMatrix], child: str, parent: str
) -> None:
    form = fill_in_form(asked[COMPLETE], always(child), rng())
    assert 0 < column(form, parent).sum() < len(form)
    assert np.array_equal(column(form, child), column(form, parent))


def test_nothing_is_ticked_that_age_sex_or_duration_rule_out(
    asked: dict[str, CaseMatrix],
) -> None:
    ticked = always("pregnancy_or_postpartum", "persistent_pain")
    form = fill_in_form(asked[COMPLETE], ticked, rng())
    of_age = (form.age >= 16) & (form.age <= 55)
    female = form.sex == SEXES.index("female")
    assert np.array_equal(column(form, "pregnancy_or_postpartum"), of_age & female)
    assert np.array_equal(column(form, "persistent_pain"), form.duration_days >= 42)


def test_strata_share_no_patient_and_the_same_one_is_always_the_same() -> None:
    first, other = (Stratum(i, "emergency", "muscle_strain") for i in (0, 1))
    false_yes = np.full(len(IDS), 0.1)
    one, again, two = (
        ask_patients(stratum, 64, 5, false_yes) for stratum in (first, first, other)
    )
    for user in USERS:
        assert np.array_equal(one[user].answers, again[user].answers)
        assert not np.array_equal(one[user].answers, two[user].answers)
    assert not np.array_equal(one[VISIT].age, two[VISIT].age)
