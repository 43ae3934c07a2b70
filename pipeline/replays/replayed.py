"""Results of a replay as the profile book shows them."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.knowledge.studies import load_studies
from pipeline.replays.replay import FigureResult, StudyResult
from pipeline.report.book.values import ReplayedFigure, ReplayedStudy, Verdict


def replayed_studies(results: Iterable[StudyResult]) -> list[ReplayedStudy]:
    """Put each result beside the study that it belongs to.

    Parameters
    ----------
    results : iterable of StudyResult

    Returns
    -------
    list of ReplayedStudy
        In the order of their titles.
    """
    studies = load_studies()
    told = []
    for result in results:
        study = studies[result.id]
        published = {figure.id: figure for figure in study.figures}
        figures = [
            ReplayedFigure(
                figure=published[found.id],
                low=found.interval[0],
                high=found.interval[1],
                interval_from=found.interval_from,
                generated=found.generated,
                verdict=_verdict(found),
                kind=found.kind,
                cited_by=found.cited_by,
            )
            for found in result.figures
        ]
        told.append(ReplayedStudy(study, tuple(figures)))
    return sorted(told, key=lambda one: (one.study.title, one.study.id))


def _verdict(found: FigureResult) -> Verdict:
    if found.inside:
        return "inside"
    return "too_good" if found.kind == "ceiling" else "outside"
