"""A few answers in a few words: canaries, near misses and claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipeline.knowledge.logic import OTHERS
from pipeline.report.book.words import inner_label

_ALL_ELSE = "all that the rule does not read"

_FIELDS = {
    "age": "age {:g}",
    "duration_days": "{:g} days of pain",
    "pain_score": "worst pain {:g} out of 10",
}


def answer_words(
    answers: Mapping[str, Any], name: Callable[[str], str] | None = None
) -> str:
    """Write down what is answered; what is left out is not known.

    Parameters
    ----------
    answers : mapping of str to object
        "present" or "absent" by finding, and numbers by context field; `others` is
        every finding that the rule does not read.
    name : callable, optional
        Gives the words for the id of a finding; by default the id, with spaces.

    Returns
    -------
    str

    Examples
    --------
    >>> answer_words({"foot_drop": "present", "fever": "absent", "age": 50})
    'foot drop; age 50; not: fever'
    """
    if name is None:
        name, between = _spaced, ", "
    else:  # labels have commas of their own
        between = "; "
    present = [name(key) for key, value in answers.items() if value == "present"]
    absent = [name(key) for key, value in answers.items() if value == "absent"]
    numbers = [
        _FIELDS.get(key, f"{_spaced(key)} {{}}").format(value)
        for key, value in answers.items()
        if value not in ("present", "absent")
    ]
    parts = [between.join(present), *numbers]
    parts += [f"not: {between.join(absent)}"] if absent else []
    return "; ".join(part for part in parts if part)


def suspect_words(names: Sequence[str], outside: str | None = None) -> str:
    """Write what a rule suspects, in and outside the list of conditions.

    Examples
    --------
    >>> suspect_words(["Cauda equina syndrome", "MRI lesion"], "shingles")
    'cauda equina syndrome, MRI lesion; outside the list: shingles'
    >>> suspect_words([])
    'nothing in particular'
    """
    parts = [", ".join(inner_label(name) for name in names)] if names else []
    parts += [f"outside the list: {outside}"] if outside else []
    return "; ".join(parts) or "nothing in particular"


def _spaced(key: str) -> str:
    return _ALL_ELSE if key == OTHERS else key.replace("_", " ")
