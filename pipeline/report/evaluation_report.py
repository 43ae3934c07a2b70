"""One report: an evaluation, what the gates say of it, and what it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.report.champion_tables import champion_chapter
from pipeline.report.chapters import Chapter, Point, chapters
from pipeline.report.headline import limits
from pipeline.report.table import Column, Table, numbers
from pipeline.report.verdict_tables import verdict_chapter
from pipeline.report.words import MISSING

Item = dict[str, Any]
TITLE = "Lasègue: evaluation"
NOT_SHOWN, ORIGIN = "What the figures do not show", "What the report was made from"


@dataclass(frozen=True)
class Report:
    """Everything that the faces of a report are rendered from.

    Parameters
    ----------
    evaluation : dict
        As the evaluation stage writes it.
    verdicts : tuple of dict
        What the gates said, as `Verdict.to_dict` gives them.
    champion : dict, optional
        Headline figures of the model that stands until now, by the names of the
        evaluation; None if there is none.
    data_digest : str, optional
        Of the training cases.
    versions : mapping of str to str
        Of the libraries that trained the model and drew the report.
    """

    evaluation: Item
    verdicts: tuple[Item, ...] = ()
    champion: Item | None = None
    data_digest: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)


def report_chapters(report: Report) -> Iterator[Chapter]:
    """Give the chapters of a report, the verdict first.

    Parameters
    ----------
    report : Report

    Yields
    ------
    Chapter
        Every face shows each of them, and no number that is not in one.
    """
    yield verdict_chapter(report.verdicts)
    if report.champion is not None:
        yield champion_chapter(report.evaluation, report.champion)
    yield from chapters(report.evaluation)
    points = tuple(map(Point, limits(report.evaluation)))
    yield Chapter(NOT_SHOWN, (), (), points=points)
    yield _origin(report)


def _origin(report: Report) -> Chapter:
    sentence = (
        "The same model, knowledge and settings give the same report, to the byte."
    )
    tables = digest_table(report), seed_table(report.evaluation), version_table(report)
    return Chapter(ORIGIN, (sentence,), tables)


def digest_table(report: Report) -> Table:
    """Name model, knowledge and training data, so that nobody mistakes them."""
    model, knowledge = report.evaluation["model"], report.evaluation["knowledge"]
    rows = [
        ("Model", model["digest"]),
        ("Knowledge", knowledge["digest"]),
        ("Training cases", report.data_digest or MISSING),
    ]
    columns = [Column("What"), Column("SHA-256")]
    note = f"Version {model['version']} trained the model."
    return Table("Digests", columns, rows, note=note)


def seed_table(evaluation: Item) -> Table:
    """List the seed of every purpose."""
    rows = [
        (name.replace("_", " "), str(seed))
        for name, seed in evaluation["seeds"].items()
    ]
    return Table("Seeds", [Column("Purpose"), *numbers("Seed")], rows)


def version_table(report: Report) -> Table:
    """List the libraries that trained the model and drew the report."""
    columns = [Column("Library"), Column("Version")]
    return Table("Libraries", columns, list(report.versions.items()))
