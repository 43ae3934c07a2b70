"""What an interview asks next."""

from __future__ import annotations

from pipeline.assess import Question, assess, next_question
from pipeline.cases import CONTEXT_FIELDS, Case
from tests.known_cases import SCIATICA


def test_who_the_patient_is_comes_first_and_what_was_passed_is_left_out() -> None:
    result = assess(Case(sex="female"), model=None)
    asked = []
    passed: frozenset[str] = frozenset()
    while (question := next_question(result, passed)) is not None:
        asked.append(question)
        passed |= {question.name}
    names = [question.name for question in asked]
    context = [name for name in CONTEXT_FIELDS if name != "sex"]
    assert names[: len(context)] == context
    assert len(set(names)) == len(names)
    assert all(question.why for question in asked[len(context) :])
    # However much is passed over, every open rule has been asked for.
    ask = {name for item in result.undetermined for name in item["ask"]}
    assert ask <= {*names, "sex"}


def test_without_anything_passed_it_is_the_first_of_the_next_questions() -> None:
    result = assess(SCIATICA, model=None)
    first = result.next_questions[0]
    question = next_question(result, frozenset())
    assert question == Question(first["finding"], first["why"])
    other = next_question(result, frozenset({first["finding"]}))
    assert other is not None
    assert other != question
