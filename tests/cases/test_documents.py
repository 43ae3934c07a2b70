from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.cases import Case
from pipeline.cases.documents import (
    cases_from_json,
    cases_from_jsonl,
    cases_from_yaml,
    parse_json,
)
from tests.strategies import cases

BAD_AGE = (
    "age must be a whole number from 16 to 110. Got 5. "
    "Give the number alone, or leave it out when it is not known."
)


def of_yaml(text: str) -> list[str]:
    return [str(fault) for fault in cases_from_yaml(text, "a.yaml")[1]]


def of_json(text: str) -> list[str]:
    return [str(fault) for fault in cases_from_json(text, "a.json")[1]]


def test_one_case() -> None:
    text = "case_id: A1\nage: 63\nsex: female\nfindings: {fever: present}\n"
    expected = Case(case_id="A1", age=63, sex="female", findings={"fever": "present"})
    assert cases_from_yaml(text, "a.yaml") == ([expected], [])


def test_a_list_of_cases_keeps_its_order() -> None:
    text = '[{"age": 40}, {}, {"age": 50}]'
    expected = [Case(age=40), Case(), Case(age=50)]
    assert cases_from_json(text, "a.json") == (expected, [])


def test_an_empty_list_is_a_valid_input() -> None:
    assert cases_from_yaml("[]", "a.yaml") == ([], [])
    assert cases_from_json("[]", "a.json") == ([], [])


@pytest.mark.parametrize(
    ("record", "case_id"),
    [
        ({"case_id": "R", "case": {"age": 40}, "source": "x", "truth": [1]}, "R"),
        ({"case_id": "R", "case": {"case_id": "own", "age": 40}}, "R"),
        ({"case": {"case_id": "own", "age": 40}}, "own"),
        ({"case_id": None, "case": {"case_id": "own", "age": 40}}, "own"),
        ({"case": {"age": 40}, "age": 5, "nonsense": 1}, None),
    ],
)
def test_a_record_holds_its_case_under_case(
    record: dict[str, object], case_id: str | None
) -> None:
    expected = [Case(case_id=case_id, age=40)]
    text = json.dumps(record)
    assert cases_from_json(text, "a.json") == (expected, [])
    assert cases_from_json(f"[{text}]", "a.json") == (expected, [])
    assert cases_from_jsonl(text, "a.jsonl") == (expected, [])
    assert cases_from_yaml(text, "a.yaml") == (expected, [])


@pytest.mark.parametrize("word", ["yes", "no", "true", "false", "on", "off", "y", "1"])
def test_only_the_three_words_answer_a_finding(word: str) -> None:
    got = "1" if word == "1" else repr(word)
    assert of_yaml(f"findings: {{fever: {word}}}") == [
        f"a.yaml: findings.fever must be present, absent or unknown. Got {got}. "
        "Use one of the three words; leave it out when not asked."
    ]


@pytest.mark.parametrize("value", ["true", "false", "1", '"Present"', '"yes"', "[]"])
def test_json_answers_are_words_too(value: str) -> None:
    (fault,) = of_json(f'{{"findings": {{"fever": {value}}}}}')
    assert "findings.fever must be present, absent or unknown. Got " in fault


def test_a_finding_cannot_be_present_and_absent() -> None:
    assert of_yaml("findings:\n  fever: present\n  fever: absent\n") == [
        "a.yaml line 3: the key 'fever' must be unique in its mapping. "
        "Got the same key twice. Keep one of the two."
    ]
    assert of_json('{"findings": {"fever": "present", "fever": "absent"}}') == [
        "a.json: the key 'fever' must be unique. Got the same key twice. Keep one."
    ]


def test_a_merged_mapping_cannot_hide_an_answer() -> None:
    (fault,) = of_yaml("findings: {<<: {fever: present}, fever: absent}")
    assert fault.startswith("a.yaml: findings.<< must be a known finding. Got '<<'.")


@pytest.mark.parametrize("value", ["063", "0x3F", "1:03", "6_3", "0o77", "6.3e+1x"])
def test_numbers_that_yaml_would_read_otherwise_are_refused(value: str) -> None:
    (fault,) = of_yaml(f"age: {value}")
    assert fault.startswith(
        f"a.yaml: age must be a whole number from 16 to 110. Got '{value}'."
    )


def test_names_keep_their_zeros_and_dates_stay_text() -> None:
    for name in ("007", "2026-01-31", "1e3", "no", "12:30"):
        assert cases_from_yaml(f"case_id: {name}", "a.yaml") == (
            [Case(case_id=name)],
            [],
        )


def test_all_faults_of_all_cases_are_listed_with_their_place() -> None:
    text = '[{"age": 5}, {"case_id": "B", "agee": 1, "sex": "x"}, 7, {"age": 40}]'
    assert of_json(text) == [
        f"a.json case 1: {BAD_AGE}",
        "a.json case 2 (B): a field must be one of case_id, age, sex, care_setting, "
        "duration_days, pain_score, findings. Got 'agee'. Did you mean 'age'?",
        "a.json case 2 (B): sex must be one of female, male. Got 'x'. "
        "Leave it out when it is not known.",
        "a.json case 3: the case must be a mapping of fields. Got 7. "
        "Write fields as `age: 63`, `findings: {...}`.",
    ]


def test_a_key_given_twice_does_not_hide_the_other_faults() -> None:
    assert of_yaml("age: 40\nage: 5\nsex: x\n") == [
        "a.yaml line 2: the key 'age' must be unique in its mapping. "
        "Got the same key twice. Keep one of the two.",
        f"a.yaml: {BAD_AGE}",
        "a.yaml: sex must be one of female, male. Got 'x'. "
        "Leave it out when it is not known.",
    ]
    assert len(of_json('{"age": 40, "age": 5, "sex": "x"}')) == 3


