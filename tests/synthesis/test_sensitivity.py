"""What not knowing a number costs, against what it costs when one tries."""

from __future__ import annotations

import dataclasses

import numpy as np

from pipeline.knowledge import Knowledge
from pipeline.metrics import log_losses
from pipeline.synthesis import Network, Request, posterior
from pipeline.synthesis.interview import build_interviews
from pipeline.synthesis.network import Compiler
from pipeline.synthesis.population import Population, block_matrix
from pipeline.synthesis.sensitivity import expected_losses

N_BLOCKS = 12


def _losses(compiler: Compiler, network: Network, knowledge: Knowledge) -> np.ndarray:
    population = Population(network, build_interviews(knowledge), Request(seed=2))
    blocks = [
        block_matrix(population.draw(i), network, slice(None)) for i in range(N_BLOCKS)
    ]
    return np.mean(
        [expected_losses(compiler.beliefs, network, cases) for cases in blocks], axis=0
    )


def test_the_estimate_is_what_a_wrong_table_really_costs(small: Knowledge) -> None:
    compiler = Compiler(small)
    network = compiler.as_stated()
    estimate = _losses(compiler, network, small)
    c, j = network.condition_ids.index("joint_wear"), network.finding_ids.index("weak")
    profile = small.profiles["joint_wear"]
    counts = compiler.beliefs.observed
    p = profile.findings["weak"][0].value
    sd = np.sqrt(p * (1 - p) / (counts.present[c, j] + counts.absent[c, j] + 1))
    paid = []
    for value in (p - sd, p + sd):
        figure = profile.findings["weak"][0].model_copy(update={"value": value})
        findings = {**profile.findings, "weak": (figure,)}
        other = profile.model_copy(update={"findings": findings})
        moved = dataclasses.replace(
            small, profiles={**small.profiles, "joint_wear": other}
        )
        true = Compiler(moved).as_stated()
        population = Population(true, build_interviews(small), Request(seed=9))
        for i in range(N_BLOCKS):
            cases = block_matrix(population.draw(i), true, slice(None))
            assert cases.condition is not None
            ids = np.array(true.condition_ids)
            truth = np.searchsorted(ids, cases.condition.astype(str))
            best, used = posterior(cases, true), posterior(cases, network)
            # Expected, not drawn: what the better reader knows, weighed by itself.
            paid.append((best * (np.log(best) - np.log(used))).sum(axis=1).mean())
            assert len(log_losses(truth, used)) == len(cases)
    assert 0.4 < estimate[c, j] / np.mean(paid) < 2.5


def test_nothing_stated_costs_nothing(small: Knowledge) -> None:
    compiler = Compiler(small)
    losses = _losses(compiler, compiler.as_stated(), small)
    unstated = np.isnan(compiler.beliefs.observed.present)
    assert (losses[unstated] == 0).all()
    assert (losses[~unstated] > 0).all()


def test_more_evidence_costs_less(small: Knowledge) -> None:
    def with_weight(n: float) -> float:
        profile = small.profiles["joint_wear"]
        figure = profile.findings["tender"][0].model_copy(update={"n": n})
        findings = {**profile.findings, "tender": (figure,)}
        other = profile.model_copy(update={"findings": findings})
        knowledge = dataclasses.replace(
            small, profiles={**small.profiles, "joint_wear": other}
        )
        compiler = Compiler(knowledge)
        losses = _losses(compiler, compiler.as_stated(), knowledge)
        ids = knowledge.condition_ids, knowledge.finding_ids
        return float(losses[ids[0].index("joint_wear"), ids[1].index("tender")])

    assert with_weight(1000) < 0.05 * with_weight(10)
