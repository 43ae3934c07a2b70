"""What must hold on every page, in light and dark, on a desk and on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.app.browser.conftest import NARROW, WIDE, Open, settle

PAGES = ["", "interview", "compare", "examples", "many", "evidence", "model"]
# What Streamlit itself does, and no app can change; each with its upstream thread.
UPSTREAM: dict[str, str] = {}
WORST = {"serious", "critical"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_keeps_anybody_out(open_page: Open, path: str, scheme: str) -> None:
    page = open_page(path, scheme=scheme)
    assert kept_out(page) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_emergency_with_all_that_unfolds_keeps_nobody_out(
    open_page: Open, scheme: str
) -> None:
    page = open_page(scheme=scheme)
    saddle = page.locator(".st-key-saddle_numbness")
    saddle.get_by_role("radio", name="Yes", exact=True).click()
    page.get_by_role("button", name="Understood").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)
    folded = page.locator("details:not([open]) > summary")
    while folded.count():
        folded.first.click()
        settle(page)
    page.get_by_role("button", name="Take it along").click()
    expect(page.get_by_role("button", name="PDF")).to_be_visible()
    settle(page)
    assert kept_out(page) == {}


def kept_out(page: Page) -> dict[str, list[str]]:
    """Violations of the worst kinds, each with what it stands on."""
    found = Axe().run(page).response["violations"]
    return {
        item["id"]: [node["html"][:200] for node in item["nodes"]]
        for item in found
        if item["impact"] in WORST and item["id"] not in UPSTREAM
    }


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways_or_asks_another_host(
    open_page: Open,
    asked_for: list[str],
    server: str,
    path: str,
    size: tuple[int, int],
) -> None:
    page = open_page(path, size=size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.get_by_text("not a medical device").count() == 1
    own = (f"{server}/", f"{server.replace('http', 'ws')}/", "data:", "blob:")
    assert [address for address in asked_for if not address.startswith(own)] == []
