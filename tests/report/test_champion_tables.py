from pipeline.report.champion_tables import champion_table
from tests.report.sample import sample_evaluation


def test_a_change_is_told_with_its_sign_and_what_it_means() -> None:
    champion = {"regret_nats": 0.0399, "top1": 0.6134, "top3": 0.8401, "ece": 0.00414}
    rows = {
        row[0]: row[1:] for row in champion_table(sample_evaluation(), champion).rows
    }
    assert rows["Regret, nats"] == ("0.0413", "0.0399", "+0.0014", "worse")
    assert rows["True cause in the first three"] == (
        "0.8472",
        "0.8401",
        "+0.0071",
        "better",
    )
    assert rows["True cause ranked first"][2:] == ("+0.0000", "same")


def test_what_cannot_be_seen_in_the_figures_is_no_change() -> None:
    champion = {"ece": 0.00414}
    (row,) = (
        row
        for row in champion_table(sample_evaluation(), champion).rows
        if row[0].startswith("Calibration")
    )
    assert row[1:] == ("0.0041", "0.0041", "+0.0000", "same")


def test_what_the_champion_does_not_tell_is_left_open() -> None:
    table = champion_table(sample_evaluation(), {})
    assert {row[2:] for row in table.rows} == {("–", "–", "–")}
    assert table.marks == {}
