"""How probabilities, tiers, names and long lines are put into words."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable
from typing import Any

from pipeline.terms import Urgency

WIDTH = 88
MISSING = "–"
DISCLAIMER = "Research and teaching software, not a medical device."
DIGEST_LENGTH = 12
SMALLEST_SHOWN = 0.01
LARGEST_SHOWN = 0.99

TIERS = tuple(tier.value for tier in sorted(Urgency, reverse=True))
TIER_NAMES = {
    "emergency": "emergency",
    "urgent_same_day": "urgent, same day",
    "urgent_2_weeks": "urgent, within two weeks",
    "routine": "routine",
}
TIER_SHORT = {
    "emergency": "emergency",
    "urgent_same_day": "same day",
    "urgent_2_weeks": "two weeks",
    "routine": "routine",
}
TIER_MEANINGS = {
    "emergency": "emergency department now",
    "urgent_same_day": "a clinician today",
    "urgent_2_weeks": "a clinician within days, tests within two weeks",
    "routine": "ordinary appointment, with advice on when to come back",
}
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_FIRST_PART = re.compile(r",|;| \(")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def whole_percent(probability: float | None) -> str:
    """Put the probability of one case into words; never 0% and never 100%.

    Examples
    --------
    >>> whole_percent(0.344), whole_percent(0.0004), whole_percent(0.9999)
    ('34%', '<1%', '>99%')
    """
    if probability is None or math.isnan(probability):
        return MISSING
    if probability < SMALLEST_SHOWN:
        return "<1%"
    if probability > LARGEST_SHOWN:
        return ">99%"
    return f"{probability:.0%}"


def share(value: float | None) -> str:
    """Show a share of many cases with one decimal.

    Examples
    --------
    >>> share(0.7134), share(None)
    ('71.3%', '–')
    """
    return MISSING if value is None or math.isnan(value) else f"{value:.1%}"


def number(value: float | None, decimals: int = 3) -> str:
    """Show a number with fixed decimals.

    Examples
    --------
    >>> number(1.23456), number(float("nan"))
    ('1.235', '–')
    """
    return MISSING if value is None or math.isnan(value) else f"{value:.{decimals}f}"


def count(value: int | None) -> str:
    """Show a count with thousands apart.

    Examples
    --------
    >>> count(100000)
    '100,000'
    """
    return MISSING if value is None else f"{value:,}"


def plural(n: int, one: str, many: str | None = None) -> str:
    """Give a count with its noun.

    Examples
    --------
    >>> plural(1, "rule"), plural(19, "rule")
    ('1 rule', '19 rules')
    """
    return f"{count(n)} {one if n == 1 else many or one + 's'}"


def tier_name(tier: str | None) -> str:
    """Name a tier in words; what is not a tier is shown as it stands."""
    return "none given" if tier is None else TIER_NAMES.get(tier, tier)


def short_tier(tier: str | None) -> str:
    """Name a tier in one or two words; what is no tier is shown as it stands."""
    return "none" if tier is None else TIER_SHORT.get(tier, tier)


def without_brackets(text: str) -> str:
    """Drop what stands in brackets.

    Examples
    --------
    >>> without_brackets("Piriformis syndrome (deep gluteal syndrome)")
    'Piriformis syndrome'
    """
    return _BRACKETS.sub("", text).strip() or text


def short_citation(citation: str) -> str:
    """Cut a citation to who said it.

    Examples
    --------
    >>> short_citation("NICE NG41 2016 spinal injury assessment, nice.org.uk")
    'NICE NG41 2016 spinal injury assessment'
    """
    return _FIRST_PART.split(citation, maxsplit=1)[0].strip() or citation


def first_sentence(text: str) -> str:
    """Give the first sentence of a text."""
    return _SENTENCE_END.split(text.strip(), maxsplit=1)[0]


def short_digest(digest: str | None) -> str:
    """Give the start of a digest, enough to tell two apart."""
    return (digest or MISSING)[:DIGEST_LENGTH]


def printable(value: Any) -> str:
    r"""Make text from outside safe for a terminal: control characters are replaced.

    Examples
    --------
    >>> printable("a\x1b[31mb")
    'a�[31mb'
    """
    return "".join(c if c.isprintable() else "�" for c in str(value))


def wrap(text: str, indent: int = 2, first: str = "") -> str:
    """Wrap a paragraph, with all its lines indented.

    Parameters
    ----------
    text : str
    indent : int, default=2
        Spaces before every line.
    first : str, optional
        Stands before the first line; the others are indented by its length.

    Returns
    -------
    str
        No line is longer than WIDTH.
    """
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=" " * indent + first,
        subsequent_indent=" " * (indent + len(first)),
        break_on_hyphens=False,
    )


def bullets(items: Iterable[str], indent: int = 2) -> list[str]:
    """Wrap each item as a bullet."""
    return [wrap(item, indent, "- ") for item in items]
