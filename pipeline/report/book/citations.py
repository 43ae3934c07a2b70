"""Sources: how they are cited, where they can be read, and the keys found in texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import EXPERT_ESTIMATE, Source, Sourced
from pipeline.report.book.addresses import source_address
from pipeline.report.book.words import shorten
from pipeline.report.words import printable, short_citation

LONGEST_NAME = 34
_WORD = re.compile(r"\w+")
_PLACES = (
    ("doi", "doi:", "https://doi.org/{}"),
    ("pmc", "", "https://www.ncbi.nlm.nih.gov/pmc/articles/{}/"),
    ("pmid", "PubMed ", "https://pubmed.ncbi.nlm.nih.gov/{}/"),
)
_WEB = ("https://", "http://")


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    words: str
    href: str
    title: str = ""


class Citations:
    """Looks up sources by key.

    Parameters
    ----------
    knowledge : Knowledge
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._sources = knowledge.sources

    def link(self, key: str) -> Link:
        """Lead to a source's entry in the index of sources."""
        citation = self._sources[key].citation
        return Link(_name(citation), source_address(key), citation)

    def links(self, keys: tuple[str, ...]) -> list[Link]:
        """Lead to several sources."""
        return [self.link(key) for key in keys]

    def origin(self, number: Sourced) -> Link | None:
        """Lead to the source of a number; None for a judgement without one."""
        return None if number.source == EXPERT_ESTIMATE else self.link(number.source)

    def linked(self, text: str) -> Markup:
        """Turn the keys of sources in a text into links; escape the rest."""
        return with_links(text, {key: self._anchor(key) for key in self.named_in(text)})

    def named_in(self, text: str) -> set[str]:
        """Find the keys of sources that a text names."""
        found = set(_WORD.findall(text)) & set(self._sources)
        return found - {EXPERT_ESTIMATE}

    def _anchor(self, key: str) -> Markup:
        link = self.link(key)
        form = Markup('<a href="{}" title="{}">{}</a>')
        return form.format(link.href, link.title, link.words)


def with_links(text: str, anchors: Mapping[str, Markup]) -> Markup:
    """Put links in the place of some words of a text; escape the rest."""
    text = printable(" ".join(text.split()))
    parts, end = [], 0
    for word in _WORD.finditer(text):
        if word.group() in anchors:
            parts += [escape(text[end : word.start()]), anchors[word.group()]]
            end = word.end()
    return Markup("").join([*parts, escape(text[end:])])


def places(source: Source) -> list[Link]:
    """Give the addresses where a source can be read.

    Examples
    --------
    >>> places(Source(citation="A study.", pmc="PMC1"))[0].href
    'https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1/'
    """
    found = [
        Link(f"{name}{getattr(source, field)}", form.format(getattr(source, field)))
        for field, name, form in _PLACES
        if getattr(source, field) is not None
    ]
    if source.url is not None and source.url.startswith(_WEB):
        found.append(Link("page", source.url))
    return found


def _name(citation: str) -> str:
    return shorten(short_citation(citation), LONGEST_NAME)
