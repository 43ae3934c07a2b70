"""How urgent it is, who says so, and which emergencies are still open."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from app.telling import pieces
from app.words import TIERS, condition_name, count
from pipeline.assess import Assessment
from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.schema import Source
from pipeline.terms import Urgency

NOTHING_ASKED = "Nothing has been asked yet"
NOT_KNOWN = ":material/help:"
TO_BEGIN = (
    "Begin with the red-flag screen. The urgency and the likely causes follow every "
    "answer."
)


def urgency(assessment: Assessment, case: Case) -> str:
    """Write the urgency, what to do, and who says so.

    Parameters
    ----------
    assessment : Assessment
    case : Case
        Of whom nothing may be known yet: then nothing is said either.

    Returns
    -------
    str
        HTML.
    """
    asked = not is_empty(case)
    symbol, title = _title(assessment, case)
    fired = [
        rule for rule in assessment.red_flags if rule["urgency"] == assessment.urgency
    ]
    who = {
        "red_flag": f"Because of {count(len(fired), 'red flag')}:",
        "model": "This is the model's opinion.",
        "none": "",
    }[assessment.urgency_from]
    return pieces.written(
        "urgency",
        tier=_tier_name(assessment, case),
        symbol=symbol,
        title=title,
        # A rule's action comes first; an opinion, only after whose it is.
        fired=fired if assessment.urgency_from == "red_flag" else [],
        who=who if asked else TO_BEGIN,
        open=_what_is_open(assessment),
        next_step=assessment.next_step if asked else "",
    )


def strip(assessment: Assessment, case: Case) -> str:
    """Write the urgency in one line, which stays in view on a narrow screen.

    Parameters
    ----------
    assessment : Assessment
    case : Case

    Returns
    -------
    str
        HTML.
    """
    symbol, title = _title(assessment, case)
    return pieces.written(
        "strip", tier=_tier_name(assessment, case), symbol=symbol, title=title
    )


def is_empty(case: Case) -> bool:
    """Tell whether nothing at all is known of a patient."""
    return case == Case(case_id=case.case_id)


def _tier_name(assessment: Assessment, case: Case) -> str:
    tier = None if is_empty(case) else assessment.urgency
    return "none" if tier is None else tier.value


def _title(assessment: Assessment, case: Case) -> tuple[str, str]:
    """Name the urgency; as long as rules could raise it, it is so only so far."""
    tier = assessment.urgency
    if is_empty(case):
        return NOT_KNOWN, NOTHING_ASKED
    if tier is None:
        return NOT_KNOWN, "Urgency not known"
    words = TIERS[tier]
    so_far = " so far" if that_could_raise(assessment) else ""
    return words.icon, f"{words.name}{so_far}: {words.meaning}"


def _what_is_open(assessment: Assessment) -> str:
    """Say how many rules could still raise the urgency; silence is no all-clear."""
    now, higher = assessment.urgency, that_could_raise(assessment)
    if higher:
        verb = "is" if len(higher) == 1 else "are"
        rules = count(len(higher), "red-flag rule")
        then = "fire" if now is None else "raise it"
        sentence = Markup("<b>{}</b> {} still open and could {}.")
        return sentence.format(rules, verb, then)
    if assessment.undetermined:
        return ""
    if assessment.red_flags:
        return "Every red-flag rule is decided."
    return "No red flags: every rule is decided and none has fired."


def that_could_raise(assessment: Assessment) -> list[dict[str, Any]]:
    """Give the open rules of a worse tier than the present urgency."""
    now = assessment.urgency
    return [
        rule
        for rule in assessment.undetermined
        if now is None or Urgency(rule["urgency"]) > now
    ]


def red_flags(assessment: Assessment) -> str:
    """Write each rule that fired: because of what, what to do, by which sources.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    str
        HTML; nothing if none has fired.
    """
    # The banner has just said what to do for the worst rule.
    flags = [
        _flag(rule, with_action=rule["action"].strip() != assessment.next_step)
        for rule in assessment.red_flags
    ]
    return pieces.written("red_flags", flags=flags)


def _flag(rule: dict[str, Any], with_action: bool) -> dict[str, Any]:
    knowledge = load_knowledge()
    suspects = [condition_name(condition) for condition in rule["suspects"]]
    if rule["suspects_outside"]:
        suspects.append(rule["suspects_outside"])
    return {
        "rule": rule,
        "written": {item.id: item for item in knowledge.rule_book.rules}[rule["id"]],
        "words": TIERS[Urgency(rule["urgency"])],
        "suspects": suspects,
        "with_action": with_action,
        "sources": [_cited(knowledge.sources[key]) for key in rule["sources"]],
    }


def _cited(source: Source) -> dict[str, str | None]:
    """Give a citation, with a link where there is one."""
    link = f"https://doi.org/{source.doi}" if source.doi else source.url
    return {"citation": source.citation.strip(), "link": link}
