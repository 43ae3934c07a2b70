"""Taking the results along: every column, or full assessments of some cases."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from app import loaded
from app.many.outcome import Outcome
from app.many.progress import progress
from app.words import count
from pipeline.cases import cases_from_matrix

MOST_IN_FULL = 500
KEPT = "many_full"


def all_columns(outcome: Outcome) -> pd.DataFrame:
    """Lay out what `lasegue score` writes: one row for each of the file, in order.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    DataFrame
        A case that was at fault, and so not assessed, has an empty row.
    """
    table, file = outcome.scores.to_frame(), outcome.file
    if len(file.rows) == file.n_rows:
        return table
    logical = {name: "boolean" for name in table if table[name].dtype == bool}
    return (
        table.astype(logical)
        .set_axis(file.rows, axis="index")
        .reindex(range(1, file.n_rows + 1))
    )


def as_csv(outcome: Outcome) -> bytes:
    """Write every column as CSV."""
    return all_columns(outcome).to_csv(index=False).encode()


def as_parquet(outcome: Outcome) -> bytes:
    """Write every column as Parquet."""
    content = io.BytesIO()
    all_columns(outcome).to_parquet(content, index=False)
    return content.getvalue()


def show(outcome: Outcome, chosen: NDArray[np.int64]) -> None:
    """Offer the results to be taken along.

    Parameters
    ----------
    outcome : Outcome
    chosen : ndarray of int64
        Places of the cases that are wanted in full, in order.
    """
    st.header("Take it along", anchor=False)
    with st.container(horizontal=True):
        for write, kind, suffix, mime in (
            (as_csv, "CSV", "csv", "text/csv"),
            (as_parquet, "Parquet", "parquet", "application/vnd.apache.parquet"),
        ):
            st.download_button(
                f"All results ({kind})",
                # Written only when asked for.
                partial(write, outcome),
                f"scores.{suffix}",
                mime,
                key=f"many_take_{suffix}",
                icon=":material/download:",
                on_click="ignore",
            )
        _full(outcome, chosen[:MOST_IN_FULL])
    first = f"the first {MOST_IN_FULL} of " if len(chosen) > MOST_IN_FULL else ""
    st.caption(
        "All results: the columns that the command line writes, a row for each of the "
        "file, in its order; a case that was not assessed has an empty row. Full "
        f"assessments: all that can be said of {first}the cases shown or selected, as "
        "JSON lines."
    )


def _full(outcome: Outcome, chosen: NDArray[np.int64]) -> None:
    """Write full assessments on demand: each takes a hundredth of a second."""
    wanted = (id(outcome), tuple(chosen.tolist()))
    if st.session_state.get(KEPT, (None,))[0] == wanted:
        st.download_button(
            f"Save {count(len(chosen), 'full assessment')} (JSONL)",
            st.session_state[KEPT][1],
            "assessments.jsonl",
            "application/jsonl",
            key="many_take_jsonl",
            icon=":material/download:",
            on_click="ignore",
            type="primary",
        )
        return
    if st.button(
        f"Write {count(len(chosen), 'full assessment')}",
        key="many_write_full",
        icon=":material/notes:",
        disabled=not len(chosen),
    ):
        st.session_state[KEPT] = (wanted, as_jsonl(outcome, chosen.tolist()))
        st.rerun()


def as_jsonl(outcome: Outcome, chosen: Sequence[int]) -> bytes:
    """Write the full assessments of some cases, one a line, with a bar meanwhile."""
    places = np.array(chosen, dtype=np.int64)
    names = [outcome.file.case_ids[i] for i in chosen]
    lines = []
    with progress(f"Writing {count(len(chosen), 'full assessment')}") as tell:
        cases = cases_from_matrix(outcome.file.cases[places], names)
        for done, case in enumerate(cases, start=1):
            assessment = loaded.assess_case(case, outcome.case_mix).to_dict()
            lines.append(json.dumps(assessment, allow_nan=False) + "\n")
            tell(done / len(chosen))
    return "".join(lines).encode()
