from pathlib import Path

import pytest
import yaml
from sklearn.base import is_classifier

from pipeline.errors import OptionError
from pipeline.features import FeatureSchema
from pipeline.knowledge import load_knowledge
from pipeline.model.candidates import build_candidates

SCHEMA = FeatureSchema(load_knowledge().finding_ids)


def test_every_candidate_of_the_parameters_is_a_classifier() -> None:
    text = (Path(__file__).parents[2] / "params.yaml").read_text(encoding="utf-8")
    params = yaml.safe_load(text)["train"]["candidates"]
    built = build_candidates(params, SCHEMA)
    assert [c.name for c in built] == list(params)
    assert all(is_classifier(c.estimator) for c in built)
    for candidate in built:
        given = {k: v for k, v in params[candidate.name].items() if k != "n_rows"}
        known = candidate.estimator.get_params(deep=False)
        assert {k: known[k] for k in given} == given
        assert candidate.n_rows == params[candidate.name]["n_rows"]


def test_what_the_parameters_say_is_left_as_it_was() -> None:
    params = {"naive_bayes": {"n_rows": 10, "alpha": 0.5}}
    build_candidates(params, SCHEMA)
    assert params == {"naive_bayes": {"n_rows": 10, "alpha": 0.5}}


def test_only_logistic_regression_is_told_the_names_of_the_columns() -> None:
    (logistic,) = build_candidates({"logistic_regression": {"n_rows": 5}}, SCHEMA)
    assert logistic.estimator.feature_names == SCHEMA.names


def test_unknown_names_are_all_listed() -> None:
    with pytest.raises(OptionError, match="naive_bayes, logistic_reg") as caught:
        build_candidates({"oracle": {"n_rows": 1}, "tarot": {"n_rows": 1}}, SCHEMA)
    assert [fault.what for fault in caught.value.faults] == [
        "train.candidates.oracle",
        "train.candidates.tarot",
    ]
