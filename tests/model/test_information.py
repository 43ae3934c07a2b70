import numpy as np
import pytest

from pipeline.model.information import chance_of_present, expected_information

PRIOR = np.array([0.5, 0.3, 0.2])
RATE = np.array([[0.9, 0.1, 0.5], [0.4, 0.4, 0.4], [1.0, 0.0, 0.0]])


def answered() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = RATE @ PRIOR
    present = PRIOR * RATE / chance[:, None]
    absent = PRIOR * (1 - RATE) / (1 - chance)[:, None]
    return chance, present, absent


def test_the_chance_is_the_one_that_explains_the_probabilities() -> None:
    chance, present, absent = answered()
    found = chance_of_present(PRIOR, present, absent)
    # An answer that changes nothing tells no chance.
    assert found == pytest.approx([chance[0], 0.0, chance[2]])


def test_information_is_the_mutual_information_of_answer_and_cause() -> None:
    chance, present, absent = answered()
    joint = np.stack([PRIOR * RATE, PRIOR * (1 - RATE)], axis=1)
    alone = np.stack([chance, 1 - chance], axis=1)[:, :, None] * PRIOR
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(joint > 0, joint * np.log(joint / alone), 0.0)
    found = expected_information(chance, present, absent)
    assert found == pytest.approx(terms.sum(axis=(1, 2)), abs=1e-9)


def test_many_cases_are_worked_out_like_one() -> None:
    rng = np.random.default_rng(3)
    proba = rng.dirichlet(np.ones(4), 5)
    present, absent = rng.dirichlet(np.ones(4), (2, 5, 6))
    chances = chance_of_present(proba, present, absent)
    told = expected_information(chances, present, absent)
    for i in range(5):
        one = chance_of_present(proba[i], present[i], absent[i])
        assert np.array_equal(chances[i], one)
        assert np.array_equal(told[i], expected_information(one, present[i], absent[i]))
    assert told.min() >= 0.0
