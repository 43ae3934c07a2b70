"""A whole condition profile as text, for a clinician at a terminal.

Not imported by the package itself: the intervals need scipy, which an assessment
should not wait for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap

from scipy.special import betaincinv

from pipeline.errors import Fault, ProfileError
from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.coverage import kind_of
from pipeline.knowledge.nearest import suggest
from pipeline.knowledge.schema import EXPERT_ESTIMATE, ROOTS, Figure, Profile, Sourced

WIDTH = 100
SMALLEST_PERCENT = 0.01
_LABEL = 12
_FIGURE = 24
_INDENT = " " * 6


def render_profile(knowledge: Knowledge, condition_id: str) -> str:
    """Write out everything that is documented about one condition.

    Parameters
    ----------
    knowledge : Knowledge
    condition_id : str

    Returns
    -------
    str
        Words first, then every number with its weight, setting and source, figures
        that conflict one by one, and the sources in full.

    Raises
    ------
    ProfileError
        If there is no such condition; names the nearest one.
    """
    if condition_id not in knowledge.profiles:
        raise ProfileError(_unknown_condition(knowledge, condition_id))
    profile = knowledge.profiles[condition_id]
    return "\n".join(
        [
            *_heading(profile),
            *_words(profile),
            *_how_to_read(),
            *_context(profile),
            *_case_mix(knowledge, profile.id),
            *_findings(knowledge, profile),
            *_sources(knowledge, profile),
        ]
    )


def jeffreys_interval(
    value: float, n: float, level: float = 0.95
) -> tuple[float, float]:
    """Give the interval for a proportion that its weight of evidence leaves open.

    Parameters
    ----------
    value : float
        Observed proportion.
    n : float
        Weight of evidence in patients.
    level : float, default=0.95
        Probability inside.

    Returns
    -------
    low, high : float
        Equal-tailed, Jeffreys prior; low is 0 when none, high 1 when all have it.

    Examples
    --------
    >>> low, high = jeffreys_interval(0.5, 10)
    >>> round(low, 3), round(high, 3)
    (0.224, 0.776)
    """
    tail = (1.0 - level) / 2.0
    a, b = value * n + 0.5, (1.0 - value) * n + 0.5
    low = float(betaincinv(a, b, tail)) if value > 0.0 else 0.0
    high = float(betaincinv(a, b, 1.0 - tail)) if value < 1.0 else 1.0
    return low, high


def percent(value: float) -> str:
    """Write a proportion as a percentage, with decimals where it is small.

    Examples
    --------
    >>> percent(0.655), percent(0.0068), percent(0.00001), percent(0.0)
    ('66%', '0.68%', '<0.01%', '0%')
    """
    points = 100.0 * value
    if 0.0 < points < SMALLEST_PERCENT:
        return f"<{SMALLEST_PERCENT}%"
    return f"{points:.2g}%" if points < 1.0 else f"{points:.0f}%"


def _unknown_condition(knowledge: Knowledge, condition_id: str) -> Fault:
    known = knowledge.condition_ids
    hint = suggest(condition_id, known)
    if not hint.startswith("Did you mean"):
        hint = f"Known ids: {', '.join(known)}."
    return Fault("profile", "the condition", "a known id", repr(condition_id), hint)


def _heading(profile: Profile) -> Iterator[str]:
    yield from wrap(profile.name, WIDTH)
    yield "=" * min(len(profile.name), WIDTH)
    yield from _titled("id", profile.id)
    yield from _titled("ICD-10", ", ".join(profile.icd10))
    yield from _titled("tier", profile.tier.replace("_", " "))
    syndromes = (name.replace("_", " ") for name in profile.syndromes)
    yield from _titled("syndromes", ", ".join(syndromes))
    yield from _titled("documents", ", ".join(profile.documents))


def _words(profile: Profile) -> Iterator[str]:
    for title, text in (("Mechanism", profile.mechanism), ("Course", profile.course)):
        yield from _section(title)
        yield from _indented(text, "  ")
    for title, items in (("Next steps", profile.next_steps), ("Notes", profile.notes)):
        if items:
            yield from _section(title)
            for item in items:
                yield from _indented(item, "    ", first="  - ")


def _how_to_read() -> Iterator[str]:
    yield from _section("How to read the numbers")
    yield from _indented(
        "Each finding shows the share of patients with the condition who have it; in"
        " brackets what its weight of evidence, n patients, leaves open (95% interval,"
        " Jeffreys). [judged]: an estimate of the authors, reason below it. [recalled]:"
        " published, but quoted from memory and counted as a judgement. [derived]:"
        " worked out from published figures. No mark: read in the source named.",
        "  ",
    )


def _context(profile: Profile) -> Iterator[str]:
    yield from _section("Who, and how they come")
    for age in profile.age:
        text = f"mean {age.mean:.1f}, sd {age.sd:.1f} years" + _part(age.weight)
        yield from _entry("age", text, age)
    female = profile.female
    text = f"{percent(female.value)} {_interval(female)}"
    yield from _entry("female", text, female)
    for spell in profile.duration:
        text = f"median {spell.median_days:g} days"
        text += f", spread by a factor of {spell.geometric_sd:g}"
        yield from _entry("duration", text + _part(spell.weight), spell)
    pain = profile.pain
    text = f"mean {pain.mean:.1f} of 10, sd {pain.sd:.1f}"
    yield from _entry("worst pain", text, pain)
    if profile.roots is not None:
        roots = profile.roots
        shares = (f"{r.replace('_', '/')} {percent(getattr(roots, r))}" for r in ROOTS)
        yield from _entry("nerve root", ", ".join(shares), roots)


def _case_mix(knowledge: Knowledge, condition_id: str) -> Iterator[str]:
    yield from _section("Share of the cases in each care setting")
    for setting, shares in knowledge.settings.case_mix.items():
        yield f"  {knowledge.settings.care_settings[setting].label}"
        yield from _figure(shares[condition_id])


def _findings(knowledge: Knowledge, profile: Profile) -> Iterator[str]:
    for group, findings in knowledge.vocabulary.groups.items():
        listed = [key for key in findings if key in profile.findings]
        if not listed:
            continue
        yield from _section(f"Findings: {group.replace('_', ' ')}")
        for key in listed:
            label = f"{findings[key].label} [{key}]"
            yield from _indented(label, "    ", first="  ")
            figures = profile.findings[key]
            if len(figures) > 1:
                yield f"    {_several(figures)}"
            for figure in figures:
                yield from _figure(figure)
    left = len(knowledge.finding_ids) - len(profile.findings)
    yield ""
    yield f"  The other {left} findings stay at the rate that anybody has."


def _several(figures: Sequence[Figure]) -> str:
    """Introduce the figures of one finding; the generator uses them pooled by n."""
    pooled = sum(f.value * f.n for f in figures) / sum(f.n for f in figures)
    lows, highs = zip(*(jeffreys_interval(f.value, f.n) for f in figures), strict=True)
    conflict = " that conflict" if max(lows) > min(highs) else ""
    return f"{len(figures)} figures{conflict}; pooled by their weight {percent(pooled)}"


def _sources(knowledge: Knowledge, profile: Profile) -> Iterator[str]:
    yield from _section("Sources")
    for key in sorted(_cited(knowledge, profile)):
        text = f"{key}: {knowledge.sources[key].citation}"
        yield from _indented(text, "      ", first="  ")


def _cited(knowledge: Knowledge, profile: Profile) -> set[str]:
    """Give the keys of the sources of every number, and those that the words name."""
    mixes = knowledge.settings.case_mix.values()
    numbers: list[Sourced] = [
        *profile.age,
        profile.female,
        *profile.duration,
        profile.pain,
        *([profile.roots] if profile.roots else []),
        *(figure for figures in profile.findings.values() for figure in figures),
        *(shares[profile.id] for shares in mixes),
    ]
    texts = [profile.mechanism, profile.course, *profile.next_steps, *profile.notes]
    texts += [text for number in numbers for text in (number.why, number.note) if text]
    named = {word for text in texts for word in re.findall(r"\w+", text)}
    cited = {number.source for number in numbers} | set(profile.documents) | named
    return cited & set(knowledge.sources)


def _figure(figure: Figure) -> Iterator[str]:
    share = f"{percent(figure.value):>5} {_interval(figure)}"
    yield from _detail(f"{share:<{_FIGURE}}{_origin(figure)}", figure)


def _entry(name: str, text: str, number: Sourced) -> Iterator[str]:
    yield from _indented(f"{name:<{_LABEL}}{text}", " " * (2 + _LABEL), first="  ")
    yield from _detail(_origin(number), number)


def _detail(line: str, number: Sourced) -> Iterator[str]:
    """Give a line of figures, and below it the reason and the remarks."""
    yield f"{_INDENT}{line}"
    for text in (number.why, number.note):
        if text:
            yield from _indented(text, _INDENT + "  ")


def _origin(number: Sourced) -> str:
    """Give weight, study setting, source, and a mark unless plainly published."""
    source = "" if number.source == EXPERT_ESTIMATE else number.source
    setting = (number.setting or "").replace("_", " ")
    parts = (f"n {number.n:g}", setting, source, _mark(number))
    return "  ".join(part for part in parts if part)


def _mark(number: Sourced) -> str:
    if number.read is not None:
        return "[recalled]"
    kind = kind_of(number)
    return "" if kind == "published" else f"[{kind}]"


def _interval(figure: Figure) -> str:
    low, high = jeffreys_interval(figure.value, figure.n)
    return f"({percent(low)} to {percent(high)})"


def _part(weight: float) -> str:
    return "" if weight == 1.0 else f" (in {percent(weight)} of cases)"


def _section(title: str) -> Iterator[str]:
    yield ""
    yield title


def _titled(title: str, text: str) -> Iterator[str]:
    yield from _indented(f"{title:<{_LABEL}}{text}", " " * _LABEL, first="")


def _indented(text: str, indent: str, first: str | None = None) -> list[str]:
    opening = indent if first is None else first
    return wrap(
        text,
        WIDTH,
        initial_indent=opening,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
