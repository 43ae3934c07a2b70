"""What a stage imports, DVC must know of, or it would not run again for a change."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from pipeline.stages.params import PROJECT

# It takes from there where its output goes, and nothing that can be turned.
UNLISTED = {"knowledge": {"pipeline/stages/params.py"}}
STAGES = yaml.safe_load((PROJECT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]


def modules_of(name: str, seen: set[str]) -> set[str]:
    """Every module of ours that a module imports, and what those import."""
    path = PROJECT / f"{name.replace('.', '/')}.py"
    if name in seen or not path.is_file():
        return seen
    seen.add(name)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            modules_of(node.module, seen)
    return seen


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_names_every_stage_file_that_it_runs(stage: str) -> None:
    modules = modules_of(f"pipeline.stages.{stage}", set())
    wanted = {
        f"{name.replace('.', '/')}.py"
        for name in modules
        if name.startswith("pipeline.stages.")
    }
    assert f"pipeline/stages/{stage}.py" in wanted
    deps = set(STAGES[stage]["deps"])
    assert wanted - deps <= UNLISTED.get(stage, set())


def test_everything_that_a_stage_depends_on_is_there() -> None:
    for stage in STAGES.values():
        for dep in stage["deps"]:
            if Path(dep).parts[0] == "pipeline":
                assert (PROJECT / dep).exists(), dep
