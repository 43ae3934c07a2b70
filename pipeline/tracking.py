"""Everything that touches MLflow: the store, the runs, and the model with its rules.

The registered model is a pyfunc that calls assess(): whoever loads it gets the rule
layer with it, and cannot go round it.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

# MLflow looks at these when it is first imported.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("DO_NOT_TRACK", "true")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")

import mlflow
import numpy as np
import pandas as pd
from mlflow.exceptions import MlflowException
from mlflow.models import ModelSignature
from mlflow.pyfunc import PythonModel
from mlflow.types import ColSpec, DataType, ParamSchema, ParamSpec, Schema

from pipeline.assess import assess, check_rules
from pipeline.cases import CaseMatrix, CaseMix, cases_from_matrix
from pipeline.cases.case_mix import DOCUMENTED_MIXES, documented_mix, parse_case_mix
from pipeline.cases.tables import frame_from_matrix, matrix_from_frame
from pipeline.errors import ArtifactError, CaseError, Fault, OutputError, shorten
from pipeline.knowledge import load_knowledge
from pipeline.metrics import Reliability
from pipeline.model.artifact import load_classifier

URI_VARIABLE = "MLFLOW_TRACKING_URI"
SQLITE = "sqlite:///"
EXPERIMENT = "lasegue"
MODEL_NAME = "lasegue"
CHAMPION = "champion"
# Tag of a version that is or was champion.
WHY = "why_champion"
FIRST = "The first to be registered; it went through no gates."
STORE_FOLDER = Path(__file__).parents[1] / "experiments"
# What the registered model needs beside MLflow; the artefact asks for these versions.
PACKAGES = (
    "joblib",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "pyyaml",
    "scikit-learn",
    "scipy",
)
# MLflow runs this text to build the model: nothing of ours is pickled into the store.
MODEL_SCRIPT = """\
from mlflow.models import set_model
from pipeline.tracking import AssessingModel

set_model(AssessingModel())
"""
CASE_MIX = "case_mix"
CONTEXT_TYPES = {
    "age": DataType.double,
    "sex": DataType.string,
    "care_setting": DataType.string,
    "duration_days": DataType.double,
    "pain_score": DataType.double,
}


@dataclass(frozen=True)
class TrackedTrial:
    """What is logged of one candidate."""

    name: str
    params: dict[str, Any]
    n_rows: int
    metrics: dict[str, float]
    # Cases seen, regret and seconds; the seconds are told here and nowhere else.
    curve: tuple[tuple[int, float, float], ...] = ()


def tracking_uri() -> str:
    """Give the address of the store: MLFLOW_TRACKING_URI, else SQLite beside us."""
    default = f"{SQLITE}{(STORE_FOLDER / 'mlflow.db').resolve()}"
    return os.environ.get(URI_VARIABLE) or default


def check_store() -> None:
    """Make sure that runs can be stored, before hours are spent on one.

    Raises
    ------
    OutputError
        If the file of the store cannot be written, or the store cannot be used.
    """
    with _store():
        pass


def _artifact_folder(uri: str) -> Path | None:
    """Artefacts stand beside a SQLite file; a server knows where it keeps its own."""
    if not uri.startswith(SQLITE):
        return None
    return Path(uri.removeprefix(SQLITE)).resolve().parent / "mlartifacts"


@contextmanager
def _store() -> Iterator[str]:
    """Point MLflow at the store for a block, and give the id of the experiment."""
    uri = tracking_uri()
    artifacts = _artifact_folder(uri)
    if not os.environ.get(URI_VARIABLE):
        STORE_FOLDER.mkdir(exist_ok=True)
    # MLflow would try for minutes to open a file that cannot be opened.
    if artifacts is not None and not os.access(artifacts.parent, os.W_OK):
        raise OutputError(_no_store(uri, "no writable folder"))
    with _address(uri), _quietly():
        try:
            experiment = mlflow.get_experiment_by_name(EXPERIMENT)
            if experiment is not None:
                number = experiment.experiment_id
            else:
                location = artifacts.as_uri() if artifacts is not None else None
                number = mlflow.create_experiment(EXPERIMENT, location)
        except MlflowException as error:
            raise OutputError(_no_store(uri, shorten(error.message, 160))) from error
        yield str(number)


def _no_store(uri: str, got: str) -> Fault:
    to_do = f"Set {URI_VARIABLE} to a store that can be written."
    return Fault(uri, "the MLflow store", "usable", got, to_do)


@contextmanager
def _address(uri: str) -> Iterator[None]:
    """Set the address of the store, which MLflow also writes into the environment."""
    given = os.environ.get(URI_VARIABLE)
    mlflow.set_tracking_uri(uri)
    try:
        yield
    finally:
        mlflow.set_tracking_uri(given)


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep MLflow to warnings and errors, unless somebody asked for more."""
    loggers = [logging.getLogger(name) for name in ("mlflow", "alembic")]
    if "MLFLOW_LOGGING_LEVEL" in os.environ:
        loggers = []
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(max(logger.level, logging.WARNING))
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


