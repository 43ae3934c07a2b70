from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.cases import Case, cases_from_matrix, read_cases
from pipeline.cases.parquet import generated_schema, read_matrix, read_parquet
from pipeline.errors import CaseError
from pipeline.knowledge import load_knowledge
from pipeline.synthesis.population import Request
from pipeline.synthesis.stream import sample_cases, write_cases
from tests.cases.outcome import outcome


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("generated") / "cases.parquet"
    write_cases(path, 100, Request(seed=7))
    return path


def test_generated_tables_have_the_columns_and_types_of_the_contract(
    generated: Path,
) -> None:
    schema = pq.read_schema(generated)
    text = pa.dictionary(pa.int8(), pa.string())
    findings = load_knowledge().finding_ids
    expected = {
        "age": pa.int16(),
        "sex": text,
        "care_setting": text,
        "duration_days": pa.int32(),
        "pain_score": pa.int8(),
        **dict.fromkeys(findings, pa.bool_()),
        "condition": text,
    }
    read = {field.name: field.type for field in schema}
    # The width of dictionary indices is not kept by Parquet itself.
    assert {
        name: "text" if pa.types.is_dictionary(kind) else kind
        for name, kind in read.items()
    } == {
        name: "text" if pa.types.is_dictionary(kind) else kind
        for name, kind in expected.items()
    }
    assert list(read) == list(expected)
    declared = generated_schema(findings, {"a": "b"})
    assert {field.name: field.type for field in declared} == expected
    assert declared.metadata == {b"a": b"b"}


def test_a_generated_table_is_a_valid_case_file(generated: Path) -> None:
    assert read_cases([generated]) == cases_from_matrix(
        sample_cases(100, Request(seed=7))
    )


def test_a_generated_table_is_read_straight_into_arrays(generated: Path) -> None:
    drawn, read = sample_cases(100, Request(seed=7)), read_matrix(generated)
    np.testing.assert_array_equal(read.answers, drawn.answers)
    np.testing.assert_array_equal(read.age, drawn.age)
    assert read.condition is not None
    assert drawn.condition is not None
    assert read.condition.tolist() == drawn.condition.tolist()


def test_a_generated_table_without_rows_is_a_valid_case_file(tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    write_cases(path, 0, Request(seed=7))
    assert read_cases([path]) == []


def test_fractional_duration_and_pain_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"duration_days": [2.5], "pain_score": [6.5]}), path)
    assert read_cases([path]) == [Case(duration_days=2.5, pain_score=6.5)]


@pytest.mark.parametrize(
    "content", [b"PAR1", b"x" * 100, b"PAR1" + b"\0" * 100 + b"PAR1", b"age\n40\n"]
)
def test_what_is_no_parquet_is_a_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    with pytest.raises(CaseError, match=r"the file must be readable Parquet\. Got "):
        read_parquet(path)


def test_a_truncated_table_is_a_fault(generated: Path, tmp_path: Path) -> None:
    path = tmp_path / "half.parquet"
    content = generated.read_bytes()
    for size in (1, 8, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:size])
        with pytest.raises(CaseError, match="it may be truncated"):
            read_parquet(path)


def test_a_missing_table_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="must be readable Parquet"):
        read_matrix(tmp_path / "none.parquet")


@pytest.mark.parametrize("compression", ["none", "zstd"])
def test_damaged_bytes_give_cases_or_faults(tmp_path: Path, compression: str) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table(
        {
            "fever": [True, None, False] * 5,
            "age": pa.array([40, None, 50] * 5, pa.int16()),
            "sex": pa.array(["male", None, "female"] * 5).dictionary_encode(),
            "case_id": [f"c{i}" for i in range(15)],
            "duration_days": [1.5] * 15,
        }
    )
    pq.write_table(table, path, compression=compression)
    whole = path.read_bytes()
    rng = random.Random(1)  # noqa: S311 - no secret
    refused = 0
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(rng.choice([1, 2, 5, 20])):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        path.write_bytes(damaged)
        _, faults = outcome(lambda: read_cases([path]))
        refused += bool(faults)
    assert refused > 200


def test_a_file_of_too_many_cases_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.parquet"
    pq.write_table(pa.table({"age": pa.nulls(5_000_000, pa.int8())}), path)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(CaseError, match="must be of at most 100 cases") as caught:
        read_parquet(path, most_rows=100)
    assert "Got 5,000,000." in str(caught.value)
