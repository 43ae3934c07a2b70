"""The nearest known id, for messages about an unknown one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from pipeline.errors import Fault


def suggest(unknown: str, known: Iterable[str]) -> str:
    """Say which known id was probably meant.

    Examples
    --------
    >>> suggest("fevr", ["fever", "numbness"])
    "Did you mean 'fever'?"
    >>> suggest("zzz", ["fever", "numbness"])
    'See findings.yaml for the known ids.'
    """
    close = get_close_matches(str(unknown), list(known), n=1, cutoff=0.5)
    if close:
        return f"Did you mean {close[0]!r}?"
    return "See findings.yaml for the known ids."


def unknown_id(where: str, what: str, got: str, known: Iterable[str]) -> Fault:
    """Give the fault of a name that nothing has."""
    return Fault(where, what, "a known id", repr(got), suggest(got, known))
