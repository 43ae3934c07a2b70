"""What must hold across the knowledge files, beyond the form of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.errors import Fault, shorten
from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.latent_checks import latent_faults
from pipeline.knowledge.logic import OTHERS, logic_faults
from pipeline.knowledge.nearest import unknown_id
from pipeline.knowledge.requirement_checks import requirement_faults
from pipeline.knowledge.schema import SEVERITIES, Profile, Sourced
from pipeline.terms import CareSetting, Urgency

SUM_TOLERANCE = 0.02
_EXACT = 1e-6


def check_knowledge(knowledge: Knowledge) -> list[Fault]:
    """List every fault of meaning across the files.

    Parameters
    ----------
    knowledge : Knowledge
        Files whose form is already valid.

    Returns
    -------
    list of Fault
        Empty when all is well.
    """
    return [
        *_unknown_sources(knowledge),
        *_vocabulary(knowledge),
        *_profiles(knowledge),
        *_complete_background(knowledge),
        *requirement_faults(knowledge),
        *latent_faults(knowledge),
        *_settings(knowledge),
        *_rules(knowledge),
        *_evidence_map(knowledge),
    ]


def sourced_numbers(knowledge: Knowledge) -> Iterator[tuple[str, str, Sourced]]:
    """Walk every number of the knowledge.

    Yields
    ------
    where : str
        File.
    what : str
        Path inside the file.
    number : Sourced
        The number with its weight and source.
    """
    for key, profile in knowledge.profiles.items():
        for what, number in profile_numbers(profile):
            yield f"conditions/{key}.yaml", what, number
    for finding, rate in knowledge.background.rates.items():
        yield "background.yaml", f"rates.{finding}", rate
    yield from (("latents.yaml", what, n) for what, n in _latent_numbers(knowledge))
    yield from (("settings.yaml", what, n) for what, n in _setting_numbers(knowledge))


def profile_numbers(profile: Profile) -> Iterator[tuple[str, Sourced]]:
    """Walk every number of one profile with its path inside the file."""
    yield from ((f"age.{i}", part) for i, part in enumerate(profile.age))
    yield "female", profile.female
    yield from ((f"duration.{i}", part) for i, part in enumerate(profile.duration))
    yield "pain", profile.pain
    if profile.roots is not None:
        yield "roots", profile.roots
    for finding, figures in profile.findings.items():
        yield from ((f"findings.{finding}", figure) for figure in figures)


def _latent_numbers(knowledge: Knowledge) -> Iterator[tuple[str, Sourced]]:
    severity, roots = knowledge.latents.severity, knowledge.latents.roots
    yield "severity.pain_score_per_step", severity.pain_score_per_step
    yield from ((f"severity.findings.{f}", s) for f, s in severity.findings.items())
    yield from ((f"roots.findings.{f}", s) for f, s in roots.findings.items())
    by_age = knowledge.latents.age.findings
    yield from ((f"age.findings.{f}", s) for f, s in by_age.items())
    for key, group in knowledge.latents.groups.items():
        for name in ("togetherness", "companion"):
            number = getattr(group, name)
            if number is not None:
                yield f"groups.{key}.{name}", number


def _setting_numbers(knowledge: Knowledge) -> Iterator[tuple[str, Sourced]]:
    settings = knowledge.settings
    for setting, entry in settings.care_settings.items():
        yield f"care_settings.{setting}.weight", entry.weight
    for study_setting, mix in settings.spectrum.items():
        yield f"spectrum.{study_setting}", mix
    for setting, shares in settings.case_mix.items():
        for condition, figure in shares.items():
            yield f"case_mix.{setting}.{condition}", figure
    yield "interview.sources", settings.interview.sources


def _unknown_sources(knowledge: Knowledge) -> Iterator[Fault]:
    known = knowledge.sources
    named = [
        (where, f"{what}.source", number.source)
        for where, what, number in sourced_numbers(knowledge)
    ]
    named += [
        (f"conditions/{key}.yaml", "documents", document)
        for key, profile in knowledge.profiles.items()
        for document in profile.documents
    ]
    named += [
        ("red_flags.yaml", f"{rule.id}.sources", source)
        for rule in knowledge.rule_book.rules
        for source in rule.sources
    ]
    for where, what, source in named:
        if source not in known:
            yield unknown_id(where, what, source, known)


def _vocabulary(knowledge: Knowledge) -> Iterator[Fault]:
    where = "findings.yaml"
    ids = [key for group in knowledge.vocabulary.groups.values() for key in group]
    for key in sorted({key for key in ids if ids.count(key) > 1}):
        yield Fault(where, key, "in one group", "two groups", "Keep one of them.")


def profile_faults(
    profile: Profile, where: str, knowledge: Knowledge
) -> Iterator[Fault]:
    """List unknown findings, and shares of one profile that do not sum to 1."""
    for finding in profile.findings:
        if finding not in knowledge.findings:
            yield unknown_id(where, f"findings.{finding}", finding, knowledge.findings)
    for name, parts in (("age", profile.age), ("duration", profile.duration)):
        yield from _sum_to_one(where, f"{name}: weights", (p.weight for p in parts))
    if profile.roots is not None:
        roots = profile.roots
        yield from _sum_to_one(where, "roots", (roots.L3_L4, roots.L5, roots.S1))


def _profiles(knowledge: Knowledge) -> Iterator[Fault]:
    for key, profile in knowledge.profiles.items():
        where = f"conditions/{key}.yaml"
        yield from profile_faults(profile, where, knowledge)
        serious = profile.tier > Urgency.ROUTINE
        if serious != ("serious" in profile.syndromes):
            yield Fault(
                where,
                "syndromes",
                "with `serious` exactly when the tier is above routine",
                f"tier {profile.tier}, syndromes {list(profile.syndromes)}",
                "Make the two agree.",
            )


def _complete_background(knowledge: Knowledge) -> Iterator[Fault]:
    rates = knowledge.background.rates
    where = "background.yaml"
    bands = knowledge.background.age_bands
    if any(low >= high for low, high in pairwise(bands)):
        yield Fault(where, "age_bands", "rising", shorten(bands), "Sort them.")
    for finding in knowledge.findings:
        if finding not in rates:
            yield Fault(
                where, f"rates.{finding}", "present", "nothing", "Add its background."
            )
    for finding in rates:
        if finding not in knowledge.findings:
            yield unknown_id(where, f"rates.{finding}", finding, knowledge.findings)


def _settings(knowledge: Knowledge) -> Iterator[Fault]:
    where, settings = "settings.yaml", knowledge.settings
    weights = [entry.weight.value for entry in settings.care_settings.values()]
    yield from _sum_to_one(where, "care_settings: weights", weights)
    for setting, mix in settings.spectrum.items():
        shares = [getattr(mix, level) for level in SEVERITIES]
        yield from _sum_to_one(where, f"spectrum.{setting}", shares)
    for care_setting in CareSetting:
        if care_setting not in settings.spectrum:
            yield Fault(
                where, f"spectrum.{care_setting}", "present", "nothing", "Add it."
            )
        mix_of_setting = settings.case_mix.get(care_setting, {})
        what = f"case_mix.{care_setting}"
        for condition in sorted(set(mix_of_setting) - set(knowledge.profiles)):
            yield unknown_id(
                where, f"{what}.{condition}", condition, knowledge.profiles
            )
        for condition in sorted(set(knowledge.profiles) - set(mix_of_setting)):
            yield Fault(where, f"{what}.{condition}", "present", "nothing", "Add it.")
        total = sum(figure.value for figure in mix_of_setting.values())
        if abs(total - 1) > SUM_TOLERANCE:
            yield Fault(where, what, "shares that sum to 1", f"{total:.4f}", "Rescale.")
    yield from _interview(knowledge)


def _interview(knowledge: Knowledge) -> Iterator[Fault]:
    where, interview = "settings.yaml", knowledge.settings.interview
    for finding in interview.core:
        if finding not in knowledge.findings:
            yield unknown_id(where, "interview.core", finding, knowledge.findings)
    for setting in CareSetting:
        shares = [mode.get(setting, 0.0) for mode in interview.modes.values()]
        yield from _sum_to_one(where, f"interview.modes ({setting})", shares)
    for mode in interview.modes:
        shares = [depth.share.get(mode, 0.0) for depth in interview.depths]
        yield from _sum_to_one(where, f"interview.depths ({mode})", shares)
    form = interview.modes.get("form", {})
    if len({form.get(setting) for setting in CareSetting}) != 1:
        yield Fault(
            where,
            "interview.modes.form",
            "the same in every care setting",
            shorten(dict(form)),
            "A form may hide the setting; its share must not betray it.",
        )


def _rules(knowledge: Knowledge) -> Iterator[Fault]:
    where, book = "red_flags.yaml", knowledge.rule_book
    ids = [rule.id for rule in book.rules]
    for key in sorted({key for key in ids if ids.count(key) > 1}):
        yield Fault(where, key, "unique", "the same id twice", "Rename one.")
    yield from logic_faults(book, set(knowledge.findings), where)
    known = {*knowledge.findings, *knowledge.vocabulary.context, OTHERS}
    for rule in book.rules:
        for suspect in rule.suspects:
            if suspect not in knowledge.profiles:
                what = f"{rule.id}.suspects"
                yield unknown_id(where, what, suspect, knowledge.profiles)
        canaries = (*rule.must_fire, *rule.must_not_fire)
        for key in sorted({key for canary in canaries for key in canary} - known):
            yield unknown_id(where, f"{rule.id}: canaries", key, known)


def _evidence_map(knowledge: Knowledge) -> Iterator[Fault]:
    where = "evidence_map.yaml"
    known = {
        *knowledge.findings,
        *knowledge.vocabulary.context,
        *knowledge.profiles,
        "roots",
        "severity",
    }
    for name, links in knowledge.evidence_map.items():
        for link in links:
            if link.id not in known:
                yield unknown_id(where, name, link.id, known)
    for place, what, number in sourced_numbers(knowledge):
        reported = number.reported_as
        if reported is not None and reported not in knowledge.evidence_map:
            yield Fault(
                place,
                f"{what}.reported_as",
                "a name in evidence_map.yaml",
                reported,
                "Tie it to an id there as same, complement or proxy.",
            )


def _sum_to_one(where: str, what: str, shares: Iterable[float]) -> Iterator[Fault]:
    total = sum(shares)
    if abs(total - 1) > _EXACT:
        yield Fault(where, what, "summing to 1", f"{total:.6g}", "Rescale the shares.")
