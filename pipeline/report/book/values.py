"""What the book is told beside the knowledge: replayed studies, and wished numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.knowledge.study_schema import Study, StudyFigure

Verdict = Literal["inside", "outside", "too_good"]
Kind = Literal["consistency", "validation", "ceiling"]


@dataclass(frozen=True)
class ReplayedFigure:
    """One published figure beside what the generator gives for it.

    Parameters
    ----------
    figure : StudyFigure
        As published.
    low, high : float
        Its 95% interval.
    interval_from : {"published", "n", "tolerance"}
        What the interval rests on.
    generated : float
        NaN when it could not be worked out.
    verdict : {"inside", "outside", "too_good"}
    kind : {"consistency", "validation", "ceiling"}
        Whether a profile was fitted to the source; a ceiling is counted apart.
    cited_by : tuple of str
        The numbers that cite the study, and so make it a consistency check.
    """

    figure: StudyFigure
    low: float
    high: float
    interval_from: str
    generated: float
    verdict: Verdict
    kind: Kind
    cited_by: tuple[str, ...] = ()

    @property
    def is_miss(self) -> bool:
        """Whether the generated figure does not agree with the published one."""
        return self.verdict != "inside"


@dataclass(frozen=True)
class ReplayedStudy:
    """One published study with its figures replayed."""

    study: Study
    figures: tuple[ReplayedFigure, ...]


@dataclass(frozen=True)
class Tally:
    """How many figures of one kind agree."""

    n_inside: int
    n_all: int


@dataclass(frozen=True)
class WishedNumber:
    """A judged number that the answers are sensitive to.

    Parameters
    ----------
    condition, finding : str
        Ids; the finding may be a context field.
    value, low, high : float
        As used now, with its 95% interval.
    nats : float
        Expected loss in nats per 1000 cases for not knowing it better.
    why : str
        Why it is judged as it is.
    """

    condition: str
    finding: str
    value: float
    low: float
    high: float
    nats: float
    why: str


def tally(figures: Iterable[ReplayedFigure], kind: Kind) -> Tally:
    """Count the figures of one kind, and those of them that agree."""
    chosen = [figure for figure in figures if figure.kind == kind]
    return Tally(sum(not figure.is_miss for figure in chosen), len(chosen))
