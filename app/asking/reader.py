"""Where somebody reads in the profile book: kept through pages, and in the address.

The address holds the name of a page of the book and nothing about a patient.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from pipeline.knowledge import load_knowledge
from pipeline.knowledge.studies import load_studies

IN_ADDRESS = "read"
PARTS = {
    "condition": "Conditions",
    "finding": "Findings",
    "red-flag": "Red flags",
    "study": "Studies",
    "source": "Sources",
}
# The lists of the book, by the part that they belong to.
_LISTS = {"red-flags": "red-flag", "studies": "study", "sources": "source"}
# The commonest cause of sciatica, and the test that most people have heard of.
FIRST = {"condition": "disc_herniation", "finding": "slr_positive"}


@dataclass
class Reader:
    """One reader.

    Parameters
    ----------
    part : str
        One of PARTS.
    chosen : dict
        What is open in each part; nothing where its list is.
    anchor : str
        A place on the page.
    jump : int
        Counts how often a link was followed.
    """

    part: str = "condition"
    chosen: dict[str, str | None] = field(default_factory=lambda: {**FIRST})
    anchor: str = ""
    jump: int = 0

    def go(self, address: str) -> None:
        """Follow a link of the book.

        Parameters
        ----------
        address : str
            Such as `condition-x.html#finding-y`; what is not known leads nowhere.
        """
        page, _, anchor = address.partition("#")
        page = page.removesuffix(".html")
        if page == "sources" and anchor.startswith("source-"):
            page = anchor
        found = place_of(page)
        if found is None:
            return
        self.open(*found)
        self.anchor = anchor
        self.jump += 1

    def open(self, part: str, key: str | None) -> None:
        """Open something of a part, or its list."""
        self.part, self.chosen[part] = part, key
        self.anchor = ""

    @property
    def page(self) -> str:
        """Name the page, as it stands in the address."""
        key = self.chosen.get(self.part)
        return f"{self.part}-{key}" if key else self.part


def reader() -> Reader:
    """Give the reader of this session, after a reload where the address says."""
    if "reader" not in st.session_state:
        fresh = Reader()
        found = place_of(st.query_params.get(IN_ADDRESS, ""))
        if found is not None:
            fresh.open(*found)
        st.session_state["reader"] = fresh
    known: Reader = st.session_state["reader"]
    return known


def keep() -> None:
    """Write where the reader is into the address."""
    st.query_params[IN_ADDRESS] = reader().page


def place_of(page: str) -> tuple[str, str | None] | None:
    """Tell what a page of the book is about.

    Parameters
    ----------
    page : str
        Its name without the ending.

    Returns
    -------
    (str, str or None) or None
        Its part, and what is open in it; None for a page that does not exist.
    """
    if page in PARTS or page in _LISTS:
        part = _LISTS.get(page, page)
        return part, FIRST.get(part)
    for part in PARTS:
        key = page.removeprefix(f"{part}-")
        if key != page and key in known_in(part):
            return part, key
    return None


def known_in(part: str) -> list[str]:
    """List the ids of all that a part holds."""
    knowledge = load_knowledge()
    if part == "red-flag":
        return [rule.id for rule in knowledge.rule_book.rules]
    if part == "study":
        return list(load_studies())
    if part == "condition":
        return list(knowledge.profiles)
    return list(knowledge.findings if part == "finding" else knowledge.sources)
