"""`lasegue adapt`, and `lasegue assess` for the case mix that it wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.assess import assess
from pipeline.cases import Case, find_case_mix
from pipeline.cases.tables import frame_from_matrix
from pipeline.knowledge import load_knowledge
from pipeline.model.artifact import load_classifier
from pipeline.synthesis import Request, sample_cases, write_cases
from tests.cli.running import Run
from tests.small_training import SmallTraining

IDS = load_knowledge().condition_ids
MIX = (("peripheral_arterial_disease", 0.6), ("disc_herniation", 0.4))


@pytest.fixture(scope="module")
def vascular(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("adapt") / "vascular.parquet"
    write_cases(path, 1200, Request(seed=81, mix=MIX))
    return path


def test_the_mix_is_estimated_written_and_told(
    lasegue: Run, vascular: Path, tmp_path: Path, tiny_model_folder: Path
) -> None:
    path = tmp_path / "leg clinic.yaml"
    outcome = lasegue("adapt", vascular, "--output", path, "--model", tiny_model_folder)
    assert (outcome.status, outcome.err) == (0, "")
    assert "CASE MIX LEG CLINIC, FROM 1,200 CASES" in outcome.out
    assert outcome.out.endswith(f"Saved in {path}.\n")
    mix = find_case_mix(str(path))
    assert mix.name == "leg clinic"
    assert mix.weights["peripheral_arterial_disease"] > 0.3
    assert min(mix.weights.values()) > 0


def test_the_figures_come_as_json_with_intervals(
    lasegue: Run, vascular: Path, tiny_model_folder: Path
) -> None:
    options = ("--format", "json", "--model", tiny_model_folder)
    figures = lasegue("adapt", vascular, *options).json
    assert figures["n_cases"] == 1200
    assert figures["few_cases"] is False
    rows = figures["conditions"]
    assert {row["condition"] for row in rows} == set(IDS)
    shares = [row["share"] for row in rows]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1.0)
    assert all(0 <= row["low"] <= row["share"] <= row["high"] <= 1 for row in rows)
    first = rows[0]
    assert first["condition"] == "peripheral_arterial_disease"
    assert first["share"] > 3 * first["reference"]


@pytest.mark.usefixtures("with_model")
def test_labels_are_not_looked_at_and_the_same_cases_give_the_same_bytes(
    lasegue: Run, tmp_path: Path
) -> None:
    cases = sample_cases(600, Request(seed=82))
    labelled = frame_from_matrix(cases)
    outputs = []
    for name, frame in (
        ("with", labelled),
        ("without", labelled.drop(columns="condition")),
    ):
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
        output = tmp_path / name / "mix.yaml"
        output.parent.mkdir()
        lasegue("adapt", tmp_path / f"{name}.csv", "--output", output)
        outputs.append(output.read_bytes())
    assert outputs[0] == outputs[1]


@pytest.mark.usefixtures("with_model")
def test_files_of_several_kinds_count_together_and_few_cases_are_warned_of(
    lasegue: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text('[{"findings": {"fever": "present"}}, {}]')
    (tmp_path / "b.yaml").write_text("{age: 63}")
    write_cases(tmp_path / "c.parquet", 3, Request(seed=1))
    files = [tmp_path / name for name in ("a.json", "b.yaml", "c.parquet")]
    outcome = lasegue("adapt", *files, "--format", "json")
    assert outcome.json["n_cases"] == 6
    assert outcome.err == "Warning: 6 cases are few: the intervals are wide.\n"


@pytest.mark.usefixtures("with_model")
def test_no_cases_are_bad_input_and_every_fault_is_told(
    lasegue: Run, tmp_path: Path
) -> None:
    (tmp_path / "none.yaml").write_text("[]")
    output = tmp_path / "mix.yaml"
    (fault,) = lasegue("adapt", tmp_path / "none.yaml", "--output", output).faults
    assert "the cases must be at least one. Got none" in fault
    (tmp_path / "a.yaml").write_text("{age: 400}")
    (tmp_path / "b.csv").write_text("colour\nred\n")
    names = ("a.yaml", "b.csv", "missing.parquet")
    faults = lasegue("adapt", *(tmp_path / name for name in names)).faults
    assert [any(name in fault for fault in faults) for name in names] == [True] * 3
    assert not output.exists()


@pytest.mark.usefixtures("with_model")
def test_a_name_that_cannot_be_shown_is_refused_and_nothing_written(
    lasegue: Run, tmp_path: Path, vascular: Path
) -> None:
    output = tmp_path / f"{'x' * 90}.yaml"
    (fault,) = lasegue("adapt", vascular, "--output", output).faults
    assert "name must be a text of 1 to 80 printable characters" in fault
    assert not output.exists()


@pytest.mark.usefixtures("no_model")
def test_without_a_model_nothing_is_estimated(lasegue: Run, vascular: Path) -> None:
    (fault,) = lasegue("adapt", vascular).faults
    assert "the manifest must be readable" in fault


# Assessing for a mix


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(json.dumps({"age": 63, "findings": {"claudication": "present"}}))
    return path


@pytest.mark.usefixtures("with_model")
def test_an_adapted_mix_is_one_more_way_to_assess(
    lasegue: Run, vascular: Path, case_file: Path, tmp_path: Path, small: SmallTraining
) -> None:
    path = tmp_path / "mix.yaml"
    lasegue("adapt", vascular, "--output", path)
    case = Case(age=63, findings={"claudication": "present"})
    classifier = load_classifier(small.model)
    for given, name in ((str(path), "mix"), ("spine_clinic", "spine_clinic")):
        outcome = lasegue("assess", case_file, "--format", "json", "--case-mix", given)
        assert (outcome.status, outcome.err) == (0, "")
        (assessment,) = outcome.json
        assert assessment["case_mix"] == {"name": name}
        assert assessment == assess(case, classifier, case_mix=given).to_dict()
    text = lasegue("assess", case_file, "--case-mix", path).out
    assert "for the case mix mix." in text


@pytest.mark.usefixtures("with_model")
def test_a_bad_mix_is_bad_input(lasegue: Run, case_file: Path, tmp_path: Path) -> None:
    (fault,) = lasegue("assess", case_file, "--case-mix", "emergancy").faults
    assert fault.endswith("Did you mean 'emergency'?")
    path = tmp_path / "bad.yaml"
    path.write_text("name: bad\nweights: {facet_cist: 1}\n")
    faults = lasegue("assess", case_file, "--case-mix", path).faults
    assert len(faults) == 1 + len(IDS)
    assert "Did you mean 'facet_cyst'?" in faults[0]
