from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.knowledge import load_knowledge
from pipeline.knowledge.studies import load_studies
from pipeline.replays.replay import replay
from pipeline.stages import book, wish_list
from tests.cli.running import Run

N_STUDIES = 3


def test_the_book_is_written_with_what_the_replay_found(
    lasegue: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Fewer cases and fewer studies: what they show is tested elsewhere.
    ids = list(load_studies())[:N_STUDIES]
    monkeypatch.setattr(wish_list, "N_CASES", 2_000)
    monkeypatch.setattr(book, "replay", lambda: replay(ids))
    outcome = lasegue("knowledge", "book", "--output", tmp_path / "book")
    assert (outcome.status, outcome.err) == (0, "")
    first = Path(outcome.out.strip())
    assert first == tmp_path / "book" / "index.html"
    assert first.read_text("utf-8").startswith("<!DOCTYPE html>")
    names = {path.name for path in first.parent.glob("*.html")}
    assert {f"condition-{key}.html" for key in load_knowledge().condition_ids} <= names
    assert {name for name in names if name.startswith("study-")} == {
        f"study-{key}.html" for key in ids
    }
    wishes = (first.parent / "wish-list.html").read_text("utf-8")
    assert wishes.count('<td data-name="used now">') == wish_list.MOST
    n_figures = sum(len(load_studies()[key].figures) for key in ids)
    studies = (first.parent / "studies.html").read_text("utf-8")
    assert f"{n_figures} figures" in studies
    assert [path.name for path in tmp_path.iterdir()] == ["book"]


def test_a_place_that_cannot_be_written_is_refused(
    lasegue: Run, tmp_path: Path
) -> None:
    target = tmp_path / "missing" / "book"
    (fault,) = lasegue("knowledge", "book", "--output", target).faults
    assert fault.startswith(f"{target}: the output must be a new or empty folder")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_things_is_refused_and_left_alone(
    lasegue: Run, tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    (fault,) = lasegue("knowledge", "book", "--output", tmp_path).faults
    assert "Got one that holds 'thesis.txt'." in fault
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
