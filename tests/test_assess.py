"""The contract of assess(), shown on any case, with and without a model."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import assess as public_assess
from pipeline.assess import assess
from pipeline.cases import Case
from pipeline.model import Classifier
from pipeline.model.opinion import SYNDROMES
from pipeline.rules import load_rules
from pipeline.terms import Urgency
from tests.known_cases import EMERGENCY, KEYS, PUBLISHED, SCIATICA
from tests.model.exact import (
    FINDINGS,
    IDS,
    KNOWLEDGE,
    THRESHOLDS,
    classifier_of,
    exact_estimator,
    fixed,
    likeliest,
)
from tests.strategies import cases

EXACT = classifier_of(exact_estimator())
WITH_AND_WITHOUT = st.sampled_from([EXACT, None])
RULES = load_rules()
NULL_WITHOUT_MODEL = [
    "prediction_set",
    "coverage",
    "emergency_coverage",
    "why",
    "hinges_on",
]
ITEM_KEYS = {
    "red_flags": "id name urgency because suspects suspects_outside action sources",
    "undetermined": "id name urgency ask",
    "differential": "condition name probability low high outranks",
    "syndromes": "id name probability",
    "why": "condition for against",
    "would_change": "finding answer urgency top_condition",
    "next_questions": "finding why",
    "hinges_on": "finding given answer urgency top_condition",
}


def tier_asked_by(model: Classifier, case: Case) -> Urgency:
    """The model's tier, worked out anew from the definition."""
    proba = dict(zip(IDS, model.predict_case(case), strict=True))
    asked = Urgency.ROUTINE
    for tier, threshold in THRESHOLDS.items():
        worse = [p for key, p in proba.items() if KNOWLEDGE.profiles[key].tier >= tier]
        if sum(worse) >= threshold:
            asked = max(asked, tier)
    return asked


@given(cases(), WITH_AND_WITHOUT)
def test_every_key_is_always_there_in_order_and_is_plain_json(
    case: Case, model: Classifier | None
) -> None:
    given = assess(case, model).to_dict()
    assert list(given) == KEYS
    assert json.loads(json.dumps(given, allow_nan=False)) == given
    for key, names in ITEM_KEYS.items():
        for item in given[key] or []:
            assert list(item) == names.split()
    assert set(given["none_of_these"]) == {"flag", "score"}
    assert set(given["knowledge"]) == {"digest"}
    assert given["next_step"]


@given(cases())
def test_what_needs_a_model_is_null_without_one(case: Case) -> None:
    given = assess(case, None).to_dict()
    assert {key: given[key] for key in NULL_WITHOUT_MODEL} == dict.fromkeys(
        NULL_WITHOUT_MODEL
    )
    assert given["model"] is None
    assert {e["probability"] for e in given["differential"]} == {None}
    assert {e["probability"] for e in given["syndromes"]} == {None}


def test_a_model_is_named_by_version_and_digest(tiny_model: Classifier) -> None:
    given = assess(SCIATICA, tiny_model)
    assert given.model == {"version": tiny_model.version, "digest": tiny_model.digest}
    assert (given.coverage, given.emergency_coverage) == (0.90, 0.99)
    assert given.knowledge == {"digest": KNOWLEDGE.digest}
    assert given.model_fault is None


def test_the_name_of_a_case_is_handed_through() -> None:
    assert assess(Case(case_id="bed 7"), None).case_id == "bed 7"
    assert assess(Case(), None).case_id is None


def test_the_package_offers_the_same_function() -> None:
    assert public_assess is assess


@given(cases(), WITH_AND_WITHOUT)
def test_all_conditions_stand_in_the_order_of_the_contract(
    case: Case, model: Classifier | None
) -> None:
    given = assess(case, model)
    assert sorted(e["condition"] for e in given.differential) == sorted(IDS)
    worst: dict[str, int] = {}
    for flag in given.red_flags:
        for suspect in flag["suspects"]:
            rank = Urgency(flag["urgency"]).rank
            worst[suspect] = max(worst.get(suspect, -1), rank)

    def place(entry: dict[str, Any]) -> tuple[int, float, str]:
        condition = entry["condition"]
        return -worst.get(condition, -1), -(entry["probability"] or 0.0), condition

    assert given.differential == sorted(given.differential, key=place)
    assert {e["condition"] for e in given.differential if e["outranks"]} == set(worst)
    for entry in given.differential:
        assert entry["name"] == KNOWLEDGE.profiles[entry["condition"]].name


@given(cases())
def test_probabilities_are_the_models_own_untouched(case: Case) -> None:
    given = {e["condition"]: e["probability"] for e in assess(case, EXACT).differential}
    ours = [given[key] for key in IDS]
    assert ours == pytest.approx(EXACT.predict_case(case), rel=1e-9, abs=1e-15)
    assert sum(ours) == pytest.approx(1.0, abs=1e-12)


