"""The cases on which calibration is judged, and the kinds that they are split into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CARE_SETTINGS, NOT_KNOWN, CaseMatrix
from pipeline.metrics import resample
from pipeline.model import Classifier
from pipeline.model.case_mix import reference_rows, reweight
from pipeline.model.training import true_columns
from pipeline.stages.home_mix import home_mix, level_mix
from pipeline.synthesis import Request, posterior, reference_network, sample_cases

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
# Name of a kind of cases, and which they are.
Kind = tuple[str, Bools]
READERS = ("model", "posterior")
# Slopes then stand to about one hundredth, a fifth of what is allowed.
N_PER_CONDITION = 7_000
AGE_LIMITS = (40, 60, 75)
AGE_NAMES = ("under 40", "40 to 59", "60 to 74", "75 and over")
QUARTERS = (0.25, 0.50, 0.75)


@dataclass(frozen=True, eq=False)
class Reading:
    """Labelled cases, as the model and the exact posterior read them.

    Parameters
    ----------
    name : str
        Of the population that the cases are drawn from.
    cases : CaseMatrix
    y_true : ndarray of shape (n_cases,)
        Column of the true condition.
    proba, exact : ndarray of shape (n_cases, n_conditions)
        Of the model and of the exact posterior, both at the population's case mix.
    """

    name: str
    cases: CaseMatrix
    y_true: Ints
    proba: Floats
    exact: Floats

    @cached_property
    def n_answers(self) -> Ints:
        """Findings known of each case, shape (n_cases,)."""
        return np.asarray((self.cases.answers != NOT_KNOWN).sum(axis=1))

    def by(self, reader: str) -> Floats:
        """Give the probabilities of the model or of the posterior."""
        return self.proba if reader == READERS[0] else self.exact

    def resampled(self, n_resamples: int, seed: int) -> NDArray[np.float32]:
        """Resample the cases, whatever their order."""
        rows = np.arange(len(self.y_true))
        keys = (
            self.n_answers,
            self.cases.age,
            self.cases.care_setting,
            self.y_true,
            self.proba[rows, self.y_true],
            self.exact[rows, self.y_true],
        )
        return resample(keys, n_resamples, seed)


def read_flat(
    classifier: Classifier, seed: int, n_per_condition: int = N_PER_CONDITION
) -> Reading:
    """Draw cases in which every condition is equally common, and read them.

    In natural cases the rare conditions are too few to say anything about. The model
    was made for the natural mix: its probabilities are multiplied by the ratio of the
    two mixes, which is exact for the posterior where the care setting is known, and
    very nearly so where it is not.

    Parameters
    ----------
    classifier : Classifier
    seed : int
        Of a stream that nothing was trained on.
    n_per_condition : int, default=7000
        Cases of each condition, on average.

    Returns
    -------
    Reading
    """
    network, mix = reference_network(), level_mix()
    request = Request(seed=seed, mix=mix)
    cases = sample_cases(n_per_condition * len(mix), request)
    natural = reference_rows(home_mix(), cases.care_setting)
    level = np.array([share for _, share in mix])
    proba = reweight(classifier.predict_proba(cases), natural, level)
    exact = posterior(cases, network, dict(mix))
    return Reading("equal_shares", cases, true_columns(cases), proba, exact)


def by_settings(read: Reading) -> Iterator[Kind]:
    """Split cases by care setting."""
    for code, name in (*enumerate(CARE_SETTINGS), (NOT_KNOWN, "unknown")):
        yield name, read.cases.care_setting == code


def by_ages(read: Reading) -> Iterator[Kind]:
    """Split cases by age."""
    age = read.cases.age
    band = np.searchsorted(AGE_LIMITS, age, side="right")
    for code, name in enumerate(AGE_NAMES):
        yield name, (band == code) & ~np.isnan(age)
    yield "unknown", np.isnan(age)


def by_depths(read: Reading) -> Iterator[Kind]:
    """Split the cases into quarters by how much is known of them."""
    limits = np.quantile(read.n_answers, QUARTERS)
    band = np.searchsorted(limits, read.n_answers, side="left")
    for code in range(len(limits) + 1):
        chosen = band == code
        if chosen.any():
            ends = read.n_answers[chosen]
            yield f"{ends.min()} to {ends.max()} answers", chosen
