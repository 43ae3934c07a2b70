import numpy as np
import pytest

from pipeline.model.answer_bands import AnswerBands
from pipeline.model.condition_tables import ConditionTables
from pipeline.model.typicality import Network, TypicalityCheck

N_FINDINGS = 2


def by_hand(max_false_flags: float = 0.05) -> TypicalityCheck:
    """A check whose raw score is the number of present answers."""
    tables = ConditionTables(
        rates=np.full((4, 1, N_FINDINGS), 0.5, dtype=np.float32),
        log_mix=np.zeros(1, dtype=np.float32),
        band_columns=np.array([4, 5, 6]),
        products=np.zeros((4, 2 * N_FINDINGS, 4), dtype=np.float32),
    )
    from_row = np.zeros((7, 1), dtype=np.float32)
    from_row[:N_FINDINGS] = 1.0
    one = np.ones(1, dtype=np.float32)
    network = Network(from_row, np.zeros((4, 1), dtype=np.float32), 0 * one, one)
    levels = np.zeros((1, 1000), dtype=np.float32)
    levels[0, 950:] = 1.0
    bands = AnswerBands(np.empty(0), levels)
    return TypicalityCheck(tables, network, bands, max_false_flags)


@pytest.mark.parametrize(
    ("row", "score", "flag"),
    [
        ([0, 0, 1, 1, 1, 0, 0], 0.0, False),
        ([1, 0, 0, 1, 1, 0, 0], 0.95, True),
        ([1, 1, 0, 0, 1, 0, 0], 1.0, True),
    ],
)
def test_a_score_is_a_rank_and_high_ones_are_flagged(
    row: list[int], score: float, flag: bool
) -> None:
    check = by_hand()
    scores = check.score_rows(np.array([row], dtype=np.float32))
    assert scores.tolist() == [score]
    assert check.flags(scores).tolist() == [flag]


@pytest.mark.parametrize(
    ("max_false_flags", "least"), [(0.05, 0.95), (0.03, 0.97), (0.0125, 0.988)]
)
def test_flags_begin_at_the_first_thousandth_that_keeps_the_promise(
    max_false_flags: float, least: float
) -> None:
    check = by_hand(max_false_flags)
    scores = np.array([least - 0.001, least])
    assert check.flags(scores).tolist() == [False, True]


def test_no_rows_give_no_scores() -> None:
    check = by_hand()
    assert check.score_rows(np.empty((0, 7), dtype=np.float32)).shape == (0,)
