"""The knowledge compiled into the tables of a Bayesian network.

care setting -> condition -> age, sex, duration, pain score; severity and nerve root
are latent; every finding is a noisy-OR of the condition's own part and a background
rate. One column of the tables is one *state*: a condition, a severity, and a root.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CARE_SETTINGS
from pipeline.knowledge import Knowledge
from pipeline.synthesis.condition_table import ConditionTable, severity_mix
from pipeline.synthesis.context import age_pmf, band_of_age, duration_pmf, pain_pmf
from pipeline.synthesis.requirements import Requirements, build_requirements
from pipeline.terms import CareSetting

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Network:
    """The generative model as arrays; states are (condition, severity, root).

    Parameters
    ----------
    condition_ids, finding_ids : tuple of str
        Order of the axes.
    setting_weights : ndarray of shape (n_settings,)
        P(care setting).
    case_mix : ndarray of shape (n_settings, n_conditions)
        P(condition | setting).
    severity_mix : ndarray of shape (n_settings, 3)
        P(severity | setting).
    state_condition, state_severity : ndarray of shape (n_states,)
        Indices.
    state_root_share : ndarray of shape (n_states,)
        P(root | condition); 1 where the condition has no root.
    age : ndarray of shape (n_conditions, 95)
    female : ndarray of shape (n_conditions,)
    duration : ndarray of shape (n_conditions, 20001)
    pain : ndarray of shape (n_conditions, 3, 11)
        P(. | condition[, severity]).
    band_of_age : ndarray of shape (95,)
        Age band of each age.
    present : ndarray of shape (n_bands, n_sexes, n_states, n_findings)
        P(finding present | state, band, sex), given that what it requires holds.
    requirements : Requirements
    """

    condition_ids: tuple[str, ...]
    finding_ids: tuple[str, ...]
    setting_weights: Floats
    case_mix: Floats
    severity_mix: Floats
    state_condition: Ints
    state_severity: Ints
    state_root_share: Floats
    age: Floats
    female: Floats
    duration: Floats
    pain: Floats
    band_of_age: Ints
    present: Floats
    requirements: Requirements

    @property
    def n_bands(self) -> int:
        """Number of age bands."""
        return len(self.present)

    def state_prior(self, case_mix: Floats | None = None) -> Floats:
        """Give P(state | setting).

        Parameters
        ----------
        case_mix : ndarray of shape (n_settings, n_conditions), optional
            Instead of the documented one.

        Returns
        -------
        ndarray of shape (n_settings, n_states)
        """
        mix = self.case_mix if case_mix is None else case_mix
        severity = self.severity_mix[:, self.state_severity]
        prior: Floats = mix[:, self.state_condition] * severity * self.state_root_share
        return prior


def mix_array(network: Network, mix: Mapping[str, float] | None) -> Floats:
    """Give a custom case mix, the same in every setting, or the documented one."""
    if mix is None:
        return network.case_mix
    row = np.array([mix.get(key, 0.0) for key in network.condition_ids])
    return np.tile(row / row.sum(), (len(CARE_SETTINGS), 1))


def build_network(knowledge: Knowledge) -> Network:
    """Compile the knowledge into the reference world.

    Parameters
    ----------
    knowledge : Knowledge

    Returns
    -------
    Network
    """
    conditions = [knowledge.profiles[key] for key in knowledge.condition_ids]
    settings = knowledge.settings
    weights = np.array(
        [settings.care_settings[key].weight.value for key in CareSetting]
    )
    mix = np.array(
        [
            [settings.case_mix[s][c].value for c in knowledge.condition_ids]
            for s in CareSetting
        ]
    )
    severity = np.array([severity_mix(knowledge, key.value) for key in CareSetting])
    step = knowledge.latents.severity.pain_score_per_step.value
    requirements = build_requirements(knowledge)
    tables = [ConditionTable(knowledge, p, requirements) for p in conditions]
    codes = [np.full(len(t.root_share), i) for i, t in enumerate(tables)]
    return Network(
        condition_ids=knowledge.condition_ids,
        finding_ids=knowledge.finding_ids,
        setting_weights=weights / weights.sum(),
        case_mix=mix / mix.sum(axis=1, keepdims=True),
        severity_mix=severity,
        state_condition=np.concatenate(codes),
        state_severity=np.concatenate([t.severity for t in tables]),
        state_root_share=np.concatenate([t.root_share for t in tables]),
        age=np.array([age_pmf(p) for p in conditions]),
        female=np.array([p.female.value for p in conditions]),
        duration=np.array([duration_pmf(p) for p in conditions]),
        pain=np.array([pain_pmf(p, step) for p in conditions]),
        band_of_age=band_of_age(knowledge),
        present=np.concatenate([t.present() for t in tables], axis=2),
        requirements=requirements,
    )
