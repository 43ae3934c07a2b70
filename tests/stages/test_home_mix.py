from __future__ import annotations

import numpy as np
import pytest

from pipeline.cases import CARE_SETTINGS, documented_mix
from pipeline.knowledge import load_knowledge
from pipeline.model.artifact import load_classifier
from pipeline.stages.home_mix import home_mix
from tests.small_training import SmallTraining


def test_it_is_the_documented_mix_of_each_setting_and_their_average() -> None:
    rows = home_mix()
    assert len(rows) == len(CARE_SETTINGS) + 1
    for row, name in zip(rows, CARE_SETTINGS, strict=False):
        assert row == pytest.approx(documented_mix(name).row, rel=1e-9)
    settings = load_knowledge().settings.care_settings
    weights = np.array([entry.weight.value for entry in settings.values()])
    average = weights @ np.array(rows[:-1]) / weights.sum()
    assert rows[-1] == pytest.approx(average, rel=1e-9)


def test_a_model_trained_on_generated_cases_stands_for_it(small: SmallTraining) -> None:
    assert load_classifier(small.model).reference_mix == home_mix()
