"""A copy of the tiny artefact to spoil, and a watch on unpickling."""

from __future__ import annotations

import shutil
from pathlib import Path

import joblib
import pytest


@pytest.fixture
def artefact(tiny_model_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_model_folder, tmp_path / "artefact"))


@pytest.fixture
def unpickled(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Note every attempt to unpickle, and let none through."""
    attempts: list[object] = []

    def refuse(file: object, *_: object, **__: object) -> object:
        attempts.append(file)
        message = "unpickled before everything was compared"
        raise AssertionError(message)

    monkeypatch.setattr(joblib, "load", refuse)
    return attempts
