from __future__ import annotations

from typing import Any

from pipeline.report.robustness_tables import (
    loss_table,
    robust_emergency_table,
    robustness_sentence,
    robustness_table,
)
from tests.report.qualities import qualities

ROBUSTNESS = qualities()["robustness"]


def test_every_way_of_degrading_has_its_row() -> None:
    for make in (robustness_table, robust_emergency_table):
        names = [row[0] for row in make(ROBUSTNESS).rows]
        assert names == ["As given", "10% withheld", "5% flipped"]


def test_what_is_lost_leaves_the_answers_as_given_out() -> None:
    rows = loss_table(ROBUSTNESS).rows
    assert [row[0] for row in rows] == ["10% withheld", "5% flipped"]
    assert rows[1][3] == "0.340 (0.336 to 0.344)"


def test_where_else_it_is_tried_is_told() -> None:
    assert "Other case mixes" in robustness_table(ROBUSTNESS).note


def test_the_sentence_tells_the_worst_case() -> None:
    told = robustness_sentence(ROBUSTNESS)
    assert told.startswith("With 5% flipped, the model loses 0.340 nats")


def test_more_alarms_are_told_and_fewer_are_not() -> None:
    rows = ROBUSTNESS["rows"]
    more = [_sending(rows[0], 0.09), _sending(rows[1], 0.08), _sending(rows[2], 0.42)]
    told = robustness_sentence({**ROBUSTNESS, "rows": more})
    assert "With 5% flipped, 42.0% of all patients would be sent" in told
    assert "instead of 9.0%" in told
    fewer = [_sending(row, 0.09) for row in rows]
    assert "of all patients" not in robustness_sentence({**ROBUSTNESS, "rows": fewer})


def _sending(row: dict[str, Any], share: float) -> dict[str, Any]:
    """The same row with another share of patients sent to an emergency department."""
    sent = {**row["model"]["sent_to_emergency"], "value": share}
    return {**row, "model": {**row["model"], "sent_to_emergency": sent}}
