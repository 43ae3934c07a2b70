"""Proofs of the rule layer as plain text, counterexamples as case files."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import yaml

from pipeline.report.words import plural

WIDTH = 100
Item = dict[str, Any]


def render_proof(proof: Item) -> str:
    """Render one theorem for the terminal, below it what refutes it.

    Parameters
    ----------
    proof : dict
        As `Proof.to_dict()` gives it.

    Returns
    -------
    str
        An entry with hanging lines, none longer than 100; a counterexample follows as
        a case file between blank lines.
    """
    verdict = "holds" if proof["holds"] else "FAILS"
    method = proof["method"]
    head = f"{proof['id']}  {verdict}  {proof['seconds']:>5.1f} s  "
    told = f"{proof['statement']}. {method[:1].upper()}{method[1:]}: {proof['what']}."
    entry = textwrap.fill(
        told,
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_on_hyphens=False,
    )
    if proof["counterexample"] is None:
        return entry
    return f"{entry}\n\n{render_counterexample(proof)}"


def render_counterexample(proof: Item) -> str:
    """Write what refutes a theorem as a case file, with the reason as comments.

    Parameters
    ----------
    proof : dict
        As `Proof.to_dict()` gives it, with a counterexample.

    Returns
    -------
    str
        YAML that `lasegue assess` reads.
    """
    comments = [
        f"{proof['id']} fails: {proof['statement']}.",
        f"On this case: {proof['what']}.",
        "Save it as a .yaml file to run it: lasegue assess FILE",
    ]
    lines = [line for comment in comments for line in _comment(comment)]
    case = yaml.safe_dump(proof["counterexample"], sort_keys=False, allow_unicode=True)
    return "\n".join(lines) + f"\n{case}"


def render_proof_summary(proofs: Sequence[Item]) -> str:
    """Say how many theorems hold, which fail, and how long it took.

    Parameters
    ----------
    proofs : sequence of dict
        As `Proof.to_dict()` gives them.

    Returns
    -------
    str
        One line.
    """
    seconds = sum(proof["seconds"] for proof in proofs)
    failed = [proof["id"] for proof in proofs if not proof["holds"]]
    counted = plural(len(proofs), "theorem")
    told = f"not proved: {', '.join(failed)}" if failed else "all proved"
    return f"{counted}, {told} ({seconds:.0f} s)."


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="# ",
        subsequent_indent="#   ",
        break_on_hyphens=False,
    )
