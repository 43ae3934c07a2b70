from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.assess import assess
from pipeline.cases import read_cases
from pipeline.knowledge import load_knowledge
from pipeline.model.artifact import load_classifier
from pipeline.report.sheet.page import render_sheet_page
from pipeline.report.sheet.pdf import render_sheet_pdf
from tests.cli.running import Run
from tests.small_training import SmallTraining

PUBLISHED = Path(__file__).parents[2] / "data" / "published" / "cases.yaml"
NAME = "ces_hakan_2012_34f"


@pytest.mark.parametrize("suffix", ["pdf", "html", "PDF"])
def test_the_sheet_is_that_of_the_assessment_of_the_named_case(
    suffix: str, lasegue: Run, small: SmallTraining, tmp_path: Path
) -> None:
    output = tmp_path / f"sheet.{suffix}"
    outcome = lasegue(
        "sheet",
        PUBLISHED,
        "--case-id",
        NAME,
        "--output",
        output,
        "--model",
        small.model,
    )
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == f"Saved in {output}.\n"
    (case,) = [case for case in read_cases([PUBLISHED]) if case.case_id == NAME]
    parts = (assess(case, load_classifier(small.model)).to_dict(), case)
    if suffix == "html":
        expected = render_sheet_page(*parts, load_knowledge()).encode()
    else:
        expected = render_sheet_pdf(*parts, load_knowledge())
    assert output.read_bytes() == expected
    assert [path.name for path in tmp_path.iterdir()] == [output.name]


@pytest.mark.usefixtures("no_model")
def test_without_a_model_the_rules_make_a_sheet_and_say_so(
    lasegue: Run, tmp_path: Path
) -> None:
    (tmp_path / "case.yaml").write_text("{findings: {saddle_numbness: present}}")
    output = tmp_path / "sheet.html"
    outcome = lasegue("sheet", tmp_path / "case.yaml", "--output", output)
    assert outcome.status == 0
    assert outcome.err.startswith("No model: the rules answer alone. ")
    text = output.read_text("utf-8")
    assert "only the red-flag rules have answered" in text
    assert "Emergency: emergency department now" in text


def test_a_case_mix_can_be_chosen(
    lasegue: Run, small: SmallTraining, tmp_path: Path
) -> None:
    (tmp_path / "case.yaml").write_text("{age: 63}")
    output = tmp_path / "sheet.html"
    arguments = (tmp_path / "case.yaml", "--output", output, "--model", small.model)
    assert lasegue("sheet", *arguments, "--case-mix", "spine_clinic").status == 0
    assert "for the case mix spine_clinic" in output.read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "got"), [("[]", "0 cases"), ("[{age: 40}, {age: 50}]", "2 cases")]
)
def test_a_sheet_is_of_one_case(
    content: str, got: str, lasegue: Run, tmp_path: Path
) -> None:
    (tmp_path / "cases.yaml").write_text(content)
    output = tmp_path / "sheet.pdf"
    (fault,) = lasegue("sheet", tmp_path / "cases.yaml", "--output", output).faults
    assert f"the file must be one case. Got {got}." in fault
    assert not output.exists()


def test_a_file_of_another_kind_is_refused(lasegue: Run, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("{}")
    output = tmp_path / "sheet.docx"
    (fault,) = lasegue("sheet", tmp_path / "case.yaml", "--output", output).faults
    assert fault.startswith("--output: the file must be .pdf or .html. Got ")
    assert not output.exists()


@pytest.mark.usefixtures("no_model")
def test_a_place_that_cannot_be_written_is_refused(
    lasegue: Run, tmp_path: Path
) -> None:
    (tmp_path / "case.yaml").write_text("{}")
    output = tmp_path / "missing" / "sheet.pdf"
    outcome = lasegue("sheet", tmp_path / "case.yaml", "--output", output)
    assert outcome.status == 2
    assert f"{output}: the output must be a writable file" in outcome.err


def test_a_case_that_breaks_a_requirement_is_warned_of(
    lasegue: Run, small: SmallTraining, tmp_path: Path
) -> None:
    (tmp_path / "case.yaml").write_text(
        "{sex: male, findings: {pregnancy_or_postpartum: present}}"
    )
    output = tmp_path / "sheet.html"
    outcome = lasegue(
        "sheet", tmp_path / "case.yaml", "--output", output, "--model", small.model
    )
    assert outcome.status == 0
    assert outcome.err.startswith("Warning: the case: pregnancy_or_postpartum would")
    assert "Please check:" in output.read_text("utf-8")
