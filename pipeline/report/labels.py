"""The words for ids: findings, conditions, rules' thresholds and sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import Threshold, leaves, parse_logic
from pipeline.report.words import short_citation, without_brackets
from pipeline.terms import Urgency

Item = dict[str, Any]
_LIMITS = {
    ("age", "at_least"): "age {:g} or over",
    ("duration_days", "at_most"): "pain for {:g} days or less",
    ("pain_score", "at_least"): "worst pain {:g} or more out of 10",
}


class Labels:
    """Looks up the words for ids; an id that is not known stands for itself.

    Parameters
    ----------
    knowledge : Knowledge
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._order = {field: i for i, field in enumerate(knowledge.finding_ids)}
        self._rules = {rule.id: rule for rule in knowledge.rule_book.rules}

    def full(self, field: str) -> str:
        """Give the whole label of a finding or context field, as one asks it."""
        if field in self._knowledge.findings:
            return self._knowledge.findings[field].label
        if field in self._knowledge.vocabulary.context:
            return self._knowledge.vocabulary.context[field].label
        return field

    def short(self, field: str) -> str:
        """Give the label without what stands in brackets."""
        return without_brackets(self.full(field))

    def place(self, field: str) -> int:
        """Give the place of a finding in findings.yaml; context fields come last."""
        return self._order.get(field, len(self._order))

    def needs_examiner(self, field: str) -> bool:
        """Tell whether the patient alone cannot answer."""
        finding = self._knowledge.findings.get(field)
        return finding is not None and finding.source == "exam"

    def condition(self, condition: str) -> str:
        """Give the name of a condition without what stands in brackets."""
        profile = self._knowledge.profiles.get(condition)
        return without_brackets(profile.name) if profile else condition

    def sources(self, keys: Iterable[str]) -> list[str]:
        """Give short citations, each once."""
        known = self._knowledge.sources
        told = (
            short_citation(known[key].citation) if key in known else key for key in keys
        )
        return list(dict.fromkeys(told))

    def because(self, fired: Item) -> str:
        """Say in words which answers fired a rule."""
        return "; ".join(self.reasons(fired))

    def reasons(self, fired: Item) -> list[str]:
        """Put each answer that fired a rule into words."""
        return [self._reason(fired["id"], field) for field in fired["because"]]

    def _reason(self, rule_id: str, field: str) -> str:
        limits = self._limits(rule_id, field)
        # With several limits the assessment does not tell which of them was met.
        if len(limits) == 1:
            limit = limits.pop()
            words = _LIMITS.get((limit.field, limit.side))
            if words:
                return words.format(limit.limit)
        return self.short(field)

    def _limits(self, rule_id: str, field: str) -> set[Threshold]:
        rule = self._rules.get(rule_id)
        if rule is None or field in self._order:
            return set()
        logic = parse_logic(rule.when, self._knowledge.rule_book.groups)
        return {
            leaf
            for leaf in leaves(logic)
            if isinstance(leaf, Threshold) and leaf.field == field
        }

    def probability_of_tier(self, differential: list[Item], tier: str) -> float | None:
        """Sum the probabilities of conditions whose own tier is this or worse."""
        total = 0.0
        for entry in differential:
            profile = self._knowledge.profiles.get(entry["condition"])
            if entry["probability"] is None:
                return None
            if profile is not None and profile.tier >= Urgency(tier):
                total += entry["probability"]
        return total

    def tier(self, condition: str) -> str | None:
        """Give the tier of a condition when it is itself the answer."""
        profile = self._knowledge.profiles.get(condition)
        return profile.tier.value if profile else None
