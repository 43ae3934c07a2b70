"""The way to become champion: through the gates, with the reason on record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.gates import Verdict, failures, judge, read_champion, write_champion
from pipeline.model.artifact import read_manifest
from pipeline.registry import promote_version
from pipeline.stages.gate import scores_of
from pipeline.stages.params import CHAMPION_FOLDER, Params, load_params
from pipeline.stages.proofs import with_proofs


@dataclass(frozen=True)
class Promotion:
    """What came of it.

    Parameters
    ----------
    verdicts : list of Verdict
    version : str or None
        Registered version that the alias points at now; None if a gate failed.
    why : str
    """

    verdicts: list[Verdict]
    version: str | None
    why: str


def promote(
    model: Path,
    figures: dict[str, Any],
    why: str | None = None,
    params: Params | None = None,
    *,
    prove: bool = False,
) -> Promotion:
    """Make a model the champion, if every gate lets it through.

    Parameters
    ----------
    model : Path
        Folder of the artefact; it must be registered.
    figures : dict
        Of its evaluation.
    why : str, optional
        In one's own words; what the gates said is always recorded.
    params : Params, optional
        Instead of params.yaml.
    prove : bool, default=False
        Whether the proofs about the rules are asked as well.

    Returns
    -------
    Promotion

    Raises
    ------
    ArtifactError
        If the model cannot be loaded, or is not registered.
    """
    params = params or load_params()
    digest = str(read_manifest(model).get("sha256"))
    scores = scores_of(model, digest, params)
    champion = read_champion(CHAMPION_FOLDER)
    verdicts = judge(figures, params.gates, scores, champion, digest)
    if prove:
        verdicts = with_proofs(verdicts)
    reason = _reason(verdicts, why)
    if failures(verdicts):
        return Promotion(verdicts, None, reason)
    version = promote_version(digest, reason)
    write_champion(CHAMPION_FOLDER, figures, scores, reason)
    return Promotion(verdicts, version, reason)


def _reason(verdicts: list[Verdict], why: str | None) -> str:
    """Put together who said what: the words given, the gates, the comparison."""
    asked = [verdict for verdict in verdicts if verdict.passed is not None]
    passed = sum(verdict.passed is True for verdict in asked)
    told = [f"{passed} of {len(asked)} gates passed."]
    told += [v.sentence for v in verdicts if v.name == "paired.overall"]
    return " ".join([*([why.strip()] if why and why.strip() else []), *told])
