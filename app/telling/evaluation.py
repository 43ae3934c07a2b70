"""How good the model is, and where it fails: the evaluation report within the app."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import streamlit as st
from markupsafe import Markup

from app import loaded
from app.telling import card, chapter, gates
from pipeline.assess import DEFAULT_MODEL_FOLDER
from pipeline.knowledge import load_knowledge
from pipeline.report.chapters import HOME, REAL, chapters
from pipeline.report.circularity_tables import drop_sentence
from pipeline.report.headline import headline_tiles, limits
from pipeline.report.html import render_chapter

Item = dict[str, Any]
EVALUATION_FILE = DEFAULT_MODEL_FOLDER.parent / "experiments" / "evaluation.json"
OPEN_AT_FIRST = (HOME, REAL)
NONE_YET = (
    "There are no figures: no evaluation was run here yet. `lasegue evaluate` or "
    "`make run` writes one."
)
NOT_READABLE = (
    "The figures of the last evaluation cannot be read. `make run` writes them anew."
)
REGRET = (
    "*Regret* is what the model loses against the best possible probabilities, which "
    "are known exactly for generated cases: 0 would be perfect. The *ceiling* beside a "
    "figure is what those best possible probabilities reach."
)
_TILE = Markup(
    '<li><span class="name">{name}</span> <span class="value">{value}</span> '
    '<span class="beside">{beside}</span></li>'
)
STYLE = """<style>
ul.tiles {list-style: none; margin: 0; padding: 0; display: grid; gap: .7rem;
  grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr));}
ul.tiles li {border: 1px solid color-mix(in srgb, currentColor 16%, transparent);
  border-radius: .5rem; padding: .6rem .9rem; margin: 0;}
ul.tiles .name, ul.tiles .beside {display: block; font-size: .85rem;
  color: color-mix(in srgb, currentColor 78%, transparent);}
ul.tiles .value {display: block; font-size: 1.55rem; line-height: 1.35;
  font-weight: 600; font-variant-numeric: tabular-nums;}
</style>"""


def show() -> None:
    """Draw the figures of the last evaluation, or say that there are none."""
    st.header("How good it is", anchor=False)
    stamp, told = _read(EVALUATION_FILE)
    if stamp is None or told is None:
        st.info(NONE_YET if stamp is None else NOT_READABLE, icon=":material/info:")
        return
    st.html(STYLE)
    _say_whose(told)
    _headline(told)
    gates.show(told)
    for title in _titles(stamp, told):
        box = st.expander(
            title,
            expanded=title in OPEN_AT_FIRST,
            on_change="rerun",
            key=f"chapter_{title}",
        )
        if box.open:
            with box:
                with st.spinner("Drawing …"):
                    body = _chapter(stamp, title, told)
                chapter.show(body, f"body_{title}")
    st.header("What these figures do not show", anchor=False)
    st.markdown("\n".join(f"- {line}" for line in limits(told)))
    card.show(told)


def _headline(told: Item) -> None:
    tiles = Markup().join(_TILE.format(**tile) for tile in headline_tiles(told))
    st.html(f'<ul class="tiles">{tiles}</ul>')
    st.markdown(f"**{drop_sentence(told)}**")
    st.caption(REGRET)


def _say_whose(told: Item) -> None:
    """Say when the figures are not those of the model that answers."""
    classifier, _ = loaded.model()
    if told["knowledge"]["digest"] != load_knowledge().digest:
        st.warning(
            "These figures are from before the knowledge was changed; they tell of an "
            "earlier model.",
            icon=":material/history:",
        )
    elif classifier is None or told["model"]["digest"] != classifier.digest:
        st.info(
            "These figures are of another model than the one in use.",
            icon=":material/history:",
        )
    chosen = next(row for row in told["candidates"] if row["chosen"])
    st.caption(
        f"The model is a {chosen['name'].replace('_', ' ')} that learned from "
        f"{chosen['n_rows']:,} generated cases, and was then calibrated "
        f"({told['calibration']['method'].replace('_', ' ')}). It was tried on "
        f"{told['n_cases']:,} other generated cases, and on "
        f"{len(told['published']['cases'])} real ones from the literature."
    )


def _read(path: Path) -> tuple[str | None, Item | None]:
    """Give the fingerprint of the file and what it tells; None where it does not."""
    try:
        content = path.read_bytes()
    except OSError:
        return None, None
    stamp = hashlib.sha256(content).hexdigest()
    return stamp, _parsed(stamp, content)


@st.cache_data(show_spinner=False, max_entries=4)
def _parsed(stamp: str, _content: bytes) -> Item | None:
    """Read an evaluation; one from another version of the software is none."""
    del stamp
    try:
        told = json.loads(_content)
        # Whatever the page will ask for is asked for here.
        list(chapters(told)), headline_tiles(told), limits(told)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None
    return told  # type: ignore[no-any-return]


@st.cache_data(show_spinner=False, max_entries=4)
def _titles(stamp: str, _told: Item) -> list[str]:
    del stamp
    return [one.title for one in chapters(_told)]


@st.cache_data(show_spinner=False, max_entries=64)
def _chapter(stamp: str, title: str, _told: Item) -> str:
    del stamp
    found = next(one for one in chapters(_told) if one.title == title)
    return render_chapter(found, _told)
