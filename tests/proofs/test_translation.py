from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
import z3

from pipeline.knowledge import load_knowledge
from pipeline.knowledge.logic import Present, Threshold, leaves, parse_logic
from pipeline.proofs.translation import LEAVES, SYMBOLS, TABLES, translate

GROUPS = {"pain": {"any_of": ["a", "b"]}}
# What each says in Python, given the answers to a, b, c.
MEANT = [
    ("a", lambda a, b, c: a),
    ({"group": "pain"}, lambda a, b, c: a or b),
    ({"all_of": ["c", {"group": "pain"}]}, lambda a, b, c: c and (a or b)),
    ({"at_least": 2, "of": ["a", "b", "c"]}, lambda a, b, c: a + b + c >= 2),
    ({"at_least": 1, "of": ["a", "b"]}, lambda a, b, c: a or b),
    ({"any_of": [{"all_of": ["a", "b"]}, "c"]}, lambda a, b, c: (a and b) or c),
]


@pytest.mark.parametrize(("node", "meant"), MEANT, ids=[str(n) for n, _ in MEANT])
def test_the_solver_and_a_table_say_what_the_words_mean(node: Any, meant: Any) -> None:
    grid = np.meshgrid(*[np.array([False, True])] * 3, indexing="ij")
    axes = dict(zip("abc", grid, strict=True))
    table = translate(node, GROUPS, TABLES, lambda leaf: axes[leaf.finding])
    symbols = translate(node, GROUPS, SYMBOLS, lambda leaf: z3.Bool(leaf.finding))
    for answers in product((False, True), repeat=3):
        assert bool(table[tuple(map(int, answers))]) == bool(meant(*answers))
        given = [
            (z3.Bool(name), z3.BoolVal(answer))
            for name, answer in zip("abc", answers, strict=True)
        ]
        value = z3.simplify(z3.substitute(symbols, *given))
        assert z3.is_true(value) == bool(meant(*answers))


def test_thresholds_are_read_off_their_names() -> None:
    node = {"any_of": [{"duration_days_at_most": 14}, {"pain_score_at_least": 8}]}
    assert translate(node, {}, LEAVES, lambda leaf: [leaf]) == [
        Threshold("duration_days", "at_most", 14),
        Threshold("pain_score", "at_least", 8),
    ]


def test_the_leaves_are_those_that_the_parser_finds() -> None:
    book = load_knowledge().rule_book
    for rule in book.rules:
        found = translate(rule.when, book.groups, LEAVES, lambda leaf: [leaf])
        assert found == list(leaves(parse_logic(rule.when, book.groups)))
        assert any(isinstance(leaf, Present) for leaf in found)


def test_what_is_no_condition_is_refused() -> None:
    with pytest.raises(ValueError, match="not a condition: none_of"):
        translate({"none_of": ["a"]}, {}, LEAVES, lambda leaf: [leaf])
