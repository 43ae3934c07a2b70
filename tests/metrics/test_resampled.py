import numpy as np
import pytest
from scipy.stats import bootstrap
from sklearn.metrics import roc_auc_score

from pipeline.metrics import interval, resample
from pipeline.metrics.resampled import resampled_areas, resampled_means

N = 400
RNG = np.random.default_rng(5)
VALUES = RNG.gamma(2.0, 1.5, N)
HAPPENED = RNG.random(N) < 0.3
SCORE = RNG.normal(0.0, 1.0, N) + HAPPENED
TIMES = resample((VALUES, SCORE), 400, seed=3)


def test_the_interval_of_a_mean_is_that_of_a_well_kept_library() -> None:
    told = interval(resampled_means(VALUES, TIMES))
    theirs = bootstrap(
        (VALUES,), np.mean, n_resamples=4_000, method="percentile", rng=1
    ).confidence_interval
    width = theirs.high - theirs.low
    assert told.value == pytest.approx(VALUES.mean())
    assert told.low == pytest.approx(theirs.low, abs=0.1 * width)
    assert told.high == pytest.approx(theirs.high, abs=0.1 * width)


def test_the_interval_of_an_area_is_that_of_a_well_kept_library() -> None:
    told = interval(resampled_areas(SCORE, HAPPENED, TIMES))
    theirs = bootstrap(
        (HAPPENED, SCORE),
        roc_auc_score,
        n_resamples=400,
        method="percentile",
        paired=True,
        vectorized=False,
        rng=1,
    ).confidence_interval
    width = theirs.high - theirs.low
    assert told.value == pytest.approx(roc_auc_score(HAPPENED, SCORE), abs=1e-12)
    assert told.low == pytest.approx(theirs.low, abs=0.15 * width)
    assert told.high == pytest.approx(theirs.high, abs=0.15 * width)


def test_the_area_of_each_resample_is_that_of_the_repeated_cases() -> None:
    areas = resampled_areas(SCORE, HAPPENED, TIMES[:, :5])[1:]
    for times, area in zip(TIMES.T, areas, strict=False):
        kept = times > 0
        weighed = roc_auc_score(HAPPENED[kept], SCORE[kept], sample_weight=times[kept])
        assert area == pytest.approx(weighed, abs=1e-3)


def test_shuffled_rows_give_the_same_figures() -> None:
    order = np.random.default_rng(9).permutation(N)
    among = VALUES > 2.0
    assert resampled_means(VALUES[order], TIMES[order], among[order]) == pytest.approx(
        resampled_means(VALUES, TIMES, among)
    )
    assert resampled_areas(SCORE[order], HAPPENED[order], TIMES[order]) == (
        pytest.approx(resampled_areas(SCORE, HAPPENED, TIMES))
    )


def test_a_mean_among_some_is_weighed_by_how_often_they_were_drawn() -> None:
    times = np.array([[2, 0], [1, 1], [0, 2]], dtype=np.float32)
    values = np.array([[1.0, 10.0], [4.0, 40.0], [7.0, 70.0]])
    among = np.array([True, True, False])
    told = resampled_means(values, times, among)
    assert told.tolist() == [[2.5, 25.0], [2.0, 20.0], [4.0, 40.0]]


def test_where_nobody_is_left_there_is_no_mean() -> None:
    nobody = resampled_means(VALUES, TIMES, np.zeros(N, dtype=bool))
    assert np.isnan(nobody).all()


@pytest.mark.parametrize("happened", [np.zeros(N, dtype=bool), np.ones(N, dtype=bool)])
def test_where_it_happened_to_all_or_none_there_is_no_area(
    happened: np.ndarray,
) -> None:
    assert np.isnan(resampled_areas(SCORE, happened, TIMES)).all()
