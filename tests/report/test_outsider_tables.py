from __future__ import annotations

from typing import Any

from pipeline.report.outsider_tables import outsider_headline_table, outsider_table
from pipeline.report.table import markdown_table, text_table
from pipeline.report.words import WIDTH


def share(n: int, flagged: float | None, low: Any = 0.1, high: Any = 0.9) -> Any:
    return {"n": n, "flagged": flagged, "low": low, "high": high}


def part(interview: str, gout: float | None) -> dict[str, Any]:
    return {
        "interview": interview,
        "insiders": share(20_000, 0.0412, 0.0385, 0.044),
        "outsiders": share(2_000, 0.6, 0.5784, 0.6213),
        "by_outsider": [
            {
                "outsider": "gout",
                "name": "Gout (of the foot)",
                "tier": "routine",
                **share(1_012, gout, 0.71, 0.77),
            },
            {
                "outsider": "aneurysm",
                "name": "Aneurysm",
                "tier": "emergency",
                **share(988, 0.5, 0.47, 0.53),
            },
        ],
    }


EVALUATION = {
    "seed": 7,
    "interviews": [part("complete", 0.74), part("natural", None)],
}


def test_false_flags_stand_beside_the_outsiders_found() -> None:
    assert [tuple(row) for row in outsider_headline_table(EVALUATION).rows][:2] == [
        (
            "Everything asked",
            "Known conditions (false flags)",
            "20,000",
            "4.1%",
            "3.9% to 4.4%",
        ),
        ("Everything asked", "Outsiders (found)", "2,000", "60.0%", "57.8% to 62.1%"),
    ]


def test_every_outsider_has_its_row_with_both_interviews() -> None:
    rows = [tuple(row) for row in outsider_table(EVALUATION).rows]
    assert rows == [
        ("Gout", "routine", "1,012", "74.0%", "71.0% to 77.0%", "1,012", "–", "–"),
        ("Aneurysm", "emergency", *("988", "50.0%", "47.0% to 53.0%") * 2),
    ]


def test_the_tables_fit_a_terminal_and_markdown() -> None:
    for table in (outsider_headline_table(EVALUATION), outsider_table(EVALUATION)):
        assert max(len(line) for line in text_table(table).split("\n")) <= WIDTH
        assert markdown_table(table).count("\n| ") == len(table.rows) + 2
