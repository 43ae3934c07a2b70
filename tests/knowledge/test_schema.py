from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from pipeline.knowledge.latent_schema import Shift
from pipeline.knowledge.schema import (
    AgeComponent,
    BackgroundRate,
    DurationComponent,
    EvidenceLink,
    Figure,
    Finding,
    PainScore,
    Profile,
    RootShares,
    Rule,
    SexRates,
    Source,
    Sourced,
)

PUBLISHED = {"n": 23, "source": "martin_2014"}
JUDGED = {"n": 10, "source": "expert_estimate", "why": "sitting presses the muscle"}
SPELL = {"median_days": 9, "geometric_sd": 2, **PUBLISHED}
PROFILE: dict[str, Any] = {
    "id": "piriformis_syndrome",
    "name": "Piriformis syndrome",
    "icd10": ["G57.0"],
    "tier": "routine",
    "syndromes": ["radicular_pain"],
    "documents": ["seed_003"],
    "mechanism": "A muscle presses on the nerve.",
    "course": "Most settle.",
    "next_steps": ["physiotherapy"],
    "age": {"mean": 44, "sd": 13, **PUBLISHED},
    "female": {"value": 0.6, **PUBLISHED},
    "duration": {"median_days": 90, "geometric_sd": 3, **JUDGED},
    "pain": {"mean": 6, "sd": 2, **JUDGED},
    "findings": {"worse_sitting": {"value": 0.8, **JUDGED}},
}
RULE: dict[str, Any] = {
    "id": "RF001",
    "name": "Bladder loss",
    "tier": "emergency",
    "when": "urinary_retention",
    "action": "Go now.",
    "hazard": "Lasting loss.",
    "sources": ["seed_000"],
    "must_fire": [{"urinary_retention": "present"}],
    "must_not_fire": [{"urinary_retention": "absent"}],
}
RATES = [0.1, 0.1, 0.1, 0.2, 0.2, 0.3]


@pytest.mark.parametrize(
    ("model", "data"),
    [
        (Figure, {"value": 0.8, "n": 10, "source": "expert_estimate"}),
        (Figure, {"value": 0.8, "n": 10, "source": "expert_estimate", "why": ""}),
        (AgeComponent, {"mean": 50, "sd": 9, "n": 5, "source": "expert_estimate"}),
        (BackgroundRate, {"value": 0.1, "n": 5, "source": "expert_estimate"}),
        (Shift, {"value": 0.4, "n": 5, "source": "expert_estimate"}),
    ],
)
def test_a_judgement_without_its_reason_is_refused(
    model: type[BaseModel], data: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError, match="must say why"):
        model.model_validate(data)


