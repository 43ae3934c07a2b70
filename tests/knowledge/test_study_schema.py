from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.knowledge.study_schema import Study, StudyFigure, denominator
from tests.small_study import figure_data, study_data


def figure(**changes: Any) -> StudyFigure:
    return StudyFigure.model_validate(figure_data(**changes))


NO_N: dict[str, Any] = {"n_target": None}
BOTH = {"n_target": 60, "n_others": 50}


@pytest.mark.parametrize(
    "changes",
    [
        {"measure": "specificity", "n_others": 30, **NO_N},
        {"n": 30, **NO_N},
        {"tolerance": 0.1, **NO_N},
        {"interval": [0.3, 0.5], **NO_N},
        {"measure": "lr_pos", "value": 3.5, **BOTH},
        {"measure": "ppv", "n": 20},
        {"measure": "proportion", "of": "target"},
        {"measure": "proportion", "of": "others", "n_others": 20},
        {"measure": "proportion", **BOTH},
        {"measure": "posterior_auc", "test": None, "given": "all", **BOTH},
        {"measure": "auc", "value": 0.8, "tolerance": 0.1, "ceiling": "true"},
    ],
)
def test_a_figure_with_its_interval_is_read(changes: dict[str, Any]) -> None:
    assert figure(**changes).id == "reflex_sensitivity"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (NO_N, "give `interval`, the n"),
        ({"n_target": None, "n_others": 20}, "give `interval`, the n"),
        ({"measure": "specificity"}, "give `interval`, the n"),
        ({"measure": "ppv", **BOTH}, "give `interval`, the n"),
        ({"measure": "proportion"}, "give `interval`, the n"),
        ({"measure": "lr_neg"}, "give `interval`, the n"),
        ({"measure": "auc", "n": 50}, "give `interval`, the n"),
        ({"test": None}, "needs a `test`"),
        ({"measure": "posterior_auc", "given": "all"}, "needs a `test`"),
        ({"measure": "posterior_auc", "test": None}, "`given` goes with"),
        ({"given": "history"}, "`given` goes with"),
        ({"value": 1.2}, r"must lie in \[0, 1\]"),
        ({"value": -0.2}, "greater than or equal to 0"),
        ({"interval": [0.5, 0.6]}, "inside its interval"),
        ({"interval": [0.6, 0.2]}, "inside its interval"),
        ({"n_target": 0}, "greater than 0"),
        ({"tolerance": 0}, "greater than 0"),
        ({"measure": "accuracy"}, "Input should be"),
        ({"id": "Reflex lost"}, "should match pattern"),
        ({"test": {"any_off": ["weak"]}}, "a finding, or one of"),
    ],
)
def test_a_figure_that_cannot_be_compared_is_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        figure(**changes)


@pytest.mark.parametrize(
    ("changes", "n"),
    [
        ({}, 60),
        ({"n": 70}, 60),
        ({"measure": "specificity", "n_others": 50}, 50),
        ({"measure": "npv", "n": 31}, 31),
        ({"measure": "proportion", **BOTH}, 110),
        ({"measure": "proportion", "of": "others", **BOTH}, 50),
        ({"measure": "proportion", "of": "target", **BOTH}, 60),
        ({"measure": "proportion", "n": 31}, 31),
        ({"measure": "ppv", "tolerance": 0.1, **BOTH}, None),
    ],
)
def test_a_proportion_knows_how_many_it_is_of(
    changes: dict[str, Any], n: int | None
) -> None:
    assert denominator(figure(**changes)) == n


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"figures": []}, "at least 1 item"),
        ({"population": {"mix": {}}}, "at least 1 item"),
        ({"population": {"mix": {"joint_wear": 1.5}}}, "less than or equal to 1"),
        ({"population": {"spectrum": "hospice"}}, "Input should be"),
        ({"population": {"age": {"mean": 200, "sd": 1}}}, "less than or equal to 110"),
        ({"population": {"age_range": [50]}}, "Field required"),
        ({"years": 1999}, "Extra inputs"),
        ({"reference": {"joint_wear": 0.2}}, "must say why"),
        ({"reference": {"joint_wear": 2}}, "less than or equal to 1"),
    ],
)
def test_a_study_of_another_form_is_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        Study.model_validate(study_data(**changes))
