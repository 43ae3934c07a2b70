"""How the paperwork is put together: Markdown from templates, filled from a run."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.report.table import Table, escape_markdown, markdown_table
from pipeline.report.words import (
    count,
    number,
    plural,
    share,
    short_digest,
    short_tier,
    tier_name,
    without_brackets,
)

FOLDER = "paper"


class _Finished(str):
    """Markdown of our own making, not to be escaped again."""

    __slots__ = ()


@cache
def paper_environment() -> Environment:
    """Give the environment of the templates.

    Text from outside stands for itself; a figure that a template names and a run does
    not have is an error, never a gap.

    Returns
    -------
    jinja2.Environment
    """
    environment = Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=False,  # noqa: S701 - Markdown, escaped by `_visible`
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    words = (count, number, plural, share, short_digest, short_tier, tier_name)
    environment.filters |= {word.__name__: word for word in words}
    environment.filters |= {
        "plain": without_brackets,
        "spaced": lambda text: str(text).replace("_", " "),
        "finished": _Finished,
        "table": table,
        "below": lambda found: table(found, "####"),
    }
    return environment


def table(found: Table, heading: str = "###") -> str:
    """Set a table into a template."""
    return _Finished(markdown_table(found, heading))


def _visible(value: Any) -> Any:
    """Make text that is not ours stand for itself."""
    return escape_markdown(value) if type(value) is str else value
