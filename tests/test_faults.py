"""Whatever fails in the model, the fired rules still answer, and the fault is told."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import joblib
import pytest

from pipeline.assess import MODEL_VARIABLE, Assessment, assess
from pipeline.cases import Case
from pipeline.cli import main
from pipeline.model import Classifier
from pipeline.model.artifact import save_classifier
from pipeline.model.opinion import PATIENCE_SECONDS
from pipeline.terms import Urgency
from tests.broken_models import ESTIMATORS, GOOD, MODELS, Hanging
from tests.known_cases import EMERGENCY, SCIATICA
from tests.model.exact import classifier_of, exact_estimator, fixed

CASES = {"emergency": EMERGENCY, "sciatica": SCIATICA, "empty": Case()}
URGENCY_BY_RULES = {
    "emergency": Urgency.EMERGENCY,
    "sciatica": None,
    "empty": None,
}
A_MOMENT = 0.2
SOON = 5.0

every_case = pytest.mark.parametrize("case", CASES)


def check_that_the_rules_answer(given: Assessment, case: str, said: str) -> None:
    alone = assess(CASES[case], None)
    assert given.urgency == URGENCY_BY_RULES[case]
    assert given.to_dict() == alone.to_dict()
    assert given.model is None
    assert said in str(given.model_fault)
    assert given.triage.verdicts == alone.triage.verdicts


# Faults of the model itself


@every_case
@pytest.mark.parametrize("name", MODELS)
def test_when_the_model_fails_the_rules_answer(name: str, case: str) -> None:
    model, said = MODELS[name]
    check_that_the_rules_answer(assess(CASES[case], model), case, said)


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    estimator = Hanging()
    yield estimator
    estimator.release.set()


@every_case
def test_a_model_that_hangs_is_left_behind(hanging: Hanging, case: str) -> None:
    began = time.monotonic()
    given = assess(CASES[case], classifier_of(hanging), patience_seconds=A_MOMENT)
    assert A_MOMENT <= time.monotonic() - began < SOON
    check_that_the_rules_answer(given, case, "it took longer than 0.2 s")


def test_a_model_that_hangs_does_not_keep_the_next_from_answering(
    hanging: Hanging,
) -> None:
    assess(SCIATICA, classifier_of(hanging), patience_seconds=A_MOMENT)
    assert assess(SCIATICA, GOOD).model_fault is None
    left = [thread for thread in threading.enumerate() if thread.name == "ask_model"]
    assert left
    # Such a thread must not keep the program from ending.
    assert all(thread.daemon for thread in left)


def test_a_slow_model_that_keeps_within_the_time_is_heard(hanging: Hanging) -> None:
    threading.Timer(A_MOMENT, hanging.release.set).start()
    given = assess(SCIATICA, classifier_of(hanging), patience_seconds=SOON)
    assert given.model_fault is None
    assert given.model is not None


def test_nobody_waits_longer_than_for_a_model_that_hangs() -> None:
    assert PATIENCE_SECONDS == 10.0


@every_case
def test_when_no_thread_can_be_had_the_rules_answer(case: str) -> None:
    before = threading.stack_size(2**46)  # more than any machine can give
    try:
        given = assess(CASES[case], GOOD)
    finally:
        threading.stack_size(before)
    check_that_the_rules_answer(given, case, "can't start new thread")


# All mass on a benign condition is no fault, and lowers nothing


@every_case
@pytest.mark.parametrize("condition", ["muscle_strain", "hip_osteoarthritis"])
def test_a_model_sure_of_a_benign_condition_lowers_nothing(
    condition: str, case: str
) -> None:
    given, alone = (assess(CASES[case], m) for m in (fixed(**{condition: 1.0}), None))
    assert given.model_fault is None
    assert given.urgency == (URGENCY_BY_RULES[case] or Urgency.ROUTINE)
    assert given.red_flags == alone.red_flags
    assert given.undetermined == alone.undetermined
    suspected = [e["condition"] for e in alone.differential if e["outranks"]]
    first = [e["condition"] for e in given.differential[: len(suspected) + 1]]
    assert first == [*sorted(suspected), condition]


# Faults of its files


class Bomb:
    """Ends the program when it is unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return sys.exit, (3,)


