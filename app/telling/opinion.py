"""What may be the cause, what speaks for it, and what to ask next."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.telling.chart import Bar, probability_chart
from app.words import (
    ANSWER_WORDS,
    TIERS,
    case_mix_sentence,
    condition_name,
    count,
    in_times,
    label_of,
    percent,
    plain,
)
from pipeline.assess import Assessment
from pipeline.knowledge import load_knowledge
from pipeline.terms import Urgency

MOST_BARS = 8
MOST_EXPLAINED = 3
LEAST_EXPLAINED = 0.05
MOST_CHANGES = 8
MOST_NAMED = 8
DIGEST_CHARACTERS = 8


def show_to_be_ruled_out(assessment: Assessment) -> None:
    """List what the fired rules suspect, inside and outside the conditions."""
    if not assessment.red_flags:
        return
    tiers: dict[str, Urgency] = {}
    outside: dict[str, Urgency] = {}
    # The worst rules come first, so the first tier of a suspect is its worst.
    for rule in assessment.red_flags:
        tier = Urgency(rule["urgency"])
        for condition in rule["suspects"]:
            tiers.setdefault(condition, tier)
        if rule["suspects_outside"]:
            name = f"{rule['suspects_outside']} (not among the conditions)"
            outside.setdefault(plain(name), tier)
    # In the order of the differential, as everywhere else.
    suspects = {
        plain(condition_name(entry["condition"])): tiers[entry["condition"]]
        for entry in assessment.differential
        if entry["outranks"]
    } | outside
    if not suspects:
        return
    st.subheader("To be ruled out", anchor=False)
    for tier, words in TIERS.items():
        names = [name for name, worst in suspects.items() if worst is tier]
        if names:
            st.markdown(f"{words.icon} **{words.name}:** {'; '.join(names)}")


def show_no_model(assessment: Assessment) -> None:
    """Say calmly that there are no probabilities, and why."""
    st.info(
        "No model is loaded, so only the red flags are shown. Probabilities of the "
        "causes cannot be given.",
        icon=":material/info:",
    )
    if assessment.model_fault:
        with st.expander("Why there is no model"):
            st.text(assessment.model_fault)


def show_most_likely(assessment: Assessment) -> None:
    """Show the likeliest causes, their kinds, and how far they reach."""
    st.subheader("Most likely", anchor=False)
    if assessment.none_of_these["flag"]:
        st.warning(
            "The answers fit none of the conditions well: read the list with care.",
            icon=":material/search_off:",
        )
    ranked = _by_probability(assessment)
    bars = [_bar(entry) for entry in ranked[:MOST_BARS]]
    st.altair_chart(probability_chart(bars))
    rest = sum(entry["probability"] for entry in ranked[MOST_BARS:])
    others = len(ranked) - len(bars)
    st.caption(
        "Out of 100 patients with these answers, this many would have each cause; the "
        f"other {others} conditions together: {percent(rest)}."
    )
    kinds = "; ".join(
        f"{plain(kind['name'])} **{percent(kind['probability'])}**"
        for kind in assessment.syndromes
    )
    st.markdown(f"**Kinds of pain** (they may overlap): {kinds}.")
    _show_prediction_set(assessment)
    if assessment.model is not None:
        digest = assessment.model["digest"][:DIGEST_CHARACTERS]
        version = plain(assessment.model["version"])
        mix = case_mix_sentence(assessment.case_mix)
        st.caption(f"Model {version} ({digest}), trained on generated cases.{mix}")


def _by_probability(assessment: Assessment) -> list[dict[str, Any]]:
    return sorted(
        assessment.differential, key=lambda entry: -float(entry["probability"])
    )


def _bar(entry: dict[str, Any]) -> Bar:
    tier = load_knowledge().profiles[entry["condition"]].tier
    label = percent(entry["probability"])
    # The colour says it too, but not to everybody.
    if tier > Urgency.ROUTINE:
        label = f"{label}, {TIERS[tier].name.lower()}"
    return Bar(
        name=condition_name(entry["condition"]),
        probability=entry["probability"],
        label=label,
        tier=TIERS[tier].name,
    )


def _show_prediction_set(assessment: Assessment) -> None:
    """Say in plain words among which causes the answer nearly always is."""
    names = [plain(condition_name(key)) for key in assessment.prediction_set or []]
    if not names or assessment.coverage is None:
        return
    serious = ""
    if assessment.emergency_coverage is not None:
        share = in_times(assessment.emergency_coverage)
        serious = f", and **{share} times** if it is an emergency"
    times = f"**{in_times(assessment.coverage)} times** the cause is among"
    if len(names) <= MOST_NAMED:
        st.markdown(f"{times} these{serious}: {'; '.join(names)}.")
        return
    of_all = f"{len(names)} of the {len(assessment.differential)} conditions"
    st.markdown(f"{times} {of_all}{serious}: they are not narrowed down yet.")
    with st.expander(f"The {len(names)} conditions"):
        st.markdown("\n".join(f"- {name}" for name in names))


def show_reasons(assessment: Assessment) -> None:
    """Show the answers that speak for and against the leading conditions."""
    ranked = {entry["condition"]: entry for entry in assessment.differential}
    told = [
        entry
        for entry in assessment.why or []
        if (entry["for"] or entry["against"])
        and _deserves_reasons(ranked[entry["condition"]])
    ]
    if not told:
        return
    st.subheader("Answers for and against", anchor=False)
    for entry in told[:MOST_EXPLAINED]:
        name = plain(condition_name(entry["condition"]))
        chance = percent(ranked[entry["condition"]]["probability"])
        lines = [f"**{name}** ({chance})"]
        for side, title in (("for", "For"), ("against", "Against")):
            if entry[side]:
                reasons = "; ".join(map(_reason, entry[side]))
                lines.append(f"- {title}: {reasons}")
        st.markdown("\n".join(lines))


def _deserves_reasons(entry: dict[str, Any]) -> bool:
    return bool(entry["outranks"]) or entry["probability"] >= LEAST_EXPLAINED


def _reason(reason: dict[str, Any]) -> str:
    """Write one answer, with the answer itself first: a No is easily overlooked."""
    word = ANSWER_WORDS[reason["answer"]]
    return f"**{word}** to “{plain(label_of(reason['finding']))}”"


def show_next_questions(assessment: Assessment) -> None:
    """Show what to ask next, and why."""
    if not assessment.next_questions:
        return
    st.subheader("Ask next", anchor=False)
    st.markdown(
        "\n".join(
            f"1. {plain(label_of(question['finding']))}  \n"
            f"   :gray[{plain(question['why'])}]"
            for question in assessment.next_questions
        )
    )


def show_what_would_change(assessment: Assessment) -> None:
    """Show the single answers that would change the urgency or the leading cause."""
    changes = assessment.would_change
    if not changes:
        return
    top = None if assessment.model is None else _by_probability(assessment)[0]
    leading = top["condition"] if top else None
    st.subheader("What would change it", anchor=False)
    st.markdown(
        "\n".join(
            _change(entry, assessment.urgency, leading)
            for entry in changes[:MOST_CHANGES]
        )
    )
    more = len(changes) - MOST_CHANGES
    if more > 0:
        st.caption(f"And {count(more, 'further answer')}.")


def _change(entry: dict[str, Any], urgency: Urgency | None, leading: str | None) -> str:
    then = []
    if urgency is None or entry["urgency"] != urgency:
        words = TIERS[Urgency(entry["urgency"])]
        then.append(f"{words.icon} **{words.name}**")
    if entry["top_condition"] != leading:
        then.append(f"**{plain(condition_name(entry['top_condition']))}** likeliest")
    word = ANSWER_WORDS[entry["answer"]]
    question = plain(label_of(entry["finding"]))
    return f"- {', '.join(then)} if **{word}** to “{question}”"
