from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.stages.calibration_cases import Reading, read_flat
from pipeline.stages.discrimination import (
    evaluate_discrimination,
    leading_syndromes,
    syndrome_confusion,
)
from tests.stages.reading import read_natural, shuffled

IDS = load_knowledge().condition_ids


@pytest.fixture(scope="module")
def natural(tiny_model: Classifier) -> Reading:
    return read_natural(tiny_model, 1_500)


@pytest.fixture(scope="module")
def flat(tiny_model: Classifier) -> Reading:
    return read_flat(tiny_model, 6, 60)


def test_areas_are_those_of_a_well_kept_library(
    natural: Reading, flat: Reading
) -> None:
    told = evaluate_discrimination(natural, flat, seed=1, n_resamples=5)
    theirs = roc_auc_score(np.eye(28)[flat.y_true], flat.proba, average=None)
    rows = {row["condition"]: row["equal_shares"] for row in told["by_condition"]}
    for j, condition in enumerate(IDS):
        assert rows[condition]["model"]["value"] == pytest.approx(theirs[j])
        assert rows[condition]["n"] == (flat.y_true == j).sum()
    macro = told["macro"]["equal_shares"]
    assert macro["model"]["value"] == pytest.approx(theirs.mean())
    assert macro["n_conditions"] == 28


def test_a_condition_with_too_few_cases_has_no_area(
    natural: Reading, flat: Reading
) -> None:
    told = evaluate_discrimination(natural, flat, seed=1, n_resamples=5)
    few = [row["natural"] for row in told["by_condition"] if row["natural"]["n"] < 10]
    assert few
    assert {row["model"]["value"] for row in few} == {None}
    assert told["macro"]["natural"]["n_conditions"] == 28 - len(few)


def test_the_order_of_the_cases_does_not_matter(
    natural: Reading, flat: Reading
) -> None:
    once = evaluate_discrimination(natural, flat, seed=1, n_resamples=4)
    again = evaluate_discrimination(
        shuffled(natural), shuffled(flat), seed=1, n_resamples=4
    )
    for mine, theirs in zip(once["by_condition"], again["by_condition"], strict=True):
        assert theirs["equal_shares"]["model"] == pytest.approx(
            mine["equal_shares"]["model"]
        )
    assert again["by_syndrome"] == once["by_syndrome"]


def test_nothing_has_an_area_where_there_are_no_cases(flat: Reading) -> None:
    empty = Reading(
        "natural", flat.cases[:3], flat.y_true[:3], flat.proba[:3], flat.exact[:3]
    )
    told = evaluate_discrimination(empty, flat, seed=1, n_resamples=3)
    assert told["macro"]["natural"]["model"]["value"] is None


def test_each_condition_counts_once_and_a_serious_one_as_serious() -> None:
    leading = dict(zip(IDS, leading_syndromes(), strict=True))
    assert leading["cauda_equina_syndrome"] == "serious"
    assert leading["muscle_strain"] == "non_spinal"
    assert leading["degenerative_spondylolisthesis"] == "radicular_pain"
    profiles = load_knowledge().profiles
    assert all(group in profiles[key].syndromes for key, group in leading.items())


def test_a_reader_who_is_always_right_mixes_nothing_up(flat: Reading) -> None:
    right = replace(flat, proba=np.eye(28)[flat.y_true])
    told = syndrome_confusion(right)
    counts = np.array(told["model"]["counts"])
    assert counts.sum() == len(flat.cases)
    assert (counts == np.diag(counts.diagonal())).all()
    assert told["groups"][0] == "serious"
    assert {same["value"] for same in told["model"]["same"]} == {1.0}
    assert sum(map(len, told["members"].values())) == 28
