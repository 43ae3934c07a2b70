from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases import Case
from pipeline.errors import OptionError
from pipeline.model import Classifier
from tests.report.sheet.reading import ReadPdf, closed_up
from tests.report.sheet.sample import CASES, ODD_NAME, content_of, pdf_of, texts_in

MOST_PAGES = 2
# What Typst's own fonts can show, and what means something to Typst.
SIGNS = '#set$*_`@<>\\/[]{}()"&~=+- 0aÅèßΩЖ–—…“”≥→'


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("with_model", [True, False])
def test_the_pdf_holds_all_of_the_content_on_two_pages_at_most(
    name: str, with_model: bool, classifier: Classifier
) -> None:
    model = classifier if with_model else None
    pdf = ReadPdf(pdf_of(CASES[name], model))
    content = content_of(CASES[name], model)
    assert [one for one in texts_in(content) if closed_up(one) not in pdf.text] == []
    assert pdf.n_pages <= MOST_PAGES


@pytest.mark.parametrize("name", ["nothing known", "an emergency", "an ordinary one"])
def test_an_ordinary_case_fits_on_one_page(name: str, classifier: Classifier) -> None:
    assert ReadPdf(pdf_of(CASES[name], classifier)).n_pages == 1


def test_a_name_that_looks_like_typst_is_text() -> None:
    assert closed_up(ODD_NAME) in ReadPdf(pdf_of(CASES["an odd name"])).text


@settings(max_examples=20)
@given(st.text(SIGNS, min_size=1, max_size=60))
def test_whatever_the_name_holds_comes_out_as_text(name: str) -> None:
    case = Case(case_id=name)
    assert closed_up(content_of(case)["name"]) in ReadPdf(pdf_of(case)).text


def test_a_sign_that_no_font_shows_still_leaves_a_sheet() -> None:
    pdf = ReadPdf(pdf_of(Case(case_id="漢字 😀 \x07")))
    assert "Lasègue" in pdf.text


def test_it_can_be_read_aloud() -> None:
    pdf = ReadPdf(pdf_of(CASES["an emergency"]))
    assert b"/Lang(en-GB)" in pdf.catalog
    assert b"/Marked true" in pdf.catalog
    assert b"/DisplayDocTitle true" in pdf.catalog
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.metadata
    assert "Lasègue: Leg pain that seems to come from the back" in pdf.metadata


def test_neither_time_nor_process_changes_the_bytes() -> None:
    program = (
        "import sys; from tests.report.sheet.sample import CASES, pdf_of;"
        "sys.stdout.buffer.write(pdf_of(CASES['an emergency']))"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    here = pdf_of(CASES["an emergency"])
    assert here == elsewhere.stdout
    assert b"CreationDate" not in here


def test_without_typst_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(OptionError, match=r"typst must be installed.*lasegue\[app\]"):
        pdf_of(Case())
