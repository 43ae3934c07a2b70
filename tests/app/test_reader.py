from __future__ import annotations

import pytest

from app.asking.reader import PARTS, Reader, known_in, place_of
from pipeline.report.book.addresses import (
    condition_page,
    finding_address,
    red_flag_page,
    source_address,
    study_page,
)


def test_every_page_of_the_book_leads_to_its_place() -> None:
    makers = {
        "condition": condition_page,
        "red-flag": red_flag_page,
        "study": study_page,
        "source": source_address,
    }
    for part, address in makers.items():
        for key in known_in(part):
            reader = Reader()
            reader.go(address(key))
            assert (reader.part, reader.chosen[part]) == (part, key)


def test_a_finding_on_the_page_of_a_condition_is_shown_there() -> None:
    reader = Reader()
    reader.go(finding_address("sij_dysfunction", "buttock_pain"))
    assert (reader.part, reader.page) == ("condition", "condition-sij_dysfunction")
    assert (reader.anchor, reader.jump) == ("finding-buttock_pain", 1)


@pytest.mark.parametrize(
    "address",
    ["", "index.html", "condition-nothing.html", "https://example.org/", "../secret"],
)
def test_what_is_not_known_leads_nowhere(address: str) -> None:
    reader = Reader()
    reader.go(address)
    assert reader == Reader()


def test_a_list_opens_without_anything_chosen() -> None:
    reader = Reader()
    for page, part in (("red-flags", "red-flag"), ("studies", "study")):
        reader.go(f"{page}.html")
        assert (reader.part, reader.chosen[part]) == (part, None)


def test_the_address_leads_back_to_the_same_place() -> None:
    for part in PARTS:
        reader = Reader()
        reader.open(part, known_in(part)[-1])
        assert place_of(reader.page) == (part, known_in(part)[-1])
