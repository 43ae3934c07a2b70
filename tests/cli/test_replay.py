"""`lasegue replay` on small studies of the shipped knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.knowledge import studies
from pipeline.report.replay_text import render_replay
from pipeline.stages.params import load_params
from tests.cli.running import Run
from tests.small_study import figure_data, study_data, write_study

HIT = figure_data(id="hit", test="leg_pain", value=0.5, tolerance=0.5, n_target=None)
MISS = figure_data(id="miss", test="fever", value=0.9, tolerance=0.05, n_target=None)
EXPLAINED = {**MISS, "id": "told", "explain": "Nobody here has a fever."}


def study(*figures: dict[str, Any], key: str = "small_one") -> dict[str, Any]:
    return study_data(
        *figures,
        id=key,
        source="suri_2010_a",
        target=["disc_herniation"],
        population={"mix": {"disc_herniation": 0.6, "no_condition": 0.4}},
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Studies of our own instead of those that ship."""
    path = tmp_path / "studies"
    monkeypatch.setattr(studies, "STUDIES_FOLDER", path)
    studies.load_studies.cache_clear()
    yield path
    studies.load_studies.cache_clear()


def test_figures_inside_end_with_status_0(lasegue: Run, folder: Path) -> None:
    write_study(folder, study(HIT))
    outcome = lasegue("replay")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.startswith("small_one: The lost reflex\n")
    assert "1 figure of 1 study.\n" in outcome.out


def test_a_miss_without_an_explanation_ends_with_status_1(
    lasegue: Run, folder: Path
) -> None:
    write_study(folder, study(HIT, MISS))
    outcome = lasegue("replay", "small_one")
    assert outcome.status == 1
    assert "Not explained." in outcome.out
    assert outcome.err == (
        "Replay failed: small_one: miss lies outside and is not explained.\n"
    )


def test_a_ceiling_passed_ends_with_status_1_whatever_is_said(
    lasegue: Run, folder: Path
) -> None:
    low = {"value": 0.01, "tolerance": 0.01, "ceiling": "true", "explain": "It is so."}
    write_study(folder, study({**HIT, **low}))
    outcome = lasegue("replay", "small_one")
    assert outcome.status == 1
    assert "too good" in outcome.err


def test_gates_are_for_all_studies_together(lasegue: Run, folder: Path) -> None:
    write_study(folder, study(HIT, EXPLAINED))
    write_study(folder, study(EXPLAINED, key="small_two"))
    assert lasegue("replay", "small_one").status == 0
    assert lasegue("replay", "small_two", "small_one").status == 0
    outcome = lasegue("replay")
    assert outcome.status == 1
    least = load_params().replay.validation
    assert outcome.err == (
        "Replay failed: validation: 1 of 3 inside (33.3%); it must be at least"
        f" {least:.0%}.\n"
    )


def test_json_says_the_same_as_the_text(lasegue: Run, folder: Path) -> None:
    write_study(folder, study(HIT, EXPLAINED))
    told = lasegue("replay", "small_one", "--format", "json").json
    assert [figure["id"] for figure in told["studies"][0]["figures"]] == ["hit", "told"]
    assert lasegue("replay", "small_one").out == f"{render_replay(told)}\n"


def test_the_studies_asked_for_come_in_their_order(lasegue: Run, folder: Path) -> None:
    write_study(folder, study(HIT))
    write_study(folder, study(HIT, key="small_two"))
    told = lasegue("replay", "small_two", "small_one", "--format", "json").json
    assert [each["id"] for each in told["studies"]] == ["small_two", "small_one"]


def test_an_unknown_study_is_refused_with_the_nearest(
    lasegue: Run, folder: Path
) -> None:
    write_study(folder, study(HIT))
    (fault,) = lasegue("replay", "small_oone").faults
    assert "Did you mean 'small_one'?" in fault


def test_faulty_studies_are_refused_all_at_once(lasegue: Run, folder: Path) -> None:
    write_study(folder, {**study(HIT), "source": "nobody_1900"})
    write_study(folder, {**study(HIT, key="small_two"), "target": ["piriformis"]})
    first, second = lasegue("replay", "small_one").faults
    assert first.startswith("studies/small_one.yaml: source must be")
    assert second.startswith("studies/small_two.yaml: target must be")


def test_without_any_study_nothing_is_shown_to_hold(lasegue: Run, folder: Path) -> None:
    (fault,) = lasegue("replay").faults
    assert fault.startswith("studies/: the folder must be full of studies")


def test_the_check_of_the_knowledge_reads_the_studies(
    lasegue: Run, folder: Path
) -> None:
    write_study(folder, study(HIT, EXPLAINED))
    assert "1 study to replay with 2 figures" in lasegue("knowledge", "check").out
    write_study(folder, {**study(HIT, key="small_two"), "source": "nobody_1900"})
    studies.load_studies.cache_clear()
    assert len(lasegue("knowledge", "check").faults) == 1
