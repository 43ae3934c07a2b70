"""The replay of published studies as plain text."""

from __future__ import annotations

import textwrap
from typing import Any

from pipeline.report.words import MISSING, plural, printable

WIDTH = 100
WHAT_WIDTH = 38
MEASURES = {
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "lr_pos": "LR+",
    "lr_neg": "LR-",
    "odds_ratio": "odds ratio",
    "ppv": "PPV",
    "npv": "NPV",
    "auc": "AUC",
    "proportion": "proportion",
    "posterior_auc": "AUC (best)",
}
# From here on a ratio is shown with one decimal, and with none.
ONE_DECIMAL, NO_DECIMAL = 10, 100
RATIOS = ("lr_pos", "lr_neg", "odds_ratio")
# How an interval that the source does not print came about.
INTERVAL_MARKS = {"published": " ", "n": "n", "tolerance": "~"}
LEGEND = (
    "Published: value and 95% interval as printed; `n` marks an interval that follows"
    " from the numbers of patients, `~` a stated tolerance. Consistency: a profile"
    " cites the study for that finding; validation: none does. AUC (best): of the"
    " exact posterior, with a published ceiling that it must not pass."
)
Item = dict[str, Any]


def render_replay(summary: Item) -> str:
    """Render a replay for the terminal.

    Parameters
    ----------
    summary : dict
        As `summarise_replay` gives it.

    Returns
    -------
    str
        No line is longer than 100; explanations stand below what they explain.
    """
    parts = [_study(study) for study in summary["studies"]]
    return "\n\n".join([*parts, _wrap(LEGEND, 0), _counts(summary)])


def _study(study: Item) -> str:
    lines = [
        _wrap(f"{study['id']}: {study['title']}", 0),
        _wrap(study["question"], 2),
        _wrap(study["citation"], 2),
    ]
    for figure in study["figures"]:
        lines.append(_line(figure))
        if not figure["inside"]:
            words = figure["explain"] or "Not explained."
            lines.append(_wrap(words, 6))
    return "\n".join(lines)


def _line(figure: Item) -> str:
    mark = INTERVAL_MARKS[figure["interval_from"]]
    low, high = (_number(limit, figure) for limit in figure["interval"])
    published = f"{_number(figure['published'], figure)} ({low}-{high}){mark}"
    generated = _number(figure["generated"], figure)
    return (
        f"  {MEASURES[figure['measure']]:<12}{_what(figure):<{WHAT_WIDTH}} "
        f"{published:>18} {generated:>6}  {_verdict(figure):<8} {figure['kind']}"
    ).rstrip()


def _what(figure: Item) -> str:
    """Say what was measured: the figure's id without its measure, as words."""
    measure = figure["measure"]
    # `posterior_auc` is long, and named by its end.
    words = figure["id"].removesuffix(f"_{measure}").removesuffix("_auc")
    words = words.replace("_", " ")
    return textwrap.shorten(printable(words), WHAT_WIDTH, placeholder="…")


def _verdict(figure: Item) -> str:
    if figure["inside"]:
        return "inside"
    return "too good" if figure["kind"] == "ceiling" else "OUTSIDE"


def _number(value: float | None, figure: Item) -> str:
    """Two decimals, or three digits of a ratio."""
    if value is None:
        return MISSING
    if figure["measure"] in RATIOS and value >= ONE_DECIMAL:
        return f"{value:.0f}" if value >= NO_DECIMAL else f"{value:.1f}"
    return f"{value:.2f}"


def _counts(summary: Item) -> str:
    lines = [
        f"{plural(summary['n_figures'], 'figure')} of"
        f" {plural(summary['n_studies'], 'study', 'studies')}."
    ]
    for kind in ("consistency", "validation"):
        n, inside = summary[kind]["n"], summary[kind]["inside"]
        told = f" ({inside / n:.0%})" if n else ""
        lines.append(f"{kind.capitalize()}: {inside} of {n} inside{told}.")
    ceilings = summary["ceiling"]
    kept = f"{ceilings['inside']} of {ceilings['n']}"
    lines.append(f"Ceilings: {kept} kept.")
    n, inside = summary["agreement"]["n"], summary["agreement"]["inside"]
    if n:
        lines.append(
            f"For comparison, studies among themselves: {inside} of {n} inside"
            f" ({inside / n:.0%}): the mean of the other studies of the same finding"
            " and condition in a study's own interval."
        )
    return "\n".join(textwrap.fill(line, WIDTH) for line in lines)


def _wrap(text: str, indent: int) -> str:
    margin = " " * indent
    return textwrap.fill(
        printable(" ".join(text.split())),
        WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_on_hyphens=False,
    )
