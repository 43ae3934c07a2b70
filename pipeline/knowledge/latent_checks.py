"""What must hold in latents.yaml beyond its form."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import Fault
from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.nearest import unknown_id


def latent_faults(knowledge: Knowledge) -> Iterator[Fault]:
    """List every fault of meaning of latents.yaml."""
    for name, effects in (
        ("severity", knowledge.latents.severity.findings),
        ("roots", knowledge.latents.roots.findings),
        ("age", knowledge.latents.age.findings),
    ):
        for finding in effects:
            if finding not in knowledge.findings:
                where = f"{name}.findings.{finding}"
                yield unknown_id("latents.yaml", where, finding, knowledge.findings)
    yield from _groups(knowledge)


def _groups(knowledge: Knowledge) -> Iterator[Fault]:
    """See that a group's findings belong to it alone, and stand on their own."""
    where = "latents.yaml"
    required = {f.requires.finding for f in knowledge.findings.values() if f.requires}
    seen: set[str] = set()
    for key, group in knowledge.latents.groups.items():
        what = f"groups.{key}"
        for finding in group.findings:
            if finding not in knowledge.findings:
                yield unknown_id(where, what, finding, knowledge.findings)
            elif finding in seen:
                yield Fault(where, what, "in one group", finding, "Keep one of them.")
            elif knowledge.findings[finding].requires or finding in required:
                must_be = "of findings that require nothing and are required by none"
                yield Fault(where, what, must_be, finding, "Leave it out.")
            seen.add(finding)
        named = group.togetherness.conditions if group.togetherness else ()
        named += (group.companion.condition,) if group.companion else ()
        for condition in named:
            if condition not in knowledge.profiles:
                yield unknown_id(where, what, condition, knowledge.profiles)
