import numpy as np
import pytest

from pipeline.model.adam import Adam


def test_the_first_step_is_as_long_as_the_rate_whatever_the_gradient() -> None:
    weights = {"a": np.zeros(3, dtype=np.float32)}
    gradient = np.array([1e-3, -2.0, 500.0], dtype=np.float32)
    Adam(weights).step({"a": gradient}, 0.1)
    assert weights["a"] == pytest.approx([-0.1, 0.1, -0.1], rel=1e-3)


def test_steps_match_those_worked_out_by_hand() -> None:
    weights = {"a": np.array([1.0], dtype=np.float32)}
    adam = Adam(weights)
    expected, mean, square = 1.0, 0.0, 0.0
    for n, gradient in enumerate((0.5, -0.2, 0.9, 0.1), start=1):
        adam.step({"a": np.array([gradient], dtype=np.float32)}, 0.01)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        unbiased = (mean / (1 - 0.9**n)) / (np.sqrt(square / (1 - 0.999**n)) + 1e-8)
        expected -= 0.01 * unbiased
        assert weights["a"][0] == pytest.approx(expected, rel=1e-5)


def test_it_finds_the_bottom_of_a_bowl() -> None:
    weights = {"a": np.array([4.0, -3.0], dtype=np.float32)}
    adam = Adam(weights)
    for n in range(2_000):
        adam.step({"a": weights["a"] * np.float32(2.0)}, 0.05 * (1 - n / 2_000))
    assert np.abs(weights["a"]).max() < 1e-3
