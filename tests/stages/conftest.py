from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.small_training import SmallTraining, store_at, train_small


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallTraining:
    return train_small(tmp_path_factory)


@pytest.fixture
def spare_store(
    small: SmallTraining, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Runs of a test go to a store of its own."""
    with store_at(small.spare_store(tmp_path_factory.mktemp("store"))):
        yield
