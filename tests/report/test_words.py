from __future__ import annotations

import math

import pytest

from pipeline.report.words import (
    TIER_MEANINGS,
    TIER_NAMES,
    TIER_SHORT,
    TIERS,
    WIDTH,
    bullets,
    count,
    first_sentence,
    number,
    plural,
    printable,
    share,
    short_citation,
    short_digest,
    short_tier,
    tier_name,
    whole_percent,
    without_brackets,
    wrap,
)
from pipeline.terms import Urgency


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "<1%"),
        (0.0099, "<1%"),
        (0.01, "1%"),
        (0.5, "50%"),
        (0.99, "99%"),
        (0.9901, ">99%"),
        (1.0, ">99%"),
        (None, "–"),
        (math.nan, "–"),
    ],
)
def test_a_probability_is_never_said_to_be_impossible_or_certain(
    probability: float | None, words: str
) -> None:
    assert whole_percent(probability) == words


def test_missing_numbers_are_a_dash_and_never_a_zero() -> None:
    for missing in (None, math.nan):
        assert share(missing) == number(missing) == "–"
    assert count(None) == "–"
    assert (share(0.0), number(0.0, 1), count(0)) == ("0.0%", "0.0", "0")


def test_every_tier_has_its_words_worst_first() -> None:
    assert TIERS[0] == Urgency.EMERGENCY
    assert TIERS[-1] == Urgency.ROUTINE
    for words in (TIER_MEANINGS, TIER_NAMES, TIER_SHORT):
        assert set(words) == {tier.value for tier in Urgency}


def test_what_is_no_tier_stands_for_itself() -> None:
    assert (tier_name(None), short_tier(None)) == ("none given", "none")
    assert (tier_name("later"), short_tier("later")) == ("later", "later")


def test_plurals_agree() -> None:
    assert plural(0, "rule") == "0 rules"
    assert plural(1, "rule") == "1 rule"
    assert plural(2, "child", "children") == "2 children"


def test_a_name_that_is_all_brackets_is_kept() -> None:
    assert without_brackets("(sic)") == "(sic)"
    assert without_brackets("Facet joint (synovial) cyst") == "Facet joint cyst"


@pytest.mark.parametrize(
    ("citation", "short"),
    [
        (
            "NICE NG127 conditions 2019 (terms page), nice.org",
            "NICE NG127 conditions 2019",
        ),
        ("Henschke 2009; Downie 2013", "Henschke 2009"),
        ("No comma", "No comma"),
        (", odd", ", odd"),
    ],
)
def test_a_citation_is_cut_to_who_said_it(citation: str, short: str) -> None:
    assert short_citation(citation) == short


def test_the_first_sentence_ends_where_the_next_begins() -> None:
    assert first_sentence("Call now. Do not walk.") == "Call now."
    assert (
        first_sentence("Within 2.5 hours, e.g. today") == "Within 2.5 hours, e.g. today"
    )


def test_digests_are_cut_and_missing_ones_shown() -> None:
    assert short_digest("ab" * 32) == "abababababab"
    assert short_digest(None) == "–"


def test_letters_of_any_language_stay_and_control_characters_go() -> None:
    assert printable("Lasègue 腰痛 °C") == "Lasègue 腰痛 °C"
    assert printable("a\r\n\x1b\u202eb") == "a����b"


def test_wrapping_keeps_the_width_and_hangs_under_the_first_line() -> None:
    lines = wrap("word " * 60, 4, "because: ").splitlines()
    assert len(lines) > 3
    assert max(map(len, lines)) <= WIDTH
    assert lines[0].startswith("    because: word")
    assert all(line.startswith(" " * 13 + "word") for line in lines[1:])
    assert bullets(["one", "two"], 2) == ["  - one", "  - two"]


def test_a_word_longer_than_a_line_is_broken() -> None:
    assert max(map(len, wrap("x" * 300).splitlines())) == WIDTH
