"""The knowledge itself, copies to break, and the material it was made from."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from pipeline.knowledge import KNOWLEDGE_FOLDER, Knowledge, load_knowledge
from tests.knowledge.editing import prune

SHARED = Path(__file__).parents[3] / "shared"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the knowledge folder, to be broken."""
    return _copy(KNOWLEDGE_FOLDER, tmp_path / "knowledge")


@pytest.fixture(scope="session")
def pruned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four conditions of the knowledge, complete in themselves: not to be changed."""
    target = _copy(KNOWLEDGE_FOLDER, tmp_path_factory.mktemp("pruned") / "knowledge")
    prune(target)
    return target


@pytest.fixture
def small(pruned: Path, tmp_path: Path) -> Path:
    """A copy of four conditions, to be broken; reads in a fraction of the time."""
    return _copy(pruned, tmp_path / "small")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The design and the evidence, where they lie beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the folder shared/ is not beside this checkout")
    return SHARED


def _copy(source: Path, target: Path) -> Path:
    unwanted = (".py", "__pycache__")
    copytree(
        source,
        target,
        ignore=lambda _, names: [name for name in names if name.endswith(unwanted)],
    )
    return target
