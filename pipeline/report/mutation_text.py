"""The mutation test of the red flags as plain text."""

from __future__ import annotations

from typing import Any

from pipeline.report.table import Column, Table, numbers, text_table
from pipeline.report.words import count, plural, wrap

Item = dict[str, Any]
MOST_CHANGES, MOST_SURVIVORS = 6, 40
NOTE = (
    "A mutant is a rule with one thing changed. It is noticed when a canary that must"
    " fire does not, a near miss fires, the hazard log asks for another tier or"
    " suspect, or a red flag of the documents is no longer answered as it must be;"
    " several may notice the same one. A mutant that nobody notices is compared with"
    " its rule by a solver: it is the same when the two hold in exactly the same cases."
    " Places are counted as in red_flags.yaml with the groups written out: 2.1 is the"
    " first part of the second part."
)


def render_mutation(report: Item) -> str:
    """Render a mutation test for the terminal, the score first.

    Parameters
    ----------
    report : dict
        As `MutationReport.to_dict` gives it.

    Returns
    -------
    str
        Ends with a line break. The survivors follow the score, for they are what has
        to be done.
    """
    parts = [_headline(report)]
    if report["survivors"]:
        parts.append(_survivors(report["survivors"]))
    parts += [wrap(NOTE, 0), text_table(_kinds(report)), text_table(_subjects(report))]
    parts.append(_equivalents(report["equivalents"]))
    return "\n\n".join(parts) + "\n"


def _headline(report: Item) -> str:
    differ = report["n"] - report["equivalent"]
    # Never rounded up to a score that was not reached.
    score = "100%" if not report["survived"] else f"{int(1000 * report['score']) / 10}%"
    return wrap(
        f"MUTATION SCORE {score}: {count(report['killed'])} of {count(differ)} mistakes"
        f" noticed. {count(report['n'])} mutants; {count(report['equivalent'])} of them"
        " say the same as the original and are no mistakes.",
        0,
    )


def _survivors(survivors: list[Item]) -> str:
    lines = [f"NOT NOTICED ({count(len(survivors))})"]
    lines += [
        wrap(f"{one['subject']} {one['where']}: {one['change']}", 2)
        for one in survivors[:MOST_SURVIVORS]
    ]
    left = len(survivors) - MOST_SURVIVORS
    if left > 0:
        lines.append(f"  and {count(left)} more")
    lines.append(
        wrap(
            "Add a canary to the rule: a case on which the two differ, as a"
            " clinician would want it answered.",
            2,
        )
    )
    return "\n".join(lines)


def _kinds(report: Item) -> Table:
    rows = [[row["kind"], *_cells(row)] for row in report["kinds"]]
    return Table("By what was changed", [Column("change"), *_columns(report)], rows)


def _subjects(report: Item) -> Table:
    rows = [[row["id"], *_cells(row)] for row in report["subjects"]]
    columns = [Column("rule or group", is_whole=True), *_columns(report)]
    return Table("By rule", columns, rows)


def _columns(report: Item) -> list[Column]:
    return numbers("mutants", *report["killed_by"], "same", "missed")


def _cells(row: Item) -> list[str]:
    counts = [row["n"], *row["killed_by"].values(), row["equivalent"], row["survived"]]
    return [count(n) for n in counts]


def _equivalents(equivalents: list[Item]) -> str:
    lines = [f"NO MISTAKE: THE SAME AS THE ORIGINAL ({count(len(equivalents))})"]
    groups: dict[tuple[str, str], list[str]] = {}
    for one in equivalents:
        key = (one["subject"], one["because"])
        groups.setdefault(key, []).append(f"{one['where']} {one['change']}")
    for (subject, because), changes in groups.items():
        lines.append(wrap(f"{subject}: {because}", 2))
        lines.append(wrap(_listed(changes), 6))
    return "\n".join(lines)


def _listed(changes: list[str]) -> str:
    left = len(changes) - MOST_CHANGES
    shown = "; ".join(changes[:MOST_CHANGES])
    return f"{shown}; and {plural(left, 'more', 'more')}" if left > 0 else shown
