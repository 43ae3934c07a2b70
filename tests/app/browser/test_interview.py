"""The interview by keyboard alone, and what comes after it, open to everybody."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.words import label_of
from tests.app.browser.conftest import NARROW, Open, settle

QUESTION = ".interview-question"
SADDLE = f"{label_of('saddle_numbness')}?"
MOST_QUESTIONS, MOST_TABS = 40, 40
# An answer a moment after a question has changed, for what comes without a rerun.
MOMENT_MILLISECONDS = 500

both_themes = pytest.mark.parametrize("scheme", ["light", "dark"])


def focused(page: Page) -> str:
    """What the control that has the focus is called, without its icon."""
    return str(
        page.evaluate(
            """() => {
                const now = document.activeElement;
                if (!now || !now.matches("a, button, input")) return "";
                const words = now.getAttribute("aria-label") || now.innerText || "";
                return words.trim().split("\\n").pop();
            }"""
        )
    )


def tab_to(page: Page, name: str) -> None:
    for _ in range(MOST_TABS):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no way by the Tab key to {name!r}")


def wait_for_focus(page: Page, name: str) -> None:
    for _ in range(MOST_TABS):
        if focused(page) == name:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"the focus is on {focused(page)!r} and not on {name!r}")


def wait_for_question(page: Page, name: str) -> None:
    # For a moment the question before is there as well.
    asked = page.locator(QUESTION, has_text=label_of(name))
    expect(asked).to_be_visible()
    settle(page)
    expect(page.locator(QUESTION)).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text(f"{label_of(name)}?")


def leave(page: Page, asked: str) -> None:
    """Wait until another question is asked."""
    expect(page.locator(QUESTION).get_by_text(asked, exact=True)).to_have_count(0)
    settle(page)


def type_number(page: Page, name: str, number: str) -> None:
    wait_for_question(page, name)
    wait_for_focus(page, label_of(name))
    page.keyboard.type(number)
    page.keyboard.press("Enter")


def barriers(page: Page) -> list[str]:
    """What would keep somebody from using the page, by axe."""
    settle(page)
    # What fades in is fainter than it will be.
    page.wait_for_timeout(MOMENT_MILLISECONDS)
    found = Axe().run(page).response["violations"]
    return [
        f"{item['id']}: {node['html'][:120]}"
        for item in found
        if item["impact"] in {"serious", "critical"}
        for node in item["nodes"]
    ]


@both_themes
def test_the_keyboard_alone_goes_from_the_first_question_to_the_emergency(
    open_page: Open, scheme: str
) -> None:
    page = open_page("interview", scheme=scheme)
    tab_to(page, "Age (years)")
    type_number(page, "age", "63")
    wait_for_focus(page, "Female")
    page.keyboard.press("Enter")
    wait_for_focus(page, "General practice or physiotherapy")
    page.keyboard.press("Enter")
    type_number(page, "duration_days", "30")
    type_number(page, "pain_score", "7")
    question = page.locator(QUESTION)
    for _ in range(MOST_QUESTIONS):
        wait_for_focus(page, "Yes")
        asked = question.inner_text()
        if asked == SADDLE:
            break
        page.keyboard.press("Tab")
        assert focused(page) == "No"
        page.keyboard.press("Enter")
        leave(page, asked)
    assert barriers(page) == []
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("This may be an emergency")
    tab_to(page, "Understood")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    told = page.get_by_role("heading", name="Emergency: emergency department now")
    expect(told).to_be_visible()
    assert barriers(page) == []
    # It can go on from there, or stop.
    wait_for_focus(page, "Yes")
    tab_to(page, "Stop here")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The interview was stopped")).to_be_visible()
    assert barriers(page) == []
    tab_to(page, "See it in full in Assess")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Assess")).to_be_visible()
    age = page.get_by_role("spinbutton", name="Age (years)")
    expect(age).to_have_value("63")
    expect(told).to_be_visible()


def test_letters_answer_and_go_back_once_they_are_wanted(open_page: Open) -> None:
    page = open_page("interview")
    for name in ("sex", "care_setting", "duration_days", "pain_score"):
        page.get_by_role("button", name="Not asked or not known").click()
        wait_for_question(page, name)
    page.get_by_role("button", name="Not asked or not known").click()
    expect(page.get_by_role("button", name="Yes", exact=True)).to_be_visible()
    settle(page)
    question = page.locator(QUESTION)
    first = question.inner_text()
    page.keyboard.press("n")
    page.wait_for_timeout(MOMENT_MILLISECONDS)
    expect(question).to_have_text(first)
    page.get_by_text("Answer with single letters").click()
    wait_for_focus(page, "Y")
    page.keyboard.press("n")
    leave(page, first)
    page.keyboard.press("b")
    expect(question).to_have_text(first)


@both_themes
def test_a_pinned_version_and_an_example_that_was_looked_at_keep_nobody_out(
    open_page: Open, scheme: str
) -> None:
    page = open_page("interview", scheme=scheme)
    page.get_by_role("spinbutton").fill("63")
    page.keyboard.press("Enter")
    wait_for_question(page, "sex")
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("button", name="Pin to compare").click()
    first = page.get_by_role("radiogroup").first
    first.get_by_role("radio", name="Yes", exact=True).click()
    expect(page.get_by_role("cell", name="Yes").first).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="Examples").click()
    page.get_by_role("button", name="Look without guessing").click()
    expect(page.get_by_role("heading", name="What was found")).to_be_visible()
    assert barriers(page) == []
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
