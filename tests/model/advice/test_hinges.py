from __future__ import annotations

import pytest

from pipeline.assess import Assessment, assess
from pipeline.cases import Case
from pipeline.model import Classifier
from pipeline.model.advice.hinges import hinges_on
from pipeline.model.explain import explain
from tests.known_cases import SCIATICA, drawn
from tests.model.exact import (
    IDS,
    classifier_of,
    exact_estimator,
    fixed,
    likeliest,
)

EXACT = classifier_of(exact_estimator())
OTHERS = {"present": ("absent", "unknown"), "absent": ("present", "unknown")}


def hinges(case: Case, model: Classifier) -> list[dict[str, str]]:
    return hinges_on(case, explain(model, case), model.urgency_thresholds, list(IDS))


@pytest.mark.parametrize("which", ["exact", "trained"])
def test_listed_answers_do_what_is_said_and_others_change_nothing(
    tiny_model: Classifier, which: str
) -> None:
    model = {"exact": EXACT, "trained": tiny_model}[which]
    n_listed = 0
    for case in [SCIATICA, *drawn(2, 5), *drawn(2, 6, "emergency")]:
        now = assess(case, model)
        listed = {(e["finding"], e["answer"]): e for e in hinges(case, model)}
        n_listed += len(listed)
        for finding, given in case.findings.items():
            opposite = listed.get((finding, OTHERS[given][0]))
            for answer in OTHERS[given]:
                then = assess(case.replace_answer(finding, answer), model)
                entry = listed.get((finding, answer))
                # Unlisted, it changes nothing, or just what the opposite does.
                told = entry or (opposite if differs(then, now) else None)
                assert then.urgency == (told["urgency"] if told else now.urgency)
                top = told["top_condition"] if told else likeliest(now)
                assert likeliest(then) == top
                if entry:
                    assert entry["given"] == given
                    assert differs(then, now)
    assert n_listed > 10


def differs(then: Assessment, now: Assessment) -> bool:
    return (then.urgency, likeliest(then)) != (now.urgency, likeliest(now))


def test_a_red_flag_that_stands_alone_is_what_the_urgency_hinges_on() -> None:
    model = fixed(muscle_strain=0.95)
    case = Case(findings={"saddle_numbness": "present", "fever": "absent"})
    (entry,) = hinges(case, model)
    assert entry == {
        "finding": "saddle_numbness",
        "given": "present",
        "answer": "absent",
        "urgency": "routine",
        "top_condition": "muscle_strain",
    }


def test_an_absent_answer_that_would_have_fired_a_rule_is_listed() -> None:
    case = Case(findings={"saddle_numbness": "absent"})
    (entry,) = hinges(case, fixed(muscle_strain=0.95))
    told = entry["given"], entry["answer"], entry["urgency"]
    assert told == ("absent", "present", "emergency")
