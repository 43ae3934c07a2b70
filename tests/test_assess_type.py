"""An assessment is what the rules and the model say, and cannot be made otherwise."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.assess import Assessment, assess
from pipeline.cases import Case
from pipeline.model.explain import Explanation
from pipeline.model.opinion import Opinion, ask_model
from pipeline.rules import load_rules
from pipeline.terms import Urgency
from tests.known_cases import EMERGENCY, KEYS, SCIATICA
from tests.model.exact import IDS, classifier_of, exact_estimator, fixed
from tests.strategies import cases

EXACT = classifier_of(exact_estimator())
BENIGN = fixed(muscle_strain=1.0)
QUIET = load_rules().evaluate(Case())
# Everything that could be handed in besides the case and the opinion.
HANDED_IN = {
    **dict.fromkeys(KEYS),
    "urgency": Urgency.ROUTINE,
    "red_flags": [],
    "differential": [],
    "next_step": "Nothing to worry about.",
}
COPIES: dict[str, Callable[[Assessment], Assessment]] = {
    "copied": copy.copy,
    "copied deeply": copy.deepcopy,
    "pickled": lambda given: pickle.loads(pickle.dumps(given)),  # noqa: S301
    "pickled as of old": lambda given: pickle.loads(pickle.dumps(given, 0)),  # noqa: S301
    "replaced by itself": replace,
}


def given_to_all(row: np.ndarray[Any, Any]) -> Opinion:
    """An opinion made by hand, around any probabilities."""
    nothing = np.empty((0, len(IDS)))
    explanation = Explanation(row, (), nothing, (), nothing, nothing, nothing)
    return Opinion(explanation=explanation, tier=Urgency.ROUTINE)


def test_an_assessment_takes_the_case_and_the_opinion_and_nothing_else() -> None:
    assert [item.name for item in fields(Assessment) if item.init] == [
        "case",
        "opinion",
    ]
    for name, value in {**HANDED_IN, "triage": QUIET}.items():
        with pytest.raises(TypeError, match=f"unexpected keyword argument '{name}'"):
            Assessment(EMERGENCY, Opinion(), **{name: value})


def test_without_a_case_there_is_no_assessment() -> None:
    with pytest.raises(TypeError, match=r"missing 1 required .* 'case'"):
        Assessment(opinion=Opinion())  # type: ignore[call-arg]


@pytest.mark.parametrize("name", HANDED_IN)
def test_no_part_can_be_replaced(name: str) -> None:
    result = assess(EMERGENCY, BENIGN)
    with pytest.raises(TypeError, match=f"unexpected keyword argument '{name}'"):
        replace(result, **{name: HANDED_IN[name]})


def test_the_triage_cannot_be_replaced() -> None:
    with pytest.raises(ValueError, match="triage is declared with init=False"):
        replace(assess(EMERGENCY, None), triage=QUIET)


@pytest.mark.parametrize("name", [*HANDED_IN, "case", "opinion", "triage"])
def test_no_part_can_be_set(name: str) -> None:
    result = assess(EMERGENCY, BENIGN)
    with pytest.raises(FrozenInstanceError, match=name):
        setattr(result, name, None)


def test_another_case_or_opinion_goes_through_the_rules_again() -> None:
    result = assess(Case(), BENIGN)
    assert result.urgency is Urgency.ROUTINE
    fired = replace(result, case=EMERGENCY)
    assert (fired.urgency, fired.urgency_from) == (Urgency.EMERGENCY, "red_flag")
    silenced = replace(fired, opinion=Opinion(tier=Urgency.ROUTINE))
    assert silenced.urgency is Urgency.EMERGENCY
    assert silenced.red_flags == fired.red_flags


@pytest.mark.parametrize("how", COPIES)
@pytest.mark.parametrize("model", [EXACT, BENIGN, None])
def test_a_copy_says_the_same(how: str, model: Any) -> None:
    for case in (EMERGENCY, SCIATICA, Case(case_id="bed 7")):
        result = assess(case, model)
        twin = COPIES[how](result)
        assert twin == result
        assert twin.to_dict() == result.to_dict()


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_comes_back_through_the_rules(how: str) -> None:
    tampered = assess(EMERGENCY, BENIGN)
    object.__setattr__(tampered, "triage", QUIET)
    assert tampered.urgency is Urgency.ROUTINE
    assert COPIES[how](tampered).urgency is Urgency.EMERGENCY


def test_it_cannot_be_subclassed() -> None:
    with pytest.raises(TypeError, match="an assessment is final"):
        type("Calm", (Assessment,), {"urgency": Urgency.ROUTINE})


def test_what_is_handed_out_can_be_changed_without_changing_it() -> None:
    result = assess(EMERGENCY, EXACT)
    before = result.to_dict()
    given = result.to_dict()
    for name in KEYS:
        for value in (getattr(result, name), given[name]):
            if isinstance(value, list | dict):
                value.clear()
    assert result.to_dict() == before


def test_equal_is_what_says_the_same() -> None:
    result = assess(EMERGENCY, EXACT)
    assert result == assess(EMERGENCY, EXACT)
    assert result != assess(EMERGENCY, BENIGN)
    assert result != assess(SCIATICA, EXACT)
    assert result != result.to_dict()
    assert assess(EMERGENCY, None) != assess(EMERGENCY, object())  # type: ignore[arg-type]


def test_it_is_shown_by_its_case() -> None:
    assert repr(assess(Case(case_id="bed 7"), EXACT)).startswith(
        "Assessment(case=Case(case_id='bed 7'"
    )


@given(
    cases(),
    st.lists(st.floats(0, 1), min_size=len(IDS), max_size=len(IDS)),
    st.none() | st.sampled_from(Urgency),
)
def test_no_opinion_however_made_lowers_what_the_rules_say(
    case: Case, row: list[float], tier: Urgency | None
) -> None:
    triage = load_rules().evaluate(case)
    opinion = replace(given_to_all(np.array(row)), tier=tier)
    result = Assessment(case, opinion)
    said = [rank for rank in (triage.floor, tier) if rank is not None]
    assert result.urgency == max(said, default=None)
    assert result.red_flags == assess(case, None).red_flags
    suspects = set(triage.suspect_tiers())
    first = result.differential[: len(suspects)]
    assert {entry["condition"] for entry in first} == suspects
    assert [entry["outranks"] for entry in result.differential] == [
        *[True] * len(suspects),
        *[False] * (len(IDS) - len(suspects)),
    ]


@given(cases())
def test_all_mass_on_a_benign_condition_lowers_nothing(case: Case) -> None:
    alone, sure = assess(case, None), assess(case, BENIGN)
    assert sure.model_fault is None
    assert sure.urgency == (alone.urgency or Urgency.ROUTINE)
    assert sure.red_flags == alone.red_flags
    assert sure.undetermined == alone.undetermined
    suspects = [e["condition"] for e in alone.differential if e["outranks"]]
    assert {e["condition"] for e in sure.differential[: len(suspects)]} == set(suspects)


def test_assessing_is_asking_and_merging() -> None:
    assert assess(SCIATICA, EXACT) == Assessment(SCIATICA, ask_model(EXACT, SCIATICA))
    assert assess(SCIATICA, None) == Assessment(SCIATICA, Opinion())
