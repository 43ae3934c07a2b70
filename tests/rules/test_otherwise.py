from hypothesis import given

from pipeline.cases import Case
from pipeline.rules import load_rules
from pipeline.rules.otherwise import floors_otherwise
from pipeline.terms import Answer
from tests.strategies import cases

RULES = load_rules()
TURNED = {Answer.PRESENT: "absent", Answer.ABSENT: "present"}


@given(cases(40))
def test_each_floor_is_that_of_the_case_with_one_answer_turned(case: Case) -> None:
    floors = floors_otherwise(RULES, RULES.leaf_values(case))
    for finding, answer in case.findings.items():
        other = RULES.evaluate(case.replace_answer(finding, TURNED[answer]))
        assert floors.get(finding, RULES.evaluate(case).floor) == other.floor
        if answer is Answer.PRESENT and finding in floors:
            without = RULES.evaluate(case.replace_answer(finding, "unknown"))
            assert floors[finding] == without.floor


def test_nothing_known_leaves_nothing_to_turn() -> None:
    assert floors_otherwise(RULES, RULES.leaf_values(Case(age=70))) == {}
