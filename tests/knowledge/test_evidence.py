"""Every figure that claims a published source can be found in the evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.checks import sourced_numbers
from pipeline.knowledge.schema import Figure, Sourced
from tests.knowledge.tracing import Evidence, traced

CONTEXT = {"age": "age", "female": "sex", "duration": "duration_days"}
CONTEXT |= {"pain": "pain_score"}


@pytest.fixture(scope="module")
def evidence(shared: Path) -> Evidence:
    return Evidence.read(shared / "evidence")


def numbers(knowledge: Knowledge) -> list[tuple[str, str, Sourced]]:
    """Every number with its owner and the id of what it is about."""
    found = []
    for where, what, number in sourced_numbers(knowledge):
        owner = where.removeprefix("conditions/")
        first, _, rest = what.partition(".")
        if first in ("findings", "rates"):
            id_ = rest
        elif first == "case_mix":
            id_ = rest.partition(".")[2]
        else:
            id_ = CONTEXT.get(first, first)
        if where.startswith("conditions/"):
            owner = owner.removesuffix(".yaml")
        found.append((owner, id_, number))
    return found


def test_every_published_or_recalled_number_is_traced(
    knowledge: Knowledge, evidence: Evidence
) -> None:
    offenders = [
        f"{owner} {id_}: {fault}"
        for owner, id_, number in numbers(knowledge)
        for fault in traced(knowledge, evidence, owner, id_, number)
    ]
    assert offenders == []


def test_the_audit_looks_at_hundreds_of_numbers(knowledge: Knowledge) -> None:
    audited = [
        number
        for _, _, number in numbers(knowledge)
        if number.source != "expert_estimate" and number.derived is None
    ]
    assert len(audited) > 400


def test_a_derived_number_names_a_record_of_its_source(
    knowledge: Knowledge, evidence: Evidence
) -> None:
    missing = [
        (owner, id_, number.reported_as)
        for owner, id_, number in numbers(knowledge)
        if number.derived is not None
        and not evidence.of(
            number.reported_as or "", knowledge.sources[number.source].citation
        )
    ]
    assert missing == []


SLR: dict[str, Any] = {
    "value": 0.36,
    "n": 1305,
    "source": "capra_2011",
    "setting": "spine_clinic",
    "reported_as": "slr_positive",
    "note": "the 1305 of 2352 with a herniation",
}
WEAK: dict[str, Any] = {
    "value": 0.37,
    "n": 30,
    "source": "tawa_2017",
    "setting": "spine_clinic",
    "reported_as": "motor_weakness_low_end",
    "note": "midpoint of 0.13 and 0.61",
}
CROSSED: dict[str, Any] = {
    "value": 0.72,
    "n": 30,
    "source": "van_2010",
    "setting": "surgical_series",
    "reported_as": "crossed_slr_positive",
    "note": "n not stated",
}


@pytest.mark.parametrize("figure", [SLR, WEAK])
def test_a_true_figure_is_traced(
    knowledge: Knowledge, evidence: Evidence, figure: dict[str, Any]
) -> None:
    id_ = "slr_positive" if figure is SLR else "motor_deficit"
    number = Figure.model_validate(figure)
    assert traced(knowledge, evidence, "disc_herniation", id_, number) == []


@pytest.mark.parametrize(
    ("figure", "owner", "id_", "fault"),
    [
        ({**SLR, "value": 0.37}, None, None, "not [0.37]"),
        ({**SLR, "reported_as": "slr"}, None, None, "no record 'slr'"),
        ({**SLR, "reported_as": None}, None, None, "does not name"),
        ({**SLR, "source": "van_2010"}, None, None, "is [0.92"),
        ({**SLR, "read": "recalled", "n": 20}, None, None, "is recalled in one"),
        ({**SLR, "setting": "emergency"}, None, None, "another setting"),
        ({**SLR, "n": 5000}, None, None, "more than the 2352"),
        ({**SLR, "note": None}, None, None, "does not say why"),
        (SLR, "facet_cyst", None, "is filed under ['disc_herniation']"),
        (SLR, None, "fever", "does not tie 'slr_positive' to fever"),
        ({**SLR, "value": 0.74}, None, None, "not [0.74]"),
        (CROSSED, None, "crossed_slr_positive", "is the complement, not the same"),
        ({**WEAK, "note": "n not stated"}, None, "motor_deficit", "is [0.13]"),
        ({**WEAK, "value": 0.38}, None, "motor_deficit", "not [0.38]"),
    ],
)
def test_the_audit_itself_can_fail(
    knowledge: Knowledge,
    evidence: Evidence,
    figure: dict[str, Any],
    owner: str | None,
    id_: str | None,
    fault: str,
) -> None:
    number = Figure.model_validate(figure)
    owner, id_ = owner or "disc_herniation", id_ or "slr_positive"
    assert fault in "; ".join(traced(knowledge, evidence, owner, id_, number))
