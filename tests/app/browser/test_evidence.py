"""Reading the profile book and the figures of the model in a real browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.app.browser.conftest import NARROW, Open, settle

PLACES = {
    "evidence": "Lumbar disc herniation",
    "evidence?read=finding-slr_positive": "Straight-leg raise",
    "evidence?read=red-flag-RF001": "Bladder, bowel or saddle loss",
    "evidence?read=study-suri_2010_konno": "Single questions for lumbar stenosis",
    "model": "held-out synthetic cases",
}


def shown(page: Page, place: str) -> Page:
    """Wait for what stands in the page of the book, or in the chapter."""
    expect(page.get_by_role("heading", name=PLACES[place]).last).to_be_visible()
    settle(page)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
def test_nothing_serious_is_in_the_way_of_anybody(
    open_page: Open, place: str, scheme: str
) -> None:
    page = shown(open_page(place, scheme=scheme), place)
    found = Axe().run(page).response["violations"]
    assert {v["id"] for v in found if v["impact"] in ("serious", "critical")} == set()


@pytest.mark.parametrize("place", PLACES)
def test_a_phone_never_scrolls_sideways(open_page: Open, place: str) -> None:
    page = shown(open_page(place, size=NARROW), place)
    width = page.evaluate(
        "Math.max(document.documentElement.scrollWidth,"
        " document.querySelector('[data-testid=stMain]').scrollWidth)"
    )
    assert width <= NARROW[0]


def test_a_link_of_the_book_leads_there_and_a_reload_stays_there(
    open_page: Open, server: str, asked_for: list[str]
) -> None:
    place = "evidence?read=red-flag-RF001"
    page = shown(open_page(place), place)
    page.get_by_role("link", name="Cauda equina syndrome").first.click()
    heading = page.get_by_role("heading", name="Cauda equina syndrome")
    expect(heading).to_be_visible()
    settle(page)
    page.reload()
    expect(heading).to_be_visible()
    assert all(url.startswith((server, "data:", "blob:")) for url in asked_for)


def test_figures_and_sources_are_opened_by_the_keyboard(open_page: Open) -> None:
    place = "evidence?read=finding-slr_positive"
    page = shown(open_page(place), place)
    figures = page.get_by_role("columnheader", name="95% interval")
    expect(figures).to_be_hidden()
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(figures).to_be_visible()
