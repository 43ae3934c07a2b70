from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cases import read_cases
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.schema import RuleBook
from pipeline.proofs.proving import THEOREMS
from pipeline.rules import RuleSet, load_rules
from pipeline.stages.params import PARAMS_FILE
from tests.cli.running import Run

EMPTY = "age: 50\n"


def test_audit_names_open_emergencies_and_the_questions_that_close_them(
    lasegue: Run, tmp_path: Path
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("case_id: one\nfindings: {saddle_numbness: present}\n")
    told = lasegue("rules", "audit", case)
    assert told.status == 0
    assert "CASE one" in told.out
    assert "1 fired, 18 still open, 0 closed" in told.out
    assert "FEWEST QUESTIONS THAT CLOSE THEM" in told.out
    assert "No red flags" not in told.out


def test_audit_as_json_is_one_array_for_all_files(lasegue: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(EMPTY)
    (tmp_path / "b.yaml").write_text("[]\n")
    told = lasegue(
        "rules", "audit", tmp_path / "a.yaml", tmp_path / "b.yaml", "--format", "json"
    )
    (found,) = told.json
    assert found["tier"] == "emergency"
    assert len(found["still_open"]) == 19
    assert found["no_red_flags"] is False


def test_audit_of_no_cases_says_so(lasegue: Run, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("[]\n")
    assert lasegue("rules", "audit", tmp_path / "b.yaml").out == "No cases.\n"


def test_audit_looks_at_milder_rules_when_asked(lasegue: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(EMPTY)
    told = lasegue("rules", "audit", tmp_path / "a.yaml", "--tier", "routine")
    assert "42 still open" in told.out


def test_audit_refuses_a_broken_case(lasegue: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("findings: {saddle_numbnes: present}\n")
    faults = lasegue("rules", "audit", tmp_path / "a.yaml").faults
    assert "saddle_numbness" in faults[0]


# Proofs, mutants, alarms and the trace matrix, of the shipped rules and of broken ones


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """RF001 fires only when everything it names is present."""
    knowledge = load_knowledge()
    book = knowledge.rule_book
    first = book.rules[0].model_copy(
        update={"when": {"all_of": list(book.rules[0].when["any_of"])}}
    )
    changed = RuleBook(groups=book.groups, rules=(first, *book.rules[1:]))
    # Every command looks it up when it runs.
    module = sys.modules["pipeline.knowledge"]
    monkeypatch.setattr(
        module, "load_knowledge", lambda: replace(knowledge, rule_book=changed)
    )


def test_prove_prints_each_theorem_with_its_time(lasegue: Run) -> None:
    told = lasegue("rules", "prove")
    assert told.status == 0
    lines = [line for line in told.out.splitlines() if line.startswith("T")]
    assert len(lines) == len(THEOREMS)
    assert all(re.match(r"T\d\d  holds +[\d.]+ s  ", line) for line in lines)
    assert "all proved" in told.out.splitlines()[-1]


def test_prove_prints_a_counterexample_that_can_be_run(
    lasegue: Run, broken: None, tmp_path: Path
) -> None:
    told = lasegue("rules", "prove", "--format", "json")
    assert told.status == 1
    failed = {proof["id"]: proof for proof in told.json if not proof["holds"]}
    assert {"T09", "T11"} <= set(failed)
    # The documents say emergency; the broken rule says nothing.
    text = lasegue("rules", "prove").out
    start = text.index("# T09 fails")
    page = text[start : text.index("\n\n", start)]
    (tmp_path / "case.yaml").write_text(page)
    (case,) = read_cases([tmp_path / "case.yaml"])
    assert load_rules().evaluate(case).floor == "emergency"
    as_broken = RuleSet(sys.modules["pipeline.knowledge"].load_knowledge())
    assert as_broken.evaluate(case).floor != "emergency"


def test_mutate_refuses_rules_that_fail_their_own_tests(
    lasegue: Run, broken: None
) -> None:
    refused = lasegue("rules", "mutate")
    assert refused.status == 2
    assert "RF001" in refused.err


def test_budget_tells_the_limits_and_fails_when_one_is_passed(
    lasegue: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = PARAMS_FILE.read_text()
    few = text.replace("n_per_condition: 8192", "n_per_condition: 256")
    (tmp_path / "kept.yaml").write_text(few)
    tight = re.sub(r"visit: \{emergency: 0.07", "visit: {emergency: 0.01", few)
    (tmp_path / "tight.yaml").write_text(tight)
    for name, status in (("kept", 0), ("tight", 1)):
        monkeypatch.setattr(
            "pipeline.stages.params.PARAMS_FILE", tmp_path / f"{name}.yaml"
        )
        told = lasegue("rules", "budget", "--gates")
        assert told.status == status
        assert "ALARMS OF THE RULES, AGAINST THEIR LIMITS" in told.out
    assert "Budget failed: primary_care, visit, emergency" in told.err
    plain = lasegue("rules", "budget", "--gates", "--format", "json")
    assert {limit["held"] for limit in plain.json["limits"]} == {True, False}


@pytest.mark.parametrize("command", ["prove", "mutate", "trace"])
def test_without_the_solver_it_says_how_to_get_it(
    lasegue: Run, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("pipeline.cli.rules.SOLVER", "a_solver_that_nobody_has")
    (fault,) = lasegue("rules", command).faults
    assert "the solver must be installed" in fault
    assert "lasegue[proofs]" in fault
