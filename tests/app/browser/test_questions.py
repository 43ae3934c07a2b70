"""One way through the real server and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from pipeline.assess import MODEL_VARIABLE
from pipeline.knowledge import load_knowledge
from tests.app.conftest import MAIN

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SADDLE = load_knowledge().findings["saddle_numbness"].label
EMERGENCY = "Emergency: emergency department now"
START_SECONDS = 60
WAIT_MILLISECONDS = 20_000

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app, served without a model."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", MAIN, f"--server.port={port}"],
            cwd=MAIN.parents[1],
            env={**os.environ, MODEL_VARIABLE: str(folder)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_healthy(address, process, folder / "log")
            yield address
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)


def _wait_until_healthy(
    address: str, process: subprocess.Popen[bytes], log: Path
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health") as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except URLError:
            time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def asked_for() -> list[str]:
    """Every address that the browser asked for."""
    return []


@pytest.fixture(scope="module")
def browser_page(server: str, asked_for: list[str]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS
        )
        opened = browser.new_page(viewport={"width": 1400, "height": 1000})
        opened.set_default_timeout(WAIT_MILLISECONDS)
        expect.set_options(timeout=WAIT_MILLISECONDS)
        opened.on("request", lambda request: asked_for.append(request.url))
        opened.goto(server)
        expect(opened.get_by_text("Urgency not known")).to_be_visible()
        yield opened
        browser.close()


def option(browser_page: Page, word: str) -> Locator:
    question = browser_page.get_by_role("radiogroup", name=SADDLE)
    return question.get_by_role("radio", name=word)


def test_a_click_shows_the_emergency_and_another_takes_it_back(
    browser_page: Page,
) -> None:
    yes = option(browser_page, "Yes")
    assert yes.get_attribute("aria-checked") == "false"
    yes.click()
    expect(browser_page.get_by_text(EMERGENCY)).to_be_visible()
    yes.click()
    expect(browser_page.get_by_text("Urgency not known")).to_be_visible()
    expect(browser_page.get_by_text(EMERGENCY)).to_have_count(0)


def test_the_keyboard_alone_answers_and_clears(browser_page: Page) -> None:
    yes = option(browser_page, "Yes")
    yes.focus()
    browser_page.keyboard.press("Space")
    expect(browser_page.get_by_text(EMERGENCY)).to_be_visible()
    expect(yes).to_be_focused()
    browser_page.keyboard.press("Space")
    expect(browser_page.get_by_text("Urgency not known")).to_be_visible()


def test_start_again_empties_what_is_seen(browser_page: Page) -> None:
    age = browser_page.get_by_role("spinbutton", name="Age (years)")
    age.fill("70")
    age.press("Enter")
    option(browser_page, "Yes").click()
    expect(browser_page.get_by_text(EMERGENCY)).to_be_visible()
    browser_page.get_by_role("button", name="Start again").click()
    expect(browser_page.get_by_text("Urgency not known")).to_be_visible()
    expect(option(browser_page, "Yes")).to_have_attribute("aria-checked", "false")
    expect(age).to_have_value("")


def test_the_assessment_stays_in_view_while_the_questions_scroll(
    browser_page: Page,
) -> None:
    browser_page.get_by_text("Examination", exact=True).scroll_into_view_if_needed()
    expect(browser_page.get_by_text("Urgency not known")).to_be_in_viewport()


def test_nothing_is_fetched_from_another_host(
    browser_page: Page, asked_for: list[str], server: str
) -> None:
    assert browser_page.title() == "Lasègue"
    elsewhere = [
        address
        for address in asked_for
        if not address.startswith((f"{server}/", "data:", "blob:"))
    ]
    assert asked_for
    assert elsewhere == []
