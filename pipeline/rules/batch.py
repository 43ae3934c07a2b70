"""Decide every red flag for many cases at once, 8 cases to the byte.

The gates are those that decide a single case; only the values that run through them
differ: planes of bits, one bit for each case.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.cases.matrix import ABSENT, PRESENT
from pipeline.knowledge.logic import Threshold
from pipeline.rules.triage import RuleSet

# Small enough for the cache of one core, a multiple of 8.
CASES_AT_ONCE = 16_384
Bits = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class BatchTriage:
    """What the rules say about many cases.

    Parameters
    ----------
    rule_ids : tuple of str
        Worst tier first, then by id.
    fired, undetermined : ndarray of shape (n_cases, n_rules), bool
    floor : ndarray of shape (n_cases,), int8
        Rank of the worst fired tier, as in `Urgency.rank`; -1 when none fired.
    """

    rule_ids: tuple[str, ...]
    fired: NDArray[np.bool_]
    undetermined: NDArray[np.bool_]
    floor: NDArray[np.int8]


def evaluate_batch(
    cases: CaseMatrix, rule_set: RuleSet, workers: int = 1
) -> BatchTriage:
    """Decide every rule for every case.

    Parameters
    ----------
    cases : CaseMatrix
    rule_set : RuleSet
    workers : int, default=1
        Threads; they never change the result.

    Returns
    -------
    BatchTriage
        The same as `RuleSet.evaluate` says of each case by itself.
    """
    n_cases, n_rules = len(cases), len(rule_set.rules)
    so = np.empty((n_rules, n_cases), dtype=np.uint8)
    could_be = np.empty((n_rules, n_cases), dtype=np.uint8)

    def decide(rows: slice) -> None:
        block = cases[rows]
        planes = rule_set.circuit.evaluate(_leaf_planes(block, rule_set))
        both = np.unpackbits(np.array(planes), axis=-1, count=len(block))
        so[:, rows], could_be[:, rows] = both[:, 0], both[:, 1]

    starts = range(0, n_cases, CASES_AT_ONCE)
    blocks = [slice(i, i + CASES_AT_ONCE) for i in starts]
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(decide, blocks))
    fired = so.view(np.bool_)
    undetermined = np.logical_xor(could_be.view(np.bool_), fired)
    tiers = [rule.tier.rank for rule in rule_set.rules]
    return BatchTriage(
        tuple(rule.id for rule in rule_set.rules),
        fired.T,
        undetermined.T,
        _floor(fired, tiers),
    )


def _leaf_planes(cases: CaseMatrix, rule_set: RuleSet) -> Bits:
    """Pack what is known of each leaf: a row for "it is so", one for "it could be"."""
    leaves = rule_set.circuit.leaves
    known = np.empty((len(leaves), 2, len(cases)), dtype=np.bool_)
    # One finding after the other, so that each can be packed in one go.
    answers = np.ascontiguousarray(cases.answers.T)
    row_of = {finding: j for j, finding in enumerate(cases.finding_ids)}
    for i, leaf in enumerate(leaves):
        so, could_be = known[i]
        if isinstance(leaf, Threshold):
            _against_limit(getattr(cases, leaf.field), leaf, so, could_be)
        elif leaf.finding in row_of:
            row = answers[row_of[leaf.finding]]
            np.equal(row, PRESENT, out=so)
            np.not_equal(row, ABSENT, out=could_be)
        else:  # the table has no such column: nothing is known
            so[:], could_be[:] = False, True
    return np.packbits(known, axis=-1)


def _against_limit(
    values: NDArray[np.float64],
    leaf: Threshold,
    so: NDArray[np.bool_],
    could_be: NDArray[np.bool_],
) -> None:
    # NaN, an unknown value, lies on neither side.
    compare = np.greater_equal if leaf.side == "at_least" else np.less_equal
    compare(values, leaf.limit, out=so)
    np.logical_or(so, np.isnan(values), out=could_be)


def _floor(fired: NDArray[np.bool_], tiers: list[int]) -> NDArray[np.int8]:
    """Find the worst fired tier of each case; the rules stand worst first."""
    floor = np.full(fired.shape[1], -1, dtype=np.int8)
    for tier in sorted(set(tiers)):
        rows = [i for i, rank in enumerate(tiers) if rank == tier]
        floor[fired[rows].any(axis=0)] = tier
    return floor
