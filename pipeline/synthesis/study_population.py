"""The population of a published study, and what can be told of its people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import NOT_KNOWN, CaseMatrix
from pipeline.knowledge import Knowledge
from pipeline.knowledge.criterion import findings_of
from pipeline.knowledge.study_schema import Study
from pipeline.synthesis.posterior import posterior
from pipeline.synthesis.recruiting import SEED, included_shares, recruit
from pipeline.synthesis.study_world import (
    StudyWorld,
    build_study_world,
    reference_study_world,
)

__all__ = [
    "N_CASES",
    "StudyWorld",
    "as_asked",
    "build_study_world",
    "has_target",
    "hidden_columns",
    "reference_study_world",
    "sample_study",
    "target_posterior",
]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Given = str | tuple[str, ...]
# Of the errors of an imperfect reference standard.
REFERENCE_SEED = 1_897
N_CASES = 50_000


def sample_study(
    study: Study, world: StudyWorld | None = None, n: int = N_CASES, seed: int = SEED
) -> CaseMatrix:
    """Draw complete cases of the population of a study.

    Parameters
    ----------
    study : Study
    world : StudyWorld, optional
        Instead of the shipped knowledge.
    n : int, default=50000
        Cases wanted; fewer come where inclusion keeps few.
    seed : int, optional
        Key of the stream.

    Returns
    -------
    CaseMatrix
        With labels in `condition`; all of them are included by the study, and its
        shares hold among them, and nearly so among the first of them.

    Raises
    ------
    ProfileError
        If hardly anybody with one of the conditions would have been included.
    """
    return recruit(study, world or reference_study_world(), n, seed)


def has_target(study: Study, cases: CaseMatrix) -> Bools:
    """Tell which labelled cases the study's reference standard calls diseased.

    An imperfect standard errs by chance: given the condition, never by the findings.

    Returns
    -------
    ndarray of shape (n_cases,), bool
    """
    assert cases.condition is not None  # noqa: S101 - generated cases are labelled
    ids, of_case = np.unique(cases.condition.astype(str), return_inverse=True)
    share = np.array([study.called_diseased(str(key)) for key in ids])[of_case]
    if not study.reference:
        return np.asarray(share == 1.0)
    rng = np.random.Generator(np.random.Philox(REFERENCE_SEED))
    return np.asarray(rng.random(len(cases)) < share)


def target_posterior(
    study: Study, cases: CaseMatrix, given: Given, world: StudyWorld | None = None
) -> Floats:
    """Give each case's exact probability of having the target of a study.

    Parameters
    ----------
    study : Study
    cases : CaseMatrix
        Complete cases of its population.
    given : {"history", "all"} or tuple of str
        What may be known, as `hidden_columns` takes it.
    world : StudyWorld, optional
        Instead of the shipped knowledge.

    Returns
    -------
    ndarray of shape (n_cases,)
        Exact but for the shares of each condition that the study includes, which are
        estimated; and, where a hidden finding decided on inclusion, for what the
        other findings tell about it.
    """
    world = world or reference_study_world()
    network = world.network_of(study)
    asked = as_asked(study, cases, given, world.knowledge)
    hidden = {
        key
        for key, answers in zip(asked.finding_ids, asked.answers.T, strict=True)
        if (answers == NOT_KNOWN).any()
    }
    # What is known includes that these people were included, so the mix that it starts
    # from is the one before inclusion.
    decided = hidden.isdisjoint(_deciding(study))
    before = world.shares_of(study) / included_shares(study, world, by_findings=decided)
    mix = dict(zip(network.condition_ids, before.tolist(), strict=True))
    chances = posterior(asked, network, mix)
    share = np.array([study.called_diseased(key) for key in network.condition_ids])
    return np.asarray(chances @ share, dtype=np.float64)


def as_asked(
    study: Study, cases: CaseMatrix, given: Given, knowledge: Knowledge
) -> CaseMatrix:
    """Hide from the cases of a study what a ranking of them may not know.

    Parameters
    ----------
    study : Study
    cases : CaseMatrix
        Complete cases of its population.
    given : {"history", "all"} or tuple of str
        What may be known, as `hidden_columns` takes it.
    knowledge : Knowledge

    Returns
    -------
    CaseMatrix
        The pain score is unknown, too.
    """
    answers = cases.answers.copy()
    answers[:, hidden_columns(study, cases, given, knowledge)] = NOT_KNOWN
    return replace(cases, answers=answers, pain_score=np.full(len(cases), np.nan))


def hidden_columns(
    study: Study, cases: CaseMatrix, given: Given, knowledge: Knowledge
) -> list[int]:
    """List the findings that a ranking may not know.

    Parameters
    ----------
    study : Study
    cases : CaseMatrix
        Complete cases of its population.
    given : {"history", "all"} or tuple of str
        All that can be asked, all, or these findings alone. A finding that inclusion
        gave to everybody is known in any case.
    knowledge : Knowledge

    Returns
    -------
    list of int
    """
    if given == "all":
        return []
    deciding = set(_deciding(study))
    hidden = []
    for j, key in enumerate(cases.finding_ids):
        same = key in deciding and np.ptp(cases.answers[:, j]) == 0
        asked = knowledge.findings[key].source == "history"
        known = asked if given == "history" else key in given
        if not known and not same:
            hidden.append(j)
    return hidden


def _deciding(study: Study) -> Iterator[str]:
    """Give the findings that decide on inclusion."""
    if study.population.include is not None:
        yield from findings_of(study.population.include)
