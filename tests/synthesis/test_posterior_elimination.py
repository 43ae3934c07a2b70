"""The exact posterior against variable elimination by pgmpy on the same network."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from pipeline.cases import CaseMatrix
from pipeline.knowledge import Knowledge
from pipeline.synthesis import Network, Request, posterior
from pipeline.synthesis.interview import build_interviews
from pipeline.synthesis.population import Population, block_matrix

N_CASES = 60
SHORT, LONG, LIMIT = 10, 100, 42
ROOTS, SEVERITIES = 3, 3


def _states(network: Network) -> np.ndarray:
    """State of each condition, severity and root; one for all roots without a root."""
    table = np.empty((len(network.condition_ids), SEVERITIES, ROOTS), int)
    for c in range(len(network.condition_ids)):
        for v in range(SEVERITIES):
            here = np.flatnonzero(
                (network.state_condition == c) & (network.state_severity == v)
            )
            table[c, v] = np.resize(here, ROOTS)
    return table


def _durations(network: Network) -> np.ndarray:
    """P(day 10, day 100, another short one, another long one | condition)."""
    by_day = network.duration
    days = by_day[:, [SHORT, LONG]].T
    short = by_day[:, :LIMIT].sum(axis=1) - days[0]
    long = by_day[:, LIMIT:].sum(axis=1) - days[1]
    return np.stack([*days, short, long])


class _Builder:
    """Turns tables into pgmpy's: the variable first, then its parents in order."""

    def __init__(self) -> None:
        # Importing pgmpy warns of what it will itself remove one day.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pgmpy.factors.discrete import TabularCPD
            from pgmpy.inference import VariableElimination
            from pgmpy.models import DiscreteBayesianNetwork
        self._cpd = TabularCPD
        self._inference = VariableElimination
        self._model = DiscreteBayesianNetwork()
        self._sizes: dict[str, int] = {}

    def add(self, name: str, table: np.ndarray, parents: tuple[str, ...] = ()) -> None:
        self._sizes[name] = len(table)
        self._model.add_node(name)
        self._model.add_edges_from((parent, name) for parent in parents)
        sizes = [self._sizes[parent] for parent in parents]
        assert table.shape[1:] == tuple(sizes)
        flat = table.reshape(len(table), -1)
        self._model.add_cpds(self._cpd(name, len(table), flat, parents, sizes))

    def inference(self) -> Any:
        assert self._model.check_model()
        return self._inference(self._model)


def _add_findings(builder: _Builder, network: Network) -> None:
    needs = network.requirements
    parent_of = dict(zip(needs.child, needs.parent, strict=True))
    order = sorted(range(len(network.finding_ids)), key=lambda j: j in parent_of)
    # condition, severity, root, band, sex
    latents = ("condition", "severity", "root", "band", "sex")
    present = network.present[:, :, _states(network), :].transpose(2, 3, 4, 0, 1, 5)
    grouped = {int(j) for group in network.groups for j in group.columns}
    for j in order:
        if j in grouped:
            continue
        name, p = network.finding_ids[j], present[..., j]
        if j in parent_of:
            p = np.stack([np.zeros_like(p), p], axis=-1)
            parents = (*latents, network.finding_ids[parent_of[j]])
        elif j in needs.duration_finding:
            long = np.array([0.0, 1.0, 0.0, 1.0])
            p, parents = p[..., None] * long, (*latents, "duration")
        else:
            parents = latents
        builder.add(name, np.stack([1 - p, p]), parents)


def _add_groups(builder: _Builder, network: Network) -> None:
    latents = ("condition", "severity", "root", "band", "sex")
    for g, group in enumerate(network.groups):
        # A kind depends on condition and band; any state of the condition tells it.
        of_condition = _states(network)[:, 0, 0]
        kinds = group.kind_share[:, :, of_condition].swapaxes(1, 2)
        builder.add(f"kind {g}", kinds, ("condition", "band"))
        present = group.present[:, :, :, _states(network)]
        present = present.transpose(3, 4, 5, 1, 2, 0, 6)
        for i, j in enumerate(group.columns):
            p = present[..., i]
            name = network.finding_ids[j]
            builder.add(name, np.stack([1 - p, p]), (*latents, f"kind {g}"))


@pytest.fixture(scope="module")
def elimination(small_network: Network) -> Any:
    net, builder = small_network, _Builder()
    builder.add("setting", net.setting_weights)
    builder.add("condition", net.case_mix.T, ("setting",))
    builder.add("severity", net.severity_mix.T, ("setting",))
    rooted = [net.state_root_share[net.state_condition == c] for c in range(3)]
    roots = [np.resize(s[:ROOTS] if len(s) > ROOTS else 1 / 3, ROOTS) for s in rooted]
    builder.add("root", np.stack(roots, axis=1), ("condition",))
    builder.add("age", net.age.T, ("condition",))
    bands = (np.arange(net.n_bands)[:, None] == net.band_of_age).astype(float)
    builder.add("band", bands, ("age",))
    builder.add("sex", np.stack([net.female, 1 - net.female]), ("condition",))
    builder.add("duration", _durations(net), ("condition",))
    pain = net.pain.transpose(2, 0, 1)
    builder.add("pain", pain, ("condition", "severity"))
    _add_findings(builder, net)
    _add_groups(builder, net)
    return builder.inference()


@pytest.fixture(scope="module")
def cases(small: Knowledge, small_network: Network) -> CaseMatrix:
    """Cases that the model itself draws, each episode moved to one of two days."""
    population = Population(small_network, build_interviews(small), Request(seed=11))
    drawn = block_matrix(population.draw(0), small_network, slice(0, N_CASES))
    days = np.where(drawn.duration_days < LIMIT, SHORT, LONG)
    drawn.duration_days[:] = np.where(np.isnan(drawn.duration_days), np.nan, days)
    return drawn


def _evidence(cases: CaseMatrix, i: int) -> dict[str, int]:
    given = {
        "age": cases.age[i] - 16,
        "sex": cases.sex[i],
        "setting": cases.care_setting[i],
        "duration": {SHORT: 0, LONG: 1}.get(cases.duration_days[i], np.nan),
        "pain": cases.pain_score[i],
        **dict(zip(cases.finding_ids, cases.answers[i], strict=True)),
    }
    return {k: int(v) for k, v in given.items() if not np.isnan(v) and v != -1}


def test_equals_variable_elimination(
    cases: CaseMatrix, elimination: Any, small_network: Network
) -> None:
    got = posterior(cases, small_network)
    for i in range(N_CASES):
        answer = elimination.query(
            ["condition"], evidence=_evidence(cases, i), show_progress=False
        )
        np.testing.assert_allclose(got[i], answer.values, rtol=0, atol=1e-8)


def test_the_cases_leave_every_field_open_and_know_every_field(
    cases: CaseMatrix,
) -> None:
    fields = [_evidence(cases, i).keys() for i in range(N_CASES)]
    names = {"age", "sex", "setting", "duration", "pain", *cases.finding_ids}
    assert set().union(*fields) == names
    assert not set.intersection(*(set(f) for f in fields))
