"""The file of cases: asked for, read, and kept in this session's memory alone."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.many.progress import progress
from app.whole import whole
from app.words import plain
from pipeline.cases.content import Reading
from pipeline.cases.many import CaseFile, read_case_file
from pipeline.errors import Fault

LABEL = "File of cases (CSV, JSONL, Parquet, JSON or YAML)"
ASKED, KEPT = "many_upload", "many_file"
MOST_ROWS = 50_000
MOST_FAULTS_A_COLUMN = 1_000
MEGABYTE = 1024**2
MOST_MEGABYTES = 50
# Much slower to read than the other kinds.
MOST_YAML_MEGABYTES = 1


def ask() -> CaseFile | None:
    """Ask for a file, and read it once.

    Returns
    -------
    CaseFile or None
        None as long as there is none. It stays through other pages, until it is
        removed, another one is chosen, or the session ends.
    """
    file = st.file_uploader(
        LABEL,
        key=ASKED,
        max_upload_size=MOST_MEGABYTES,
        on_change=forget,
        help=f"At most {MOST_ROWS:,} cases and {MOST_MEGABYTES} MB. What an empty cell "
        "asks is not known; it never counts as no.",
    )
    if file is not None and KEPT not in st.session_state:
        st.session_state[KEPT] = (file.name, _read(file))
    if KEPT not in st.session_state:
        return None
    name, read = st.session_state[KEPT]
    if file is None:  # the widget forgets its file on the way to another page
        told, button = st.columns([4, 1], vertical_alignment="center")
        told.markdown(f"Still open: **{plain(name)}**")
        button.button("Remove", key="many_remove", on_click=forget, width="stretch")
    found: CaseFile = read
    return found


@whole
def forget() -> None:
    """Drop the file and everything that was made of it."""
    for key in [str(key) for key in st.session_state]:
        if key.startswith("many_") and key != ASKED:
            del st.session_state[key]


def _read(file: UploadedFile) -> CaseFile:
    content = file.getvalue()
    yaml = file.name.lower().endswith((".yaml", ".yml"))
    most = MOST_YAML_MEGABYTES if yaml else MOST_MEGABYTES
    if len(content) > most * MEGABYTE:
        return _too_large(file.name, len(content) / MEGABYTE, most)
    with progress(f"Reading {plain(file.name)}") as tell:
        reading = Reading(
            most_rows=MOST_ROWS, most_named=MOST_FAULTS_A_COLUMN, tell=tell
        )
        return read_case_file(file.name, content, reading)


def _too_large(name: str, megabytes: float, most: int) -> CaseFile:
    to_do = "Split it, save it as CSV or Parquet, or run `lasegue score` on it."
    must_be, got = f"of at most {most} MB", f"{megabytes:.1f} MB"
    return CaseFile.unread(Fault(name, "the file", must_be, got, to_do))
