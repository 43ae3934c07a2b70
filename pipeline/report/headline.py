"""An evaluation in a few figures and sentences, the same in every form of report."""

from __future__ import annotations

from typing import Any

from pipeline.report.evaluation_tables import regret
from pipeline.report.words import count, number, plural, share

Item = dict[str, Any]


def headline_tiles(evaluation: Item) -> list[Item]:
    """Give the headline figures: name, value, and what stands beside it."""

    def tile(name: str, key: str, show: Any) -> Item:
        best = show(evaluation[f"posterior_{key}"])
        return {
            "name": name,
            "value": show(evaluation[key]),
            "beside": f"ceiling {best}",
        }

    published = evaluation["published"]
    n_under, n_all = len(published["under_calls"]), len(published["cases"])
    error = number(evaluation["regret_se"], 4)
    return [
        {
            "name": "Regret, nats",
            "value": number(evaluation["regret_nats"], 4),
            "beside": f"± {error}; ceiling 0",
        },
        tile("Ranked first", "top1", share),
        tile("In the first three", "top3", share),
        tile("Calibration error", "ece", lambda value: number(value, 4)),
        {
            "name": "Real cases under-called",
            "value": count(n_under) if n_all else "–",
            "beside": f"of {plural(n_all, 'published case')}",
        },
    ]


def in_short(evaluation: Item) -> str:
    """Say in one sentence how good the classifier is."""
    published = evaluation["published"]
    told = (
        f"{share(evaluation['top1'])} of {count(evaluation['n_cases'])} synthetic"
        f" cases ranked right (ceiling {share(evaluation['posterior_top1'])}),"
        f" regret {regret(evaluation)} nats"
    )
    if published["n_cases"]:
        told += (
            f"; {share(published['top1'])} of {count(published['n_cases'])}"
            f" published cases, {count(len(published['under_calls']))} under-called"
        )
    return told + "."


def limits(evaluation: Item) -> list[str]:
    """Say what the figures do not show."""
    knowledge = evaluation["knowledge"]
    total = sum(knowledge[key] for key in ("published", "derived", "judged"))
    judged = share(knowledge["judged"] / total) if total else share(None)
    return [
        "The held-out cases are synthetic. They come from the documented profiles that"
        " the training cases come from, so they show how well the classifier learned"
        " the profiles, not how well the profiles describe patients.",
        f"{judged} of the figures in the profiles are judgements, each with its reason"
        " beside it; real frequencies may differ.",
        *_limits_of_published(len(evaluation["published"]["cases"])),
        "The coverage of prediction sets holds for cases like the synthetic ones.",
    ]


def _limits_of_published(n: int) -> list[str]:
    if not n:
        return ["Nothing here was tried on real cases."]
    return [
        "Published case reports are unusual by nature: they are written up because they"
        " were rare, grave or missed. Shares among them say little about ordinary"
        f" patients, and {plural(n, 'case')} cannot settle a rate.",
        "The expected urgency of a published case is a reader's judgement from the"
        " findings listed.",
        "The exact posterior is a ceiling on synthetic cases alone. On real cases it is"
        " one more opinion, bound to the same profiles.",
    ]
