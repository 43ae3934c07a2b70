"""A file in a real browser: mended, assessed, filtered, and one case opened."""

from __future__ import annotations

import time
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pipeline.cases.tables import frame_from_matrix
from pipeline.cases.template import template
from pipeline.synthesis import Request, sample_cases
from tests.app.browser.conftest import Open, settle
from tests.app.many.files import FAULTY

N_MANY = 10_000
WORST = {"serious", "critical"}


def hand_over(page: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.locator('input[type="file"]').first.set_input_files(files=[file])


def kept_out(page: Page) -> list[tuple[str, str]]:
    settle(page)
    found = Axe().run(page).response["violations"]
    return [
        (item["id"], node["html"][:200])
        for item in found
        if item["impact"] in WORST
        for node in item["nodes"]
    ]


def test_a_faulty_file_is_mended_and_ten_thousand_cases_are_assessed(
    open_page: Open,
) -> None:
    page = open_page("many")
    hand_over(page, "faulty.csv", FAULTY)
    expect(page.get_by_text("2 cases of 4 cannot be read as they are")).to_be_visible()
    expect(page.get_by_text("4 faults of 4")).to_be_visible()
    assert kept_out(page) == []
    page.get_by_role("button", name="Remove faulty.csv").click()
    expect(page.get_by_text("How the file should look")).to_be_visible()
    drawn = sample_cases(N_MANY, Request(seed=8))
    content = frame_from_matrix(drawn).to_csv(index=False).encode()
    begun = time.monotonic()
    hand_over(page, "clean.csv", content)
    expect(page.get_by_text("10,000 cases of 10,000, the worst first")).to_be_visible()
    print(f"10,000 rows in {time.monotonic() - begun:.1f} s")  # noqa: T201
    assert kept_out(page) == []


def test_the_template_comes_down_and_goes_up_again(
    open_page: Open, tmp_path: Path
) -> None:
    page = open_page("many")
    with page.expect_download() as download:
        page.get_by_role("button", name="Template (CSV)").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.read_text(encoding="utf-8") == template()
    hand_over(page, path.name, path.read_bytes())
    expect(page.get_by_text("2 cases of 2, the worst first")).to_be_visible()


def test_a_case_opened_from_the_table_leaves_the_file_open(open_page: Open) -> None:
    page = open_page("many")
    hand_over(page, "two.csv", b"case_id,saddle_numbness\nquiet,\nloud,true\n")
    expect(page.get_by_text("2 cases of 2, the worst first")).to_be_visible()
    page.get_by_label("Name or row").fill("loud")
    page.get_by_label("Name or row").press("Enter")
    expect(page.get_by_text("1 case of 2, the worst first")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Open in Assess").click()
    page.get_by_role("dialog").get_by_role("button", name="Understood").click()
    expect(
        page.get_by_role("heading", name="Emergency: emergency department now").first
    ).to_be_visible()
    settle(page)
    page.get_by_role("link", name="Many cases").click()
    expect(page.get_by_text("Still open: two.csv")).to_be_visible()
    expect(page.get_by_text("2 cases of 2, the worst first")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("How the file should look")).to_be_visible()


def test_all_results_come_down_in_both_kinds(open_page: Open, tmp_path: Path) -> None:
    page = open_page("many")
    hand_over(page, "one.csv", b"age\n40\n")
    for kind in ("CSV", "Parquet"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"All results ({kind})").click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        assert path.stat().st_size > 0
        assert path.suffix == f".{kind.lower()}"
