from pipeline.report.subgroup_tables import (
    subgroup_accuracy_table,
    subgroup_emergency_table,
    subgroup_sentence,
    subgroup_table,
)
from tests.report.qualities import sample_subgroups

SUBGROUPS = sample_subgroups()


def test_the_group_that_is_served_worse_is_marked() -> None:
    table = subgroup_table(SUBGROUPS)
    assert [row[-1] for row in table.rows] == ["", "", "", "worse"]
    assert table.marks == {(3, 4): "under"}
    assert table.rows[3][3] == "0.002"
    assert table.rows[2][3] == "–"
    assert "Benjamini" in table.note


def test_all_patients_come_first_in_every_table() -> None:
    for make in (subgroup_table, subgroup_accuracy_table, subgroup_emergency_table):
        rows = make(SUBGROUPS).rows
        assert rows[0][0] == "All"
        assert rows[3][0] == "Setting: spine clinic"


def test_a_group_without_emergencies_has_no_share() -> None:
    assert subgroup_emergency_table(SUBGROUPS).rows[2][1:] == ("0", "–")


def test_the_sentence_names_who_is_served_worse() -> None:
    assert "Of 3 groups, 1 is served worse" in subgroup_sentence(SUBGROUPS)
    assert "Setting: spine clinic" in subgroup_sentence(SUBGROUPS)
    fair = {**SUBGROUPS, "groups": SUBGROUPS["groups"][:2]}
    assert subgroup_sentence(fair).startswith("None of 2 groups is served worse")
