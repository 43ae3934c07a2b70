import pytest

from pipeline.report.table import text_table
from pipeline.report.urgency_tables import (
    decision_interval_table,
    decision_table,
    false_alarm_table,
    found_interval_table,
    found_table,
    urgency_sentence,
    urgency_table,
)
from pipeline.report.words import WIDTH
from tests.report.qualities import qualities

URGENCY = qualities()["urgency"]


def test_under_and_over_lie_on_either_side_of_the_diagonal() -> None:
    table = urgency_table(URGENCY)
    assert table.rows[0] == ("emergency", "1", "2", "3", "4")
    assert table.marks[0, 1] == "right"
    assert table.marks[0, 4] == "under"
    assert table.marks[3, 1] == "over"


def test_what_rules_and_model_find_together_has_its_interval() -> None:
    first = found_table(URGENCY).rows[0]
    told = ("Spinal infection", "emergency", "1,000", "61.0%", "80.0%")
    assert first == (*told, "87.0% (86.6 to 87.4)")
    assert found_interval_table(URGENCY).rows[0][1] == "61.0% (60.6 to 61.4)"


def test_alarms_tell_of_how_many_and_where_the_budget_stands() -> None:
    table = false_alarm_table(URGENCY)
    assert table.note.startswith("50,000 simulated patients")
    assert "lasegue rules budget" in table.note
    assert [row[0] for row in table.rows] == ["emergency", "same day", "two weeks"]


def test_net_benefit_counts_for_a_thousand_patients() -> None:
    decision = URGENCY["decisions"][0]
    rows = decision_table(decision).rows
    assert rows[1] == ("10.0%", "6.00", "1.00", "-4.00", "-9.00", "-14.00")
    assert decision_interval_table(decision).rows[0][1] == "6.00 (5.60 to 6.40)"


@pytest.mark.parametrize("decision", URGENCY["decisions"], ids=lambda row: row["tier"])
def test_tables_fit_a_terminal(decision: dict[str, object]) -> None:
    for table in (
        decision_table(decision),
        decision_interval_table(decision),
        found_table(URGENCY),
    ):
        assert max(map(len, text_table(table).splitlines())) <= WIDTH


def test_the_sentence_names_what_is_missed_most() -> None:
    assert "87.0% of simulated patients with spinal infection" in urgency_sentence(
        URGENCY
    )
    assert urgency_sentence({**URGENCY, "found": []}) == ""
