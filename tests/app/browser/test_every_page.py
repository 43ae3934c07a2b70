"""What must hold on every page, in light and dark, on a desk and on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.app.browser.conftest import NARROW, WIDE, Open

PAGES = ["", "interview", "compare", "examples", "many", "evidence", "model"]
# What Streamlit itself does, and no app can change; each with its upstream thread.
UPSTREAM: dict[str, str] = {}
WORST = {"serious", "critical"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_keeps_anybody_out(open_page: Open, path: str, scheme: str) -> None:
    page = open_page(path, scheme=scheme)
    found = Axe().run(page).response["violations"]
    kept_out = {
        item["id"]: [node["html"][:200] for node in item["nodes"]]
        for item in found
        if item["impact"] in WORST and item["id"] not in UPSTREAM
    }
    assert kept_out == {}


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
