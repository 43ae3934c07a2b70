"""The joint states of what is unseen: one for each condition, severity and root."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import ROOTS, SEVERITIES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NO_ROOT = -1


@dataclass(frozen=True)
class States:
    """Every joint state, condition by condition.

    Parameters
    ----------
    condition, severity, root : ndarray of shape (n_states,)
        Indices; root is -1 in a condition without one.
    """

    condition: Ints
    severity: Ints
    root: Ints

    @property
    def membership(self) -> Floats:
        """Shape (n_conditions, n_states): 1 where a state belongs to a condition."""
        n = self.condition[-1] + 1
        return np.asarray(np.arange(n)[:, None] == self.condition, dtype=np.float64)

    def root_shares(self, shares: Floats) -> Floats:
        """Give P(root | condition) of each state, from one row a condition."""
        of_root = shares[self.condition, np.maximum(self.root, 0)]
        return np.where(self.root == NO_ROOT, 1.0, of_root)


def build_states(knowledge: Knowledge) -> States:
    """List the states of every condition."""
    condition, severity, root = [], [], []
    for c, key in enumerate(knowledge.condition_ids):
        has_roots = knowledge.profiles[key].roots is not None
        roots = range(len(ROOTS)) if has_roots else (NO_ROOT,)
        for level in range(len(SEVERITIES)):
            for r in roots:
                condition.append(c)
                severity.append(level)
                root.append(r)
    return States(np.array(condition), np.array(severity), np.array(root))
