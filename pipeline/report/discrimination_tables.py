"""How well conditions are told apart: areas under the curve, and syndromes mixed up."""

from __future__ import annotations

from typing import Any

from pipeline.report.ends import number_with_ends, share_with_ends
from pipeline.report.labels import Labels
from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import count, number, plural, without_brackets

Item = dict[str, Any]
MODEL, CEILING = "model", "posterior"
POPULATIONS = {"natural": "As they come", "equal_shares": "All equally common"}
GROUPS = {
    "serious": "Serious",
    "neurogenic_claudication": "Claudication",
    "non_spinal": "Not spinal",
    "radicular_pain": "Nerve root",
    "referred_somatic_pain": "Referred",
}
SYNDROME_NOTE = (
    "Each condition counts once: as serious if it is, whatever else it belongs to; else"
    " under the syndrome that its profile names first. Claudication: leg pain on"
    " walking, from the nerves. Referred: from joints, discs and muscles."
)


def macro_table(discrimination: Item) -> Table:
    """Give the mean area under the curve in both populations.

    Parameters
    ----------
    discrimination : dict
        As `evaluate_discrimination` gives it.
    """
    macro = discrimination["macro"]
    rows = [
        (
            name,
            count(macro[key]["n_cases"]),
            *(number_with_ends(macro[key][who], 4) for who in (MODEL, CEILING)),
        )
        for key, name in POPULATIONS.items()
    ]
    return Table(
        "Area under the ROC curve, mean over the conditions",
        [Column("Patients"), *numbers("Number", "Model", "Exact posterior")],
        rows,
        note=(
            "The chance that a patient with a condition is given a higher probability"
            " of it than a patient without it; 1 is best, 0.5 is guessing. In brackets"
            f" 95% intervals from {discrimination['n_resamples']} resamples."
        ),
    )


def area_table(discrimination: Item) -> Table:
    """Give the area under the curve of each condition against all others."""
    rows = [
        (
            without_brackets(row["name"]),
            count(row["natural"]["n"]),
            number_with_ends(row["natural"][MODEL]),
            count(row["equal_shares"]["n"]),
            number_with_ends(row["equal_shares"][MODEL]),
            number(row["equal_shares"][CEILING]["value"]),
        )
        for row in discrimination["by_condition"]
    ]
    return Table(
        "Area under the ROC curve by condition",
        [
            Column("Condition"),
            *(Column(name, is_number=True, wide_only=True) for name in _NATURAL),
            *numbers("Equal", "Model", "Best"),
        ],
        rows,
        note=(
            "Each condition against all others: where conditions are as common as they"
            " are (natural), and where all are equally common (equal), which tells rare"
            " ones. Best: the exact posterior there."
        ),
    )


_NATURAL = ("Natural", "Model, natural")


def syndrome_table(discrimination: Item, who: str) -> Table:
    """Count the syndrome ranked first against the true one.

    Parameters
    ----------
    discrimination : dict
        As `evaluate_discrimination` gives it.
    who : {"model", "posterior"}
    """
    told = discrimination["by_syndrome"]
    names = [GROUPS.get(group, group.replace("_", " ")) for group in told["groups"]]
    counted = told[who]
    rows = [
        (name, *map(count, counts), share_with_ends(same))
        for name, counts, same in zip(
            names, counted["counts"], counted["same"], strict=True
        )
    ]
    reader = "the model" if who == MODEL else "the exact posterior"
    kept = Column("Kept", is_number=True, wide_only=True)
    return Table(
        f"Syndromes: true (down) and ranked first by {reader} (across)",
        [Column("True"), *numbers(*names), kept],
        rows,
        note=SYNDROME_NOTE if who == MODEL else "",
        marks={(i, i + 1): "right" for i in range(len(rows))},
    )


def member_table(discrimination: Item, labels: Labels) -> Table:
    """List which conditions count under which syndrome."""
    members = discrimination["by_syndrome"]["members"]
    rows = [
        (GROUPS.get(group, group), "; ".join(labels.condition(key) for key in keys))
        for group, keys in members.items()
    ]
    return Table(
        "Conditions of each syndrome", [Column("Syndrome"), Column("Conditions")], rows
    )


def discrimination_sentence(discrimination: Item) -> str:
    """Say which condition is hardest to tell, and how near the best the model is."""
    natural = discrimination["macro"]["natural"]
    rows = [
        row
        for row in discrimination["by_condition"]
        if row["equal_shares"][MODEL]["value"] is not None
    ]
    told = (
        f"On average over {plural(natural['n_conditions'], 'condition')} the area under"
        f" the curve is {number(natural[MODEL]['value'], 4)}; the best possible is"
        f" {number(natural[CEILING]['value'], 4)}."
    )
    if not rows:
        return told
    hardest = min(rows, key=lambda row: row["equal_shares"][MODEL]["value"])
    return (
        f"{told} Hardest to tell from all others:"
        f" {without_brackets(hardest['name']).lower()}"
        f" ({number(hardest['equal_shares'][MODEL]['value'])})."
    )
