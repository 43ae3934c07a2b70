"""What counts as positive in a published study: a test, a count of tests, a score.

Unlike a red flag, a criterion is applied to complete generated cases, so it may ask
for what is absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from pipeline.knowledge.schema import Record


class Present(Record):
    """The finding is present."""

    finding: str


class Not(Record):
    """The part does not hold."""

    part: Criterion = Field(alias="not")


class AllOf(Record):
    """Every part holds."""

    all_of: tuple[Criterion, ...] = Field(min_length=1)


class AnyOf(Record):
    """At least one part holds."""

    any_of: tuple[Criterion, ...] = Field(min_length=1)


class AtLeast(Record):
    """At least so many parts hold."""

    at_least: int = Field(ge=1)
    of: tuple[Criterion, ...] = Field(min_length=1)


class Item(Record):
    """Points for one item of a score."""

    points: float
    when: Criterion


class Score(Record):
    """The points lie in a range; without one, the score ranks (for an area)."""

    score: tuple[Item, ...] = Field(min_length=1)
    at_least: float | None = None
    at_most: float | None = None


class Between(Record):
    """A context field lies between two limits, both included."""

    field: Annotated[str, Field(pattern=r"^(age|duration_days|pain_score)$")]
    low: float = 0.0
    high: float = 1e6


class OfSex(Record):
    """The patient is of this sex."""

    sex: Annotated[str, Field(pattern=r"^(female|male)$")]


_KINDS: dict[str, type[Record]] = {
    "finding": Present,
    "not": Not,
    "all_of": AllOf,
    "any_of": AnyOf,
    "of": AtLeast,
    "score": Score,
    "field": Between,
    "sex": OfSex,
}


def _kind(value: Any) -> str | None:
    """Tell by its key what a part is, so that a mistake is reported once."""
    for key, model in _KINDS.items():
        if isinstance(value, model) or (isinstance(value, dict) and key in value):
            return key
    return None


Criterion = Annotated[
    Annotated[Present, Tag("finding")]
    | Annotated[Not, Tag("not")]
    | Annotated[AllOf, Tag("all_of")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[AtLeast, Tag("of")]
    | Annotated[Score, Tag("score")]
    | Annotated[Between, Tag("field")]
    | Annotated[OfSex, Tag("sex")],
    Discriminator(
        _kind,
        custom_error_type="criterion",
        custom_error_message=(
            "a finding, or one of `not`, `all_of`, `any_of`, `at_least` with `of`,"
            " `score`, `field`, `sex`"
        ),
    ),
]
for _model in (Not, AllOf, AnyOf, AtLeast, Item, Score):
    _model.model_rebuild()


def parse_criterion(value: Any) -> Any:
    """Let a bare finding id stand for its presence, at any depth."""
    if isinstance(value, str):
        return {"finding": value}
    if isinstance(value, list):
        return [parse_criterion(part) for part in value]
    if isinstance(value, dict):
        nested = ("not", "all_of", "any_of", "of", "when", "score")
        return {k: parse_criterion(v) if k in nested else v for k, v in value.items()}
    return value


def parts_of(criterion: Criterion) -> Iterator[Criterion]:
    """Give a criterion and all that it is made of, at any depth, in order."""
    yield criterion
    match criterion:
        case Not():
            parts: tuple[Criterion, ...] = (criterion.part,)
        case AllOf():
            parts = criterion.all_of
        case AnyOf():
            parts = criterion.any_of
        case AtLeast():
            parts = criterion.of
        case Score():
            parts = tuple(item.when for item in criterion.score)
        case _:
            parts = ()
    for part in parts:
        yield from parts_of(part)


def findings_of(criterion: Criterion) -> Iterator[str]:
    """Give the ids of the findings that a criterion looks at."""
    for part in parts_of(criterion):
        if isinstance(part, Present):
            yield part.finding


def context_of(criterion: Criterion) -> Iterator[str]:
    """Give the context fields that a criterion looks at."""
    for part in parts_of(criterion):
        if isinstance(part, Between):
            yield part.field
        elif isinstance(part, OfSex):
            yield "sex"


def is_ranking(criterion: Criterion) -> bool:
    """Tell a score that ranks from a criterion that holds or not."""
    limits = ("at_least", "at_most")
    return isinstance(criterion, Score) and all(
        getattr(criterion, name) is None for name in limits
    )
