"""Behind every door: with a red flag that no longer answers, nothing starts.

Each door is opened for real, by a process of its own, in a copy of the project in which
one rule has been broken.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import mlflow
import pytest

from tests.small_training import SmallTraining, train_small

PROJECT = Path(__file__).parents[1]
RED_FLAGS = Path("pipeline/knowledge/red_flags.yaml")
RF001 = (
    "{any_of: [urinary_retention, urinary_incontinence, bowel_incontinence, "
    "saddle_numbness]}"
)
SILENT = RF001.replace(", saddle_numbness", "")
EAGER = RF001.replace("saddle_numbness", "saddle_numbness, urinary_hesitancy")
SAID = "red_flags.yaml: RF001 (Bladder, bowel or saddle loss) must be fired. Got "
SAID_OF_EAGER = SAID.replace("must be fired", "must be silent")
IN_PYTHON = """
import sys
from pipeline.errors import SilentRuleError
try:
    {code}
except SilentRuleError as error:
    sys.exit(str(error))
print("it has started")
"""
ASSESS = "from pipeline import Case, assess; print(assess(Case(), None).urgency)"
SAVE = """
    from pathlib import Path
    from pipeline.model.artifact import save_classifier
    from tests.model.exact import classifier_of, exact_estimator
    save_classifier(Path(sys.argv[1]), classifier_of(exact_estimator()), 1, {}, {})
"""
TRACK = """
    import os
    from pathlib import Path
    os.environ["MLFLOW_TRACKING_URI"] = "sqlite:///" + sys.argv[1] + "/store.db"
    import numpy as np
    from pipeline.cases import Case, matrix_from_cases
    from pipeline.metrics import Reliability
    from pipeline.tracking import TrackedTrial, track_training
    trials = [TrackedTrial("naive_bayes", {}, 10, {"log_loss": 1.0})]
    points = np.array([0.2, 0.8])
    curve = Reliability(points, points, np.array([5, 5]))
    examples = matrix_from_cases([Case()])
    notes = {"calibration": {"method": "none", "log_loss": {}}, "data_digest": "0",
             "n_cases": {}}
    track_training(Path(sys.argv[1]), trials, "naive_bayes", notes, curve, examples)
"""
LOAD = """
    import mlflow
    mlflow.pyfunc.load_model(sys.argv[1])
"""
PAGE = """
import json, sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app/main.py", default_timeout=120).run()
print(json.dumps({
    "exceptions": len(app.exception),
    "errors": [item.value for item in app.error],
    "texts": [item.value for item in app.text],
    "questions": len(app.button_group),
}))
"""


def broken(folder: Path, instead: str) -> Path:
    """Exchange the condition of a rule in a copy of the project."""
    path = folder / RED_FLAGS
    text = path.read_text(encoding="utf-8")
    assert text.count(RF001) == 1
    path.write_text(text.replace(RF001, instead), encoding="utf-8")
    return folder


def copied(folder: Path) -> Path:
    """Copy what runs, and the tests' own estimators."""
    for name in ("pipeline", "app", "tests/model"):
        shutil.copytree(
            PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    (folder / "tests" / "__init__.py").touch()
    return folder


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return broken(copied(tmp_path_factory.mktemp("silent")), SILENT)


def run(project: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project), "LASEGUE_MODEL": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )


def in_python(code: str) -> str:
    return IN_PYTHON.format(code=code.strip())


DOORS: dict[str, Callable[[Path, Path], tuple[object, ...]]] = {
    "command": lambda _, f: ("-m", "pipeline.cli", "assess", f / "case.yaml"),
    "python": lambda _, f: ("-c", in_python(ASSESS)),
    "saving": lambda _, f: ("-c", in_python(SAVE), f / "artefact"),
    "tracking": lambda _, f: ("-c", in_python(TRACK), f),
}


@pytest.mark.parametrize("door", DOORS)
def test_with_a_silent_rule_no_door_opens(
    silent: Path, tmp_path: Path, door: str
) -> None:
    (tmp_path / "case.yaml").write_text("{age: 50}")
    done = run(silent, *DOORS[door](silent, tmp_path))
    assert done.returncode in (1, 2)
    assert SAID in done.stderr
    assert "saddle_numbness" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    # And nothing half-made is left behind.
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]


@pytest.mark.parametrize("door", ["command", "python", "saving"])
def test_the_same_doors_open_when_every_rule_answers(
    sound: Path, tmp_path: Path, door: str
) -> None:
    (tmp_path / "case.yaml").write_text("{age: 50}")
    done = run(sound, *DOORS[door](sound, tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize(("instead", "said"), [(SILENT, SAID), (EAGER, SAID_OF_EAGER)])
def test_the_command_lists_the_faults_and_ends_with_status_2(
    tmp_path: Path, instead: str, said: str
) -> None:
    project = broken(copied(tmp_path), instead)
    (project / "case.yaml").write_text("{findings: {saddle_numbness: present}}")
    done = run(project, *DOORS["command"](project, project))
    assert done.returncode == 2
    faults = done.stderr.splitlines()
    assert faults
    assert all(line.startswith(said) for line in faults)
    assert done.stdout == ""


# The registered model


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallTraining:
    return train_small(tmp_path_factory)


def test_a_registered_model_with_a_silent_rule_does_not_load(
    small: SmallTraining, tmp_path: Path
) -> None:
    client = mlflow.MlflowClient(small.uri, small.uri)
    version = client.get_model_version_by_alias("lasegue", "champion")
    stored = client.get_model_version_download_uri("lasegue", version.version)
    folder = tmp_path / "model"
    shutil.copytree(Path(stored.removeprefix("file://")), folder)
    broken(folder / "code", SILENT)
    done = run(folder / "code", "-c", in_python(LOAD), folder)
    assert done.returncode == 1
    assert SAID in done.stderr
    assert "it has started" not in done.stdout


# The app


def test_the_app_shows_a_calm_page_and_no_questions(silent: Path) -> None:
    done = run(silent, "-c", PAGE)
    assert done.returncode == 0, done.stderr
    page = json.loads(done.stdout)
    assert page["exceptions"] == 0
    assert "nothing is assessed here" in page["errors"][0]
    assert page["texts"]
    assert all(text.startswith(SAID) for text in page["texts"])
    assert page["questions"] == 0


def test_the_app_shows_its_questions_when_every_rule_answers(sound: Path) -> None:
    page = json.loads(run(sound, "-c", PAGE).stdout)
    assert (page["exceptions"], page["errors"]) == (0, [])
    # The first group is open, the others are folded away.
    assert page["questions"] > 5
