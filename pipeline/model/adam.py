"""Adam: steps that are scaled by how large the gradient has been."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]
# The authors' constants.
FIRST_MOMENT, SECOND_MOMENT, LEAST_SIZE = 0.9, 0.999, 1e-8


class Adam:
    """Move weights in place.

    Parameters
    ----------
    weights : dict of str to ndarray of float32

    References
    ----------
    .. [1] Kingma & Ba: Adam: a method for stochastic optimization, ICLR 2015,
       arXiv:1412.6980.
    """

    def __init__(self, weights: dict[str, Singles]) -> None:
        self._weights = weights
        self._moments = {
            name: (np.zeros_like(w), np.zeros_like(w)) for name, w in weights.items()
        }
        self._n_steps = 0

    def step(self, gradients: dict[str, Singles], rate: float) -> None:
        """Take one step.

        Parameters
        ----------
        gradients : dict of str to ndarray of float32
            Of the loss; overwritten.
        rate : float
            Learning rate.
        """
        self._n_steps += 1
        n = self._n_steps
        scale = rate * np.sqrt(1 - SECOND_MOMENT**n) / (1 - FIRST_MOMENT**n)
        for name, gradient in gradients.items():
            mean, square = self._moments[name]
            mean += np.float32(1 - FIRST_MOMENT) * (gradient - mean)
            np.square(gradient, out=gradient)
            square += np.float32(1 - SECOND_MOMENT) * (gradient - square)
            size = np.sqrt(square)
            size += np.float32(LEAST_SIZE)
            np.divide(mean, size, out=size)
            size *= np.float32(scale)
            self._weights[name] -= size
