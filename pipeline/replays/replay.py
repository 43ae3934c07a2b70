"""Replay published studies: generate their people, apply their tests, compare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from pipeline.errors import Fault, OptionError, ProfileError
from pipeline.knowledge import load_knowledge, suggest
from pipeline.knowledge.agreement import agreement
from pipeline.knowledge.citing import citations
from pipeline.knowledge.studies import load_studies
from pipeline.knowledge.study_schema import Study, StudyFigure
from pipeline.metrics.accuracy import Interval
from pipeline.replays.study_figures import Drawn, generated_value, published_interval
from pipeline.synthesis.study_population import (
    StudyWorld,
    has_target,
    reference_study_world,
    sample_study,
)

Kind = Literal["consistency", "validation", "ceiling"]
DIGITS = 6


@dataclass(frozen=True)
class FigureResult:
    """One published figure beside the generated one.

    Parameters
    ----------
    id, measure : str
    published : float
    interval : (float, float)
    interval_from : {"published", "n", "tolerance"}
    generated : float
    inside : bool
        A ceiling is kept by everything up to the top of its interval.
    kind : {"consistency", "validation", "ceiling"}
    cited_by : tuple of str
        The numbers behind it that cite the study, and so make it a consistency check.
    explain, note : str, optional
    """

    id: str
    measure: str
    published: float
    interval: Interval
    interval_from: str
    generated: float
    inside: bool
    kind: Kind
    cited_by: tuple[str, ...]
    explain: str | None
    note: str | None


@dataclass(frozen=True)
class StudyResult:
    """A study and all its figures.

    Parameters
    ----------
    id, title, question : str
    citation : str
        Of its source.
    n_cases : int
        Generated.
    figures : tuple of FigureResult
    """

    id: str
    title: str
    question: str
    citation: str
    n_cases: int
    figures: tuple[FigureResult, ...]


def replay(ids: Sequence[str] | None = None) -> list[StudyResult]:
    """Replay the studies that ship with the package.

    Parameters
    ----------
    ids : sequence of str, optional
        Some of them; all without it.

    Returns
    -------
    list of StudyResult
        In the order of the ids.

    Raises
    ------
    OptionError
        If a study is not known.
    ProfileError
        If a study is faulty, or its people cannot be generated.
    """
    studies = load_studies()
    if not studies:
        # Else nothing would be compared, and every check would pass.
        to_do = "Install the package again."
        raise ProfileError(
            Fault("studies/", "the folder", "full of studies", "none", to_do)
        )
    chosen = list(dict.fromkeys(ids)) if ids else list(studies)
    unknown = [key for key in chosen if key not in studies]
    if unknown:
        raise OptionError(_unknown(key, studies) for key in unknown)
    return replay_studies([studies[key] for key in chosen], reference_study_world())


def _unknown(key: str, studies: Iterable[str]) -> Fault:
    to_do = suggest(key, studies).replace("findings.yaml", "pipeline/knowledge/studies")
    return Fault("replay", "STUDY", "the id of a study", repr(key), to_do)


def replay_studies(studies: Iterable[Study], world: StudyWorld) -> list[StudyResult]:
    """Replay some studies in a world.

    Parameters
    ----------
    studies : iterable of Study
    world : StudyWorld

    Returns
    -------
    list of StudyResult

    Raises
    ------
    ProfileError
        With every study whose people cannot be generated.
    """
    results: list[StudyResult] = []
    faults: list[Fault] = []
    for study in studies:
        try:
            results.append(_replay_study(study, world))
        except ProfileError as error:
            faults += error.faults
    if faults:
        raise ProfileError(faults)
    return results


def _replay_study(study: Study, world: StudyWorld) -> StudyResult:
    cases = sample_study(study, world)
    drawn = Drawn(study, world, cases, has_target(study, cases))
    figures: list[FigureResult] = []
    faults: list[Fault] = []
    for figure in study.figures:
        try:
            figures.append(_replay_figure(figure, drawn))
        except ProfileError as error:
            faults += error.faults
    if faults:
        raise ProfileError(faults)
    return StudyResult(
        id=study.id,
        title=study.title,
        question=study.question,
        citation=world.knowledge.sources[study.source].citation,
        n_cases=len(cases),
        figures=tuple(figures),
    )


def _replay_figure(figure: StudyFigure, drawn: Drawn) -> FigureResult:
    (low, high), interval_from = published_interval(drawn.study, figure)
    generated = generated_value(figure, drawn)
    cited_by = tuple(citations(drawn.study, figure, drawn.world.knowledge))
    kind: Kind = "consistency" if cited_by else "validation"
    is_ceiling = figure.ceiling is not None
    return FigureResult(
        id=figure.id,
        measure=figure.measure,
        published=figure.value,
        interval=(low, high),
        interval_from=interval_from,
        generated=generated,
        inside=generated <= high and (is_ceiling or generated >= low),
        kind="ceiling" if is_ceiling else kind,
        cited_by=cited_by,
        explain=figure.explain,
        note=figure.note,
    )


def summarise_replay(results: Sequence[StudyResult]) -> dict[str, Any]:
    """Put results into plain values: counts first, then every figure.

    Parameters
    ----------
    results : sequence of StudyResult

    Returns
    -------
    dict
        JSON can write it; a figure that is not finite is None.
    """
    figures = [figure for result in results for figure in result.figures]
    counts: dict[str, Any] = {"n_studies": len(results), "n_figures": len(figures)}
    for kind in ("consistency", "validation", "ceiling"):
        inside = [figure.inside for figure in figures if figure.kind == kind]
        counts[kind] = {"n": len(inside), "inside": sum(inside)}
    studies = agreement(load_knowledge())
    counts["agreement"] = {"n": studies.n_figures, "inside": studies.inside}
    return {**counts, "studies": [_rounded(asdict(result)) for result in results]}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS) if np.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
