from __future__ import annotations

from typing import Any

import pytest

from pipeline.assess import assess
from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.report.labels import Labels
from pipeline.report.likelihood_text import likelihood_sections

LABELS = Labels(load_knowledge())
FINDINGS = {"leg_pain": "present", "slr_positive": "present", "fever": "absent"}
FIRST = {
    "disc_herniation": 0.62,
    "foraminal_stenosis": 0.2,
    "facet_cyst": 0.006,
    "cauda_equina_syndrome": 0.15,
    "spinal_infection": 0.013,
}


@pytest.fixture
def assessment(classifier: Classifier) -> dict[str, Any]:
    """A real assessment with round probabilities."""
    values = assess(Case(findings=FINDINGS), classifier).to_dict()
    for entry in values["differential"]:
        entry["probability"] = FIRST.get(entry["condition"], 0.0005)
    return values


def sections(assessment: dict[str, Any], already: set[str] | None = None) -> str:
    parts = likelihood_sections(assessment, LABELS, already or set())
    return "\n\n".join(part for part in parts if part)


def section(text: str, title: str) -> list[str]:
    found = [part for part in text.split("\n\n") if part.startswith(title)]
    assert len(found) == 1
    return found[0].splitlines()[1:]


def test_the_most_likely_stand_by_probability_whatever_outranks_them(
    assessment: dict[str, Any],
) -> None:
    assessment["differential"].sort(key=lambda e: e["condition"] != "facet_cyst")
    lines = section(sections(assessment), "MOST LIKELY")
    assert [line.split()[0] for line in lines] == ["62%", "20%", "15%", "1%", "<1%"]
    assert lines[0].endswith("Lumbar disc herniation")
    assert lines[0].count("#") == 12


def test_a_range_is_told_where_there_is_one(assessment: dict[str, Any]) -> None:
    for entry in assessment["differential"]:
        if entry["condition"] == "disc_herniation":
            entry |= {"low": 0.41, "high": 0.8}
    first = section(sections(assessment), "MOST LIKELY")[0]
    assert first.endswith("Lumbar disc herniation (41% to 80%)")


def test_answers_that_fit_nothing_are_told(assessment: dict[str, Any]) -> None:
    assert "fit none" not in sections(assessment)
    assessment["none_of_these"] = {"flag": True, "score": 0.002}
    assert "fit none of these well" in sections(assessment)


@pytest.mark.parametrize(
    ("coverage", "words"),
    [(0.9, "9 in 10 times"), (0.95, "19 in 20 times"), (0.87, "87% of the time")],
)
def test_the_set_says_how_often_it_holds_the_cause(
    assessment: dict[str, Any], coverage: float, words: str
) -> None:
    assessment["prediction_set"] = ["disc_herniation", "facet_cyst"]
    assessment["coverage"] = coverage
    text = " ".join(section(sections(assessment), "THE SET (2 of 28)"))
    expected = f"{words} the cause is among: Lumbar disc herniation; Facet joint cyst"
    assert expected in " ".join(text.split())
    assert (
        "When the cause is an emergency, such a list holds it 99 in 100 times." in text
    )


def test_kinds_of_cause_are_told_with_their_sums(assessment: dict[str, Any]) -> None:
    assessment["syndromes"][0]["probability"] = 0.825
    lines = section(sections(assessment), "KINDS OF CAUSE")
    assert lines[0] == "   82%  Nerve-root pain (sciatica)"
    assert len(lines) == 5


def test_answers_for_and_against_are_in_words_and_absent_ones_say_so(
    assessment: dict[str, Any],
) -> None:
    assessment["why"] = [
        {
            "condition": "disc_herniation",
            "for": [{"finding": "slr_positive", "answer": "present", "weight": 1.2}],
            "against": [{"finding": "fever", "answer": "absent", "weight": -0.3}],
        },
        {"condition": "facet_cyst", "for": [], "against": []},
    ]
    assert section(sections(assessment), "FOR AND AGAINST") == [
        "  Lumbar disc herniation",
        "    for: Straight-leg raise brings on the familiar leg pain",
        "    against: Fever or shivering attacks in the last 2 weeks (absent)",
        "  Facet joint cyst pressing on a lumbar nerve root",
        "    no single answer speaks for or against it",
    ]


def test_only_the_top_conditions_are_explained(assessment: dict[str, Any]) -> None:
    assert len(assessment["why"]) == 5
    told = section(sections(assessment), "FOR AND AGAINST")
    assert len([line for line in told if not line.startswith("    ")]) == 3


def test_questions_asked_before_are_not_asked_again(assessment: dict[str, Any]) -> None:
    assessment["next_questions"] = [
        {"finding": "numbness", "why": "Tells most"},
        {"finding": "calf_pain", "why": "Tells most"},
        {"finding": "knee_pain", "why": "Settles a rule"},
    ]
    assert section(sections(assessment, {"numbness"}), "ASK NEXT") == [
        "  Tells most:",
        "    - Calf pain",
        "  Settles a rule:",
        "    - Knee pain",
    ]


def test_what_would_change_it_tells_only_what_changes(
    assessment: dict[str, Any],
) -> None:
    def change(finding: str, answer: str, urgency: str, top: str) -> dict[str, str]:
        told = {"finding": finding, "answer": answer, "urgency": urgency}
        return told | {"top_condition": top}

    assessment["urgency"] = "routine"
    same = "disc_herniation"
    assessment["would_change"] = [
        change("fever", "present", "emergency", same),
        change("calf_pain", "present", "routine", "facet_cyst"),
        change("knee_pain", "absent", "urgent_2_weeks", "facet_cyst"),
        *(change("foot_pain", "absent", "emergency", same) for _ in range(4)),
    ]
    told = section(sections(assessment), "SINGLE ANSWERS THAT WOULD CHANGE IT")
    cyst = "most likely is Facet joint cyst pressing on a lumbar nerve root"
    assert told[0] == "  If present, urgency becomes emergency:"
    assert told[2] == f"  If present, {cyst}:"
    assert " ".join(" ".join(told[4:6]).split()) == (
        f"If absent, urgency becomes urgent, within two weeks and {cyst}:"
    )
    assert told[-1] == "  and 2 further answers"


def test_without_a_model_nothing_but_its_absence_and_the_rules_is_told() -> None:
    text = sections(assess(Case(findings=FINDINGS), None).to_dict())
    assert section(text, "PROBABILITIES: NOT AVAILABLE")
    assert "%" not in text
    for title in ("MOST LIKELY", "THE SET", "KINDS OF CAUSE", "FOR AND AGAINST"):
        assert title not in text
    assert section(text, "SINGLE ANSWERS THAT WOULD CHANGE IT")


def test_lines_are_short(assessment: dict[str, Any]) -> None:
    assessment["prediction_set"] = [e["condition"] for e in assessment["differential"]]
    assert max(map(len, sections(assessment).splitlines())) <= 88
