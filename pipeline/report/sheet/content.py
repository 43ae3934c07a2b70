"""What stands on the sheet, in words and in order, before it is set."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from pipeline.cases import Case, broken_requirements
from pipeline.knowledge import Knowledge
from pipeline.report.assessment_text import open_questions
from pipeline.report.labels import Labels
from pipeline.report.sentences import (
    EMERGENCY,
    NOTHING_CONCLUDED,
    asked_by_model,
    deciding,
    made_by,
    ruled_out_first,
    still_open,
    tier_so_far,
)
from pipeline.report.sheet.answers import answers_given, contradictions, patient
from pipeline.report.sheet.opinion import opinion
from pipeline.report.words import (
    DISCLAIMER,
    TIER_MEANINGS,
    first_sentence,
    plural,
    printable,
    tier_name,
)

TITLE = "Leg pain that seems to come from the back: one assessment"
BEGIN = "Begin with the red-flag screen."
MOST_RULES_IN_FULL = 4
# More than these would hide what is decisive; all the answers stand further below.
MOST_REASONS, MOST_NAMED, MOST_RULED_OUT = 6, 3, 8
LONGEST_NAME = 80
MANY_ANSWERS = 60
Item = dict[str, Any]


def sheet_content(assessment: Item, case: Case, knowledge: Knowledge) -> Item:
    """Put all that a sheet shows into words.

    Parameters
    ----------
    assessment : dict
        As `Assessment.to_dict()` gives it.
    case : Case
        The case that was assessed.
    knowledge : Knowledge

    Returns
    -------
    dict
        Texts, and lists and dicts of them, ready for JSON; no text holds a control
        character. The same assessment gives the same content.
    """
    labels = Labels(knowledge)
    questions = open_questions(assessment, labels)
    n_known = len(case.findings)
    content = {
        "title": TITLE,
        "name": _shortened(assessment["case_id"] or ""),
        "patient": patient(case, knowledge),
        "notice": DISCLAIMER,
        "urgency": _urgency(assessment, case, labels),
        "check": contradictions(broken_requirements(case), labels),
        "red_flags": _red_flags(assessment, labels),
        "rule_out": _first(ruled_out_first(assessment, labels), MOST_RULED_OUT),
        "open": _open(assessment, questions, labels),
        **opinion(assessment, labels, already_asked=set(questions)),
        "answers": answers_given(case, knowledge),
        "made_by": made_by(assessment),
        # Then it is set smaller, to stay within two pages.
        "is_long": n_known > MANY_ANSWERS,
    }
    return _printable(content)  # type: ignore[no-any-return]


def _shortened(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _first(names: list[str], most: int) -> list[str]:
    """Keep the first of many names, and count the others."""
    left = len(names) - most
    return names if left <= 0 else [*names[:most], f"and {left} more"]


def _printable(value: Any) -> Any:
    """Replace control characters in every text."""
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_printable(part) for part in value]
    return printable(value) if isinstance(value, str) else value


def _urgency(assessment: Item, case: Case, labels: Labels) -> Item:
    """Say how urgent it is, what to do, and who says so."""
    tier, do = assessment["urgency"], assessment["next_step"].strip()
    if case == Case(case_id=case.case_id):
        # Whatever the model makes of nobody in particular is no answer.
        tier, do = None, BEGIN
        title, said_by = "Nothing has been asked yet", NOTHING_CONCLUDED
    elif tier is None:
        title, said_by = "Urgency not known", NOTHING_CONCLUDED
    else:
        title = _title(tier, assessment)
        rules = deciding(assessment)
        said_by = (
            f"By {plural(len(rules), 'red flag')}:"
            f" {'; '.join(_first([rule['name'] for rule in rules], MOST_NAMED))}."
            if rules
            else asked_by_model(assessment, labels)
        )
    return {
        "tier": tier or "none",
        "title": title,
        "do": do,
        "said_by": said_by,
    }


def _title(tier: str, assessment: Item) -> str:
    name = tier_so_far(assessment)
    return f"{name[:1].upper()}{name[1:]}: {TIER_MEANINGS[tier]}"


def _red_flags(assessment: Item, labels: Labels) -> Item:
    """Tell the first rules that fired in full, and the others by name."""
    fired = assessment["red_flags"]
    return {
        "told": [
            _rule(rule, assessment, labels) for rule in fired[:MOST_RULES_IN_FULL]
        ],
        # Worst first, as the rules are.
        "more": [
            {
                "tier": tier_name(tier),
                "names": "; ".join(rule["name"] for rule in together),
            }
            for tier, together in groupby(
                fired[MOST_RULES_IN_FULL:], key=lambda rule: rule["urgency"]
            )
        ],
    }


def _rule(rule: Item, assessment: Item, labels: Labels) -> Item:
    said = rule["action"].strip() == assessment["next_step"].strip()
    # An equally urgent rule may ask for something that the first does not say.
    is_equal = rule["urgency"] == assessment["urgency"]
    return {
        "id": rule["id"],
        "name": rule["name"],
        "tier": tier_name(rule["urgency"]),
        "because": "; ".join(_first(labels.reasons(rule), MOST_REASONS)),
        "do": first_sentence(rule["action"]) if is_equal and not said else "",
        "sources": "; ".join(labels.sources(rule["sources"])),
    }


def _open(assessment: Item, questions: dict[str, int], labels: Labels) -> Item:
    """Say which emergencies are open, and the few questions that bear on most."""
    asked = {
        field
        for rule in assessment["undetermined"]
        if rule["urgency"] == EMERGENCY
        for field in rule["ask"]
    }
    left = len(asked) - len(questions)
    return {
        "told": still_open(assessment),
        "questions": [f"{labels.full(field)} [{n}]" for field, n in questions.items()],
        "more": f"and {plural(left, 'further question')}" if left else "",
    }
