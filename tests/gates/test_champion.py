from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.errors import CaseError
from pipeline.gates import read_champion, write_champion
from pipeline.stages.params import CHAMPION_FOLDER
from tests.gates.made_scores import made_scores

FIGURES = {"top1": 0.7, "model": {"digest": "model"}, "curves": [1, 2, 3]}


def test_a_record_tells_why_with_the_headline_figures(tmp_path: Path) -> None:
    write_champion(tmp_path / "new", FIGURES, made_scores(), "better")
    found = read_champion(tmp_path / "new")
    assert found is not None
    assert found.why == "better"
    assert found.figures == {"top1": 0.7, "model": {"digest": "model"}}
    assert found.scores.notes() == made_scores().notes()


def test_where_none_was_promoted_there_is_none(tmp_path: Path) -> None:
    assert read_champion(tmp_path) is None


@pytest.mark.parametrize(
    "text", ["", "[]", '{"why": "x"}', '{"why": "x", "figures": {"model": 1}}']
)
def test_a_damaged_record_is_refused(tmp_path: Path, text: str) -> None:
    write_champion(tmp_path, FIGURES, made_scores(), "better")
    (tmp_path / "figures.json").write_text(text)
    with pytest.raises(CaseError, match="the champion's record must be readable"):
        read_champion(tmp_path)


@pytest.mark.parametrize("name", ["figures.json", "cases.parquet"])
def test_half_a_record_is_refused(tmp_path: Path, name: str) -> None:
    write_champion(tmp_path, FIGURES, made_scores(), "better")
    (tmp_path / name).unlink()
    with pytest.raises(CaseError):
        read_champion(tmp_path)


def test_scores_of_another_model_are_refused(tmp_path: Path) -> None:
    write_champion(tmp_path, FIGURES, made_scores(model_digest="other"), "better")
    with pytest.raises(CaseError, match=r"of the model other\. Got model"):
        read_champion(tmp_path)


def test_the_record_in_the_repository_is_whole_and_small() -> None:
    found = read_champion(CHAMPION_FOLDER)
    assert found is not None
    assert found.why
    assert len(found.scores) > 28 * 1000
    size = sum(path.stat().st_size for path in CHAMPION_FOLDER.iterdir())
    assert size < 500_000
    told = json.loads((CHAMPION_FOLDER / "figures.json").read_text(encoding="utf-8"))
    assert set(told) == {"why", "figures"}
