"""Sources as they were written down, with the links that stand in them."""

from __future__ import annotations

import re

from app.words import plain

_ADDRESS = re.compile(
    r"(?P<url>https?://[^\s]+)|(?P<pmc>PMC\d+)|(?:doi:)?(?P<doi>10\.\d{4,}/[^\s]+)"
)


def with_links(source: str) -> str:
    """Turn addresses, DOIs and PubMed Central numbers of a source into links.

    Parameters
    ----------
    source : str

    Returns
    -------
    str
        Markdown.

    Examples
    --------
    >>> with_links("Hakan 2012, PMC3410000")
    'Hakan 2012, [PMC3410000](https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3410000)'
    """
    parts, end = [], 0
    for match in _ADDRESS.finditer(source):
        parts += [_escaped(source[end : match.start()]), _link(match)]
        end = match.end()
    return "".join([*parts, _escaped(source[end:])])


def _escaped(text: str) -> str:
    """Keep the blanks at both ends, which plain() takes away."""
    if not text.strip():
        return text
    before = text[: len(text) - len(text.lstrip())]
    return f"{before}{plain(text)}{text[len(text.rstrip()) :]}"


def _link(match: re.Match[str]) -> str:
    if match["url"]:
        address = match["url"]
    elif match["pmc"]:
        address = f"https://www.ncbi.nlm.nih.gov/pmc/articles/{match['pmc']}"
    else:
        address = f"https://doi.org/{match['doi']}"
    return f"[{plain(match.group())}]({address})"
