"""Every check across files can fail: one mutation of a copy for each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ProfileError
from pipeline.knowledge import Knowledge, read_knowledge
from pipeline.knowledge.checks import check_knowledge, sourced_numbers
from tests.knowledge.editing import Change, change, drop, put

CYST = "conditions/facet_cyst.yaml"
VOCABULARY, RULES = "findings.yaml", "red_flags.yaml"
BACKGROUND, LATENTS, SETTINGS = "background.yaml", "latents.yaml", "settings.yaml"
JUDGED = {"value": 0.5, "n": 5, "source": "expert_estimate", "why": "a test"}
SPELL = {
    "median_days": 9,
    "geometric_sd": 2,
    "n": 5,
    "source": "expert_estimate",
    "why": "a test",
}


def _move_weight(data: Any) -> None:
    data["age"][0]["weight"] += 0.1


def _raise_above_parent(data: Any) -> None:
    data["rates"]["severe_motor_deficit"] = {**JUDGED, "value": 0.9}


def _second_group(data: Any) -> None:
    data["groups"]["quality"]["fever"] = data["groups"]["systemic"]["fever"]


def _first_rule_twice(data: Any) -> None:
    data["rules"][1]["id"] = data["rules"][0]["id"]


def _swap_bands(data: Any) -> None:
    data["age_bands"][1:3] = reversed(data["age_bands"][1:3])


MUTATIONS: dict[str, tuple[str, Change, str, str]] = {
    # name: (file, change, what is at fault, a part of the message)
    "unknown source of a finding": (
        CYST,
        put("findings", "fever", {**JUDGED, "source": "lyons_2001"}),
        "findings.fever.source",
        "Did you mean 'lyons_2000'?",
    ),
    "unknown source of a background rate": (
        BACKGROUND,
        put("rates", "fever", "source", "nobody"),
        "rates.fever.source",
        "a known id",
    ),
    "unknown source of a latent": (
        LATENTS,
        put("severity", "findings", "numbness", "source", "nobody"),
        "severity.findings.numbness.source",
        "a known id",
    ),
    "unknown source of a share": (
        SETTINGS,
        put("case_mix", "emergency", "facet_cyst", "source", "nobody"),
        "case_mix.emergency.facet_cyst.source",
        "a known id",
    ),
    "unknown document": (CYST, put("documents", ["seed_1"]), "documents", "seed_00"),
    "unknown source of a rule": (
        RULES,
        put("rules", 0, "sources", ["nice_ng_127"]),
        "RF001.sources",
        "Did you mean 'nice_ng127'?",
    ),
    "a finding in two groups": (VOCABULARY, _second_group, "fever", "two groups"),
    "a finding that requires an unknown one": (
        VOCABULARY,
        put("groups", "systemic", "fever", "requires", {"finding": "unwel"}),
        "fever.requires",
        "Did you mean 'unwell'?",
    ),
    "a chain of requirements": (
        VOCABULARY,
        put("groups", "systemic", "fever", "requires", {"finding": "active_cancer"}),
        "fever.requires",
        "Chains are not supported",
    ),
    "two findings that require the same": (
        VOCABULARY,
        put("groups", "systemic", "fever", "requires", {"finding": "leg_pain"}),
        "requires: leg_pain",
        "2 findings",
    ),
    "a profile with an unknown finding": (
        CYST,
        put("findings", "fevr", JUDGED),
        "findings.fevr",
        "Did you mean 'fever'?",
    ),
    "ages that do not sum to one": (CYST, _move_weight, "age: weights", "1.1"),
    "durations that do not sum to one": (
        CYST,
        put("duration", [{**SPELL, "weight": 0.4}, {**SPELL, "weight": 0.4}]),
        "duration: weights",
        "0.8",
    ),
    "roots that do not sum to one": (CYST, put("roots", "L5", 0.1), "roots", "0.46"),
    "serious without the tier": (
        CYST,
        put("syndromes", ["radicular_pain", "serious"]),
        "syndromes",
        "tier routine",
    ),
    "the tier without serious": (
        CYST,
        put("tier", "emergency"),
        "syndromes",
        "serious",
    ),
    "age bands out of order": (BACKGROUND, _swap_bands, "age_bands", "rising"),
    "a finding without background": (
        BACKGROUND,
        drop("rates", "fever"),
        "rates.fever",
        "Add its background",
    ),
    "a background of nothing known": (
        BACKGROUND,
        put("rates", "fevr", JUDGED),
        "rates.fevr",
        "Did you mean 'fever'?",
    ),
    "a background above the one it requires": (
        BACKGROUND,
        _raise_above_parent,
        "rates.severe_motor_deficit",
        "at most the rate of motor_deficit",
    ),
    "an age limit inside a band": (
        VOCABULARY,
        put("groups", "systemic", "fever", "requires", {"age_max": 50}),
        "fever.requires.age_max",
        "at the edge of an age band",
    ),
    "a least age inside a band": (
        VOCABULARY,
        put("groups", "systemic", "fever", "requires", {"age_min": 17}),
        "fever.requires.age_min",
        "at the edge of an age band",
    ),
    "a finding and a duration required at once": (
        VOCABULARY,
        put(
            "groups",
            "systemic",
            "fever",
            "requires",
            {"finding": "unwell", "duration_days_min": 3},
        ),
        "fever.requires",
        "not both",
    ),
    "a first band that leaves the young out": (
        BACKGROUND,
        put("age_bands", [18, 30, 45, 56, 65, 75]),
        "age_bands.0",
        "Got 18",
    ),
    "a severity shift of nothing known": (
        LATENTS,
        put("severity", "findings", "fevr", JUDGED),
        "severity.findings.fevr",
        "Did you mean 'fever'?",
    ),
    "a root shift of nothing known": (
        LATENTS,
        put(
            "roots",
            "findings",
            "fevr",
            {"L3_L4": 0, "L5": 0, "S1": 0, "n": 5, "source": "seed_003"},
        ),
        "roots.findings.fevr",
        "Did you mean 'fever'?",
    ),
    "setting weights that do not sum to one": (
        SETTINGS,
        put("care_settings", "emergency", "weight", "value", 0.5),
        "care_settings: weights",
        "summing to 1",
    ),
    "a spectrum that does not sum to one": (
        SETTINGS,
        put("spectrum", "mixed", "mild", 0.9),
        "spectrum.mixed",
        "summing to 1",
    ),
    "a care setting without spectrum": (
        SETTINGS,
        drop("spectrum", "emergency"),
        "spectrum.emergency",
        "present",
    ),
    "a share of an unknown condition": (
        SETTINGS,
        put("case_mix", "emergency", "facet_cist", {**JUDGED, "value": 0.001}),
        "case_mix.emergency.facet_cist",
        "Did you mean 'facet_cyst'?",
    ),
    "a condition without share": (
        SETTINGS,
        drop("case_mix", "emergency", "facet_cyst"),
        "case_mix.emergency.facet_cyst",
        "Add it",
    ),
    "shares that do not sum to one": (
        SETTINGS,
        put("case_mix", "emergency", "facet_cyst", "value", 0.3),
        "case_mix.emergency",
        "shares that sum to 1",
    ),
    "a core question of nothing known": (
        SETTINGS,
        put("interview", "core", ["fevr"]),
        "interview.core",
        "Did you mean 'fever'?",
    ),
    "modes that do not sum to one": (
        SETTINGS,
        put("interview", "modes", "telephone", "emergency", 0.9),
        "interview.modes (emergency)",
        "summing to 1",
    ),
    "depths that do not sum to one": (
        SETTINGS,
        put("interview", "depths", 0, "share", "form", 0.9),
        "interview.depths (form)",
        "summing to 1",
    ),
    "a form that betrays the setting": (
        SETTINGS,
        put("interview", "modes", "form", "emergency", 0.2),
        "interview.modes.form",
        "must not betray it",
    ),
    "two rules of one id": (RULES, _first_rule_twice, "RF001", "the same id twice"),
    "a rule that is no condition": (
        RULES,
        put("rules", 0, "when", {"none_of": ["fever"]}),
        "RF001.when",
        "not a condition",
    ),
    "a rule of an unknown finding": (
        RULES,
        put("rules", 0, "when", {"any_of": ["fevr"]}),
        "RF001.when",
        "Did you mean 'fever'?",
    ),
    "a rule that suspects nothing known": (
        RULES,
        put("rules", 0, "suspects", ["facet_cist"]),
        "RF001.suspects",
        "Did you mean 'facet_cyst'?",
    ),
    "a canary of nothing known": (
        RULES,
        put("rules", 0, "must_fire", [{"fevr": "present"}]),
        "RF001: canaries",
        "Did you mean 'fever'?",
    ),
    "a near miss of nothing known": (
        RULES,
        put("rules", 0, "must_not_fire", [{"aged": 40}]),
        "RF001: canaries",
        "Did you mean 'age'?",
    ),
    "evidence tied to nothing known": (
        "evidence_map.yaml",
        put("fever", {"id": "fevr", "as": "same"}),
        "fever",
        "Did you mean 'fever'?",
    ),
    "a figure whose evidence name is not tied": (
        CYST,
        put("female", "reported_as", "share_of_women"),
        "female.reported_as",
        "Tie it to an id",
    ),
}


def test_the_knowledge_that_ships_has_no_fault(knowledge: Knowledge) -> None:
    assert check_knowledge(knowledge) == []


def test_the_copy_to_be_mutated_has_no_fault(pruned: Path) -> None:
    assert check_knowledge(read_knowledge(pruned)) == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_each_check_can_fail(small: Path, name: str) -> None:
    file, edit, what, part = MUTATIONS[name]
    change(small, file, edit)
    with pytest.raises(ProfileError) as caught:
        read_knowledge(small)
    faults = [fault for fault in caught.value.faults if fault.what == what]
    assert [fault.where for fault in faults] == [file]
    assert part in str(faults[0])


def test_every_number_is_walked_once(knowledge: Knowledge) -> None:
    walked = list(sourced_numbers(knowledge))
    figures = sum(
        len(figures)
        for profile in knowledge.profiles.values()
        for figures in profile.findings.values()
    )
    in_profiles = [what for where, what, _ in walked if where.startswith("conditions/")]
    assert sum(what.startswith("findings.") for what in in_profiles) == figures
    assert sum(what == "female" for what in in_profiles) == 28
    assert sum(what == "pain" for what in in_profiles) == 28
    assert sum(where == "background.yaml" for where, _, _ in walked) == 138
    assert sum("case_mix" in what for _, what, _ in walked) == 3 * 28
    assert len({id(number) for _, _, number in walked}) == len(walked)
