"""Prediction sets that hold for every condition, however much is known of a case.

A condition is in the set when its probability, relative to the share of cases that it
has in the care setting, reaches the least ratio that its own calibration cases with
about as many answers allow. That ratio is the likelihood ratio of the answers: it
means the same wherever the patient is seen, which the probability does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CARE_SETTINGS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = tuple[tuple[float, ...], ...]
# The last row of a case mix is that of cases without a care setting, code -1.
N_MIXES = len(CARE_SETTINGS) + 1


@dataclass(frozen=True)
class SetThresholds:
    """What a condition must reach to enter the prediction set.

    Parameters
    ----------
    bands : tuple of float
        Lower end of each band of the share of questions with an answer, from 0 up.
    case_mix : tuple of shape (n_settings + 1, n_conditions)
        Share of the cases that each condition is taken to have in each care setting,
        last where the setting is unknown. The sets hold whatever stands here; near the
        true shares they are small.
    ratios : tuple of shape (n_bands, n_conditions)
        Least ratio of probability to share; 0 lets a condition always in.
    """

    bands: tuple[float, ...]
    case_mix: Rows
    ratios: Rows

    @classmethod
    def of_probabilities(cls, least: tuple[float, ...]) -> SetThresholds:
        """Set the least probability of each condition, whatever is known of a case."""
        return cls((0.0,), ((1.0,) * len(least),) * N_MIXES, (least,))

    def told(self) -> dict[str, Any]:
        """Give the same in plain lists, for JSON."""
        rows = {name: getattr(self, name) for name in ("case_mix", "ratios")}
        lists = {name: [list(row) for row in table] for name, table in rows.items()}
        return {"bands": list(self.bands), **lists}


def are_thresholds(told: object, n_conditions: int) -> bool:
    """Tell whether a value out of JSON is what `SetThresholds.told` gives.

    Parameters
    ----------
    told : object
    n_conditions : int

    Returns
    -------
    bool
    """
    if not isinstance(told, dict) or set(told) != {"bands", "case_mix", "ratios"}:
        return False
    bands = told["bands"]
    return (
        _is_table([bands], 1)
        and bands[:1] == [0]
        and bands == sorted(set(bands))
        and _is_table(told["case_mix"], N_MIXES, n_conditions)
        and all(value > 0 for row in told["case_mix"] for value in row)
        and _is_table(told["ratios"], len(bands), n_conditions)
    )


def _is_table(rows: object, n_rows: int, n_columns: int | None = None) -> bool:
    """Tell whether a value is a list of rows of finite numbers, none below 0."""
    return (
        isinstance(rows, list)
        and len(rows) == n_rows
        and all(isinstance(row, list) for row in rows)
        and all(n_columns in (None, len(row)) for row in rows)
        and all(_is_amount(value) for row in rows for value in row)
    )


def _is_amount(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 <= value < np.inf  # type: ignore[operator]


def band_of(share_known: Floats, bands: tuple[float, ...]) -> Ints:
    """Give the band that each case falls in, by the share of questions answered."""
    return np.searchsorted(np.array(bands), share_known, side="right") - 1


def ratios_to_mix(proba: Floats, care_setting: NDArray[Any], case_mix: Rows) -> Floats:
    """Divide probabilities by the shares that the conditions have in a case mix.

    Parameters
    ----------
    proba : ndarray of shape (n_samples, n_conditions)
    care_setting : ndarray of shape (n_samples,), int
        Code of the care setting as written in the case; -1 when unknown.
    case_mix : tuple of shape (n_settings + 1, n_conditions)

    Returns
    -------
    ndarray of shape (n_samples, n_conditions)
    """
    return np.asarray(proba / np.array(case_mix)[care_setting], dtype=np.float64)


def prediction_set(
    proba: Floats,
    share_known: Floats,
    care_setting: NDArray[Any],
    thresholds: SetThresholds,
) -> NDArray[np.bool_]:
    """Tell which conditions are in the set; the most probable one always is.

    Parameters
    ----------
    proba : ndarray of shape (n_samples, n_conditions)
    share_known : ndarray of shape (n_samples,)
        Share of the questions with an answer, as `CaseMatrix.share_known` gives it.
    care_setting : ndarray of shape (n_samples,), int
        Code of the care setting as written in the case; -1 when unknown.
    thresholds : SetThresholds

    Returns
    -------
    ndarray of shape (n_samples, n_conditions), bool
    """
    ratios = ratios_to_mix(proba, care_setting, thresholds.case_mix)
    least = np.array(thresholds.ratios)[band_of(share_known, thresholds.bands)]
    inside = ratios >= least
    inside[np.arange(len(proba)), proba.argmax(axis=1)] = True
    return np.asarray(inside, dtype=bool)
