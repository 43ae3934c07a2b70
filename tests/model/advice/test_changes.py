from __future__ import annotations

from hypothesis import given

from pipeline.cases import Case
from pipeline.model import Classifier
from pipeline.model.advice import would_change
from pipeline.model.explain import explain
from pipeline.rules import load_rules
from pipeline.terms import Urgency
from tests.model.exact import FINDINGS, IDS, THRESHOLDS, classifier_of, exact_estimator
from tests.strategies import cases

RULES = load_rules()
EXACT = classifier_of(exact_estimator())


def changes(case: Case, model: Classifier | None) -> list[dict[str, str]]:
    triage = RULES.evaluate(case)
    explanation = explain(model, case) if model else None
    return would_change(triage, explanation, THRESHOLDS, triage.floor, list(IDS))


def test_without_a_model_only_rises_by_the_rules_are_listed() -> None:
    listed = changes(Case(), None)
    assert {entry["answer"] for entry in listed} == {"present"}
    assert {entry["top_condition"] for entry in listed} == {None}
    for entry in listed:
        after = RULES.evaluate(Case(findings={entry["finding"]: "present"}))
        assert after.floor == entry["urgency"]
    alone = {f for f in FINDINGS if RULES.evaluate(Case(findings={f: "present"})).fired}
    assert {entry["finding"] for entry in listed} == alone


def test_without_a_model_nothing_rises_above_an_emergency() -> None:
    assert changes(Case(findings={"saddle_numbness": "present"}), None) == []


@given(cases())
def test_the_most_urgent_changes_come_first(case: Case) -> None:
    for model in (EXACT, None):
        ranks = [Urgency(entry["urgency"]).rank for entry in changes(case, model)]
        assert ranks == sorted(ranks, reverse=True)
