from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.assess import assess
from pipeline.cases import Case, CaseMatrix, matrix_from_cases
from pipeline.cases.tables import frame_from_matrix
from pipeline.model.artifact import load_classifier
from tests.cli.running import Run
from tests.known_cases import KEYS
from tests.small_training import SmallTraining

pytestmark = pytest.mark.usefixtures("with_model")
PUBLISHED = Path(__file__).parents[2] / "data" / "published" / "cases.yaml"
CASE = {
    "case_id": "a",
    "age": 63,
    "sex": "female",
    "care_setting": "primary_care",
    "duration_days": 42,
    "pain_score": 7,
    "findings": {"slr_positive": "present", "fever": "absent"},
}


def as_matrix(case_id: str) -> CaseMatrix:
    return matrix_from_cases([Case(**{**CASE, "case_id": case_id})])  # type: ignore[arg-type]


def as_csv(case_id: str, path: Path) -> None:
    frame_from_matrix(as_matrix(case_id), [case_id]).to_csv(path, index=False)


def as_parquet(case_id: str, path: Path) -> None:
    frame_from_matrix(as_matrix(case_id), [case_id]).to_parquet(path)


def as_json(case_id: str, path: Path) -> None:
    path.write_text(json.dumps([CASE | {"case_id": case_id}]))


def as_jsonl(case_id: str, path: Path) -> None:
    path.write_text(json.dumps(CASE | {"case_id": case_id}) + "\n")


def as_yaml(case_id: str, path: Path) -> None:
    path.write_text(
        f"- case_id: {case_id}\n  quality: good\n  case:\n    age: 63\n"
        "    sex: female\n    care_setting: primary_care\n    duration_days: 42\n"
        "    pain_score: 7\n    findings: {slr_positive: present, fever: absent}\n"
    )


WRITERS = {
    "yaml": as_yaml,
    "json": as_json,
    "jsonl": as_jsonl,
    "csv": as_csv,
    "parquet": as_parquet,
}


@pytest.fixture
def expected(small: SmallTraining) -> dict[str, Any]:
    case = Case(**{**CASE, "case_id": None})  # type: ignore[arg-type]
    return assess(case, load_classifier(small.model)).to_dict()


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_same_case_gets_the_same_assessment_from_every_kind_of_file(
    suffix: str, lasegue: Run, tmp_path: Path, expected: dict[str, Any]
) -> None:
    path = tmp_path / f"case.{suffix}"
    WRITERS[suffix]("b", path)
    outcome = lasegue("assess", path, "--format", "json")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.json == [expected | {"case_id": "b"}]


def test_several_files_are_assessed_in_order(
    lasegue: Run, tmp_path: Path, expected: dict[str, Any]
) -> None:
    paths = []
    for number, (suffix, write) in enumerate(WRITERS.items()):
        paths.append(tmp_path / f"{9 - number}.{suffix}")
        write(f"case {number}", paths[-1])
    outcome = lasegue("assess", *paths, "--format", "jsonl")
    assessments = [json.loads(line) for line in outcome.out.splitlines()]
    assert assessments == [expected | {"case_id": f"case {i}"} for i in range(5)]


def test_every_key_of_the_contract_is_there_in_order(
    lasegue: Run, tmp_path: Path
) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("{}")
    (assessment,) = lasegue("assess", path, "--format", "json").json
    assert list(assessment) == KEYS
    assert len(assessment["differential"]) == 28


def test_text_is_the_default_and_tells_every_case(lasegue: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        as_json(name, tmp_path / f"{name}.json")
    outcome = lasegue("assess", tmp_path / "one.json", tmp_path / "two.json")
    assert outcome.status == 0
    assert outcome.out.index("CASE one") < outcome.out.index("CASE two")
    assert outcome.out.count("URGENCY: ") == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.yaml", "[]"),
        ("none.json", "[]\n"),
        ("none.csv", "age,sex,fever\n"),
        ("none.jsonl", "\n"),
    ],
)
def test_no_cases_is_a_valid_input(
    name: str, content: str, lasegue: Run, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(content)
    as_object = lasegue("assess", path, "--format", "json")
    assert (as_object.status, as_object.json, as_object.err) == (0, [], "")
    as_lines = lasegue("assess", path, "--format", "jsonl")
    assert (as_lines.status, as_lines.out, as_lines.err) == (0, "", "")
    assert lasegue("assess", path).out == "No cases.\n"


def test_an_empty_parquet_table_is_a_valid_input(lasegue: Run, tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    frame_from_matrix(as_matrix("a")).head(0).to_parquet(path)
    outcome = lasegue("assess", path, "--format", "json")
    assert (outcome.status, outcome.json) == (0, [])


def test_a_single_case_is_still_an_array(lasegue: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE))
    assert isinstance(lasegue("assess", path, "--format", "json").json, list)


def test_one_case_can_be_picked_by_name(lasegue: Run) -> None:
    name = "ces_hakan_2012_34f"
    outcome = lasegue("assess", PUBLISHED, "--case-id", name, "--format", "json")
    (assessment,) = outcome.json
    assert assessment["case_id"] == name
    assert assessment["urgency"] == "emergency"


def test_an_unknown_name_is_refused_with_the_nearest(lasegue: Run) -> None:
    (fault,) = lasegue("assess", PUBLISHED, "--case-id", "ces_hakan_2012").faults
    assert fault == (
        "--case-id: it must be the name of a case. Got 'ces_hakan_2012'. "
        "Did you mean 'ces_hakan_2012_34f'?"
    )


def test_urgency_never_changes_the_exit_status(lasegue: Run, tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    flag = {"findings": {"saddle_numbness": "present"}}
    path.write_text(json.dumps([flag, {}]))
    outcome = lasegue("assess", path, "--format", "json")
    assert outcome.status == 0
    assert outcome.json[0]["urgency"] == "emergency"


def test_a_case_that_breaks_a_requirement_is_warned_of_not_refused(
    lasegue: Run, tmp_path: Path
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("{sex: male, findings: {pregnancy_or_postpartum: present}}")
    outcome = lasegue("assess", path, "--format", "json")
    assert outcome.status == 0
    assert outcome.err.startswith("Warning: case 1: pregnancy_or_postpartum would need")
    assert len(outcome.json) == 1


# Which model


def test_the_model_of_the_environment_is_the_default(
    lasegue: Run, tmp_path: Path, small: SmallTraining
) -> None:
    as_json("a", tmp_path / "case.json")
    (by_default,) = lasegue("assess", tmp_path / "case.json", "--format", "json").json
    assert by_default["model"]["digest"] == load_classifier(small.model).digest
    assert by_default["coverage"] == 0.9


@pytest.mark.parametrize("name", ["", "manifest.json", "classifier.joblib"])
def test_a_model_is_named_by_its_folder_or_a_file_in_it(
    name: str, lasegue: Run, tmp_path: Path, small: SmallTraining
) -> None:
    as_json("a", tmp_path / "case.json")
    model = small.model / name
    outcome = lasegue(
        "assess", tmp_path / "case.json", "--format", "json", "--model", model
    )
    assert outcome.json[0]["model"] is not None
