from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.running import Run

pytestmark = pytest.mark.usefixtures("no_model")


@pytest.mark.parametrize(
    ("name", "content", "parts"),
    [
        (
            "a.yaml",
            "{findings: {fevr: present}}",
            ["findings.fevr", "Did you mean 'fever'?"],
        ),
        ("a.yaml", "{age: 400}", ["age", "from 16 to 110", "Got 400"]),
        ("a.yaml", "{age: 63.5}", ["a whole number", "Got 63.5"]),
        ("a.yaml", "{age: young}", ["age", "Got 'young'"]),
        ("a.yaml", "{age: 63, age: 64}", ["'age'", "the same key twice"]),
        (
            "a.yaml",
            "{findings: {fever: present, fever: absent}}",
            ["'fever'", "the same key twice"],
        ),
        (
            "a.json",
            '{"findings": {"fever": "present", "fever": "absent"}}',
            ["'fever'", "the same key twice"],
        ),
        ("a.yaml", "{findings: {fever: yes}}", ["findings.fever", "Got 'yes'"]),
        ("a.json", '{"findings": {"fever": true}}', ["findings.fever", "Got True"]),
        ("a.yaml", "{findings: [fever]}", ["findings", "a mapping of answers"]),
        ("a.yaml", "{sex: woman}", ["sex", "female", "Got 'woman'"]),
        ("a.yaml", "{pain_score: 11}", ["pain_score", "from 0 to 10"]),
        ("a.yaml", "{condition: facet_cyst}", ["a field must be one of"]),
        ("a.yaml", "just words", ["the case", "a mapping of fields"]),
        ("a.yaml", "", ["the file", "not empty", "zero bytes"]),
        ("a.json", "", ["the file", "not empty", "zero bytes"]),
        ("a.csv", "", ["the file", "not empty", "zero bytes"]),
        ("a.parquet", "", ["the file", "not empty", "zero bytes"]),
        ("a.yaml", "age: [63", ["line", "valid YAML"]),
        ("a.json", '{"age": 63', ["valid JSON"]),
        ("a.jsonl", '{"age": 63}\n{"age": \n', ["line 2", "valid JSON"]),
        ("a.parquet", "PAR1 but no more", ["readable Parquet"]),
        ("a.csv", "age,fever\n63,yes\n", ["row 1, column fever", "Got 'yes'"]),
        ("a.csv", "age,fever\nold,true\n", ["row 1, column age", "Got 'old'"]),
        ("a.csv", "age,fevr\n63,true\n", ["'fevr'", "Did you mean 'fever'?"]),
        ("a.csv", "age,fever\n63,true,1\n", ["row 1", "2 cells"]),
        ("a.csv", "age,condition\n63,cyst\n", ["condition", "facet_cyst"]),
        ("a.txt", "{}", ["the file's suffix", ".yaml"]),
    ],
)
def test_bad_input_is_refused(
    name: str, content: str, parts: list[str], lasegue: Run, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    (fault,) = lasegue("assess", path, "--format", "json").faults
    assert fault.startswith(str(path))
    for part in parts:
        assert part in fault


@pytest.mark.parametrize(
    ("column", "values", "parts"),
    [
        ("fever", [0.5, 1.0], ["column fever", "boolean", "double"]),
        ("fever", ["present", "absent"], ["column fever", "boolean"]),
        ("age", ["63", "64"], ["column age", "numeric"]),
        ("age", [63, 400], ["row 2, column age", "from 16 to 110", "Got 400"]),
        ("sex", [1, 2], ["column sex", "text"]),
        ("sex", ["female", "woman"], ["row 2, column sex", "Got 'woman'"]),
        ("condition", ["facet_cist", None], ["row 1, column condition", "facet_cyst"]),
    ],
)
def test_a_column_of_the_wrong_type_is_refused(
    column: str, values: list[object], parts: list[str], lasegue: Run, tmp_path: Path
) -> None:
    path = tmp_path / "table.parquet"
    pd.DataFrame({column: values}).to_parquet(path)
    (fault,) = lasegue("assess", path).faults
    for part in parts:
        assert part in fault


def test_a_truncated_table_is_refused(lasegue: Run, tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    pd.DataFrame({"age": [63] * 100}).to_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])
    (fault,) = lasegue("assess", path).faults
    assert "readable Parquet" in fault


def test_bytes_that_are_no_text_are_refused(lasegue: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"age: 63 # \xff\xfe")
    (fault,) = lasegue("assess", path).faults
    assert "UTF-8" in fault


@pytest.mark.parametrize("name", ["missing.yaml", "folder.yaml"])
def test_a_file_that_cannot_be_read_is_refused(
    name: str, lasegue: Run, tmp_path: Path
) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (fault,) = lasegue("assess", tmp_path / name).faults
    assert "the file must be readable" in fault


def test_every_fault_of_every_file_is_listed_and_no_case_is_assessed(
    lasegue: Run, tmp_path: Path
) -> None:
    good = {"age": 63}
    bad = {"age": 5, "sex": "woman", "findings": {"fevr": "present", "fever": "no"}}
    (tmp_path / "one.json").write_text(json.dumps([good, bad, good]))
    (tmp_path / "two.yaml").write_text("{pain_score: -1}")
    (tmp_path / "three.csv").write_text("age,fever\n63,true\n12,maybe\n")
    paths = [tmp_path / name for name in ("one.json", "two.yaml", "three.csv")]
    faults = lasegue("assess", *paths, tmp_path / "four.txt").faults
    found = []
    for fault in faults:
        where_and_what, _ = fault.split(" must be ")
        name = Path(fault.split()[0].rstrip(":")).name
        found.append((name, where_and_what.split()[-1]))
    assert sorted(found) == sorted(
        [
            ("one.json", "age"),
            ("one.json", "sex"),
            ("one.json", "findings.fevr"),
            ("one.json", "findings.fever"),
            ("two.yaml", "pain_score"),
            ("three.csv", "age"),
            ("three.csv", "fever"),
            ("four.txt", "suffix"),
        ]
    )
    assert any("case 2" in fault for fault in faults)


@pytest.mark.parametrize(
    "arguments",
    [
        ("assess",),
        ("assess", "--format", "xml", "case.yaml"),
        ("assess", "--formt", "json", "case.yaml"),
        ("asses", "case.yaml"),
    ],
)
def test_a_command_that_makes_no_sense_is_refused(
    arguments: tuple[str, ...], lasegue: Run
) -> None:
    outcome = lasegue(*arguments)
    assert outcome.status == 2
    assert outcome.out == ""
    assert "Usage: lasegue" in outcome.err
    assert "Traceback" not in outcome.err
