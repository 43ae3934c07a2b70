"""The hard rule layer: red flags, evaluated in three values."""

from pipeline.rules.triage import FiredRule, OpenRule, RuleSet, Triage, load_rules

__all__ = ["FiredRule", "OpenRule", "RuleSet", "Triage", "load_rules"]