def alter(folder: Path) -> None:
    path = folder / "classifier.joblib"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def truncate(folder: Path) -> None:
    path = folder / "classifier.joblib"
    path.write_bytes(path.read_bytes()[:-100])


def tell(folder: Path, **values: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def put_inside(folder: Path, content: object) -> None:
    path = folder / "classifier.joblib"
    joblib.dump(content, path)
    tell(folder, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (shutil.rmtree, "the manifest must be readable"),
    "no classifier": (
        lambda f: (f / "classifier.joblib").unlink(),
        "the classifier must be readable",
    ),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "the manifest must be"),
    "truncated": (truncate, "the sha256 of the classifier"),
    "altered": (alter, "the sha256 of the classifier"),
    "half a manifest": (
        lambda f: (f / "manifest.json").write_text('{"format"'),
        "valid JSON",
    ),
    "other knowledge": (lambda f: tell(f, knowledge_digest="0"), "knowledge digest"),
    "other thresholds": (
        lambda f: tell(f, urgency_thresholds={"emergency": 1.0}),
        "urgency_thresholds of the classifier must be as in the manifest",
    ),
    "old format": (lambda f: tell(f, format=1), "must be of format 3"),
    "a bare estimator": (lambda f: put_inside(f, exact_estimator()), "a Classifier"),
    "ends the program": (lambda f: put_inside(f, Bomb()), "SystemExit"),
}


@pytest.fixture
def own_copy(
    tiny_model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    folder = Path(shutil.copytree(tiny_model_folder, tmp_path / "models"))
    monkeypatch.setenv(MODEL_VARIABLE, str(folder))
    return folder


def test_the_copy_is_sound_before_it_is_damaged(own_copy: Path) -> None:
    assert assess(SCIATICA).model_fault is None


@every_case
@pytest.mark.parametrize("name", DAMAGE)
def test_when_the_files_are_damaged_the_rules_answer(
    own_copy: Path, name: str, case: str
) -> None:
    damage, said = DAMAGE[name]
    damage(own_copy)
    check_that_the_rules_answer(assess(CASES[case]), case, said)


# The command tells of the fault on standard error


def told_by_the_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[list[dict[str, object]], str]:
    path = folder / "cases.json"
    path.write_text(json.dumps([case.to_dict() for case in CASES.values()]))
    arguments = ["lasegue", "assess", str(path), "--format", "json"]
    monkeypatch.setattr(sys, "argv", arguments)
    capsys.readouterr()
    with pytest.raises(SystemExit, match=r"^0$"):
        main()
    told = capsys.readouterr()
    return json.loads(told.out), told.err


def by_the_rules_alone() -> list[dict[str, object]]:
    return [assess(case, None).to_dict() for case in CASES.values()]


@pytest.mark.parametrize("name", DAMAGE)
def test_the_command_warns_of_damaged_files(
    own_copy: Path,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    damage, said = DAMAGE[name]
    damage(own_copy)
    given, warned = told_by_the_command(tmp_path, monkeypatch, capsys)
    assert given == by_the_rules_alone()
    assert warned.startswith("No model: the rules answer alone. ")
    assert said in warned


@pytest.mark.parametrize("name", ESTIMATORS)
def test_the_command_warns_of_a_model_that_fails(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    estimator, said = ESTIMATORS[name]
    save_classifier(tmp_path / "models", classifier_of(estimator), 1, {}, {})
    monkeypatch.setenv(MODEL_VARIABLE, str(tmp_path / "models"))
    given, warned = told_by_the_command(tmp_path, monkeypatch, capsys)
    assert given == by_the_rules_alone()
    lines = warned.splitlines()
    assert len(lines) == len(CASES)
    assert all(line.startswith("Warning: case ") for line in lines)
    assert all(said in line for line in lines)


def test_every_fault_is_a_fault_of_a_model_that_otherwise_answers(
    tiny_model: Classifier,
) -> None:
    for model in (GOOD, tiny_model):
        assert assess(SCIATICA, model).model_fault is None
