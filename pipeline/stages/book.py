"""The profile book: gather what it shows, and write it as a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.knowledge import load_knowledge
from pipeline.replays.replay import replay
from pipeline.replays.replayed import replayed_studies
from pipeline.report.book.addresses import INDEX
from pipeline.report.book.site import render_book
from pipeline.report.book.values import WishedNumber
from pipeline.stages import wish_list as wishes
from pipeline.stages.book_folder import replace_folder, write_pages
from pipeline.stages.params import PROJECT

BOOK_FOLDER = PROJECT / "build" / "book"


def write_book(output: Path | None = None) -> Path:
    """Replay the studies, ask for the wish list, and write the book.

    Parameters
    ----------
    output : Path, optional
        Its folder; default build/book.

    Returns
    -------
    Path
        Its first page.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds anything but an earlier book.
    ProfileError
        If the knowledge or a study is faulty.
    """
    folder = output or BOOK_FOLDER
    if output is None:
        folder.parent.mkdir(exist_ok=True)
    # Asked for first: the replay is long, and a bad path should be told at once.
    with replace_folder(folder) as aside:
        replayed = replayed_studies(replay())
        wished = wished_numbers(wishes.wish_list())
        write_pages(aside, render_book(load_knowledge(), replayed, wished))
    return folder / INDEX


def wished_numbers(found: Sequence[wishes.WishedNumber]) -> list[WishedNumber]:
    """Put the judged numbers that the answers lean on into the values of the book.

    Parameters
    ----------
    found : sequence of pipeline.stages.wish_list.WishedNumber

    Returns
    -------
    list of WishedNumber
    """
    return [
        WishedNumber(
            condition=wish.condition,
            finding=wish.finding,
            value=wish.value,
            low=wish.low,
            high=wish.high,
            nats=wish.nats,
            why=wish.why,
        )
        for wish in found
    ]
