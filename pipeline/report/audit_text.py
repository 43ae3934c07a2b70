"""Which emergencies a case leaves open, as plain text for a clinician."""

from __future__ import annotations

from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.report.labels import Labels
from pipeline.report.words import (
    DISCLAIMER,
    bullets,
    plural,
    printable,
    tier_name,
    wrap,
)

Item = dict[str, Any]
_UNITS = {"age": "years", "duration_days": "days", "pain_score": "out of 10"}


def render_audit(audit: Item, knowledge: Knowledge) -> str:
    """Render an audit as plain text.

    Parameters
    ----------
    audit : dict
        As `Audit.to_dict()` gives it.
    knowledge : Knowledge
        Gives the words for ids.

    Returns
    -------
    str
        Lines of at most 88 columns, ending with a line break.
    """
    labels = Labels(knowledge)
    sections = [
        wrap(printable(audit["case_id"] or "(no id)"), 0, "CASE "),
        _summary(audit),
        _rules("FIRED", audit["fired"], labels, "because"),
        _rules("STILL OPEN", audit["still_open"], labels, "ask"),
        _questions(audit["questions"], labels),
        DISCLAIMER,
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _summary(audit: Item) -> str:
    kind = tier_name(audit["tier"])
    what = "emergency rule" if kind == "emergency" else f"rule ({kind}, or worse)"
    n = {key: len(audit[key]) for key in ("fired", "still_open", "closed")}
    lines = [
        wrap(
            f"Of {plural(sum(n.values()), what)}, {n['fired']} fired, "
            f"{n['still_open']} still open, {n['closed']} closed by the answers.",
            0,
        )
    ]
    if audit["no_red_flags"]:
        lines.append("No red flags: every rule is decided, and none has fired.")
    elif not n["still_open"]:
        lines.append("None of them is open.")
    else:
        lines.append("What has not been asked is not known; it does not count as no.")
    return "\n".join(lines)


def _rules(title: str, rules: list[Item], labels: Labels, fields: str) -> str:
    if not rules:
        return ""
    lines = [title]
    for rule in rules:
        suspects = [labels.condition(suspect) for suspect in rule["suspects"]]
        if rule["suspects_outside"]:
            suspects.append(rule["suspects_outside"])
        could_be = f" (could be: {'; '.join(suspects)})" if suspects else ""
        lines.append(wrap(f"{rule['name']}{could_be}", 2, f"{rule['id']} "))
        if fields == "because":
            lines.append(wrap(labels.because(rule), 8, "because "))
        else:
            lines.append(wrap(plural(len(rule["ask"]), "open question"), 8))
    return "\n".join(lines)


def _questions(questions: list[Item], labels: Labels) -> str:
    """List the smallest set, what a patient can answer apart from what needs a hand."""
    if not questions:
        return ""
    lines = [
        f"FEWEST QUESTIONS THAT CLOSE THEM: {len(questions)}",
        wrap(
            "If every answer is the one in brackets, none of these rules stays open. "
            "Any other answer must be looked at: it may fire a rule.",
            2,
        ),
    ]
    for title, by_examiner in (("To ask", False), ("To examine", True)):
        asked = [
            _question(question, labels)
            for question in questions
            if labels.needs_examiner(question["field"]) == by_examiner
        ]
        if asked:
            lines += [f"  {title}:", *bullets(asked, 4)]
    return "\n".join(lines)


def _question(question: Item, labels: Labels) -> str:
    closes = ", ".join(question["closes"])
    return f"{labels.full(question['field'])} [{_closing(question)}] – {closes}"


def _closing(question: Item) -> str:
    """Say which answer closes."""
    unit = _UNITS.get(question["field"], "")
    if question["below"] is not None:
        return f"below {question['below']:g} {unit}".strip()
    if question["above"] is not None:
        return f"more than {question['above']:g} {unit}".strip()
    return "no"
