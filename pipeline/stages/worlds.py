"""How the classifier does away from home: in worlds that no training has seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.cases.matrix import concatenate
from pipeline.knowledge import load_knowledge
from pipeline.metrics import log_losses, standard_error, top_k_accuracy
from pipeline.model import Classifier
from pipeline.model.training import true_columns
from pipeline.stages.params import MOST_WORLDS, WorldParams
from pipeline.synthesis import (
    BLOCK_ROWS,
    Network,
    Request,
    draw_population,
    posterior,
    reference_network,
)
from pipeline.synthesis.extremes import ENDS, move_to_ends
from pipeline.synthesis.interview import build_interviews
from pipeline.synthesis.network import Compiler
from pipeline.synthesis.population import Population, block_matrix
from pipeline.synthesis.stream import world_rng

Floats = NDArray[np.float64]
# Gives each case's probabilities, one column a condition.
Reader = Callable[[CaseMatrix], Floats]
Figures = dict[str, Floats]
MEASURES = ("log_loss", "top1", "top3")
Group = Literal["unseen", "extreme", "rival_a", "rival_b"]
_GROUPS: tuple[Group, ...] = ("unseen", "extreme", "rival_a", "rival_b")
_BLOCKS_APART = 2**32


def world_number(group: Group, index: int) -> int:
    """Give a world a number of its own, however many worlds the other groups have."""
    return _GROUPS.index(group) * MOST_WORLDS + index


def draw_cases(network: Network, seed: int, number: int, n: int) -> CaseMatrix:
    """Draw cases of one world.

    Parameters
    ----------
    network : Network
        The world.
    seed, number : int
        Key of the stream, and of the world in it.
    n : int
        At least 1.

    Returns
    -------
    CaseMatrix
        With labels in `condition`.
    """
    interviews = build_interviews(load_knowledge())
    population = Population(network, interviews, Request(seed=seed))
    n_blocks = -(-n // BLOCK_ROWS)
    first = number * _BLOCKS_APART
    parts = [
        block_matrix(population.draw(first + block), network, slice(None))
        for block in range(n_blocks)
    ]
    return concatenate(parts)[slice(0, n)]


def exact_reader(network: Network) -> Reader:
    """Read cases by the exact posterior of a network."""
    return lambda cases: posterior(cases, network)


def read_worlds(
    worlds: Iterable[tuple[int, Network]],
    readers: Mapping[str, Reader],
    params: WorldParams,
) -> Figures:
    """Let several readers, and the one who knows the world, read cases of each world.

    Parameters
    ----------
    worlds : iterable of (int, Network)
        With their numbers.
    readers : mapping of str to Reader
    params : WorldParams

    Returns
    -------
    dict of str to ndarray of shape (n_worlds, 3)
        Log loss, top-1 and top-3 of each reader, and under `best` of each world's own
        exact posterior.
    """
    figures: dict[str, list[Floats]] = {name: [] for name in (*readers, "best")}
    for number, network in worlds:
        cases = draw_cases(network, params.seed, number, params.n_cases)
        y_true = true_columns(cases)
        for name, reader in {**readers, "best": exact_reader(network)}.items():
            figures[name].append(_figures(y_true, reader(cases)))
    return {name: np.array(rows) for name, rows in figures.items()}


def _figures(y_true: NDArray[np.int64], proba: Floats) -> Floats:
    loss = float(log_losses(y_true, proba).mean())
    tops = [top_k_accuracy(y_true, proba, k) for k in (1, 3)]
    return np.array([loss, *tops])


def named_means(figures: Floats, prefix: str = "") -> dict[str, float]:
    """Average figures over worlds, and name them.

    Parameters
    ----------
    figures : ndarray of shape (n_worlds, 3)
    prefix : str, default=""

    Returns
    -------
    dict of str to float
        `log_loss`, `top1`, `top3`.
    """
    means = figures.mean(axis=0)
    return {f"{prefix}{m}": float(v) for m, v in zip(MEASURES, means, strict=True)}


def evaluate_worlds(classifier: Classifier, params: WorldParams) -> dict[str, Any]:
    """Evaluate a classifier in unseen worlds and in extreme ones.

    Parameters
    ----------
    classifier : Classifier
    params : WorldParams

    Returns
    -------
    dict
        Figures of the classifier, of the reference posterior (`reference_`: the best
        without knowing the world) and of each world's own (`best_`: the best of all),
        averaged over worlds. `within` and `across` tell how far the classifier's log
        loss lies above the one and the other: mean, standard error over worlds, and
        the worst world. `extremes` holds the same for each extreme world.
    """
    readers = {
        "model": classifier.predict_proba,
        "reference": exact_reader(reference_network()),
    }
    numbers = [world_number("unseen", i) for i in range(params.n_worlds)]
    unseen = (
        (number, draw_population(world_rng(params.seed, number))) for number in numbers
    )
    figures = read_worlds(unseen, readers, params)
    return {
        "seed": params.seed,
        "n_worlds": params.n_worlds,
        "n_cases": params.n_worlds * params.n_cases,
        **_named(figures),
        "within": _regret(figures["model"], figures["best"]),
        "across": _regret(figures["model"], figures["reference"]),
        "extremes": _extremes(readers, params),
    }


def _named(figures: Figures) -> dict[str, float]:
    return {
        **named_means(figures["model"]),
        **named_means(figures["reference"], "reference_"),
        **named_means(figures["best"], "best_"),
    }


def _regret(model: Floats, other: Floats) -> dict[str, float]:
    """Give how far one log loss lies above another: over worlds, and at its worst."""
    regret = model[:, 0] - other[:, 0]
    return {
        "mean": float(regret.mean()),
        "se": standard_error(regret),
        "worst": float(regret.max()),
    }


def _extremes(
    readers: Mapping[str, Reader], params: WorldParams
) -> list[dict[str, Any]]:
    rows = []
    for index, end in enumerate(ENDS):
        network = Compiler(move_to_ends(load_knowledge(), end)).as_stated()
        world = (world_number("extreme", index), network)
        figures = read_worlds([world], readers, params)
        losses = {name: float(rows[0, 0]) for name, rows in figures.items()}
        rows.append(
            {
                "end": end,
                "n_cases": params.n_cases,
                **_named(figures),
                "within": losses["model"] - losses["best"],
                "across": losses["model"] - losses["reference"],
            }
        )
    return rows
