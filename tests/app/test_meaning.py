from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asking.marks import ALL_MARKS, Mark, Marks
from app.asking.meaning import disputed, implied, redraw, speaks_for, to_ask
from pipeline.cases import Case
from pipeline.knowledge import load_knowledge

FINDINGS = load_knowledge().findings
EVERY_FINDING = implied(ALL_MARKS)
Answers = dict[str, str]
drawings = st.frozensets(st.sampled_from(ALL_MARKS), max_size=8)
one_mark = st.sampled_from(ALL_MARKS)
answered = st.dictionaries(
    st.sampled_from(sorted(EVERY_FINDING | {"fever", "slr_positive"})),
    st.sampled_from(["present", "absent"]),
)
actions = st.lists(
    st.one_of(
        one_mark,
        st.tuples(
            st.sampled_from(sorted(EVERY_FINDING)),
            st.sampled_from(["present", "absent", None]),
        ),
    ),
    max_size=30,
)


class Form:
    """A patient on paper: a form that can be answered and a chart beside it."""

    def __init__(self, answers: Answers) -> None:
        self.answers = dict(answers)
        self.charted: frozenset[str] = frozenset()
        self.marks: Marks = frozenset()

    def toggle(self, mark: Mark) -> None:
        after = self.marks ^ {mark}
        change = redraw(self.answers, self.charted, self.marks, after)
        for finding, value in change.answers.items():
            self.put(finding, value)
        self.marks, self.charted = after, change.charted

    def answer(self, finding: str, value: str | None) -> None:
        self.put(finding, value)
        self.charted -= {finding}

    def put(self, finding: str, value: str | None) -> None:
        if value is None:
            self.answers.pop(finding, None)
        else:
            self.answers[finding] = value


def pain(region: str, side: str = "right") -> Mark:
    return Mark("pain", region, side)


def numb(region: str, side: str = "right") -> Mark:
    return Mark("numbness", region, side)


def tingle(region: str, side: str = "right") -> Mark:
    return Mark("tingling", region, side)


@pytest.mark.parametrize(
    ("marks", "findings"),
    [
        ([], set()),
        ([pain("mid_back", "middle")], {"thoracic_pain"}),
        ([pain("low_back", "middle")], {"low_back_pain"}),
        ([pain("buttock")], {"buttock_pain"}),
        ([pain("groin")], {"groin_pain"}),
        ([pain("hip")], {"hip_pain"}),
        ([pain("front_thigh")], {"anterior_thigh_pain", "leg_pain"}),
        ([pain("outer_thigh")], {"lateral_thigh_symptoms", "leg_pain"}),
        ([pain("back_thigh")], {"posterior_thigh_pain", "leg_pain"}),
        ([pain("knee")], {"knee_pain", "leg_pain"}),
        ([pain("knee_back")], {"knee_pain", "leg_pain"}),
        ([pain("shin")], {"pain_below_knee", "leg_pain"}),
        ([pain("calf")], {"calf_pain", "pain_below_knee", "leg_pain"}),
        ([pain("sole")], {"foot_pain", "pain_below_knee", "leg_pain"}),
        ([pain("foot_top")], {"foot_pain", "pain_below_knee", "leg_pain"}),
        ([numb("calf")], {"numbness"}),
        ([numb("outer_thigh")], {"numbness", "lateral_thigh_symptoms"}),
        ([tingle("outer_thigh")], {"paraesthesia"}),
        ([numb("saddle", "middle")], {"saddle_numbness"}),
        ([tingle("saddle", "middle")], {"saddle_numbness"}),
        (
            [pain("knee"), pain("back_thigh", "left")],
            {"knee_pain", "posterior_thigh_pain", "leg_pain", "bilateral_leg_pain"},
        ),
        (
            [numb("calf"), tingle("sole", "left")],
            {"numbness", "paraesthesia", "bilateral_neurological_symptoms"},
        ),
        ([pain("buttock"), pain("buttock", "left")], {"buttock_pain"}),
        ([pain("calf"), numb("calf", "left")], implied([pain("calf")]) | {"numbness"}),
    ],
)
def test_marks_set_the_findings_that_they_show(
    marks: list[Mark], findings: set[str]
) -> None:
    assert implied(marks) == findings


@pytest.mark.parametrize(
    ("marks", "questions"),
    [
        ([pain("calf")], []),
        ([pain("abdomen", "middle")], ["abdominal_pain"]),
        ([pain("flank")], ["abdominal_pain"]),
        ([numb("buttock")], ["saddle_numbness"]),
        ([tingle("groin")], ["saddle_numbness"]),
        ([pain("saddle", "middle")], ["saddle_numbness"]),
        ([numb("buttock"), numb("saddle", "middle")], []),
        ([numb("mid_back", "middle")], ["upper_motor_neurone_signs"]),
        ([tingle("outer_thigh")], ["lateral_thigh_symptoms"]),
        ([pain("calf"), pain("calf", "left")], ["recent_spread_to_both_legs"]),
        (
            [numb("sole"), numb("sole", "left")],
            ["recent_spread_to_both_legs", "stocking_distribution"],
        ),
    ],
)
def test_what_a_drawing_cannot_say_becomes_a_question(
    marks: list[Mark], questions: list[str]
) -> None:
    assert to_ask(marks) == questions


