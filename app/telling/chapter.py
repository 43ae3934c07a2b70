"""A chapter of the evaluation report within the app, pictures and all."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

_SHEET = Path(__file__).with_name("chapter.css")
# st.html would take the pictures out.
_SCRIPT = """
export default function ({ data, parentElement }) {
  const chapter = parentElement.querySelector(".chapter");
  if (chapter.shown === data.body) return;
  chapter.shown = data.body;
  chapter.innerHTML = data.body;
}
"""


def show(body: str, key: str) -> None:
    """Draw a chapter.

    Parameters
    ----------
    body : str
        HTML of the report, in which everything from outside is escaped.
    key : str
        Names the chapter on this page.
    """
    draw = st.components.v2.component(
        "report_chapter",
        html='<section class="chapter"></section>',
        css=_style(),
        js=_SCRIPT,
    )
    draw(key=key, data={"body": body})


@cache
def _style() -> str:
    return _SHEET.read_text(encoding="utf-8")
