from typing import Any

from pipeline.report.set_tables import (
    set_coverage_table,
    set_size_table,
    set_worlds_table,
)
from pipeline.report.table import markdown_table, text_table


def told(coverage: float) -> dict[str, Any]:
    return {"n_cases": 2_010, "coverage": coverage, "p_value": 0.5}


def row(condition: str, name: str, tier: str, wanted: float) -> dict[str, Any]:
    depths = {"natural": told(0.941), "withheld": told(0.912), "full": told(0.871)}
    names = {"condition": condition, "name": name, "tier": tier}
    return {**names, "wanted": wanted, **depths}


SETS = {
    "seed": 1,
    "n_per_condition": 2_000,
    "withheld": 0.3,
    "level": 0.000357,
    "wanted_coverage": 0.9,
    "wanted_emergency_coverage": 0.99,
    "by_condition": [
        row("cauda_equina_syndrome", "Cauda equina syndrome", "emergency", 0.99),
        row("facet_cyst", "Facet joint cyst (synovial)", "routine", 0.9),
    ],
    "below": [{"condition": "facet_cyst", "depth": "full"}],
    "sizes": {
        "natural": {
            "n_cases": 50_000,
            "median": 3.0,
            "mean": 4.61,
            "holds_emergency": 0.314,
        },
        "withheld": {
            "n_cases": 50_000,
            "median": 5.0,
            "mean": 6.67,
            "holds_emergency": 0.47,
        },
        "full": {
            "n_cases": 50_000,
            "median": 1.0,
            "mean": 1.33,
            "holds_emergency": 0.01,
        },
    },
    "worlds": {
        "n_worlds": 8,
        "n_cases": 160_000,
        "coverage": {"mean": 0.921, "lowest": 0.911},
        "emergency_coverage": {"mean": 0.991, "lowest": 0.98},
        "mean_size": 4.7,
    },
}


def test_coverage_stands_beside_what_is_wanted() -> None:
    table = set_coverage_table(SETS)
    assert [tuple(cells[2:]) for cells in table.rows] == [
        ("99.0%", "94.1%", "91.2%", "87.1%"),
        ("90.0%", "94.1%", "91.2%", "87.1%"),
    ]
    assert [cells[0] for cells in table.rows] == [
        "Cauda equina syndrome",
        "Facet joint cyst",
    ]
    assert "30% of them withheld" in table.note
    assert "1 of 6 figures" in table.note


def test_what_chance_does_not_explain_is_marked() -> None:
    table = set_coverage_table(SETS)
    assert table.marks == {(1, 5): "under"}
    assert table.columns[5].name == "Full interview"


def test_sizes_are_told_at_each_depth() -> None:
    table = set_size_table(SETS)
    assert [tuple(cells) for cells in table.rows] == [
        ("Ordinary visit", "50,000", "3", "4.6", "31.4%"),
        ("Fewer answers", "50,000", "5", "6.7", "47.0%"),
        ("Full interview", "50,000", "1", "1.3", "1.0%"),
    ]
    assert "only 1% of its cases" in table.note


def test_worlds_stand_beside_what_is_wanted() -> None:
    table = set_worlds_table(SETS)
    assert table.title == "Prediction sets in 8 unseen worlds"
    assert [tuple(cells) for cells in table.rows] == [
        ("True cause in the set", "92.1%", "91.1%", "90.0%"),
        ("True cause in the set, emergencies", "99.1%", "98.0%", "99.0%"),
        ("Conditions in a set, mean", "4.7", "–", "–"),
    ]


def test_the_tables_have_their_other_forms() -> None:
    for make in (set_coverage_table, set_size_table, set_worlds_table):
        table = make(SETS)
        assert max(map(len, text_table(table).splitlines())) <= 88
        assert markdown_table(table).startswith("### ")