def test_every_mark_sets_or_asks_something_or_is_outside_the_vocabulary() -> None:
    silent = {m for m in ALL_MARKS if not implied({m}) and not to_ask({m})}
    assert {(m.layer, m.region) for m in silent} == {
        ("numbness", "hip"),
        ("tingling", "hip"),
    }


def test_nothing_is_set_that_says_more_than_a_drawing_can() -> None:
    more = ("new", "spot", "one nerve root", "changes sides", "worse", "weeks")
    says_more = {f for f in EVERY_FINDING if any(w in words_of(f) for w in more)}
    # Decided on safety grounds; its words on the chart say "new" as well.
    assert says_more == {"saddle_numbness"}


def words_of(finding: str) -> str:
    return FINDINGS[finding].label.lower().replace(", new or old", "")


def test_what_is_set_needs_no_other_answer_and_no_examiner() -> None:
    for finding in EVERY_FINDING:
        assert FINDINGS[finding].requires is None
        assert FINDINGS[finding].source == "history"


@given(drawings, one_mark)
def test_another_mark_never_takes_a_finding_away(marks: Marks, mark: Mark) -> None:
    assert implied(marks) <= implied(marks | {mark})


@given(drawings, one_mark)
def test_all_that_a_drawing_implies_some_mark_speaks_for(
    marks: Marks, mark: Mark
) -> None:
    drawn = marks | {mark}
    said = frozenset[str]().union(*(speaks_for(each, drawn) for each in drawn))
    assert said == implied(drawn)
    assert implied(drawn) - implied(drawn - {mark}) <= speaks_for(mark, drawn)


@given(answered, actions)
def test_the_chart_never_answers_no_and_touches_only_what_it_speaks_for(
    answers: Answers, steps: list[Mark | tuple[str, str | None]]
) -> None:
    form = Form(answers)
    for step in steps:
        before, marks = dict(form.answers), form.marks
        if isinstance(step, Mark):
            form.toggle(step)
            spoken = speaks_for(step, marks | {step})
            for finding in set(before) | set(form.answers):
                was, now = before.get(finding), form.answers.get(finding)
                assert now == was or (finding in spoken and now != "absent")
            if step in form.marks:
                assert all(form.answers[f] == "present" for f in spoken)
                assert not spoken & set(disputed(form.answers, form.marks))
        else:
            form.answer(*step)
            assert form.answers.get(step[0]) == step[1]
        assert form.charted <= implied(form.marks)
        assert all(form.answers[f] == "present" for f in form.charted)


@given(answered, drawings, one_mark)
def test_taking_a_mark_away_undoes_it_but_never_brings_back_a_no(
    answers: Answers, drawing: Marks, mark: Mark
) -> None:
    form = Form(answers)
    for each in drawing - {mark}:
        form.toggle(each)
    before = dict(form.answers)
    form.toggle(mark)
    spoken = speaks_for(mark, form.marks)
    form.toggle(mark)
    for finding in set(before) | set(form.answers):
        if finding in spoken and before.get(finding) == "absent":
            assert finding not in form.answers
        else:
            assert form.answers.get(finding) == before.get(finding)


@given(answered, actions)
def test_an_answer_of_the_form_outlives_the_taking_away_of_every_mark(
    answers: Answers, steps: list[Mark | tuple[str, str | None]]
) -> None:
    form = Form(answers)
    given_last: dict[str, str | None] = {}
    for step in steps:
        if isinstance(step, Mark):
            form.toggle(step)
            for finding in form.charted:
                given_last.pop(finding, None)
        else:
            form.answer(*step)
            given_last[step[0]] = step[1]
    for mark in form.marks:
        form.toggle(mark)
    assert {f: form.answers.get(f) for f in given_last} == given_last
    assert form.charted == frozenset()


def test_the_last_action_wins_and_a_disagreement_is_shown() -> None:
    form = Form({"calf_pain": "absent"})
    form.toggle(pain("calf"))
    assert form.answers["calf_pain"] == "present"
    form.answer("calf_pain", "absent")
    assert disputed(form.answers, form.marks) == ["calf_pain"]
    form.toggle(pain("knee"))
    assert form.answers["calf_pain"] == "absent"
    form.toggle(pain("calf"))
    assert form.answers == {
        "calf_pain": "absent",
        "knee_pain": "present",
        "leg_pain": "present",
    }


def test_a_second_mark_says_again_what_the_form_has_cleared() -> None:
    form = Form({})
    form.toggle(pain("calf"))
    form.answer("leg_pain", None)
    form.toggle(pain("knee"))
    assert form.answers["leg_pain"] == "present"


@given(drawings)
def test_whatever_is_drawn_makes_a_case(marks: Marks) -> None:
    changes = redraw({}, set(), frozenset(), marks)
    case = Case(findings={k: str(v) for k, v in changes.answers.items()})
    assert set(case.findings) == implied(marks)
