"""The body chart: where it hurts, and where it is numb or tingles.

The browser draws a click at once and sends the whole drawing with a running number.
What comes back carries the number of the drawing it answers to, so that the browser
never goes back to a drawing older than its own. The drawing is a state and no event,
which Streamlit may drop when the next click follows at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from string import Template

import streamlit as st

from app.asking import kept
from app.asking.marks import ALL_MARKS, HINTS, LAYERS, place_name, read, written
from app.asking.meaning import disputed, redraw, to_ask
from app.whole import whole
from app.words import ANSWER_WORDS, count, label_of, plain
from pipeline.knowledge import load_knowledge

KEY = "body_chart"
_HERE = Path(__file__).parent
_NAMES: dict[str, dict[str, str]] = {layer: {} for layer in LAYERS}
for _mark in ALL_MARKS:
    _NAMES[_mark.layer][_mark.place] = place_name(_mark)
# What can be chosen is named in the page itself, not a moment later by its script.
_drawing = st.components.v2.component(
    "lasegue_body_chart",
    html=Template((_HERE / "chart.html").read_text("utf-8")).substitute(LAYERS),
    css=(_HERE / "chart.css").read_text("utf-8"),
    js=(_HERE / "chart.js").read_text("utf-8"),
)


def ask() -> None:
    """Show the chart, and below it what its marks have answered and leave to ask."""
    who = kept.patient()
    _drawing(
        key=KEY,
        data={
            "marks": written(who.marks),
            "number": who.drawing,
            "layers": LAYERS,
            "hints": HINTS,
            "names": _NAMES,
        },
        on_drawn_change=_take,
    )
    _tell(who)


@whole
def _take() -> None:
    """Take over a drawing that the browser has sent."""
    drawn = st.session_state[KEY]["drawn"]
    who = kept.patient()
    # It may have been drawn of the patient before, or be one that is taken already.
    if drawn["number"] <= who.drawing:
        return
    who.drawing = int(drawn["number"])
    marks = read(drawn["marks"])
    after = redraw(who.answers, who.charted, who.marks, marks)
    for finding, value in after.answers.items():
        kept.answer(finding, value)
    who.marks, who.charted = marks, set(after.charted)


def _tell(who: kept.Patient) -> None:
    """Say what is to ask, what disagrees with the chart and what it has answered."""
    to_be_asked = [n for n in to_ask(who.marks) if n not in who.answers]
    _tell_list("A drawing cannot say this, so ask:", to_be_asked)
    against = disputed(who.answers, who.marks)
    said = {name: ANSWER_WORDS.get(str(who.answers.get(name))) for name in against}
    _tell_list(
        "Marked, but answered otherwise since:",
        against,
        {name: f" ({word or 'Not asked'})" for name, word in said.items()},
    )
    if "saddle_numbness" in who.charted:
        st.caption(
            "Numbness in the saddle area counts as new. If it is old and unchanged, "
            "answer No in the red-flag screen."
        )
    if who.charted:
        with st.expander(f"{count(len(who.charted), 'answer')} from the chart"):
            _tell_list("Answered Yes:", who.charted)


def _tell_list(
    heading: str, names: Collection[str], remarks: Mapping[str, str] | None = None
) -> None:
    """List the questions behind findings, in the order of the form."""
    if names:
        lines = [
            f"- {plain(label_of(name))}{(remarks or {}).get(name, '')}"
            for name in load_knowledge().finding_ids
            if name in names
        ]
        st.caption("\n".join([heading, "", *lines]))
