from __future__ import annotations

from pathlib import Path

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
