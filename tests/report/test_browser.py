"""The report in a real browser: on a desk and a phone, in light and dark, on paper."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.report.html import render_html
from tests.report.sample import hostile, judged, sample_evaluation

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DESK, PHONE = (1440, 1000), (390, 844)
WORST = {"serious", "critical"}
UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"


# Not for the whole session: a second Playwright cannot run beside the first.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium is installed: `apt-get install chromium`")
        pytest.skip("no Chromium is installed: the browser tests did not run")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render_html(judged(sample_evaluation())), encoding="utf-8")
    return file


def opened(
    browser: Browser, file: Path, size: tuple[int, int], *, dark: bool = False
) -> Page:
    page = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
    ).new_page()
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nobody_is_kept_out_folded_or_not(
    browser: Browser, file: Path, size: tuple[int, int], *, dark: bool
) -> None:
    page = opened(browser, file, size, dark=dark)
    for _ in range(2):
        found = Axe().run(page).response["violations"]
        kept_out = {
            item["id"]: [node["html"][:200] for node in item["nodes"]]
            for item in found
            if item["impact"] in WORST
        }
        assert kept_out == {}
        page.evaluate(UNFOLD)
    page.context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_scrolls_sideways_and_nothing_is_asked_for(
    browser: Browser, file: Path, size: tuple[int, int]
) -> None:
    page = browser.new_context(
        viewport={"width": size[0], "height": size[1]}
    ).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.evaluate(UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert [a for a in asked if a not in (file.as_uri(), "data:,")] == []
    page.context.close()


def test_the_contents_lead_to_every_chapter(browser: Browser, file: Path) -> None:
    page = opened(browser, file, DESK)
    links = page.locator("nav a")
    for link in links.all():
        link.click()
        place = page.evaluate("location.hash")
        box = page.locator(place).bounding_box()
        assert box is not None
        assert -1 <= box["y"] < DESK[1]
    assert links.count() > 10
    page.context.close()


def test_the_verdict_is_seen_without_scrolling(browser: Browser, file: Path) -> None:
    for size in (DESK, PHONE):
        page = opened(browser, file, size)
        box = page.locator(".points .failed").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < size[1]
        page.context.close()


def test_what_is_folded_is_seen_on_paper(browser: Browser, file: Path) -> None:
    page = opened(browser, file, DESK)
    folded = page.locator("details.table table").first
    assert not folded.is_visible()
    page.emulate_media(media="print")
    box = folded.bounding_box()
    assert box is not None
    assert box["height"] > 0
    assert not page.locator("nav").is_visible()
    page.context.close()


def test_text_from_outside_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(render_html(judged(hostile())), encoding="utf-8")
    page = browser.new_context().new_page()
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.goto(file.as_uri())
    assert said == []
    assert page.locator("script").count() == 0
    page.context.close()
