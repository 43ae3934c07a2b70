from __future__ import annotations

import pytest

from pipeline.report.calibration_tables import (
    EACH,
    TOP,
    brier_table,
    by_condition_table,
    calibration_sentence,
    curve_table,
    groups_table,
    in_depth_table,
)
from pipeline.report.table import markdown_table, text_table
from tests.report.calibrated import calibrated

FIGURES = calibrated()


def test_every_figure_stands_beside_the_posterior_s() -> None:
    table = in_depth_table(FIGURES, TOP)
    rows = {row[0]: row[1:] for row in table.rows}
    assert len(rows) == 10
    assert rows["Slope (right: 1)"] == (
        "0.984 (0.964 to 1.004)",
        "0.999 (0.979 to 1.019)",
        "-0.015 (-0.017 to -0.013)",
    )
    assert rows["Gap in 15 bins (ECE)"][0] == "0.0063 (0.0053 to 0.0073)"
    assert "20,000 natural cases" in table.note
    assert "200 resamples" in table.note


def test_what_rounds_to_nothing_has_no_sign() -> None:
    rows = {row[0]: row[1] for row in in_depth_table(FIGURES, EACH).rows}
    assert rows["Intercept (right: 0)"] == "0.000 (-0.030 to 0.030)"


def test_every_kind_of_case_has_a_row() -> None:
    table = groups_table(FIGURES, TOP)
    names = [row[0] for row in table.rows]
    assert len(names) == 11
    assert names[0] == "Setting: primary care"
    assert "Age: 40 to 59" in names
    assert names[-1] == "Known: 28 to 138 answers"
    assert table.rows[0][1:] == (
        "20,000", "0.0053", "0.0000", "0.0063", "0.0010", "0.98", "1.00"
    )  # fmt: skip


def test_a_slope_outside_the_limits_is_marked() -> None:
    table = by_condition_table(FIGURES)
    assert len(table.rows) == 28
    ((i, column), mark), *others = table.marks.items()
    assert not others
    assert mark == "over"
    assert table.columns[column].name == "Slope"
    assert table.rows[i][0] == "Facet joint cyst pressing on a lumbar nerve root"
    assert table.rows[i][column] == "0.92 (0.90 to 0.94)"
    assert "between 0.95 and 1.05" in table.note
    assert "equally common" in table.note


@pytest.mark.parametrize("missing", ["value", "low"])
def test_a_figure_that_cannot_be_told_is_a_dash_or_has_no_interval(
    missing: str,
) -> None:
    figures = calibrated()
    figures["by_condition"][0]["model"]["slope"][missing] = None
    told = by_condition_table(figures).rows[0][4]
    assert told == ("–" if missing == "value" else "0.97")


def test_the_parts_of_the_score_are_all_there() -> None:
    rows = brier_table(FIGURES).rows
    assert [row[1].split()[0] for row in rows] == [
        "0.4026", "0.00019", "0.4719", "0.8755"
    ]  # fmt: skip


def test_the_curve_is_told_in_numbers() -> None:
    rows = curve_table(FIGURES, TOP).rows
    assert len(rows) == 18
    assert rows[0] == ("Model", "10.0%", "9.7%", "9.3% to 10.1%")
    assert rows[-1][:2] == ("Exact posterior", "99.0%")


def test_the_sentence_says_what_matters() -> None:
    said = calibration_sentence(FIGURES)
    assert "by 0.0053 on average" in said
    assert "can be told from the exact posterior" in said
    assert "27 of 28 conditions (the posterior's in 28)" in said
    figures = calibrated()
    figures["overall"][0]["ece_like_posterior"] = True
    assert "cannot be told" in calibration_sentence(figures)


def test_every_table_can_be_written() -> None:
    both = (in_depth_table, groups_table, curve_table)
    tables = [
        *(make(FIGURES, what) for what in (TOP, EACH) for make in both),
        by_condition_table(FIGURES),
        brier_table(FIGURES),
    ]
    for table in tables:
        assert all(len(line) <= 92 for line in text_table(table).splitlines())
        assert markdown_table(table).startswith("### ")
