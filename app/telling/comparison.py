"""Two versions of one patient in words: answers, emergencies and causes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.asking import kept, question
from app.asking.pin import differing
from app.telling.versions import (
    CauseChange,
    cause_changes,
    emergency_changes,
)
from app.words import condition_name, count, label_of, percent, plain
from pipeline.assess import Assessment


def show_answers(then: kept.Answers, now: kept.Answers) -> None:
    """State first in what the two versions differ.

    Parameters
    ----------
    then, now : dict
    """
    st.header("What differs in the answers", anchor=False)
    names = differing(then, now)
    if not names:
        st.markdown("Nothing yet: both versions are the same. Change an answer.")
        return
    rows = [
        (label_of(name), *(question.in_words(name, v.get(name)) for v in (then, now)))
        for name in names
    ]
    st.markdown(_table(("Question", "Pinned", "Now"), rows))


def show_emergencies(then: Assessment, now: Assessment) -> None:
    """Say which emergencies fire, are closed or are open since the change.

    Parameters
    ----------
    then, now : Assessment
    """
    changes = emergency_changes(then, now)
    st.header("Emergencies", anchor=False)
    lines = [
        f"- {title}: {'; '.join(map(plain, names))}"
        for title, names in (
            (":material/warning: **Fires now**", changes.fired),
            ("**Fires no longer**", changes.no_longer),
            ("**No longer open**", changes.closed),
            ("**Open again**", changes.opened),
        )
        if names
    ]
    before, after = changes.n_open_then, changes.n_open_now
    still = f"{count(after, 'emergency rule')} still open"
    lines.append(f"- {still}, as before." if before == after else _was(still, before))
    st.markdown("\n".join(lines))


def _was(still: str, before: int) -> str:
    return f"- {still}; {before} in the pinned version."


def show_causes(then: Assessment, now: Assessment) -> None:
    """Show how much likelier each leading cause has become, or less likely.

    Parameters
    ----------
    then, now : Assessment
    """
    st.header("Likeliest causes", anchor=False)
    changes = cause_changes(then, now)
    if not changes:
        st.caption("No model is loaded, so there are no probabilities to compare.")
        return
    rows = [
        (
            condition_name(change.condition),
            percent(change.then),
            percent(change.now),
            points_in_words(change),
        )
        for change in changes
    ]
    st.markdown(_table(("Cause", "Pinned", "Now", "Change"), rows))
    st.caption("Changes are in percentage points.")


def points_in_words(change: CauseChange) -> str:
    """Say a change of probability in words.

    Parameters
    ----------
    change : CauseChange

    Returns
    -------
    str

    Examples
    --------
    >>> points_in_words(CauseChange("facet_cyst", 0.10, 0.22))
    'up by 12 points'
    >>> points_in_words(CauseChange("facet_cyst", 0.10, 0.101))
    'hardly changed'
    """
    points = change.points
    if points == 0:
        return "hardly changed"
    return f"{'up' if points > 0 else 'down'} by {count(abs(points), 'point')}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *(tuple(map(plain, r)) for r in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
