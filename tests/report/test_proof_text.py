from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.assess import assess
from pipeline.cases import Case, read_cases
from pipeline.report.proof_text import (
    render_counterexample,
    render_proof,
    render_proof_summary,
)

HOLDS: dict[str, Any] = {
    "id": "T02",
    "statement": "Whatever the model says, no answer is below a fired rule",
    "method": "solver",
    "holds": True,
    "seconds": 1.26,
    "what": "42 rules, the merge run on all 25 pairs",
    "counterexample": None,
}
CASE = Case(
    age=70,
    duration_days=13.5,
    findings={"saddle_numbness": "present", "fever": "absent"},
)
FAILS: dict[str, Any] = {
    **HOLDS,
    "holds": False,
    "what": "RF001 fires, the model asks for routine, and the urgency is routine; "
    + "it must be emergency or worse, and this goes on for so long that it is wrapped",
    "counterexample": CASE.to_dict(),
}


def test_a_proved_theorem_is_an_entry_of_its_own() -> None:
    assert render_proof(HOLDS) == (
        "T02  holds    1.3 s  Whatever the model says, no answer is below a fired rule."
        " Solver: 42 rules, the\n"
        "                     merge run on all 25 pairs."
    )


def test_a_refuted_theorem_is_followed_by_its_case() -> None:
    text = render_proof(FAILS)
    entry, _, case_file = text.partition("\n\n")
    assert entry.startswith("T02  FAILS    1.3 s  Whatever the model says")
    assert "RF001 fires" in entry
    assert case_file == render_counterexample(FAILS)
    assert max(map(len, text.splitlines())) <= 100


def test_a_refuted_theorem_without_a_case_says_so_in_words_alone() -> None:
    entry = render_proof({**FAILS, "counterexample": None})
    assert "FAILS" in entry
    assert "#" not in entry


def test_the_counterexample_is_a_case_file(tmp_path: Path) -> None:
    text = render_counterexample(FAILS)
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert text.startswith("\n".join(comments))
    told = " ".join(line.lstrip("# ") for line in comments)
    assert HOLDS["statement"] in told
    assert FAILS["what"] in told
    path = tmp_path / "refuted.yaml"
    path.write_text(text, encoding="utf-8")
    (case,) = read_cases([path])
    assert case == CASE
    assert assess(case, model=None).urgency == "emergency"


def test_a_case_of_which_nothing_is_known_can_be_read_back(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    text = render_counterexample({**FAILS, "counterexample": Case().to_dict()})
    path.write_text(text, encoding="utf-8")
    assert list(read_cases([path])) == [Case()]


def test_the_summary_counts_and_names_what_fails() -> None:
    assert render_proof_summary([HOLDS, HOLDS]) == "2 theorems, all proved (3 s)."
    assert render_proof_summary([HOLDS, FAILS]) == "2 theorems, not proved: T02 (3 s)."
