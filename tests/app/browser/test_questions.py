"""Answering in a real browser, by mouse and by keyboard, and what a reload keeps."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from pipeline.knowledge import load_knowledge
from tests.app.browser.conftest import NARROW, Open, settle

SADDLE = load_knowledge().findings["saddle_numbness"].label
EMERGENCY = "Emergency: emergency department now"
# What has the focus, inside a component too: its name, its text, and its question. The
# whole page can be focused as well, and its text would hold every name.
FOCUSED = """() => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const group = at.closest("[role=radiogroup]");
  const told = [at.getAttribute("aria-label"), group?.getAttribute("aria-label")];
  return [...told, at.closest("button")?.innerText].filter(Boolean);
}"""
N_QUICK = 6
NOTHING_ASKED = "Nothing has been asked yet"


def option(page: Page, word: str, question: str = SADDLE) -> Locator:
    asked = page.locator(".st-key-form").get_by_role("radiogroup", name=question)
    return asked.get_by_role("radio", name=word, exact=True)


def banner(page: Page, text: str) -> Locator:
    return page.get_by_role("heading", name=text)


def test_an_emergency_interrupts_once_and_stays_in_the_banner(open_page: Open) -> None:
    page = open_page()
    expect(banner(page, NOTHING_ASKED)).to_be_visible()
    assert page.locator('[role="radio"][aria-checked="true"]').count() == 0
    option(page, "Yes").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Go to an emergency department now")).to_be_visible()
    dialog.get_by_role("button", name="Understood").click()
    expect(dialog).to_have_count(0)
    expect(banner(page, EMERGENCY)).to_be_visible()
    option(page, "Not asked").click()
    expect(banner(page, NOTHING_ASKED)).to_be_visible()
    expect(option(page, "Yes")).to_have_attribute("aria-checked", "false")
    option(page, "Yes").click()
    expect(banner(page, EMERGENCY)).to_be_visible()
    expect(dialog).to_have_count(0)


def test_an_answer_is_only_so_far_and_the_next_questions_answer_on_the_spot(
    open_page: Open,
) -> None:
    page = open_page()
    option(page, "No").click()
    expect(banner(page, "so far:")).to_be_visible()
    expect(page.get_by_text("1 of 54 asked.")).to_be_visible()
    first = page.locator(".st-key-questions_next").get_by_role("radiogroup").first
    question = first.get_attribute("aria-label")
    first.get_by_role("radio", name="No", exact=True).click()
    expect(first).not_to_have_attribute("aria-label", question)
    expect(page.get_by_text("2 of 54 asked.")).to_be_visible()


def test_answers_in_quick_succession_all_arrive(open_page: Open) -> None:
    page = open_page()
    screen = page.locator(".st-key-form").get_by_role("radiogroup")
    names = [asked.get_attribute("aria-label") for asked in screen.all()[:N_QUICK]]
    for name in names:
        # Playwright itself would wait until the page is at rest.
        option(page, "No", name).dispatch_event("click")
    expect(page.get_by_text(f"{N_QUICK} of 54 asked.")).to_be_visible()
    settle(page)
    expect(page.get_by_text(f"{N_QUICK} of 54 asked.")).to_be_visible()
    for name in names:
        expect(option(page, "No", name)).to_have_attribute("aria-checked", "true")


def test_the_keyboard_alone_answers_takes_back_and_starts_again(
    open_page: Open,
) -> None:
    page = open_page()
    page.get_by_label("Find a question").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "document.activeElement.closest('[role=radiogroup]')"
            "?.getAttribute('aria-label')"
        )
        if focused == SADDLE:
            break
    assert focused == SADDLE
    page.keyboard.press("Space")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(banner(page, EMERGENCY)).to_be_visible()
    option(page, "Not asked").focus()
    page.keyboard.press("Space")
    expect(banner(page, NOTHING_ASKED)).to_be_visible()
    option(page, "No").focus()
    page.keyboard.press("Space")
    expect(banner(page, "so far:")).to_be_visible()
    page.get_by_role("button", name="Start again").focus()
    page.keyboard.press("Enter")
    expect(banner(page, NOTHING_ASKED)).to_be_visible()


def tab_to(page: Page, name: str, backwards: bool = False) -> None:
    """Walk by keyboard to what is called so."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if any(name in told for told in page.evaluate(FOCUSED)):
            return
    raise AssertionError(name)


def test_from_the_first_question_to_the_sheet_without_a_mouse(open_page: Open) -> None:
    page = open_page()
    tab_to(page, "Bladder, bowel and saddle")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    settle(page)
    expect(page.get_by_role("heading", name="Numbness, weakness")).to_be_visible()
    tab_to(page, SADDLE)
    page.keyboard.press("Space")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)
    tab_to(page, "Pain: low back")
    page.keyboard.press("Space")
    expect(page.get_by_text("Pain: low back.", exact=True)).to_be_visible()
    settle(page)
    tab_to(page, "Age (years)")
    page.keyboard.type("46")
    page.keyboard.press("Enter")
    settle(page)
    tab_to(page, "Take it along", backwards=True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="PDF")).to_be_visible()
    settle(page)
    with page.expect_download() as waiting:
        tab_to(page, "PDF")
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "assessment.pdf"


def test_a_reload_loses_nothing_and_the_address_tells_nothing(open_page: Open) -> None:
    page = open_page()
    age = page.get_by_role("spinbutton", name="Age (years)")
    age.fill("70")
    age.press("Enter")
    option(page, "No").click()
    expect(banner(page, "so far:")).to_be_visible()
    settle(page)
    address = page.url
    assert "saddle" not in address
    page.reload()
    expect(banner(page, "so far:")).to_be_visible()
    expect(age).to_have_value("70")
    expect(option(page, "No")).to_have_attribute("aria-checked", "true")
    page.get_by_role("button", name="Start again").click()
    expect(banner(page, NOTHING_ASKED)).to_be_visible()
    # Who started again is not given back, not even by the old address.
    page.goto(address)
    expect(banner(page, NOTHING_ASKED)).to_be_visible()


def test_on_a_phone_the_urgency_stays_in_view(open_page: Open) -> None:
    page = open_page(size=NARROW)
    option(page, "No").click()
    strip = page.locator(".st-key-strip")
    expect(strip.get_by_text("so far:")).to_be_visible()
    page.get_by_role("heading", name="Examination").scroll_into_view_if_needed()
    expect(strip).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]


def test_beside_the_questions_the_assessment_stays_in_view(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("heading", name="Examination").scroll_into_view_if_needed()
    expect(banner(page, NOTHING_ASKED)).to_be_in_viewport()


def test_nothing_is_fetched_from_another_host(
    open_page: Open, asked_for: list[str], server: str
) -> None:
    page = open_page()
    option(page, "No").click()
    expect(banner(page, "so far:")).to_be_visible()
    assert page.title() == "Lasègue" or "Assess" in page.title()
    own = (f"{server}/", f"{server.replace('http', 'ws')}/", "data:", "blob:")
    assert asked_for
    assert [address for address in asked_for if not address.startswith(own)] == []
