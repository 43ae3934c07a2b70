from dataclasses import replace

import numpy as np
import pytest

from pipeline.model.artifact import load_classifier
from pipeline.model.classifier import Classifier
from pipeline.stages.intervals import BANDS, evaluate_intervals
from tests.small_training import SmallTraining


@pytest.fixture(scope="module")
def classifier(small: SmallTraining) -> Classifier:
    return load_classifier(small.model)


def test_held_intervals_are_counted_by_size_and_by_condition(
    classifier: Classifier,
) -> None:
    told = evaluate_intervals(classifier, 5, 2, 400)
    assert 0 < told["held_lowest"] <= told["held"] < 1
    assert len(told["by_band"]) == len(BANDS)
    assert len(told["by_condition"]) == 28
    n = sum(row["n"] for row in told["by_band"])
    assert n == sum(row["n"] for row in told["by_condition"]) > 800
    assert told == evaluate_intervals(classifier, 5, 2, 400)


def test_wider_intervals_hold_more(classifier: Classifier) -> None:
    spread = classifier.spread
    reach = np.full_like(spread.below, 1e3)
    wide = replace(classifier, spread=replace(spread, below=reach, above=reach))
    told = evaluate_intervals(wide, 5, 2, 200)
    assert told["held"] == 1
    narrow = replace(
        classifier, spread=replace(spread, below=0 * reach, above=0 * reach)
    )
    assert evaluate_intervals(narrow, 5, 2, 200)["held"] == 0


def test_without_worlds_there_is_nothing_to_tell(classifier: Classifier) -> None:
    assert evaluate_intervals(replace(classifier, spread=None), 5, 2, 200) is None
