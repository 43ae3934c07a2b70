from __future__ import annotations

import pytest

from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.report.book.site import render_book
from pipeline.report.book.values import ReplayedStudy
from tests.report.book.reading import BookPage
from tests.report.book.sample import replayed_studies, wished_sample


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def replayed() -> list[ReplayedStudy]:
    return replayed_studies()


@pytest.fixture(scope="session")
def book(knowledge: Knowledge, replayed: list[ReplayedStudy]) -> dict[str, str]:
    return render_book(knowledge, replayed, wished_sample(knowledge))


@pytest.fixture(scope="session")
def pages(book: dict[str, str]) -> dict[str, BookPage]:
    return {
        name: BookPage(text) for name, text in book.items() if name.endswith(".html")
    }
