"""assess() on cases from the literature, and on drawn ones."""

from __future__ import annotations

import json

import pytest

from pipeline.assess import assess
from pipeline.cases import Case
from pipeline.model import Classifier
from pipeline.terms import Urgency
from tests.known_cases import PUBLISHED, drawn


def emergencies() -> list[Case]:
    emergency = Urgency.EMERGENCY
    return [item.case for item in PUBLISHED if item.expected_urgency is emergency]


@pytest.mark.parametrize("case", emergencies(), ids=lambda case: case.case_id)
def test_no_real_emergency_stays_below_the_same_day_by_the_rules_alone(
    case: Case,
) -> None:
    given = assess(case, None)
    assert given.urgency is not None
    assert given.urgency >= Urgency.URGENT_SAME_DAY


def test_suspects_of_a_fired_rule_stand_first_in_every_case(
    tiny_model: Classifier,
) -> None:
    n_suspected = 0
    every = [item.case for item in PUBLISHED]
    for case in every + drawn(100, 7) + drawn(100, 8, "emergency"):
        given = assess(case, tiny_model)
        suspecting = [flag for flag in given.red_flags if flag["suspects"]]
        if not suspecting:
            continue
        n_suspected += 1
        worst = suspecting[0]["urgency"]
        suspects = {
            suspect
            for flag in suspecting
            if flag["urgency"] == worst
            for suspect in flag["suspects"]
        }
        first = given.differential[: len(suspects)]
        assert {entry["condition"] for entry in first} == suspects
        assert all(entry["outranks"] for entry in first)
    assert n_suspected > 50


def test_assessing_twice_gives_the_same_words(tiny_model: Classifier) -> None:
    for item in PUBLISHED[::10]:
        first, second = (assess(item.case, tiny_model).to_dict() for _ in range(2))
        assert json.dumps(first) == json.dumps(second)
