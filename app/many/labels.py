"""How often the labelled cause was named, for files that come with labels."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.many.outcome import Outcome
from app.words import count, percent


def show(outcome: Outcome) -> None:
    """Say how often the likeliest and the three likeliest causes hold the label.

    Parameters
    ----------
    outcome : Outcome
    """
    labels, likeliest = outcome.file.cases.condition, outcome.likeliest
    if labels is None or likeliest is None:
        return
    ids = outcome.scores.condition_ids
    place = {key: j for j, key in enumerate(ids)}
    # No condition has a negative place, so what has no label is never hit.
    cause = np.array([place.get(key, -1) for key in labels], dtype=np.int64)
    n = int((cause >= 0).sum())
    if not n:
        return
    hits = likeliest == cause[:, None]
    first, among = hits[:, 0].sum() / n, hits.any(axis=1).sum() / n
    others = len(cause) - n
    left_out = f" Left out: {count(others, 'case')} without such a label."
    st.markdown(
        "**Against the labels of this file:** the likeliest cause was the labelled one "
        f"in **{percent(first)}** of {count(n, 'labelled case')}, and it was among the "
        f"three likeliest in **{percent(among)}**.{left_out if others else ''} The "
        "labels were used for this alone; neither the red flags nor the model saw them."
    )
