from __future__ import annotations

from hashlib import sha256

import numpy as np
import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import EXPERT_ESTIMATE, Figure
from pipeline.knowledge.showing import jeffreys_interval
from pipeline.synthesis.extremes import ENDS, End, move_to_ends
from pipeline.synthesis.network import Compiler

PUBLISHED = {("bad_disease", "fever")}


def figures_of(knowledge: Knowledge) -> dict[tuple[str, str], tuple[Figure, ...]]:
    return {
        (condition, finding): figures
        for condition, profile in knowledge.profiles.items()
        for finding, figures in [
            *profile.findings.items(),
            ("female", (profile.female,)),
        ]
    }


@pytest.mark.parametrize("end", ENDS)
def test_only_published_figures_move_and_each_to_an_end(
    small: Knowledge, end: End
) -> None:
    moved = figures_of(move_to_ends(small, end))
    n_moved = 0
    for place, figures in figures_of(small).items():
        for before, after in zip(figures, moved[place], strict=True):
            if before.source == EXPERT_ESTIMATE:
                assert after == before
                continue
            n_moved += 1
            low, high = jeffreys_interval(before.value, before.n)
            assert after.value == {"low": low, "high": high}.get(end, after.value)
            assert after.value in (low, high)
            assert after == before.model_copy(update={"value": after.value})
    assert n_moved == len(PUBLISHED)


def test_mixed_goes_by_the_hash_of_condition_and_finding(small: Knowledge) -> None:
    ends = {
        end: figures_of(move_to_ends(small, end))["bad_disease", "fever"][0].value
        for end in ENDS
    }
    odd = int(sha256(b"bad_diseasefever").hexdigest(), 16) % 2
    assert ends["low"] < 0.48 < ends["high"]
    assert ends["mixed"] == ends["high" if odd else "low"]


def test_a_recalled_figure_stays(small: Knowledge) -> None:
    profile = small.profiles["bad_disease"]
    recalled = tuple(
        figure.model_copy(update={"read": "recalled"})
        for figure in profile.findings["fever"]
    )
    profile = profile.model_copy(
        update={"findings": {**profile.findings, "fever": recalled}}
    )
    small.profiles["bad_disease"], before = profile, small.profiles["bad_disease"]
    try:
        moved = move_to_ends(small, "high").profiles["bad_disease"].findings["fever"]
    finally:
        small.profiles["bad_disease"] = before
    assert moved == recalled


def test_the_compiled_worlds_move_with_them(small: Knowledge) -> None:
    low, stated, high = (
        Compiler(knowledge).as_stated()
        for knowledge in (
            move_to_ends(small, "low"),
            small,
            move_to_ends(small, "high"),
        )
    )
    fever = stated.finding_ids.index("fever")
    ill = stated.state_condition == stated.condition_ids.index("bad_disease")
    chances = [net.present[..., ill, fever].mean() for net in (low, stated, high)]
    assert chances == sorted(chances)
    assert chances[2] - chances[0] > 0.1
    others = np.delete(np.arange(len(stated.finding_ids)), fever)
    assert np.array_equal(low.present[..., others], high.present[..., others])