@pytest.mark.parametrize(
    "name", ["two\nlines", "x" * 500, "\x1b[31mred", [1], {"a": [1] * 500}]
)
def test_a_strange_name_cannot_break_the_message(name: object) -> None:
    for fault in of_json(json.dumps([{"case_id": name, "age": 5}])):
        assert len(fault.splitlines()) == 1
        assert len(fault) < 300


def test_jsonl_lines_are_cases_or_records_and_blank_lines_are_skipped() -> None:
    text = '{"age": 40}\r\n\n{"case_id": "R", "case": {"age": 50}}\n   \n'
    expected = [Case(age=40), Case(case_id="R", age=50)]
    assert cases_from_jsonl(text, "a.jsonl") == (expected, [])


def test_a_jsonl_line_ends_at_a_line_feed_only() -> None:
    name = "a\u2028b\x85c\u2029d"
    text = json.dumps({"case_id": name}, ensure_ascii=False) + "\n{}"
    assert cases_from_jsonl(text, "a.jsonl") == ([Case(case_id=name), Case()], [])


def test_every_bad_line_of_jsonl_is_named() -> None:
    text = '{"age": 5}\n{"age": 40}\n{oops\n[{"age": 40}]\n{"age": 5, "age": 6}'
    _, faults = cases_from_jsonl(text, "a.jsonl")
    assert [str(fault).split(". ")[0] for fault in faults] == [
        "a.jsonl line 1: age must be a whole number from 16 to 110",
        "a.jsonl line 3: the line must be valid JSON",
        "a.jsonl line 4: the case must be a mapping of fields",
        "a.jsonl line 5: the key 'age' must be unique",
        "a.jsonl line 5: age must be a whole number from 16 to 110",
    ]


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("{", "Expecting property name enclosed in double quotes at column 2"),
        ('{"age":\n40,}', "Expecting property name enclosed in double quotes"),
        ('{"age": NaN}', "'NaN is not JSON'"),
        ('{"age": -Infinity}', "'-Infinity is not JSON'"),
        ("[" * 100_000, "'maximum recursion depth exceeded"),
        ('{"age": 1' + "0" * 5000 + "}", "'Exceeds the limit (4300 digits)"),
    ],
    ids=["open", "comma", "nan", "infinity", "deep", "digits"],
)
def test_broken_json_is_a_fault(text: str, got: str) -> None:
    data, (fault,) = parse_json(text, "a.json")
    assert data is None
    assert str(fault).startswith(f"a.json: the file must be valid JSON. Got {got}")
    assert len(str(fault)) < 200


def test_broken_json_names_line_and_column() -> None:
    _, (fault,) = parse_json('{"age": 40,\n"sex": female}', "a.json")
    assert fault.got == "Expecting value at line 2 column 8"


@pytest.mark.parametrize(
    "text",
    [
        "age: [1, 2",
        "age: 40\n  sex: male",
        "findings: {fever: present",
        "? [a]\n: b",
        "age: *nobody",
        "a\x00b",
        "fever: !!bool maybe",
        'age: !!int ""',
        "age: !!timestamp never",
        "age: !!python/object:os.system {}",
        "--- \nage: 40\n---\nage: 50\n",
    ],
)
def test_broken_yaml_is_one_fault(text: str) -> None:
    (fault,) = of_yaml(text)
    assert ": the file must be valid YAML. Got " in fault


@pytest.mark.parametrize(
    "nest",
    ["[" * 90_000 + "]" * 90_000, "- " * 90_000 + "x", "{a: " * 90_000, "? " * 90_000],
    ids=["lists", "dashes", "mappings", "keys"],
)
def test_nesting_without_end_is_a_fault_and_not_the_end(nest: str) -> None:
    (fault,) = of_yaml(nest)
    assert "the file must be at most 1000 levels deep" in fault


def test_a_file_of_aliases_upon_aliases_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 20)]
    faults = of_yaml("\n".join([*lines, "age: *a19", "? *a19", ": x"]))
    assert len(faults) == 1
    faults = of_yaml("\n".join([*lines, "age: *a19"]))
    assert len(faults) == 21
    assert max(map(len, faults)) < 300


def test_a_case_that_holds_itself_is_refused() -> None:
    assert len(of_yaml("&a {findings: *a, age: *a}")) == 3
    assert len(of_yaml("&a [*a]")) == 1


@pytest.mark.parametrize("text", ["", "\n", "# nothing", "null", "5", "just words"])
def test_a_document_without_a_case_is_a_fault(text: str) -> None:
    (fault,) = of_yaml(text)
    assert ": the case must be a mapping of fields. Got " in fault


@settings(deadline=None, max_examples=60)
@example([Case(case_id="1e3"), Case(case_id="0x1F"), Case(case_id="\x85 ")])
@given(st.lists(cases(), max_size=3))
def test_what_is_written_is_what_is_read(some: list[Case]) -> None:
    data = [case.to_dict() for case in some]
    in_yaml = yaml.safe_dump(data)
    assert cases_from_yaml(in_yaml, "a.yaml") == (some, [])
    for ascii_only in (True, False):
        lines = [json.dumps(item, ensure_ascii=ascii_only) for item in data]
        in_json = json.dumps(data, ensure_ascii=ascii_only, indent=1)
        assert cases_from_json(in_json, "a.json") == (some, [])
        assert cases_from_jsonl("\n".join(lines), "a.jsonl") == (some, [])
