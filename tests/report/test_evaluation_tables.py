from __future__ import annotations

import math

from pipeline.report.evaluation_tables import (
    calibration_table,
    candidates_table,
    condition_table,
    headline_table,
    knowledge_table,
    regret,
    sets_table,
    setting_table,
)
from tests.report.sample import sample_evaluation

EVALUATION = sample_evaluation()


def test_the_model_stands_beside_the_ceiling() -> None:
    table = headline_table(EVALUATION)
    assert table.title == "120,000 held-out synthetic cases"
    assert [tuple(row) for row in table.rows] == [
        ("Regret (± SE), nats", "0.0413 ± 0.0006", "0"),
        ("True cause ranked first", "61.3%", "62.5%"),
        ("True cause in the first three", "84.7%", "85.9%"),
        ("True cause in the first five", "92.2%", "93.0%"),
        ("Log loss, nats", "1.231", "1.190"),
        ("Calibration error (ECE, top label)", "0.0041", "0.0019"),
    ]


def test_settings_keep_the_unknown_one() -> None:
    rows = {row[0]: row[1:] for row in setting_table(EVALUATION).rows}
    assert list(rows) == ["emergency", "primary care", "spine clinic", "unknown"]
    assert rows["primary care"] == (
        ("60,212", "0.0434", "59.2%", "60.5%", "82.2%", "0.0061", "0.0035")
    )


def test_every_condition_has_its_row_in_the_order_given() -> None:
    table = condition_table(EVALUATION)
    given = EVALUATION["by_condition"]
    assert len(table.rows) == len(given) == 28
    for row, told in zip(given, table.rows, strict=True):
        assert told[2] == f"{row['n_cases']:,}"
        assert told[-1] == "0.0012"
        assert told[3:-1] == tuple(
            f"{row[key]:.1%}"
            for key in (
                "top1",
                "posterior_top1",
                "top3",
                "posterior_top3",
                "set_coverage",
            )
        )


def test_a_figure_that_is_missing_is_a_dash() -> None:
    evaluation = sample_evaluation()
    evaluation["regret_se"] = math.nan
    evaluation["by_condition"][0]["top1"] = None
    assert regret(evaluation) == "0.0413 ± –"
    assert condition_table(evaluation).rows[0][3] == "–"


def test_sets_stand_beside_what_was_wanted() -> None:
    assert [tuple(row[1:]) for row in sets_table(EVALUATION).rows] == [
        ("5.8", "–"),
        ("90.2%", "90.0%"),
        ("98.9%", "99.0%"),
    ]


def test_the_chosen_candidate_and_calibration_are_marked() -> None:
    candidates = candidates_table(EVALUATION)
    chosen = [row[0] for row in candidates.rows if row[3] == "chosen"]
    assert chosen == ["multilayer perceptron"]
    assert candidates.marks == {(4, 3): "right"}
    assert candidates.rows[4][1:3] == ("1.2311", "2,000,000")
    calibration = calibration_table(EVALUATION)
    assert [row[0] for row in calibration.rows if row[2]] == ["temperature"]
    assert calibration.marks == {(1, 2): "right"}


def test_the_shares_of_what_the_knowledge_rests_on_are_of_all_figures() -> None:
    rows = {row[0]: row[1:] for row in knowledge_table(EVALUATION).rows}
    assert rows["Conditions"] == ("28", "")
    assert rows["Red-flag rules"] == ("42", "")
    assert rows["Figures seen in a published source"] == ("811", "21.2%")
    assert rows["Figures judged, with the reason beside them"] == ("2,950", "77.1%")
    empty = sample_evaluation()
    empty["knowledge"] |= {"published": 0, "derived": 0, "judged": 0}
    assert knowledge_table(empty).rows[-1][1:] == ("0", "–")
