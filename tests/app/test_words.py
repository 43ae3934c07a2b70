from __future__ import annotations

import pytest

from app.words import (
    GROUP_NAMES,
    TIERS,
    condition_name,
    group_name,
    in_times,
    label_of,
    percent,
    plain,
)
from pipeline.cases import CONTEXT_FIELDS
from pipeline.knowledge import load_knowledge
from pipeline.terms import Urgency

KNOWLEDGE = load_knowledge()


def test_every_group_of_findings_has_a_title() -> None:
    assert set(GROUP_NAMES) == set(KNOWLEDGE.vocabulary.groups)


def test_a_new_group_is_still_readable() -> None:
    assert group_name("skin_and_nails") == "Skin and nails"


def test_every_tier_has_its_own_words_and_icon() -> None:
    assert set(TIERS) == set(Urgency)
    assert len({words.icon for words in TIERS.values()}) == len(Urgency)
    assert len({words.name for words in TIERS.values()}) == len(Urgency)


def test_every_question_has_a_label() -> None:
    names = (*CONTEXT_FIELDS, *KNOWLEDGE.finding_ids)
    assert len({label_of(name) for name in names}) == len(names)


def test_short_names_of_conditions_stay_distinct() -> None:
    names = {condition_name(key) for key in KNOWLEDGE.condition_ids}
    assert len(names) == len(KNOWLEDGE.condition_ids)


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "under 1%"),
        (0.0049, "under 1%"),
        (0.0051, "1%"),
        (0.5, "50%"),
        (0.9949, "99%"),
        (0.9951, "over 99%"),
        (1.0, "over 99%"),
    ],
)
def test_probabilities_are_never_impossible_or_certain(
    probability: float, words: str
) -> None:
    assert percent(probability) == words


@pytest.mark.parametrize(
    ("share", "words"), [(0.9, "9 in 10"), (0.95, "19 in 20"), (0.99, "99 in 100")]
)
def test_coverage_reads_as_so_many_in_so_many(share: float, words: str) -> None:
    assert in_times(share) == words


def test_markdown_in_a_text_is_shown_and_not_obeyed() -> None:
    assert plain("*a* [b](c) <d> $e$ `f`") == (r"\*a\* \[b\](c) \<d\> \$e\$ \`f\`")
