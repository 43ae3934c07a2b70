from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pipeline.cases import NOT_KNOWN, CaseMatrix, cases_from_matrix
from pipeline.model import Classifier
from pipeline.model.advice.worth import SMALLEST_WORTH_NATS
from pipeline.model.training import true_columns
from pipeline.rules import load_rules
from pipeline.rules.batch import evaluate_batch
from pipeline.stages.interview import (
    POLICIES,
    by_worth,
    flags_in_order,
    sample_emergencies,
    simulate_interviews,
)
from pipeline.stages.interview_play import Played, play_interviews
from pipeline.synthesis import Request, sample_cases
from pipeline.terms import Urgency
from tests.interviewed import interview_by_hand
from tests.model.exact import KNOWLEDGE, classifier_of, exact_estimator

SEED, STEPS = 11, 8
EXACT = classifier_of(exact_estimator())


@pytest.fixture(scope="module")
def patients() -> CaseMatrix:
    return sample_cases(70, Request(SEED, complete=True))


@pytest.fixture(scope="module")
def played(tiny_model: Classifier, patients: CaseMatrix) -> Played:
    return play_interviews(tiny_model, patients, by_worth, STEPS)


@pytest.fixture(scope="module")
def figures(tiny_model: Classifier) -> dict[str, Any]:
    return simulate_interviews(tiny_model, SEED, n=60, steps=5)


def test_a_simulated_interview_asks_what_a_single_case_is_asked(
    tiny_model: Classifier, patients: CaseMatrix
) -> None:
    few = patients[:3]
    played = play_interviews(tiny_model, few, by_worth, STEPS, prune=False)
    for i, case in enumerate(cases_from_matrix(few)):
        by_hand = interview_by_hand(tiny_model, case, STEPS)
        asked = [few.finding_ids[j] for j in played.asked[:, i]]
        assert asked[: len(by_hand)] == by_hand
        if len(by_hand) < STEPS:
            assert played.value[len(by_hand), i] < SMALLEST_WORTH_NATS


def test_pruning_changes_few_questions(
    tiny_model: Classifier, patients: CaseMatrix, played: Played
) -> None:
    few = patients[:20]
    whole = play_interviews(tiny_model, few, by_worth, STEPS, prune=False)
    assert (whole.asked == played.asked[:, :20]).mean() > 0.9


def test_nothing_is_asked_twice_and_every_answer_is_the_patients(
    tiny_model: Classifier, patients: CaseMatrix, played: Played
) -> None:
    answers = np.full_like(patients.answers, NOT_KNOWN)
    each = np.arange(len(patients))
    for column in played.asked:
        assert (answers[each, column] == NOT_KNOWN).all()
        answers[each, column] = patients.answers[each, column]
    known = CaseMatrix(
        patients.finding_ids,
        answers,
        *(getattr(patients, name) for name in ("age", "sex", "care_setting")),
        *(getattr(patients, name) for name in ("duration_days", "pain_score")),
    )
    assert played.proba[-1] == pytest.approx(tiny_model.predict_proba(known), abs=1e-6)
    assert np.array_equal(played.floor[-1], evaluate_batch(known, load_rules()).floor)


def test_interviews_are_the_same_whoever_else_is_asked(
    tiny_model: Classifier, patients: CaseMatrix, played: Played
) -> None:
    alone = play_interviews(tiny_model, patients[66:], by_worth, STEPS)
    assert np.array_equal(alone.asked, played.asked[:, 66:])


def test_flags_in_order_come_first_and_in_order(patients: CaseMatrix) -> None:
    few = patients[:10]
    played = play_interviews(EXACT, few, flags_in_order, 4, prune=False)
    quiet = (played.floor[:-1] < Urgency.EMERGENCY.rank).all(axis=0)
    assert quiet.any()
    asked = played.asked[:, quiet]
    assert (np.diff(asked, axis=0) > 0).all()
    assert {few.finding_ids[j] for j in asked[0]} == {"urinary_retention"}


def test_sampled_emergencies_are_emergencies_that_fire() -> None:
    found = sample_emergencies(12, SEED)
    assert len(found) == 12
    tiers = [KNOWLEDGE.profiles[key].tier for key in found.condition]  # type: ignore[union-attr]
    assert set(tiers) == {Urgency.EMERGENCY}
    assert (evaluate_batch(found, load_rules()).floor == Urgency.EMERGENCY.rank).all()


def test_the_figures_hold_together(
    tiny_model: Classifier, figures: dict[str, Any]
) -> None:
    assert (figures["n_cases"], figures["n_emergencies"]) == (60, 18)
    assert [policy["name"] for policy in figures["policies"]] == list(POLICIES)
    cases = sample_cases(60, Request(SEED, complete=True))
    context = CaseMatrix(
        cases.finding_ids,
        np.full_like(cases.answers, NOT_KNOWN),
        *(getattr(cases, name) for name in ("age", "sex", "care_setting")),
        *(getattr(cases, name) for name in ("duration_days", "pain_score")),
    )
    ranked = tiny_model.predict_proba(context).argmax(axis=1)
    before = float((ranked == true_columns(cases)).mean())
    for policy in figures["policies"]:
        assert len(policy["top1"]) == len(policy["top3"]) == 6
        assert policy["top1"][0] == pytest.approx(before)
        assert all(
            0 <= a <= b <= 1
            for a, b in zip(policy["top1"], policy["top3"], strict=True)
        )
        for key in ("until_rule", "until_urgent"):
            assert 0.0 <= policy[key]["never"] <= 1.0
    with_stop = [policy["stop"] is not None for policy in figures["policies"]]
    assert with_stop == [True, False, False]


def test_asking_for_flags_finds_emergencies_sooner_than_information_alone(
    figures: dict[str, Any],
) -> None:
    never = {p["name"]: p["until_rule"]["never"] for p in figures["policies"]}
    assert never["by worth"] < never["information only"]


def test_the_same_seed_gives_the_same_figures(
    tiny_model: Classifier, figures: dict[str, Any]
) -> None:
    assert simulate_interviews(tiny_model, SEED, n=60, steps=5) == figures