class AssessingModel(PythonModel):  # type: ignore[misc]
    """The classifier behind its rule layer, as MLflow serves it."""

    def load_context(self, context: Any) -> None:
        """Load the artefact, after its manifest has been compared.

        Raises
        ------
        SilentRuleError
            If a red flag no longer answers.
        ArtifactError
            If the model must not be loaded.
        """
        check_rules()
        self.classifier = load_classifier(Path(context.artifacts["model"]))

    def predict(
        self, context: Any, model_input: pd.DataFrame, params: Any = None
    ) -> pd.DataFrame:
        """Assess every row.

        Parameters
        ----------
        context : object
            MLflow's; not used.
        model_input : DataFrame
            Columns as in the table contract, with findings as 1.0 present, 0.0
            absent, NaN unknown.
        params : dict, optional
            `case_mix`: primary_care, spine_clinic, emergency, or the text of a file
            that `lasegue adapt` wrote. No path: a client must not have files of the
            server read.

        Returns
        -------
        DataFrame
            case_id, urgency, urgency_from, and assessment (JSON text).

        Raises
        ------
        CaseError
            With every fault of the table.
        OptionError
            With every fault of the case mix.
        """
        del context
        mix = _case_mix((params or {}).get(CASE_MIX))
        frame = model_input.copy()
        ids: list[str | None] = [None] * len(frame)
        if "case_id" in frame.columns:
            ids = [None if pd.isna(v) else str(v) for v in frame.pop("case_id")]
        matrix = matrix_from_frame(_with_booleans(frame), "model input")
        rows = [
            assess(case, self.classifier, case_mix=mix)
            for case in cases_from_matrix(matrix, ids)
        ]
        return pd.DataFrame(
            {
                "case_id": ids,
                "urgency": [row.urgency for row in rows],
                "urgency_from": [row.urgency_from for row in rows],
                "assessment": [json.dumps(row.to_dict()) for row in rows],
            },
            dtype=object,
        )


def _case_mix(given: str | None) -> CaseMix | None:
    """Read the mix that a client asks for by name or by its text."""
    if not given:
        return None
    if given in DOCUMENTED_MIXES:
        return documented_mix(given)
    return parse_case_mix(given, f"parameter {CASE_MIX}")


