"""The small world, whole: knowledge, network, and the same model worked by hand."""

from __future__ import annotations

import pytest

from pipeline.knowledge import Knowledge
from pipeline.synthesis import Network, build_network, reference_network
from tests.small_world import small_knowledge
from tests.synthesis.by_hand import HandModel


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return small_knowledge(tmp_path_factory.mktemp("small") / "knowledge")


@pytest.fixture(scope="session")
def small_network(small: Knowledge) -> Network:
    return build_network(small)


@pytest.fixture(scope="session")
def by_hand(small: Knowledge) -> HandModel:
    return HandModel(small)


@pytest.fixture(scope="session")
def network() -> Network:
    return reference_network()
