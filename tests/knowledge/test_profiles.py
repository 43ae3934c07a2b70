"""What holds in every profile, and how its words read."""

from __future__ import annotations

import re
from math import log

from scipy.stats import lognorm

from pipeline.knowledge import Knowledge
from pipeline.knowledge.checks import sourced_numbers
from pipeline.knowledge.schema import Figure, Profile


def pooled(figures: tuple[Figure, ...]) -> float:
    return sum(f.value * f.n for f in figures) / sum(f.n for f in figures)


def test_a_finding_is_never_commoner_than_the_one_it_requires(
    knowledge: Knowledge,
) -> None:
    for profile in knowledge.profiles.values():
        for key, figures in profile.findings.items():
            needs = knowledge.findings[key].requires
            if needs is not None and needs.finding is not None:
                parent = profile.findings[needs.finding]
                assert pooled(figures) <= pooled(parent), (profile.id, key)


def share_lasting(profile: Profile, days: float) -> float:
    """Share of patients whose episode has lasted so many days at presentation."""
    spells = [
        (spell.weight, lognorm(log(spell.geometric_sd), scale=spell.median_days))
        for spell in profile.duration
    ]
    return sum(weight * float(length.sf(days)) for weight, length in spells)


def test_pain_that_persists_is_no_commoner_than_episodes_that_long(
    knowledge: Knowledge,
) -> None:
    days = 42.0
    needs = knowledge.findings["persistent_pain"].requires
    assert needs is not None
    assert needs.duration_days_min == days
    for profile in knowledge.profiles.values():
        figures = profile.findings.get("persistent_pain")
        if figures is not None:
            assert pooled(figures) <= share_lasting(profile, days), profile.id


def test_published_findings_name_their_study_setting_and_measure(
    knowledge: Knowledge,
) -> None:
    for profile in knowledge.profiles.values():
        for key, figures in profile.findings.items():
            for figure in figures:
                if figure.source != "expert_estimate":
                    assert figure.setting is not None, (profile.id, key)
                    assert figure.reported_as is not None, (profile.id, key)


def test_a_judgement_stakes_few_patients(knowledge: Knowledge) -> None:
    for where, what, number in sourced_numbers(knowledge):
        if number.source == "expert_estimate":
            assert number.n <= 30, (where, what)


def test_a_derived_number_says_how_it_was_worked_out(knowledge: Knowledge) -> None:
    for where, what, number in sourced_numbers(knowledge):
        if number.derived is not None:
            assert number.note, (where, what)
            assert number.reported_as, (where, what)


def test_every_source_has_a_plain_key_and_a_citation(knowledge: Knowledge) -> None:
    for key, source in knowledge.sources.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", key), key
        assert source.citation.strip(), key
