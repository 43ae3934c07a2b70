"""The gates that look at one figure and hold it against one limit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.gates import measured
from pipeline.gates.limits import GateParams
from pipeline.gates.measured import Figures, Measured
from pipeline.gates.verdict import Verdict

AT_MOST, AT_LEAST = "at most", "at least"


@dataclass(frozen=True)
class Gate:
    """One figure, the side of its limit on which it must be, and what to look at.

    Parameters
    ----------
    name : str
        Of the limit in params.yaml.
    title : str
    measure : callable
        From the figures; raises LookupError where they do not tell, and gives None
        where there is nothing to be told.
    must_be : str
        `at most` or `at least`.
    cause : str
        What a failure most likely comes from.
    """

    name: str
    title: str
    measure: Callable[[Figures], Measured | None]
    must_be: str
    cause: str

    def judge(self, figures: Figures, limit: float) -> Verdict:
        """Hold the figure against its limit."""
        try:
            found = self.measure(figures)
        except LookupError as error:
            return self._untold(limit, f"The evaluation does not tell {error}")
        except TypeError as error:
            return self._untold(limit, f"The figure has another form ({error})")
        if found is None:
            sentence = "This model has none, so nothing was asked."
            return Verdict(self.name, self.title, None, None, limit, sentence)
        value = found.value
        kept = value <= limit if self.must_be == AT_MOST else value >= limit
        # NaN is on no side, and not a number that JSON knows.
        known = value if math.isfinite(value) else None
        where = f" ({found.where})" if found.where else ""
        told, stated = number(value), number(limit)
        sentence = f"{told}{where}; it must be {self.must_be} {stated}."
        if not kept:
            sentence += f" {self.cause}"
        return Verdict(
            self.name, self.title, kept, known, limit, sentence, found.interval
        )

    def _untold(self, limit: float, why: str) -> Verdict:
        sentence = f"{why}. Evaluate again: `dvc repro evaluate`."
        return Verdict(self.name, self.title, False, None, limit, sentence)


def number(value: float) -> str:
    """Write a number with the digits that mean something."""
    return f"{value:.4g}"


_UNLEARNED = (
    "Look at what the features are made of and at the labels: a column lost, inverted "
    "or in another unit, or fewer training cases."
)
_SHARPENED = (
    "The probabilities do not mean what they say: look at the calibration step, and "
    "at the case mix that the training cases came in."
)
_SETS = (
    "The thresholds of the prediction sets do not belong to these probabilities: "
    "set them again on the conform stream, after the calibration."
)
GATES = (
    Gate(
        "regret_nats",
        "Regret against the exact posterior (nats)",
        measured.regret,
        AT_MOST,
        _UNLEARNED,
    ),
    Gate(
        "worst_condition_regret",
        "Regret of the worst condition (nats)",
        measured.worst_condition_regret,
        AT_MOST,
        "The model knows this condition badly: look at whether its training cases "
        "and its profile are there, and at its label.",
    ),
    Gate(
        "top1_gap",
        "Top-1 below the exact posterior's",
        measured.top1_gap,
        AT_MOST,
        _UNLEARNED,
    ),
    Gate(
        "ece",
        "Expected calibration error",
        measured.ece,
        AT_MOST,
        _SHARPENED,
    ),
    Gate(
        "slope_gap",
        "Calibration slope away from 1",
        measured.slope_gap,
        AT_MOST,
        "Below 1 the probabilities are too sharp, above 1 too timid. " + _SHARPENED,
    ),
    Gate(
        "conditions_off_slope",
        "Conditions with a calibration slope off 1",
        measured.conditions_off_slope,
        AT_MOST,
        _SHARPENED,
    ),
    Gate(
        "coverage",
        "Coverage of the prediction sets",
        measured.coverage,
        AT_LEAST,
        _SETS,
    ),
    Gate(
        "emergency_coverage",
        "Coverage of emergencies by the prediction sets",
        measured.emergency_coverage,
        AT_LEAST,
        _SETS,
    ),
    Gate(
        "sets_below",
        "Conditions below their promised coverage",
        measured.sets_below,
        AT_MOST,
        _SETS,
    ),
    Gate(
        "adaptation_gap",
        "Loss of an estimated case mix against the true one (nats)",
        measured.adaptation_gap,
        AT_MOST,
        "The estimate of another case mix is off: look at the bias correction, and "
        "at the mix that the model says it stands for.",
    ),
    Gate(
        "intervals_held",
        "Unseen worlds inside the 90% intervals",
        measured.intervals_held,
        AT_LEAST,
        "The intervals are too narrow: look at the worlds that taught them.",
    ),
    Gate(
        "under_called_emergencies",
        "Published emergencies called less",
        measured.under_called_emergencies,
        AT_MOST,
        "A patient who belonged in an emergency department was not sent there: look "
        "at which rule should have fired, and at the model's threshold.",
    ),
    Gate(
        "under_calls",
        "Published cases called less urgent than they were",
        measured.under_calls,
        AT_MOST,
        "Look at each case that is named, and at what changed for its condition.",
    ),
)


def judge_floors(figures: dict[str, Any], limits: GateParams) -> list[Verdict]:
    """Hold every figure against its limit.

    Parameters
    ----------
    figures : dict
        Of an evaluation. What they do not tell fails its gate.
    limits : GateParams

    Returns
    -------
    list of Verdict
    """
    return [gate.judge(figures, getattr(limits, gate.name)) for gate in GATES]
