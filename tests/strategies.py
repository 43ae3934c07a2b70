"""Hypothesis strategies that several tests share."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pipeline.cases import CARE_SETTINGS, CONTEXT_FIELDS, SEXES, Case
from pipeline.knowledge import load_knowledge

FINDINGS = load_knowledge().finding_ids
# Whatever can be written as UTF-8; `unknown` is no name but the word for none.
NAMES = st.text(st.characters(codec="utf-8"), max_size=12).filter(
    lambda name: name != "unknown"
)


@st.composite
def cases(draw: st.DrawFn, most_findings: int = 12) -> Case:
    """Any valid case, fractional duration and pain score included."""
    return Case(
        case_id=draw(st.none() | NAMES),
        age=draw(st.none() | st.integers(16, 110)),
        sex=draw(st.none() | st.sampled_from(SEXES)),
        care_setting=draw(st.none() | st.sampled_from(CARE_SETTINGS)),
        duration_days=draw(st.none() | st.floats(0, 20_000)),
        pain_score=draw(st.none() | st.floats(0, 10)),
        findings=draw(answers(most_findings)),
    )


def answers(most: int = 12) -> st.SearchStrategy[dict[str, str]]:
    """Answers to some findings, a few of them said to be unknown."""
    words = st.sampled_from(["present", "absent", "unknown"])
    return st.dictionaries(st.sampled_from(FINDINGS), words, max_size=most)


_FIELDS = st.sampled_from(["case", "case_id", *CONTEXT_FIELDS, "findings", *FINDINGS])
_WORDS = st.sampled_from(
    ["present", "absent", "unknown", "yes", "true", "female", "emergency", ""]
)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**300, 10**600)
    | st.floats()
    | _WORDS
    | st.text(max_size=8)
)


def json_like() -> st.SearchStrategy[Any]:
    """Nested nonsense that often looks like a case."""
    return st.recursive(
        _SCALARS,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(_FIELDS | st.text(max_size=6), inner, max_size=6)
        ),
        max_leaves=12,
    )
