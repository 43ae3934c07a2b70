import numpy as np
import pytest

from pipeline.model.answer_bands import MOST_BANDS, AnswerBands, band_scores


def drawn(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores that grow with the number of answers, as raw scores may."""
    rng = np.random.default_rng(seed)
    n_answers = rng.integers(0, 120, n).astype(float)
    raw = (0.05 * n_answers + rng.normal(size=n)).astype(np.float32)
    return raw, n_answers


@pytest.mark.parametrize(("raw", "rank"), [(0.0, 0.0), (50.5, 0.05), (5000.0, 0.999)])
def test_ranks_are_shares_of_typical_patients(raw: float, rank: float) -> None:
    bands = AnswerBands(np.empty(0), np.arange(1, 1001, dtype=np.float32)[None, :])
    bands.levels[0, -1] = np.inf
    given = bands.rank(np.array([raw], dtype=np.float32), np.zeros(1))
    assert given.tolist() == pytest.approx([rank])


@pytest.mark.parametrize("wanted", [0.01, 0.05, 0.1, 0.5])
def test_no_more_than_the_wanted_share_of_fresh_patients_reaches_it(
    wanted: float,
) -> None:
    bands = band_scores(*drawn(60_000, 1))
    raw, n_answers = drawn(60_000, 2)
    reached = bands.rank(raw, n_answers) >= 1.0 - wanted
    for low in range(0, 120, 20):
        here = (n_answers >= low) & (n_answers < low + 20)
        # Both sets of cases vary; bands are finer than these, within which the raw
        # score still grows.
        slack = 4 * np.sqrt(2 * wanted * (1 - wanted) / here.sum())
        assert reached[here].mean() == pytest.approx(wanted, abs=slack + 0.002)


def test_ranks_hold_on_average_for_few_patients() -> None:
    rng = np.random.default_rng(3)
    reached = []
    for _ in range(2_000):
        raw = rng.normal(size=20).astype(np.float32)
        bands = band_scores(raw[:19], np.zeros(19))
        reached.append(bands.rank(raw[19:], np.zeros(1))[0] >= 0.95)
    # Exactly 0.05 is expected of 19 patients; the standard error is 0.005.
    assert np.mean(reached) == pytest.approx(0.05, abs=0.016)


def test_with_too_few_patients_nothing_reaches_a_high_rank() -> None:
    bands = band_scores(np.arange(10, dtype=np.float32), np.zeros(10))
    assert bands.rank(np.array([1e6], dtype=np.float32), np.zeros(1))[0] < 0.95


def test_equal_scores_are_no_more_untypical_than_each_other() -> None:
    bands = band_scores(np.ones(5_000, dtype=np.float32), np.zeros(5_000))
    assert bands.rank(np.ones(1, dtype=np.float32), np.zeros(1)).tolist() == [0.0]


def test_complete_interviews_have_a_band_of_their_own() -> None:
    rng = np.random.default_rng(4)
    n_answers = np.append(rng.integers(0, 138, 20_000), np.full(5_000, 138.0))
    bands = band_scores(rng.normal(size=25_000).astype(np.float32), n_answers)
    assert bands.edges[-1] == 138.0
    assert len(bands.levels) == len(bands.edges) + 1 <= MOST_BANDS


def test_shuffled_patients_give_the_same_bands() -> None:
    raw, n_answers = drawn(5_000, 5)
    order = np.random.default_rng(6).permutation(5_000)
    first, second = (
        band_scores(raw, n_answers),
        band_scores(raw[order], n_answers[order]),
    )
    assert np.array_equal(first.levels, second.levels)
    assert np.array_equal(first.edges, second.edges)
