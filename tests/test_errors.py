from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import errors
from pipeline.errors import (
    ArtifactError,
    CaseError,
    Fault,
    InputError,
    OptionError,
    OutputError,
    PipelineError,
    ProfileError,
    SilentRuleError,
    shorten,
)
from tests.strategies import json_like

FAULT = Fault("a.yaml", "age", "a whole number", "'x'", "Leave it out.")
OTHER = Fault("a.yaml line 3", "sex", "one of female, male", "'f'", "Leave it out.")
KINDS = [
    ProfileError,
    CaseError,
    OptionError,
    ArtifactError,
    SilentRuleError,
    OutputError,
]


@pytest.mark.parametrize(
    ("kind", "bases"),
    [
        (ProfileError, {InputError, ValueError}),
        (CaseError, {InputError, ValueError}),
        (OptionError, {InputError, ValueError}),
        (ArtifactError, {RuntimeError}),
        (SilentRuleError, {RuntimeError}),
        (OutputError, {OSError}),
    ],
)
def test_each_error_is_also_what_a_caller_would_catch(
    kind: type[PipelineError], bases: set[type]
) -> None:
    assert all(issubclass(kind, base) for base in {PipelineError, *bases})


def test_the_drawn_tree_names_every_error() -> None:
    kinds = [
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, PipelineError)
    ]
    assert errors.__doc__ is not None
    assert [name for name in kinds if name not in errors.__doc__] == []


def test_a_fault_reads_as_one_sentence_and_what_to_do() -> None:
    assert str(FAULT) == "a.yaml: age must be a whole number. Got 'x'. Leave it out."


def test_an_error_keeps_the_parts_of_every_fault_in_order() -> None:
    error = CaseError(iter([FAULT, OTHER]))
    assert error.faults == (FAULT, OTHER)
    assert str(error).splitlines() == [str(FAULT), str(OTHER)]


def test_a_single_fault_needs_no_list() -> None:
    assert CaseError(FAULT).faults == (FAULT,)


def pickled(error: PipelineError) -> Any:
    return pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("send", [pickled, copy.copy, copy.deepcopy])
def test_an_error_survives_the_way_between_processes(
    kind: type[PipelineError], send: Any
) -> None:
    error = send(kind([FAULT, OTHER]))
    assert type(error) is kind
    assert error.faults == (FAULT, OTHER)
    assert str(error) == f"{FAULT}\n{OTHER}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (63, "63"),
        ("fever", "'fever'"),
        ([1, "a"], "[1, 'a']"),
        (None, "None"),
        ("line\nbreak", r"'line\nbreak'"),
        ("\ud800", r"'\ud800'"),
    ],
)
def test_a_short_value_is_shown_whole(value: object, text: str) -> None:
    assert shorten(value) == text


def test_a_long_value_is_cut_with_a_mark() -> None:
    assert shorten("x" * 1000, 10) == "'xxxxxxxx…"


def test_a_number_with_too_many_digits_to_write_is_described() -> None:
    assert shorten(10**5000) == "a whole number of 16,610 bits"


def _deep(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


def _laughs(levels: int) -> list[Any]:
    value: list[Any] = ["ha"]
    for _ in range(levels):
        value = [value] * 10
    return value


@pytest.mark.parametrize(
    "value",
    [_deep(100_000), _laughs(30)],
    ids=["a hundred thousand levels", "ten to the thirty items"],
)
def test_showing_a_value_never_walks_far_into_it(value: object) -> None:
    assert shorten(value).startswith("[[[")


def test_a_value_that_holds_itself_can_be_shown() -> None:
    tangled: dict[str, Any] = {}
    tangled["me"] = tangled
    assert shorten(tangled, 20) == "{'me': {'me': {'me'…"


@settings(deadline=None, max_examples=50)
@given(json_like(), st.integers(5, 80))
def test_every_value_is_shown_on_one_line_within_the_limit(
    value: object, most: int
) -> None:
    text = shorten(value, most)
    assert len(text) <= most
    assert len(text.splitlines()) == 1
