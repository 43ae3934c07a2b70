"""An assessment for another case mix: the model follows it, the rules do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.assess import assess
from pipeline.cases import CARE_SETTINGS, Case, CaseMix, documented_mix
from pipeline.cases.case_mix import DOCUMENTED_MIXES
from pipeline.errors import OptionError
from pipeline.model.case_mix import reweight
from pipeline.model.opinion import ask_model
from pipeline.rules import load_rules
from pipeline.stages.home_mix import home_mix
from pipeline.terms import CareSetting, Urgency
from tests.known_cases import EMERGENCY, SCIATICA
from tests.model.exact import (
    IDS,
    KNOWLEDGE,
    classifier_of,
    exact_estimator,
    fixed,
    likeliest,
)
from tests.strategies import cases

HOME = home_mix()
EXACT = replace(classifier_of(exact_estimator()), reference_mix=HOME)
HARMLESS = CaseMix("harmless", dict.fromkeys(IDS, 0.0) | {"muscle_strain": 1.0})


@st.composite
def mixes(draw: st.DrawFn) -> CaseMix:
    parts = draw(st.lists(st.integers(0, 9), min_size=len(IDS), max_size=len(IDS)))
    parts[draw(st.integers(0, len(IDS) - 1))] += 1
    shares = [part / sum(parts) for part in parts]
    return CaseMix("drawn", dict(zip(IDS, shares, strict=True)))


@given(cases(), mixes())
def test_no_mix_changes_what_the_rules_say(case: Case, mix: CaseMix) -> None:
    given = assess(case, EXACT, case_mix=mix)
    triage = load_rules().evaluate(case)
    assert given.urgency is not None
    if triage.floor is not None:
        assert given.urgency >= triage.floor
    alone = assess(case, None)
    assert given.red_flags == alone.red_flags
    assert given.undetermined == alone.undetermined


@given(cases(), mixes())
def test_the_probabilities_are_reweighted_from_the_mix_of_the_setting(
    case: Case, mix: CaseMix
) -> None:
    given = {
        entry["condition"]: entry["probability"]
        for entry in assess(case, EXACT, case_mix=mix).differential
    }
    setting = case.care_setting
    row = -1 if setting is None else CARE_SETTINGS.index(setting.value)
    own = EXACT.predict_case(case)[None, :]
    wanted = reweight(own, np.array(HOME[row]), mix.row)[0]
    assert [given[key] for key in IDS] == pytest.approx(wanted, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", DOCUMENTED_MIXES)
def test_the_mix_of_its_own_setting_changes_nothing_but_the_name(name: str) -> None:
    case = replace(SCIATICA, care_setting=CareSetting(name))
    own, named = assess(case, EXACT), assess(case, EXACT, case_mix=name)
    assert own.case_mix is None
    assert named.case_mix == {"name": name}
    chances = [
        {e["condition"]: e["probability"] for e in item.differential}
        for item in (own, named)
    ]
    assert chances[1] == pytest.approx(chances[0], abs=1e-9)
    assert named.prediction_set == own.prediction_set
    assert named.next_questions == own.next_questions


def test_a_name_a_file_and_a_mix_are_the_same(tmp_path: Path) -> None:
    by_mix = assess(SCIATICA, EXACT, case_mix=documented_mix("emergency"))
    assert assess(SCIATICA, EXACT, case_mix="emergency") == by_mix
    shares = "\n".join(f"  {k}: {w!r}" for k, w in by_mix_weights().items())
    path = tmp_path / "mix.yaml"
    path.write_text(f"name: emergency\nweights:\n{shares}\n")
    assert assess(SCIATICA, EXACT, case_mix=str(path)) == by_mix


def by_mix_weights() -> dict[str, float]:
    return dict(documented_mix("emergency").weights)


def test_the_whole_assessment_follows_the_mix() -> None:
    mix = documented_mix("emergency")
    own, moved = ask_model(EXACT, SCIATICA), ask_model(EXACT, SCIATICA, case_mix=mix)
    assert own.explanation is not None
    assert moved.explanation is not None
    reference = np.array(HOME[CARE_SETTINGS.index("primary_care")])
    for name in ("without", "if_present", "if_absent"):
        before = getattr(own.explanation, name)
        after = getattr(moved.explanation, name)
        assert after == pytest.approx(reweight(before, reference, mix.row))
    before, after = assess(SCIATICA, EXACT), assess(SCIATICA, EXACT, case_mix=mix)
    assert before.syndromes != after.syndromes
    sums = {entry["id"]: entry["probability"] for entry in after.syndromes}
    serious = sum(
        entry["probability"]
        for entry in after.differential
        if KNOWLEDGE.profiles[entry["condition"]].tier > Urgency.ROUTINE
    )
    assert sums["serious"] == pytest.approx(serious)


def test_the_model_asks_for_the_tier_that_the_mix_calls_for() -> None:
    model = replace(fixed(muscle_strain=0.95), reference_mix=HOME)
    assert assess(Case(), model).urgency is Urgency.ROUTINE
    even = CaseMix("even", dict.fromkeys(IDS, 1 / len(IDS)))
    assert assess(Case(), model, case_mix=even).urgency is Urgency.EMERGENCY
    assert assess(EMERGENCY, model, case_mix=HARMLESS).urgency is Urgency.EMERGENCY
    assert likeliest(assess(EMERGENCY, model, case_mix=HARMLESS)) == "muscle_strain"


def test_the_prediction_set_is_that_of_the_own_mix_in_the_order_of_the_new() -> None:
    mix = CaseMix("even", dict.fromkeys(IDS, 1 / len(IDS)))
    own, moved = assess(SCIATICA, EXACT), assess(SCIATICA, EXACT, case_mix=mix)
    assert set(moved.prediction_set or []) == set(own.prediction_set or [])
    chances = {e["condition"]: e["probability"] for e in moved.differential}
    in_order = [chances[key] for key in moved.prediction_set or []]
    assert in_order == sorted(in_order, reverse=True)
    assert (own.coverage, own.emergency_coverage) == (0.90, 0.99)
    assert (moved.coverage, moved.emergency_coverage) == (0.90, 0.99)


def test_without_a_model_no_mix_is_claimed() -> None:
    given = assess(EMERGENCY, None, case_mix="emergency").to_dict()
    assert given["case_mix"] is None
    assert given["urgency"] == "emergency"


def test_a_model_that_does_not_know_its_mix_leaves_the_rules_alone() -> None:
    unaware = classifier_of(exact_estimator())
    given = assess(EMERGENCY, unaware, case_mix="emergency")
    assert given.urgency is Urgency.EMERGENCY
    assert given.model is None
    assert "the case mix that it stands for" in (given.model_fault or "")
    assert assess(EMERGENCY, unaware).model is not None


def test_a_mix_that_is_none_is_refused() -> None:
    with pytest.raises(OptionError, match="Did you mean 'emergency'"):
        assess(EMERGENCY, EXACT, case_mix="emergancy")
