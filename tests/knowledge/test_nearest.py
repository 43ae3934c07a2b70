from __future__ import annotations

import pytest

from pipeline.knowledge import Knowledge, suggest


@pytest.mark.parametrize(
    ("unknown", "known"),
    [
        ("fevr", "fever"),
        ("saddle_numness", "saddle_numbness"),
        ("slr_postive", "slr_positive"),
        ("Fever", "fever"),
        ("foot-drop", "foot_drop"),
    ],
)
def test_the_nearest_known_id_is_offered(
    knowledge: Knowledge, unknown: str, known: str
) -> None:
    assert suggest(unknown, knowledge.finding_ids) == f"Did you mean {known!r}?"


@pytest.mark.parametrize("unknown", ["", "zzz", "0"])
def test_nothing_is_offered_when_nothing_is_near(
    knowledge: Knowledge, unknown: str
) -> None:
    hint = suggest(unknown, knowledge.finding_ids)
    assert hint == "See findings.yaml for the known ids."


def test_one_id_at_most_is_offered() -> None:
    assert suggest("ab", iter(["abc", "abd"])).count("'") == 2


def test_a_key_that_is_no_text_does_no_harm() -> None:
    assert suggest(12, ["12a"]) == "Did you mean '12a'?"  # type: ignore[arg-type]
