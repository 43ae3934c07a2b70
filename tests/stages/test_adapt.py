from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cases import find_case_mix
from pipeline.cases.parquet import read_matrix
from pipeline.errors import CaseError, OutputError
from pipeline.knowledge.strict_yaml import read_yaml
from pipeline.model.adaptation import adapt_to
from pipeline.model.artifact import load_classifier
from pipeline.stages.adapt import FEW_CASES, adapt, write_adaptation
from pipeline.synthesis import Request, write_cases
from tests.model.exact import IDS


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cases") / "cases.parquet"
    write_cases(path, FEW_CASES, Request(seed=83, care_setting="emergency"))
    return path


def test_the_figures_are_those_of_the_model(
    table: Path, tiny_model_folder: Path
) -> None:
    classifier = load_classifier(tiny_model_folder)
    found = adapt_to(classifier, read_matrix(table))
    figures = adapt([table], tiny_model_folder, "ours")
    assert (figures["name"], figures["n_cases"]) == ("ours", FEW_CASES)
    assert figures["few_cases"] is False
    assert figures["bias_corrected"] is (classifier.bias_correction is not None)
    rows = {row["condition"]: row for row in figures["conditions"]}
    assert [rows[key]["share"] for key in IDS] == found.weights.tolist()
    assert [rows[key]["low"] for key in IDS] == found.low.tolist()
    assert [rows[key]["reference"] for key in IDS] == found.reference.tolist()


def test_the_file_says_where_the_mix_comes_from(
    table: Path, tiny_model_folder: Path, tmp_path: Path
) -> None:
    figures = adapt([table, table], tiny_model_folder, "ours")
    path = tmp_path / "mix.yaml"
    write_adaptation(figures, path)
    written, faults = read_yaml(path)
    assert not faults
    assert list(written) == ["name", "method", "n_cases", "weights", "intervals"]
    assert written["n_cases"] == 2 * FEW_CASES
    assert "EM" in written["method"]
    assert list(written["intervals"]) == list(written["weights"]) == list(IDS)
    mix = find_case_mix(str(path))
    shares = {row["condition"]: row["share"] for row in figures["conditions"]}
    assert mix.weights == pytest.approx(shares, abs=1e-8)


def test_a_file_that_cannot_be_written_is_told(
    table: Path, tiny_model_folder: Path, tmp_path: Path
) -> None:
    figures = adapt([table], tiny_model_folder, "ours")
    with pytest.raises(OutputError, match="a writable file in an existing folder"):
        write_adaptation(figures, tmp_path / "missing" / "mix.yaml")


def test_files_without_cases_are_refused(
    tiny_model_folder: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("age,sex\n")
    with pytest.raises(CaseError, match="the cases must be at least one"):
        adapt([empty], tiny_model_folder, "ours")
