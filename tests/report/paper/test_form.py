from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.report.paper import form
from pipeline.report.paper.form import fill_form
from pipeline.report.paper.papers import DATA_SHEET, TRIPOD_AI, main_item
from tests.report.paper.manifests import sample_run

# The statement's own numbering: 27 items in 52 parts.
PARTS = {
    3: "abc", 5: "ab", 6: "abc", 8: "abc", 9: "abc", 12: "abcdefg", 18: "abcdef",
    20: "abc", 23: "ab", 27: "abc",
}  # fmt: skip
ITEMS = [f"{n}{part}" for n in range(1, 28) for part in PARTS.get(n, [""])]


def test_all_27_items_of_tripod_ai_are_answered_under_their_numbers() -> None:
    entries = fill_form(TRIPOD_AI, sample_run())
    assert [entry.item for entry in entries] == ITEMS
    assert len({main_item(entry) for entry in entries}) == 27
    assert len(entries) == 52
    assert all(entry.asks and len(entry.answer) > 20 for entry in entries)


def test_the_data_sheet_has_every_part_of_its_original() -> None:
    entries = fill_form(DATA_SHEET, sample_run())
    assert list(dict.fromkeys(entry.part for entry in entries)) == [
        "Motivation",
        "Composition",
        "Collection",
        "Preparation",
        "Uses",
        "Distribution",
        "Maintenance",
    ]
    assert [entry.item for entry in entries] == [
        str(n) for n in range(1, len(entries) + 1)
    ]


@pytest.mark.parametrize("name", [TRIPOD_AI, DATA_SHEET])
def test_what_does_not_apply_says_why(name: str) -> None:
    reasons = [e.answer for e in fill_form(name, sample_run()) if not e.applies]
    assert reasons
    assert all(len(reason.split()) > 3 for reason in reasons)


@pytest.mark.parametrize("answer", ['""', '"  "', "\"{{ '' }}\""])
def test_an_empty_answer_is_refused(
    answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f'Part:\n  "4b":\n    asks: What for?\n    answer: {answer}\n'
    (tmp_path / "short.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(form, "TEMPLATES", tmp_path)
    with pytest.raises(ValueError, match="item 4b must be answered"):
        fill_form("short", sample_run())


@pytest.mark.parametrize("name", [TRIPOD_AI, DATA_SHEET])
def test_no_measured_number_is_typed_into_an_answer(name: str) -> None:
    """Outside a template's braces only small words of the text stay: no figure does."""
    for _, item, question in form._questions(name):
        text = question.get("answer") or question["not_applicable"]
        typed = re.sub(r"\{[{%].*?[%}]\}", "", text, flags=re.DOTALL)
        found = re.findall(r"\d[\d.,%]*", typed)
        allowed = {"0", "10", "2.0"}  # the pain scale, Apache-2.0
        assert {n.rstrip(".,") for n in found} <= allowed, (item, found)
