"""Whether the probabilities mean what they say: the tables of calibration in depth."""

from __future__ import annotations

from typing import Any

from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import (
    MISSING,
    count,
    number,
    plural,
    share,
    without_brackets,
)

Item = dict[str, Any]
TOP, EACH = "top_label", "each_condition"
MODEL, CEILING = "model", "posterior"
JUDGED = {
    TOP: "the condition ranked first",
    EACH: "each condition's probability, all pooled",
}
# Gaps are probabilities, slopes and intercepts are on the log-odds scale.
FIGURES = (
    ("ici", "Mean gap (ICI)", 4),
    ("e50", "Median gap (E50)", 4),
    ("e90", "90th percentile of the gap (E90)", 4),
    ("ece", "Gap in 15 bins (ECE)", 4),
    ("slope", "Slope (right: 1)", 3),
    ("intercept", "Intercept (right: 0)", 3),
    ("brier", "Brier score", 4),
    ("reliability", "of it: wrong probabilities", 5),
    ("resolution", "of it: telling cases apart", 4),
    ("uncertainty", "of it: nobody can know", 4),
)
GROUPS = (("by_setting", "Setting"), ("by_age", "Age"), ("by_answers", "Known"))
# The curves are drawn finer than anybody would read them.
POINTS_APART = 5
HOW_TO_READ = (
    "Gap: between a probability and the smooth observed frequency there. A slope below"
    " 1: the probabilities are too extreme. An intercept below 0: too high. In brackets"
    " 95% intervals from {n_resamples} resamples of the cases. The curve leaves the"
    " diagonal only where the cases give reason to. The exact posterior is right by"
    " construction: what it shows is chance."
)


def in_depth_table(calibration: Item, what: str) -> Table:
    """Set every figure of the model beside those of the exact posterior.

    Parameters
    ----------
    calibration : dict
        As `evaluate_calibration` gives it.
    what : {"top_label", "each_condition"}
        Whose probability is judged.

    Returns
    -------
    Table
    """
    row = next(row for row in calibration["overall"] if row["what"] == what)
    rows = [
        (
            name,
            _with_ends(row[MODEL][key], decimals),
            _with_ends(row[CEILING][key], decimals),
            _with_ends(row["difference"][key], decimals),
        )
        for key, name, decimals in FIGURES
    ]
    columns = numbers("Model", "Exact posterior")
    apart = Column("Difference", is_number=True, wide_only=True)
    return Table(
        f"Calibration: {JUDGED[what]}",
        [Column("Figure"), *columns, apart],
        rows,
        note=(
            f"{count(row['n_cases'])} natural cases. "
            + HOW_TO_READ.format(n_resamples=calibration["n_resamples"])
        ),
    )


def groups_table(calibration: Item, what: str) -> Table:
    """Give calibration by care setting, by age, and by how much is known.

    Parameters
    ----------
    calibration : dict
        As `evaluate_calibration` gives it.
    what : {"top_label", "each_condition"}

    Returns
    -------
    Table
    """
    rows = [
        (
            f"{name}: {row['group'].replace('_', ' ')}",
            count(row["n_cases"]),
            *_side_by_side(row),
        )
        for key, name in GROUPS
        for row in calibration[key]
        if row["what"] == what
    ]
    return Table(
        f"Calibration by kind of case: {JUDGED[what]}",
        [Column("Cases"), *numbers("Number", *_HEADS)],
        rows,
        note="Natural cases. Best: the exact posterior on the same cases.",
    )


_HEADS = ("ICI", "Best", "ECE", "Best", "Slope", "Best")


def _side_by_side(row: Item) -> tuple[str, ...]:
    """Give the main figures of the model and the posterior in turn."""
    return tuple(
        number(row[reader][key]["value"], decimals)
        for key, decimals in (("ici", 4), ("ece", 4), ("slope", 2))
        for reader in (MODEL, CEILING)
    )


