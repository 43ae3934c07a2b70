"""How the words that people are shown read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.checks import sourced_numbers
from pipeline.terms import Urgency

UNWANTED = {
    "a word for what this software does not do": r"diagnos",
    "a word for what should be called a probability": r"\bconfiden",
    "an American spelling": (
        r"\b(tumors?|center|gray|behavior|color|ischemi\w*|edema|anesthe\w*|"
        r"hematoma|orthopedic|paresthesia|neighbor\w*|physical therapy|disks?)\b"
    ),
    "per cent beside %": r"\bper cent\b",
    "an x-ray in small letters": r"(?-i:\bx-ray)",
    "an exclamation mark": "!",
    "a double space": "  ",
    "a dash that joins sentences": "—",
}


def texts(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Every text that a person may be shown; names of studies are not ours."""
    yield from _profile_texts(knowledge)
    yield from _rule_texts(knowledge)
    for key, finding in knowledge.findings.items():
        yield key, finding.label
    for name, field in knowledge.vocabulary.context.items():
        yield name, field.label
    for where, what, number in sourced_numbers(knowledge):
        yield f"{where} {what}", number.why or ""
        yield f"{where} {what}", number.note or ""
    for entry in knowledge.settings.care_settings.values():
        yield "settings.yaml", entry.label


def _profile_texts(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for key, profile in knowledge.profiles.items():
        words = (profile.name, profile.mechanism, profile.course)
        for text in (*words, *profile.next_steps, *profile.notes):
            yield key, text


def _rule_texts(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for rule in knowledge.rule_book.rules:
        optional = (rule.suspects_outside or "", rule.caveat or "")
        for text in (rule.name, rule.action, rule.hazard, *optional):
            yield rule.id, text


@pytest.mark.parametrize("name", UNWANTED)
def test_no_shown_text_has(knowledge: Knowledge, name: str) -> None:
    pattern = re.compile(UNWANTED[name], re.IGNORECASE)
    assert [hit for hit in texts(knowledge) if pattern.search(hit[1])] == []


def test_mechanism_and_course_are_whole_sentences(knowledge: Knowledge) -> None:
    for key, profile in knowledge.profiles.items():
        for text in (profile.mechanism.strip(), profile.course.strip()):
            assert text[0].isupper() or text[0].isdigit(), key
            assert text.endswith("."), key
            assert 60 <= len(text) <= 700, key


def test_notes_end_in_a_full_stop(knowledge: Knowledge) -> None:
    open_ended = [
        note
        for profile in knowledge.profiles.values()
        for note in profile.notes
        if not note.endswith(".")
    ]
    assert open_ended == []


def test_next_steps_can_be_joined_into_one_sentence(knowledge: Knowledge) -> None:
    for profile in knowledge.profiles.values():
        assert len(profile.next_steps) >= 3
        for step in profile.next_steps:
            assert re.match(r"[a-z]|MRI|X-ray|Wells", step), step
            assert not step.endswith("."), step


def test_the_first_step_says_how_fast_when_the_tier_does(knowledge: Knowledge) -> None:
    words = {
        Urgency.EMERGENCY: r"^emergency department",
        Urgency.URGENT_SAME_DAY: r"today|the same day",
        Urgency.URGENT_2_WEEKS: r"within days",
    }
    for profile in knowledge.profiles.values():
        if profile.tier in words:
            assert re.search(words[profile.tier], profile.next_steps[0]), profile.id
