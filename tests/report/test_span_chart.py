import pytest

from pipeline.report.figures import to_svg
from pipeline.report.span_chart import span_chart, spans
from tests.report.qualities import told


def test_a_row_for_each_series_with_the_model_on_top() -> None:
    rows = spans("Facet cyst (a)", model=told(0.9), posterior=told(0.91))
    assert [row["series"] for row in rows] == ["Exact posterior", "Model"]
    assert {row["name"] for row in rows} == {"Facet cyst"}
    assert rows[1]["low"] == pytest.approx(0.896)


def test_without_an_interval_a_mark_has_no_width() -> None:
    alone = {"value": 0.5, "low": None, "high": None}
    (row,) = spans("a", model=alone)
    assert row["low"] == row["high"] == 0.5
    assert spans("b", model=told(None)) == []


@pytest.mark.parametrize("level", [None, 0.5])
def test_a_chart_shows_its_names_and_no_series_that_it_lacks(
    level: float | None,
) -> None:
    svg = to_svg(span_chart(spans("Pain\x1b", model=told(0.5)), "Regret", ".2f", level))
    assert "Pain" in svg
    assert "Exact posterior" not in svg


def test_nothing_to_draw_is_no_fault() -> None:
    assert "<svg" in to_svg(span_chart([], "Regret", ".2f"))
