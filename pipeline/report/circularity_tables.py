"""How far the figures carry: away from home, and against what can be told at all."""

from __future__ import annotations

from typing import Any

from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import MISSING, count, number, plural, share

Item = dict[str, Any]
HOME, ABROAD = "own_generator", "published"
NEVER_BEATEN = (
    "The classifier on cases ever further from those it learned from. Best: the exact"
    " posterior of the very world that made the cases, which nothing can beat. Regret:"
    " the classifier's log loss beyond it, in nats. Unseen worlds average out to our"
    " own, so that their best and their regret tell, not the drop. Nobody knows the"
    " world of published patients; beside them stands our own world's posterior, as"
    " one more opinion."
)
WITHIN_ACROSS = (
    "A world has one value for each of our numbers, drawn from its uncertainty. Within:"
    " log loss beyond one who knows the world exactly. Across: beyond the exact"
    " posterior of the average world, the best that anybody can do who does not."
)
CEILING_NOTE = (
    "How well patients could be told apart in real studies (area under the curve, AUC),"
    " and in people generated to be like theirs, by the same findings, age, sex and"
    " duration. Above the published interval is too"
    " good: our people are then easier to tell apart than real ones."
)
ENDS = {
    "low": "Every published figure at its low end",
    "high": "Every published figure at its high end",
    "mixed": "Each published figure at either end",
}
KNOWN = {"history": "history alone", "all": "history and examination"}


def circularity_table(evaluation: Item) -> Table:
    """Line up the figures at home and ever further away."""
    rows = [
        (
            row["where"],
            count(row["n_cases"]),
            share(row["top1"]),
            share(row["best_top1"]),
            share(row["top3"]),
            share(row["best_top3"]),
            number(row["log_loss"], 2),
            number(row["best_log_loss"], 2),
            number(row["regret_nats"], 3),
        )
        for row in evaluation["circularity"]
    ]
    names = ("Cases", "Top 1", "Best", "Top 3", "Best", "Loss", "Best", "Regret")
    return Table(
        "How far the figures carry",
        [Column("Cases from"), *numbers(*names)],
        rows,
        note=NEVER_BEATEN,
    )


def drop_sentence(evaluation: Item) -> str:
    """Say how far the figures drop from our own cases to published patients."""
    rows = {row["id"]: row for row in evaluation["circularity"]}
    home, abroad = rows[HOME]["top3"], rows[ABROAD]["top3"]
    if abroad is None:
        return (
            f"Top-3 is {_percent(home)} on cases of our own making; no published"
            " patient was tried, so nobody knows how far it falls."
        )
    patients = plural(rows[ABROAD]["n_cases"], "published patient")
    ours = "cases of our own making"
    if _percent(home) == _percent(abroad):
        return f"Top-3 stays at {_percent(home)} from {ours} to {patients}."
    moves = "falls" if abroad < home else "rises"
    return (
        f"Top-3 {moves} from {_percent(home)} on {ours} to {_percent(abroad)} on"
        f" {patients}."
    )


def _percent(value: float) -> str:
    return f"{value:.0%}"


def disjoint_sentence(evaluation: Item) -> str:
    """Say how a reader of one half of the sources does on cases of the other half."""
    reader = evaluation["disjoint_reader"]
    halves = reader["halves"].values()
    kept = " and ".join(count(half["n_kept"]) for half in halves)
    judged = count(evaluation["knowledge"]["judged"])
    return (
        "A reader who knows one half of the published sources, and reads cases"
        " generated from the other half (no source in common), ranks the true cause"
        f" first in {_percent(reader['top1'])} and in the first three in"
        f" {_percent(reader['top3'])}; one who knows the cases' own half, in"
        f" {_percent(reader['same_half_top1'])} and"
        f" {_percent(reader['same_half_top3'])}. Log loss"
        f" {number(reader['log_loss'], 2)} against"
        f" {number(reader['same_half_log_loss'], 2)} nats, over"
        f" {count(reader['n_cases'])} cases in both directions. The halves are not"
        f" strangers: both hold our {judged} judgements, and {kept} values of theirs"
        " (ages, base rates and the like) had to be kept as weak guesses."
    )


def worlds_table(evaluation: Item) -> Table:
    """Give the regret in unseen worlds, and in worlds at the edge of the figures."""
    worlds = evaluation["worlds"]
    within, across = worlds["within"], worlds["across"]
    rows = [
        (
            plural(worlds["n_worlds"], "unseen world"),
            _with_error(within),
            number(within["worst"]),
            _with_error(across),
            number(across["worst"]),
        )
    ]
    rows += [
        (
            ENDS[row["end"]],
            number(row["within"]),
            MISSING,
            number(row["across"]),
            MISSING,
        )
        for row in worlds["extremes"]
    ]
    names = ("Within (± SE)", "Worst", "Across (± SE)", "Worst")
    return Table(
        "Regret across worlds, nats",
        [Column("World"), *numbers(*names)],
        rows,
        note=WITHIN_ACROSS,
    )


def _with_error(regret: Item) -> str:
    return f"{number(regret['mean'])} ± {number(regret['se'])}"


def _known(given: str | list[str]) -> str:
    """Say what the patients were told apart by."""
    if isinstance(given, list):
        return plural(len(given), "finding")
    return KNOWN[given]


def ceilings_table(evaluation: Item) -> Table:
    """Hold the classifier against published limits of what can be told."""
    rows: list[tuple[str, ...]] = []
    marks = {}
    for row in evaluation["ceilings"]:
        if row["too_good"]:
            marks[len(rows), 5] = "over"
        low, high = row["interval"]
        rows.append(
            (
                row["study"].replace("_", " "),
                _known(row["given"]),
                f"{number(row['published'], 2)} ({number(low, 2)}–{number(high, 2)})",
                number(row["posterior"], 2),
                number(row["model"], 2),
                "too good" if row["too_good"] else "kept",
            )
        )
    return Table(
        "Too good to be true?",
        [
            Column("Study"),
            Column("Told from"),
            *numbers("Published AUC", "Posterior", "Model"),
            Column("Verdict"),
        ],
        rows,
        note=CEILING_NOTE if rows else "",
        if_empty="No study says how well its patients can be told apart at all.",
        marks=marks,
    )
