"""Which keys of sources.yaml tell of one published work.

A paper may stand under several keys: once as its abstract, once as a summary that
quotes it. Whoever wants to leave a work out must leave all of them out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.schema import EXPERT_ESTIMATE, Source

_SUFFIX = re.compile(r"_[a-z]$")
_IDENTIFIERS = (
    re.compile(r"10\.\d{4,}/[^\s,;)]+"),
    re.compile(r"PMC\d+"),
    re.compile(r"PMID:? ?\d+"),
)
_AUTHOR_YEAR = re.compile(
    r"([A-Z][\w'’-]+)(?:,? (?:&|and) [A-Z][\w'’-]+| et al\.?)?,? \(?((?:19|20)\d\d)\b"
)


def works_of(knowledge: Knowledge) -> list[tuple[str, ...]]:
    """Group the keys of the sources by the work they tell of.

    Two keys belong together when they differ in their last letter alone, share a DOI,
    a number of PubMed or an address, or name the same author and year. That errs on
    the side of too large groups: two papers of one author in one year are one here.

    Parameters
    ----------
    knowledge : Knowledge

    Returns
    -------
    list of tuple of str
        Sorted; each key but that of a judgement is in exactly one group.
    """
    group_of: dict[str, set[str]] = {}
    by_mark: dict[str, list[str]] = defaultdict(list)
    for key, source in sorted(knowledge.sources.items()):
        if key != EXPERT_ESTIMATE:
            group_of[key] = {key}
            for mark in _marks(key, source):
                by_mark[mark].append(key)
    for first, *others in by_mark.values():
        for key in others:
            if group_of[key] is not group_of[first]:
                merged = group_of[first] | group_of[key]
                group_of.update(dict.fromkeys(merged, merged))
    return sorted({tuple(sorted(group)) for group in group_of.values()})


def _marks(key: str, source: Source) -> Iterator[str]:
    """Give everything by which two keys can be seen to tell of one work."""
    yield _SUFFIX.sub("", key)
    fields = (source.citation, source.doi, source.pmc, source.url)
    text = " ".join(field for field in fields if field)
    for pattern in _IDENTIFIERS:
        for found in pattern.findall(text):
            yield found.rstrip(".").lower().replace(" ", "").replace(":", "")
    if source.pmid is not None:
        yield f"pmid{source.pmid}"
    if source.url is not None:
        yield source.url
    for author, year in _AUTHOR_YEAR.findall(source.citation):
        yield f"{author} {year}"
