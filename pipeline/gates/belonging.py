"""Whether figures, model, knowledge and seeds belong together."""

from __future__ import annotations

from typing import Any

from pipeline.gates.verdict import Verdict
from pipeline.knowledge import load_knowledge

KNOWLEDGE, MODEL, SEEDS = "same_knowledge", "same_model", "own_seeds"
_SHORT = 8


def judge_belonging(figures: dict[str, Any], model_digest: str | None) -> list[Verdict]:
    """Compare digests and seeds.

    Parameters
    ----------
    figures : dict
        Of an evaluation.
    model_digest : str, optional
        Of the model that is about to be used or promoted.

    Returns
    -------
    list of Verdict
        `same_knowledge`: the figures were measured on the knowledge of today.
        `same_model`: they are of this model. `own_seeds`: no stream of cases served
        twice.
    """
    told = figures.get("knowledge", {}).get("digest")
    of_model = figures.get("model", {}).get("digest")
    return [
        _same(
            KNOWLEDGE,
            "Figures of today's knowledge",
            told,
            load_knowledge().digest,
            "The knowledge has changed since: train and evaluate again, `make repro`.",
        ),
        _same(
            MODEL,
            "Figures of this model",
            of_model,
            model_digest,
            "They were measured on another model: evaluate this one.",
        ),
        _seeds(figures.get("seeds", {})),
    ]


def _same(
    name: str, title: str, told: str | None, wanted: str | None, cause: str
) -> Verdict:
    if wanted is None:
        sentence = "No model was given to compare with."
        return Verdict(name, title, None, None, None, sentence)
    kept = told == wanted
    sentence = f"Digest {wanted[:_SHORT]}"
    if not kept:
        got = told[:_SHORT] if told else "nothing"
        sentence += f", but the figures tell {got}. {cause}"
    return Verdict(name, title, kept, None, None, sentence + ("." if kept else ""))


def _seeds(seeds: dict[str, int]) -> Verdict:
    title = "A seed of its own for every purpose"
    by_seed: dict[int, list[str]] = {}
    for purpose, seed in seeds.items():
        by_seed.setdefault(seed, []).append(purpose)
    shared = [" and ".join(names) for names in by_seed.values() if len(names) > 1]
    if not seeds:
        sentence = "The evaluation does not tell its seeds."
    elif shared:
        sentence = (
            f"One seed serves {'; one '.join(shared)}. The same cases may then have "
            "taught the model and judged it: give each its own in params.yaml."
        )
    else:
        sentence = f"None of {len(seeds)} seeds serves twice."
    return Verdict(SEEDS, title, bool(seeds) and not shared, None, None, sentence)
