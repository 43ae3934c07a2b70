from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import Present, leaves, parse_logic
from pipeline.knowledge.schema import Rule
from pipeline.report.book.logic_words import Branch, groups_of, rule_logic
from tests.report.book.reading import BookPage


def rule(when: object) -> Rule:
    return Rule.model_validate(
        {
            "id": "RF001",
            "name": "A rule",
            "tier": "emergency",
            "when": when,
            "action": "Go.",
            "hazard": "Harm.",
            "sources": ["capra_2011"],
            "must_fire": [{"fever": "present"}],
            "must_not_fire": [{"fever": "absent"}],
        }
    )


def leaf_texts(branch: Branch) -> Iterator[str]:
    if branch.parts:
        for part in branch.parts:
            yield from leaf_texts(part)
    else:
        yield branch.text


@pytest.mark.parametrize(
    ("when", "lead"),
    [
        ({"any_of": ["fever", "numbness"]}, "any of these"),
        ({"all_of": ["fever", "numbness"]}, "all of these"),
        (
            {"at_least": 2, "of": ["fever", "numbness", "leg_pain"]},
            "at least 2 of these",
        ),
    ],
)
def test_how_many_must_hold_leads_the_list(
    knowledge: Knowledge, when: object, lead: str
) -> None:
    branch = rule_logic(rule(when), knowledge)
    assert branch.text == lead
    assert branch.parts[0].text == knowledge.findings["fever"].label


def test_a_list_of_one_is_no_list(knowledge: Knowledge) -> None:
    branch = rule_logic(rule({"any_of": ["fever"]}), knowledge)
    assert branch == Branch(knowledge.findings["fever"].label)


def test_limits_are_told_with_their_unit(knowledge: Knowledge) -> None:
    limits = [
        {"age_at_least": 65},
        {"duration_days_at_most": 14},
        {"pain_score_at_least": 8},
    ]
    branch = rule_logic(rule({"all_of": limits}), knowledge)
    assert [part.text for part in branch.parts] == [
        "age 65 or over",
        "pain for 14 days or less",
        "worst pain in the last week 8 or more out of 10",
    ]


def test_a_named_group_is_named_and_listed_apart(knowledge: Knowledge) -> None:
    told = rule({"all_of": [{"group": "cancer"}, {"group": "motor_loss"}]})
    first, second = rule_logic(told, knowledge).parts
    assert (first.group, second.group) == ("cancer", "motor_loss")
    assert first.text == "any answer of the group “cancer”"
    listed = dict(groups_of(told, knowledge))
    assert list(listed) == ["cancer", "motor_loss"]
    labels = knowledge.findings
    assert [part.text for part in listed["cancer"].parts] == [
        labels["history_of_cancer"].label,
        labels["active_cancer"].label,
    ]


def test_no_answer_that_can_fire_a_rule_is_left_out(
    knowledge: Knowledge, book: dict[str, str]
) -> None:
    book_of_rules = knowledge.rule_book
    for told in book_of_rules.rules:
        branch = rule_logic(told, knowledge)
        texts = set(leaf_texts(branch))
        for _, group in groups_of(told, knowledge):
            texts |= set(leaf_texts(group))
        page = BookPage(book[f"red-flag-{told.id}.html"])
        for leaf in leaves(parse_logic(told.when, book_of_rules.groups)):
            if isinstance(leaf, Present):
                label = knowledge.findings[leaf.finding].label
                assert label in texts, (told.id, leaf)
                assert label[1:] in page.text, (told.id, leaf)
            else:
                assert f"{leaf.limit:g}" in page.text, (told.id, leaf)


def test_a_page_says_all_that_the_rule_says(
    knowledge: Knowledge, book: dict[str, str]
) -> None:
    for told in knowledge.rule_book.rules:
        page = BookPage(book[f"red-flag-{told.id}.html"])
        words = (told.name, told.action, told.hazard, told.suspects_outside or "")
        for text in words:
            assert " ".join(text.split()) in page.text, told.id
        for suspect in told.suspects:
            assert f"condition-{suspect}.html" in page.links, told.id
        for source in told.sources:
            assert f"sources.html#source-{source}" in page.links, told.id
            assert " ".join(knowledge.sources[source].citation.split()) in page.text
        caveat = " ".join((told.caveat or "").split()).split("(")[0]
        assert caveat.strip() in page.text, told.id


def test_the_list_goes_from_the_most_urgent_down(book: dict[str, str]) -> None:
    text = BookPage(book["red-flags.html"]).text
    places = [
        text.index(words)
        for words in (
            "Emergency department now.",
            "A clinician today.",
            "within two weeks.",
        )
    ]
    assert places == sorted(places)
