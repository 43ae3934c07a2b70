"""The page "Interview": one question at a time, and what follows from the answers."""

from __future__ import annotations

import html

import streamlit as st

from app import loaded
from app.asking import focus, kept, place, question, steps
from app.telling import banner, brief, pieces, still_open
from app.telling.interruption import interrupt_once
from app.views import links
from app.whole import whole
from app.words import ANSWER_WORDS, count, label_of, plain
from pipeline.assess import Assessment, Question
from pipeline.knowledge import load_knowledge
from pipeline.terms import Answer, Urgency

LETTERS = "letters"
PLACE = "interview_answers"
INTRODUCTION = (
    "The next question is the one most worth asking: what could be an emergency comes "
    "first, then what tells the causes apart. Whatever is passed over stays unknown; "
    "it never counts as a No."
)


def show() -> None:
    """Draw the question to ask now, or what was found when nothing is left."""
    st.title("Interview", anchor=False)
    st.caption(INTRODUCTION)
    case = kept.case()
    assessment = loaded.assess_case(case, place.chosen())
    with st.container(key="strip"):
        pieces.show(banner.strip(assessment, case))
    emergency = assessment.urgency is Urgency.EMERGENCY
    if emergency:
        pieces.show(banner.urgency(assessment, case))
    asked = None if steps.is_stopped() else steps.current(assessment)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if asked is None:
            _show_end(assessment)
        else:
            with st.container(key="interview", border=True):
                _ask(asked)
            _show_steps()
    with right:
        _show_so_far(assessment, with_urgency=not emergency)
    _keep_focus(asked)
    interrupt_once(assessment)


def _keep_focus(asked: Question | None) -> None:
    """Keep to the question whoever works by keyboard or by ear."""
    name = "the end" if asked is None else asked.name
    words = "No further question." if asked is None else f"{label_of(name)}?"
    letters = "by letter" if st.session_state.get(LETTERS) else "by button"
    # Letters that are typed on a switch would not press a button.
    places = f".st-key-{PLACE}, .st-key-{LETTERS}"
    focus.follow(f"{name} {letters}", words, _first_control(asked), places)


def _first_control(asked: Question | None) -> str:
    """Give the CSS selector of the first answer; the key of each names its question."""
    if asked is None:
        return f".st-key-{PLACE} button"
    return (
        f".st-key-number_{asked.name} input, [class*='st-key-say_{asked.name}_'] button"
    )


def _ask(asked: Question) -> None:
    """Ask one question, large, with its reason."""
    name = asked.name
    finding = load_knowledge().findings.get(name)
    if finding is not None and finding.source == "exam":
        st.markdown(":gray-badge[:material/stethoscope: On examination]")
    words = html.escape(label_of(name))
    st.html(f'<h2 class="interview-question">{words}?</h2>')
    if asked.why:
        st.caption(f"Why: {plain(asked.why)}.")
    with st.container(key=PLACE):
        if finding is not None:
            _offer(name, list(ANSWER_WORDS.items()))
        elif name in question.CHOICES:
            options, in_words = question.CHOICES[name]
            _offer(name, [(value, in_words(value)) for value in options])
        else:
            _ask_number(name)
        _offer_to_pass(name)


def _offer(name: str, options: list[tuple[str, str]]) -> None:
    """Offer a few answers as large buttons."""
    columns = st.columns(len(options))
    for column, (value, words) in zip(columns, options, strict=True):
        # The key names the question: a second click that comes late finds no button
        # of this question any more, and cannot answer the next one unread.
        column.button(
            words,
            key=f"say_{name}_{value}",
            on_click=steps.take,
            args=(name, value),
            shortcut=_letter(words) if value in set(Answer) else None,
            width="stretch",
        )


def _offer_to_pass(name: str) -> None:
    st.button(
        "Not asked or not known",
        key=f"pass_{name}",
        on_click=steps.take,
        args=(name, None),
        shortcut=_letter("S"),
        width="stretch",
    )


