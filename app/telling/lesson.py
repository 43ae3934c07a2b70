"""What a generated patient teaches: the model beside the best possible answer."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app.words import condition_name, count, percent, plain

MOST_ROWS = 6
# Differences below this are too small to speak of.
SMALL = 0.03
SURE, LIKELY = 0.8, 0.5
Chances = Mapping[str, float]


def show(truth: str, model: Chances | None, best: Chances) -> None:
    """Show both answers beside each other, and what is to be learned.

    Parameters
    ----------
    truth : str
        The condition that the patient was generated with.
    model : mapping of condition to probability, optional
        None without a model.
    best : mapping of condition to probability
        The exact posterior of the generator.
    """
    st.header("The model beside the best possible answer", anchor=False)
    st.caption(
        "The patient comes out of a generator whose every number is known, so that the "
        "best possible probabilities can be worked out exactly. Nobody who knows only "
        "these answers can do better on the whole."
    )
    st.markdown(_table(truth, model, best))
    st.header("What this teaches", anchor=False)
    for line in lessons(truth, model, best):
        st.markdown(f"- {line}")


def _table(truth: str, model: Chances | None, best: Chances) -> str:
    leading = _ranked(best)[:MOST_ROWS]
    shown = leading if truth in leading else [*leading, truth]
    lines = ["| Cause | Best possible | Model |", "|---|---|---|"]
    for key in shown:
        name = plain(condition_name(key))
        name = f"**{name}** (the true one)" if key == truth else name
        said = "–" if model is None else percent(model[key])
        lines.append(f"| {name} | {percent(best[key])} | {said} |")
    return "\n".join(lines)


def _ranked(chances: Chances) -> list[str]:
    return sorted(chances, key=lambda key: (-chances[key], key))


def lessons(truth: str, model: Chances | None, best: Chances) -> list[str]:
    """Say in words what the patient teaches.

    Parameters
    ----------
    truth : str
    model : mapping, optional
    best : mapping

    Returns
    -------
    list of str
        Markdown.

    Examples
    --------
    >>> best = {"facet_cyst": 0.6, "muscle_strain": 0.4}
    >>> lessons("facet_cyst", None, best)[0]
    'The true cause is the likeliest, with 60%: these answers point to it.'
    """
    said = [_of_the_truth(truth, best)]
    if model is not None:
        said.append(_of_the_model(model, best))
    return said


def _of_the_truth(truth: str, best: Chances) -> str:
    """Say how much of the truth the answers hold at all."""
    top, chance = _ranked(best)[0], best[truth]
    if top == truth:
        if chance >= SURE:
            rest = "these answers nearly settle it."
        elif chance >= LIKELY:
            rest = "these answers point to it."
        else:
            rest = "yet most such patients have something else. More has to be asked."
        return f"The true cause is the likeliest, with {percent(chance)}: {rest}"
    place = _ranked(best).index(truth) + 1
    name = plain(condition_name(top))
    return (
        f"Even the best possible answer puts {name} first ({percent(best[top])}) and "
        f"the true cause in place {place} ({percent(chance)}). Who guessed otherwise "
        "reasoned no worse: the answers do not show it. A patient like this is why "
        "advice on when to come back matters."
    )


def _of_the_model(model: Chances, best: Chances) -> str:
    """Say how far the model is from the best possible answer."""
    key = max(_ranked(best), key=lambda name: abs(model[name] - best[name]))
    gap = model[key] - best[key]
    if abs(gap) < SMALL:
        return (
            "The model is within 3 points of the best possible answer for every cause: "
            "what is uncertain here is the patient, not the model."
        )
    name = plain(condition_name(key))
    more = "more" if gap > 0 else "less"
    points = count(round(100 * abs(gap)), "point")
    return (
        f"The model differs most on {name}: {points} {more} than the best possible "
        "answer. That part is the model's own error."
    )
