"""The knowledge as somebody would state it who has not read some of the sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from statistics import fmean
from typing import TypeVar

from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.latent_schema import (
    AgeEffects,
    FindingGroup,
    Latents,
    RootEffects,
    SeverityEffects,
)
from pipeline.knowledge.schema import (
    EXPERT_ESTIMATE,
    AgeComponent,
    Background,
    DurationComponent,
    Figure,
    Profile,
    Settings,
    Sourced,
)

# How much a guess weighs, in patients: that of a whole figure, and of a kept value.
GUESS_N, KEPT_N = 4.0, 5.0
GUESSED = "guessed without its source: the mean over "
KEPT = "kept without its source, as a guess, because some value must stand"
IsLost = Callable[[Sourced], bool]
S = TypeVar("S", bound=Sourced)
P = TypeVar("P", AgeComponent, DurationComponent)
E = TypeVar("E", SeverityEffects, AgeEffects, RootEffects)


def without(knowledge: Knowledge, is_lost: IsLost) -> Knowledge:
    """Rebuild the knowledge without some of its numbers.

    A finding left without a figure gets a guess: the mean over the conditions of a
    like syndrome for which it is still stated, else over all of them; else it is left
    to its background. A shift and a tie between findings just go.

    Some numbers must stand whatever is known: age, sex, duration, pain, roots,
    background rates, case mix, care settings and spectra. Where nothing of theirs is
    left, **the value is kept**, as a guess of at most 5 patients.

    Parameters
    ----------
    knowledge : Knowledge
    is_lost : callable
        Whether a number is among those to do without.

    Returns
    -------
    Knowledge
        Same conditions, findings, rules and interviews.
    """
    return replace(
        knowledge,
        profiles=_profiles(knowledge.profiles, is_lost),
        background=_background(knowledge.background, is_lost),
        latents=_latents(knowledge.latents, is_lost),
        settings=_settings(knowledge.settings, is_lost),
    )


def _as_guess(number: S, is_lost: IsLost) -> S:
    """Keep the value of a number that must stand, with hardly any weight."""
    if not is_lost(number):
        return number
    return number.model_copy(
        update={
            "n": min(number.n, KEPT_N),
            "source": EXPERT_ESTIMATE,
            "why": KEPT,
            "read": None,
            "derived": None,
            "reported_as": None,
            "note": None,
        }
    )


def _profiles(profiles: dict[str, Profile], is_lost: IsLost) -> dict[str, Profile]:
    left = {
        key: {
            finding: tuple(figure for figure in figures if not is_lost(figure))
            for finding, figures in profile.findings.items()
        }
        for key, profile in profiles.items()
    }
    stated = {
        key: {finding: _mean(kept) for finding, kept in findings.items() if kept}
        for key, findings in left.items()
    }
    rebuilt = {}
    for key, profile in profiles.items():
        findings = {}
        for finding, kept in left[key].items():
            figures = kept or _guess(finding, profile, profiles, stated)
            if figures:
                findings[finding] = figures
        rebuilt[key] = _context(profile, is_lost).model_copy(
            update={"findings": findings}
        )
    return rebuilt


def _mean(figures: tuple[Figure, ...]) -> float:
    """Pool the figures of one finding by their weights of evidence."""
    weight = sum(figure.n for figure in figures)
    return sum(figure.value * figure.n for figure in figures) / weight


def _guess(
    finding: str,
    profile: Profile,
    profiles: dict[str, Profile],
    stated: dict[str, dict[str, float]],
) -> tuple[Figure, ...]:
    """Say what somebody would guess for a finding of a condition."""
    like = set(profile.syndromes)
    every = {key: means[finding] for key, means in stated.items() if finding in means}
    near = {
        key: mean
        for key, mean in every.items()
        if like.intersection(profiles[key].syndromes)
    }
    used, whom = (
        (near, "conditions of a like syndrome") if near else (every, "conditions")
    )
    if not used:
        return ()
    return (
        Figure(
            value=fmean(used.values()),
            n=GUESS_N,
            source=EXPERT_ESTIMATE,
            why=f"{GUESSED}{whom} for which it is stated",
        ),
    )


def _context(profile: Profile, is_lost: IsLost) -> Profile:
    roots = profile.roots
    return profile.model_copy(
        update={
            "age": _parts(profile.age, is_lost),
            "female": _as_guess(profile.female, is_lost),
            "duration": _parts(profile.duration, is_lost),
            "pain": _as_guess(profile.pain, is_lost),
            "roots": None if roots is None else _as_guess(roots, is_lost),
        }
    )


def _parts(parts: Iterable[P], is_lost: IsLost) -> tuple[P, ...]:
    """Keep what is left of a mixture, or all of it as a guess."""
    parts = tuple(parts)
    kept = [part for part in parts if not is_lost(part)]
    if len(kept) == len(parts):
        return parts
    total = sum(part.weight for part in kept)
    if not total:
        return tuple(_as_guess(part, is_lost) for part in parts)
    return tuple(
        part.model_copy(update={"weight": part.weight / total}) for part in kept
    )


def _background(background: Background, is_lost: IsLost) -> Background:
    rates = {key: _as_guess(rate, is_lost) for key, rate in background.rates.items()}
    return background.model_copy(update={"rates": rates})


def _latents(latents: Latents, is_lost: IsLost) -> Latents:
    step = _as_guess(latents.severity.pain_score_per_step, is_lost)
    severity = _shifts(latents.severity, is_lost)
    groups = {key: _group(group, is_lost) for key, group in latents.groups.items()}
    return latents.model_copy(
        update={
            "severity": severity.model_copy(update={"pain_score_per_step": step}),
            "age": _shifts(latents.age, is_lost),
            "roots": _shifts(latents.roots, is_lost),
            "groups": {key: group for key, group in groups.items() if group},
        }
    )


def _shifts(effects: E, is_lost: IsLost) -> E:
    """Drop the shifts that have lost their source: what is not listed moves nothing."""
    kept = {key: n for key, n in effects.findings.items() if not is_lost(n)}
    return effects.model_copy(update={"findings": kept})


def _group(group: FindingGroup, is_lost: IsLost) -> FindingGroup | None:
    """Give what still holds a group together; None where nothing does."""
    ties = {"togetherness": group.togetherness, "companion": group.companion}
    left = {
        name: None if tie is None or is_lost(tie) else tie for name, tie in ties.items()
    }
    return group.model_copy(update=left) if any(left.values()) else None


def _settings(settings: Settings, is_lost: IsLost) -> Settings:
    interview = settings.interview
    return settings.model_copy(
        update={
            "care_settings": {
                key: entry.model_copy(
                    update={"weight": _as_guess(entry.weight, is_lost)}
                )
                for key, entry in settings.care_settings.items()
            },
            "spectrum": {
                key: _as_guess(mix, is_lost) for key, mix in settings.spectrum.items()
            },
            "case_mix": {
                key: {c: _as_guess(figure, is_lost) for c, figure in mix.items()}
                for key, mix in settings.case_mix.items()
            },
            "interview": interview.model_copy(
                update={"sources": _as_guess(interview.sources, is_lost)}
            ),
        }
    )
