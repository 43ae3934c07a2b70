from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.errors import ArtifactError
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.stages.home_mix import home_mix
from pipeline.stages.shift import GOAL_NATS, TIMES_COMMONER, evaluate_shift, shifts
from pipeline.terms import Urgency
from tests.model.exact import classifier_of, exact_estimator

KNOWLEDGE = load_knowledge()
N = 1500


def test_every_place_is_far_from_home() -> None:
    home = np.array(home_mix()[-1])
    places = {shift.mix.name: shift for shift in shifts(5)}
    assert len(places) == 5
    for shift in places.values():
        assert np.abs(shift.mix.row - home).sum() / 2 > 0.05
    assert places["even"].mix.row == pytest.approx(np.full(28, 1 / 28))
    assert shifts(5)[-1].mix == places["drawn"].mix != shifts(6)[-1].mix


def test_the_serious_become_commoner_and_the_others_keep_their_proportions() -> None:
    serious = next(s for s in shifts(1) if s.mix.name == "more_serious")
    before = KNOWLEDGE.settings.case_mix[serious.care_setting]  # type: ignore[index]
    ratio = {k: w / before[k].value for k, w in serious.mix.weights.items()}
    routine = [r for k, r in ratio.items() if KNOWLEDGE.profiles[k].tier == "routine"]
    others = [
        r for k, r in ratio.items() if KNOWLEDGE.profiles[k].tier > Urgency.ROUTINE
    ]
    assert routine == pytest.approx([routine[0]] * len(routine))
    assert others == pytest.approx([TIMES_COMMONER * routine[0]] * len(others))


def test_a_clinic_leaves_the_others_in_their_proportions() -> None:
    home = dict(zip(KNOWLEDGE.condition_ids, home_mix()[-1], strict=True))
    mix = next(s for s in shifts(1) if s.mix.name == "vascular_clinic").mix.weights
    assert mix["peripheral_arterial_disease"] == pytest.approx(0.40)
    ratio = mix["facet_cyst"] / mix["disc_herniation"]
    assert ratio == pytest.approx(home["facet_cyst"] / home["disc_herniation"])


def test_adapting_helps_nearly_as_much_as_being_told(tiny_model: Classifier) -> None:
    figures = evaluate_shift(tiny_model, seed=91, n=N)
    assert (figures["n_cases"], figures["goal_nats"]) == (N, GOAL_NATS)
    assert [row["id"] for row in figures["shifts"]] == [s.mix.name for s in shifts(91)]
    for row in figures["shifts"]:
        assert row["posterior"] < row["told"]
        assert row["told"] < row["as_is"]
        assert row["told"] < row["adapted"]
        assert row["gap"] == pytest.approx(row["adapted"] - row["told"])
        assert row["gap_se"] > 0
        assert 0 < row["largest_error"] < 0.15
        assert row["n_held"] <= row["n_conditions"] == 28
    # A model as weak as this one estimates an even mix badly, but sees where it is.
    for row in figures["shifts"][1:3]:
        assert row["adapted"] < row["as_is"] - 0.3
        assert row["gap"] < 0.1


def test_the_same_seed_gives_the_same_figures(tiny_model: Classifier) -> None:
    once, again = (evaluate_shift(tiny_model, 92, 200) for _ in range(2))
    assert once == again
    assert once != evaluate_shift(tiny_model, 93, 200)


def test_a_classifier_that_does_not_know_its_mix_is_refused() -> None:
    unaware = replace(classifier_of(exact_estimator()), reference_mix=None)
    with pytest.raises(ArtifactError, match="the case mix that it stands for"):
        evaluate_shift(unaware, 1, 50)
