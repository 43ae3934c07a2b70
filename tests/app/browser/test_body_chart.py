"""The body chart: what is drawn there, is answered in the form."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from pipeline.knowledge import load_knowledge
from tests.app.browser.conftest import NARROW, WIDE, Open, settle

FINDINGS = load_knowledge().findings
SADDLE = FINDINGS["saddle_numbness"].label
BOTH_LEGS = FINDINGS["bilateral_neurological_symptoms"].label
CALF_PAIN = FINDINGS["calf_pain"].label
IN_THE_SADDLE = "new, in the saddle area (genitals, back passage, between the legs)"
NOTHING = "Nothing is marked."
EMERGENCY = "Emergency: emergency department now"
LEAST_TARGET = 24  # WCAG 2.2, level AA
BLINK_MILLISECONDS = 60


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=name, exact=True)


def click(page: Page, name: str) -> None:
    # A region of two views has nothing in the middle between them.
    region(page, name).locator("use.touch").first.click()
    settle(page)


def choose(page: Page, layer: str) -> None:
    page.locator(".layers").get_by_text(layer, exact=True).click()


def unfold_all(page: Page, group: str) -> None:
    """Open a group both in the red-flag screen and below it."""
    groups = page.locator(".st-key-form").get_by_role("button", name=group)
    expect(groups).to_have_count(2)
    for i in range(groups.count()):
        groups.nth(i).click()
        settle(page)


def chosen(page: Page, question: str, word: str) -> Locator:
    """An answer, once it is the one that is selected."""
    asked = page.locator(".st-key-form").get_by_role("radiogroup", name=question)
    return asked.get_by_role("radio", name=word, exact=True, checked=True)


def test_a_click_answers_yes_and_another_makes_it_not_asked(open_page: Open) -> None:
    page = open_page()
    unfold_all(page, "Site of the pain")
    click(page, "Pain: right calf")
    expect(chosen(page, CALF_PAIN, "Yes")).to_be_visible()
    expect(page.get_by_text("Pain: right calf.", exact=True)).to_be_visible()
    click(page, "Pain: right calf")
    expect(page.get_by_text(NOTHING)).to_be_visible()
    asked = page.locator(".st-key-form").get_by_role("radiogroup", name=CALF_PAIN)
    expect(asked).to_be_visible()
    expect(asked.get_by_role("radio", checked=True)).to_have_count(0)


def test_a_click_is_drawn_before_the_server_answers(open_page: Open) -> None:
    page = open_page()
    seen = region(page, "Pain: left knee").evaluate(
        """(region) => {
            region.dispatchEvent(new MouseEvent("click", {bubbles: true}));
            return [region.getAttribute("aria-checked"), region.dataset.marked];
        }"""
    )
    assert seen == ["true", "pain"]


def test_marks_and_answers_in_quick_succession_all_arrive(open_page: Open) -> None:
    page = open_page()
    unfold_all(page, "Site of the pain")
    for place in ("low back", "right buttock", "back of the right thigh", "right calf"):
        region(page, f"Pain: {place}").dispatch_event("click")
        page.wait_for_timeout(BLINK_MILLISECONDS)
    asked = page.locator(".st-key-form").get_by_role("radiogroup", name=SADDLE)
    asked.get_by_role("radio", name="No", exact=True).click()
    # Leg pain and pain below the knee come with the calf.
    expect(page.get_by_text("6 answers from the chart")).to_be_visible()
    settle(page)
    expect(page.get_by_text("6 answers from the chart")).to_be_visible()
    expect(page.get_by_text("answered otherwise")).to_have_count(0)
    expect(chosen(page, CALF_PAIN, "Yes")).to_be_visible()
    expect(chosen(page, SADDLE, "No")).to_be_visible()


def test_the_keyboard_alone_marks_and_takes_away(open_page: Open) -> None:
    page = open_page()
    unfold_all(page, "Numbness, weakness and walking")
    page.locator(".layers input").first.focus()
    page.keyboard.press("ArrowRight")
    right, left = (region(page, f"Numbness: {side} calf") for side in ("right", "left"))
    right.focus()
    page.keyboard.press("Space")
    expect(right).to_be_checked()
    page.keyboard.press("Tab")
    expect(left).to_be_focused()
    page.keyboard.press("Enter")
    expect(chosen(page, BOTH_LEGS, "Yes")).to_be_visible()
    expect(left).to_be_focused()
    page.keyboard.press("Space")
    expect(chosen(page, BOTH_LEGS, "Yes")).to_have_count(0)
    expect(right).to_be_checked()


def test_lost_feeling_in_the_saddle_area_is_an_emergency_until_the_form_says_no(
    open_page: Open,
) -> None:
    page = open_page()
    choose(page, "Numbness")
    click(page, f"Numbness: {IN_THE_SADDLE}")
    page.get_by_role("dialog").get_by_role("button", name="Understood").click()
    expect(page.get_by_role("heading", name=EMERGENCY)).to_be_visible()
    expect(chosen(page, SADDLE, "Yes")).to_be_visible()
    asked = page.locator(".st-key-form").get_by_role("radiogroup", name=SADDLE)
    asked.get_by_role("radio", name="No", exact=True).click()
    expect(page.get_by_text("answered otherwise")).to_be_visible()
    expect(page.get_by_role("heading", name=EMERGENCY)).to_have_count(0)
    expect(region(page, f"Numbness: {IN_THE_SADDLE}")).to_be_checked()


def test_a_reload_keeps_the_drawing_and_start_again_clears_it(open_page: Open) -> None:
    page = open_page()
    click(page, "Pain: left outer thigh")
    expect(page.get_by_text("2 answers from the chart")).to_be_visible()
    settle(page)
    page.reload()
    expect(page.get_by_text("Pain: left outer thigh.", exact=True)).to_be_visible()
    click(page, "Pain: left calf")
    expect(page.get_by_text("4 answers from the chart")).to_be_visible()
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_text(NOTHING)).to_be_visible()
    expect(page.get_by_text("from the chart")).to_have_count(0)


def test_the_chart_can_be_cleared_at_once(open_page: Open) -> None:
    page = open_page()
    click(page, "Pain: low back")
    choose(page, "Tingling")
    click(page, "Tingling: right sole or heel")
    expect(page.get_by_text("2 answers from the chart")).to_be_visible()
    page.get_by_role("button", name="Clear the chart").click()
    expect(page.get_by_text(NOTHING)).to_be_visible()
    expect(page.get_by_text("from the chart")).to_have_count(0)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
def test_every_region_is_large_enough_to_touch(
    open_page: Open, size: tuple[int, int]
) -> None:
    page = open_page(size=size)
    expect(page.get_by_text(NOTHING)).to_be_visible()
    sides = page.locator("[data-place]").evaluate_all(
        """(places) => places.map((place) => [
            place.getAttribute("aria-label"),
            ...[...place.querySelectorAll("use.touch")].flatMap((shape) => {
                const box = shape.getBoundingClientRect();
                return [box.width, box.height];
            }),
        ])"""
    )
    assert len(sides) == 30
    assert [name for name, *sizes in sides if min(sizes) < LEAST_TARGET] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chart_keeps_nobody_out(open_page: Open, scheme: str) -> None:
    page = open_page(scheme=scheme)
    click(page, "Pain: low back")
    expect(page.get_by_text("1 answer from the chart")).to_be_visible()
    options = {"rules": {"target-size": {"enabled": True}}}
    chart = {"include": [["[data-testid=stBidiComponentIsolated]"]]}
    found = Axe().run(page, context=chart, options=options).response
    assert found["passes"]
    assert [(item["id"], item["nodes"]) for item in found["violations"]] == []
