"""The part of a sample evaluation that tells how far its figures carry."""

from __future__ import annotations

from typing import Any

Item = dict[str, Any]
NAMES = ("log_loss", "top1", "top3")
PUBLISHED_ROW = 6
# id, where, cases, then log loss, top 1 and top 3 of the model, and of the best
ROWS = [
    ("own_generator", "Held-out cases of our own making", 120_000,
     (1.2312, 0.6134, 0.8472), (1.1899, 0.6251, 0.8586)),
    ("unseen_worlds", "24 unseen worlds: every number drawn anew", 196_608,
     (1.2391, 0.6102, 0.8449), (0.8127, 0.7412, 0.9127)),
    ("extreme_low", "Extreme world: every published figure at the low end of its"
     " interval", 8_192, (1.3391, 0.5871, 0.8312), (1.2204, 0.6121, 0.8466)),
    ("extreme_high", "Extreme world: every published figure at the high end of its"
     " interval", 8_192, (1.1713, 0.6321, 0.8571), (1.0809, 0.6588, 0.8741)),
    ("extreme_mixed", "Extreme world: published figures at either end of their"
     " intervals", 8_192, (1.2912, 0.6033, 0.8402), (1.1423, 0.6408, 0.8655)),
    ("rival_sources", "Rival generators, each from half of the sources", 196_608,
     (1.4128, 0.5702, 0.8101), (0.8016, 0.7498, 0.9188)),
    ("published", "Published patients", 7,
     (1.7421, 0.4286, 0.7143), (1.6903, 0.5714, 0.7143)),
]  # fmt: skip


def carried() -> Item:
    """Give the figures away from home."""
    return {
        "circularity": [
            {
                "id": id_,
                "where": where,
                "n_cases": n,
                **_named("", model),
                **_named("best_", best),
                "regret_nats": model[0] - best[0],
            }
            for id_, where, n, model, best in ROWS
        ],
        "worlds": {
            "seed": 107,
            "n_worlds": 24,
            "n_cases": 196_608,
            **_named("", ROWS[1][3]),
            **_named("reference_", (1.1902, 0.6249, 0.8583)),
            **_named("best_", ROWS[1][4]),
            "within": {"mean": 0.42641, "se": 0.00712, "worst": 0.50118},
            "across": {"mean": 0.04893, "se": 0.00121, "worst": 0.06127},
            "extremes": [
                _extreme("low", ROWS[2], 0.0912),
                _extreme("high", ROWS[3], 0.0433),
                _extreme("mixed", ROWS[4], -0.0021),
            ],
        },
        "disjoint_reader": _disjoint_reader(),
        "ceilings": [
            _ceiling("vroomen_2002", "history", 0.80, (0.75, 0.85), 0.86, 0.842),
            _ceiling("other_2011", "all", 0.83, (0.78, 0.88), 0.93, 0.914),
            _ceiling("listed_2012", ["a", "b"], 0.7, (0.6, 0.8), 0.75, 0.74),
        ],
    }


def _named(prefix: str, figures: tuple[float, ...]) -> Item:
    return {f"{prefix}{name}": f for name, f in zip(NAMES, figures, strict=True)}


def _extreme(end: str, row: tuple[Any, ...], across: float) -> Item:
    _, _, n, model, best = row
    return {
        "end": end,
        "n_cases": n,
        **_named("", model),
        **_named("reference_", (model[0] - across, *model[1:])),
        **_named("best_", best),
        "within": model[0] - best[0],
        "across": across,
    }


def _disjoint_reader() -> Item:
    figures = {
        **_named("", (1.5312, 0.5662, 0.7913)),
        **_named("same_half_", (0.9681, 0.6874, 0.8802)),
        **_named("best_", ROWS[5][4]),
        **_named("model_", ROWS[5][3]),
        "regret_nats": 1.5312 - 0.8016,
    }
    return {
        "n_worlds": 24,
        "n_cases": 196_608,
        **figures,
        "directions": [
            {"cases_from": one, "reader_of": other, "n_cases": 98_304, **figures}
            for one, other in (("a", "b"), ("b", "a"))
        ],
        "halves": {
            "a": {"n_sources": 149, "n_published": 379, "n_guessed": 75, "n_kept": 43},
            "b": {"n_sources": 150, "n_published": 376, "n_guessed": 62, "n_kept": 95},
        },
    }


def _ceiling(
    study: str,
    given: str | list[str],
    published: float,
    interval: tuple[float, float],
    posterior: float,
    model: float,
) -> Item:
    return {
        "study": study,
        "title": f"How well {study} can tell",
        "figure": "history_auc",
        "given": given,
        "n_cases": 20_000,
        "published": published,
        "interval": list(interval),
        "posterior": posterior,
        "model": model,
        "too_good": model > interval[1],
    }
