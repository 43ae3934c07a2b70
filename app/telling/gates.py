"""Whether the figures kept to every limit: the verdicts of the last report."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from app.telling import chapter
from pipeline.assess import DEFAULT_MODEL_FOLDER
from pipeline.report.html import render_chapter
from pipeline.report.verdict_tables import (
    verdict_chapter,
    verdict_mark,
    verdict_sentence,
)

Item = dict[str, Any]
REPORT_FILE = DEFAULT_MODEL_FOLDER.parent / "build" / "report.json"
NOT_JUDGED = (
    "Whether these figures keep to the limits of the project was not asked here: "
    "`lasegue report` asks every gate."
)


def show(told: Item) -> None:
    """Draw what the gates said of these figures, and of no others.

    Parameters
    ----------
    told : dict
        The evaluation.
    """
    verdicts = _verdicts(told)
    if not verdicts:
        st.caption(NOT_JUDGED)
        return
    failed = verdict_mark(verdicts) == "failed"
    box = st.expander(
        f"Limits that a model must keep to: {verdict_sentence(verdicts)}",
        expanded=failed,
        icon=":material/error:" if failed else ":material/rule:",
        on_change="rerun",
        key="verdicts",
    )
    if box.open:
        with box:
            body = render_chapter(verdict_chapter(verdicts), told)
            chapter.show(body, "body_verdicts")


def _verdicts(told: Item) -> list[Item]:
    try:
        report = json.loads(REPORT_FILE.read_bytes())
        if report["figures"] != told:
            return []
        verdicts: list[Item] = report["verdicts"]
        verdict_chapter(verdicts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []
    return verdicts
