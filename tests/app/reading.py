"""Answering and reading the page as a person would."""

from __future__ import annotations

import re
from html import unescape

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup
from streamlit.util import calc_hash


def answer(app: AppTest, **answers: str | None) -> AppTest:
    """Select an answer for each question; None takes it back."""
    for name, word in answers.items():
        app.button_group(key=key_of(app, name)).set_value(word or "not_asked")
    return app.run()


def key_of(app: AppTest, name: str) -> str:
    """Key of the widget that asks a question now; see app/asking/kept.py."""
    turns = app.session_state.get("turns", {})
    return f"{name}:{turns[name]}" if name in turns else name


def know(app: AppTest, **answers: object) -> AppTest:
    """Go on with a patient of whom more is known, folded questions included."""
    patient = app.session_state["patient"]
    for name, word in answers.items():
        patient.answers[name] = word
        if key_of(app, name) in app.session_state:
            app.session_state[key_of(app, name)] = word
    return app.run()


def unfold(app: AppTest, place: str, *groups: str) -> AppTest:
    """Open groups of questions, and close the others of that place."""
    app.session_state[f"groups_{place}"] = list(groups)
    return app.run()


def questions(app: AppTest) -> dict[str, ButtonGroup]:
    """Every question of the form that is open, by its key."""
    return {
        str(item.key): item
        for item in app.button_group
        if not str(item.key).startswith(("groups_", "next_"))
    }


def headings(app: AppTest) -> list[str]:
    """Every subheading, as Streamlit writes them and as pieces of HTML do."""
    written = "\n".join(pieces(app))
    found = re.findall(r"<h3>(.*?)</h3>", written, re.DOTALL)
    return [item.value for item in app.subheader] + [as_text(item) for item in found]


def urgency(app: AppTest) -> str:
    """Title of the banner, the first heading with an icon."""
    return next(text for text in headings(app) if text.startswith(":material/"))


def pieces(app: AppTest) -> list[str]:
    """What is written as HTML, except for the style."""
    bodies = [item.proto.body for item in app.get("html")]
    return [body for body in bodies if not body.startswith("<style>")]


def as_text(piece: str) -> str:
    """Read a piece of HTML, with what is bold or in a list marked as in Markdown."""
    text = re.sub(r'<span class="icon"[^>]*>(.*?)</span>', r":material/\1:", piece)
    text = re.sub(r"</?b>", "**", text)
    text = re.sub(r"\s*<li>\s*", "\n- ", text)
    text = re.sub(r"\s*</?(h3|p|ul|tr|table|details|summary)[^>]*>\s*", "\n", text)
    return unescape(re.sub(r"<[^>]+>", "", text)).strip()


def page(app: AppTest) -> str:
    """Everything that is written outside the questions themselves."""
    assert not app.exception
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption)
    notices = (app.info, app.warning, app.error, app.success, app.text)
    written = [item.value for kind in (*kinds, *notices) for item in kind]
    written += [text for piece in pieces(app) for text in (piece, as_text(piece))]
    return "\n".join([*written, *(item.label for item in app.expander)])


def open_page(app: AppTest, path: str) -> AppTest:
    """Go to another page by its address, in the same session."""
    app._page_hash = calc_hash(path)
    return app.run()
