"""The score comes first, and is never better than it is."""

from __future__ import annotations

from typing import Any

from pipeline.report.mutation_text import render_mutation
from pipeline.report.words import WIDTH

BY = {"canary": 9_990, "near miss": 8_000, "hazard log": 5, "document": 700}


def counts(**changes: Any) -> dict[str, Any]:
    tally = {"n": 10_000, "killed": 9_998, "equivalent": 2, "survived": 0}
    return {**tally, "killed_by": BY, **changes}


def told(subject: str, where: str, change: str, because: str | None) -> dict[str, Any]:
    return {
        "subject": subject,
        "kind": "finding added",
        "where": where,
        "change": change,
        "because": because,
    }


def report(**changes: Any) -> dict[str, Any]:
    return {
        "score": 1.0,
        **counts(),
        "subjects": [
            {"id": "RF001", "name": "Loss", **counts()},
            {"id": "weaker_infection_risk", "name": "named group", **counts()},
        ],
        "kinds": [{"kind": "all and any exchanged", **counts()}],
        "equivalents": [
            told("RF001", "2", "fever added to any", "unwell already covers it"),
            told("RF001", "3", "fever added to any", "unwell already covers it"),
        ],
        "survivors": [],
        **changes,
    }


def missed(n: int) -> dict[str, Any]:
    return report(
        score=1 - n / 9_998,
        killed=9_998 - n,
        survived=n,
        survivors=[
            told("RF001", "2.1", f"finding {i} added to any", None) for i in range(n)
        ],
    )


def test_the_score_comes_first() -> None:
    lines = render_mutation(report()).splitlines()
    assert lines[0].startswith("MUTATION SCORE 100%: 9,998 of 9,998 mistakes noticed.")
    assert "NOT NOTICED" not in "\n".join(lines)


def test_one_survivor_is_no_full_score_and_stands_below_it() -> None:
    text = render_mutation(missed(1))
    assert text.startswith("MUTATION SCORE 99.9%: 9,997 of 9,998 mistakes noticed.")
    assert "NOT NOTICED (1)\n  RF001 2.1: finding 0 added to any\n" in text
    assert text.index("NOT NOTICED") < text.index("BY RULE")
    assert "Add a canary to the rule" in text


def test_many_survivors_are_counted_and_the_first_are_named() -> None:
    text = render_mutation(missed(45))
    assert "NOT NOTICED (45)" in text
    assert "finding 39 added" in text
    assert "finding 40 added" not in text
    assert "  and 5 more\n" in text


def test_tables_have_a_row_for_each_rule_group_and_kind() -> None:
    text = render_mutation(report())
    for name in ("RF001 ", "weaker_infection_risk ", "all and any exchanged "):
        row = next(line for line in text.splitlines() if line.startswith(name))
        cells = ["10,000", "9,990", "8,000", "5", "700", "2", "0"]
        assert row.removeprefix(name).split() == cells


def test_what_is_no_mistake_is_listed_once_for_each_reason() -> None:
    text = render_mutation(report())
    assert "NO MISTAKE: THE SAME AS THE ORIGINAL (2)" in text
    assert text.endswith(
        "  RF001: unwell already covers it\n"
        "      2 fever added to any; 3 fever added to any\n"
    )
    many = [told("RF001", str(i), "fever added to any", "unwell") for i in range(9)]
    assert "5 fever added to any; and 3 more\n" in render_mutation(
        report(equivalents=many)
    )


def test_no_line_is_too_long() -> None:
    words = " and ".join(["unremitting_pain"] * 20)
    text = render_mutation(report(equivalents=[told("RF001", "2", words, words)]))
    assert max(map(len, text.splitlines())) <= WIDTH