def test_a_red_flag_moves_a_condition_but_not_its_probability() -> None:
    model = fixed(muscle_strain=0.9, cauda_equina_syndrome=0.0001)
    given = assess(EMERGENCY, model)
    first = given.differential[0]
    assert first["condition"] == "cauda_equina_syndrome"
    assert first["outranks"]
    assert first["probability"] == pytest.approx(0.0001)
    assert likeliest(given) == "muscle_strain"


def test_a_trained_model_keeps_its_probabilities(tiny_model: Classifier) -> None:
    for item in PUBLISHED:
        entries = assess(item.case, tiny_model).differential
        given = {e["condition"]: e["probability"] for e in entries}
        own = tiny_model.predict_case(item.case)
        assert [given[key] for key in IDS] == pytest.approx(own, rel=1e-3, abs=1e-6)
        assert sum(given.values()) == pytest.approx(1.0, abs=1e-9)


@given(cases())
def test_syndromes_are_sums_over_their_conditions(case: Case) -> None:
    given = assess(case, EXACT)
    proba = {e["condition"]: e["probability"] for e in given.differential}
    assert [s["id"] for s in given.syndromes] == list(SYNDROMES)
    for syndrome in given.syndromes:
        members = [
            key for key in IDS if syndrome["id"] in KNOWLEDGE.profiles[key].syndromes
        ]
        assert members
        total = sum(proba[key] for key in members)
        assert syndrome["probability"] == pytest.approx(total, abs=1e-12)


@given(cases())
def test_the_set_holds_the_likeliest_and_all_above_their_threshold(case: Case) -> None:
    given = assess(case, EXACT)
    proba = {e["condition"]: e["probability"] for e in given.differential}
    expected = {key for key in IDS if proba[key] >= 0.05} | {likeliest(given)}
    assert given.prediction_set is not None
    assert set(given.prediction_set) == expected
    order = sorted(expected, key=lambda key: (-proba[key], key))
    assert given.prediction_set == order


@given(cases(most_findings=20))
def test_urgency_is_the_maximum_of_rules_and_model(case: Case) -> None:
    given = assess(case, EXACT)
    tiers = [Urgency(flag["urgency"]) for flag in given.red_flags]
    assert given.urgency == max([*tiers, tier_asked_by(EXACT, case)])
    from_rules = given.urgency in tiers
    assert given.urgency_from == ("red_flag" if from_rules else "model")


@given(cases())
def test_without_a_model_urgency_is_null_exactly_when_nothing_fired(
    case: Case,
) -> None:
    given = assess(case, None)
    if given.red_flags:
        assert given.urgency == Urgency(given.red_flags[0]["urgency"])
        assert given.urgency_from == "red_flag"
    else:
        assert given.urgency is None
        assert given.to_dict()["urgency"] is None
        assert given.urgency_from == "none"
        assert given.next_step.startswith("Nothing can be concluded")


@given(cases(), st.sampled_from(FINDINGS), WITH_AND_WITHOUT)
def test_a_further_present_answer_never_lowers_the_floor_of_the_rules(
    case: Case, finding: str, model: Classifier | None
) -> None:
    def floor(of: Case) -> int:
        flags = assess(of, model).red_flags
        return max((Urgency(flag["urgency"]).rank for flag in flags), default=-1)

    assert floor(case.replace_answer(finding, "present")) >= floor(case)


@given(cases(), st.sampled_from(IDS))
def test_no_model_can_talk_a_red_flag_down(case: Case, certain: str) -> None:
    alone, with_model = assess(case, None), assess(case, fixed(**{certain: 0.999}))
    assert with_model.red_flags == alone.red_flags
    assert with_model.undetermined == alone.undetermined
    assert with_model.urgency is not None
    if alone.urgency is not None:
        assert with_model.urgency >= alone.urgency


def test_the_model_alone_can_ask_for_an_emergency() -> None:
    given = assess(Case(), fixed(spinal_infection=0.5))
    assert (given.urgency, given.urgency_from) == (Urgency.EMERGENCY, "model")


def test_an_empty_case_leaves_every_rule_open() -> None:
    given = assess(Case(), None)
    assert given.red_flags == []
    assert len(given.undetermined) == len(RULES.rules)
    assert {rule.id for rule in RULES.rules} == {r["id"] for r in given.undetermined}
    assert all(entry["ask"] for entry in given.undetermined)


@given(cases(), WITH_AND_WITHOUT)
def test_fired_and_open_rules_stand_worst_first(
    case: Case, model: Classifier | None
) -> None:
    given = assess(case, model)
    for entries in (given.red_flags, given.undetermined):
        ranks = [Urgency(entry["urgency"]).rank for entry in entries]
        assert ranks == sorted(ranks, reverse=True)
    fired = {entry["id"] for entry in given.red_flags}
    assert not fired & {entry["id"] for entry in given.undetermined}


@given(cases())
def test_a_fired_rule_says_why_in_what_is_known(case: Case) -> None:
    for flag in assess(case, None).red_flags:
        assert flag["because"]
        for name in flag["because"]:
            known = getattr(case, name, None) is not None
            assert case.findings.get(name) == "present" or known