def by_condition_table(calibration: Item) -> Table:
    """Give calibration of each condition's own probability.

    Parameters
    ----------
    calibration : dict
        As `evaluate_calibration` gives it.

    Returns
    -------
    Table
        Slopes outside the limits are marked.
    """
    rows, marks = [], {}
    for i, row in enumerate(calibration["by_condition"]):
        if row["slope_within"][MODEL] is False:
            marks[i, 4] = "over"
        rows.append(
            (
                without_brackets(row["name"]),
                count(round(row["n_events"])),
                number(row[MODEL]["ici"]["value"], 4),
                number(row[CEILING]["ici"]["value"], 4),
                _with_ends(row[MODEL]["slope"], 2),
                _with_ends(row[CEILING]["slope"], 2),
                number(row[MODEL]["intercept"]["value"], 2),
                number(row[MODEL]["brier"]["value"], 4),
                number(row[CEILING]["brier"]["value"], 4),
            )
        )
    low, high = calibration["summary"]["slope_limits"]
    wide = [Column(name, is_number=True, wide_only=True) for name in _WIDE]
    return Table(
        "Calibration by condition",
        [Column("Condition"), *numbers(*_NARROW), *wide],
        rows,
        note=(
            "Each condition against all others, in cases drawn so that all conditions"
            " are equally common: natural cases hold too few of the rare ones. The"
            " model's probabilities are carried over to that case mix. Slopes are"
            f" to lie between {low:g} and {high:g}."
        ),
        marks=marks,
    )


_NARROW = ("Its cases", "ICI", "Best", "Slope", "Best")
_WIDE = ("Intercept", "Brier", "Best")


def curve_table(calibration: Item, what: str) -> Table:
    """Give the smooth curves in numbers.

    Parameters
    ----------
    calibration : dict
        As `evaluate_calibration` gives it.
    what : {"top_label", "each_condition"}

    Returns
    -------
    Table
        Some of the points drawn.
    """
    curves = calibration["curves"][what]
    rows = []
    for reader, name in ((MODEL, "Model"), (CEILING, "Exact posterior")):
        curve = curves[reader]
        steps = range(0, len(curve["predicted"]), POINTS_APART)
        rows += [
            (
                name,
                share(curve["predicted"][i]),
                share(curve["observed"][i]),
                f"{share(curve['low'][i])} to {share(curve['high'][i])}",
            )
            for i in steps
        ]
    return Table(
        f"Predicted and observed: {JUDGED[what]}",
        [Column("Read by"), *numbers("Predicted", "Observed", "95% band")],
        rows,
    )


def brier_table(calibration: Item) -> Table:
    """Split the Brier score over all conditions into what it is made of."""
    told = calibration["brier_multiclass"]
    names = (
        ("score", "Brier score over all conditions", 4),
        ("reliability", "of it: wrong probabilities (0 is best)", 5),
        ("resolution", "of it: telling cases apart (taken off)", 4),
        ("uncertainty", "of it: nobody can know", 4),
    )
    return Table(
        "Brier score and its parts",
        [Column("Figure"), *numbers("Model", "Exact posterior")],
        [
            (name, *(_with_ends(told[r][key], decimals) for r in (MODEL, CEILING)))
            for key, name, decimals in names
        ],
        note="Natural cases. Parts as Murphy (1973), corrected for the sample's size.",
    )


def calibration_sentence(calibration: Item) -> str:
    """Say in one breath how well the probabilities can be trusted.

    Parameters
    ----------
    calibration : dict
        As `evaluate_calibration` gives it.

    Returns
    -------
    str
    """
    summary = calibration["summary"]
    row = next(row for row in calibration["overall"] if row["what"] == TOP)
    low, high = summary["slope_limits"]
    within = summary[MODEL]["slopes_within"]
    best = summary[CEILING]["slopes_within"]
    verdict = "cannot" if row["ece_like_posterior"] else "can"
    return (
        "The probability of the condition ranked first misses the observed frequency by"
        f" {number(row[MODEL]['ici']['value'], 4)} on average, and {verdict} be told"
        " from the exact posterior's by its calibration error. The calibration slope"
        f" lies between {low:g} and {high:g} in {within} of"
        f" {plural(summary['n_conditions'], 'condition')} (the posterior's in {best})."
    )


def _with_ends(told: dict[str, float | None], decimals: int) -> str:
    """Write a figure with its interval."""
    value = _shown(told["value"], decimals)
    if value == MISSING or told["low"] is None:
        return value
    low, high = (_shown(told[end], decimals) for end in ("low", "high"))
    return f"{value} ({low} to {high})"


def _shown(value: float | None, decimals: int) -> str:
    """Show a number; what rounds to nothing has no sign."""
    return number(None if value is None else round(value, decimals) + 0.0, decimals)
