"""The hard rule layer: red flags, evaluated in three values."""

from pipeline.rules.loading import load_rules
from pipeline.rules.triage import FiredRule, OpenRule, RuleSet, Triage, Verdict

__all__ = ["FiredRule", "OpenRule", "RuleSet", "Triage", "Verdict", "load_rules"]
