"""How the classifier does where other conditions are common, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix, CaseMix, documented_mix
from pipeline.knowledge import load_knowledge
from pipeline.metrics import log_losses, standard_error
from pipeline.model import Classifier
from pipeline.model.adaptation import Adaptation, adapt_to
from pipeline.model.training import true_columns
from pipeline.stages.home_mix import home_mix, level_mix
from pipeline.synthesis import (
    BLOCK_ROWS,
    Request,
    posterior,
    reference_network,
    sample_cases,
)
from pipeline.terms import CareSetting, Urgency

Floats = NDArray[np.float64]
N_CASES = 20_000
# Adapted may lose so much against being told the mix, in nats.
GOAL_NATS = 0.01
TIMES_COMMONER = 5.0
# Of the drawn mix: some conditions common, many rare.
CONCENTRATION = 1.0
# What such clinics might see; judged, since they serve to move far from home.
VASCULAR_CLINIC = {
    "peripheral_arterial_disease": 0.40,
    "deep_vein_thrombosis": 0.15,
    "acute_limb_ischaemia": 0.05,
    "leg_soft_tissue_infection": 0.05,
    "central_stenosis": 0.10,
    "peripheral_neuropathy": 0.08,
}
RHEUMATOLOGY_CLINIC = {
    "inflammatory_spondyloarthritis": 0.30,
    "hip_osteoarthritis": 0.15,
    "sij_dysfunction": 0.12,
    "myofascial_trigger_points": 0.12,
    "facet_arthropathy": 0.08,
    "peripheral_neuropathy": 0.05,
}


@dataclass(frozen=True)
class Shift:
    """A place that no training has seen.

    Parameters
    ----------
    mix : CaseMix
        Whose name is an id.
    where : str
        The place, in words.
    care_setting : CareSetting, optional
        All cases come from it; else from every one, as settings.yaml weighs them.
    """

    mix: CaseMix
    where: str
    care_setting: CareSetting | None = None


def evaluate_shift(
    classifier: Classifier, seed: int, n: int = N_CASES
) -> dict[str, Any]:
    """Evaluate a classifier where the conditions come in other shares.

    Parameters
    ----------
    classifier : Classifier
        That knows the mix it stands for.
    seed : int
        Of streams that served nothing else.
    n : int, default=20000
        Unlabelled cases that adapt, and as many fresh ones that test.

    Returns
    -------
    dict
        `seed`, `n_cases`, `goal_nats` and `shifts`, one for each place: log loss of the
        model as it is (`as_is`), adapted by EM (`adapted`), told the true mix (`told`),
        and of the exact posterior told the mix (`posterior`); `gap`, adapted minus
        told, with `gap_se`; `largest_error` of an estimated share, and of which
        condition (`largest_error_of`); `n_held` of `n_conditions` shares lie in their
        intervals.

    Raises
    ------
    ArtifactError
        If the classifier does not know its own mix.
    """
    rows = [_evaluate(classifier, shift, seed, n) for shift in shifts(seed)]
    return {"seed": seed, "n_cases": n, "goal_nats": GOAL_NATS, "shifts": rows}


def shifts(seed: int) -> list[Shift]:
    """List the places, from an even mix to one drawn by chance.

    Parameters
    ----------
    seed : int
        Of the drawn one.
    """
    ids = load_knowledge().condition_ids
    home = dict(zip(ids, home_mix()[-1], strict=True))
    drawn = np.random.default_rng(seed).dirichlet(np.full(len(ids), CONCENTRATION))
    return [
        Shift(CaseMix("even", dict(level_mix())), "Every condition equally common"),
        Shift(_clinic("vascular_clinic", VASCULAR_CLINIC, home), "A vascular clinic"),
        Shift(
            _clinic("rheumatology_clinic", RHEUMATOLOGY_CLINIC, home),
            "A rheumatology clinic",
        ),
        Shift(
            _more_serious(documented_mix(CareSetting.PRIMARY_CARE)),
            "Primary care, serious conditions five times as common",
            CareSetting.PRIMARY_CARE,
        ),
        Shift(
            CaseMix("drawn", dict(zip(ids, drawn.tolist(), strict=True))),
            "Shares drawn by chance (Dirichlet)",
        ),
    ]


def _clinic(
    name: str, common: Mapping[str, float], home: Mapping[str, float]
) -> CaseMix:
    """Set some shares; the other conditions keep their proportions to each other."""
    rest = sum(share for key, share in home.items() if key not in common)
    left = 1.0 - sum(common.values())
    others = {key: left * share / rest for key, share in home.items()}
    return CaseMix(name, {**others, **common})


def _more_serious(mix: CaseMix) -> CaseMix:
    """Multiply the shares of what is above routine; the others make room."""
    profiles = load_knowledge().profiles
    raised = {
        key: share * (TIMES_COMMONER if profiles[key].tier > Urgency.ROUTINE else 1.0)
        for key, share in mix.weights.items()
    }
    total = sum(raised.values())
    return CaseMix("more_serious", {key: w / total for key, w in raised.items()})


def _evaluate(
    classifier: Classifier, shift: Shift, seed: int, n: int
) -> dict[str, Any]:
    adapting, testing = _draw(shift, seed, n)
    found = adapt_to(classifier, adapting)
    mix, y_true = shift.mix, true_columns(testing)
    ids = load_knowledge().condition_ids
    estimated = dict(zip(ids, found.weights.tolist(), strict=True))
    told = log_losses(y_true, classifier.predict_proba(testing, mix))
    adapted = log_losses(
        y_true, classifier.predict_proba(testing, CaseMix("adapted", estimated))
    )
    best = posterior(testing, reference_network(), mix.weights)
    return {
        "id": mix.name,
        "where": shift.where,
        "as_is": float(log_losses(y_true, classifier.predict_proba(testing)).mean()),
        "adapted": float(adapted.mean()),
        "told": float(told.mean()),
        "posterior": float(log_losses(y_true, best).mean()),
        "gap": float((adapted - told).mean()),
        "gap_se": standard_error(adapted - told),
        **_shares(found, mix),
    }


def _draw(shift: Shift, seed: int, n: int) -> tuple[CaseMatrix, CaseMatrix]:
    """Draw cases that adapt and cases that test, from different blocks of a stream."""
    mix = tuple(shift.mix.weights.items())
    request = Request(seed, shift.care_setting, mix)
    n_blocks = -(-n // BLOCK_ROWS)
    start = n_blocks * BLOCK_ROWS
    return sample_cases(n, request), sample_cases(n, request, start)


def _shares(found: Adaptation, mix: CaseMix) -> dict[str, Any]:
    """Hold the estimated shares against the true ones."""
    error = np.abs(found.weights - mix.row)
    held = (found.low <= mix.row) & (mix.row <= found.high)
    return {
        "largest_error": float(error.max()),
        "largest_error_of": load_knowledge().condition_ids[int(error.argmax())],
        "n_held": int(held.sum()),
        "n_conditions": len(held),
    }
