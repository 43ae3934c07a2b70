from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from hypothesis import given, settings

from pipeline.cases import CONTEXT_FIELDS, Case
from pipeline.cases.case import clean_case
from pipeline.errors import CaseError
from pipeline.terms import Answer, CareSetting, Sex
from tests.strategies import cases, json_like


def faults_of(**fields: Any) -> list[str]:
    """The faults of a case, as the user reads them."""
    with pytest.raises(CaseError, match=r"must be .* Got ") as caught:
        Case(**fields)
    return [str(fault) for fault in caught.value.faults]


def test_an_empty_case_knows_nothing() -> None:
    case = Case()
    assert case.to_dict() == {"findings": {}}
    assert case.answer("fever") is Answer.UNKNOWN


def test_words_become_terms() -> None:
    case = Case(sex="male", care_setting="emergency", findings={"fever": "absent"})
    assert case.sex is Sex.MALE
    assert case.care_setting is CareSetting.EMERGENCY
    assert case.answer("fever") is Answer.ABSENT


@pytest.mark.parametrize("nothing", [None, "unknown", Answer.UNKNOWN])
@pytest.mark.parametrize("field", ["case_id", *CONTEXT_FIELDS, "findings"])
def test_null_and_unknown_mean_the_same_as_leaving_a_field_out(
    field: str, nothing: object
) -> None:
    assert Case(**{field: nothing}) == Case()
    assert Case(findings={"fever": nothing}) == Case()


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("age", 16, 16),
        ("age", 110, 110),
        ("age", 63.0, 63),
        ("duration_days", 0, 0.0),
        ("duration_days", 20_000, 20_000.0),
        ("duration_days", 2.5, 2.5),
        ("pain_score", 0, 0.0),
        ("pain_score", 10, 10.0),
        ("pain_score", 6.5, 6.5),
    ],
)
def test_numbers_are_taken_up_to_their_limits(
    field: str, value: float, kept: float
) -> None:
    taken = getattr(Case(**{field: value}), field)
    assert taken == kept
    assert type(taken) is type(kept)


@pytest.mark.parametrize(
    "value",
    [
        *(15, 111, -1, 63.5, 1e308, 10**400, -(10**400), 10**5000),
        *(float("nan"), float("inf"), float("-inf")),
        *(True, False, "63", "old", [63], {}),
    ],
    ids=lambda value: str(type(value).__name__),
)
def test_an_impossible_age_is_refused(value: object) -> None:
    (fault,) = faults_of(age=value)
    assert fault.startswith("case: age must be a whole number from 16 to 110. Got ")
    assert fault.endswith(
        " Give the number alone, or leave it out when it is not known."
    )


@pytest.mark.parametrize(
    ("field", "value", "must_be"),
    [
        ("duration_days", -0.5, "a number from 0 to 20000"),
        ("duration_days", 20_001, "a number from 0 to 20000"),
        ("pain_score", 10.1, "a number from 0 to 10"),
        ("pain_score", True, "a number from 0 to 10"),
        ("pain_score", float("nan"), "a number from 0 to 10"),
    ],
)
def test_an_impossible_number_is_refused(
    field: str, value: object, must_be: str
) -> None:
    (fault,) = faults_of(**{field: value})
    assert fault.startswith(f"case: {field} must be {must_be}. Got {value!r}. ")


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        (
            "sex",
            "femal",
            "case: sex must be one of female, male. Got 'femal'."
            " Did you mean 'female'?",
        ),
        (
            "sex",
            "x",
            "case: sex must be one of female, male. Got 'x'."
            " Leave it out when it is not known.",
        ),
        (
            "sex",
            ["male"],
            "case: sex must be one of female, male. Got ['male']."
            " Leave it out when it is not known.",
        ),
        (
            "care_setting",
            "primary",
            "case: care_setting must be one of primary_care, spine_clinic, emergency."
            " Got 'primary'. Did you mean 'primary_care'?",
        ),
        (
            "case_id",
            True,
            "case: case_id must be text. Got True. Give it as text.",
        ),
        (
            "case_id",
            {"a": 1},
            "case: case_id must be text. Got {'a': 1}. Give it as text.",
        ),
        (
            "case_id",
            "half a sign \ud800",
            "case: case_id must be text. Got 'half a sign \\ud800'. Give it as text.",
        ),
        (
            "findings",
            ["fever"],
            "case: findings must be a mapping of answers. Got ['fever']."
            " Write `findings: {slr_positive: present}`.",
        ),
        (
            "findings",
            {"fevr": "present"},
            "case: findings.fevr must be a known finding. Got 'fevr'."
            " Did you mean 'fever'?",
        ),
        (
            "findings",
            {7: "present"},
            "case: findings.7 must be a known finding. Got 7."
            " See findings.yaml for the known ids.",
        ),
        (
            "findings",
            {"fever": "yes"},
            "case: findings.fever must be present, absent or unknown. Got 'yes'."
            " Use one of the three words; leave it out when not asked.",
        ),
        (
            "findings",
            {"fever": True},
            "case: findings.fever must be present, absent or unknown. Got True."
            " Use one of the three words; leave it out when not asked.",
        ),
    ],
)
def test_a_fault_says_where_what_must_be_got_and_what_to_do(
    field: str, value: object, fault: str
) -> None:
    assert faults_of(**{field: value}) == [fault]


