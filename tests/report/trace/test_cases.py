from __future__ import annotations

import pytest

from pipeline.report.trace.cases import answer_words, suspect_words


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"foot_drop": "present"}, "foot drop"),
        ({"fever": "absent", "unwell": "absent"}, "not: fever, unwell"),
        (
            {"age": 50, "fever": "present", "duration_days": 14, "pain_score": 8.5},
            "fever; age 50; 14 days of pain; worst pain 8.5 out of 10",
        ),
        (
            {"fever": "present", "others": "absent"},
            "fever; not: all that the rule does not read",
        ),
        ({"sex": "female", "fever": "present"}, "fever; sex female"),
    ],
)
def test_answers_are_written_in_words(answers: dict[str, object], words: str) -> None:
    assert answer_words(answers) == words


def test_labels_with_commas_are_kept_apart() -> None:
    labels = {"a": "x, y", "b": "z"}
    told = answer_words(dict.fromkeys(labels, "present"), labels.__getitem__)
    assert told == "x, y; z"


@pytest.mark.parametrize(
    ("names", "outside", "words"),
    [
        (["Spinal infection", "MRI lesion"], None, "spinal infection, MRI lesion"),
        ([], "shingles", "outside the list: shingles"),
        ([], None, "nothing in particular"),
    ],
)
def test_suspects_are_named(names: list[str], outside: str | None, words: str) -> None:
    assert suspect_words(names, outside) == words
