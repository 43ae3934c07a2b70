import numpy as np
import pytest

from pipeline.knowledge import load_knowledge
from pipeline.model.advice.telling import points_to, tells_apart
from tests.model.exact import IDS

KNOWLEDGE = load_knowledge()
CAUSES = ("disc_herniation", "hip_osteoarthritis", "muscle_strain", "facet_cyst")


def sides(*rates: float, prior: float = 0.25) -> tuple[float, np.ndarray, np.ndarray]:
    """A finding that is so common in each of the causes."""
    before, rate = np.zeros(len(IDS)), np.zeros(len(IDS))
    for condition, value in zip(CAUSES, rates, strict=True):
        before[IDS.index(condition)] = prior
        rate[IDS.index(condition)] = value
    chance = float(before @ rate)
    return chance, before * rate / chance, before * (1 - rate) / (1 - chance)


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        (
            (0.9, 0.1, 0.4, 0.5),
            "Tells lumbar disc herniation from hip osteoarthritis or muscle strain",
        ),
        (
            (0.9, 0.02, 0.8, 0.7),
            "Tells lumbar disc herniation or muscle strain from hip osteoarthritis",
        ),
        (
            (0.1, 0.9, 0.12, 0.15),
            "Tells hip osteoarthritis from lumbar disc herniation or muscle strain",
        ),
    ],
)
def test_it_names_the_causes_that_differ_most(
    rates: tuple[float, ...], words: str
) -> None:
    assert tells_apart(*sides(*rates), KNOWLEDGE) == words


def test_only_two_are_named_when_no_third_comes_near() -> None:
    before, rate = np.full(len(IDS), 1e-3), np.full(len(IDS), 0.5)
    for condition, value in (("disc_herniation", 0.9), ("hip_osteoarthritis", 0.1)):
        before[IDS.index(condition)], rate[IDS.index(condition)] = 0.5, value
    before /= before.sum()
    chance = float(before @ rate)
    present = before * rate / chance
    absent = before * (1 - rate) / (1 - chance)
    told = tells_apart(chance, present, absent, KNOWLEDGE)
    assert told == "Tells lumbar disc herniation from hip osteoarthritis"


def test_a_rare_condition_is_not_named_however_well_it_is_told_apart() -> None:
    chance, present, absent = sides(0.6, 0.4, 0.5, 0.5)
    rare = IDS.index("cauda_equina_syndrome")
    present[rare] = 1e-4
    assert "cauda equina" not in tells_apart(chance, present, absent, KNOWLEDGE)


@pytest.mark.parametrize(
    ("now", "then", "word"), [(0.1, 0.4, "more"), (0.4, 0.1, "less")]
)
def test_it_says_which_way_an_emergency_goes(
    now: float, then: float, word: str
) -> None:
    absent, present = np.zeros(len(IDS)), np.zeros(len(IDS))
    infection, other = IDS.index("spinal_infection"), IDS.index("muscle_strain")
    absent[infection], absent[other] = now, 1 - now
    present[infection], present[other] = then, 1 - then
    told = points_to(present, absent, KNOWLEDGE)
    assert told == f"If present, an emergency is {word} likely: spinal infection"
