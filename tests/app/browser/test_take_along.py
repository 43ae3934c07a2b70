from __future__ import annotations

import json
from pathlib import Path

import yaml
from playwright.sync_api import Page, expect

from pipeline.knowledge import load_knowledge
from tests.app.browser.conftest import Open, settle
from tests.report.sheet.reading import ReadPage, ReadPdf, closed_up

SADDLE = load_knowledge().findings["saddle_numbness"].label
TITLE = closed_up("Emergency: emergency department now")
FILES = {
    "PDF": "assessment.pdf",
    "Page to print": "assessment.html",
    "Assessment (JSON)": "assessment.json",
    "Answers (YAML)": "case.yaml",
    "FHIR (R5)": "assessment.fhir.json",
}


def taken(page: Page, label: str) -> bytes:
    """Click a button and give what was downloaded."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    assert waiting.value.suggested_filename == FILES[label]
    return Path(waiting.value.path()).read_bytes()


def test_every_file_is_of_the_patient_on_the_screen(
    open_page: Open, asked_for: list[str], server: str
) -> None:
    page = open_page()
    offer = page.get_by_role("button", name="Take it along")
    expect(offer).to_be_disabled()
    question = page.locator(".st-key-form").get_by_role("radiogroup", name=SADDLE)
    question.get_by_role("radio", name="Yes").click()
    page.get_by_role("dialog").get_by_role("button", name="Understood").click()
    settle(page)
    offer.click()
    assert TITLE in ReadPdf(taken(page, "PDF")).text
    assert TITLE in ReadPage(taken(page, "Page to print").decode()).text
    (assessment,) = json.loads(taken(page, "Assessment (JSON)"))
    assert assessment["urgency"] == "emergency"
    assert assessment["model"] is not None
    after = yaml.safe_load(taken(page, "Answers (YAML)"))
    assert after == {"findings": {"saddle_numbness": "present"}}
    bundle = json.loads(taken(page, "FHIR (R5)"))
    assert [entry["resource"]["resourceType"] for entry in bundle["entry"]] == [
        "QuestionnaireResponse",
        "RiskAssessment",
    ]
    own = (f"{server}/", f"{server.replace('http', 'ws')}/", "data:", "blob:")
    assert [address for address in asked_for if not address.startswith(own)] == []
