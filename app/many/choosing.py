"""Which cases are shown: by urgency, cause, red flag, and text."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.many.outcome import Outcome
from app.many.rows import urgency_words
from app.words import condition_name, count
from pipeline.knowledge import load_knowledge

Bools = NDArray[np.bool_]


def choose(outcome: Outcome) -> Bools:
    """Ask which cases to show.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    ndarray of shape (n_cases,), bool
    """
    chosen = _by_urgency(outcome)
    columns = st.columns(3 if outcome.likeliest is not None else 2)
    with columns[0]:
        chosen &= _by_text(outcome)
    with columns[1]:
        chosen &= _by_red_flag(outcome)
    if outcome.likeliest is not None:
        with columns[2]:
            chosen &= _by_condition(outcome, outcome.likeliest)
    if outcome.scores.fits_none is not None:
        n = int(outcome.scores.fits_none.sum())
        if st.checkbox(
            f"Only cases whose answers fit none of the conditions ({n:,})",
            key="many_none",
        ):
            chosen &= outcome.scores.fits_none
    return chosen


def _by_urgency(outcome: Outcome) -> Bools:
    """Show how many cases have each urgency, and let some of them be chosen."""
    ranks = outcome.scores.urgency
    words = urgency_words()
    # Not known is an urgency of its own, and only told of when there is one.
    there = [rank for rank in words if rank >= 0 or (ranks == rank).any()]
    chosen = st.pills(
        "Urgency",
        there,
        selection_mode="multi",
        format_func=lambda rank: f"{words[rank]}: {(ranks == rank).sum():,}",
        key="many_urgency",
        help="Select one or more to see only those; select again to clear.",
    )
    return np.isin(ranks, chosen) if chosen else np.ones(len(ranks), dtype=np.bool_)


def _by_text(outcome: Outcome) -> Bools:
    sought = st.text_input(
        "Name or row", key="many_text", placeholder="Part of a name, or a row"
    )
    sought = sought.strip().casefold()
    file = outcome.file
    return np.array(
        [
            sought in (name or "").casefold() or sought == str(row)
            for name, row in zip(file.case_ids, file.rows.tolist(), strict=True)
        ],
        dtype=np.bool_,
    )


def _by_red_flag(outcome: Outcome) -> Bools:
    rules = outcome.scores.rules
    names = {rule.id: rule.name for rule in load_knowledge().rule_book.rules}
    counts = dict(zip(rules.rule_ids, rules.fired.sum(axis=0).tolist(), strict=True))
    chosen = st.selectbox(
        "Red flag",
        [rule for rule in rules.rule_ids if counts[rule]],
        index=None,
        format_func=lambda rule: f"{names[rule]} ({counts[rule]:,})",
        key="many_rule",
        placeholder="Any or none",
    )
    if chosen is None:
        return np.ones(len(rules.fired), dtype=np.bool_)
    return rules.fired[:, rules.rule_ids.index(chosen)].copy()


def _by_condition(outcome: Outcome, likeliest: NDArray[np.int64]) -> Bools:
    ids = outcome.scores.condition_ids
    counts = np.bincount(likeliest.ravel(), minlength=len(ids))
    names = [condition_name(key) for key in ids]
    by_name = sorted(np.flatnonzero(counts).tolist(), key=names.__getitem__)
    chosen = st.selectbox(
        "Among the three likeliest causes",
        by_name,
        index=None,
        format_func=lambda j: f"{names[j]} ({counts[j]:,})",
        key="many_condition",
        placeholder="Any cause",
    )
    if chosen is None:
        return np.ones(len(likeliest), dtype=np.bool_)
    return np.asarray((likeliest == chosen).any(axis=1))


def told(chosen: Bools) -> str:
    """Say how many cases are shown."""
    return f"{count(int(chosen.sum()), 'case')} of {len(chosen):,}, the worst first."
