"""The page in a real browser: as wide as the screen, and alone."""

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


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", ["plain", "full"])
def test_it_does_not_scroll_sideways_or_ask_for_anything_else(
    browser: Browser,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    name: str,
    width: int,
) -> None:
    path = tmp_path / "rules.html"
    path.write_text(request.getfixturevalue(name), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = int(page.evaluate("document.documentElement.scrollWidth"))
    context.close()
    assert found <= width
    assert [a for a in asked if not a.startswith((path.as_uri(), "data:"))] == []


def test_on_a_phone_the_matrix_scrolls_by_itself(
    browser: Browser, tmp_path: Path, plain: str
) -> None:
    path = tmp_path / "rules.html"
    path.write_text(plain, encoding="utf-8")
    context = browser.new_context(viewport={"width": PHONE, "height": 900})
    page = context.new_page()
    page.goto(path.as_uri())
    inner, outer = page.evaluate(
        "(e => [e.scrollWidth, e.clientWidth])(document.querySelector('.scroll'))"
    )
    context.close()
    assert inner > outer
