from __future__ import annotations

from typing import Any

import pytest

from pipeline.stages.circularity import circularity_rows

NAMES = ("log_loss", "top1", "top3")


def part(start: float, *prefixes: str) -> dict[str, Any]:
    return {
        "n_cases": int(start * 100),
        **{
            f"{prefix}{name}": start + i + j / 10
            for i, prefix in enumerate(prefixes)
            for j, name in enumerate(NAMES)
        },
    }


@pytest.fixture
def figures() -> dict[str, Any]:
    return {
        **part(1, "", "posterior_"),
        "worlds": {
            **part(10, "", "best_", "reference_"),
            "n_worlds": 24,
            "extremes": [
                {"end": end, **part(start, "", "best_")}
                for end, start in (("low", 20), ("high", 30), ("mixed", 40))
            ],
        },
        "disjoint_reader": part(50, "model_", "best_", "same_half_", ""),
        "published": part(60, "", "posterior_"),
    }


def test_rows_go_from_home_to_published_patients(figures: dict[str, Any]) -> None:
    rows = circularity_rows(figures)
    assert [(row["id"], row["n_cases"]) for row in rows] == [
        ("own_generator", 100),
        ("unseen_worlds", 1000),
        ("extreme_low", 2000),
        ("extreme_high", 3000),
        ("extreme_mixed", 4000),
        ("rival_sources", 5000),
        ("published", 6000),
    ]
    assert len({row["where"] for row in rows}) == 7
    assert rows[1]["where"].startswith("24 unseen worlds")


def test_each_row_has_the_model_and_the_best_beside_it(figures: dict[str, Any]) -> None:
    for row, start in zip(
        circularity_rows(figures), (1, 10, 20, 30, 40, 50, 60), strict=True
    ):
        assert [row[name] for name in NAMES] == pytest.approx(
            [start, start + 0.1, start + 0.2]
        )
        assert [row[f"best_{name}"] for name in NAMES] == pytest.approx(
            [start + 1, start + 1.1, start + 1.2]
        )
        assert row["regret_nats"] == pytest.approx(-1)
        assert set(row) == {
            "id",
            "where",
            "n_cases",
            *NAMES,
            *(f"best_{name}" for name in NAMES),
            "regret_nats",
        }


def test_without_published_patients_nothing_is_made_up(figures: dict[str, Any]) -> None:
    empty = dict.fromkeys(part(1, "", "posterior_"))
    figures["published"] = {**empty, "n_cases": 0}
    row = circularity_rows(figures)[-1]
    assert row["n_cases"] == 0
    assert row["regret_nats"] is row["top3"] is row["best_log_loss"] is None
