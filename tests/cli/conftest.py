from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.cli.running import Outcome, Run
from tests.small_training import SmallTraining, train_small


@pytest.fixture
def lasegue(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process, by its own entry point."""

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["lasegue", *map(str, arguments)])
        capsys.readouterr()
        try:
            main()
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 0
        said = capsys.readouterr()
        return Outcome(status, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallTraining:
    return train_small(tmp_path_factory)


@pytest.fixture
def no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the environment nor the project offers a model."""
    monkeypatch.delenv("LASEGUE_MODEL", raising=False)
    # By the modules' names: as an attribute, `pipeline.assess` is the function.
    for name in ("pipeline.assess", "pipeline.assess.one"):
        module = sys.modules[name]
        monkeypatch.setattr(module, "DEFAULT_MODEL_FOLDER", tmp_path / "no models")


@pytest.fixture
def with_model(small: SmallTraining, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment offers the small model."""
    monkeypatch.setenv("LASEGUE_MODEL", str(small.model))
