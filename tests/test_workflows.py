"""The workflows run what is there, pinned, and with the least that they need."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.cli import app

PROJECT = Path(__file__).parents[1]
FILES = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
PYPROJECT = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
# A commit cannot be moved as a tag can; the version beside it is for readers.
PINNED = re.compile(r"uses: [\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def jobs(file: Path) -> dict[str, Any]:
    found = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]
    assert found
    return dict(found)


def steps(file: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(file).values() for step in job["steps"]]


def targets() -> dict[str, str]:
    """The recipe of every target of the Makefile."""
    found = re.findall(r"^([a-z]+):.*\n((?:\t.*\n)*)", MAKEFILE, flags=re.MULTILINE)
    return dict(found)


def commands_of(text: str) -> set[str]:
    return set(re.findall(r"\blasegue ([a-z]+)\b", text))


def test_there_are_workflows_for_checks_and_for_the_evaluation() -> None:
    assert [file.name for file in FILES] == ["ci.yml", "evaluation.yml"]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_every_action_is_pinned_to_a_commit_with_its_full_version(file: Path) -> None:
    lines = [line.strip(" -") for line in file.read_text(encoding="utf-8").split("\n")]
    uses = [line for line in lines if line.startswith("uses:")]
    assert uses
    assert [line for line in uses if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_nothing_may_be_written_and_no_secret_is_kept(file: Path) -> None:
    workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in workflow["jobs"].values())
    assert "secrets." not in file.read_text(encoding="utf-8")
    checkouts = [s for s in steps(file) if "actions/checkout" in s.get("uses", "")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_newer_push_stops_the_older_run_and_none_runs_for_hours(file: Path) -> None:
    workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert workflow["concurrency"]["cancel-in-progress"] is True
    assert "github.ref" in workflow["concurrency"]["group"]
    assert all(job["timeout-minutes"] <= 40 for job in jobs(file).values())


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_downloads_are_kept_by_the_lock_that_names_them(file: Path) -> None:
    (kept,) = [s["with"] for s in steps(file) if "actions/cache" in s.get("uses", "")]
    assert "hashFiles('requirements.lock')" in kept["key"]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_lines_end_as_everywhere_else(file: Path) -> None:
    assert b"\r" not in file.read_bytes()


def test_every_target_and_command_that_a_workflow_runs_exists() -> None:
    runs = "\n".join(
        step["run"] for file in FILES for step in steps(file) if "run" in step
    )
    wanted = set(re.findall(r"\bmake ([a-z]+)", runs))
    assert {"install", "test", "evaluate"} <= wanted
    assert wanted <= set(targets())
    known = {group.name for group in app.registered_groups} | {
        command.name or getattr(command.callback, "__name__", "")
        for command in app.registered_commands
    }
    recipes = "\n".join(targets()[name] for name in wanted)
    assert {"rehearse", "paper"} <= commands_of(recipes)
    assert commands_of(runs) | commands_of(recipes) <= known


def test_the_pythons_are_those_that_the_project_says_it_runs_on() -> None:
    (job,) = jobs(PROJECT / ".github" / "workflows" / "ci.yml").values()
    pythons = job["strategy"]["matrix"]["python"]
    assert pythons == ["3.11", "3.12", "3.13"]
    (least,) = re.findall(r'^requires-python = ">=(.+)"', PYPROJECT, flags=re.MULTILINE)
    assert pythons[0] == least


def test_the_evaluation_must_end_within_ten_minutes_and_is_looked_at_if_it_fails() -> (
    None
):
    evaluation = steps(PROJECT / ".github" / "workflows" / "evaluation.yml")
    (run,) = [step for step in evaluation if "make evaluate" in step.get("run", "")]
    assert run["timeout-minutes"] <= 10
    shown = evaluation[evaluation.index(run) + 1 :]
    assert any("GITHUB_STEP_SUMMARY" in step.get("run", "") for step in shown)
    assert any("upload-artifact" in step.get("uses", "") for step in shown)
    assert all(step["if"] == "${{ !cancelled() }}" for step in shown)


def test_make_check_reads_the_workflows() -> None:
    assert "vendor.github-workflows .github/workflows/*.yml" in targets()["check"]
