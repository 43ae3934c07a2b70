from __future__ import annotations

import math
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.knowledge.studies import load_studies
from pipeline.stages import wish_list
from pipeline.stages.book import replayed_studies, wished_numbers, write_book
from pipeline.stages.replay import FigureResult, StudyResult, replay

N_STUDIES = 2


@pytest.fixture(scope="module")
def results() -> list[StudyResult]:
    return replay(list(load_studies())[:N_STUDIES])


def test_each_result_stands_beside_its_study(results: list[StudyResult]) -> None:
    told = {one.study.id: one for one in replayed_studies(results)}
    assert set(told) == {result.id for result in results}
    for result in results:
        for found, shown in zip(result.figures, told[result.id].figures, strict=True):
            assert shown.figure.id == found.id
            assert shown.figure.value == found.published
            assert (shown.low, shown.high) == found.interval
            assert shown.generated == found.generated
            assert shown.kind == found.kind
            assert shown.cited_by == found.cited_by
            assert shown.is_miss == (not found.inside)


def test_studies_are_sorted_by_their_titles(results: list[StudyResult]) -> None:
    titles = [one.study.title for one in replayed_studies(reversed(results))]
    assert titles == sorted(titles)


@pytest.mark.parametrize(
    ("kind", "inside", "verdict"),
    [
        ("validation", True, "inside"),
        ("validation", False, "outside"),
        ("ceiling", True, "inside"),
        ("ceiling", False, "too_good"),
    ],
)
def test_only_a_ceiling_can_be_passed(
    results: list[StudyResult], kind: str, inside: bool, verdict: str
) -> None:
    found = vars(results[0].figures[0]) | {"kind": kind, "inside": inside}
    result = vars(results[0]) | {"figures": (FigureResult(**found),)}
    (told,) = replayed_studies([StudyResult(**result)])
    assert told.figures[0].verdict == verdict


def test_the_wish_list_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wish_list, "N_CASES", 2_000)
    found = wish_list.wish_list(5)
    told = wished_numbers(found)
    assert [vars(one) for one in told] == [vars(one) for one in found]
    assert all(math.isfinite(one.nats) for one in told)


def test_a_place_that_cannot_be_written_is_told_before_anything_is_replayed(
    tmp_path: Path,
) -> None:
    with pytest.raises(OutputError, match="a folder that can be written"):
        write_book(tmp_path / "missing" / "book")
