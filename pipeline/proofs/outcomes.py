"""What became of mutants: noticed, the same as the original, or a gap in the tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.knowledge.logic import Logic
from pipeline.knowledge.schema import Rule
from pipeline.proofs.mutants import Kind, Mutant
from pipeline.proofs.witnesses import Notice


@dataclass(frozen=True)
class Outcome:
    """What became of one mutant.

    Parameters
    ----------
    mutant : Mutant
    noticed_by : tuple of Notice
        Everybody who noticed it.
    same_because : str or None
        Why it says the same as the original, where nobody noticed.
    """

    mutant: Mutant[Logic] | Mutant[Rule | None]
    noticed_by: tuple[Notice, ...] = ()
    same_because: str | None = None

    @property
    def survives(self) -> bool:
        """Whether it is a mistake that nobody would notice."""
        return not self.noticed_by and self.same_because is None


@dataclass(frozen=True)
class MutationReport:
    """What became of every mutant.

    Parameters
    ----------
    outcomes : tuple of Outcome
    names : dict of str to str
        What each rule and each group is called, by its id, in the order of a report.
    """

    outcomes: tuple[Outcome, ...]
    names: dict[str, str]

    @property
    def survivors(self) -> tuple[Outcome, ...]:
        """The mistakes that nobody would notice."""
        return tuple(outcome for outcome in self.outcomes if outcome.survives)

    @property
    def score(self) -> float:
        """Share of the mistakes that somebody notices, in [0, 1]; 1 without any."""
        differ = [o for o in self.outcomes if o.same_because is None]
        return 1 - len(self.survivors) / len(differ) if differ else 1.0

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data.

        Returns
        -------
        dict
            `score`; the counts `n`, `killed`, `equivalent`, `survived` and `killed_by`
            (several may notice the same one) in all, for each of `subjects` (rules,
            then groups) and each of `kinds`; and one entry for each of `equivalents`
            and `survivors`.
        """
        by_subject: dict[str, list[Outcome]] = {key: [] for key in self.names}
        by_kind: dict[str, list[Outcome]] = {kind: [] for kind in Kind}
        for outcome in self.outcomes:
            by_subject[outcome.mutant.subject].append(outcome)
            by_kind[outcome.mutant.kind].append(outcome)
        return {
            "score": self.score,
            **_tally(self.outcomes),
            "subjects": [
                {"id": key, "name": self.names[key], **_tally(some)}
                for key, some in by_subject.items()
            ],
            "kinds": [{"kind": str(k), **_tally(some)} for k, some in by_kind.items()],
            "equivalents": [_told(o) for o in self.outcomes if o.same_because],
            "survivors": [_told(o) for o in self.survivors],
        }


def _tally(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Count what became of some mutants."""
    counts = Counter({"n": 0, "killed": 0, "equivalent": 0, "survived": 0})
    by: dict[str, int] = {str(notice): 0 for notice in Notice}
    for outcome in outcomes:
        counts["n"] += 1
        counts["killed"] += bool(outcome.noticed_by)
        counts["equivalent"] += outcome.same_because is not None
        counts["survived"] += outcome.survives
        for notice in outcome.noticed_by:
            by[notice] += 1
    return {**counts, "killed_by": by}


def _told(outcome: Outcome) -> dict[str, Any]:
    mutant = outcome.mutant
    return {
        "subject": mutant.subject,
        "kind": str(mutant.kind),
        "where": mutant.where,
        "change": mutant.change,
        "because": outcome.same_because,
    }
