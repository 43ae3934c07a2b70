from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cases import Case
from pipeline.cases.fhir import Release, questionnaire_response
from tests.cases.fhir.models import validate
from tests.cli.running import Run
from tests.known_cases import EMERGENCY, SCIATICA

pytestmark = pytest.mark.usefixtures("with_model")


def write(path: Path, *cases: Case) -> Path:
    path.write_text(json.dumps([case.to_dict() for case in cases]))
    return path


@pytest.mark.parametrize("release", Release)
def test_a_bundle_holds_answers_and_assessment_of_every_case(
    release: Release, lasegue: Run, tmp_path: Path
) -> None:
    path = write(tmp_path / "cases.json", SCIATICA, EMERGENCY)
    options = ("--format", "fhir", "--fhir-release", release)
    outcome = lasegue("assess", path, *options)
    assert (outcome.status, outcome.err) == (0, "")
    validate(outcome.json, release)
    kinds = [entry["resource"]["resourceType"] for entry in outcome.json["entry"]]
    assert kinds == ["QuestionnaireResponse", "RiskAssessment"] * 2


def test_what_was_written_is_read_and_assessed_the_same(
    lasegue: Run, tmp_path: Path
) -> None:
    path = write(tmp_path / "cases.json", SCIATICA, EMERGENCY)
    bundle = tmp_path / "bundle.json"
    bundle.write_text(lasegue("assess", path, "--format", "fhir").out)
    again = lasegue("assess", bundle, "--format", "json")
    assert again.json == lasegue("assess", path, "--format", "json").json


@pytest.mark.parametrize("name", ["one.json", "list.json", "lines.jsonl"])
def test_a_response_is_read_alone_in_a_list_and_line_by_line(
    name: str, lasegue: Run, tmp_path: Path
) -> None:
    response = questionnaire_response(EMERGENCY)
    held = [response] if name == "list.json" else response
    (tmp_path / name).write_text(json.dumps(held))
    (assessment,) = lasegue("assess", tmp_path / name, "--format", "json").json
    assert assessment["urgency"] == "emergency"


def test_no_cases_are_an_empty_bundle(lasegue: Run, tmp_path: Path) -> None:
    outcome = lasegue("assess", write(tmp_path / "none.json"), "--format", "fhir")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.json == {"resourceType": "Bundle", "type": "collection"}


def test_every_fault_of_a_response_is_listed_and_nothing_is_written(
    lasegue: Run, tmp_path: Path
) -> None:
    response = questionnaire_response(SCIATICA) | {"status": "bogus", "colour": "red"}
    response["item"].append({"linkId": "fevr"})
    path = tmp_path / "response.json"
    path.write_text(json.dumps(response))
    faults = lasegue("assess", path, "--format", "fhir").faults
    assert len(faults) == 3


@pytest.mark.parametrize("release", Release)
def test_the_questionnaire_is_printed(release: Release, lasegue: Run) -> None:
    outcome = lasegue("knowledge", "questionnaire", "--fhir-release", release)
    assert (outcome.status, outcome.err) == (0, "")
    validate(outcome.json, release)
