"""Interview depth: which questions get asked.

What is asked depends on care setting, interview mode, depth and the question alone,
never on the condition, the latents or the answers, so that the posterior can leave out
what was not asked. A form filled in by the patient may not say where the patient is
seen; its rates are therefore the same in every setting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CARE_SETTINGS
from pipeline.knowledge import Knowledge

CONTEXT = ("age", "sex", "duration_days", "pain_score")


@dataclass(frozen=True)
class Interviews:
    """Every kind of interview (a mode and a depth) as tables.

    Parameters
    ----------
    cumulative : ndarray of shape (n_settings, n_kinds)
        Cumulative P(kind | setting).
    asked : ndarray of shape (n_kinds, n_findings)
        Chance that a question is asked.
    context_asked : ndarray of shape (n_kinds, 4)
        The same for age, sex, duration and pain score.
    setting_hidden : ndarray of shape (n_kinds,)
        Chance that the care setting is not written down.
    """

    cumulative: NDArray[np.float64]
    asked: NDArray[np.float64]
    context_asked: NDArray[np.float64]
    setting_hidden: NDArray[np.float64]


def build_interviews(knowledge: Knowledge) -> Interviews:
    """Compile the interview part of settings.yaml."""
    interview = knowledge.settings.interview
    shares, asked, context, hidden = [], [], [], []
    for mode, by_setting in interview.modes.items():
        examined = interview.examination.get(mode, 0.0)
        for depth in interview.depths:
            share_of_depth = depth.share.get(mode, 0.0)
            weights = {str(key): float(value) for key, value in by_setting.items()}
            in_setting = [weights.get(setting, 0.0) for setting in CARE_SETTINGS]
            shares.append([share * share_of_depth for share in in_setting])
            row = []
            for key, finding in knowledge.findings.items():
                if key in interview.core:
                    rate = depth.core
                elif finding.source == "exam":
                    rate = depth.exam
                elif finding.is_screen:
                    rate = depth.screen
                else:
                    rate = depth.history
                row.append(rate * (examined if finding.source == "exam" else 1.0))
            asked.append(row)
            context.append([float(getattr(depth, name)) for name in CONTEXT])
            on_form = interview.setting_unknown_on_form
            hidden.append(on_form if mode == "form" else 0.0)
    by_kind = np.array(shares).T
    cumulative = np.cumsum(by_kind / by_kind.sum(axis=1, keepdims=True), axis=1)
    return Interviews(cumulative, np.array(asked), np.array(context), np.array(hidden))
