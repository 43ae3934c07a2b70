from __future__ import annotations

from pipeline.knowledge import load_knowledge
from pipeline.report.labels import Labels

KNOWLEDGE = load_knowledge()
LABELS = Labels(KNOWLEDGE)


def test_labels_are_whole_for_questions_and_short_for_reasons() -> None:
    whole = "Fever (38 °C or more) or shivering attacks in the last 2 weeks"
    assert LABELS.full("fever") == whole
    assert LABELS.short("fever") == "Fever or shivering attacks in the last 2 weeks"
    assert LABELS.full("age") == "Age"


def test_every_finding_and_condition_has_words() -> None:
    for finding in KNOWLEDGE.finding_ids:
        assert LABELS.short(finding) not in ("", finding)
    names = [LABELS.condition(condition) for condition in KNOWLEDGE.condition_ids]
    assert len(set(names)) == len(KNOWLEDGE.condition_ids)
    assert not any("(" in name for name in names)


def test_findings_keep_the_order_of_their_file_and_fields_come_last() -> None:
    first, *_, last = KNOWLEDGE.finding_ids
    assert LABELS.place(first) == 0
    assert LABELS.place(last) < LABELS.place("age")


def test_examinations_are_known_as_such() -> None:
    assert LABELS.needs_examiner("reduced_anal_tone")
    assert not LABELS.needs_examiner("fever")
    assert not LABELS.needs_examiner("age")


def test_sources_are_told_once_each() -> None:
    told = LABELS.sources(
        ["nhs_lothian_refhelp_b", "nhs_lothian_refhelp_c", "bach_1990"]
    )
    assert told == ["NHS Lothian RefHelp lumbar red flags", "Bach 1990"]


def test_every_limit_of_every_rule_can_be_put_into_words() -> None:
    reasons = [
        LABELS.because({"id": rule.id, "because": [field]})
        for rule in KNOWLEDGE.rule_book.rules
        for field in ("age", "duration_days", "pain_score")
    ]
    assert "pain for 28 days or less" in reasons
    assert "worst pain 8 or more out of 10" in reasons
    assert "age 70 or over" in reasons


def test_the_probability_of_a_tier_counts_that_tier_and_worse() -> None:
    differential = [
        {"condition": "cauda_equina_syndrome", "probability": 0.1},
        {"condition": "spinal_metastasis", "probability": 0.2},
        {"condition": "vertebral_fracture", "probability": 0.3},
        {"condition": "muscle_strain", "probability": 0.4},
    ]
    sums = {
        tier: round(LABELS.probability_of_tier(differential, tier) or 0, 9)
        for tier in ("emergency", "urgent_same_day", "urgent_2_weeks", "routine")
    }
    assert sums == {
        "emergency": 0.1,
        "urgent_same_day": 0.3,
        "urgent_2_weeks": 0.6,
        "routine": 1.0,
    }


def test_the_probability_of_a_tier_is_none_without_a_model() -> None:
    differential = [{"condition": "muscle_strain", "probability": None}]
    assert LABELS.probability_of_tier(differential, "routine") is None
