from __future__ import annotations

from typing import Any

from pipeline.report.shift_tables import shares_table, shift_table
from pipeline.report.table import text_table
from pipeline.report.words import WIDTH


def sample_shift(**changes: Any) -> dict[str, Any]:
    row = {
        "id": "even",
        "where": "Every condition equally common",
        "as_is": 1.513,
        "adapted": 1.122,
        "told": 1.1167,
        "posterior": 1.082,
        "gap": 0.0053,
        "gap_se": 0.0006,
        "largest_error": 0.0112,
        "largest_error_of": "facet_cyst",
        "n_held": 26,
        "n_conditions": 28,
    }
    serious = row | {"where": "Primary care, serious conditions five times as common"}
    rows = [row, serious | {"gap": 0.0113} | changes]
    return {"seed": 109, "n_cases": 20_000, "goal_nats": 0.01, "shifts": rows}


def test_each_place_has_its_row_from_as_it_is_to_the_ceiling() -> None:
    table = shift_table(sample_shift())
    assert tuple(table.rows[0]) == (
        "Every condition equally common",
        *("1.513", "1.122", "1.117", "1.082", "0.0053 ± 0.0006"),
    )
    assert "estimated from 20,000 cases without labels" in table.note
    assert "at most 0.01." in table.note


def test_a_gap_beyond_the_goal_is_marked() -> None:
    assert shift_table(sample_shift()).marks == {(1, 5): "over"}
    assert shift_table(sample_shift(gap=0.01)).marks == {}


def test_the_shares_are_told_with_what_was_furthest_off() -> None:
    table = shares_table(sample_shift(n_held=28))
    assert tuple(table.rows[0][1:]) == (
        "1.1%",
        "Facet joint cyst pressing on a lumbar nerve root",
        "26 of 28",
    )
    assert table.rows[1][-1] == "28 of 28"


def test_lines_stay_within_a_terminal() -> None:
    for table in (shift_table(sample_shift()), shares_table(sample_shift())):
        assert max(map(len, text_table(table).splitlines())) <= WIDTH
