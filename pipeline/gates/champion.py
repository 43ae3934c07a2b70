"""The record of the model that every other one is held against."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.cases import write_text
from pipeline.errors import CaseError, Fault, shorten
from pipeline.gates.case_scores import CaseScores, read_scores, write_scores

FIGURES_FILE = "figures.json"
SCORES_FILE = "cases.parquet"
# What a reader wants to see beside a challenger; everything else can be evaluated.
HEADLINE = (
    "n_cases",
    "regret_nats",
    "regret_se",
    "top1",
    "top3",
    "top5",
    "log_loss",
    "ece",
    "posterior_top1",
    "posterior_top3",
    "posterior_top5",
    "posterior_log_loss",
    "posterior_ece",
    "regret_by_condition",
    "sets",
    "model",
    "knowledge",
    "seeds",
)


@dataclass(frozen=True, eq=False)
class Champion:
    """A model that went through the gates.

    Parameters
    ----------
    why : str
        Why it was promoted.
    figures : dict
        Headline figures of its evaluation.
    scores : CaseScores
        Its answers to the evaluation cases.
    """

    why: str
    figures: dict[str, Any]
    scores: CaseScores


def write_champion(
    folder: Path, figures: dict[str, Any], scores: CaseScores, why: str
) -> None:
    """Write the record: small, and the same bytes for the same model.

    Parameters
    ----------
    folder : Path
        Made if it does not exist.
    figures : dict
        Of the evaluation; the headline is kept.
    scores : CaseScores
    why : str
    """
    headline = {name: figures[name] for name in HEADLINE if name in figures}
    write_scores(scores, folder / SCORES_FILE)
    text = json.dumps({"why": why, "figures": headline}, indent=1, allow_nan=False)
    write_text(folder / FIGURES_FILE, text + "\n")


def read_champion(folder: Path) -> Champion | None:
    """Read the record.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Champion or None
        None where none was promoted yet.

    Raises
    ------
    CaseError
        If a part of it is missing, damaged, or of another model.
    """
    file = folder / FIGURES_FILE
    if not file.exists() and not (folder / SCORES_FILE).exists():
        return None
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        why, figures = str(told["why"]), dict(told["figures"])
        digest = figures["model"]["digest"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CaseError(
            _fault(file, "readable, with why, figures and model", shorten(str(error)))
        ) from error
    scores = read_scores(folder / SCORES_FILE)
    if scores.model_digest != digest:
        raise CaseError(
            _fault(file, f"of the model {scores.model_digest[:8]}", str(digest)[:8])
        )
    return Champion(why, figures, scores)


def _fault(file: Path, must_be: str, got: str) -> Fault:
    to_do = "Take the folder back from version control, or promote a model again."
    return Fault(str(file), "the champion's record", must_be, got, to_do)
