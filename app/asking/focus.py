"""The next question for who does not see it come: the keyboard moves, a voice reads."""

from __future__ import annotations

import streamlit as st

_VOICE = '<div role="status" class="voice"></div>'
_STYLE = """
.voice {position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%);}
"""
# The control that was just used goes, and the focus with it, but only a little after
# the new ones have come. A focus elsewhere on the page stays where it is.
_SCRIPT = """
export default function ({ data, parentElement }) {
  const voice = parentElement.querySelector(".voice");
  if (voice.textContent !== data.words) voice.textContent = data.words;
  const before = window.lasegueQuestion;
  window.lasegueQuestion = data.question;
  if (before === undefined || before === data.question) return;
  let left = 20, done = false;
  const aim = () => {
    if (window.lasegueQuestion !== data.question) return;
    // A message that interrupts has the focus until it is closed.
    if (document.querySelector('[role="dialog"]')) return setTimeout(aim, 200);
    const now = document.activeElement;
    const first = document.querySelector(data.first);
    const lost = !now || now === document.body || (!done && now.closest(data.place));
    if (first && lost) {
      first.focus();
      done = true;
    }
    if (--left > 0) setTimeout(aim, 60);
  };
  aim();
}
"""


def follow(question: str, words: str, first: str, place: str) -> None:
    """Read a new question out, and move the focus to the first of its controls.

    Parameters
    ----------
    question : str
        Names the question; the focus moves only when it changes.
    words : str
        What a screen reader says.
    first : str
        CSS selector of its first control.
    place : str
        CSS selector of what gives the focus away.
    """
    component = st.components.v2.component(
        "lasegue_focus", html=_VOICE, css=_STYLE, js=_SCRIPT
    )
    data = {"question": question, "words": words, "first": first, "place": place}
    component(key="focus", data=data)
