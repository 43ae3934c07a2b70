"""How urgent it is, who says so, and which emergencies are still open."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.words import TIERS, condition_name, count, label_of, plain
from pipeline.assess import Assessment
from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.schema import Source
from pipeline.terms import Urgency

NOTHING_ASKED = ":material/help: Nothing has been asked yet"


def show_urgency(assessment: Assessment, case: Case) -> None:
    """Show the urgency, what to do, and who says so.

    Parameters
    ----------
    assessment : Assessment
    case : Case
        Of whom nothing may be known yet: then nothing is said either.
    """
    tier = assessment.urgency
    if is_empty(case):
        return _show_nothing_asked(assessment)
    with st.container(key=f"urgency_{tier.value if tier else 'none'}", gap="small"):
        st.subheader(_title(assessment), anchor=False)
        who, still_open = _who_says_so(assessment), _what_is_open(assessment)
        # A rule's action comes first; an opinion, only after whose it is.
        if assessment.urgency_from == "red_flag":
            st.markdown(plain(assessment.next_step))
            st.markdown(f"{who}\n\n{still_open}")
        else:
            st.markdown(f"{who} {still_open}")
            st.markdown(plain(assessment.next_step))
    return None


def show_strip(assessment: Assessment, case: Case) -> None:
    """Show the urgency in one line that stays in view on a narrow screen.

    Parameters
    ----------
    assessment : Assessment
    case : Case
    """
    tier = None if is_empty(case) else assessment.urgency
    with st.container(key=f"strip_{tier.value if tier else 'none'}"):
        st.markdown(NOTHING_ASKED if is_empty(case) else _title(assessment))


def is_empty(case: Case) -> bool:
    """Tell whether nothing at all is known of a patient."""
    return case == Case(case_id=case.case_id)


def _show_nothing_asked(assessment: Assessment) -> None:
    """Say what is known of a patient who was asked nothing: nothing."""
    with st.container(key="urgency_none", gap="small"):
        st.subheader(NOTHING_ASKED, anchor=False)
        st.markdown(
            "Begin with the red-flag screen. The urgency and the likely causes follow "
            f"every answer. {_what_is_open(assessment)}"
        )


def _title(assessment: Assessment) -> str:
    """Name the urgency; as long as rules could raise it, it is so only so far."""
    tier = assessment.urgency
    if tier is None:
        return ":material/help: Urgency not known"
    words = TIERS[tier]
    so_far = " so far" if that_could_raise(assessment) else ""
    return f"{words.icon} {words.name}{so_far}: {words.meaning}"


def _who_says_so(assessment: Assessment) -> str:
    if assessment.urgency_from == "none":
        return ""
    if assessment.urgency_from == "model":
        return "This is the model's opinion."
    worst = [
        rule for rule in assessment.red_flags if rule["urgency"] == assessment.urgency
    ]
    lines = [f"- **{plain(rule['name'])}**: {_because(rule)}" for rule in worst]
    return "\n".join([f"Because of {count(len(worst), 'red flag')}:", *lines])


def _what_is_open(assessment: Assessment) -> str:
    """Say how many rules could still raise the urgency; silence is no all-clear."""
    now, higher = assessment.urgency, that_could_raise(assessment)
    if higher:
        verb = "is" if len(higher) == 1 else "are"
        rules = count(len(higher), "red-flag rule")
        then = "fire" if now is None else "raise it"
        return f"**{rules}** {verb} still open and could {then}."
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


def show_red_flags(assessment: Assessment) -> None:
    """Show each rule that fired: because of what, what to do, by which sources."""
    for rule in assessment.red_flags:
        words = TIERS[Urgency(rule["urgency"])]
        title = f"{words.icon} {words.name}: {plain(rule['name'])}"
        with st.expander(title):
            # The banner has just said what to do for the worst rule.
            said = rule["action"].strip() == assessment.next_step
            _show_rule(rule, with_action=not said)


def _show_rule(rule: dict[str, Any], with_action: bool) -> None:
    knowledge = load_knowledge()
    st.markdown(f"**Because of** {_because(rule)}.")
    suspects = [condition_name(condition) for condition in rule["suspects"]]
    if rule["suspects_outside"]:
        suspects.append(rule["suspects_outside"])
    if suspects:
        st.markdown(f"**It could be** {plain('; '.join(suspects))}.")
    if with_action:
        st.markdown(f"**What to do.** {plain(rule['action'])}")
    written = {item.id: item for item in knowledge.rule_book.rules}[rule["id"]]
    st.markdown(f"**Why it matters.** {plain(written.hazard)}")
    if written.caveat:
        st.markdown(f"**Mind.** {plain(written.caveat)}")
    cited = "; ".join(_cite(knowledge.sources[key]) for key in rule["sources"])
    st.caption(f"Rule {rule['id']}. Sources: {cited}.")


def _because(rule: dict[str, Any]) -> str:
    return "; ".join(f"“{plain(label_of(name))}”" for name in rule["because"])


def _cite(source: Source) -> str:
    """Give a citation, with a link where there is one."""
    text = plain(source.citation)
    if source.doi:
        return f"[{text}](https://doi.org/{source.doi})"
    return f"[{text}]({source.url})" if source.url else text
