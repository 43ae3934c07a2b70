"""From one case mix to another."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.cases import CARE_SETTINGS, CaseMix, documented_mix
from pipeline.errors import ArtifactError
from pipeline.model import Classifier
from pipeline.model.case_mix import counted_mix, reference_rows, reweight
from pipeline.synthesis import Request, posterior, reference_network, sample_cases
from tests.model.exact import IDS, classifier_of, exact_estimator

NETWORK = reference_network()
DRAWN = np.random.default_rng(4).dirichlet(np.ones(len(IDS)))
CASES = sample_cases(2000, Request(seed=61))
EXACT = posterior(CASES, NETWORK)
REFERENCE = np.vstack([NETWORK.case_mix, NETWORK.setting_weights @ NETWORK.case_mix])


def test_reweighting_the_exact_posterior_is_the_posterior_of_the_other_mix() -> None:
    known = CASES.care_setting >= 0
    rows = reference_rows(tuple(map(tuple, REFERENCE.tolist())), CASES.care_setting)
    moved = reweight(EXACT, rows, DRAWN)
    other = posterior(CASES, NETWORK, dict(zip(IDS, DRAWN.tolist(), strict=True)))
    assert known.sum() > 1500
    assert moved[known] == pytest.approx(other[known], abs=1e-9)


def test_a_mix_reweighted_to_itself_and_there_and_back_changes_nothing() -> None:
    home = REFERENCE[-1]
    assert reweight(EXACT, home, home) == pytest.approx(EXACT, abs=1e-12)
    back = reweight(reweight(EXACT, home, DRAWN), DRAWN, home)
    assert back == pytest.approx(EXACT, abs=1e-12)


def test_it_is_the_rule_of_bayes_by_hand() -> None:
    moved = reweight(np.array([[0.2, 0.8]]), np.array([0.5, 0.5]), np.array([0.9, 0.1]))
    assert moved == pytest.approx(np.array([[0.18, 0.08]]) / 0.26)


def test_what_a_mix_excludes_gets_nothing_and_the_rest_its_proportions() -> None:
    target = np.array([0.0, 0.25, 0.75])
    reference = np.array([0.5, 0.25, 0.25])
    moved = reweight(np.array([[0.9, 0.08, 0.02]]), reference, target)
    assert moved == pytest.approx(np.array([[0.0, 0.08, 0.06]]) / 0.14)


def test_a_case_that_leaves_only_what_is_excluded_says_nothing() -> None:
    target = np.array([0.0, 0.25, 0.75])
    moved = reweight(np.array([[1.0, 0.0, 0.0]]), np.full(3, 1 / 3), target)
    assert moved == pytest.approx(target[None, :])


def test_a_condition_that_training_never_saw_stays_at_nothing() -> None:
    reference = np.array([0.0, 0.5, 0.5])
    moved = reweight(np.array([[0.0, 0.5, 0.5]]), reference, np.full(3, 1 / 3))
    assert moved == pytest.approx(np.array([[0.0, 0.5, 0.5]]))


def test_counts_follow_the_labels_by_setting_and_no_share_is_nothing() -> None:
    setting = np.array([0, 0, 0, 1, -1], dtype=np.int8)
    rows = np.array(counted_mix(setting, np.array([0, 0, 1, 1, 1]), 3))
    assert rows.shape == (len(CARE_SETTINGS) + 1, 3)
    assert rows.sum(axis=1) == pytest.approx(np.ones(4))
    overall = np.array([2.5, 3.5, 0.5]) / 6.5
    assert rows[-1] == pytest.approx(overall)
    assert rows[0] == pytest.approx((np.array([2, 1, 0]) + 1.5 * overall) / 4.5)
    # Nobody came from an emergency department: all cases together stand for it.
    assert rows[2] == pytest.approx(overall)
    assert (rows > 0).all()


def test_many_labels_give_nearly_the_mix_they_were_drawn_from() -> None:
    cases = sample_cases(40_000, Request(seed=62))
    y = np.searchsorted(IDS, cases.condition.astype(str))
    rows = np.array(counted_mix(cases.care_setting, y, len(IDS)))
    assert rows == pytest.approx(REFERENCE, abs=0.02)


def test_an_unknown_setting_has_the_last_row() -> None:
    reference = ((0.1, 0.9), (0.2, 0.8), (0.3, 0.7), (0.4, 0.6))
    rows = reference_rows(reference, np.array([2, -1, 0], dtype=np.int8))
    assert rows[:, 0] == pytest.approx([0.3, 0.4, 0.1])


def test_a_classifier_answers_for_the_mix_that_is_asked_for(
    tiny_model: Classifier,
) -> None:
    mix = CaseMix("drawn", dict(zip(IDS, DRAWN.tolist(), strict=True)))
    own = tiny_model.predict_proba(CASES)
    rows = tiny_model.reference_rows(CASES.care_setting)
    moved = tiny_model.predict_proba(CASES, mix)
    assert moved == pytest.approx(reweight(own, rows, DRAWN), abs=1e-12)
    assert moved.sum(axis=1) == pytest.approx(np.ones(len(CASES)))


def test_a_classifier_that_does_not_know_its_own_mix_has_no_other() -> None:
    unaware = classifier_of(exact_estimator())
    with pytest.raises(ArtifactError, match="the case mix that it stands for"):
        unaware.predict_proba(CASES, documented_mix("emergency"))


def test_a_condition_that_never_occurs_keeps_nothing() -> None:
    reference, level = np.array([[0.25, 0.75, 0.0]]), np.full(3, 1 / 3)
    carried = reweight(np.array([[0.2, 0.3, 0.5]]), reference, level)
    assert carried == pytest.approx(np.array([[2 / 3, 1 / 3, 0.0]]))


def test_every_row_may_have_a_target_of_its_own() -> None:
    rng = np.random.default_rng(3)
    proba, reference = rng.dirichlet(np.ones(4), 5), rng.dirichlet(np.ones(4))
    targets = rng.dirichlet(np.ones(4), 5)
    targets[0] = [0.0, 0.0, 0.0, 1.0]
    proba[0] = [0.5, 0.5, 0.0, 0.0]
    together = reweight(proba, reference, targets)
    for row, given, target in zip(together, proba, targets, strict=True):
        alone = reweight(given[None], reference, target)[0]
        assert row == pytest.approx(alone, abs=1e-15)
    assert together[0].tolist() == targets[0].tolist()
