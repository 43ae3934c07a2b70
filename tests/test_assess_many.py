from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.assess import assess
from pipeline.assess.many import CASES_AT_ONCE, score_cases
from pipeline.cases import cases_from_matrix, documented_mix
from pipeline.errors import ArtifactError
from pipeline.model.classifier import Classifier
from pipeline.model.tiers import TIER_ORDER
from pipeline.synthesis import Request, sample_cases

CASES = sample_cases(300, Request(seed=31))


@pytest.fixture(scope="module")
def classifier(tiny_model: Classifier) -> Classifier:
    return tiny_model


@pytest.mark.parametrize("mix", [None, "emergency"])
def test_columns_say_what_assess_says_of_each_case(
    classifier: Classifier, mix: str | None
) -> None:
    case_mix = None if mix is None else documented_mix(mix)
    scores = score_cases(CASES, classifier, case_mix)
    table = scores.to_frame()
    ids = scores.condition_ids
    for i, case in enumerate(cases_from_matrix(CASES)):
        one = assess(case, classifier, case_mix=case_mix)
        assert TIER_ORDER[scores.urgency[i]] is one.urgency
        assert table.loc[i, "urgency_from"] == one.urgency_from
        fired = {item["id"] for item in one.red_flags}
        still_open = {item["id"] for item in one.undetermined}
        for rule in scores.rules.rule_ids:
            value = table.loc[i, rule]
            assert (value is pd.NA) == (rule in still_open)
            assert (value is True or value is np.True_) == (rule in fired)
        proba = {e["condition"]: e["probability"] for e in one.differential}
        assert scores.proba[i] == pytest.approx([proba[c] for c in ids], abs=1e-5)
        inside = {ids[j] for j in np.flatnonzero(scores.in_set[i])}
        assert inside == set(one.prediction_set)
        assert scores.misfit[i] == pytest.approx(one.none_of_these["score"], abs=2e-3)


def test_workers_and_blocks_change_nothing(classifier: Classifier) -> None:
    many = sample_cases(CASES_AT_ONCE + 300, Request(seed=32))
    one, two = (score_cases(many, classifier, workers=n).to_frame() for n in (1, 2))
    pd.testing.assert_frame_equal(one, two)
    last = score_cases(many[slice(CASES_AT_ONCE, None)], classifier)
    assert np.array_equal(last.urgency, score_cases(many, classifier).urgency[-300:])


def test_no_cases_give_an_empty_table(classifier: Classifier) -> None:
    table = score_cases(CASES[slice(0, 0)], classifier).to_frame()
    assert len(table) == 0
    assert "urgency" in table.columns


def test_a_model_without_the_check_says_nothing_of_none_of_these(
    classifier: Classifier,
) -> None:
    scores = score_cases(CASES, replace(classifier, typicality=None))
    assert scores.misfit is None
    assert scores.to_frame()["none_of_these"].isna().all()


def test_a_broken_model_gives_no_column_at_all(classifier: Classifier) -> None:
    class Raising:
        classes_ = classifier.estimator.classes_

        def predict_proba(self, X: object) -> None:
            raise FloatingPointError

    broken = replace(classifier, estimator=Raising())
    with pytest.raises(ArtifactError, match="every row of probabilities"):
        score_cases(CASES, broken)


def test_without_a_model_the_rules_say_what_assess_says_of_each_case() -> None:
    scores = score_cases(CASES, None)
    table = scores.to_frame()
    for i, case in enumerate(cases_from_matrix(CASES)):
        one = assess(case, None)
        rank = -1 if one.urgency is None else one.urgency.rank
        assert scores.urgency[i] == rank
        assert pd.isna(table.loc[i, "urgency"]) == (one.urgency is None)
        assert table.loc[i, "urgency_from"] == one.urgency_from
        fired = set(np.array(scores.rules.rule_ids)[scores.rules.fired[i]].tolist())
        assert fired == {item["id"] for item in one.red_flags}
    assert {"red_flag", "none"} == set(table["urgency_from"])


def test_without_a_model_nothing_is_made_up_and_the_columns_are_the_same(
    classifier: Classifier,
) -> None:
    table = score_cases(CASES, None).to_frame()
    assert list(table) == list(score_cases(CASES, classifier).to_frame())
    only_a_model = [name for name in table if "=" in name or name.startswith("none_")]
    assert len(only_a_model) > 50
    assert table[only_a_model].isna().all(axis=None)


def test_the_share_that_is_done_grows_to_all_of_it(classifier: Classifier) -> None:
    told: list[float] = []
    many = sample_cases(2 * CASES_AT_ONCE + 1, Request(seed=33))
    score_cases(many, classifier, tell=told.append)
    assert told == sorted(told)
    assert len(told) == 3
    assert told[-1] == 1


def test_labels_never_change_what_is_said(classifier: Classifier) -> None:
    bare = score_cases(replace(CASES, condition=None), classifier).to_frame()
    pd.testing.assert_frame_equal(bare, score_cases(CASES, classifier).to_frame())
