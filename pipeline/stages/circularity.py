"""How far the figures fall away from home: one row for each kind of cases."""

from __future__ import annotations

from typing import Any

from pipeline.stages.worlds import MEASURES

Item = dict[str, Any]
EXTREMES = {
    "low": "Extreme world: every published figure at the low end of its interval",
    "high": "Extreme world: every published figure at the high end of its interval",
    "mixed": "Extreme world: published figures at either end of their intervals",
}


def circularity_rows(figures: Item) -> list[Item]:
    """Line up the same classifier's figures on cases ever further from home.

    Parameters
    ----------
    figures : dict
        An evaluation with its held-out cases, `worlds`, `disjoint_reader` and
        `published`.

    Returns
    -------
    list of dict
        `id`, `where`, `n_cases`, then `log_loss`, `top1` and `top3` of the
        classifier, the same with `best_` in front of the best possible reader, and
        `regret_nats`. The best reader is the exact posterior of the very world; of
        published cases, whose world nobody knows, that of the reference world.
    """
    worlds, rivals = figures["worlds"], figures["disjoint_reader"]
    return [
        _row(
            "own_generator", "Held-out cases of our own making", figures, "posterior_"
        ),
        _row(
            "unseen_worlds",
            f"{worlds['n_worlds']} unseen worlds: every number drawn anew",
            worlds,
            "best_",
        ),
        *(
            _row(f"extreme_{row['end']}", EXTREMES[row["end"]], row, "best_")
            for row in worlds["extremes"]
        ),
        _row(
            "rival_sources",
            "Rival generators, each from half of the sources",
            rivals,
            "best_",
            "model_",
        ),
        _row("published", "Published patients", figures["published"], "posterior_"),
    ]


def _row(id_: str, where: str, part: Item, best: str, model: str = "") -> Item:
    row = {"id": id_, "where": where, "n_cases": part["n_cases"]}
    row |= {name: part[f"{model}{name}"] for name in MEASURES}
    row |= {f"best_{name}": part[f"{best}{name}"] for name in MEASURES}
    told = row["log_loss"] is not None
    regret = row["log_loss"] - row["best_log_loss"] if told else None
    return {**row, "regret_nats": regret}
