"""The alarms for what is too good to be true."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.gates.verdict import Verdict

# Standard errors below nothing: one such chance in 30,000.
MOST_ERRORS = 4.0
LEAST_NATS = 1e-6
CEILINGS, POSTERIOR = "too_good.ceilings", "too_good.posterior"


def too_good(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Name every published ceiling that a classifier passes.

    Parameters
    ----------
    rows : iterable of dict
        As the evaluation tells them under `ceilings`.

    Returns
    -------
    list of str
    """
    return [
        f"{row['study']}: {row['figure']} is too good: AUC {row['model']:.3f}; the"
        f" published interval ends at {row['interval'][1]:.3f}"
        for row in rows
        if row["too_good"]
    ]


def judge_alarms(figures: dict[str, Any]) -> list[Verdict]:
    """Look for figures that no honest model can reach.

    Parameters
    ----------
    figures : dict
        Of an evaluation.

    Returns
    -------
    list of Verdict
        On the published ceilings, and on the exact posterior: its expected loss is the
        least that any reader of the same answers can have.
    """
    return [_ceilings(figures), _posterior(figures)]


def _ceilings(figures: dict[str, Any]) -> Verdict:
    title = "Published ceilings passed"
    if "ceilings" not in figures:
        return _untold(CEILINGS, title, "ceilings")
    found = too_good(figures["ceilings"])
    sentence = f"{len(found)}; none may be passed."
    if found:
        sentence = (
            f"{'; '.join(found)}. The generated people are easier to tell apart than "
            "real ones: look for a profile made too sharp, or an answer that gives the "
            "label away."
        )
    return Verdict(CEILINGS, title, not found, float(len(found)), 0.0, sentence)


def _posterior(figures: dict[str, Any]) -> Verdict:
    title = "Better than the exact posterior (standard errors)"
    if not {"regret_nats", "regret_se"} <= set(figures):
        return _untold(POSTERIOR, title, "regret_nats and regret_se")
    regret, error = figures["regret_nats"], figures["regret_se"]
    # The exact posterior itself differs in the last digits alone.
    beyond = -regret / error if abs(regret) > LEAST_NATS and error > 0 else 0.0
    kept = beyond <= MOST_ERRORS
    sentence = f"{beyond:.1f}; it must be at most {MOST_ERRORS:g}."
    if not kept:
        sentence += (
            " No reader of the answers alone can do that: look for the label among the "
            "features, or for cases of the evaluation among those of the training."
        )
    return Verdict(POSTERIOR, title, kept, beyond, MOST_ERRORS, sentence)


def _untold(name: str, title: str, what: str) -> Verdict:
    sentence = (
        f"The evaluation does not tell {what}. Evaluate again: `dvc repro evaluate`."
    )
    return Verdict(name, title, False, None, None, sentence)
