"""Choosing what to read in the profile book, and searching its lists."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from app.asking.reader import Reader, known_in
from app.whole import whole
from app.words import TIERS, count
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.schema import Rule
from pipeline.knowledge.studies import load_studies
from pipeline.report.book.logic_words import Branch, groups_of, rule_logic
from pipeline.report.labels import Labels

ASKED = {
    "condition": ("Condition", "Choose a condition, or type to search"),
    "finding": ("Finding", "Choose a finding, or type to search"),
    "red-flag": ("Red flag", "All red flags; choose one, or type to search"),
    "study": ("Study", "All studies; choose one, or type to search"),
    "source": ("Source", "All sources; choose one, or type to search"),
}
SEARCHED = {
    "red-flag": ("Search the red flags", "bladder, fever, clot …", "red flag"),
    "study": ("Search the studies", "straight leg raise, fracture …", "study"),
    "source": ("Search the sources", "author, title, year …", "source"),
}
MANY = {"study": "studies"}
# So many sources at a time: a page of all of them takes long to scroll.
MOST_SOURCES = 60


def choose(who: Reader) -> str | None:
    """Ask what to read in the part that is open.

    Parameters
    ----------
    who : Reader

    Returns
    -------
    str or None
        An id; None for the list of the part.
    """
    part = who.part
    key = f"book_{part}"

    @whole
    def take() -> None:
        who.open(part, st.session_state[key])

    label, placeholder = ASKED[part]
    st.session_state[key] = who.chosen.get(part)
    st.selectbox(
        label,
        _options(part),
        format_func=_names(part).__getitem__,
        key=key,
        on_change=take,
        placeholder=placeholder,
        # What has a list can be cleared, which leads to it.
        index=None if part in SEARCHED else 0,
    )
    return who.chosen.get(part)


def search(part: str) -> tuple[str, ...]:
    """Ask for words, and give what they are found in.

    Parameters
    ----------
    part : str
        One with a list: red flags, studies or sources.

    Returns
    -------
    tuple of str
        Ids; all of them without words.
    """
    label, placeholder, noun = SEARCHED[part]
    words = st.text_input(label, key=f"book_words_{part}", placeholder=placeholder)
    found = [key for key, text in _texts(part).items() if matches(words, text)]
    shown = found[:MOST_SOURCES] if part == "source" else found
    told = _counted(len(found), noun, MANY.get(part))
    if len(shown) < len(found):
        told += f"; the first {len(shown)} are shown, search for the others"
    st.caption(f"{told}." if found else f"No {noun} has these words.")
    return tuple(shown)


def matches(words: str, text: str) -> bool:
    """Tell whether all words are in a text, in any order and case.

    Examples
    --------
    >>> matches("Leg straight", "Straight leg raise"), matches("", "x")
    (True, True)
    >>> matches("leg arm", "Straight leg raise")
    False
    """
    return all(word in text.casefold() for word in words.casefold().split())


def _counted(number: int, noun: str, many: str | None) -> str:
    return f"{number} {many}" if many and number != 1 else count(number, noun)


@st.cache_data(show_spinner=False)
def _options(part: str) -> list[str]:
    names = _names(part)
    keys = known_in(part)
    if part in ("finding", "red-flag"):
        return keys
    return sorted(keys, key=lambda key: (names[key].casefold(), key))


@st.cache_data(show_spinner=False)
def _names(part: str) -> dict[str, str]:
    knowledge = load_knowledge()
    if part == "condition":
        return {
            key: f"{profile.name} · {TIERS[profile.tier].name.lower()}"
            for key, profile in knowledge.profiles.items()
        }
    if part == "finding":
        return {key: finding.label for key, finding in knowledge.findings.items()}
    if part == "red-flag":
        return {
            rule.id: f"{rule.name} · {TIERS[rule.tier].name.lower()}"
            for rule in knowledge.rule_book.rules
        }
    if part == "study":
        return {key: study.title for key, study in load_studies().items()}
    return {key: source.citation for key, source in knowledge.sources.items()}


@st.cache_data(show_spinner=False)
def _texts(part: str) -> dict[str, str]:
    """Gather what is searched, by id, in the order in which it is listed."""
    knowledge = load_knowledge()
    if part == "red-flag":
        rules = sorted(knowledge.rule_book.rules, key=lambda rule: rule.id)
        return {rule.id: " ".join(_rule_texts(rule)) for rule in rules}
    if part == "study":
        cited = knowledge.sources
        studies = sorted(load_studies().values(), key=lambda s: (s.title, s.id))
        return {
            s.id: f"{s.title} {s.question} {cited[s.source].citation}" for s in studies
        }
    names = _names("source")
    order = sorted(names, key=lambda key: (names[key].casefold(), key))
    return {key: names[key] for key in order}


def _rule_texts(rule: Rule) -> Iterable[str]:
    knowledge = load_knowledge()
    labels = Labels(knowledge)
    yield from (rule.id, rule.name, rule.hazard, rule.action, rule.caveat or "")
    yield from (labels.condition(key) for key in rule.suspects)
    yield rule.suspects_outside or ""
    groups = [branch for _, branch in groups_of(rule, knowledge)]
    for branch in (rule_logic(rule, knowledge), *groups):
        yield from _branch_texts(branch)


def _branch_texts(branch: Branch) -> Iterable[str]:
    yield branch.text
    for part in branch.parts:
        yield from _branch_texts(part)
