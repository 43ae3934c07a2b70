from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.model.advice.open_rules import MOST_OPEN_QUESTIONS, open_red_flags
from pipeline.rules import load_rules
from pipeline.terms import Urgency
from tests.model.exact import FINDINGS

KNOWLEDGE = load_knowledge()
RULES = load_rules()


def asked(case: Case, urgency: Urgency | None = None) -> list[str]:
    questions = open_red_flags(RULES.evaluate(case), urgency, KNOWLEDGE)
    return [question["finding"] for question in questions]


def test_an_empty_case_is_first_asked_what_alone_makes_an_emergency() -> None:
    questions = open_red_flags(RULES.evaluate(Case()), None, KNOWLEDGE)
    assert len(questions) == MOST_OPEN_QUESTIONS
    for question in questions:
        fired = RULES.evaluate(Case(findings={question["finding"]: "present"}))
        assert fired.floor is Urgency.EMERGENCY
        assert (
            question["why"] == f"If present, an emergency: {fired.fired[0].rule.name}"
        )


def test_history_is_asked_before_examination() -> None:
    sources = [KNOWLEDGE.findings[name].source for name in asked(Case())]
    assert sources == sorted(sources, key=lambda source: source == "exam")


def test_an_emergency_leaves_nothing_to_ask() -> None:
    assert asked(Case(findings={"saddle_numbness": "present"}), Urgency.EMERGENCY) == []


def test_with_nothing_decisive_left_what_needs_company_is_asked() -> None:
    alone = [f for f in FINDINGS if RULES.evaluate(Case(findings={f: "present"})).fired]
    case = Case(findings=dict.fromkeys(alone, "absent"))
    questions = open_red_flags(RULES.evaluate(case), None, KNOWLEDGE)
    assert questions
    assert not {question["finding"] for question in questions} & set(alone)
    assert all("with other answers: " in question["why"] for question in questions)


def test_asking_on_decides_every_rule_above_routine() -> None:
    case = Case(age=40, duration_days=60, pain_score=5)
    for _ in range(len(FINDINGS)):
        names = asked(case)
        if not names:
            break
        assert names[0] not in case.findings
        case = case.replace_answer(names[0], "absent")
    assert RULES.evaluate(case).undetermined == ()


def test_what_is_pointless_is_not_asked() -> None:
    triage = RULES.evaluate(Case())
    first = open_red_flags(triage, None, KNOWLEDGE)[0]["finding"]
    others = open_red_flags(triage, None, KNOWLEDGE, frozenset([first]))
    assert first not in [question["finding"] for question in others]
    assert len(others) == MOST_OPEN_QUESTIONS
