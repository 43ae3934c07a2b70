from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pipeline.cases import Case, read_cases
from pipeline.knowledge import load_knowledge
from tests.cli.running import Outcome, Run
from tests.interviewed import interview_by_hand
from tests.small_training import SmallTraining

FINDINGS = load_knowledge().findings
CONTEXT = ["45", "male", "primary care", "20", "6"]
SKIPPED = [""] * len(CONTEXT)
Typed = Callable[..., Outcome]


class Terminal(io.StringIO):
    """Lines that somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(lasegue: Run, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Hold an interview by typing lines; input then ends."""

    def run(
        lines: list[str], *options: object, stream: type[io.StringIO] = io.StringIO
    ) -> Outcome:
        monkeypatch.setattr("sys.stdin", stream("".join(f"{x}\n" for x in lines)))
        return lasegue("interview", *options)

    return run


def asked(out: str) -> list[str]:
    """The findings that were asked for, in order."""
    by_label = {" ".join(f"{e.label}?".split()): key for key, e in FINDINGS.items()}
    paragraphs = [
        " ".join(part.split()) for part in out.replace("> ", "").split("\n\n")
    ]
    found = []
    for paragraph in paragraphs:
        found += [key for label, key in by_label.items() if paragraph.startswith(label)]
    return found


@pytest.mark.usefixtures("no_model")
def test_without_a_model_the_rules_ask_and_it_is_said(typed: Typed) -> None:
    outcome = typed([*SKIPPED, "n", "n"])
    assert outcome.status == 0
    assert "Without a model only the red-flag rules ask." in outcome.out
    assert "No model" in outcome.err
    assert len(asked(outcome.out)) == 3
    assert "URGENCY: NOT KNOWN" in outcome.out


@pytest.mark.usefixtures("no_model")
def test_a_red_flag_is_shown_as_soon_as_it_fires(typed: Typed) -> None:
    outcome = typed([*SKIPPED, "n", "y", "n"])
    alarm = outcome.out.index("!! EMERGENCY (emergency department now): ")
    assert alarm < outcome.out.index("Nothing more is worth asking.")
    assert outcome.out.count("!! EMERGENCY") == 1
    assert "URGENCY: EMERGENCY" in outcome.out
    assert outcome.out.index("URGENCY: EMERGENCY") > alarm


@pytest.mark.usefixtures("no_model")
def test_every_question_says_why_it_is_asked(typed: Typed) -> None:
    out = typed([*SKIPPED, "?", "?", "?"]).out
    assert len(asked(out)) == len(set(asked(out))) == 4
    assert out.count("\n  If present, an emergency: ") == 4


@pytest.mark.usefixtures("no_model")
def test_an_empty_input_ends_with_the_assessment(typed: Typed) -> None:
    outcome = typed([])
    assert outcome.status == 0
    assert "CASE (no id)" in outcome.out
    assert "URGENCY: NOT KNOWN" in outcome.out


@pytest.mark.usefixtures("no_model")
def test_stop_ends_wherever_it_is_said(typed: Typed, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    assert typed(["50", "stop"], "--output", path).status == 0
    assert read_cases([path])[0] == Case(age=50)
    assert typed([*SKIPPED, "n", "STOP"], "--output", path).status == 0
    assert len(read_cases([path])[0].findings) == 1


@pytest.mark.usefixtures("no_model")
def test_answers_are_kept_as_a_case_file(typed: Typed, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    outcome = typed([*CONTEXT, "n", "?", "y", "stop"], "--output", path)
    (case,) = read_cases([path])
    first, second, third, *_ = asked(outcome.out)
    assert case.to_dict() == {
        "age": 45,
        "sex": "male",
        "care_setting": "primary_care",
        "duration_days": 20.0,
        "pain_score": 6.0,
        "findings": {first: "absent", third: "present"},
    }
    assert second not in case.findings
    assert f"Kept in {path}." in outcome.out
    assert yaml.safe_load(path.read_text()) == case.to_dict()


@pytest.mark.usefixtures("no_model")
def test_keeping_the_answers_is_offered_on_a_terminal(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "later.yaml"
    monkeypatch.chdir(tmp_path)
    outcome = typed(["50", "stop", str(path)], stream=Terminal)
    assert "File to keep the answers in" in outcome.out
    assert read_cases([path])[0].age == 50
    assert typed(["50", "stop", ""], stream=Terminal).status == 0
    # What is left of piped lines is never taken for the name of a file.
    piped = typed([*SKIPPED, "y", "n"])
    assert "With --output FILE the answers would be kept." in piped.out
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("no_model")
def test_an_answer_can_be_taken_back_more_than_once(
    typed: Typed, tmp_path: Path
) -> None:
    path = tmp_path / "case.yaml"
    lines = ["back", *SKIPPED, "n", "n", "back", "back", "y"]
    outcome = typed(lines, "--output", path)
    assert "There is nothing to take back." in outcome.out
    first, second, _, *again = asked(outcome.out)
    assert again == [second, first]
    assert read_cases([path])[0].findings == {first: "present"}


@pytest.mark.usefixtures("no_model")
def test_what_cannot_be_used_is_asked_again(typed: Typed, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    lines = ["old", "300", "45", "men", "male", "", "", "", "maybe", "n", "stop"]
    outcome = typed(lines, "--output", path)
    assert outcome.status == 0
    assert "age must be a whole number from 16 to 110. Got 'old'." in outcome.out
    assert "Got 300" in outcome.out
    assert "sex must be one of female, male. Got 'men'." in outcome.out
    assert outcome.out.count("Answer y (yes), n (no)") == 2
    (case,) = read_cases([path])
    assert (case.age, case.sex, len(case.findings)) == (45, "male", 1)


@pytest.mark.usefixtures("no_model")
def test_what_the_case_holds_is_not_asked(typed: Typed, tmp_path: Path) -> None:
    begin = tmp_path / "begin.yaml"
    begin.write_text("age: 45\nsex: male\nfindings: {urinary_retention: absent}\n")
    out = typed(["", "", "", "?"], "--case", begin).out
    assert "Age?" not in out
    assert "Worst pain" in out
    assert "urinary_retention" not in asked(out)


@pytest.mark.usefixtures("no_model")
def test_options_are_checked_before_anything_is_asked(
    typed: Typed, tmp_path: Path
) -> None:
    two = tmp_path / "two.yaml"
    two.write_text("- age: 45\n- age: 46\n")
    assert "one case. Got 2 cases" in typed([], "--case", two).faults[0]
    nowhere = tmp_path / "none" / "case.yaml"
    assert "no such folder" in typed([], "--output", nowhere).faults[0]
    assert typed([], "--model", tmp_path).faults


@pytest.mark.usefixtures("with_model")
def test_with_a_model_it_asks_what_the_assessment_would(
    typed: Typed, small: SmallTraining
) -> None:
    from pipeline.model.artifact import load_classifier

    absent = Case(
        age=45,
        sex="male",  # type: ignore[arg-type]
        care_setting="primary_care",  # type: ignore[arg-type]
        duration_days=20,
        pain_score=6,
        findings=dict.fromkeys(FINDINGS, "absent"),  # type: ignore[arg-type]
    )
    expected = interview_by_hand(load_classifier(small.model), absent, 4)
    outcome = typed([*CONTEXT, "n", "n", "n"])
    assert asked(outcome.out) == expected
    assert "MOST LIKELY, BY THE MODEL" in outcome.out
    assert "Without a model" not in outcome.out
