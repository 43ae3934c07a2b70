"""What a question is worth: what it tells of the cause, and of an emergency.

All parts are in nats, so that they can be added: the expected information about the
condition, the same again about whether it is an emergency, and the chance that the
answer fires an emergency rule. The first questions of a case go by the last two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge import load_knowledge
from pipeline.model.information import (
    Floats,
    chance_of_present,
    expected_information,
)
from pipeline.model.tiers import tier_ranks
from pipeline.terms import Urgency

Bools = NDArray[np.bool_]
# All chosen by simulated interviews (experiments/decisions tells what others gave).
# The first screening questions of a case go before everything else.
SCREENED_FIRST = 4
# What it is worth that an emergency rule fires for certain.
FIRING_NATS = 0.2
# What is worth less is not asked: the stop rule of an interview.
SMALLEST_WORTH_NATS = 0.02
# A question whose part about an emergency is so large a share of the other is alarming.
MOSTLY = 0.5
# More than any question is worth: the entropy of all conditions is below 4 nats.
_BEFORE_ALL = 100.0


@dataclass(frozen=True, eq=False)
class Setting:
    """What the rules and the questions asked so far say, with any leading axes.

    Parameters
    ----------
    fires : ndarray of shape (..., n_findings), bool
        Whether the answer present would fire an emergency rule on its own.
    screens : ndarray of shape (..., n_findings), bool
        Whether it is a screening question for red flags.
    n_screened : ndarray of shape (...), int
        Screening questions that are answered.
    settled : ndarray of shape (...), bool
        Whether an emergency rule has fired: then there is none left to look for.
    """

    fires: Bools
    screens: Bools
    n_screened: NDArray[np.int64]
    settled: Bools


@dataclass(frozen=True, eq=False)
class Worth:
    """What each question is worth, with any number of leading axes.

    Parameters
    ----------
    chance : ndarray of shape (..., n_findings)
        That the finding is present.
    information : ndarray of shape (..., n_findings)
        Expected information about the condition, in nats.
    alarm : ndarray of shape (..., n_findings)
        The part about an emergency, in nats; 0 once an emergency rule fired.
    n_first : ndarray of shape (...), int
        How many screening questions still go before everything else.
    screens : ndarray of shape (..., n_findings), bool
    """

    chance: Floats
    information: Floats
    alarm: Floats
    n_first: NDArray[np.int64]
    screens: Bools

    @property
    def total(self) -> Floats:
        """Both parts together, in nats."""
        return self.information + self.alarm

    @property
    def alarming(self) -> Bools:
        """Whether a question is asked for the sake of an emergency above all."""
        return np.asarray(self.alarm > MOSTLY * self.information, dtype=np.bool_)

    @property
    def order(self) -> Floats:
        """Value by which the next question is chosen, the highest first."""
        first = self.screens & (self.n_first > 0)[..., None] & self.is_enough
        return np.where(first, _BEFORE_ALL + self.alarm, self.total)

    @property
    def is_enough(self) -> Bools:
        """Whether a question is worth asking."""
        return np.asarray(self.total >= SMALLEST_WORTH_NATS, dtype=np.bool_)


@cache
def screening_questions() -> frozenset[str]:
    """Name the findings that screen for red flags, and that the patient can answer."""
    return frozenset(
        finding
        for finding, entry in load_knowledge().findings.items()
        if entry.is_screen and entry.source == "history"
    )


def weigh_questions(
    proba: Floats, if_present: Floats, if_absent: Floats, setting: Setting
) -> Worth:
    """Work out what each question is worth.

    Parameters
    ----------
    proba : ndarray of shape (..., n_conditions)
        For the case as it is.
    if_present, if_absent : ndarray of shape (..., n_findings, n_conditions)
        With one answer added.
    setting : Setting

    Returns
    -------
    Worth
    """
    chance = chance_of_present(proba, if_present, if_absent)
    information = expected_information(chance, if_present, if_absent)
    either_way = (_emergency_or_not(p) for p in (if_present, if_absent))
    alarm = expected_information(chance, *either_way)
    alarm += FIRING_NATS * chance * setting.fires
    alarm = np.where(setting.settled[..., None], 0.0, alarm)
    left = np.where(setting.settled, 0, SCREENED_FIRST - setting.n_screened)
    return Worth(chance, information, alarm, np.maximum(left, 0), setting.screens)


def _emergency_or_not(proba: Floats) -> Floats:
    """Sum the probabilities of emergency conditions, and of all others."""
    emergency = tier_ranks() == Urgency.EMERGENCY.rank
    together = proba[..., emergency].sum(axis=-1)
    return np.stack([together, 1.0 - together], axis=-1)
