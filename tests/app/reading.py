"""Answering and reading the page as a person would."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest
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


def unfold(app: AppTest, group: str) -> AppTest:
    """Open a group of questions."""
    app.session_state[f"fold_{group}"] = True
    return app.run()


def headings(app: AppTest) -> list[str]:
    return [item.value for item in app.subheader]


def urgency(app: AppTest) -> str:
    """Title of the banner, the first heading with an icon."""
    return next(text for text in headings(app) if text.startswith(":material/"))


def page(app: AppTest) -> str:
    """Everything that is written outside the questions themselves."""
    assert not app.exception
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption)
    notices = (app.info, app.warning, app.error, app.success, app.text)
    written = [item.value for kind in (*kinds, *notices) for item in kind]
    pieces = [item.proto.body for item in app.get("html")]
    written += [text for text in pieces if not text.startswith("<style>")]
    return "\n".join([*written, *(item.label for item in app.expander)])


def open_page(app: AppTest, path: str) -> AppTest:
    """Go to another page by its address, in the same session."""
    app._page_hash = calc_hash(path)
    return app.run()