def _ask_number(name: str) -> None:
    """Ask for a number; the Enter key is enough to go on."""
    low, high = question.whole_range(name)
    with st.form(f"form_{name}", border=False):
        st.number_input(
            plain(label_of(name)),
            min_value=low,
            max_value=high,
            value=None,
            step=1,
            key=f"number_{name}",
            placeholder=f"{low} to {high}",
            help=question.NUMBER_HELP.get(name),
            label_visibility="collapsed",
        )
        st.form_submit_button(
            "Next",
            key=f"next_{name}",
            on_click=_take_number,
            args=(name,),
            width="stretch",
        )


@whole
def _take_number(name: str) -> None:
    """Take the number that was typed; an empty field asks again."""
    value = st.session_state[f"number_{name}"]
    if value is not None:
        steps.take(name, value)


def _letter(word: str) -> str | None:
    """Give the letter that presses a button, if letters are wanted."""
    return word[0] if st.session_state.get(LETTERS) else None


def _show_steps() -> None:
    """Offer one step back and the end, and say what was answered last."""
    trail = kept.patient().trail
    if trail:
        st.caption(f"Before: {_said(trail[-1])}")
    back, end = st.columns(2)
    back.button(
        "Back",
        icon=":material/undo:",
        key="interview_back",
        on_click=steps.go_back,
        disabled=not steps.can_go_back(),
        shortcut=_letter("B"),
        width="stretch",
    )
    end.button(
        "Stop here",
        icon=":material/stop_circle:",
        key="interview_stop",
        on_click=steps.stop,
        width="stretch",
    )
    st.toggle(
        "Answer with single letters",
        key=LETTERS,
        help="Y is Yes, N is No, S passes a question over, B goes one step back.",
    )


def _said(name: str) -> str:
    """Say what was answered to a question."""
    said = question.in_words(name, kept.patient().answers.get(name))
    return f"“{plain(label_of(name))}”: **{plain(said)}**"


def _show_so_far(assessment: Assessment, with_urgency: bool) -> None:
    """Show urgency and causes as they stand, and how much has been asked."""
    st.subheader("So far", anchor=False)
    answered, passed = steps.counts()
    st.markdown(f"**{count(answered, 'answer')}**, {passed} passed over.")
    if with_urgency:
        brief.show_urgency(assessment)
    pieces.show(still_open.to_be_ruled_out(assessment))
    st.subheader("Likeliest causes", anchor=False)
    brief.show_first_causes(assessment)
    brief.show_case_mix(assessment)
    links.show_link_to_assess("See it in full in Assess")


def _show_end(assessment: Assessment) -> None:
    """Say why no question is asked, and what can be done next."""
    with st.container(key=PLACE):
        if steps.is_stopped():
            st.header("The interview was stopped", anchor=False)
            st.button(
                "Go on asking",
                icon=":material/play_arrow:",
                key="interview_go_on",
                on_click=steps.go_on,
            )
        else:
            st.header("Nothing more is worth asking", anchor=False)
            st.markdown(
                "No question that is left is expected to tell enough of the cause or "
                "of an emergency."
                if assessment.model is not None
                else "No question that is left could raise the urgency."
            )
        _offer_passed_questions()
        if not steps.is_stopped() and steps.can_go_back():
            st.button(
                "Back",
                icon=":material/undo:",
                key="interview_back",
                on_click=steps.go_back,
            )
        st.button(
            "Start again with another patient",
            icon=":material/restart_alt:",
            key="interview_start_again",
            on_click=kept.start_again,
        )
    if assessment.urgency is not Urgency.EMERGENCY:
        pieces.show(banner.urgency(assessment, assessment.case))


def _offer_passed_questions() -> None:
    _, passed = steps.counts()
    if passed:
        st.markdown(f"**{count(passed, 'question')}** passed over: still unknown.")
        st.button(
            "Ask them after all",
            icon=":material/replay:",
            key="interview_ask_passed",
            on_click=steps.ask_skipped_again,
        )
