"""Each case as a row that people can read."""

from __future__ import annotations

import numpy as np
import pandas as pd

from app.many.outcome import Outcome
from app.words import TIERS, condition_name, percent
from pipeline.knowledge import load_knowledge

ROW, CASE, URGENCY, WHO = "Row", "Case", "Urgency", "Who says so"
LIKELIEST = ("Most likely", "Second", "Third")
NONE_OF_THESE, OPEN, LABEL = "Fits none", "Open emergency rules", "Labelled cause"
NOT_KNOWN = "Not known"
NONE_LABEL = "None of these"


def urgency_words() -> dict[int, str]:
    """Give the words for each rank of urgency, the worst first and unknown last."""
    tiers = {tier.rank: words.name for tier, words in TIERS.items()}
    return dict(sorted(tiers.items(), reverse=True)) | {-1: NOT_KNOWN}


def readable(outcome: Outcome) -> pd.DataFrame:
    """Write the assessment of every case in words, in the order of the file.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    DataFrame
    """
    words, scores, file = urgency_words(), outcome.scores, outcome.file
    columns: dict[str, object] = {
        ROW: file.rows,
        CASE: [name or "" for name in file.case_ids],
        URGENCY: [[words[rank]] for rank in scores.urgency.tolist()],
        WHO: _who_says_so(outcome),
    }
    if outcome.likeliest is not None and scores.proba is not None:
        names = np.array([condition_name(key) for key in scores.condition_ids])
        chances = np.take_along_axis(scores.proba, outcome.likeliest, axis=1)
        for j, title in enumerate(LIKELIEST):
            first = names[outcome.likeliest[:, j]].tolist()
            columns[title] = [
                f"{name} {percent(chance)}"
                for name, chance in zip(first, chances[:, j].tolist(), strict=True)
            ]
    if scores.fits_none is not None:
        columns[NONE_OF_THESE] = scores.fits_none
    columns[OPEN] = outcome.open_emergencies
    if file.cases.condition is not None:
        columns[LABEL] = [_label(key) for key in file.cases.condition]
    return pd.DataFrame(columns)


def worst_first(outcome: Outcome) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Order the cases by urgency; those of one urgency as they stand in the file."""
    return np.argsort(-outcome.scores.urgency.astype(np.int64), kind="stable")


def _who_says_so(outcome: Outcome) -> list[str]:
    """Name the red flags that say so, or the model."""
    rules = {rule.id: rule for rule in load_knowledge().rule_book.rules}
    told = [rules[name] for name in outcome.scores.rules.rule_ids]
    fired = outcome.scores.rules.fired
    ranks = outcome.scores.urgency.tolist()
    words = []
    for i, who in enumerate(outcome.scores.urgency_from):
        if who == "red_flag":
            worst = ranks[i]
            names = [
                told[j].name
                for j in np.flatnonzero(fired[i])
                if told[j].tier.rank == worst
            ]
            words.append(f"Red flag: {'; '.join(names)}")
        else:
            words.append("The model" if who == "model" else "")
    return words


def _label(condition: str | None) -> str:
    if condition is None:
        return ""
    if condition not in load_knowledge().profiles:
        return NONE_LABEL
    return condition_name(condition)
