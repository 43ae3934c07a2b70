"""What must hold of `requires`, so that the exact posterior can keep it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import Fault
from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.nearest import suggest

YOUNGEST, OLDEST = 16, 110


def requirement_faults(knowledge: Knowledge) -> Iterator[Fault]:
    """List the requirements that the generative model could not keep.

    Parameters
    ----------
    knowledge : Knowledge
        Files whose form is valid.

    Yields
    ------
    Fault
    """
    yield from _pairs(knowledge)
    yield from _limits(knowledge)
    yield from _children_below_parents(knowledge)


def _parents(knowledge: Knowledge) -> dict[str, str]:
    return {
        child: entry.requires.finding
        for child, entry in knowledge.findings.items()
        if entry.requires and entry.requires.finding
    }


def _pairs(knowledge: Knowledge) -> Iterator[Fault]:
    where = "findings.yaml"
    parents = _parents(knowledge)
    for child, parent in parents.items():
        if parent not in knowledge.findings:
            to_do = suggest(parent, knowledge.findings)
            what = f"{child}.requires"
            yield Fault(where, what, "a known id", repr(parent), to_do)
        elif knowledge.findings[parent].requires is not None:
            yield Fault(
                where,
                f"{child}.requires",
                "a finding that requires nothing itself",
                parent,
                "Chains are not supported; require the first of the chain.",
            )
    named = list(parents.values())
    for parent in sorted({p for p in named if named.count(p) > 1}):
        yield Fault(
            where,
            f"requires: {parent}",
            "named by one finding at most",
            f"{named.count(parent)} findings",
            "Drop one; the exact posterior sums over pairs.",
        )


def _limits(knowledge: Knowledge) -> Iterator[Fault]:
    where = "findings.yaml"
    bands = knowledge.background.age_bands
    ends = {low - 1 for low in bands[1:]} | {OLDEST}
    if bands[0] != YOUNGEST:
        got = str(bands[0])
        to_do = "Start the first band there."
        yield Fault("background.yaml", "age_bands.0", f"{YOUNGEST}", got, to_do)
    for finding, entry in knowledge.findings.items():
        needs = entry.requires
        if needs is None:
            continue
        what = f"{finding}.requires"
        if needs.finding is not None and needs.duration_days_min is not None:
            got = "both"
            to_do = "Keep one of the two."
            must_be = "a finding or a duration, not both"
            yield Fault(where, what, must_be, got, to_do)
        for name, age, allowed in (
            ("age_min", needs.age_min, {*bands}),
            ("age_max", needs.age_max, ends),
        ):
            if age is not None and age not in allowed:
                must_be = f"at the edge of an age band, one of {sorted(allowed)}"
                to_do = "Move it, or the bands of background.yaml."
                yield Fault(where, f"{what}.{name}", must_be, str(age), to_do)


def _children_below_parents(knowledge: Knowledge) -> Iterator[Fault]:
    rates = knowledge.background.rates
    for child, parent in _parents(knowledge).items():
        if child not in rates or parent not in rates:
            continue
        pairs = zip(rates[child].rates(), rates[parent].rates(), strict=True)
        if any(c > p for cs, ps in pairs for c, p in zip(cs, ps, strict=True)):
            yield Fault(
                "background.yaml",
                f"rates.{child}",
                f"at most the rate of {parent}, which it requires",
                "a higher rate",
                "Lower one or raise the other.",
            )
