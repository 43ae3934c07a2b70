"""Learn from labelled patients what patients with one of the conditions are like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from pipeline.cases import CaseMatrix
from pipeline.features import FeatureSchema
from pipeline.model.answer_bands import STEPS, band_scores
from pipeline.model.condition_tables import ConditionTables, count_tables
from pipeline.model.recombination import (
    Donors,
    Links,
    choose_donors,
    find_links,
    recombine,
)
from pipeline.model.soft_target_mlp import SoftTargetMLPClassifier
from pipeline.model.typicality import MAX_FALSE_FLAGS, Network, TypicalityCheck

Floats = NDArray[np.float32]
Floats64 = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
N_ROWS = 1_000_000
MOST_REPEATS = 6
ROWS_AT_ONCE = 4096
HIDDEN_UNITS = 64
LEARNING_RATE = 1e-3
BATCH_SIZE = 256
# The first, brief lesson only shows which conditions are flagged too often.
ROUGH_SHARE = 0.2
# Of the patients the network learns from, this share comes as patients do; the others
# come from the conditions that are flagged too often, within these limits.
SHARE_BY_CASE_MIX = 0.3
LEAST_EMPHASIS, MOST_EMPHASIS = 0.5, 5.0


def fit_typicality(
    insiders: CaseMatrix,
    held_out: CaseMatrix,
    max_false_flags: float = MAX_FALSE_FLAGS,
    n_rows: int = N_ROWS,
    random_state: int = 0,
) -> TypicalityCheck:
    """Learn from labelled patients what patients with one of the conditions are like.

    Parameters
    ----------
    insiders : CaseMatrix
        Labelled with conditions, in any mix and at any depth of interview; the more of
        the rare conditions, and of complete interviews, the better.
    held_out : CaseMatrix
        Labelled likewise, in the mix in which patients come; none of `insiders`.
    max_false_flags : float, default=0.05
        Share of patients like `held_out` who are flagged at most.
    n_rows : int, default=1_000_000
        Times that the network is shown a patient, at most six for each there is, and
        beside each a recombined one.
    random_state : int, default=0

    Returns
    -------
    TypicalityCheck

    References
    ----------
    .. [1] Hendrycks, Mazeika & Dietterich: Deep anomaly detection with outlier
       exposure, ICLR 2019, arXiv:1812.04606.
    """
    rng = np.random.default_rng(random_state)
    n_rows = min(n_rows, MOST_REPEATS * len(insiders))
    schema = FeatureSchema(insiders.finding_ids)
    X, X_held_out = schema.encode(insiders), schema.encode(held_out)
    condition, mix = _number_conditions(_labels(insiders), _labels(held_out))
    tables = count_tables(X, condition, mix, schema)
    donors = choose_donors(X, condition, tables, rng)
    lessons = _Lessons(X, condition, mix, tables, donors, find_links(schema))

    def check_of(network: Network) -> TypicalityCheck:
        raw = network.score(X_held_out, tables.fit_features(X_held_out))
        bands = band_scores(raw, tables.count_answers(X_held_out))
        return TypicalityCheck(tables, network, bands, max_false_flags)

    even = np.ones(len(mix))
    rough = lessons.teach(even, round(ROUGH_SHARE * n_rows), rng)
    emphasis = _emphasis(check_of(rough), X, condition)
    return check_of(lessons.teach(emphasis, n_rows, rng))


def _emphasis(check: TypicalityCheck, X: Floats, condition: Ints) -> Floats64:
    """Give weights to the conditions, by how often each is flagged."""
    flagged = check.flags(check.score_rows(X))
    share = np.bincount(condition, flagged) / np.bincount(condition)
    excess = share / max(check.max_false_flags, 1.0 / STEPS)
    return np.clip(excess, LEAST_EMPHASIS, MOST_EMPHASIS)


@dataclass(frozen=True, eq=False)
class _Lessons:
    """All that the lessons of a network need."""

    X: Floats
    condition: Ints
    mix: Floats64
    tables: ConditionTables
    donors: Donors
    links: Links

    def teach(
        self, emphasis: Floats64, n_rows: int, rng: np.random.Generator
    ) -> Network:
        """Teach a network to tell real patients from recombined ones."""
        mlp = SoftTargetMLPClassifier(
            hidden_units=HIDDEN_UNITS,
            learning_rate=LEARNING_RATE,
            batch_size=BATCH_SIZE,
            budget_rows=2 * n_rows,
            random_state=int(rng.integers(np.iinfo(np.int32).max)),
        )
        chances = np.cumsum(self._weights(emphasis))
        # One numerical thread: sums then do not depend on the machine.
        with threadpool_limits(limits=1):
            for first in range(0, n_rows, ROWS_AT_ONCE):
                n = min(ROWS_AT_ONCE, n_rows - first)
                mlp.partial_fit(*self._mixed(n, chances, rng), classes=[False, True])
        into, out = mlp.weights_["input"], mlp.weights_["output"]
        n_features = self.X.shape[1]
        return Network(
            from_row=into[:n_features],
            from_fit=into[n_features:],
            bias=mlp.weights_["hidden"],
            to_score=out[:, 1] - out[:, 0],
        )

    def _mixed(
        self, n: int, chances: Floats64, rng: np.random.Generator
    ) -> tuple[Floats, Bools]:
        """Draw real patients and as many recombined ones, and mix them."""
        real = self.X[np.searchsorted(chances, rng.random(n) * chances[-1])]
        asked_as = real[rng.permutation(n)]
        made = recombine(asked_as, self.donors, self.tables, self.links, rng)
        order = rng.permutation(2 * n)
        rows = np.concatenate([real, made])[order]
        return np.hstack([rows, self.tables.fit_features(rows)]), order >= n

    def _weights(self, emphasis: Floats64) -> Floats64:
        """Give each row its chance to be learnt from."""
        share = SHARE_BY_CASE_MIX * self.mix
        share = share + (1.0 - SHARE_BY_CASE_MIX) * emphasis / emphasis.sum()
        weights = (share / np.bincount(self.condition))[self.condition]
        return np.asarray(weights, dtype=np.float64)


def _labels(cases: CaseMatrix) -> NDArray[np.str_]:
    if cases.condition is None:
        message = "labelled() comes before fit_typicality"
        raise ValueError(message)
    return cases.condition.astype(str)


def _number_conditions(
    labels: NDArray[np.str_], held_out: NDArray[np.str_]
) -> tuple[Ints, Floats64]:
    """Give conditions numbers as they first appear, and the held-out share of each.

    Sorted by name, they would make the outcome depend on their names.
    """
    names, first, number = np.unique(labels, return_index=True, return_inverse=True)
    order = np.argsort(first)
    mix = (held_out[:, None] == names[order]).mean(axis=0)
    return np.asarray(np.argsort(order)[number], dtype=np.int64), mix
