"""What counts as positive in a study, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.knowledge.criterion import (
    AllOf,
    AnyOf,
    AtLeast,
    Between,
    Criterion,
    Not,
    OfSex,
    Present,
    Score,
)

Name = Callable[[str], str]
NO_UPPER_LIMIT = 1e6
_FIELDS = {
    "age": "age {} years",
    "duration_days": "pain for {} days",
    "pain_score": "worst pain {} out of 10",
}
_SEXES = {"female": "women", "male": "men"}


def criterion_words(criterion: Criterion, name: Name) -> str:
    """Say what makes a test positive.

    Parameters
    ----------
    criterion : Criterion
    name : callable
        Gives the words for the id of a finding.

    Returns
    -------
    str

    Examples
    --------
    >>> test = AtLeast(at_least=2, of=[Present(finding=x) for x in ("a", "b", "c")])
    >>> criterion_words(test, str.upper)
    'at least 2 of: A; B; C'
    """
    match criterion:
        case Present():
            return name(criterion.finding)
        case Between():
            return _between(criterion)
        case OfSex():
            return _SEXES[criterion.sex]
        case _:
            return _compound(criterion, name)


def _compound(
    criterion: Not | AllOf | AnyOf | AtLeast | Score,
    name: Name,
) -> str:
    """Give the words of what has parts."""
    match criterion:
        case Not():
            return f"not: {_inner(criterion.part, name)}"
        case AllOf():
            return _joined(criterion.all_of, " and ", name)
        case AnyOf():
            return _joined(criterion.any_of, " or ", name)
        case AtLeast():
            parts = "; ".join(_inner(part, name) for part in criterion.of)
            return f"at least {criterion.at_least} of: {parts}"
        case Score():
            return _score(criterion, name)


def _joined(parts: Sequence[Criterion], word: str, name: Name) -> str:
    return word.join(_inner(part, name) for part in parts)


def _inner(part: Criterion, name: Name) -> str:
    """Give the words of a part, in brackets when it has parts of its own."""
    words = criterion_words(part, name)
    has_parts = isinstance(part, AllOf | AnyOf | AtLeast | Score)
    return f"({words})" if has_parts else words


def _score(score: Score, name: Name) -> str:
    items = "; ".join(
        f"{item.points:g} for {_inner(item.when, name)}" for item in score.score
    )
    limits = _range(score.at_least, score.at_most)
    head = f"a score of {limits}" if limits else "a score that ranks the patients"
    return f"{head} (points: {items})"


def _between(criterion: Between) -> str:
    low = criterion.low if criterion.low > 0 else None
    high = criterion.high if criterion.high < NO_UPPER_LIMIT else None
    limits = _range(low, high)
    if not limits:
        return f"any {criterion.field.replace('_', ' ')}"
    return _FIELDS[criterion.field].format(limits)


def _range(low: float | None, high: float | None) -> str:
    """Write limits, both included; empty without any."""
    if low is not None and high is not None:
        return f"{low:g}" if low == high else f"{low:g} to {high:g}"
    if low is not None:
        return f"at least {low:g}"
    return "" if high is None else f"at most {high:g}"
