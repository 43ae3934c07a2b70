"""Pieces of a page in HTML.

The browser draws one large piece many times faster than the same text in small ones,
and everything on a page is drawn anew after each answer.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st
from jinja2 import Environment

from app.words import ANSWER_WORDS, TIERS, condition_name, count, label_of, percent
from pipeline.report.pages import page_environment


def written(template: str, **content: Any) -> str:
    """Write a piece.

    Parameters
    ----------
    template : str
        Its name in templates/, without the ending.
    **content
        What the template asks for.

    Returns
    -------
    str
        HTML, in which all text is escaped.
    """
    return _environment().get_template(f"{template}.html.j2").render(content)


def show(*pieces: str) -> None:
    """Draw pieces as one; nothing is drawn of nothing."""
    body = "".join(pieces)
    if body:
        st.html(body)


@cache
def _environment() -> Environment:
    environment = page_environment("app.telling")
    environment.globals["tiers"] = TIERS
    environment.filters |= {
        "answer": ANSWER_WORDS.__getitem__,
        "condition": condition_name,
        "count": count,
        "label": label_of,
        "percent": percent,
        "quoted": lambda names: "; ".join(f"“{label_of(name)}”" for name in names),
        "sentence": lambda step: f"{step[:1].upper()}{step[1:]}",
    }
    return environment
