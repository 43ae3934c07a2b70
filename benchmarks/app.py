"""The app in a real browser: from a click to the text that follows it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Locator, Page, expect, sync_playwright

from benchmarks.timing import tell

MAIN = Path(__file__).parents[1] / "app" / "main.py"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
]
SADDLE = "saddle_numbness"
CLICKS = 15
START_SECONDS = 60
# The least that an app with one question can be.
BARE = """
import streamlit as st
word = st.segmented_control("Question", ["Yes", "No"], key="question")
st.subheader(f"Answer: {word}")
"""


@contextlib.contextmanager
def served(script: Path) -> Iterator[str]:
    """Serve a script, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script]
    process = subprocess.Popen(
        [*command, f"--server.port={port}", "--server.headless=true"],
        cwd=MAIN.parents[1],
        env={**os.environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(URLError):
                urlopen(f"{address}/_stcore/health").close()  # noqa: S310
                break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def seconds_to(page: Page, act: Callable[[], object], text: str) -> float:
    """Time an act until a heading can be seen."""
    began = time.perf_counter()
    act()
    page.get_by_role("heading", name=text).wait_for(state="visible")
    return time.perf_counter() - began


def clicks(page: Page, key: str, texts: tuple[str, str]) -> list[float]:
    """Time answers, Yes and No in turn."""
    times = []
    for i in range(CLICKS):
        option = answer(page, key, ("No", "Yes")[i % 2])
        times.append(seconds_to(page, option.click, texts[i % 2]))
    return times


def answer(page: Page, key: str, word: str) -> Locator:
    """Find an answer of the question with a key."""
    return page.locator(f".st-key-{key}").get_by_role("radio", name=word, exact=True)


def app_in_a_browser() -> None:
    """Time the first page and the answers, beside an app of one question."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("app: no Chromium, so it is left out")
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        browser = playwright.chromium.launch(
            executable_path=chromium, args=CHROMIUM_ARGUMENTS
        )
        with served(bare) as address:
            page = browser.new_page()
            theirs_first = seconds_to(page, lambda: page.goto(address), "Answer: None")
            theirs = median(clicks(page, "question", ("Answer: No", "Answer: Yes")))
            page.close()
        with served(MAIN) as address:
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            begin = "Nothing has been asked yet"
            ours_first = seconds_to(page, lambda: page.goto(address), begin)
            again = seconds_to(page, page.reload, begin)
            answer(page, SADDLE, "Yes").click()
            page.get_by_role("button", name="Understood").click()
            expect(page.get_by_role("dialog")).to_have_count(0)
            texts = ("so far:", "Emergency: emergency department now")
            answered = clicks(page, SADDLE, texts)
            ours = median(answered[1:])
        browser.close()
    tell(
        "app, from a click to its text",
        f"{ours * 1e3:.0f} ms (slowest {max(answered[1:]) * 1e3:.0f})",
        f"an app of one question: {theirs * 1e3:.0f} ms",
        theirs / ours,
    )
    tell(
        "app, first page of a new server",
        f"{ours_first:.2f} s (reloaded {again:.2f})",
        f"an app of one question: {theirs_first:.2f} s",
        theirs_first / ours_first,
    )


if __name__ == "__main__":
    app_in_a_browser()
