from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.cases.labelled import read_table
from pipeline.errors import CaseError

CSV = "age,fever,condition\n40,true,disc_herniation\n,,none_of_these\n"


def test_labels_are_read_from_csv_and_parquet_alike(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbf" + CSV.encode())
    labels = ["disc_herniation", "none_of_these"]
    columns = {"age": [40, None], "fever": [True, None], "condition": labels}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    for name in ("a.csv", "a.parquet"):
        matrix = read_table(tmp_path / name)
        assert matrix.condition is not None
        assert matrix.condition.tolist() == labels
        assert matrix.age.tolist()[0] == 40


def test_every_fault_of_a_csv_table_is_listed_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("age,fevr,fever\n40,true,maybe\n5,,\n")
    with pytest.raises(CaseError, match=r"a\.csv: row 1, column fever") as caught:
        read_table(path)
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.txt", b"", "the suffix must be .csv or .parquet. Got .txt."),
        ("a", b"", "the suffix must be .csv or .parquet. Got no suffix."),
        ("a.csv", None, "the file must be readable. Got No such file or directory."),
        ("a.csv", b"\xff", "the file must be UTF-8 text. Got byte 0xff at position 0."),
        ("a.csv", b"", "the file must be not empty. Got zero bytes."),
        ("a.csv", b"\n\n", "the file must be a table. Got blank lines only."),
        ("a.csv", b'"', "the file must be valid CSV. Got unexpected end of data."),
        ("a.parquet", b"", "the file must be not empty. Got zero bytes."),
        ("a.parquet", b"PAR1", "the file must be readable Parquet. Got "),
    ],
)
def test_a_table_that_cannot_be_read_is_a_fault(
    tmp_path: Path, name: str, content: bytes | None, fault: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CaseError, match=r" must be ") as caught:
        read_table(path)
    assert str(caught.value).startswith(f"{path}: {fault}")
