"""Load a model once for many cases, and anew when its files have changed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from threading import Lock

from pipeline.errors import ArtifactError
from pipeline.model.classifier import Classifier

_LOCK = Lock()


def load_once(path: Path) -> tuple[Classifier | None, str | None]:
    """Load an artefact, unless its files are those that were loaded before.

    Parameters
    ----------
    path : Path
        Its folder, or one of the two files in it.

    Returns
    -------
    classifier : Classifier or None
    fault : str or None
        Why there is none.
    """
    files = (path, path / "manifest.json", path / "classifier.joblib")
    # Who asks while it is being loaded waits, rather than load it once more.
    with _LOCK:
        return _load(path, tuple(_stamp(file) for file in files))


def _stamp(file: Path) -> int:
    """Time of the last change; 0 for what is not there or cannot be seen."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=4)
def _load(path: Path, stamps: tuple[int, ...]) -> tuple[Classifier | None, str | None]:
    del stamps  # part of the key, so that a model trained anew is loaded anew
    # joblib and scikit-learn are imported only when there is a model to load.
    from pipeline.model.artifact import load_classifier

    try:
        return load_classifier(path), None
    except ArtifactError as error:
        return None, str(error)
