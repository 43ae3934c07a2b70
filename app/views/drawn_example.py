"""A patient drawn from the generator as an example."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import streamlit as st

from app import loaded
from app.asking import guess
from app.telling import brief, differential, lesson, story, verdict
from app.views import links
from app.whole import whole
from app.words import condition_name, plain
from pipeline.cases import Case, cases_from_matrix
from pipeline.synthesis import Request, posterior, reference_network, sample_cases

SEED = "drawn_seed"
MOST_SEED = 999_999


@dataclass(frozen=True)
class Drawn:
    """A patient with what they have and what could be known of it.

    Parameters
    ----------
    case : Case
    condition : str
        What they were generated with.
    best : dict
        The exact posterior, by condition.
    """

    case: Case
    condition: str
    best: dict[str, float]


@st.cache_data(max_entries=100, show_spinner="A patient is being drawn …")
def _draw(seed: int) -> Drawn:
    matrix = sample_cases(1, Request(seed=seed))
    network = reference_network()
    chances = posterior(matrix, network)[0].tolist()
    assert matrix.condition is not None  # noqa: S101 - generated cases are labelled
    return Drawn(
        case=cases_from_matrix(matrix)[0],
        condition=str(matrix.condition[0]),
        best=dict(zip(network.condition_ids, chances, strict=True)),
    )


def show() -> None:
    """Draw a patient, ask for a guess, and then show what it is."""
    seed = _choose()
    drawn = _draw(seed)
    name = f"drawn_{seed}"
    left, right = st.columns(2, gap="large")
    with left:
        story.show(drawn.case)
    with right:
        made = guess.guesses().get(name)
        if made is None:
            st.header("Your guess", anchor=False)
            guess.ask(name, with_urgency=False)
            return
        assessment = loaded.assess_case(drawn.case)
        model = None
        if assessment.model is not None:
            rows = differential.by_probability(assessment)
            model = {row["condition"]: row["probability"] for row in rows}
            made.right["model"] = rows[0]["condition"] == drawn.condition
        if made.cause is not None:
            made.right["cause"] = made.cause == drawn.condition
        st.header("What it is", anchor=False)
        st.markdown(f"**{plain(condition_name(drawn.condition))}**")
        verdict.show_guess(made, assessment, drawn.condition)
        lesson.show(drawn.condition, model, drawn.best)
        st.subheader("How urgent the answers are", anchor=False)
        brief.show_urgency(assessment)
        links.offer_in_assess(drawn.case, key=f"open_{name}")


def _choose() -> int:
    """Show the number of the patient, which draws the same one again."""
    if SEED not in st.session_state:
        _draw_another()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = st.number_input(
            "Number of the patient",
            min_value=0,
            max_value=MOST_SEED,
            step=1,
            key=SEED,
            help="The same number always draws the same patient.",
        )
        st.button(
            "Draw another",
            icon=":material/casino:",
            key="draw_another",
            on_click=_draw_another,
        )
    return int(seed)


@whole
def _draw_another() -> None:
    st.session_state[SEED] = secrets.randbelow(MOST_SEED + 1)
