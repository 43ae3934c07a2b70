from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.cases.matrix import PRESENT
from pipeline.knowledge.outsiders import load_outsiders
from pipeline.metrics.accuracy import wilson_interval
from pipeline.stages.outsiders import OutsiderParams, evaluate_outsiders
from pipeline.synthesis import sample_outsiders

PARAMS = OutsiderParams(seed=77, n_insiders=1500, n_per_outsider=60)
KEYS = tuple(load_outsiders().profiles)


def by_rash(cases: CaseMatrix) -> NDArray[np.bool_]:
    """Flag the cases with a blistering rash."""
    column = cases.finding_ids.index("blistering_rash_strip")
    return np.asarray(cases.answers[:, column] == PRESENT, dtype=bool)


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return evaluate_outsiders(by_rash, PARAMS)


def test_both_interviews_are_told_with_their_numbers(found: dict[str, Any]) -> None:
    assert found["seed"] == 77
    assert [part["interview"] for part in found["interviews"]] == [
        "complete",
        "natural",
    ]
    for part in found["interviews"]:
        assert part["insiders"]["n"] == 1500
        assert part["outsiders"]["n"] == 60 * len(KEYS)
        assert [item["outsider"] for item in part["by_outsider"]] == list(KEYS)
        assert sum(item["n"] for item in part["by_outsider"]) == 60 * len(KEYS)


def test_the_shares_are_those_of_the_same_cases(found: dict[str, Any]) -> None:
    drawn = sample_outsiders(60 * len(KEYS), 77, complete=True)
    flagged = by_rash(drawn.cases)
    part = found["interviews"][0]
    assert part["outsiders"]["flagged"] == pytest.approx(flagged.mean(), abs=1e-6)
    for item in part["by_outsider"]:
        mine = flagged[drawn.outsider == item["outsider"]]
        interval = wilson_interval(mine.mean(), len(mine))
        assert item["n"] == len(mine)
        assert item["flagged"] == pytest.approx(mine.mean(), abs=1e-6)
        assert (item["low"], item["high"]) == pytest.approx(interval, abs=1e-6)


def test_shingles_are_found_by_their_rash_and_less_often_when_less_is_asked(
    found: dict[str, Any],
) -> None:
    complete, natural = (
        {item["outsider"]: item["flagged"] for item in part["by_outsider"]}
        for part in found["interviews"]
    )
    assert complete["herpes_zoster"] > 0.5 > complete["gout"]
    assert complete["herpes_zoster"] > natural["herpes_zoster"] > 0
    assert found["interviews"][0]["insiders"]["flagged"] < 0.02


def test_the_same_parameters_give_the_same_figures(found: dict[str, Any]) -> None:
    assert evaluate_outsiders(by_rash, PARAMS) == found


def test_nobody_has_no_share() -> None:
    params = OutsiderParams(seed=77, n_insiders=0, n_per_outsider=0)
    part = evaluate_outsiders(by_rash, params)["interviews"][0]
    nobody = {"n": 0, "flagged": None, "low": None, "high": None}
    assert part["insiders"] == part["outsiders"] == nobody
