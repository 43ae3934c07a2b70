"""A model that must not be loaded is refused by every command that would load it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Outcome, Run
from tests.small_training import SmallTraining

ESTIMATOR, MANIFEST = "classifier.joblib", "manifest.json"


def truncate(folder: Path) -> None:
    content = (folder / ESTIMATOR).read_bytes()
    (folder / ESTIMATOR).write_bytes(content[: len(content) // 2])


def alter(folder: Path) -> None:
    content = bytearray((folder / ESTIMATOR).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / ESTIMATOR).write_bytes(bytes(content))


def edit(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def edit_manifest(folder: Path) -> None:
        manifest = json.loads((folder / MANIFEST).read_text())
        change(manifest)
        (folder / MANIFEST).write_text(json.dumps(manifest))

    return edit_manifest


DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "truncated": (truncate, "sha256"),
    "altered": (alter, "sha256"),
    "without_estimator": (lambda f: (f / ESTIMATOR).unlink(), "readable"),
    "without_manifest": (lambda f: (f / MANIFEST).unlink(), "readable"),
    "half_a_manifest": (
        lambda f: (f / MANIFEST).write_text('{"format": 1'),
        "valid JSON",
    ),
    "no_manifest": (lambda f: (f / MANIFEST).write_text("[]"), "of format 3"),
    "of_other_knowledge": (
        edit(lambda m: m.update(knowledge_digest="0" * 64)),
        "knowledge digest",
    ),
    "of_other_findings": (edit(lambda m: m["findings"].pop()), "the findings"),
    "of_other_conditions": (edit(lambda m: m["classes"].pop()), "the conditions"),
    "of_another_library": (
        edit(lambda m: m["libraries"].update(numpy="1.0")),
        "the version of numpy",
    ),
    "of_another_format": (edit(lambda m: m.update(format=99)), "of format 3"),
    "not_there": (shutil.rmtree, "readable"),
}


@pytest.fixture
def damaged(
    request: pytest.FixtureRequest, small: SmallTraining, tmp_path: Path
) -> tuple[Path, str]:
    damage, part = DAMAGE[request.param]
    folder = tmp_path / "model"
    shutil.copytree(small.model, folder)
    damage(folder)
    return folder, part


def check(outcome: Outcome, part: str) -> None:
    faults = outcome.faults
    assert any(part in fault for fault in faults)


@pytest.mark.parametrize("damaged", DAMAGE, indirect=True)
def test_assess_refuses_a_damaged_model_that_it_was_told_to_use(
    damaged: tuple[Path, str], lasegue: Run, tmp_path: Path
) -> None:
    folder, part = damaged
    (tmp_path / "case.yaml").write_text("{age: 63}")
    outcome = lasegue("assess", tmp_path / "case.yaml", "--model", folder)
    check(outcome, part)


@pytest.mark.parametrize("damaged", DAMAGE, indirect=True)
def test_evaluate_and_report_refuse_a_damaged_model(
    damaged: tuple[Path, str], lasegue: Run, tmp_path: Path
) -> None:
    folder, part = damaged
    check(lasegue("evaluate", "--format", "json", "--model", folder), part)
    page = tmp_path / "report.html"
    page.write_text("old")
    check(lasegue("report", "--model", folder, "--output", page), part)
    assert page.read_text() == "old"
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("damaged", ["altered", "of_other_knowledge"], indirect=True)
def test_a_damaged_default_model_leaves_the_rules_to_answer(
    damaged: tuple[Path, str],
    lasegue: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, part = damaged
    monkeypatch.setenv("LASEGUE_MODEL", str(folder))
    (tmp_path / "case.yaml").write_text("{age: 63}")
    outcome = lasegue("assess", tmp_path / "case.yaml", "--format", "json")
    assert outcome.status == 0
    assert outcome.json[0]["model"] is None
    assert outcome.err.startswith("No model: the rules answer alone. ")
    assert part in outcome.err


def test_every_mismatch_is_listed(
    small: SmallTraining, lasegue: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(small.model, folder)
    for name in ("altered", "of_other_knowledge", "of_another_library"):
        DAMAGE[name][0](folder)
    (tmp_path / "case.yaml").write_text("{age: 63}")
    faults = lasegue("assess", tmp_path / "case.yaml", "--model", folder).faults
    assert len(faults) == 3
