"""What must hold across the knowledge files, beyond the form of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.errors import Fault, shorten
from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.logic import logic_faults
from pipeline.knowledge.nearest import suggest
from pipeline.knowledge.schema import SEVERITIES, Sourced
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
        *_latents(knowledge),
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
        where = f"conditions/{key}.yaml"
        yield from ((where, f"age.{i}", a) for i, a in enumerate(profile.age))
        yield where, "female", profile.female
        yield from ((where, f"duration.{i}", d) for i, d in enumerate(profile.duration))
        yield where, "pain", profile.pain
        if profile.roots is not None:
            yield where, "roots", profile.roots
        for finding, figures in profile.findings.items():
            for figure in figures:
                yield where, f"findings.{finding}", figure
    for finding, rate in knowledge.background.rates.items():
        yield "background.yaml", f"rates.{finding}", rate
    severity = knowledge.latents.severity
    yield "latents.yaml", "severity.pain_score_per_step", severity.pain_score_per_step
    for finding, shift in severity.findings.items():
        yield "latents.yaml", f"severity.findings.{finding}", shift
    for finding, root_shift in knowledge.latents.roots.findings.items():
        yield "latents.yaml", f"roots.findings.{finding}", root_shift
    settings = knowledge.settings
    for setting, entry in settings.care_settings.items():
        yield "settings.yaml", f"care_settings.{setting}.weight", entry.weight
    for study_setting, mix in settings.spectrum.items():
        yield "settings.yaml", f"spectrum.{study_setting}", mix
    for setting, shares in settings.case_mix.items():
        for condition, figure in shares.items():
            yield "settings.yaml", f"case_mix.{setting}.{condition}", figure
    yield "settings.yaml", "interview.sources", settings.interview.sources


def _unknown_sources(knowledge: Knowledge) -> Iterator[Fault]:
    known = knowledge.sources
    for where, what, number in sourced_numbers(knowledge):
        if number.source not in known:
            yield _unknown(where, f"{what}.source", number.source, known)
    for key, profile in knowledge.profiles.items():
        for document in profile.documents:
            if document not in known:
                yield _unknown(f"conditions/{key}.yaml", "documents", document, known)
    for rule in knowledge.rule_book.rules:
        for source in rule.sources:
            if source not in known:
                yield _unknown("red_flags.yaml", f"{rule.id}.sources", source, known)


def _vocabulary(knowledge: Knowledge) -> Iterator[Fault]:
    where = "findings.yaml"
    ids = [key for group in knowledge.vocabulary.groups.values() for key in group]
    for key in sorted({key for key in ids if ids.count(key) > 1}):
        yield Fault(where, key, "in one group", "two groups", "Keep one of them.")
    parents = []
    for key, finding in knowledge.findings.items():
        parent = finding.requires.finding if finding.requires else None
        if parent is None:
            continue
        parents.append(parent)
        if parent not in knowledge.findings:
            yield _unknown(where, f"{key}.requires", parent, knowledge.findings)
        elif knowledge.findings[parent].requires is not None:
            yield Fault(
                where,
                f"{key}.requires",
                "a finding that requires nothing itself",
                parent,
                "Chains are not supported; require the first of the chain.",
            )
    for parent in sorted({p for p in parents if parents.count(p) > 1}):
        yield Fault(
            where,
            f"requires: {parent}",
            "named by one finding at most",
            f"{parents.count(parent)} findings",
            "Drop one; the exact posterior sums over pairs.",
        )


def _profiles(knowledge: Knowledge) -> Iterator[Fault]:
    for key, profile in knowledge.profiles.items():
        where = f"conditions/{key}.yaml"
        for finding in profile.findings:
            if finding not in knowledge.findings:
                yield _unknown(
                    where, f"findings.{finding}", finding, knowledge.findings
                )
        for name, parts in (("age", profile.age), ("duration", profile.duration)):
            yield from _sum_to_one(where, f"{name}: weights", (p.weight for p in parts))
        if profile.roots is not None:
            roots = profile.roots
            shares = (roots.L3_L4, roots.L5, roots.S1)
            yield from _sum_to_one(where, "roots", shares)
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
            yield _unknown(where, f"rates.{finding}", finding, knowledge.findings)
    for child, finding_entry in knowledge.findings.items():
        parent = finding_entry.requires.finding if finding_entry.requires else None
        if parent is None or child not in rates or parent not in rates:
            continue
        pairs = zip(rates[child].rates(), rates[parent].rates(), strict=True)
        if any(c > p for cs, ps in pairs for c, p in zip(cs, ps, strict=True)):
            yield Fault(
                where,
                f"rates.{child}",
                f"at most the rate of {parent}, which it requires",
                "a higher rate",
                "Lower one or raise the other.",
            )


def _latents(knowledge: Knowledge) -> Iterator[Fault]:
    for name, effects in (
        ("severity", knowledge.latents.severity.findings),
        ("roots", knowledge.latents.roots.findings),
    ):
        for finding in effects:
            if finding not in knowledge.findings:
                where = f"{name}.findings.{finding}"
                yield _unknown("latents.yaml", where, finding, knowledge.findings)


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
            yield _unknown(
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
            yield _unknown(where, "interview.core", finding, knowledge.findings)
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
    for rule in book.rules:
        for suspect in rule.suspects:
            if suspect not in knowledge.profiles:
                yield _unknown(
                    where, f"{rule.id}.suspects", suspect, knowledge.profiles
                )
        for name in ("must_fire", "must_not_fire"):
            for canary in getattr(rule, name):
                for key in canary:
                    known = {*knowledge.findings, *knowledge.vocabulary.context}
                    if key not in known:
                        yield _unknown(where, f"{rule.id}.{name}", key, known)


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
                yield _unknown(where, name, link.id, known)
    for place, what, number in sourced_numbers(knowledge):
        name = number.reported_as
        if name is not None and name not in knowledge.evidence_map:
            yield Fault(
                place,
                f"{what}.reported_as",
                "a name in evidence_map.yaml",
                name,
                "Tie it to an id there as same, complement or proxy.",
            )


def _unknown(where: str, what: str, got: str, known: Iterable[str]) -> Fault:
    return Fault(where, what, "a known id", repr(got), suggest(got, known))


def _sum_to_one(where: str, what: str, shares: Iterable[float]) -> Iterator[Fault]:
    total = sum(shares)
    if abs(total - 1) > _EXACT:
        yield Fault(where, what, "summing to 1", f"{total:.6g}", "Rescale the shares.")
