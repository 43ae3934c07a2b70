"""Stage evaluate: the classifier beside the best possible one, and on real cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from pipeline.cases import CARE_SETTINGS, NOT_KNOWN, CaseMatrix, write_text
from pipeline.cases.published import read_published
from pipeline.errors import ArtifactError, Fault
from pipeline.gates.case_scores import write_scores
from pipeline.knowledge import load_knowledge
from pipeline.metrics import (
    Reliability,
    log_losses,
    score,
    standard_error,
    top_k_accuracy,
    top_label_reliability,
)
from pipeline.model import Classifier
from pipeline.model.artifact import load_classifier, read_manifest
from pipeline.model.training import true_columns
from pipeline.stages.at_hand import settings_of
from pipeline.stages.calibration_cases import Reading
from pipeline.stages.case_scores import score_model
from pipeline.stages.ceilings import evaluate_ceilings
from pipeline.stages.circularity import circularity_rows
from pipeline.stages.in_depth import evaluate_in_depth
from pipeline.stages.knowledge import summarise_knowledge
from pipeline.stages.params import (
    CASE_SCORES_FILE,
    EVALUATION_FILE,
    MODEL_FOLDER,
    PROJECT,
    RELIABILITY_FILE,
    Params,
    load_params,
)
from pipeline.stages.published import evaluate_published
from pipeline.stages.rivals import evaluate_rivals
from pipeline.stages.worlds import evaluate_worlds
from pipeline.synthesis import Request, posterior, reference_network, sample_cases
from pipeline.terms import Urgency

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST_CASES = 100_000
# Metrics are kept to the digits that mean something, and stay equal across runs.
DIGITS = 6


def evaluate(
    model: Path = MODEL_FOLDER, params: Params | None = None, n_cases: int | None = None
) -> dict[str, Any]:
    """Evaluate a model at home, in worlds ever further from it, and on real cases.

    Parameters
    ----------
    model : Path
        Folder of the artefact.
    params : Params, optional
        Instead of params.yaml.
    n_cases : int, optional
        Held-out cases, instead of params.yaml's or `LEAST_CASES`, whichever is more.

    Returns
    -------
    dict
        Figures of the classifier and, with `posterior_` in front, of the exact
        posterior on the same cases; `circularity`, how far they fall away from home.

    Raises
    ------
    ArtifactError
        If the model cannot be loaded.
    CaseError
        If the published cases are faulty.
    """
    params = params or load_params()
    # Sums depend, in their last digits, on how many threads share them.
    with threadpool_limits(limits=1):
        figures = _measured(model, params, n_cases)
    figures["circularity"] = circularity_rows(figures)
    return _rounded(figures)  # type: ignore[no-any-return]


def _measured(model: Path, params: Params, n_cases: int | None) -> dict[str, Any]:
    classifier = load_classifier(model)
    notes = _training_notes(model)
    published = read_published(PROJECT / params.evaluate.published)
    # Of another number of cases nobody can say later what it was.
    settings = settings_of(params) if n_cases is None else None
    stream = params.generate.test
    n_cases = max(stream.n, LEAST_CASES) if n_cases is None else n_cases
    cases = sample_cases(n_cases, Request(seed=stream.seed))
    return {
        **_synthetic(cases, classifier, params),
        "published": evaluate_published(published, classifier),
        "worlds": evaluate_worlds(classifier, params.evaluate.worlds),
        "disjoint_reader": evaluate_rivals(classifier, params.evaluate.worlds),
        "ceilings": evaluate_ceilings(classifier),
        **notes,
        "model": {"version": classifier.version, "digest": classifier.digest},
        "knowledge": summarise_knowledge(),
        "seeds": params.seeds(),
        "settings": settings,
    }


def _training_notes(model: Path) -> dict[str, Any]:
    """Read how the model came to be, which only training can tell."""
    manifest = read_manifest(model)
    names = ("candidates", "calibration")
    missing = [name for name in names if name not in manifest]
    to_do = "Train the model again with `lasegue train`."
    if missing:
        raise ArtifactError(
            Fault(str(model), f"{name} in the manifest", "there", "nothing", to_do)
            for name in missing
        )
    return {name: manifest[name] for name in names}


def _synthetic(
    cases: CaseMatrix, classifier: Classifier, params: Params
) -> dict[str, Any]:
    y_true = true_columns(cases)
    proba = classifier.predict_proba(cases)
    exact = posterior(cases, reference_network())
    reading = Reading("natural", cases, y_true, proba, exact)
    return {
        **evaluate_in_depth(classifier, reading, params.evaluate.in_depth),
        **evaluate_natural(classifier, reading),
    }


def evaluate_natural(classifier: Classifier, reading: Reading) -> dict[str, Any]:
    """Give the headline figures, on cases as they come.

    Parameters
    ----------
    classifier : Classifier
    reading : Reading
        The held-out cases, at the natural case mix.

    Returns
    -------
    dict
        Each figure of the classifier and of the exact posterior.
    """
    cases, y_true = reading.cases, reading.y_true
    proba, exact = reading.proba, reading.exact
    regret = log_losses(y_true, proba) - log_losses(y_true, exact)
    figures: dict[str, Any] = {
        "n_cases": len(cases),
        "regret_nats": float(regret.mean()),
        "regret_se": standard_error(regret),
    }
    for prefix, p in (("", proba), ("posterior_", exact)):
        scores = score(y_true, p)
        for name in ("top1", "top3", "top5", "log_loss", "ece"):
            figures[f"{prefix}{name}"] = getattr(scores, name)
    figures["reliability"] = {
        "model": _curve(top_label_reliability(y_true, proba)),
        "posterior": _curve(top_label_reliability(y_true, exact)),
    }
    figures["by_setting"] = _by_setting(cases, y_true, proba, exact)
    inside = classifier.prediction_sets(cases, proba)
    figures["by_condition"] = _by_condition(y_true, proba, exact, inside)
    figures["sets"] = _sets(y_true, inside, classifier)
    return figures


def _curve(curve: Reliability) -> dict[str, list[float]]:
    return {
        "predicted": curve.predicted.tolist(),
        "observed": curve.observed.tolist(),
        "counts": curve.counts.tolist(),
    }


def _by_setting(
    cases: CaseMatrix, y_true: Ints, proba: Floats, exact: Floats
) -> list[dict[str, Any]]:
    rows = []
    names = (*enumerate(CARE_SETTINGS), (NOT_KNOWN, "unknown"))
    for code, name in names:
        chosen = cases.care_setting == code
        if not chosen.any():
            continue
        y, p, q = y_true[chosen], proba[chosen], exact[chosen]
        model, best = score(y, p), score(y, q)
        rows.append(
            {
                "care_setting": name,
                "n_cases": int(chosen.sum()),
                "regret_nats": model.log_loss - best.log_loss,
                "top1": model.top1,
                "top3": model.top3,
                "posterior_top1": best.top1,
                "ece": model.ece,
                "posterior_ece": best.ece,
            }
        )
    return rows


def _by_condition(
    y_true: Ints, proba: Floats, exact: Floats, inside: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    rows = []
    profiles = load_knowledge().profiles
    for j, (condition, profile) in enumerate(sorted(profiles.items())):
        chosen = y_true == j
        n = int(chosen.sum())
        shares: dict[str, float | None] = dict.fromkeys(
            ("top1", "top3", "posterior_top1", "posterior_top3", "set_coverage")
        )
        if n:
            y = y_true[chosen]
            shares = {
                "top1": top_k_accuracy(y, proba[chosen], 1),
                "top3": top_k_accuracy(y, proba[chosen], 3),
                "posterior_top1": top_k_accuracy(y, exact[chosen], 1),
                "posterior_top3": top_k_accuracy(y, exact[chosen], 3),
                "set_coverage": float(inside[chosen, j].mean()),
            }
        names = {"condition": condition, "name": profile.name}
        rows.append({**names, "tier": profile.tier.value, "n_cases": n, **shares})
    return sorted(rows, key=lambda row: str(row["name"]))


def _sets(
    y_true: Ints, inside: NDArray[np.bool_], classifier: Classifier
) -> dict[str, float]:
    covered = inside[np.arange(len(y_true)), y_true]
    profiles = load_knowledge().profiles
    emergencies = np.array(
        [profiles[key].tier is Urgency.EMERGENCY for key in sorted(profiles)]
    )
    emergency = emergencies[y_true]
    sizes = inside.sum(axis=1)
    return {
        "mean_size": float(sizes.mean()),
        "median_size": float(np.median(sizes)),
        "holds_emergency": float(inside[:, emergencies].any(axis=1).mean()),
        "coverage": float(covered[~emergency].mean()),
        "emergency_coverage": float(covered[emergency].mean()),
        "wanted_coverage": classifier.coverage,
        "wanted_emergency_coverage": classifier.emergency_coverage,
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        # Nothing is nothing, whichever sign its last digit had.
        return round(value, DIGITS) + 0.0
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value


def write_evaluation(figures: dict[str, Any]) -> None:
    """Write the figures and the curves for DVC's plot."""
    text = json.dumps(figures, indent=1, allow_nan=False)
    EVALUATION_FILE.parent.mkdir(exist_ok=True)
    write_text(EVALUATION_FILE, text + "\n")
    lines = ["source,predicted,observed,cases"]
    for source, curve in figures["reliability"].items():
        points = zip(
            curve["predicted"], curve["observed"], curve["counts"], strict=True
        )
        lines += [f"{source},{p},{o},{n}" for p, o, n in points]
    write_text(RELIABILITY_FILE, "\n".join(lines) + "\n")


def write_case_scores(params: Params, model: Path = MODEL_FOLDER) -> None:
    """Write what the model says of the cases on which models are compared."""
    asked = params.evaluate.paired_cases
    classifier = load_classifier(model)
    scores = score_model(classifier, asked.seed, asked.n_per_condition)
    write_scores(scores, CASE_SCORES_FILE)


def main() -> None:
    """Run the stage."""
    params = load_params()
    write_evaluation(evaluate(params=params))
    write_case_scores(params)


if __name__ == "__main__":
    main()
