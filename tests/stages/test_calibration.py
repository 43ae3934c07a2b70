from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipeline.metrics import top_label_reliability
from pipeline.model.training import true_columns
from pipeline.stages.calibration import EACH, TOP, evaluate_calibration
from pipeline.stages.calibration_cases import Floats, Reading
from pipeline.synthesis import Request, posterior, reference_network, sample_cases

N, N_FLAT, N_RESAMPLES = 4_000, 8_400, 20
IDS = reference_network().condition_ids
EVEN = dict.fromkeys(IDS, 1 / len(IDS))


def overconfident(exact: Floats) -> Floats:
    bolder = exact**1.4
    return np.asarray(bolder / bolder.sum(axis=1, keepdims=True))


def read(name: str, n: int, seed: int, mix: dict[str, float] | None) -> Reading:
    request = Request(seed=seed, mix=tuple(mix.items()) if mix else None)
    cases = sample_cases(n, request)
    exact = posterior(cases, reference_network(), mix)
    return Reading(name, cases, true_columns(cases), overconfident(exact), exact)


@pytest.fixture(scope="module")
def natural() -> Reading:
    return read("natural", N, 41, None)


@pytest.fixture(scope="module")
def flat() -> Reading:
    return read("equal_shares", N_FLAT, 42, EVEN)


@pytest.fixture(scope="module")
def figures(natural: Reading, flat: Reading) -> dict[str, Any]:
    return evaluate_calibration(natural, flat, seed=43, n_resamples=N_RESAMPLES)


def rows(figures: dict[str, Any]) -> list[dict[str, Any]]:
    names = ("overall", "by_setting", "by_age", "by_answers", "by_condition")
    return [row for name in names for row in figures[name]]


def test_the_figures_are_ready_for_json(figures: dict[str, Any]) -> None:
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_every_kind_is_judged_in_both_ways(figures: dict[str, Any]) -> None:
    for name, n_kinds in (("overall", 1), ("by_setting", 4), ("by_age", 5)):
        judged = [(row["group"], row["what"]) for row in figures[name]]
        assert len(set(judged)) == 2 * n_kinds
        total = sum(row["n_cases"] for row in figures[name] if row["what"] == TOP)
        assert total == N
        assert {row["population"] for row in figures[name]} == {"natural"}
    assert {row["what"] for row in figures["overall"]} == {TOP, EACH}


def test_every_condition_is_judged_in_cases_of_equal_shares(
    figures: dict[str, Any],
) -> None:
    by_condition = figures["by_condition"]
    assert {row["condition"] for row in by_condition} == set(IDS)
    assert {row["population"] for row in by_condition} == {"equal_shares"}
    assert sum(row["n_events"] for row in by_condition) == N_FLAT
    assert [row["name"] for row in by_condition] == sorted(
        row["name"] for row in by_condition
    )


def test_the_error_is_the_one_that_everybody_else_tells(
    figures: dict[str, Any], natural: Reading
) -> None:
    top = figures["overall"][0]
    for reader, p in (("model", natural.proba), ("posterior", natural.exact)):
        curve = top_label_reliability(natural.y_true, p)
        told = top[reader]["ece"]["value"]
        assert told == pytest.approx(curve.expected_calibration_error, rel=1e-9)


def test_the_posterior_comes_out_as_right(figures: dict[str, Any]) -> None:
    for row in figures["overall"]:
        told = row["posterior"]
        assert told["ici"]["value"] < 0.01
        for key, right in (("slope", 1), ("intercept", 0)):
            # The intercept of all conditions together is 0 whatever is said.
            error = max(told[f"{key}_se"], 0.001)
            assert abs(told[key]["value"] - right) < 3.5 * error
    slopes = [row["posterior"]["slope"]["value"] for row in figures["by_condition"]]
    assert np.mean(slopes) == pytest.approx(1.0, abs=0.05)


def test_one_who_is_too_sure_is_found_out(figures: dict[str, Any]) -> None:
    top, each = figures["overall"]
    assert (top["what"], each["what"]) == (TOP, EACH)
    for row in (top, each):
        assert row["model"]["slope"]["high"] < 0.95
        assert row["difference"]["slope"]["high"] < 0
        assert row["difference"]["ici"]["low"] > 0
        assert row["slope_within"] == {"model": False, "posterior": True}
        assert not row["ece_like_posterior"]
    summary = figures["summary"]
    assert summary["model"]["slopes_within"] < 3
    assert not summary["ece_like_posterior"]
    assert figures["brier_multiclass"]["model"]["reliability"]["low"] > 0


def test_the_posterior_cannot_be_told_from_itself(
    natural: Reading, flat: Reading
) -> None:
    same = [replace(part, proba=part.exact) for part in (natural, flat)]
    told = evaluate_calibration(same[0], same[1], seed=43, n_resamples=4)
    assert told["summary"]["ece_like_posterior"]
    assert told["summary"]["model"] == told["summary"]["posterior"]
    for row in rows(told):
        assert row["model"] == row["posterior"]
        assert {end for d in row["difference"].values() for end in d.values()} <= {
            0.0,
            None,
        }


def test_intervals_hold_their_figures(figures: dict[str, Any]) -> None:
    for row in rows(figures):
        for told in (row["model"]["brier"], row["posterior"]["ece"]):
            assert told["low"] <= told["value"] <= told["high"]


def test_curves_rise_within_their_bands(figures: dict[str, Any]) -> None:
    for what in (TOP, EACH):
        for curve in figures["curves"][what].values():
            at, low, high = (np.array(curve[k]) for k in ("predicted", "low", "high"))
            assert np.all(np.diff(at) > 0)
            assert np.all((low >= 0) & (low <= high) & (high <= 1))
    sure = figures["curves"][TOP]["model"]
    assert np.interp(0.8, sure["predicted"], sure["observed"]) < 0.78


def test_the_order_of_the_cases_changes_nothing(
    figures: dict[str, Any], natural: Reading, flat: Reading
) -> None:
    rng = np.random.default_rng(44)
    mixed = []
    for part in (natural, flat):
        order = rng.permutation(len(part.cases))
        columns = (part.y_true[order], part.proba[order], part.exact[order])
        mixed.append(Reading(part.name, part.cases[order], *columns))
    again = evaluate_calibration(mixed[0], mixed[1], 43, N_RESAMPLES)
    for one, other in zip(rows(figures), rows(again), strict=True):
        for reader in ("model", "posterior"):
            for key in ("ici", "ece", "slope", "brier"):
                assert other[reader][key] == pytest.approx(
                    one[reader][key], rel=1e-5, abs=1e-7
                )
    assert (
        again["summary"]["model"]["slopes_outside"]
        == (figures["summary"]["model"]["slopes_outside"])
    )
