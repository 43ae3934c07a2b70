from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from pipeline.knowledge.criterion import (
    AllOf,
    AtLeast,
    Criterion,
    Not,
    Present,
    Score,
    context_of,
    findings_of,
    is_ranking,
    parse_criterion,
    parts_of,
)

ADAPTER: TypeAdapter[Criterion] = TypeAdapter(Criterion)
NESTED = {
    "all_of": [
        "fever",
        {"not": {"any_of": ["weak", {"field": "age", "low": 65}]}},
        {"at_least": 1, "of": [{"sex": "male"}, "tender"]},
    ]
}
POINTS = [{"points": 2, "when": "weak"}, {"points": -1, "when": {"not": "fever"}}]


def read(data: Any) -> Criterion:
    return ADAPTER.validate_python(parse_criterion(data))


def test_a_bare_id_stands_for_its_presence_at_any_depth() -> None:
    assert read("fever") == Present(finding="fever")
    assert read({"not": "fever"}) == Not.model_validate({"not": {"finding": "fever"}})
    nested = read(NESTED)
    assert isinstance(nested, AllOf)
    assert nested.all_of[0] == Present(finding="fever")
    assert isinstance(nested.all_of[2], AtLeast)


def test_everything_that_a_criterion_looks_at_is_named() -> None:
    nested = read(NESTED)
    assert list(findings_of(nested)) == ["fever", "weak", "tender"]
    assert list(context_of(nested)) == ["age", "sex"]
    assert list(findings_of(read({"score": POINTS}))) == ["weak", "fever"]
    assert list(context_of(read("fever"))) == []


def test_the_parts_begin_with_the_whole() -> None:
    nested = read(NESTED)
    parts = list(parts_of(nested))
    assert parts[0] is nested
    assert len(parts) == 9


def test_only_a_score_without_a_limit_ranks() -> None:
    assert is_ranking(read({"score": POINTS}))
    assert not is_ranking(read({"score": POINTS, "at_least": 0}))
    assert not is_ranking(read({"score": POINTS, "at_most": 0}))
    assert not is_ranking(read("fever"))


def test_points_may_be_taken_away() -> None:
    score = read({"score": POINTS})
    assert isinstance(score, Score)
    assert [item.points for item in score.score] == [2, -1]


@pytest.mark.parametrize(
    "wrong",
    [
        3,
        None,
        [],
        {},
        {"nott": "fever"},
        {"any_of": []},
        {"any_of": "fever"},
        {"at_least": 0, "of": ["fever"]},
        {"of": ["fever"]},
        {"field": "height", "low": 2},
        {"sex": "other"},
        {"finding": "fever", "not": "weak"},
        {"score": []},
    ],
)
def test_what_is_no_criterion_is_refused_in_one_sentence(wrong: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        read({"all_of": ["weak", wrong]})
    assert caught.value.error_count() == 1
    assert caught.value.errors()[0]["loc"][:3] == ("all_of", "all_of", 1)
