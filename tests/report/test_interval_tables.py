from pipeline.report.interval_tables import interval_condition_table, interval_table
from pipeline.report.table import text_table
from pipeline.report.words import WIDTH
from tests.report.in_depth import INTERVALS


def test_intervals_are_told_by_the_size_of_the_probability() -> None:
    table = interval_table(INTERVALS)
    assert [tuple(row) for row in table.rows] == [
        ("1% to 5%", "91,200", "89.0%", "21.0%"),
        ("90% to 100%", "0", "–", "–"),
    ]
    assert "in 90% of the worlds" in table.note
    assert "90.3% (worst world 87.1%)" in table.note


def test_every_condition_has_its_row() -> None:
    rows = [tuple(row) for row in interval_condition_table(INTERVALS).rows]
    assert rows == [("Facet cyst", "812", "91.0%"), ("SIJ", "0", "–")]


def test_lines_stay_within_a_terminal() -> None:
    for table in (interval_table(INTERVALS), interval_condition_table(INTERVALS)):
        assert max(map(len, text_table(table).splitlines())) <= WIDTH
