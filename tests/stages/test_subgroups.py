from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import ttest_ind

from pipeline.metrics import log_losses
from pipeline.model import Classifier
from pipeline.stages.calibration_cases import Reading
from pipeline.stages.subgroups import by_shares, evaluate_subgroups
from tests.stages.reading import read_natural, shuffled

N = 3_000


@pytest.fixture(scope="module")
def natural(tiny_model: Classifier) -> Reading:
    return read_natural(tiny_model, N)


@pytest.fixture(scope="module")
def fair(natural: Reading) -> Reading:
    """A reader who is a little off for everybody alike, by chance alone."""
    noise = np.random.default_rng(1).normal(0.0, 0.2, natural.exact.shape)
    proba = natural.exact * np.exp(noise)
    return replace(natural, proba=proba / proba.sum(axis=1, keepdims=True))


def test_groups_of_one_kind_split_the_cases(
    tiny_model: Classifier, natural: Reading
) -> None:
    rows = evaluate_subgroups(tiny_model, natural, seed=1, n_resamples=5)["groups"]
    kinds = dict.fromkeys(row["by"] for row in rows)
    assert list(kinds) == ["age", "sex", "care_setting", "answers_known"]
    for by in kinds:
        assert sum(row["n_cases"] for row in rows if row["by"] == by) == N
    assert sum(chosen.sum() for _, chosen in by_shares(natural)) == N


def test_a_group_made_worse_on_purpose_is_warned_of(
    tiny_model: Classifier, fair: Reading
) -> None:
    worse = fair.proba.copy()
    men = fair.cases.sex == 1
    worse[men] = 0.7 * worse[men] + 0.3 / 28
    told = evaluate_subgroups(
        tiny_model, replace(fair, proba=worse), seed=1, n_resamples=5
    )
    warned = {(row["by"], row["group"]) for row in told["groups"] if row["warning"]}
    assert ("sex", "male") in warned
    assert ("sex", "female") not in warned


def test_what_chance_explains_gives_no_warning(
    tiny_model: Classifier, fair: Reading
) -> None:
    told = evaluate_subgroups(tiny_model, fair, seed=1, n_resamples=5)
    assert not [row["group"] for row in told["groups"] if row["warning"]]
    for row in told["groups"]:
        if row["p_value"] is not None:
            assert row["q_value"] >= row["p_value"]


def test_the_test_is_that_of_a_well_kept_library(
    tiny_model: Classifier, natural: Reading
) -> None:
    told = evaluate_subgroups(tiny_model, natural, seed=1, n_resamples=5)
    row = next(row for row in told["groups"] if row["group"] == "primary_care")
    regret = log_losses(natural.y_true, natural.proba) - log_losses(
        natural.y_true, natural.exact
    )
    own = natural.cases.care_setting == 0
    theirs = ttest_ind(
        regret[own], regret[~own], equal_var=False, alternative="greater"
    )
    assert row["p_value"] == pytest.approx(theirs.pvalue)
    assert row["regret_nats"]["value"] == pytest.approx(regret[own].mean())


def test_the_best_possible_reader_is_not_tested_against_itself(
    tiny_model: Classifier, natural: Reading
) -> None:
    exact = replace(natural, proba=natural.exact)
    told = evaluate_subgroups(tiny_model, exact, seed=1, n_resamples=3)
    assert {row["p_value"] for row in told["groups"]} == {None}
    assert {row["warning"] for row in told["groups"]} == {False}


def test_the_order_of_the_cases_does_not_matter(
    tiny_model: Classifier, natural: Reading
) -> None:
    once = evaluate_subgroups(tiny_model, natural, seed=1, n_resamples=5)
    again = evaluate_subgroups(tiny_model, shuffled(natural), seed=1, n_resamples=5)
    for mine, theirs in zip(once["groups"], again["groups"], strict=True):
        for name in ("regret_nats", "top1", "ece", "emergency_sensitivity"):
            assert theirs[name] == pytest.approx(mine[name]), name
