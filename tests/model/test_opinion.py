"""What the model alone says of a case."""

from __future__ import annotations

import pytest

from pipeline.cases import Case
from pipeline.model.opinion import SYNDROMES, Opinion, ask_model
from pipeline.terms import Urgency
from tests.known_cases import SCIATICA
from tests.model.exact import IDS, THRESHOLDS, classifier_of, exact_estimator, fixed

EXACT = classifier_of(exact_estimator())


def test_no_opinion_says_nothing() -> None:
    nothing = Opinion()
    assert (nothing.proba, nothing.tier, nothing.prediction_set) == (None, None, None)
    assert [entry["id"] for entry in nothing.syndromes()] == list(SYNDROMES)
    assert {entry["probability"] for entry in nothing.syndromes()} == {None}


def test_it_holds_what_the_classifier_says_and_by_what_it_says_it() -> None:
    opinion = ask_model(EXACT, SCIATICA)
    assert opinion.fault is None
    assert opinion.proba == pytest.approx(list(EXACT.predict_case(SCIATICA)))
    assert opinion.urgency_thresholds == THRESHOLDS
    assert (opinion.coverage, opinion.emergency_coverage) == (0.90, 0.99)
    assert opinion.model == {"version": "0", "digest": "made by hand"}


@pytest.mark.parametrize(
    ("condition", "tier"),
    [
        ("muscle_strain", Urgency.ROUTINE),
        ("vertebral_fracture", Urgency.URGENT_2_WEEKS),
        ("deep_vein_thrombosis", Urgency.URGENT_SAME_DAY),
        ("spinal_infection", Urgency.EMERGENCY),
    ],
)
def test_a_sure_model_asks_for_the_tier_of_its_condition(
    condition: str, tier: Urgency
) -> None:
    opinion = ask_model(fixed(**{condition: 1.0}), Case())
    assert opinion.tier is tier
    assert opinion.prediction_set == (condition,)


def test_the_prediction_set_stands_by_probability_then_id() -> None:
    opinion = ask_model(
        fixed(hip_osteoarthritis=0.2, facet_cyst=0.2, sij_dysfunction=0.5), Case()
    )
    assert opinion.prediction_set == (
        "sij_dysfunction",
        "facet_cyst",
        "hip_osteoarthritis",
    )


def test_a_fault_comes_with_nothing_else() -> None:
    opinion = ask_model(object(), Case())
    assert opinion.fault
    assert opinion == Opinion(fault=opinion.fault)


def test_an_opinion_is_about_all_conditions() -> None:
    assert len(ask_model(EXACT, Case()).proba or []) == len(IDS)
