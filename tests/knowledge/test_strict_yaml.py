from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.knowledge.strict_yaml import DEEPEST, parse_yaml, read_yaml


def test_plain_yaml_is_read() -> None:
    data, faults = parse_yaml("a: 1\nb: [2.5, x]\n", "x.yaml")
    assert data == {"a": 1, "b": [2.5, "x"]}
    assert faults == []


def test_every_duplicate_key_is_listed_with_its_line() -> None:
    text = "a: 1\nb: {c: 1, c: 2}\na: 3\n"
    _, faults = parse_yaml(text, "x.yaml")
    assert sorted((fault.where, fault.what) for fault in faults) == [
        ("x.yaml line 2", "the key 'c'"),
        ("x.yaml line 3", "the key 'a'"),
    ]
    assert {fault.must_be for fault in faults} == {"unique in its mapping"}


def test_the_same_key_in_two_mappings_is_no_duplicate() -> None:
    data, faults = parse_yaml("a: {n: 1}\nb: {n: 2}\n", "x.yaml")
    assert data == {"a": {"n": 1}, "b": {"n": 2}}
    assert faults == []


@pytest.mark.parametrize(
    "word",
    ["yes", "no", "true", "false", "on", "off", "Yes", "2024-01-31", "063", "1:03"],
)
def test_words_that_yaml_would_turn_into_something_else_stay_words(word: str) -> None:
    data, faults = parse_yaml(f"answer: {word}\n", "x.yaml")
    assert data == {"answer": word}
    assert faults == []


@pytest.mark.parametrize("word", ["null", "~", ""])
def test_null_stays_null(word: str) -> None:
    data, _ = parse_yaml(f"answer: {word}\n", "x.yaml")
    assert data == {"answer": None}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", 3),
        ("a: 1\n  b: 2\n", 2),
        ("a: 1\nb: 'open\n", 3),
        ("a: 1\nb: *nobody\n", 2),
    ],
)
def test_broken_syntax_names_the_line(text: str, line: int) -> None:
    data, faults = parse_yaml(text, "x.yaml")
    assert data is None
    assert len(faults) == 1
    assert faults[0].where == f"x.yaml line {line}"
    assert faults[0].must_be == "valid YAML"


def test_a_value_that_contradicts_its_tag_is_a_fault() -> None:
    data, faults = parse_yaml('a: !!int "x"\n', "x.yaml")
    assert data is None
    assert [fault.must_be for fault in faults] == ["valid YAML"]


def test_a_character_that_yaml_forbids_is_a_fault() -> None:
    data, faults = parse_yaml("a: \x07\n", "x.yaml")
    assert data is None
    assert [fault.must_be for fault in faults] == ["valid YAML"]


def test_nesting_without_end_is_refused_before_it_is_built() -> None:
    data, faults = parse_yaml("[" * 50_000, "x.yaml")
    assert data is None
    assert [fault.got for fault in faults] == [f"more than {DEEPEST} levels"]


def test_broken_syntax_in_a_long_line_names_the_line() -> None:
    data, faults = parse_yaml("a: 1\nb: [" + "[1], " * 300 + "\n", "x.yaml")
    assert data is None
    assert [fault.where for fault in faults] == ["x.yaml line 3"]


def test_text_that_is_no_valid_unicode_is_a_fault() -> None:
    data, faults = parse_yaml("a: \ud800\n", "x.yaml")
    assert data is None
    assert [fault.must_be for fault in faults] == ["valid YAML"]


def test_many_shallow_brackets_are_fine() -> None:
    data, faults = parse_yaml("a: [" + "[1], " * 300 + "[1]]\n", "x.yaml")
    assert faults == []
    assert len(data["a"]) == 301


def test_a_key_that_is_itself_a_list_is_a_fault() -> None:
    data, faults = parse_yaml("? [a, b]\n: 1\n", "x.yaml")
    assert data is None
    assert [fault.must_be for fault in faults] == ["valid YAML"]


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    data, faults = read_yaml(tmp_path / "none.yaml")
    assert data is None
    assert str(faults[0]) == (
        "none.yaml: the file must be readable. Got No such file or directory. "
        "Check path and permissions."
    )


def test_a_file_that_is_not_utf8_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("name: Lasègue".encode("latin-1"))
    data, faults = read_yaml(path, "conditions/latin.yaml")
    assert data is None
    assert faults[0].where == "conditions/latin.yaml"
    assert faults[0].must_be == "UTF-8 text"


def test_a_file_is_named_by_its_own_name_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: 1\na: 2\n")
    _, faults = read_yaml(path)
    assert faults[0].where == "x.yaml line 2"
