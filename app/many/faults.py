"""What is wrong with a file: every fault by row and column, to filter and take away."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.words import count
from pipeline.cases.many import CaseFile
from pipeline.errors import Fault

WHOLE_FILE = "the file"
WHERE, WHAT = "Row", "What"
COLUMNS = (WHERE, WHAT, "Must be", "Got", "What to do", "Place")


def show(file: CaseFile) -> bool:
    """List the faults, and ask whether the sound cases shall be assessed all the same.

    Parameters
    ----------
    file : CaseFile

    Returns
    -------
    bool
        Whether there is anything to assess.
    """
    if not file.faults:
        return True
    n_faulty = len({fault.row for fault in file.faults} - {None})
    n_sound = len(file.rows)
    if n_sound:
        title = (
            f"{count(n_faulty, 'case')} of {file.n_rows:,} cannot be read as "
            f"{'it is' if n_faulty == 1 else 'they are'}. Please mend the file, or "
            "assess the others without them."
        )
    else:
        title = "This file cannot be used as it is, so nothing was assessed."
    st.error(title, icon=":material/rule:")
    _table(fault_table(file.faults))
    if not n_sound:
        return False
    return st.checkbox(
        f"Assess the {n_sound:,} cases without a fault; the others get no answer",
        key="many_partly",
    )


def fault_table(faults: tuple[Fault, ...]) -> pd.DataFrame:
    """Lay faults out as a table, those of the whole file first.

    Parameters
    ----------
    faults : tuple of Fault

    Returns
    -------
    DataFrame
    """
    rows = [
        (
            fault.row,
            _what(fault),
            fault.must_be,
            fault.got,
            fault.to_do,
            fault.where,
        )
        for fault in sorted(faults, key=lambda fault: fault.row or 0)
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return table.astype({WHERE: "Int64"})


def _what(fault: Fault) -> str:
    """Name what is at fault, without the row, which has a column of its own."""
    if fault.what == f"row {fault.row}":
        return "the row"
    return fault.what.removeprefix(f"row {fault.row}, ")


def _table(faults: pd.DataFrame) -> None:
    whats = sorted(faults[WHAT].unique())
    left, right = st.columns(2)
    chosen = left.multiselect(
        "Only faults of",
        whats,
        key="many_fault_what",
        placeholder=f"All {count(len(whats), 'kind')}",
    )
    sought = right.text_input(
        "Faults with the text", key="many_fault_text", placeholder="Any text or row"
    )
    shown = faults
    if chosen:
        shown = shown[shown[WHAT].isin(chosen)]
    if sought.strip():
        text = shown.astype("string").fillna("").agg(" ".join, axis=1)
        shown = shown[text.str.contains(sought.strip(), case=False, regex=False)]
    st.caption(
        f"{count(len(shown), 'fault')} of {len(faults):,}. Rows are counted from 1, "
        "below the header of a table."
    )
    st.dataframe(
        shown, hide_index=True, key="many_faults", alt="Faults of the file by row"
    )
    st.download_button(
        "Download all faults (CSV)",
        lambda: faults.to_csv(index=False).encode(),
        "faults.csv",
        "text/csv",
        key="many_faults_csv",
        icon=":material/download:",
        on_click="ignore",
    )
