"""Rival generators, each from half of the sources, and readers of the other half."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Any, cast

import numpy as np

from pipeline.knowledge import load_knowledge
from pipeline.knowledge.halves import HALVES, Half, count_half, rebuild
from pipeline.model import Classifier
from pipeline.stages.params import WorldParams
from pipeline.stages.worlds import (
    Figures,
    Group,
    exact_reader,
    named_means,
    read_worlds,
    world_number,
)
from pipeline.synthesis import Network
from pipeline.synthesis.network import Compiler
from pipeline.synthesis.stream import world_rng

READERS = ("reader", "same_half", "best", "model")


@cache
def half_compiler(half: Half) -> Compiler:
    """Lay the shipped knowledge of one half of its sources out, once a process."""
    return Compiler(rebuild(load_knowledge(), half))


@cache
def half_network(half: Half) -> Network:
    """Compile the reference world of one half of the sources, once a process."""
    return half_compiler(half).average()


def evaluate_rivals(classifier: Classifier, params: WorldParams) -> dict[str, Any]:
    """Evaluate a classifier, and readers of half of the sources, on rivals' cases.

    The cases of each rival come from fresh worlds of one half of the published
    sources. The reader is the exact posterior of the other half's reference world: it
    shares no published source with the cases that it reads. `same_half` is that of
    the cases' own half, and `best` the exact posterior of each very world.

    Parameters
    ----------
    classifier : Classifier
    params : WorldParams

    Returns
    -------
    dict
        Log loss, top-1 and top-3 of the reader, and with a prefix of the others
        (`same_half_`, `best_`, `model_`), as means over both directions;
        `directions` holds either, `halves` what each half is made of.
    """
    directions = [_direction(half, classifier, params) for half in HALVES]
    figures = {
        name: np.concatenate([part[name] for part in directions]) for name in READERS
    }
    n_cases = params.n_rival_worlds * params.n_cases
    knowledge = load_knowledge()
    return {
        "n_worlds": len(HALVES) * params.n_rival_worlds,
        "n_cases": len(HALVES) * n_cases,
        **_named(figures),
        "directions": [
            {
                "cases_from": half,
                "reader_of": _other(half),
                "n_cases": n_cases,
                **_named(part),
            }
            for half, part in zip(HALVES, directions, strict=True)
        ],
        "halves": {half: asdict(count_half(knowledge, half)) for half in HALVES},
    }


def _other(half: Half) -> Half:
    return HALVES[1 - HALVES.index(half)]


def _direction(half: Half, classifier: Classifier, params: WorldParams) -> Figures:
    """Let everybody read cases from fresh worlds of one half."""
    group = cast(Group, f"rival_{half}")
    numbers = [world_number(group, i) for i in range(params.n_rival_worlds)]
    compiler = half_compiler(half)
    worlds = (
        (number, compiler.draw(world_rng(params.seed, number))) for number in numbers
    )
    readers = {
        "reader": exact_reader(half_network(_other(half))),
        "same_half": exact_reader(half_network(half)),
        "model": classifier.predict_proba,
    }
    return read_worlds(worlds, readers, params)


def _named(figures: Figures) -> dict[str, float]:
    named: dict[str, float] = {}
    for name in READERS:
        prefix = "" if name == "reader" else f"{name}_"
        named |= named_means(figures[name], prefix)
    return {**named, "regret_nats": named["log_loss"] - named["best_log_loss"]}
