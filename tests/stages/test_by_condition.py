import numpy as np
import pytest

from pipeline.cases import CARE_SETTINGS
from pipeline.stages.by_condition import draw_by_condition
from pipeline.synthesis import reference_network

NETWORK = reference_network()
CASES = draw_by_condition(8, 400)


def test_every_condition_comes_about_as_often() -> None:
    assert CASES.condition is not None
    ids, counts = np.unique(CASES.condition.astype(str), return_counts=True)
    assert tuple(ids) == NETWORK.condition_ids
    # 400 expected, with a standard deviation of 20.
    assert counts == pytest.approx(400, abs=90)


def test_each_condition_is_seen_where_its_cases_are() -> None:
    complete = draw_by_condition(8, 400, complete=True)
    assert complete.condition is not None
    joint = NETWORK.setting_weights[:, None] * NETWORK.case_mix
    expected = joint / joint.sum(axis=0)
    for j, condition in enumerate(NETWORK.condition_ids):
        own = complete.care_setting[complete.condition == condition]
        shares = np.bincount(own, minlength=len(CARE_SETTINGS)) / len(own)
        # 400 cases have a standard error of 0.025.
        assert shares == pytest.approx(expected[:, j], abs=0.11)


def test_complete_cases_are_the_same_patients() -> None:
    complete = draw_by_condition(8, 400, complete=True)
    assert complete.share_known.min() == 1.0
    assert np.array_equal(complete.condition, CASES.condition)  # type: ignore[arg-type]
    asked = CASES.answers != -1
    assert np.array_equal(CASES.answers[asked], complete.answers[asked])
