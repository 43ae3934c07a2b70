"""The generator as published studies need it: with people who have nothing.

A study names who was in it; its people are drawn from the same profiles as everybody
else. Only the severity, age and sex are the study's own, where it says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CARE_SETTINGS
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.schema import (
    EXPERT_ESTIMATE,
    SEVERITIES,
    AgeComponent,
    DurationComponent,
    Figure,
    PainScore,
    Profile,
)
from pipeline.knowledge.study_schema import NO_CONDITION, Normal, Study
from pipeline.synthesis.context import age_pmf
from pipeline.synthesis.interview import Interviews, build_interviews
from pipeline.synthesis.network import Network, build_network

Floats = NDArray[np.float64]
ANYBODY = Normal(mean=50, sd=18)
_JUDGED: Any = {
    "n": 10,
    "source": EXPERT_ESTIMATE,
    "why": "stands for people who have none of the conditions",
}


@dataclass(frozen=True)
class StudyWorld:
    """The generator with one more profile: people who have none of the conditions.

    Parameters
    ----------
    knowledge : Knowledge
        Without that profile.
    network : Network
        With it.
    interviews : Interviews
    """

    knowledge: Knowledge
    network: Network
    interviews: Interviews

    def network_of(self, study: Study) -> Network:
        """Give the network with the severity, age and sex of a study's people."""
        population, network = study.population, self.network
        n_conditions = len(network.condition_ids)
        severity_mix, age, female = network.severity_mix, network.age, network.female
        if population.spectrum is not None:
            mix = self.knowledge.settings.spectrum[population.spectrum]
            row = np.array([getattr(mix, level) for level in SEVERITIES])
            severity_mix = np.tile(row, (len(CARE_SETTINGS), 1))
        if population.age is not None:
            row = age_pmf(_without_findings(self.knowledge, population.age))
            age = np.tile(row, (n_conditions, 1))
        if population.female is not None:
            female = np.full(n_conditions, population.female)
        return replace(network, severity_mix=severity_mix, age=age, female=female)

    def shares_of(self, study: Study) -> Floats:
        """Give the case mix of a study in the order of the network's conditions."""
        mix = study.population.mix
        return np.array([mix.get(key, 0.0) for key in self.network.condition_ids])


def build_study_world(knowledge: Knowledge) -> StudyWorld:
    """Compile the knowledge together with people who have none of its conditions.

    Parameters
    ----------
    knowledge : Knowledge

    Returns
    -------
    StudyWorld
    """
    settings = knowledge.settings
    share = Figure(value=0.0, **_JUDGED)
    case_mix = {
        setting: {**shares, NO_CONDITION: share}
        for setting, shares in settings.case_mix.items()
    }
    nobody = _without_findings(knowledge, ANYBODY)
    extended = replace(
        knowledge,
        profiles=dict(sorted({**knowledge.profiles, NO_CONDITION: nobody}.items())),
        settings=settings.model_copy(update={"case_mix": case_mix}),
    )
    return StudyWorld(knowledge, build_network(extended), build_interviews(extended))


@cache
def reference_study_world() -> StudyWorld:
    """Compile the shipped knowledge, once a process."""
    return build_study_world(load_knowledge())


def _without_findings(knowledge: Knowledge, age: Normal) -> Profile:
    """Make the profile of people of this age in whom every finding is background."""
    anybody = next(iter(knowledge.profiles.values()))
    return anybody.model_copy(
        update={
            "id": NO_CONDITION,
            "name": "None of the conditions",
            "roots": None,
            "age": (AgeComponent(mean=age.mean, sd=age.sd, **_JUDGED),),
            "female": Figure(value=0.5, **_JUDGED),
            # Of whatever trouble brought them into the study.
            "duration": (DurationComponent(median_days=60, geometric_sd=4, **_JUDGED),),
            "pain": PainScore(mean=3, sd=2.5, **_JUDGED),
            "findings": {},
        }
    )