@pytest.mark.parametrize(
    ("model", "data", "place"),
    [
        (Figure, {"value": 1.4, **PUBLISHED}, "value"),
        (Figure, {"value": -0.1, **PUBLISHED}, "value"),
        (Figure, {"value": "often", **PUBLISHED}, "value"),
        (Figure, {"value": 0.4, "n": 0, "source": "martin_2014"}, "n"),
        (Figure, {"value": 0.4, "n": 23}, "source"),
        (Figure, {**PUBLISHED}, "value"),
        (Figure, {"value": 0.4, **PUBLISHED, "sensitivity": 0.4}, "sensitivity"),
        (Figure, {"value": 0.4, **PUBLISHED, "setting": "hospital"}, "setting"),
        (Figure, {"value": 0.4, **PUBLISHED, "read": "yes"}, "read"),
        (Figure, {"value": 0.4, **PUBLISHED, "derived": "no"}, "derived"),
        (AgeComponent, {"mean": 12, "sd": 9, **PUBLISHED}, "mean"),
        (AgeComponent, {"mean": 50, "sd": 0, **PUBLISHED}, "sd"),
        (DurationComponent, {**SPELL, "median_days": 0}, "median_days"),
        (DurationComponent, {**SPELL, "geometric_sd": 1}, "geometric_sd"),
        (PainScore, {"mean": 11, "sd": 2, **PUBLISHED}, "mean"),
        (RootShares, {"L3_L4": 0.5, "L5": 0.5, **PUBLISHED}, "S1"),
        (Shift, {"value": 9, **PUBLISHED}, "value"),
        (SexRates, {"female": RATES}, "male"),
        (Source, {"doi": "10.1/x"}, "citation"),
        (EvidenceLink, {"id": "fever", "as": "similar"}, "as"),
        (Finding, {"source": "laboratory", "label": "Fever"}, "source"),
        (Finding, {"source": "exam"}, "label"),
        (Profile, {**PROFILE, "tier": "soon"}, "tier"),
        (Profile, {**PROFILE, "syndromes": ["sciatica"]}, "syndromes"),
        (Profile, {**PROFILE, "next_steps": []}, "next_steps"),
        (Profile, {**PROFILE, "prevalence": 0.03}, "prevalence"),
        (Rule, {**RULE, "id": "RF1"}, "id"),
        (Rule, {**RULE, "sources": []}, "sources"),
        (Rule, {**RULE, "must_fire": []}, "must_fire"),
        (Rule, {**RULE, "unless": "fever"}, "unless"),
    ],
)
def test_a_bad_value_a_missing_or_an_unknown_key_is_refused(
    model: type[BaseModel], data: dict[str, Any], place: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    assert {item["loc"][0] for item in caught.value.errors()} == {place}


@pytest.mark.parametrize(("model", "data"), [(Profile, PROFILE), (Rule, RULE)])
def test_the_samples_above_are_valid(
    model: type[BaseModel], data: dict[str, Any]
) -> None:
    assert model.model_validate(data).model_dump()["id"] == data["id"]


def test_a_single_figure_and_a_list_of_one_mean_the_same() -> None:
    listed = {
        **PROFILE,
        "age": [PROFILE["age"]],
        "findings": {"worse_sitting": [PROFILE["findings"]["worse_sitting"]]},
    }
    assert Profile.model_validate(listed) == Profile.model_validate(PROFILE)


def test_a_profile_cannot_be_changed_after_loading() -> None:
    profile = Profile.model_validate(PROFILE)
    with pytest.raises(ValidationError, match="frozen"):
        profile.name = "another"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("data", "published"),
    [
        (PUBLISHED, True),
        ({**PUBLISHED, "derived": "true"}, True),
        ({**PUBLISHED, "read": "recalled"}, False),
        (JUDGED, False),
    ],
)
def test_only_what_was_seen_counts_as_published(
    data: dict[str, Any], published: bool
) -> None:
    assert Sourced.model_validate(data).is_published is published


@pytest.mark.parametrize(
    "form", [{}, {"value": 0.1, "by_age": RATES}], ids=["neither", "both"]
)
def test_a_background_rate_has_one_form(form: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="either `value` or `by_age`"):
        BackgroundRate.model_validate({**form, **PUBLISHED})


@pytest.mark.parametrize(
    ("form", "female", "male"),
    [
        ({"value": 0.1}, (0.1,) * 6, (0.1,) * 6),
        ({"by_age": RATES}, tuple(RATES), tuple(RATES)),
        (
            {"by_age": {"female": RATES, "male": [0.0] * 6}},
            tuple(RATES),
            (0.0,) * 6,
        ),
    ],
    ids=["one", "by age", "by age and sex"],
)
def test_a_background_rate_gives_both_sexes_by_age(
    form: dict[str, Any], female: tuple[float, ...], male: tuple[float, ...]
) -> None:
    rate = BackgroundRate.model_validate({**form, **PUBLISHED})
    assert rate.rates() == (female, male)


@pytest.mark.parametrize("n_bands", [5, 7])
def test_a_background_rate_has_six_age_bands(n_bands: int) -> None:
    with pytest.raises(ValidationError, match="by_age"):
        BackgroundRate.model_validate({"by_age": [0.1] * n_bands, **PUBLISHED})


def test_a_finding_knows_whether_it_is_a_screening_question() -> None:
    plain = Finding.model_validate({"source": "history", "label": "Fever"})
    screen = Finding.model_validate(
        {"source": "history", "label": "Fever", "screen": "true"}
    )
    assert (plain.is_screen, screen.is_screen) == (False, True)
