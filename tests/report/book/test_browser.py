"""The book in a real browser: as wide as the screen, and alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
PHONE, DESK = 390, 1280


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def folder(book: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    for name, text in book.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def longest_of_each_kind(folder: Path) -> list[str]:
    """The pages with most on them."""
    kinds: dict[str, list[Path]] = {}
    for path in folder.glob("*.html"):
        kinds.setdefault(path.name.split("-")[0], []).append(path)
    return [
        path.name
        for kind in sorted(kinds)
        for path in sorted(kinds[kind], key=lambda p: (-p.stat().st_size, p.name))[:4]
    ]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_page_scrolls_sideways_or_asks_for_anything_else(
    browser: Browser, folder: Path, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    names = longest_of_each_kind(folder)
    wide = {}
    for name in names:
        page.goto((folder / name).as_uri())
        found = int(page.evaluate("document.documentElement.scrollWidth"))
        if found > width:
            wide[name] = found
    context.close()
    assert wide == {}
    assert len(asked) >= len(names)
    own = folder.as_uri()
    assert [a for a in asked if not a.startswith((own, "data:"))] == []


def test_on_a_phone_the_picture_stands_below_the_words(
    browser: Browser, folder: Path
) -> None:
    places = {}
    for width in (PHONE, DESK):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto((folder / "condition-disc_herniation.html").as_uri())
        row = page.locator("#finding-slr_positive")
        label = row.locator(".label").bounding_box()
        picture = row.locator(".picture").bounding_box()
        assert label is not None
        assert picture is not None
        places[width] = picture["y"] >= label["y"] + label["height"]
        assert picture["width"] > 200
        context.close()
    assert places == {PHONE: True, DESK: False}
