from __future__ import annotations

import pytest

from pipeline.report.published_tables import (
    cases_table,
    condition_name,
    condition_names,
    confusion_table,
    published_table,
    side,
    under_calls_table,
)
from tests.report.sample import (
    sample_evaluation,
    without_published,
    without_under_calls,
)

EVALUATION = sample_evaluation()
PUBLISHED = EVALUATION["published"]
NAMES = condition_names(EVALUATION)


def test_shares_of_few_cases_carry_their_counts() -> None:
    table = published_table(PUBLISHED)
    assert [tuple(row) for row in table.rows] == [
        ("True cause ranked first", "42.9% (3/7)", "57.1% (4/7)"),
        ("True cause in the first three", "71.4% (5/7)", "71.4% (5/7)"),
        ("True cause in the first five", "85.7% (6/7)", "85.7% (6/7)"),
        ("Log loss, nats", "1.742", "1.690"),
    ]


@pytest.mark.parametrize(
    ("n", "note"),
    [
        (1, "1 more has a cause outside them; it counts for urgency alone."),
        (16, "16 more have a cause outside them; they count for urgency alone."),
    ],
)
def test_cases_with_another_cause_are_told_apart(n: int, note: str) -> None:
    flagged = {"known": 3, "none_of_these": 1}
    changed = PUBLISHED | {"n_none_of_these": n, "flagged": flagged}
    said = f'"None of these" was said of 1 of {n}, and of 3 of 7 with one of'
    assert published_table(changed).note.startswith(f"{note} {said}")


def test_without_such_cases_nothing_is_said_of_them() -> None:
    assert published_table(PUBLISHED | {"n_none_of_these": 0}).note == ""


def test_urgencies_are_set_against_each_other_worst_first() -> None:
    table = confusion_table(PUBLISHED)
    assert [column.name for column in table.columns][1:] == (
        ["emergency", "same day", "two weeks", "routine"]
    )
    assert [tuple(row) for row in table.rows] == [
        ("emergency", "3", "1", "0", "0"),
        ("same day", "0", "1", "0", "0"),
        ("two weeks", "0", "0", "0", "1"),
        ("routine", "0", "0", "1", "1"),
    ]
    assert {cell for cell, mark in table.marks.items() if mark == "under"} == (
        {(0, 2), (2, 4)}
    )
    assert {cell for cell, mark in table.marks.items() if mark == "over"} == {(3, 3)}


def test_an_answer_that_is_no_tier_has_its_own_column_and_is_under() -> None:
    table = confusion_table({"urgency_confusion": {"routine": {"none": 2}}})
    assert [column.name for column in table.columns][-1] == "none"
    assert tuple(table.rows[0]) == ("routine", "0", "0", "0", "0", "2")
    assert table.marks == {(0, 5): "under"}


@pytest.mark.parametrize(
    ("expected", "got", "told"),
    [
        ("emergency", "emergency", "right"),
        ("emergency", "routine", "under"),
        ("routine", "urgent_2_weeks", "over"),
        ("routine", None, "under"),
        (None, "routine", ""),
    ],
)
def test_each_side_of_the_expected_urgency_is_told(
    expected: str | None, got: str | None, told: str
) -> None:
    assert side(expected, got) == told


def test_every_under_call_is_named() -> None:
    table = under_calls_table(PUBLISHED, NAMES)
    assert table.title == "Under-called: 2 of 8 published cases"
    assert [tuple(row) for row in table.rows] == [
        (
            "tumour_sheath_37m",
            "Nerve sheath tumour of a lumbar root",
            "two weeks",
            "routine",
            "RF040",
        ),
        (
            "infection_quiet_70m",
            "Spinal infection",
            "emergency",
            "same day",
            "RF022, RF030",
        ),
    ]
    assert table.columns[0].is_whole


def test_no_under_call_is_not_the_same_as_no_case() -> None:
    none = under_calls_table(without_under_calls()["published"], NAMES)
    assert (none.rows, none.if_empty) == ([], "No published case was under-called.")
    nothing = under_calls_table(without_published()["published"], NAMES)
    assert (nothing.rows, nothing.if_empty) == ([], "No published case was assessed.")


def test_without_published_cases_every_table_says_so() -> None:
    published = without_published()["published"]
    for table in (
        published_table(published),
        confusion_table(published),
        cases_table(published, NAMES),
    ):
        assert not table.rows
        assert table.if_empty == "No published case was assessed."


def test_outsiders_alone_are_still_cases() -> None:
    published = without_published()["published"] | {
        "n_none_of_these": 1,
        "cases": [PUBLISHED["cases"][-1]],
    }
    assert published_table(published).if_empty == "None."


def test_every_published_case_has_its_row() -> None:
    table = cases_table(PUBLISHED, NAMES)
    rows = {row[0]: tuple(row[1:-1]) for row in table.rows}
    assert len(rows) == 8
    assert rows["ali_dayal_2024_69m"] == (
        "Acute limb ischaemia",
        "emergency",
        "emergency",
        "red flag",
        "2",
        "21%",
        "Cauda equina syndrome",
        "RF001, RF003, RF011",
    )
    assert rows["outsider_retroperitoneal_52f"] == (
        "Another cause",
        "emergency",
        "emergency",
        "red flag",
        "–",
        "–",
        "Hip osteoarthritis",
        "RF012",
    )
    assert rows["tumour_sheath_37m"][5] == "<1%"
    under = {i for (i, j), mark in table.marks.items() if j == 3 and mark == "under"}
    assert {table.rows[i][0] for i in under} == (
        {"tumour_sheath_37m", "infection_quiet_70m"}
    )


def test_a_condition_without_a_name_is_spelt_out() -> None:
    assert condition_name("new_condition", NAMES) == "new condition"
    assert condition_name(None, NAMES) == "–"
