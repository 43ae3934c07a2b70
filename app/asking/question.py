"""One question: it starts as not asked, and can become so again."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.asking import kept
from app.words import ANSWER_WORDS, SEX_WORDS, care_setting_name, label_of, plain
from pipeline.knowledge import load_knowledge
from pipeline.terms import CareSetting, Sex

NOT_ASKED = "Not asked"
NUMBER_HELP = {
    "duration_days": "6 weeks are 42 days, 3 months about 91, a year 365.",
}
# What may be answered to a question that is neither a number nor yes or no.
CHOICES: dict[str, tuple[list[str], Callable[[str], str]]] = {
    "sex": ([item.value for item in Sex], SEX_WORDS.__getitem__),
    "care_setting": ([item.value for item in CareSetting], care_setting_name),
}


def ask(name: str) -> None:
    """Ask for a finding or a field of the context.

    Parameters
    ----------
    name : str
        Also the key of the control.
    """
    if name in CHOICES:
        _ask_choice(name, *CHOICES[name])
    elif name in load_knowledge().findings:
        _ask_choice(name, list(ANSWER_WORDS), ANSWER_WORDS.__getitem__)
    else:
        _ask_number(name)


def _ask_choice(name: str, options: list[str], words: Callable[[str], str]) -> None:
    """Ask for one of some words, or take the answer back."""

    def with_not_asked(option: str) -> str:
        return NOT_ASKED if option == kept.NOT_ASKED else words(option)

    st.segmented_control(
        plain(label_of(name)),
        [*options, kept.NOT_ASKED],
        required=True,
        format_func=with_not_asked,
        key=_shown(name),
        on_change=kept.take,
        args=(name,),
    )


def _ask_number(name: str) -> None:
    """Ask for a whole number within the range that a case allows."""
    low, high = whole_range(name)
    st.number_input(
        plain(label_of(name)),
        min_value=low,
        max_value=high,
        value=None,
        step=1,
        key=_shown(name),
        placeholder=NOT_ASKED,
        help=NUMBER_HELP.get(name),
        on_change=kept.take,
        args=(name,),
    )


def in_words(name: str, value: kept.Value | None) -> str:
    """Say an answer in words.

    Parameters
    ----------
    name : str
        The question.
    value : str, number or None
        None for what was not asked.

    Returns
    -------
    str

    Examples
    --------
    >>> in_words("fever", "absent"), in_words("age", 63.0), in_words("sex", None)
    ('No', '63', 'Not asked')
    """
    if value is None:
        return NOT_ASKED
    if not isinstance(value, str):
        return f"{value:g}"
    if name in CHOICES:
        return CHOICES[name][1](value)
    return ANSWER_WORDS[value]


def whole_range(name: str) -> tuple[int | None, int | None]:
    """Give the least and the most that a case allows for a number."""
    low, high = load_knowledge().vocabulary.context[name].range or (None, None)
    return None if low is None else int(low), None if high is None else int(high)


def _shown(name: str) -> str:
    """Let the widget of a question show the answer that is kept, and give its key."""
    key = kept.widget(name)
    known = kept.patient().answers.get(name)
    # Whatever became of a click: what the form shows is what the case holds.
    if key not in st.session_state or st.session_state[key] != known:
        st.session_state[key] = known
    return key
