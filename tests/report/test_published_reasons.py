from __future__ import annotations

import pytest

from pipeline.report.published_reasons import Item, case_reason

CASE = {
    "expected_urgency": "urgent_2_weeks",
    "urgency": "urgent_2_weeks",
    "urgency_from": "model",
    "red_flags": [],
    "rank": 1,
    "top": "facet_cyst",
    "fits_none": False,
    "why": {
        "top": [
            {"finding": "Leg pain", "answer": "present"},
            {"finding": "MRI", "answer": "absent"},
        ],
        "cause": [{"finding": "Fever", "answer": "absent"}],
    },
}


def told(**changes: object) -> str:
    case: Item = {**CASE, **changes}
    return case_reason(case, lambda id_: id_.replace("_", " ").capitalize(), str)


def test_what_came_out_right_is_told_with_the_answers_that_led_there() -> None:
    assert told() == (
        "Urgency right: two weeks by the model."
        " Cause right: ranked first, led by: leg pain; MRI (no)."
    )


def test_a_cause_further_down_is_told_with_what_spoke_against_it() -> None:
    assert told(rank=4).endswith(
        "Cause at rank 4: Facet cyst is first, led by: leg pain; MRI (no)."
        " Against the true cause: fever (no)."
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"urgency": "routine"},
            "Urgency too low: no rule fired, and the model does not raise it.",
        ),
        (
            {"urgency": "routine", "red_flags": ["RF040"]},
            "Urgency too low: the rules that fired (RF040) ask for no more, and the"
            " model does not raise it.",
        ),
        (
            {"urgency": "emergency", "urgency_from": "red_flag", "red_flags": ["RF1"]},
            "More urgent than expected: emergency by RF1.",
        ),
    ],
)
def test_a_wrong_urgency_is_told_with_its_reason(changes: Item, sentence: str) -> None:
    assert told(**changes).startswith(sentence)


def test_a_cause_outside_the_conditions_says_whether_that_was_noticed() -> None:
    assert "No condition of ours; this was not noticed." in told(rank=None)
    assert "this was noticed." in told(rank=None, fits_none=True)


def test_without_reasons_none_are_made_up() -> None:
    case = {key: value for key, value in CASE.items() if key != "why"}
    words = case_reason(case, str, str)
    assert words.endswith("Cause right: ranked first.")
