"""How urgent it is, who says so, and which emergencies are still open."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.words import TIERS, condition_name, count, label_of, plain
from pipeline.assess import Assessment
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.schema import Source
from pipeline.terms import Urgency


def show_urgency(assessment: Assessment) -> None:
    """Show the urgency, what to do, and who says so."""
    tier = assessment.urgency
    with st.container(key=f"urgency_{tier.value if tier else 'none'}", gap="small"):
        if tier is None:
            title = ":material/help: Urgency not known"
        else:
            words = TIERS[tier]
            title = f"{words.icon} {words.name}: {words.meaning}"
        st.subheader(title, anchor=False)
        who, still_open = _who_says_so(assessment), _what_is_open(assessment)
        # A rule's action comes first; an opinion, only after whose it is.
        if assessment.urgency_from == "red_flag":
            st.markdown(plain(assessment.next_step))
            st.markdown(f"{who}\n\n{still_open}")
        else:
            st.markdown(f"{who} {still_open}")
            st.markdown(plain(assessment.next_step))


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
    now = assessment.urgency
    higher = [
        rule
        for rule in assessment.undetermined
        if now is None or Urgency(rule["urgency"]) > now
    ]
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


def show_open_emergencies(assessment: Assessment) -> None:
    """Show the emergencies that unanswered questions could still reveal."""
    rules = [
        rule for rule in assessment.undetermined if rule["urgency"] == Urgency.EMERGENCY
    ]
    st.subheader("Emergencies still open", anchor=False)
    if not rules:
        st.markdown("None: every emergency rule is decided by the answers.")
        return
    questions = list(dict.fromkeys(name for rule in rules for name in rule["ask"]))
    st.markdown(
        f"**{count(len(rules), 'emergency rule')}** cannot be decided yet; "
        f"{count(len(questions), 'question')} could still fire one."
    )
    with st.expander("The questions that close them"):
        for rule in rules:
            st.markdown(f"**{plain(rule['name'])}**\n{_bullets(rule['ask'])}")


def _bullets(names: list[str]) -> str:
    return "\n".join(f"- {plain(label_of(name))}" for name in names)