def _with_booleans(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn 1.0, 0.0 and NaN into nullable booleans; anything else is a fault."""
    faults = []
    columns: dict[str, Any] = {}
    findings = load_knowledge().findings
    for name, column in frame.items():
        columns[str(name)] = column
        if name not in findings or column.dtype.kind != "f":
            continue
        values = column.to_numpy()
        unknown = np.isnan(values)
        wrong = np.flatnonzero(~unknown & (values != 0) & (values != 1))
        for row in wrong:
            got = f"{values[row]:g} in row {row + 1}"
            to_do = "Use NaN when it is not known."
            faults.append(
                Fault("model input", f"column {name}", "1, 0 or NaN", got, to_do)
            )
        columns[str(name)] = pd.arrays.BooleanArray(values == 1, unknown)
    if faults:
        raise CaseError(faults)
    return pd.DataFrame(columns)


def model_signature() -> ModelSignature:
    """Give the signature: every column optional, findings as doubles."""
    text = DataType.string
    inputs = [ColSpec(text, "case_id", required=False)]
    inputs += [
        ColSpec(kind, name, required=False) for name, kind in CONTEXT_TYPES.items()
    ]
    inputs += [
        ColSpec(DataType.double, finding, required=False)
        for finding in load_knowledge().finding_ids
    ]
    outputs = ("case_id", "urgency", "urgency_from", "assessment")
    return ModelSignature(
        inputs=Schema(inputs),
        outputs=Schema([ColSpec(text, o) for o in outputs]),
        params=ParamSchema([ParamSpec(CASE_MIX, text, "")]),
    )


def model_input(cases: CaseMatrix) -> pd.DataFrame:
    """Give cases as the table that the pyfunc takes."""
    frame = frame_from_matrix(cases).drop(columns="condition", errors="ignore")
    findings = list(cases.finding_ids)
    # Copied into one piece, because pandas warns of tables of many.
    return frame.astype(dict.fromkeys(findings, "float64")).copy()


def _draw_reliability(curve: Reliability, path: Path) -> None:
    """Draw the curve as the report does; the posterior is not known in training."""
    # Only training draws: the served model does without the plotting libraries.
    from pipeline.report.figures import reliability_chart, save_png

    points = {
        "predicted": curve.predicted.tolist(),
        "observed": curve.observed.tolist(),
    }
    save_png(reliability_chart({"reliability": {"model": points}}), path)


def _draw_learning(notes: dict[str, Any], path: Path) -> None:
    """Draw the learning curve as the report does."""
    from pipeline.report.figures import save_png
    from pipeline.report.learning_chart import learning_chart

    save_png(learning_chart(notes), path)


def track_training(
    model_folder: Path,
    trials: list[TrackedTrial],
    chosen: str,
    notes: dict[str, Any],
    reliability: Reliability,
    examples: CaseMatrix,
) -> str:
    """Log a training with a nested run for every candidate, and register the model.

    Parameters
    ----------
    model_folder : Path
        Of the artefact; copied into the store.
    trials : list of TrackedTrial
    chosen : str
        Name of the winner.
    notes : dict
        Calibration, counts and digests, as in the manifest.
    reliability : Reliability
        Of the calibrated winner.
    examples : CaseMatrix
        Input example.

    Returns
    -------
    str
        Version under which the model was registered.

    Raises
    ------
    SilentRuleError
        If a red flag no longer answers: no model is packaged without its rules.
    """
    check_rules()
    with (
        _store() as experiment,
        mlflow.start_run(run_name="train", experiment_id=experiment) as run,
    ):
        for trial in trials:
            _log_trial(trial, chosen, experiment)
        _log_choice(next(trial for trial in trials if trial.name == chosen), notes)
        mlflow.log_metric("ece_calibrated", reliability.expected_calibration_error)
        mlflow.log_dict(notes, "notes.json")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            picture = folder / "reliability.png"
            _draw_reliability(reliability, picture)
            mlflow.log_artifact(str(picture))
            if next(t for t in trials if t.name == chosen).curve:
                learning = folder / "learning_curve.png"
                _draw_learning(notes, learning)
                mlflow.log_artifact(str(learning))
            model = _log_model(folder, model_folder, examples)
        return _register(model, run.info.run_id)


def _log_trial(trial: TrackedTrial, chosen: str, experiment: str) -> None:
    with mlflow.start_run(run_name=trial.name, experiment_id=experiment, nested=True):
        mlflow.log_params({**_short(trial.params), "n_rows": trial.n_rows})
        mlflow.log_metrics(trial.metrics)
        for n_rows, regret, seconds in trial.curve:
            curve = {"regret_nats": regret, "seconds": seconds}
            mlflow.log_metrics(curve, step=n_rows)
        mlflow.set_tag("chosen", str(trial.name == chosen).lower())


def _log_choice(winner: TrackedTrial, notes: dict[str, Any]) -> None:
    mlflow.log_params(
        {
            "candidate": winner.name,
            "calibration": notes["calibration"]["method"],
            "data_digest": notes["data_digest"],
            "knowledge_digest": load_knowledge().digest,
            **{f"n_{name}": n for name, n in notes["n_cases"].items()},
        }
    )
    mlflow.log_metrics(winner.metrics)
    losses = notes["calibration"]["log_loss"]
    mlflow.log_metrics({f"log_loss_{k}": v for k, v in losses.items()})


def _log_model(folder: Path, model_folder: Path, examples: CaseMatrix) -> Any:
    script = folder / "assessing_model.py"
    script.write_text(MODEL_SCRIPT, encoding="utf-8")
    return mlflow.pyfunc.log_model(
        name="model",
        python_model=str(script),
        artifacts={"model": str(model_folder.resolve())},
        # The rules and the knowledge travel inside the model.
        code_paths=[str(Path(__file__).parent)],
        signature=model_signature(),
        input_example=model_input(examples),
        pip_requirements=[f"{name}=={version(name)}" for name in PACKAGES],
    )


def _register(model: Any, run_id: str) -> str:
    """Register a logged model; the first becomes champion, for there is no other.

    Later ones only through the gates: `lasegue promote`.
    """
    client = mlflow.MlflowClient()
    with suppress(MlflowException):  # it is there already, from the first training
        client.create_registered_model(MODEL_NAME)
    made = client.create_model_version(
        MODEL_NAME, model.model_uri, run_id, model_id=model.model_id
    )
    number = str(made.version)
    if CHAMPION not in client.get_registered_model(MODEL_NAME).aliases:
        client.set_registered_model_alias(MODEL_NAME, CHAMPION, number)
        client.set_model_version_tag(MODEL_NAME, number, WHY, FIRST)
    mlflow.set_tag("registered_version", number)
    return number


def _short(params: dict[str, Any]) -> dict[str, str]:
    most = 200
    return {
        key: text for key, value in params.items() if len(text := str(value)) <= most
    }


@contextmanager
def registry() -> Iterator[Any]:
    """Give a client that reads the registry, and makes no store where there is none.

    Yields
    ------
    MlflowClient

    Raises
    ------
    ArtifactError
        If there is no store, or it cannot be read.
    """
    uri = tracking_uri()
    to_do = f"Train a model with `lasegue train`, or set {URI_VARIABLE}."
    if uri.startswith(SQLITE) and not Path(uri.removeprefix(SQLITE)).is_file():
        raise ArtifactError(Fault(uri, "the MLflow store", "there", "nothing", to_do))
    with _address(uri), _quietly():
        try:
            yield mlflow.MlflowClient()
        except MlflowException as error:
            got = shorten(error.message, 160)
            raise ArtifactError(
                Fault(uri, "the registry", "readable", got, to_do)
            ) from error


def load_champion() -> Any:
    """Load the registered model by its alias, as any MLflow client would.

    Raises
    ------
    ArtifactError
        If there is none, or it cannot be loaded.
    SilentRuleError
        If a red flag no longer answers.
    """
    uri = f"models:/{MODEL_NAME}@{CHAMPION}"
    with _address(tracking_uri()), _quietly():
        try:
            return mlflow.pyfunc.load_model(uri)
        except MlflowException as error:
            got, to_do = shorten(error.message, 160), "Train one with `lasegue train`."
            raise ArtifactError(
                Fault(uri, "the registered model", "loadable", got, to_do)
            ) from error
