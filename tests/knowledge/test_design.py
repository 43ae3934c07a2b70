"""The knowledge holds what the design beside the checkout asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import (
    THRESHOLDS,
    AtLeast,
    Logic,
    Present,
    Threshold,
    parse_logic,
)
from pipeline.knowledge.strict_yaml import read_yaml

ROW = re.compile(r"^\| (RF\d{3}) [^|]*\| (\w+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
GROUP = re.compile(r"^- (\w+) = (any\(.+\))$", re.MULTILINE)
TOKEN = re.compile(r"\w+|[(),;]|>=|<=")
SIGNS = {">=": "at_least", "<=": "at_most"}


def parse_notation(text: str, groups: dict[str, str]) -> Logic:
    """Read the notation of the design: any(a, all(b, age >= 65)), at_least(2; a, b)."""
    tokens = TOKEN.findall(text)
    tree = _node(tokens, groups)
    assert tokens == []
    return tree


def _node(tokens: list[str], groups: dict[str, str]) -> Logic:
    word = tokens.pop(0)
    if tokens and tokens[0] == "(":
        return _form(word, tokens, groups)
    if tokens and tokens[0] in SIGNS:
        side = SIGNS[tokens.pop(0)]
        assert f"{word}_{side}" in THRESHOLDS
        return Threshold(word, side, float(tokens.pop(0)))  # type: ignore[arg-type]
    return parse_notation(groups[word], groups) if word in groups else Present(word)


def _form(word: str, tokens: list[str], groups: dict[str, str]) -> Logic:
    tokens.pop(0)
    k = 0
    if word == "at_least":
        k = int(tokens.pop(0))
        assert tokens.pop(0) == ";"
    parts = [_node(tokens, groups)]
    while tokens.pop(0) == ",":
        parts.append(_node(tokens, groups))
    return AtLeast({"any": 1, "all": len(parts), "at_least": k}[word], tuple(parts))


def flat(logic: Logic) -> object:
    """Make nested any(any(...)) and the order of parts the same for both writings."""
    if not isinstance(logic, AtLeast):
        return logic
    parts: list[object] = []
    for part in logic.of:
        inner = flat(part)
        same = isinstance(inner, tuple) and inner[0] == 1 == logic.k
        parts += list(inner[1]) if same and isinstance(inner, tuple) else [inner]
    if len(parts) == 1:
        return parts[0]
    return logic.k, frozenset(parts)


@pytest.fixture(scope="module")
def red_flags(shared: Path) -> str:
    return (shared / "design/red_flags.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(red_flags: str) -> dict[str, tuple[str, str, str]]:
    return {id_: (tier, when, why) for id_, tier, when, why in ROW.findall(red_flags)}


def test_the_rules_are_those_of_the_table(
    knowledge: Knowledge, rows: dict[str, tuple[str, str, str]]
) -> None:
    assert [rule.id for rule in knowledge.rule_book.rules] == list(rows)
    assert len(rows) == 42


def test_the_groups_are_those_of_the_design(
    knowledge: Knowledge, red_flags: str
) -> None:
    designed = dict(GROUP.findall(red_flags))
    book = knowledge.rule_book.groups
    assert set(book) == set(designed)
    for name, text in designed.items():
        assert parse_logic(book[name], book) == parse_notation(text, {}), name


def test_every_condition_is_that_of_the_table(
    knowledge: Knowledge, red_flags: str, rows: dict[str, tuple[str, str, str]]
) -> None:
    groups = dict(GROUP.findall(red_flags))
    book = knowledge.rule_book
    for rule in book.rules:
        written = flat(parse_logic(rule.when, book.groups))
        assert written == flat(parse_notation(rows[rule.id][1], groups)), rule.id


def test_every_tier_and_every_suspect_is_that_of_the_table(
    knowledge: Knowledge, rows: dict[str, tuple[str, str, str]]
) -> None:
    for rule in knowledge.rule_book.rules:
        tier, _, suspects = rows[rule.id]
        inside = re.sub(r"\(.*", "", suspects)
        named = [
            word for word in re.findall(r"\w+", inside) if word in knowledge.profiles
        ]
        assert rule.tier == tier, rule.id
        assert list(rule.suspects) == named, rule.id
        assert (rule.suspects_outside is not None) == ("outside" in suspects), rule.id


def conditions(shared: Path) -> Iterator[list[str]]:
    """Rows of the table of conditions."""
    text = (shared / "design/architecture.md").read_text(encoding="utf-8")
    for line in text.partition("## The conditions")[2].splitlines():
        if re.match(r"\| [a-z]+_", line):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def test_the_conditions_are_those_of_the_architecture(
    knowledge: Knowledge, shared: Path
) -> None:
    table = list(conditions(shared))
    assert {row[0] for row in table} == set(knowledge.profiles)
    for key, _, icd10, tier, documents in table:
        profile = knowledge.profiles[key]
        assert profile.tier == tier, key
        assert set(profile.icd10) == set(re.findall(r"[A-Z]\d\d(?:\.\d)?", icd10)), key
        named = re.findall(r"\b00\d\b", documents)
        assert profile.documents == tuple(f"seed_{number}" for number in named), key


def test_the_vocabulary_is_that_of_the_design(
    knowledge: Knowledge, shared: Path
) -> None:
    designed, faults = read_yaml(shared / "design/findings.yaml")
    assert faults == []
    ours = knowledge.vocabulary
    assert list(ours.groups) == list(designed["groups"])
    for name, group in designed["groups"].items():
        assert list(ours.groups[name]) == list(group)
        for key, stated in group.items():
            finding = ours.groups[name][key]
            assert (finding.source, finding.label) == (
                stated["source"],
                stated["label"],
            )
            assert finding.is_screen == ("screen" in stated), key
    for key, stated in designed["context"].items():
        assert ours.context[key].label == stated["label"]
        assert list(ours.context[key].range or ()) == stated.get("range", [])


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("any(fever)", AtLeast(1, (Present("fever"),))),
        (
            "all(a, age >= 65)",
            AtLeast(2, (Present("a"), Threshold("age", "at_least", 65.0))),
        ),
        (
            "at_least(2; a, b, g)",
            AtLeast(2, (Present("a"), Present("b"), AtLeast(1, (Present("c"),)))),
        ),
    ],
)
def test_the_notation_is_read_as_meant(text: str, tree: Logic) -> None:
    assert parse_notation(text, {"g": "any(c)"}) == tree


def test_a_different_condition_is_seen_as_different() -> None:
    one = flat(parse_notation("any(a, all(b, c))", {}))
    assert one == flat(parse_notation("any(all(c, b), any(a))", {}))
    assert one != flat(parse_notation("any(a, any(b, c))", {}))
    assert one != flat(parse_notation("all(a, all(b, c))", {}))
