"""Worlds: one value for every number, drawn from what the knowledge leaves open."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.cases import CaseMatrix
from pipeline.knowledge import Knowledge
from pipeline.metrics import log_losses
from pipeline.synthesis import Network, Request, draw_population, posterior
from pipeline.synthesis.draws import MeanDraws, RandomDraws
from pipeline.synthesis.interview import build_interviews
from pipeline.synthesis.network import Compiler
from pipeline.synthesis.population import BLOCK_ROWS, Population, block_matrix
from pipeline.synthesis.stream import sample_cases
from pipeline.synthesis.worlds import World, draw_world

N_WORLDS = 400


@pytest.fixture(scope="module")
def compiler(small: Knowledge) -> Compiler:
    return Compiler(small)


@pytest.fixture(scope="module")
def worlds(compiler: Compiler) -> list[World]:
    rng = np.random.default_rng(5)
    return [draw_world(compiler.beliefs, RandomDraws(rng)) for _ in range(N_WORLDS)]


@pytest.mark.parametrize(
    "name",
    ["observed", "background", "case_mix", "severity_mix", "female", "root_shift"],
)
def test_worlds_scatter_about_what_is_stated(
    name: str, compiler: Compiler, worlds: list[World]
) -> None:
    stated = getattr(draw_world(compiler.beliefs, MeanDraws()), name)
    drawn = np.array([getattr(world, name) for world in worlds])
    error = drawn.std(axis=0) / np.sqrt(N_WORLDS)
    # Shares are drawn and then made to sum to 1, which moves the small ones a little.
    room = 5 * error + 0.02
    assert (np.abs(drawn.mean(axis=0) - stated) <= room)[~np.isnan(stated)].all()


def test_a_world_is_never_the_stated_one(worlds: list[World]) -> None:
    observed = np.array([world.observed for world in worlds])
    assert (observed[:, ~np.isnan(observed[0])].std(axis=0) > 0).all()


def test_shares_sum_to_one_in_every_world(worlds: list[World]) -> None:
    for world in worlds:
        for name in ("case_mix", "severity_mix", "setting_weights", "root_shares"):
            np.testing.assert_allclose(getattr(world, name).sum(axis=-1), 1.0)
        for name in ("age", "duration", "pain"):
            np.testing.assert_allclose(getattr(world, name).sum(axis=-1), 1.0)


def test_a_part_is_never_drawn_larger_than_its_whole(
    small: Knowledge, worlds: list[World]
) -> None:
    ids = list(small.finding_ids)
    part, whole = ids.index("line_pain"), ids.index("leg_ache")
    c = list(small.condition_ids).index("root_trouble")
    drawn = np.array([world.observed[c] for world in worlds])
    assert (drawn[:, part] <= drawn[:, whole]).all()


def test_a_number_moves_as_far_as_its_weight_of_evidence_says(
    small: Knowledge, worlds: list[World]
) -> None:
    c = list(small.condition_ids).index("bad_disease")
    j = list(small.finding_ids).index("leg_ache")
    drawn = np.array([world.observed[c, j] for world in worlds])
    # 30% of 10 patients.
    assert drawn.std() == pytest.approx(np.sqrt(0.3 * 0.7 / 11), rel=0.15)


def test_the_same_random_numbers_give_the_same_world() -> None:
    one, same = (draw_population(np.random.default_rng(8)) for _ in range(2))
    other = draw_population(np.random.default_rng(9))
    np.testing.assert_array_equal(one.present, same.present)
    assert (one.present != other.present).any()


def test_every_block_of_fresh_worlds_has_a_world_of_its_own() -> None:
    request = Request(seed=4, complete=True, fresh_worlds=True)
    cases = sample_cases(2 * BLOCK_ROWS, request)
    again = sample_cases(100, request, start=BLOCK_ROWS)
    np.testing.assert_array_equal(again.answers, cases.answers[BLOCK_ROWS:][:100])
    reference = sample_cases(2 * BLOCK_ROWS, Request(seed=4, complete=True))
    assert (cases.answers != reference.answers).any()


def _cases_of(network: Network, knowledge: Knowledge, seed: int) -> CaseMatrix:
    population = Population(network, build_interviews(knowledge), Request(seed=seed))
    return block_matrix(population.draw(0), network, slice(None))


def test_the_reference_world_is_the_best_reader_of_worlds_it_does_not_know(
    small: Knowledge, compiler: Compiler
) -> None:
    """Knowing the world helps; not knowing it, the average beats any other world."""
    average, rng = compiler.average(), np.random.default_rng(6)
    networks = [compiler.draw(rng) for _ in range(30)]
    loss = {"average": 0.0, "its own": 0.0, "another": 0.0}
    for i, network in enumerate(networks):
        cases = _cases_of(network, small, seed=100 + i)
        assert cases.condition is not None
        ids = np.array(network.condition_ids)
        truth = np.searchsorted(ids, cases.condition.astype(str))
        for name, reader in (
            ("average", average),
            ("its own", network),
            ("another", networks[i - 1]),
        ):
            loss[name] += log_losses(truth, posterior(cases, reader)).mean()
    assert loss["its own"] < loss["average"] < loss["another"]
