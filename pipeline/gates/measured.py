"""What is taken from the figures of an evaluation, for each gate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scipy.stats import binomtest

from pipeline.gates.case_scores import CaseScores
from pipeline.terms import Urgency

Figures = dict[str, Any]
# Of a normal distribution, for 95%.
_Z = 1.96
_MOST_NAMED = 3


@dataclass(frozen=True)
class Measured:
    """One figure: its value, its 95% interval, and where it comes from.

    Parameters
    ----------
    value : float
    interval : tuple of float, optional
    where : str
        What the value belongs to, for a reader: the worst condition, the cases.
    """

    value: float
    interval: tuple[float, float] | None = None
    where: str = ""


def regret(figures: Figures) -> Measured:
    """Give the mean loss above that of the exact posterior."""
    return _with_error(figures["regret_nats"], figures["regret_se"])


def worst_condition_regret(figures: Figures) -> Measured:
    """Give the largest regret of any condition's cases."""
    rows = figures["regret_by_condition"]
    row = max(rows, key=lambda row: (row["regret_nats"], row["condition"]))
    found = _with_error(row["regret_nats"], row["regret_se"])
    return Measured(found.value, found.interval, str(row["condition"]))


def top1_gap(figures: Figures) -> Measured:
    """Give how much more often the exact posterior ranks the truth first."""
    return Measured(round(figures["posterior_top1"] - figures["top1"], 6))


def ece(figures: Figures) -> Measured:
    """Give the expected calibration error of the condition ranked first."""
    return Measured(figures["ece"])


def slope_gap(figures: Figures) -> Measured:
    """Give how far the calibration slope is from 1, at whichever end is worse."""
    rows = figures["calibration_in_depth"]["overall"]
    slopes = [(row["model"]["slope"], row["what"]) for row in rows]
    slope, what = max(slopes, key=lambda item: abs(item[0]["value"] - 1.0))
    where = f"slope {slope['value']:.3f}, {what.replace('_', ' ')}"
    return Measured(abs(slope["value"] - 1.0), where=where)


def conditions_off_slope(figures: Figures) -> Measured:
    """Count conditions whose slope is outside the limits that the evaluation states."""
    return _counted(
        figures["calibration_in_depth"]["summary"]["model"], "slopes_outside"
    )


def coverage(figures: Figures) -> Measured:
    """Give the share of sets that hold a condition that is no emergency."""
    return Measured(figures["sets"]["coverage"])


def emergency_coverage(figures: Figures) -> Measured:
    """Give the share of sets that hold an emergency."""
    return Measured(figures["sets"]["emergency_coverage"])


def sets_below(figures: Figures) -> Measured:
    """Count conditions that miss their coverage at some depth, beyond chance."""
    below = figures["sets_in_depth"]["below"]
    places = [f"{row['condition']} ({row['depth']})" for row in below]
    return Measured(len(below), where=_some(places))


def adaptation_gap(figures: Figures) -> Measured:
    """Give the largest loss of an estimated case mix against the true one."""
    shifts = figures["shift"]["shifts"]
    row = max(shifts, key=lambda row: (row["gap"], row["id"]))
    found = _with_error(row["gap"], row["gap_se"])
    return Measured(found.value, found.interval, str(row["id"]))


def intervals_held(figures: Figures) -> Measured | None:
    """Give the share of unseen worlds inside the intervals; None without intervals."""
    held = figures["intervals"]
    return None if held is None else _with_error(held["held"], held["held_se"])


def under_called_emergencies(figures: Figures) -> Measured:
    """Count published emergencies that are called anything less."""
    return _under_calls(figures, lambda row: row["expected"] == Urgency.EMERGENCY)


def under_calls(figures: Figures) -> Measured:
    """Count published cases called less urgent than they were."""
    return _under_calls(figures, lambda row: True)


def emergency_sensitivity(
    figures: Figures, scores: CaseScores | None, emergencies: tuple[str, ...]
) -> Measured:
    """Give the share of patients called emergencies, of the emergency missed most."""
    found = (figures.get("urgency") or {}).get("found")
    if found:
        told = {
            str(row["condition"]): (float(row["both"]["value"]), int(row["n"]))
            for row in found
            if row["condition"] in emergencies
        }
    elif scores is not None:
        told = _called(scores, emergencies)
    else:
        message = "urgency, and the model was not scored case by case"
        raise LookupError(message)
    worst = min(told, key=lambda key: (told[key][0], key))
    share, n = told[worst]
    low, high = binomtest(round(share * n), n).proportion_ci(method="wilson")
    return Measured(share, (round(low, 6), round(high, 6)), worst)


def _called(
    scores: CaseScores, emergencies: tuple[str, ...]
) -> dict[str, tuple[float, int]]:
    called = scores.urgency >= Urgency.EMERGENCY.rank
    ids = scores.condition_ids
    own = {
        key: called[scores.condition == ids.index(key)]
        for key in emergencies
        if key in ids
    }
    return {key: (float(of.mean()), len(of)) for key, of in own.items() if len(of)}


def _with_error(value: float, error: float) -> Measured:
    ends = (round(value - _Z * error, 6), round(value + _Z * error, 6))
    return Measured(value, ends)


def _under_calls(figures: Figures, counts: Callable[[Figures], bool]) -> Measured:
    found = [row for row in figures["published"]["under_calls"] if counts(row)]
    return Measured(len(found), where=_some([str(row["case_id"]) for row in found]))


def _counted(figures: Figures, name: str) -> Measured:
    return Measured(len(figures[name]), where=_some([str(v) for v in figures[name]]))


def _some(names: list[str]) -> str:
    """Name the first few, and count the others."""
    more = len(names) - _MOST_NAMED
    named = ", ".join(names[:_MOST_NAMED])
    return f"{named} and {more} more" if more > 0 else named
