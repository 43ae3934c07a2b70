from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import (
    EXPERT_ESTIMATE,
    AgeComponent,
    Figure,
    Profile,
    Sourced,
)
from pipeline.knowledge.without import GUESS_N, KEPT, without

CONDITION, FINDING = "disc_herniation", "slr_positive"
LOST, MINE = "lost_2001", "mine_2002"


def is_lost(number: Sourced) -> bool:
    return number.source == LOST


def edited(knowledge: Knowledge, condition: str = CONDITION, **changes: Any) -> Profile:
    return knowledge.profiles[condition].model_copy(update=changes)


def with_profile(knowledge: Knowledge, profile: Profile) -> Knowledge:
    return replace(knowledge, profiles={**knowledge.profiles, profile.id: profile})


def test_without_anything_lost_all_stands(knowledge: Knowledge) -> None:
    assert without(knowledge, lambda _: False) == knowledge


def test_a_figure_goes_and_what_stood_beside_it_stays(knowledge: Knowledge) -> None:
    lost = Figure(value=0.7, n=20, source=LOST)
    judged = Figure(value=0.2, n=10, source=EXPERT_ESTIMATE, why="felt so")
    profile = edited(knowledge, findings={FINDING: (lost, judged)})
    left = without(with_profile(knowledge, profile), is_lost)
    assert left.profiles[CONDITION].findings[FINDING] == (judged,)


def test_a_lost_finding_is_guessed_from_conditions_of_a_like_syndrome(
    knowledge: Knowledge,
) -> None:
    profiles = {
        key: profile.model_copy(
            update={
                "findings": {k: v for k, v in profile.findings.items() if k != FINDING}
            }
        )
        for key, profile in knowledge.profiles.items()
    }

    def give(condition: str, *syndromes: str, **values: float) -> None:
        figures = tuple(
            Figure(value=value, n=float(n[1:]), source=MINE)
            for n, value in values.items()
        ) or (Figure(value=0.9, n=50, source=LOST),)
        profiles[condition] = profiles[condition].model_copy(
            update={"syndromes": syndromes, "findings": {FINDING: figures}}
        )

    give("disc_herniation", "radicular_pain")
    give("facet_cyst", "radicular_pain", "serious", n30=0.2, n10=0.6)
    give("central_stenosis", "radicular_pain", n7=0.5)
    give("hip_osteoarthritis", "non_spinal", n5=0.8)
    give("muscle_strain", "referred_somatic_pain")
    half = without(replace(knowledge, profiles=profiles), is_lost)
    # 0.3 pooled in one condition, 0.5 in the other; each counts once.
    (guess,) = half.profiles["disc_herniation"].findings[FINDING]
    assert guess.value == pytest.approx(0.4)
    assert (guess.n, guess.source) == (GUESS_N, EXPERT_ESTIMATE)
    assert guess.why is not None
    assert "like syndrome" in guess.why
    # Nobody of a like syndrome has it: all that have it count.
    (guess,) = half.profiles["muscle_strain"].findings[FINDING]
    assert guess.value == pytest.approx((0.3 + 0.5 + 0.8) / 3)


def test_a_finding_that_nobody_states_any_more_is_left_to_background(
    knowledge: Knowledge,
) -> None:
    lost = (Figure(value=0.9, n=50, source=LOST),)
    profiles = {
        key: profile.model_copy(
            update={
                "findings": {
                    k: lost if k == FINDING else v for k, v in profile.findings.items()
                }
            }
        )
        for key, profile in knowledge.profiles.items()
    }
    half = without(replace(knowledge, profiles=profiles), is_lost)
    assert not any(FINDING in profile.findings for profile in half.profiles.values())


@pytest.mark.parametrize(("n", "left"), [(200, 5), (3, 3)])
def test_what_must_stand_is_kept_as_a_weak_guess(
    knowledge: Knowledge, n: float, left: float
) -> None:
    female = Figure(value=0.61, n=n, source=LOST, reported_as="x", note="y")
    age = AgeComponent(mean=71, sd=9, n=n, source=LOST)
    profile = edited(knowledge, female=female, age=(age,))
    kept = without(with_profile(knowledge, profile), is_lost).profiles[CONDITION]
    assert (kept.female.value, kept.female.n) == (0.61, left)
    assert (kept.female.source, kept.female.why) == (EXPERT_ESTIMATE, KEPT)
    assert kept.female.reported_as is kept.female.note is None
    assert [(part.mean, part.n) for part in kept.age] == [(71, left)]


def test_what_is_left_of_a_mixture_fills_it(
    knowledge: Knowledge,
) -> None:
    parts = [(40, 0.5, LOST), (60, 0.3, MINE), (70, 0.2, MINE)]
    age = tuple(
        AgeComponent(mean=mean, sd=9, n=50, weight=weight, source=key)
        for mean, weight, key in parts
    )
    profile = edited(knowledge, age=age)
    kept = without(with_profile(knowledge, profile), is_lost).profiles[CONDITION].age
    assert [part.mean for part in kept] == [60, 70]
    assert [part.weight for part in kept] == pytest.approx([0.6, 0.4])


def test_shifts_and_ties_go_with_their_source(
    knowledge: Knowledge,
) -> None:
    latents = knowledge.latents
    shift = next(iter(latents.severity.findings.values()))
    lost = shift.model_copy(update={"source": LOST, "why": None})
    severity = latents.severity.model_copy(
        update={
            "findings": {**latents.severity.findings, FINDING: lost},
            "pain_score_per_step": lost,
        }
    )
    groups = {
        key: group.model_copy(
            update={
                name: None
                if getattr(group, name) is None
                else getattr(group, name).model_copy(update={"source": LOST})
                for name in ("togetherness", "companion")
            }
        )
        for key, group in latents.groups.items()
    }
    changed = latents.model_copy(update={"severity": severity, "groups": groups})
    half = without(replace(knowledge, latents=changed), is_lost).latents
    assert FINDING not in half.severity.findings
    # Pain must move with severity somehow.
    assert half.severity.pain_score_per_step.value == lost.value
    assert half.severity.pain_score_per_step.n <= 5
    assert half.groups == {}
