"""The table to fill in, and what each of its columns asks."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.words import group_name, label_of
from pipeline.cases.template import template, template_columns
from pipeline.knowledge import load_knowledge

PATIENT = "The patient"


def show() -> None:
    """Offer the table and its explanation."""
    st.markdown(
        "One row for each patient, one column for each question: `true` for yes, "
        "`false` for no, and **empty for whatever was not asked**. Every column may "
        "be left out. The template has all of them, and two examples to overwrite."
    )
    with st.container(horizontal=True):
        st.download_button(
            "Template (CSV)",
            template,
            "lasegue_template.csv",
            "text/csv",
            key="many_template",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "What each column asks (CSV)",
            lambda: explanation().to_csv(index=False).encode("utf-8-sig"),
            "lasegue_columns.csv",
            "text/csv",
            key="many_columns",
            icon=":material/download:",
            on_click="ignore",
        )
    folded = st.expander("What each column asks", key="many_fold", on_change="rerun")
    if folded.open:
        folded.dataframe(
            explanation(), hide_index=True, alt="Columns of a table of cases"
        )


def explanation() -> pd.DataFrame:
    """Explain every column of the template in plain words.

    Returns
    -------
    DataFrame
        With the columns Column, Group, Asks, and May be.
    """
    knowledge = load_knowledge()
    groups = {
        name: group_name(group)
        for group, findings in knowledge.vocabulary.groups.items()
        for name in findings
    }
    others = {
        "case_id": ("Name of the case; please no names of people", "any text"),
        "condition": (
            "Cause that was found, if known; for teaching, never used to assess",
            "one of the 28 conditions, or none_of_these",
        ),
    }
    rows = []
    for name in template_columns():
        if name in others:
            asks, may_be = others[name]
        elif name in groups:
            asks, may_be = label_of(name), "true or false"
        else:
            asks, may_be = label_of(name), _context(name)
        rows.append((name, groups.get(name, PATIENT), asks, f"{may_be}; or empty"))
    return pd.DataFrame(rows, columns=["Column", "Group", "Asks", "May be"])


def _context(name: str) -> str:
    field = load_knowledge().vocabulary.context[name]
    words = field.values  # noqa: PD011 - no table
    if words is not None:
        return " or ".join(words)
    low, high = field.range or (0, 0)
    kind = "a whole number" if field.kind == "integer" else "a number"
    return f"{kind} from {low:g} to {high:g}"
