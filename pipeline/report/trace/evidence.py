"""What holds the rules in place, as plain values: whoever has them hands them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RuleTests:
    """Tests by the rules that they hold.

    Parameters
    ----------
    every : sequence of str
        Those that run once for each rule.
    own : mapping of str to sequence of str
        By rule, those that name it.
    """

    every: Sequence[str] = ()
    own: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Theorem:
    """A proved statement about the rule layer.

    Parameters
    ----------
    id, statement : str
    holds : bool, optional
        None when it was not tried.
    rules : tuple of str
        The rules it is about; empty when it is about all of them.
    method, what : str
        How it was shown, and how much was looked at.
    """

    id: str
    statement: str
    holds: bool | None = None
    rules: tuple[str, ...] = ()
    method: str = ""
    what: str = ""


@dataclass(frozen=True)
class MutationScore:
    """How many broken copies of a rule were noticed.

    Parameters
    ----------
    killed, total : int
        Of the copies that differ from the rule.
    equivalent : int
        Further copies that say the same as the rule, so that nothing could notice.
    """

    killed: int
    total: int
    equivalent: int = 0


@dataclass(frozen=True)
class AlarmRate:
    """How often a rule fires.

    Parameters
    ----------
    who : str
        For whom: care setting and who answers.
    share : float
        Of all patients, 0 to 1.
    needed : float, optional
        Alarms for one patient who has what the rule suspects.
    """

    who: str
    share: float
    needed: float | None = None


@dataclass(frozen=True)
class Evidence:
    """Everything that holds the rules, as far as it is known.

    Parameters
    ----------
    tests : RuleTests
    theorems : sequence of Theorem
    mutants : mapping of str to MutationScore
        By rule.
    rates : mapping of str to sequence of AlarmRate
        By rule.
    """

    tests: RuleTests = field(default_factory=RuleTests)
    theorems: Sequence[Theorem] = ()
    mutants: Mapping[str, MutationScore] = field(default_factory=dict)
    rates: Mapping[str, Sequence[AlarmRate]] = field(default_factory=dict)

    def theorems_of(self, rule: str) -> list[Theorem]:
        """Give the theorems that are about one rule among few."""
        return [theorem for theorem in self.theorems if rule in theorem.rules]

    @property
    def theorems_of_all(self) -> list[Theorem]:
        """The theorems that are about every rule."""
        return [theorem for theorem in self.theorems if not theorem.rules]