@pytest.mark.parametrize(
    ("name", "to_do"),
    [
        ("agee", "Did you mean 'age'?"),
        ("fever", "Move it under `findings:` as `fever: present`."),
        ("zzz", "Leave it out."),
        (None, "Leave it out."),
        ("x" * 10_000, "Leave it out."),
    ],
    ids=["misspelt", "a finding", "nonsense", "null", "huge"],
)
def test_an_unknown_field_is_refused_with_the_nearest_one(
    name: object, to_do: str
) -> None:
    _, (fault,) = clean_case({name: 1}, "x.yaml")
    assert fault.must_be == (
        "one of case_id, age, sex, care_setting, duration_days, pain_score, findings"
    )
    assert fault.to_do == to_do
    assert len(str(fault)) < 300


def test_every_fault_of_a_case_is_listed_at_once() -> None:
    faults = faults_of(
        case_id=1.5,
        age=5,
        sex="x",
        care_setting="y",
        duration_days=-1,
        pain_score=11,
        findings={"fevr": "present", "fever": "maybe"},
    )
    assert [fault.split(" must be ")[0] for fault in faults] == [
        "case: case_id",
        "case: age",
        "case: sex",
        "case: care_setting",
        "case: duration_days",
        "case: pain_score",
        "case: findings.fevr",
        "case: findings.fever",
    ]


@pytest.mark.parametrize("data", [None, 5, "age: 5", [], [{}], True])
def test_a_case_is_a_mapping(data: object) -> None:
    _, (fault,) = clean_case(data, "x.yaml case 2")
    assert str(fault).startswith(
        "x.yaml case 2: the case must be a mapping of fields. Got "
    )


@settings(deadline=None, max_examples=60)
@given(json_like())
def test_nonsense_is_either_clean_or_has_faults_in_one_line_each(data: object) -> None:
    clean, faults = clean_case(data, "x")
    assert all(len(str(fault).splitlines()) == 1 for fault in faults)
    if not faults:
        assert Case(**clean).to_dict() is not None


def test_a_whole_number_serves_as_a_name() -> None:
    assert Case(case_id=7).case_id == "7"


def test_a_case_cannot_be_changed_in_place() -> None:
    given = {"fever": "present"}
    case = Case(age=50, findings=given)
    given["fever"] = "absent"
    assert case.answer("fever") is Answer.PRESENT
    with pytest.raises(FrozenInstanceError, match="age"):
        case.age = 51  # type: ignore[misc]
    with pytest.raises(TypeError, match="does not support item assignment"):
        case.findings["fever"] = Answer.ABSENT  # type: ignore[index]


@settings(deadline=None, max_examples=40)
@given(cases())
def test_a_case_survives_its_dictionary_pickling_and_copying(case: Case) -> None:
    copies = [
        Case(**case.to_dict()),
        pickle.loads(pickle.dumps(case)),  # noqa: S301 - our own bytes
        copy.deepcopy(case),
        replace(case),
    ]
    assert copies == [case] * 4
    assert {hash(other) for other in copies} == {hash(case)}


@settings(deadline=None, max_examples=40)
@given(cases())
def test_a_dictionary_holds_only_plain_values_that_are_known(case: Case) -> None:
    given = case.to_dict()
    assert {type(value) for value in given.values()} <= {str, int, float, dict}
    assert {type(answer) for answer in given["findings"].values()} <= {str}
    assert "unknown" not in given["findings"].values()


def test_one_answer_can_be_changed_in_a_copy() -> None:
    case = Case(case_id="a", age=50, findings={"fever": "present"})
    other = case.replace_answer("unwell", Answer.ABSENT)
    assert other.findings == {"fever": Answer.PRESENT, "unwell": Answer.ABSENT}
    assert (other.case_id, other.age) == ("a", 50)
    assert case.findings == {"fever": Answer.PRESENT}
    assert case.replace_answer("fever", Answer.UNKNOWN) == Case(case_id="a", age=50)
    assert case.replace_answer("fever", "unknown") == Case(case_id="a", age=50)


def test_a_changed_answer_must_be_to_a_known_finding() -> None:
    with pytest.raises(CaseError, match="Did you mean 'fever'") as caught:
        Case().replace_answer("fevr", Answer.PRESENT)
    assert caught.value.faults[0].what == "findings.fevr"
