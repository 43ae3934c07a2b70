"""What only a process of its own can show."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import run_apart

PUBLISHED = Path(__file__).parents[2] / "data" / "published" / "cases.yaml"
COMMAND = Path(sys.executable).with_name("lasegue")


def test_help_names_every_command() -> None:
    outcome = run_apart("--help")
    assert (outcome.status, outcome.err) == (0, "")
    for command in ("assess", "generate", "train", "evaluate", "report", "knowledge"):
        assert f" {command} " in outcome.out


def test_a_case_is_assessed_anywhere(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("{findings: {saddle_numbness: present}}")
    done = subprocess.run(
        [str(COMMAND), "assess", "case.yaml", "--format", "json"],
        cwd=tmp_path,
        env=os.environ | {"LASEGUE_MODEL": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)[0]["urgency"] == "emergency"
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]


def test_bad_input_ends_with_two_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("{age: 400, findings: {fevr: present}}")
    outcome = run_apart("assess", tmp_path / "case.yaml")
    assert len(outcome.faults) == 2


def test_a_reader_that_has_seen_enough_is_no_failure(tmp_path: Path) -> None:
    line = json.dumps({"findings": {"fever": "absent"}})
    (tmp_path / "cases.jsonl").write_text(f"{line}\n" * 60)
    script = f'set -o pipefail; "{COMMAND}" assess "{tmp_path}/cases.jsonl" | head -n 1'
    done = subprocess.run(
        ["bash", "-c", script],
        env=os.environ | {"LASEGUE_MODEL": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("No model")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_of_few_letters_still_gets_the_text(encoding: str) -> None:
    arguments = ["assess", PUBLISHED, "--case-id", "ces_hakan_2012_34f"]
    outcome = run_apart(*arguments, PYTHONIOENCODING=encoding, LASEGUE_MODEL="/none")
    assert outcome.status == 0
    assert "URGENCY: EMERGENCY" in outcome.out


def test_a_small_command_does_not_wait_for_large_libraries() -> None:
    code = (
        "import sys; sys.argv = ['lasegue', 'knowledge', 'check']\n"
        "from pipeline.cli import main\n"
        "try: main()\n"
        "finally: print(sorted({'mlflow', 'sklearn', 'pandas', 'altair', 'streamlit'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
