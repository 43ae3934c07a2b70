from __future__ import annotations

import pytest

from pipeline.knowledge.studies import load_studies
from pipeline.replays.replay import FigureResult, StudyResult, replay
from pipeline.replays.replayed import replayed_studies

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
