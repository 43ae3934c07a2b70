import numpy as np

from pipeline.stages.told import counted_share, told, told_share


def test_a_figure_is_told_with_its_ends() -> None:
    item = told(np.array([0.5, 0.4, 0.5, 0.6]))
    assert list(item) == ["value", "low", "high"]
    assert item["low"] < item["value"] < item["high"]


def test_a_share_never_leaves_its_range() -> None:
    item = told_share(np.array([0.99, 0.9, 0.99, 1.08]))
    assert item["high"] == 1.0
    assert told_share(np.array([0.01, -0.1, 0.01, 0.1]))["low"] == 0.0


def test_what_cannot_be_told_is_nothing() -> None:
    assert set(told(np.full(4, np.nan)).values()) == {None}
    nobody = counted_share(0, 0)
    assert nobody == {"value": None, "low": None, "high": None, "n": 0}


def test_all_of_a_few_is_no_certainty() -> None:
    item = counted_share(5, 5)
    assert (item["value"], item["n"]) == (1.0, 5)
    assert item["low"] < 0.6
