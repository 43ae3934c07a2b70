"""The app as it is served, seen through a real browser.

With CI=true a missing browser is a failure: nobody should believe that these tests ran.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pipeline.assess import MODEL_VARIABLE
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
START_SECONDS = 90
WAIT_MILLISECONDS = 60_000
LOOK_MILLISECONDS = 50
WIDE, NARROW = (1440, 1000), (390, 844)
# The server's part is over before the browser has drawn it, and a moment passes between
# a click and the run that it begins: nothing must have moved for some looks in a row.
AT_REST = """() => {
  const idle = '[data-testid="stApp"][data-test-script-state="notRunning"]';
  const waiting = '[data-stale=true], [data-testid="stSkeleton"]';
  const drawn = document.querySelector("#root").innerHTML;
  const calm = document.querySelector(idle) && !document.querySelector(waiting);
  const same = drawn === window.drawnBefore;
  window.drawnBefore = drawn;
  window.calmLooks = calm && same ? (window.calmLooks ?? 0) + 1 : 0;
  if (window.calmLooks < 8) return false;
  window.calmLooks = 0;
  return true;
}"""

Open = Callable[..., Page]


# Not for the whole session: a second Playwright, as other tests start, cannot run
# beside the first.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium is installed: `apt-get install chromium`")
        pytest.skip("no Chromium is installed: the browser tests did not run")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS
        )
        expect.set_options(timeout=WAIT_MILLISECONDS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(
    chromium: Browser,
    tiny_model_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Address of the app, served with the tiny model."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", MAIN, f"--server.port={port}"],
            cwd=MAIN.parents[1],
            env={**os.environ, MODEL_VARIABLE: str(tiny_model_folder)},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_healthy(address, process, log)
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


@pytest.fixture
def asked_for() -> list[str]:
    """Every address that the browser asked for."""
    return []


@pytest.fixture
def open_page(chromium: Browser, server: str, asked_for: list[str]) -> Iterator[Open]:
    """Open a page of the app, in a browser that knows nothing of the others."""
    contexts = []

    def opened(
        path: str = "", size: tuple[int, int] = WIDE, scheme: str = "light"
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MILLISECONDS)
        page.on("request", lambda request: asked_for.append(request.url))
        page.goto(f"{server}/{path}")
        # Before its first run a page looks as settled as after it.
        page.get_by_role("heading", level=1).first.wait_for()
        settle(page)
        return page

    yield opened
    for context in contexts:
        context.close()


def settle(page: Page) -> None:
    """Wait until the app has drawn what follows from the last answer."""
    page.wait_for_function(AT_REST, polling=LOOK_MILLISECONDS)
