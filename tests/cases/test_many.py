from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.cases.many import read_many
from pipeline.cases.tables import frame_from_matrix
from pipeline.errors import CaseError
from pipeline.synthesis import Request, sample_cases

CASES = sample_cases(6, Request(seed=3))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "cases.csv"
    frame_from_matrix(replace(CASES, condition=None)).to_csv(path, index=False)
    return path


def test_tables_and_documents_are_read_in_order(table: Path, tmp_path: Path) -> None:
    document = tmp_path / "one.yaml"
    document.write_text("findings: {fever: present}\n", encoding="utf-8")
    both = read_many([document, table])
    assert len(both) == 7
    assert both.condition is None
    assert np.array_equal(both.answers[1:], CASES.answers)
    assert both.answers[0, both.finding_ids.index("fever")] == 1


def test_labels_are_not_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "labelled.csv"
    frame_from_matrix(CASES).to_csv(path, index=False)
    assert read_many([path]).condition is None


def test_faults_of_every_file_are_told_at_once(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.csv"):
        (tmp_path / name).write_text("", encoding="utf-8")
    with pytest.raises(CaseError, match=r"a\.yaml") as caught:
        read_many([tmp_path / "a.yaml", tmp_path / "b.csv"])
    assert len(caught.value.faults) == 2
