"""What assess() says about why, what would change it, and what to do now."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.assess import CONDITIONS_EXPLAINED, assess
from pipeline.cases import Case
from pipeline.model import Classifier
from pipeline.terms import Urgency
from tests.known_cases import EMERGENCY, PUBLISHED, SCIATICA, drawn
from tests.model.exact import (
    FINDINGS,
    KNOWLEDGE,
    classifier_of,
    exact_estimator,
    fixed,
    likeliest,
)
from tests.strategies import cases

EXACT = classifier_of(exact_estimator())
WITH_AND_WITHOUT = st.sampled_from([EXACT, None])


def some_of(pairs: list[Any], rng: np.random.Generator, most: int = 15) -> list[Any]:
    return [pairs[i] for i in rng.permutation(len(pairs))[:most]]


@given(cases())
def test_the_first_conditions_are_explained_by_given_answers(case: Case) -> None:
    given = assess(case, EXACT)
    first = [e["condition"] for e in given.differential[:CONDITIONS_EXPLAINED]]
    assert given.why is not None
    assert [entry["condition"] for entry in given.why] == first
    for entry in given.why:
        for reason in (*entry["for"], *entry["against"]):
            assert case.findings[reason["finding"]] == reason["answer"]
        assert all(reason["weight"] > 0 for reason in entry["for"])
        assert all(reason["weight"] < 0 for reason in entry["against"])


@pytest.mark.parametrize("which", ["trained", "exact", "none"])
def test_listed_answers_do_what_is_said_and_others_change_nothing(
    tiny_model: Classifier, which: str
) -> None:
    model = {"trained": tiny_model, "exact": EXACT, "none": None}[which]
    rng = np.random.default_rng(1)
    some = [item.case for item in PUBLISHED[::5]]
    some += [Case(), EMERGENCY, SCIATICA, *drawn(3, 5), *drawn(3, 6, "emergency")]
    n_listed = 0
    for case in some:
        now = assess(case, model)
        listed = {(e["finding"], e["answer"]): e for e in now.would_change}
        assert len(listed) == len(now.would_change)
        every = [
            (finding, answer)
            for finding in FINDINGS
            if finding not in case.findings
            for answer in ("present", "absent")
        ]
        assert set(listed) <= set(every)
        others = [pair for pair in every if pair not in listed]
        chosen = [p for pairs in (list(listed), others) for p in some_of(pairs, rng)]
        n_listed += len(set(listed) & set(chosen))
        for finding, answer in chosen:
            then = assess(case.replace_answer(finding, answer), model)
            entry = listed.get((finding, answer))
            urgency = entry["urgency"] if entry else now.urgency
            assert then.urgency == urgency
            if model is not None:
                top = entry["top_condition"] if entry else likeliest(now)
                assert likeliest(then) == top
            if entry:
                changed = then.urgency != now.urgency
                assert changed or likeliest(then) != likeliest(now)
    assert n_listed > 50


@given(cases(), WITH_AND_WITHOUT)
def test_only_what_is_unknown_is_asked_next(
    case: Case, model: Classifier | None
) -> None:
    asked = [question["finding"] for question in assess(case, model).next_questions]
    assert len(asked) == len(set(asked)) <= 10
    assert not set(asked) & set(case.findings)


def test_the_worst_fired_rule_says_what_to_do() -> None:
    for model in (EXACT, fixed(muscle_strain=0.99), None):
        given = assess(EMERGENCY, model)
        assert given.next_step == given.red_flags[0]["action"].strip()


def says_the_steps_of(condition: str, next_step: str) -> bool:
    profile = KNOWLEDGE.profiles[condition]
    said = next_step.lower()
    steps = (step.strip().rstrip(".").lower() for step in profile.next_steps)
    return profile.name in next_step and all(step in said for step in steps)


def test_a_model_that_asks_for_more_than_the_rules_speaks_of_what_it_fears() -> None:
    given = assess(Case(), fixed(muscle_strain=0.6, spinal_infection=0.3))
    assert says_the_steps_of("spinal_infection", given.next_step)


def test_a_lower_rule_does_not_speak_for_a_higher_tier_of_the_model() -> None:
    case = Case(findings={"unilateral_leg_swelling": "present"})
    given = assess(case, fixed(muscle_strain=0.6, spinal_infection=0.3))
    assert [f["urgency"] for f in given.red_flags] == [Urgency.URGENT_SAME_DAY]
    assert says_the_steps_of("spinal_infection", given.next_step)


def test_without_a_flag_the_leading_condition_says_what_to_do() -> None:
    given = assess(Case(), fixed(muscle_strain=0.95))
    assert given.urgency is Urgency.ROUTINE
    assert says_the_steps_of("muscle_strain", given.next_step)


def test_a_routine_rule_speaks_only_when_no_model_does() -> None:
    case = Case(findings={"persistent_pain": "present"})
    alone = assess(case, None)
    assert (alone.urgency, alone.urgency_from) == (Urgency.ROUTINE, "red_flag")
    assert alone.next_step == alone.red_flags[0]["action"].strip()
    with_model = assess(case, fixed(muscle_strain=0.95))
    assert with_model.urgency_from == "red_flag"
    assert says_the_steps_of("muscle_strain", with_model.next_step)


def test_open_questions_are_spoken_of_only_while_there_are_any() -> None:
    empty = assess(Case(), None)
    asked_out = assess(Case(findings=dict.fromkeys(FINDINGS, "absent")), None)
    assert (empty.urgency, asked_out.urgency) == (None, None)
    assert asked_out.undetermined == []
    assert "open red-flag questions" in empty.next_step
    assert "open red-flag questions" not in asked_out.next_step


def test_a_routine_rule_speaks_before_the_leading_condition(
    tiny_model: Classifier,
) -> None:
    case = Case(age=30, findings={"persistent_pain": "present", "leg_pain": "present"})
    given = assess(case, tiny_model)
    action = given.red_flags[0]["action"].strip()
    assert given.red_flags[0]["id"] == "RF040"
    if given.urgency_from == "red_flag":
        assert given.next_step.startswith(action)
    else:
        assert given.next_step.endswith(action)
