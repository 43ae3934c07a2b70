"""The hazard log, read from hazards.yaml and held against the rules that it names.

It is no part of the Knowledge and of its digest: nothing is generated from it. What it
requires of each rule is stated there once more, so that a rule cannot be weakened in
one place alone. The models stand in hazard_schema.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.errors import Fault, ProfileError
from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.hazard_schema import (
    Claim,
    Control,
    DocumentedFlag,
    Hazard,
    HazardLog,
)
from pipeline.knowledge.loading import KNOWLEDGE_FOLDER, faults_of, load_knowledge
from pipeline.knowledge.nearest import suggest
from pipeline.knowledge.schema import Rule
from pipeline.knowledge.strict_yaml import read_yaml

__all__ = [
    "HAZARDS_FILE",
    "Claim",
    "Control",
    "DocumentedFlag",
    "Hazard",
    "HazardLog",
    "load_hazards",
    "read_hazards",
]
HAZARDS_FILE = KNOWLEDGE_FOLDER / "hazards.yaml"
_MENTION = re.compile(r"\b(?:HZ\d{2}|RF\d{3}|DF\d{2})\b")


def read_hazards(
    path: Path, knowledge: Knowledge, against_rules: bool = True
) -> HazardLog:
    """Read and check a hazard log.

    Parameters
    ----------
    path : Path
        The YAML file.
    knowledge : Knowledge
        What the log refers to.
    against_rules : bool, default=True
        Refuse a log that the rules do not fit. A proof goes without, because it shows
        with a case where they differ.

    Returns
    -------
    HazardLog

    Raises
    ------
    ProfileError
        With every fault of form or, when the form holds, with every fault of meaning.
    """
    data, faults = read_yaml(path)
    if faults:
        raise ProfileError(faults)
    try:
        log = HazardLog.model_validate(data)
    except ValidationError as error:
        raise ProfileError(faults_of(error, path.name)) from error
    checks = _Checks(log, path.name, knowledge)
    faults = list(checks.faults())
    if against_rules:
        faults += checks.rule_faults()
    if faults:
        raise ProfileError(faults)
    return log


@cache
def load_hazards() -> HazardLog:
    """Load the hazard log that ships with the package, once a process."""
    return read_hazards(HAZARDS_FILE, load_knowledge())


class _Checks:
    """What must hold in a hazard log beyond its form."""

    def __init__(self, log: HazardLog, where: str, knowledge: Knowledge) -> None:
        self._log, self._where, self._knowledge = log, where, knowledge
        self._rules = {rule.id: rule for rule in knowledge.rule_book.rules}

    def faults(self) -> Iterator[Fault]:
        """List every fault of the log by itself."""
        yield from self._repeated()
        yield from self._sources()
        for flag in self._log.documented:
            hazards = [hazard.id for hazard in self._log.hazards]
            yield from self._unknown(
                f"{flag.id}.hazards", flag.hazards, hazards, "hazards"
            )
            for i, claim in enumerate(flag.claims):
                yield from self._answers(f"{flag.id}.claims.{i}", claim)

    def rule_faults(self) -> Iterator[Fault]:
        """List every place where the log and the rules do not fit each other."""
        yield from self._mentions()
        for hazard in self._log.hazards:
            for control in hazard.controls:
                yield from self._control(hazard, control)
        yield from self._uncontrolled()
        for flag in self._log.documented:
            yield from self._claims(flag)

    def _repeated(self) -> Iterator[Fault]:
        for what, entries in (
            ("hazards", self._log.hazards),
            ("documented", self._log.documented),
        ):
            ids = [entry.id for entry in entries]
            for key in sorted({key for key in ids if ids.count(key) > 1}):
                yield self._fault(f"{what}: {key}", "unique", "it twice", "Renumber.")

    def _sources(self) -> Iterator[Fault]:
        named = [("scheme.sources", self._log.scheme.sources)]
        named += [
            (f"{hazard.id}.sources", hazard.sources) for hazard in self._log.hazards
        ]
        named += [
            (f"{flag.id}.document", (flag.document,)) for flag in self._log.documented
        ]
        for what, keys in named:
            yield from self._unknown(
                what, keys, self._knowledge.sources, "sources.yaml"
            )

    def _mentions(self) -> Iterator[Fault]:
        """Find ids in texts that lead nowhere."""
        entries: list[Hazard | DocumentedFlag] = [
            *self._log.hazards,
            *self._log.documented,
        ]
        known = {*self._rules, *(entry.id for entry in entries)}
        for entry in entries:
            named = set(_MENTION.findall(" ".join(_texts(entry.model_dump()))))
            yield from self._unknown(entry.id, sorted(named), known, "the log")

    def _control(self, hazard: Hazard, control: Control) -> Iterator[Fault]:
        what = f"{hazard.id}.controls: {control.rule}"
        rule = self._rules.get(control.rule)
        if rule is None:
            yield from self._unknown(
                what, [control.rule], self._rules, "red_flags.yaml"
            )
            return
        to_do = "Correct the one that is wrong; the log and the rule must agree."
        for name, required, found in (
            ("tier", control.tier.value, rule.tier.value),
            ("suspects", list(control.suspects), list(rule.suspects)),
        ):
            if required != found:
                must_be = f"as the log requires, {required}"
                yield self._fault(
                    f"{what} {name}", must_be, f"{found} in the rule", to_do
                )

    def _uncontrolled(self) -> Iterator[Fault]:
        named = {c.rule for hazard in self._log.hazards for c in hazard.controls}
        for key in sorted(set(self._rules) - named):
            to_do = "Say which hazard it stands against."
            yield self._fault(key, "a control of a hazard", "no mention", to_do)

    def _claims(self, flag: DocumentedFlag) -> Iterator[Fault]:
        controls = {
            control.rule
            for hazard in self._log.hazards
            if hazard.id in flag.hazards
            for control in hazard.controls
        }
        for i, claim in enumerate(flag.claims):
            what = f"{flag.id}.claims.{i}"
            yield from self._consequences(what, claim)
            for rule in sorted(set(claim.rules) - controls):
                to_do = "Name the hazard that the rule controls."
                must_be = "of rules that control its hazards"
                yield self._fault(f"{what}.rules", must_be, rule, to_do)

    def _answers(self, what: str, claim: Claim) -> Iterator[Fault]:
        context = self._knowledge.vocabulary.context
        for field, value in claim.when.items():
            place = f"{what}.when: {field}"
            if value == "present":
                yield from self._unknown(
                    place, [field], self._knowledge.findings, "findings.yaml"
                )
                continue
            spec = context.get(field)
            low, high = (spec.range if spec else None) or (0.0, -1.0)
            if not low <= value <= high:
                to_do = "Give a number within the range in findings.yaml."
                yield self._fault(
                    place, "a context field in range", f"{value:g}", to_do
                )

    def _consequences(self, what: str, claim: Claim) -> Iterator[Fault]:
        """Find what a claim asks for and its rules cannot give."""
        yield from self._unknown(
            f"{what}.rules", claim.rules, self._rules, "red_flags.yaml"
        )
        rules: list[Rule] = [self._rules[k] for k in claim.rules if k in self._rules]
        if not rules:
            return
        worst = max(rule.tier for rule in rules)
        if worst < claim.at_least:
            to_do = "Name the rule that asks for it."
            must_be = f"at most {worst.value}, the tier of its rules"
            yield self._fault(f"{what}.at_least", must_be, claim.at_least.value, to_do)
        suspects = {key for rule in rules for key in rule.suspects}
        yield from self._unknown(
            f"{what}.suspects", claim.suspects, suspects, "its rules"
        )

    def _unknown(
        self, what: str, keys: Iterable[str], known: Iterable[str], listed_in: str
    ) -> Iterator[Fault]:
        for key in keys:
            if key not in known:
                to_do = suggest(key, known).replace("findings.yaml", listed_in)
                yield self._fault(what, f"known to {listed_in}", repr(key), to_do)

    def _fault(self, what: str, must_be: str, got: str, to_do: str) -> Fault:
        return Fault(self._where, what, must_be, got, to_do)


def _texts(value: Any) -> Iterator[str]:
    """Walk every text inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
