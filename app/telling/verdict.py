"""What an example was in the end, beside the guess and what is said here."""

from __future__ import annotations

import streamlit as st

from app.asking.guess import Guess, cause_name
from app.telling import banner, brief, differential, pieces, reasons
from app.telling.citing import with_links
from app.words import TIERS, count, percent, plain
from pipeline.assess import Assessment
from pipeline.cases.published import NONE_OF_THESE, PublishedCase
from pipeline.terms import Urgency

ORDINALS = {1: "first", 2: "second", 3: "third"}


def judge(guess: Guess, item: PublishedCase, assessment: Assessment) -> None:
    """Keep with a guess what of it was right.

    Parameters
    ----------
    guess : Guess
    item : PublishedCase
    assessment : Assessment
        Of the case.
    """
    if guess.cause is not None:
        guess.right["cause"] = guess.cause == item.condition
    if guess.urgency is not None:
        guess.right["urgency"] = guess.urgency == item.expected_urgency
    if assessment.model is not None:
        top = differential.by_probability(assessment)[0]["condition"]
        fits_none = assessment.none_of_these["flag"] is True
        likeliest = NONE_OF_THESE if fits_none else top
        guess.right["model"] = likeliest == item.condition


def show_found(item: PublishedCase) -> None:
    """Say what the literature reports.

    Parameters
    ----------
    item : PublishedCase
    """
    st.header("What was found", anchor=False)
    if item.condition == NONE_OF_THESE:
        found = item.true_condition[:1].upper() + item.true_condition[1:]
        st.markdown(
            f"**{plain(found)}**, which is none of the conditions that are told apart "
            "here."
        )
    else:
        st.markdown(f"**{plain(cause_name(item.condition))}**")
    words = TIERS[item.expected_urgency]
    st.html(
        '<p class="brief">Urgency that a reader expected from these answers alone: '
        f"{brief.tier_badge(item.expected_urgency)} {words.meaning}.</p>"
    )
    st.markdown(plain(item.summary))
    st.caption(f"Source: {with_links(item.source)}")


def show_guess(guess: Guess, assessment: Assessment, truth: str) -> None:
    """Say how the guess went.

    Parameters
    ----------
    guess : Guess
        Judged.
    assessment : Assessment
    truth : str
        What was found.
    """
    if guess.cause is not None:
        name = plain(cause_name(guess.cause))
        if guess.cause == truth:
            st.success(f"You said {name}: so it was.", icon=":material/check:")
        else:
            st.info(
                f"You said {name}. {_chance_of(guess.cause, assessment)}",
                icon=":material/lightbulb:",
            )
    if guess.urgency is not None:
        said = f"You said {TIERS[guess.urgency].name.lower()}"
        rest = (
            "as the reader did."
            if guess.right.get("urgency")
            else "the reader judged otherwise; readers of such cases often differ by a "
            "step."
        )
        st.markdown(f"{said}: {rest}")


def _chance_of(cause: str, assessment: Assessment) -> str:
    if assessment.model is None or cause == NONE_OF_THESE:
        return "It was something else this time."
    ranked = differential.by_probability(assessment)
    row = next(row for row in ranked if row["condition"] == cause)
    return (
        f"It was something else this time; with these answers the model gives it "
        f"{percent(row['probability'])}."
    )


def show_said(item: PublishedCase, assessment: Assessment) -> None:
    """Show what rules and model say of the case, whether it was right, and why.

    Parameters
    ----------
    item : PublishedCase
    assessment : Assessment
    """
    st.header("What is said here", anchor=False)
    pieces.show(banner.urgency(assessment, item.case))
    st.markdown(_urgency_verdict(item.expected_urgency, assessment.urgency))
    if assessment.model is None:
        differential.show_no_model(assessment)
        return
    st.markdown(_cause_verdict(item, assessment))
    st.subheader("Likeliest causes", anchor=False)
    brief.show_first_causes(assessment, most=5)
    pieces.show(reasons.reasons(assessment), reasons.meanings(assessment))


def _urgency_verdict(expected: Urgency, got: Urgency | None) -> str:
    """Say whether the urgency was right; too low is worse than too high."""
    if got is None:
        return "**Urgency:** no red flag fires, and without a model none is given."
    if got == expected:
        return "**Urgency:** the same as the reader expected."
    if got > expected:
        return (
            "**Urgency:** higher than the reader expected: an alarm too many, which is "
            "the price of missing few."
        )
    return (
        "**Urgency: lower than the reader expected.** This is a miss, and one to learn "
        "from: see which question would have changed it in Assess."
    )


def _cause_verdict(item: PublishedCase, assessment: Assessment) -> str:
    """Say where the true cause stands."""
    if item.condition == NONE_OF_THESE:
        if assessment.none_of_these["flag"]:
            return "**Cause:** rightly, the answers are said to fit no condition well."
        return (
            "**Cause:** it is not among the conditions, and nothing here noticed that "
            "the answers fit none of them. Probabilities cannot warn of what they do "
            "not know."
        )
    ranked = differential.by_probability(assessment)
    place, row = next(
        (place, row)
        for place, row in enumerate(ranked, start=1)
        if row["condition"] == item.condition
    )
    where = ORDINALS.get(place, f"in place {place}")
    of_all = count(len(ranked), "condition")
    return (
        f"**Cause:** the true one stands {where} of {of_all}, with "
        f"{percent(row['probability'])}."
    )
