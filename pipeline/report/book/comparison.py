"""One finding across all conditions, as plain values for its template."""

from __future__ import annotations

from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import Profile
from pipeline.knowledge.showing import percent
from pipeline.report.book.addresses import condition_page, finding_address
from pipeline.report.book.citations import Citations, Link
from pipeline.report.book.findings import FindingRow, finding_row, usual_rates
from pipeline.report.book.numbers import NumberGroup, figure_line
from pipeline.report.book.words import group_title
from pipeline.report.words import without_brackets

Item = dict[str, Any]


def comparison_values(knowledge: Knowledge, finding: str) -> Item:
    """Gather how often a finding is seen in each condition.

    Parameters
    ----------
    knowledge : Knowledge
    finding : str

    Returns
    -------
    dict
        For the template finding.html.j2; conditions with figures of their own first,
        the commonest on top.
    """
    listed: list[Profile] = []
    others: list[Profile] = []
    for profile in knowledge.profiles.values():
        (listed if finding in profile.findings else others).append(profile)
    rows = {p.id: _row(knowledge, p, finding) for p in listed}
    means = {key: mean for key, (mean, _) in rows.items()}
    listed.sort(key=lambda profile: (-means[profile.id], profile.name))
    figures = [figure for p in listed for figure in p.findings[finding]]
    n_published = sum(figure.is_published for figure in figures)
    return {
        "label": knowledge.findings[finding].label,
        "group": _group(knowledge, finding),
        "rows": [
            (rows[profile.id][1], finding_address(profile.id, finding))
            for profile in listed
        ],
        "numbers": [_numbers(knowledge, profile, finding) for profile in listed],
        "n_published": n_published,
        "n_judged": len(figures) - n_published,
        "usual": _usual(knowledge, others, finding),
    }


def _group(knowledge: Knowledge, finding: str) -> str:
    groups = knowledge.vocabulary.groups
    return group_title(next(name for name, ids in groups.items() if finding in ids))


def _row(
    knowledge: Knowledge, profile: Profile, finding: str
) -> tuple[float, FindingRow]:
    usual = usual_rates(knowledge, profile)[finding]
    return finding_row(
        profile.id,
        f"in-{profile.id}",
        without_brackets(profile.name),
        profile.findings[finding],
        usual,
        Citations(knowledge),
    )


def _numbers(knowledge: Knowledge, profile: Profile, finding: str) -> NumberGroup:
    citations = Citations(knowledge)
    lines = tuple(figure_line(f, citations) for f in profile.findings[finding])
    address = finding_address(profile.id, finding)
    return NumberGroup(without_brackets(profile.name), address, lines)


def _usual(
    knowledge: Knowledge, profiles: list[Profile], finding: str
) -> list[tuple[Link, str]]:
    rates = {p.id: usual_rates(knowledge, p)[finding] for p in profiles}
    order = sorted(profiles, key=lambda p: (-round(rates[p.id], 9), p.name))
    return [
        (
            Link(without_brackets(p.name), condition_page(p.id)),
            percent(float(rates[p.id])),
        )
        for p in order
    ]
