from __future__ import annotations

from typing import Any

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import (
    AtLeast,
    Present,
    Threshold,
    leaves,
    logic_faults,
    parse_logic,
)
from pipeline.knowledge.schema import Rule, RuleBook

GROUPS: dict[str, Any] = {
    "spinal_pain": {"any_of": ["low_back_pain", "thoracic_pain"]},
    "nested": {"all_of": [{"group": "spinal_pain"}, "fever"]},
    "endless": {"group": "endless"},
}
BACK, CHEST = Present("low_back_pain"), Present("thoracic_pain")


@pytest.mark.parametrize(
    ("node", "tree"),
    [
        ("fever", Present("fever")),
        (
            {"any_of": ["fever", "unwell"]},
            AtLeast(1, (Present("fever"), Present("unwell"))),
        ),
        (
            {"all_of": ["fever", "unwell"]},
            AtLeast(2, (Present("fever"), Present("unwell"))),
        ),
        (
            {"at_least": 2, "of": ["a", "b", "c"]},
            AtLeast(2, (Present("a"), Present("b"), Present("c"))),
        ),
        ({"group": "spinal_pain"}, AtLeast(1, (BACK, CHEST))),
        (
            {"group": "nested"},
            AtLeast(2, (AtLeast(1, (BACK, CHEST)), Present("fever"))),
        ),
        ({"age_at_least": 65}, Threshold("age", "at_least", 65.0)),
        ({"duration_days_at_most": 14}, Threshold("duration_days", "at_most", 14.0)),
        ({"pain_score_at_least": 8.5}, Threshold("pain_score", "at_least", 8.5)),
    ],
)
def test_every_form_becomes_its_tree(node: Any, tree: Any) -> None:
    assert parse_logic(node, GROUPS) == tree


@pytest.mark.parametrize(
    "node",
    [
        None,
        7,
        {},
        ["fever"],
        {"none_of": ["fever"]},
        {"not": "fever"},
        {"any_of": ["fever"], "unless": "unwell"},
        {"at_least": 0, "of": ["fever"]},
        {"at_least": 3, "of": ["fever", "unwell"]},
        {"at_least": "two", "of": ["fever", "unwell"]},
        {"group": "unheard_of"},
        {"age_at_most": 40},
        {"duration_days_at_least": 42},
        {"age_at_least": "65"},
    ],
)
def test_anything_else_is_no_condition(node: Any) -> None:
    with pytest.raises(ValueError, match="not a condition"):
        parse_logic(node, GROUPS)


@pytest.mark.parametrize("parts", [None, "fever", [], {"any_of": ["fever"]}])
@pytest.mark.parametrize("form", ["any_of", "all_of"])
def test_a_form_needs_a_list_with_something_in_it(form: str, parts: Any) -> None:
    with pytest.raises(ValueError, match="not a list of conditions"):
        parse_logic({form: parts}, GROUPS)


def test_leaves_are_walked_left_to_right() -> None:
    tree = parse_logic(
        {"all_of": [{"group": "spinal_pain"}, {"any_of": ["a", {"age_at_least": 60}]}]},
        GROUPS,
    )
    age = Threshold("age", "at_least", 60.0)
    assert list(leaves(tree)) == [BACK, CHEST, Present("a"), age]
    assert list(leaves(age)) == [age]


def book(groups: dict[str, Any], when: Any) -> RuleBook:
    rule = Rule(
        id="RF001",
        name="a rule",
        tier="emergency",
        when=when,
        action="go",
        hazard="harm",
        sources=("seed_000",),
        must_fire=({"fever": "present"},),
        must_not_fire=({"fever": "absent"},),
    )
    return RuleBook(groups=groups, rules=(rule,))


def test_faults_are_gathered_over_groups_and_rules() -> None:
    faults = list(
        logic_faults(
            book(
                {"bad": {"any_of": []}, "odd": "fevr"}, {"all_of": ["unwel", "fever"]}
            ),
            {"fever", "unwell"},
            "red_flags.yaml",
        )
    )
    assert [fault.what for fault in faults] == [
        "groups.bad",
        "groups.odd",
        "RF001.when",
    ]
    assert {fault.where for fault in faults} == {"red_flags.yaml"}
    assert faults[0].got == "not a list of conditions: []"
    assert faults[1].to_do == "Did you mean 'fever'?"
    assert faults[2].got == "unwel"


def test_a_group_that_contains_itself_is_a_fault_and_not_a_crash() -> None:
    groups = {"endless": {"any_of": ["fever", {"group": "endless"}]}}
    faults = list(logic_faults(book(groups, "fever"), {"fever"}, "red_flags.yaml"))
    assert [fault.what for fault in faults] == ["groups.endless"]


def test_every_rule_that_ships_parses_into_findings_and_thresholds(
    knowledge: Knowledge,
) -> None:
    rules = knowledge.rule_book
    for rule in rules.rules:
        found = list(leaves(parse_logic(rule.when, rules.groups)))
        assert found
        assert any(isinstance(leaf, Present) for leaf in found), rule.id
