"""The table of results: the worst first, and one case opened from it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from app.asking import kept
from app.many import choosing, labels, take
from app.many.outcome import Outcome
from app.many.rows import (
    NOT_KNOWN,
    OPEN,
    ROW,
    URGENCY,
    WHO,
    readable,
    urgency_words,
    worst_first,
)
from app.words import TIERS
from pipeline.cases import cases_from_matrix
from pipeline.terms import Urgency

COLOURS = {
    TIERS[Urgency.EMERGENCY].name: "red",
    TIERS[Urgency.URGENT_SAME_DAY].name: "orange",
    TIERS[Urgency.URGENT_2_WEEKS].name: "yellow",
    TIERS[Urgency.ROUTINE].name: "blue",
    NOT_KNOWN: "gray",
}
TABLE_PIXELS = 520
TABLE = "many_table"


def show(outcome: Outcome, assess_page: Any) -> None:
    """Show what can be said about each case.

    Parameters
    ----------
    outcome : Outcome
    assess_page : StreamlitPage
        Where one case is opened.
    """
    _show_model(outcome)
    labels.show(outcome)
    chosen = choosing.choose(outcome)
    order = worst_first(outcome)
    shown = order[chosen[order]]
    st.caption(choosing.told(chosen))
    selected = _table(_in_words(outcome).iloc[shown], shown)
    wanted = shown[selected] if selected else shown
    _open_one(outcome, wanted, assess_page)
    take.show(outcome, wanted)


def _show_model(outcome: Outcome) -> None:
    if outcome.scores.proba is not None:
        return
    st.info(
        "No model has answered, so these are the red flags alone: no probabilities, "
        "and no urgency where no red flag has fired. That is no all-clear.",
        icon=":material/info:",
    )
    if outcome.fault:
        with st.expander("Why no model has answered"):
            st.text(outcome.fault)


def _in_words(outcome: Outcome) -> pd.DataFrame:
    """Write the table once for each outcome."""
    known = st.session_state.get("many_words")
    if known is None or known[0] is not outcome:
        known = (outcome, readable(outcome))
        st.session_state["many_words"] = known
    table: pd.DataFrame = known[1]
    return table


def _table(table: pd.DataFrame, shown: NDArray[np.int64]) -> list[int]:
    """Draw the table, and give the places in it of the rows that are selected."""
    words = list(urgency_words().values())
    # Another choice of cases is another table: a selection never moves to other rows.
    key = f"{TABLE}_{hash(shown.tobytes())}"
    state = st.dataframe(
        table,
        height=TABLE_PIXELS if len(table) else "auto",
        hide_index=True,
        key=key,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            ROW: st.column_config.NumberColumn(width="small", format="%d"),
            URGENCY: st.column_config.MultiselectColumn(
                options=words, color=[COLOURS[word] for word in words], width=130
            ),
            WHO: st.column_config.TextColumn(width=320),
            OPEN: st.column_config.NumberColumn(
                help="Emergency rules that a question not yet asked could still fire"
            ),
        },
        alt="Cases with their urgency, who says so, and the likeliest causes",
    )
    rows: list[int] = list(state["selection"]["rows"])
    return [row for row in rows if row < len(table)]


def _open_one(outcome: Outcome, wanted: NDArray[np.int64], assess_page: Any) -> None:
    """Open one case on the page for a single patient."""
    rows = outcome.file.rows
    with st.container(horizontal=True, vertical_alignment="bottom"):
        row = st.number_input(
            "Row to open",
            min_value=1,
            max_value=max(outcome.file.n_rows, 1),
            value=int(rows[wanted[0]]) if len(wanted) else None,
            step=1,
            help="The first row shown or selected, unless you write another.",
            width=180,
        )
        place = np.flatnonzero(rows == row)
        if st.button(
            "Open in Assess",
            key="many_open",
            icon=":material/open_in_new:",
            disabled=not len(place),
        ):
            name = outcome.file.case_ids[int(place[0])]
            case = cases_from_matrix(outcome.file.cases[place], [name])[0]
            kept.start_with(kept.answers_of(case))
            st.switch_page(assess_page)
    if kept.patient().answers:
        st.caption("It takes the place of the patient who is there now.")
    if row is not None and not len(place):
        st.caption(f"Row {row} was not assessed: it is at fault.")
