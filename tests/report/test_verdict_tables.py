import pytest

from pipeline.gates import Verdict
from pipeline.report.verdict_tables import (
    verdict_chapter,
    verdict_mark,
    verdict_sentence,
    verdict_table,
)

GOOD = Verdict("ece", "Calibration", True, 0.00275, 0.006, "0.0028 of 0.006.").to_dict()
BAD = Verdict(
    "regret", "Regret", False, 12345.678, 2, "It is too much.", (1.5, 2e4)
).to_dict()
OPEN = Verdict("pair", "Champion", None, None, None, "There is none.").to_dict()


@pytest.mark.parametrize(
    ("verdicts", "sentence", "mark"),
    [
        ([GOOD, GOOD], "2 gates asked, all passed.", "passed"),
        ([GOOD, BAD], "1 of 2 gates failed.", "failed"),
        ([BAD, OPEN], "1 of 1 gate failed. 1 could not be asked.", "failed"),
        ([OPEN], "No gate could be asked. 1 could not be asked.", "open"),
        ([], "No gate was asked: these figures were not judged.", "open"),
    ],
)
def test_the_whole_is_told_in_a_sentence(
    verdicts: list[dict[str, object]], sentence: str, mark: str
) -> None:
    assert verdict_sentence(verdicts) == sentence
    assert verdict_mark(verdicts) == mark


def test_failures_come_first_and_then_what_was_not_asked() -> None:
    chapter = verdict_chapter([GOOD, OPEN, BAD])
    assert [point.text for point in chapter.points] == [
        "Failed: Regret. It is too much.",
        "Not asked: Champion. There is none.",
    ]
    assert [point.mark for point in chapter.points] == ["failed", "open"]
    (table,) = chapter.tables
    assert [row[0] for row in table.rows] == ["Regret", "Champion", "Calibration"]


def test_a_figure_is_told_with_its_interval_and_its_limit() -> None:
    told = verdict_table([GOOD, BAD, OPEN])
    assert told.rows[0][1:5] == ("failed", "1.235e+04", "1.5 to 2e+04", "2")
    assert told.rows[1][1:5] == ("not asked", "–", "–", "–")
    assert told.rows[2][1:5] == ("passed", "0.00275", "–", "0.006")
