from pathlib import Path

import pandas as pd
import pytest

from pipeline.assess import assess
from pipeline.cases import read_cases
from pipeline.model.artifact import load_classifier
from tests.cli.running import Run
from tests.small_training import SmallTraining

PUBLISHED = Path(__file__).parents[2] / "data" / "published" / "cases.yaml"


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_published_cases_get_the_urgency_that_assess_gives(
    lasegue: Run, suffix: str, small: SmallTraining, tmp_path: Path
) -> None:
    output = tmp_path / f"scores.{suffix}"
    result = lasegue("score", PUBLISHED, "--output", output, "--model", small.model)
    assert (result.status, result.err) == (0, "")
    read = pd.read_parquet if suffix == "parquet" else pd.read_csv
    table = read(output)
    classifier = load_classifier(small.model)
    expected = [assess(case, classifier) for case in read_cases([PUBLISHED])]
    assert table["urgency"].tolist() == [one.urgency.value for one in expected]
    assert table["urgency_from"].tolist() == [one.urgency_from for one in expected]


def test_an_output_that_is_no_table_is_refused(
    lasegue: Run, small: SmallTraining, tmp_path: Path
) -> None:
    output = tmp_path / "scores.xlsx"
    result = lasegue("score", PUBLISHED, "--output", output, "--model", small.model)
    (fault,) = result.faults
    assert ".parquet or .csv" in fault
    assert not output.exists()


def test_nothing_is_written_when_a_case_is_faulty(
    lasegue: Run, small: SmallTraining, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("findings: {fevre: present}\n", encoding="utf-8")
    output = tmp_path / "scores.csv"
    result = lasegue("score", wrong, "--output", output, "--model", small.model)
    (fault,) = result.faults
    assert "fever" in fault
    assert not output.exists()
