from __future__ import annotations

from typing import Any

from pipeline.report.interview_tables import (
    accuracy_table,
    emergency_table,
    stop_table,
)
from pipeline.report.table import markdown_table, text_table

CURVE = [0.4, 0.5, 0.6, 0.65, 0.7, 0.8, 0.82, 0.84, 0.86, 0.88, 0.9, 0.91]


def policy(name: str, stop: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "name": name,
        "top1": CURVE,
        "top3": CURVE,
        "within_5_points": 11,
        "within_2_points": None,
        "until_rule": {"median": 5.0, "p90": None, "never": 0.125},
        "until_urgent": {"median": 2.0, "p90": 9.0, "never": 0.0},
        "stop": stop,
    }


STOP = {
    "median": 9.0,
    "p90": None,
    "never": 0.31,
    "top3": 0.895,
    "emergency_rule_fired": 0.75,
}
INTERVIEWS: dict[str, Any] = {
    "seed": 3,
    "n_cases": 1000,
    "n_emergencies": 300,
    "steps": 11,
    "stop_below_nats": 0.02,
    "full_form": {"top1": 0.9, "top3": 0.95},
    "policies": [policy("by worth", STOP), policy("information only", None)],
}


def test_accuracy_is_told_after_the_questions_that_were_asked() -> None:
    table = accuracy_table(INTERVIEWS)
    assert [column.name for column in table.columns] == [
        "Questions chosen", "0", "5", "10", "within 5", "within 2"
    ]  # fmt: skip
    assert table.rows[0] == ("by worth", "40.0%", "80.0%", "90.0%", "11", "–")
    assert "full form it is 95.0%" in table.note


def test_emergencies_tell_the_median_and_who_is_never_found() -> None:
    table = emergency_table(INTERVIEWS)
    assert table.rows[1] == ("information only", "5", "–", "12.5%", "2", "9", "0.0%")
    assert "300 simulated patients" in table.note


def test_only_the_policy_with_a_stop_rule_is_in_its_table() -> None:
    table = stop_table(INTERVIEWS)
    values = [row[1] for row in table.rows]
    assert values == ["9", "–", "31.0%", "89.5%", "75.0%"]
    assert "0.02 nats" in table.note


def test_tables_fit_a_terminal_and_markdown() -> None:
    for table in (accuracy_table, emergency_table, stop_table):
        made = table(INTERVIEWS)
        assert max(map(len, text_table(made).splitlines())) <= 88
        assert made.title in markdown_table(made)
