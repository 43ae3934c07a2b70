"""Whether some patients are served worse than others, by more than chance explains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control, ttest_ind_from_stats

from pipeline.cases import NOT_KNOWN, SEXES
from pipeline.metrics import calibration_error, gather, log_losses
from pipeline.metrics.resampled import resampled_means
from pipeline.model import Classifier
from pipeline.model.tiers import tier_ranks
from pipeline.stages.calibration_cases import (
    READERS,
    Kind,
    Reading,
    by_ages,
    by_settings,
)
from pipeline.stages.headline import found_within, top_events
from pipeline.stages.merged import read_merged
from pipeline.stages.told import counted_share, told, told_share
from pipeline.terms import Urgency

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Item = dict[str, Any]
# Shares of all questions that have an answer.
SHARE_LIMITS = (0.15, 0.3, 0.5, 0.75)
SHARE_NAMES = ("under 15%", "15 to 30%", "30 to 50%", "50 to 75%", "75% and over")
# With fewer cases a mean is no test.
LEAST_CASES = 30
FALSE_WARNINGS = 0.05


def evaluate_subgroups(
    classifier: Classifier, natural: Reading, seed: int, n_resamples: int
) -> Item:
    """Measure every kind of patient apart, and warn of those served worse.

    A warning says that the mean regret of a group is above that of all other cases:
    Welch's one-sided t-test of two independent means. Of all groups tested together,
    the rate of false warnings is held at 5% (Benjamini and Hochberg).

    Parameters
    ----------
    classifier : Classifier
    natural : Reading
        The held-out cases.
    seed : int
        Of the resamples.
    n_resamples : int

    Returns
    -------
    dict
        `overall`, and `groups`, a row for each `by` and `group`: `n_cases`,
        `regret_nats`, `top1`, `posterior_top1`, `ece`, `posterior_ece` and
        `emergency_sensitivity` (Wilson) with `value`, `low` and `high`,
        `n_emergencies`; and of
        groups also `p_value`, `q_value` (corrected) and `warning`.

    References
    ----------
    .. [1] Welch: The generalization of Student's problem when several different
       population variances are involved, Biometrika 1947,
       doi:10.1093/biomet/34.1-2.28.
    .. [2] Benjamini, Hochberg: Controlling the false discovery rate, J R Stat Soc B
       1995, doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    drawn = natural.resampled(n_resamples, seed)
    regret = log_losses(natural.y_true, natural.proba) - log_losses(
        natural.y_true, natural.exact
    )
    found = read_merged(natural.cases, classifier).both == Urgency.EMERGENCY.rank
    measured = np.column_stack([regret, found])
    groups = list(_groups(natural))
    rows = [
        {"by": by, "group": group, **_figures(natural, measured, chosen, drawn)}
        for by, group, chosen in groups
    ]
    p_values = [_p_value(regret, chosen) for _, _, chosen in groups]
    everyone = np.ones(len(natural.cases), dtype=bool)
    return {
        "seed": seed,
        "n_resamples": n_resamples,
        "false_warnings": FALSE_WARNINGS,
        "overall": _figures(natural, measured, everyone, drawn),
        "groups": _warned(rows, p_values),
    }


def by_sexes(read: Reading) -> Iterator[Kind]:
    """Split cases by sex."""
    for code, name in (*enumerate(SEXES), (NOT_KNOWN, "unknown")):
        yield name, read.cases.sex == code


def by_shares(read: Reading) -> Iterator[Kind]:
    """Split cases by the share of all questions that have an answer."""
    band = np.searchsorted(SHARE_LIMITS, read.cases.share_known, side="right")
    for code, name in enumerate(SHARE_NAMES):
        yield name, band == code


KINDS = (
    ("age", by_ages),
    ("sex", by_sexes),
    ("care_setting", by_settings),
    ("answers_known", by_shares),
)


def _groups(read: Reading) -> Iterator[tuple[str, str, Bools]]:
    """Give every group that has cases."""
    for by, split in KINDS:
        for group, chosen in split(read):
            if chosen.any():
                yield by, group, chosen


def _figures(
    read: Reading, measured: Floats, chosen: Bools, drawn: NDArray[np.float32]
) -> Item:
    """Measure the cases of one group, given the regret of each and who was found."""
    y_true, times = read.y_true[chosen], drawn[chosen]
    regret, found = measured[chosen].T
    probas = [read.by(reader)[chosen] for reader in READERS]
    right = [found_within(y_true, proba)[:, 0] for proba in probas]
    means = resampled_means(np.column_stack([regret, *right]), times)
    errors = [
        calibration_error(gather(*top_events(y_true, proba), times)) for proba in probas
    ]
    emergency = tier_ranks()[y_true] == Urgency.EMERGENCY.rank
    return {
        "n_cases": len(y_true),
        "n_emergencies": int(emergency.sum()),
        "regret_nats": told(means[:, 0]),
        "top1": told_share(means[:, 1]),
        "posterior_top1": told_share(means[:, 2]),
        "ece": told_share(errors[0]),
        "posterior_ece": told_share(errors[1]),
        # Groups are small here, and all of a few found is no certainty: Wilson.
        "emergency_sensitivity": counted_share(
            int(found[emergency].sum()), int(emergency.sum())
        ),
    }


def _p_value(regret: Floats, chosen: Bools) -> float | None:
    """Test whether the regret of a group is above that of all other cases."""
    own, others = regret[chosen], regret[~chosen]
    if min(len(own), len(others)) < LEAST_CASES:
        return None
    spread = float(own.std(ddof=1)), float(others.std(ddof=1))
    if max(spread) == 0.0:
        return None
    return float(
        ttest_ind_from_stats(
            own.mean(),
            spread[0],
            len(own),
            others.mean(),
            spread[1],
            len(others),
            equal_var=False,
            alternative="greater",
        ).pvalue
    )


def _warned(rows: list[Item], p_values: list[float | None]) -> list[Item]:
    """Correct the tests for each other, and warn."""
    tested = [i for i, p in enumerate(p_values) if p is not None]
    q_values: dict[int, float] = {}
    if tested:
        corrected = false_discovery_control([p_values[i] for i in tested], method="bh")
        q_values = dict(zip(tested, corrected.tolist(), strict=True))
    return [
        {
            **row,
            "p_value": p_values[i],
            "q_value": q_values.get(i),
            "warning": q_values.get(i, 1.0) <= FALSE_WARNINGS,
        }
        for i, row in enumerate(rows)
    ]
