from __future__ import annotations

import pytest

from pipeline.report.circularity_tables import (
    ceilings_table,
    circularity_table,
    disjoint_sentence,
    drop_sentence,
    worlds_table,
)
from pipeline.report.table import text_table
from pipeline.report.words import WIDTH
from tests.report.sample import sample_evaluation, without_ceilings, without_published

EVALUATION = sample_evaluation()


def test_every_kind_of_cases_has_its_row_and_the_best_beside_it() -> None:
    table = circularity_table(EVALUATION)
    assert [row[0] for row in table.rows] == [
        row["where"] for row in EVALUATION["circularity"]
    ]
    assert tuple(table.rows[0][1:]) == (
        ("120,000", "61.3%", "62.5%", "84.7%", "85.9%", "1.23", "1.19", "0.041")
    )
    assert table.rows[1][1:4] == ("196,608", "61.0%", "74.1%")
    assert table.rows[-1][-1] == "0.052"
    assert max(map(len, text_table(table).splitlines())) <= WIDTH


def test_without_published_patients_their_row_is_dashes() -> None:
    row = circularity_table(without_published()).rows[-1]
    assert tuple(row) == ("Published patients", "0", *"–" * 7)


def test_the_drop_is_told_in_one_sentence() -> None:
    assert drop_sentence(EVALUATION) == (
        "Top-3 falls from 85% on cases of our own making to 71% on 7 published"
        " patients."
    )
    assert drop_sentence(without_published()) == (
        "Top-3 is 85% on cases of our own making; no published patient was tried, so"
        " nobody knows how far it falls."
    )


@pytest.mark.parametrize(
    ("abroad", "n", "told"),
    [
        (0.91, 1, "rises from 85% on {} to 91% on 1 published patient."),
        (0.8472, 9, "stays at 85% from {} to 9 published patients."),
    ],
)
def test_what_does_not_fall_is_not_said_to(abroad: float, n: int, told: str) -> None:
    evaluation = sample_evaluation()
    evaluation["circularity"][-1] |= {"top3": abroad, "n_cases": n}
    assert drop_sentence(evaluation) == (
        f"Top-3 {told.format('cases of our own making')}"
    )


def test_the_reader_of_one_half_is_told_with_what_it_shares() -> None:
    told = disjoint_sentence(EVALUATION)
    for words in (
        "no source in common",
        "first in 57% and in the first three in 79%",
        "in 69% and 88%",
        "Log loss 1.53 against 0.97 nats, over 196,608 cases",
        "our 2,950 judgements",
        "43 and 95 values",
    ):
        assert words in told


def test_regret_is_told_within_and_across_worlds_with_the_worst() -> None:
    table = worlds_table(EVALUATION)
    assert [tuple(row) for row in table.rows] == [
        ("24 unseen worlds", "0.426 ± 0.007", "0.501", "0.049 ± 0.001", "0.061"),
        ("Every published figure at its low end", "0.119", "–", "0.091", "–"),
        ("Every published figure at its high end", "0.090", "–", "0.043", "–"),
        ("Each published figure at either end", "0.149", "–", "-0.002", "–"),
    ]
    assert max(map(len, text_table(table).splitlines())) <= WIDTH


def test_what_is_too_good_is_marked() -> None:
    table = ceilings_table(EVALUATION)
    assert [tuple(row) for row in table.rows] == [
        ("vroomen 2002", "history alone", "0.80 (0.75–0.85)", "0.86", "0.84", "kept"),
        (
            "other 2011",
            "history and examination",
            "0.83 (0.78–0.88)",
            "0.93",
            "0.91",
            "too good",
        ),
        ("listed 2012", "2 findings", "0.70 (0.60–0.80)", "0.75", "0.74", "kept"),
    ]
    assert table.marks == {(1, 5): "over"}


def test_without_ceilings_that_is_said() -> None:
    text = text_table(ceilings_table(without_ceilings()))
    assert text.endswith(
        "No study says how well its patients can be told apart at all."
    )
