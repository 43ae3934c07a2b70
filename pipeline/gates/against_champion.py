"""The gates that hold a model against the champion on the same cases."""

from __future__ import annotations

from pipeline.gates.case_scores import CaseScores
from pipeline.gates.champion import Champion
from pipeline.gates.limits import PairedLimits
from pipeline.gates.paired import Difference, compare
from pipeline.gates.verdict import Verdict
from pipeline.knowledge import load_knowledge
from pipeline.terms import Urgency

OVERALL, CONDITIONS = "paired.overall", "paired.conditions"
MISSED = "paired.missed_emergencies"
TITLES = {
    OVERALL: "Log loss against the champion (nats)",
    CONDITIONS: "Log loss against the champion, worst condition (nats)",
    MISSED: "Emergencies missed against the champion",
}
SEED = 1


def emergency_ids() -> tuple[str, ...]:
    """Name the conditions whose patients belong in an emergency department."""
    profiles = load_knowledge().profiles
    return tuple(k for k in sorted(profiles) if profiles[k].tier is Urgency.EMERGENCY)


def judge_against(
    scores: CaseScores | None, champion: Champion | None, limits: PairedLimits
) -> list[Verdict]:
    """Hold a model against the champion.

    It passes where its harm, at the bound that counts, stays below a margin: that it
    is not shown to be worse is not enough.

    Parameters
    ----------
    scores : CaseScores, optional
        Of the challenger.
    champion : Champion, optional
    limits : PairedLimits

    Returns
    -------
    list of Verdict
        Not asked, with the reason, where the two cannot be paired.
    """
    reason = _cannot(scores, champion)
    if reason or scores is None or champion is None:
        return [
            Verdict(name, title, None, None, None, reason)
            for name, title in TITLES.items()
        ]
    paired = compare(
        scores,
        champion.scores,
        emergency_ids(),
        Urgency.EMERGENCY.rank,
        limits.n_resamples,
        SEED,
    )
    return [
        _verdict(
            OVERALL,
            paired.overall,
            limits.margin_nats,
            "The model answers worse than the champion on the whole: look at how many "
            "cases it learned from, and at what changed since.",
        ),
        _conditions(paired.by_condition, limits.condition_margin_nats),
        _verdict(
            MISSED,
            paired.missed,
            limits.missed_emergencies,
            "More emergencies would be called less urgent: look at the red flags, and "
            "at the model's threshold.",
        ),
    ]


def _cannot(scores: CaseScores | None, champion: Champion | None) -> str:
    """Say why the two cannot be paired; nothing if they can."""
    if champion is None:
        return "There is no champion yet; the first run stands by its floors alone."
    if scores is None:
        return "The model was not scored case by case; evaluate it again."
    theirs = champion.scores
    if scores.knowledge_digest != theirs.knowledge_digest:
        return (
            "The champion was judged on cases drawn from other knowledge, and cannot "
            "be paired; the floors still stand."
        )
    if scores.cases_digest != theirs.cases_digest:
        return (
            "The champion was judged on other cases (another seed, number or "
            "generator), and cannot be paired; the floors still stand."
        )
    return ""


def _verdict(name: str, found: Difference, margin: float, cause: str) -> Verdict:
    kept = found.bound <= margin
    sentence = (
        f"{found.value:+.4f}, {found.low:+.4f} to {found.high:+.4f}; "
        f"could be {found.bound:+.4f}, and must stay within {margin:g}."
    )
    if not kept:
        sentence += f" {cause}"
    interval = (found.low, found.high)
    return Verdict(name, TITLES[name], kept, found.bound, margin, sentence, interval)


def _conditions(by_condition: dict[str, Difference], margin: float) -> Verdict:
    worst = max(by_condition, key=lambda key: (by_condition[key].bound, key))
    harmed = sorted(
        (key for key, found in by_condition.items() if not found.bound <= margin),
        key=lambda key: -by_condition[key].bound,
    )
    found = by_condition[worst]
    sentence = (
        f"{worst} {found.value:+.4f}; could be "
        f"{found.bound:+.4f}, and must stay within {margin:g}."
    )
    if harmed:
        named = ", ".join(f"{key} ({by_condition[key].value:+.3f})" for key in harmed)
        sentence = (
            f"{len(harmed)} of {len(by_condition)} could be "
            f"worse by more than {margin:g}: {named}. Look at the training cases and "
            "the profiles of these conditions."
        )
    interval = (found.low, found.high)
    return Verdict(
        CONDITIONS,
        TITLES[CONDITIONS],
        not harmed,
        found.bound,
        margin,
        sentence,
        interval,
    )
