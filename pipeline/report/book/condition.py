"""The page of one condition, as plain values for its template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from pipeline.knowledge import Knowledge
from pipeline.knowledge.coverage import kind_of
from pipeline.knowledge.schema import EXPERT_ESTIMATE, ROOTS, Figure, Profile, Sourced
from pipeline.knowledge.showing import jeffreys_interval, percent
from pipeline.report.book.addresses import red_flag_page, study_page
from pipeline.report.book.chart import Mark, strip
from pipeline.report.book.citations import Citations, Link
from pipeline.report.book.findings import finding_groups, usual_findings
from pipeline.report.book.neighbours import Neighbour
from pipeline.report.book.numbers import NumberGroup, figure_line, number_line
from pipeline.report.book.scale import PERCENT
from pipeline.report.book.values import ReplayedStudy
from pipeline.report.book.words import (
    SYNDROMES,
    age_part,
    age_words,
    duration_part,
    duration_words,
    interval_words,
    pain_words,
    split_name,
)

Item = dict[str, Any]
# Below so many published numbers, what was looked for in vain is told.
FEW_PUBLISHED = 8


def condition_values(
    knowledge: Knowledge,
    condition: str,
    alike: Sequence[Neighbour],
    replayed: Sequence[ReplayedStudy],
) -> Item:
    """Gather what the page of a condition shows.

    Parameters
    ----------
    knowledge : Knowledge
    condition : str
    alike : sequence of Neighbour
    replayed : sequence of ReplayedStudy
        All of them; those with the condition among their patients are linked.

    Returns
    -------
    dict
        For the template condition.html.j2.
    """
    profile = knowledge.profiles[condition]
    citations = Citations(knowledge)
    name, remark = split_name(profile.name)
    n_published = published_count(profile)
    return {
        "profile": profile,
        "name": name,
        "remark": remark,
        "syndromes": [SYNDROMES[name] for name in profile.syndromes],
        "notes": [citations.linked(note) for note in profile.notes],
        "documents": citations.links(profile.documents),
        "who": _who(profile),
        "who_numbers": _who_numbers(profile, citations),
        "shares": _shares(knowledge, condition, citations),
        "groups": finding_groups(knowledge, profile),
        "usual": usual_findings(knowledge, profile),
        "red_flags": _red_flags(knowledge, condition),
        "studies": _studies(condition, replayed),
        "alike": alike,
        "n_published": n_published,
        "few_published": FEW_PUBLISHED,
        "looked_for": _looked_for(profile, n_published, citations),
    }


def published_count(profile: Profile) -> int:
    """Count the numbers of a profile that were seen in a published source."""
    return sum(kind_of(number) == "published" for number in _numbers(profile))


def _numbers(profile: Profile) -> list[Sourced]:
    figures = [f for figures in profile.findings.values() for f in figures]
    numbers = [*profile.age, profile.female, *profile.duration, profile.pain, *figures]
    return [*numbers, *([profile.roots] if profile.roots else [])]


def _looked_for(
    profile: Profile, n_published: int, citations: Citations
) -> list[Markup]:
    if n_published >= FEW_PUBLISHED:
        return []
    return [citations.linked(line) for line in profile.looked_for]


def _who(profile: Profile) -> list[tuple[str, str]]:
    """Say in words who is affected and how they come."""
    female = profile.female.value
    rows = [
        ("Age", age_words(profile.age)),
        ("Sex", f"{percent(female)} women, {percent(1.0 - female)} men."),
        ("Time since the start", duration_words(profile.duration)),
        ("Worst pain in the last week", pain_words(profile.pain)),
    ]
    if profile.roots is not None:
        shares = _root_shares(profile)
        rows.append(("Nerve root", f"{shares}."))
    return rows


def _root_shares(profile: Profile) -> str:
    roots = {root: getattr(profile.roots, root) for root in ROOTS}
    told = (f"{root.replace('_', ' or ')} {percent(s)}" for root, s in roots.items())
    return ", ".join(told)


def _who_numbers(profile: Profile, citations: Citations) -> list[NumberGroup]:
    def group(what: str, *pairs: tuple[str, Sourced]) -> NumberGroup:
        lines = tuple(number_line(text, number, citations) for text, number in pairs)
        return NumberGroup(what, "", lines)

    pain = profile.pain
    groups = [
        group("Age", *((age_part(part), part) for part in profile.age)),
        NumberGroup("Women", "", (figure_line(profile.female, citations),)),
        group("Time", *((duration_part(part), part) for part in profile.duration)),
        group("Worst pain", (f"mean {pain.mean:.2g} of 10, sd {pain.sd:.2g}", pain)),
    ]
    if profile.roots is not None:
        groups.append(group("Nerve root", (_root_shares(profile), profile.roots)))
    return groups


def _shares(knowledge: Knowledge, condition: str, citations: Citations) -> list[Item]:
    """Give the condition's share of the cases in each care setting."""
    settings = knowledge.settings
    return [
        {
            "setting": settings.care_settings[setting].label,
            "value": percent(mix[condition].value),
            "picture": _share_picture(
                settings.care_settings[setting].label, mix[condition]
            ),
            "numbers": NumberGroup(
                settings.care_settings[setting].label,
                "",
                (figure_line(mix[condition], citations),),
            ),
        }
        for setting, mix in settings.case_mix.items()
    ]


def _share_picture(label: str, figure: Figure) -> Markup:
    low, high = jeffreys_interval(figure.value, figure.n)
    judged = not figure.is_published
    told = f"{label}: {percent(figure.value)} ({interval_words(low, high)})"
    told += ", judged" if figure.source == EXPERT_ESTIMATE else ""
    return strip(
        PERCENT, [[Mark(figure.value, low, high, "pooled", told, judged)]], told
    )


def _red_flags(knowledge: Knowledge, condition: str) -> list[Item]:
    """List the rules that suspect the condition, worst first."""
    rules = [r for r in knowledge.rule_book.rules if condition in r.suspects]
    rules.sort(key=lambda rule: (-rule.tier.rank, rule.id))
    return [
        {"link": Link(rule.name, red_flag_page(rule.id)), "tier": rule.tier.value}
        for rule in rules
    ]


def _studies(condition: str, replayed: Sequence[ReplayedStudy]) -> list[Link]:
    """List the replayed studies that had such patients."""
    return [
        Link(told.study.title, study_page(told.study.id))
        for told in replayed
        if told.study.population.mix.get(condition, 0.0) > 0
    ]
