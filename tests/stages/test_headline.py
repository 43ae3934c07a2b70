from __future__ import annotations

import pytest

from pipeline.metrics import score
from pipeline.model import Classifier
from pipeline.stages.calibration_cases import Reading
from pipeline.stages.headline import evaluate_headline
from tests.stages.reading import read_natural, shuffled


@pytest.fixture(scope="module")
def natural(tiny_model: Classifier) -> Reading:
    return read_natural(tiny_model, 2_000)


def test_every_figure_is_the_one_told_without_interval(natural: Reading) -> None:
    figures = evaluate_headline(natural, seed=1, n_resamples=20)["figures"]
    for prefix, proba in (("", natural.proba), ("posterior_", natural.exact)):
        plain = score(natural.y_true, proba)
        for name in ("top1", "top3", "top5", "log_loss", "ece"):
            told = figures[f"{prefix}{name}"]
            assert told["value"] == pytest.approx(getattr(plain, name), abs=1e-9)
            assert told["low"] < told["value"] < told["high"]
    apart = figures["log_loss"]["value"] - figures["posterior_log_loss"]["value"]
    assert figures["regret_nats"]["value"] == pytest.approx(apart)


def test_pairs_make_the_regret_surer_than_either_loss(natural: Reading) -> None:
    figures = evaluate_headline(natural, seed=1, n_resamples=50)["figures"]
    width = {key: told["high"] - told["low"] for key, told in figures.items()}
    assert width["regret_nats"] < width["log_loss"]


def test_the_order_of_the_cases_does_not_matter(natural: Reading) -> None:
    once = evaluate_headline(natural, seed=1, n_resamples=10)["figures"]
    again = evaluate_headline(shuffled(natural), seed=1, n_resamples=10)["figures"]
    for name, told in once.items():
        assert again[name] == pytest.approx(told), name
