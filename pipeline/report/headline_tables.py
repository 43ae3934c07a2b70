"""The headline figures with their intervals."""

from __future__ import annotations

from typing import Any

from pipeline.report.ends import number_with_ends, share_with_ends
from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import MISSING, plural

Item = dict[str, Any]
FIGURES = (
    ("top1", "Ranked first", share_with_ends),
    ("top3", "In the first three", share_with_ends),
    ("top5", "In the first five", share_with_ends),
    ("log_loss", "Log loss, nats", number_with_ends),
    ("ece", "Calibration error (ECE)", lambda told: number_with_ends(told, 4)),
)


def headline_interval_table(headline: Item) -> Table:
    """Set every headline figure with its interval beside that of the posterior.

    Parameters
    ----------
    headline : dict
        As `evaluate_headline` gives it.
    """
    figures = headline["figures"]
    rows = [
        (name, show(figures[key]), show(figures[f"posterior_{key}"]))
        for key, name, show in FIGURES
    ]
    regret = number_with_ends(figures["regret_nats"], 4)
    return Table(
        "Headline figures with 95% intervals",
        [Column("Figure"), *numbers("Model", "Exact posterior")],
        [("Regret, nats", regret, MISSING), *rows],
        note=(
            f"{plural(headline['n_cases'], 'held-out case')}, resampled"
            f" {headline['n_resamples']} times (bootstrap). The same cases serve both."
        ),
    )


def headline_sentence(headline: Item) -> str:
    """Say how firmly the regret is known."""
    regret = headline["figures"]["regret_nats"]
    return (
        "The classifier lies"
        f" {number_with_ends(regret, 4)} nats above the best log loss that anything"
        " could reach on these cases; the interval says what chance in drawing the"
        " cases leaves open, and nothing about how true the profiles are."
    )
