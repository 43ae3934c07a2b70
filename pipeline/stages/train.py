"""Stage train: cases in, a calibrated classifier out, every trial tracked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.utils._param_validation import InvalidParameterError
from threadpoolctl import threadpool_limits

from pipeline.cases import CaseMatrix
from pipeline.cases.content import MOST_ROWS_NAMED
from pipeline.cases.digest import cases_digest
from pipeline.cases.labelled import read_table
from pipeline.cases.parquet import read_matrix
from pipeline.errors import CaseError, Fault, OptionError, OutputError, shorten
from pipeline.features import FeatureSchema
from pipeline.knowledge import load_knowledge
from pipeline.metrics import top_label_reliability
from pipeline.model.artifact import save_classifier
from pipeline.model.candidates import build_candidates
from pipeline.model.case_mix import ReferenceMix
from pipeline.model.teacher import Teacher
from pipeline.model.training import (
    Splits,
    Training,
    TrainingPlan,
    labelled,
    split_cases,
    train,
    true_columns,
)
from pipeline.stages.home_mix import home_mix
from pipeline.stages.params import DATA_FOLDER, MODEL_FOLDER, Params, load_params
from pipeline.stages.teaching import build_teacher
from pipeline.tracking import TrackedTrial, check_store, track_training

MOST_EXAMPLES = 5
# Sums over threads differ in the last bits from run to run; figures must not.
DIGITS = 9
# Sums in another number of threads differ in their last bits: always as many, whatever
# the machine has, or an earlier caller has left.
THREADS = 2


def run_training(
    cases: Path | None = None,
    output: Path = MODEL_FOLDER,
    params: Params | None = None,
    data: Path = DATA_FOLDER,
) -> Training:
    """Train, save the artefact, and track the run.

    Parameters
    ----------
    cases : Path, optional
        A labelled table (CSV or Parquet), split by chance; without it, the generated
        streams.
    output : Path
        Folder of the artefact.
    params : Params, optional
        Instead of params.yaml.
    data : Path
        Folder of the generated streams.

    Returns
    -------
    Training

    Raises
    ------
    CaseError
        If the cases are missing or faulty.
    OptionError
        If a candidate cannot be built from its settings.
    OutputError
        If the folder or the MLflow store cannot be written.
    """
    params = params or load_params()
    plan = _plan(params)
    # Training takes long: what would fail after it is found before it.
    _check_folder(output)
    check_store()
    with threadpool_limits(limits=THREADS):
        teacher = None
        if cases is None:
            splits = _read_splits(data)
            workers = params.generate.workers
            teacher = build_teacher(params.train.teacher, splits.select, workers)
        else:
            splits = _split(cases, params.train.seed)
        # The generator's own case mix is known; that of a table is counted.
        mix = home_mix() if cases is None else None
        training = _train(splits, plan, str(cases or data), teacher, mix)
        notes = _notes(training, splits)
    chosen = next(t for t in training.trials if t.candidate.name == training.chosen)
    after = training.calibration
    metrics = {
        "select_log_loss": round(chosen.metrics["log_loss"], DIGITS),
        "choose_log_loss": round(after.log_loss[after.method], DIGITS),
    }
    seed = params.train.seed
    save_classifier(output, training.classifier, seed, metrics, notes)
    _track(training, splits, output, notes)
    return training


def _plan(params: Params) -> TrainingPlan:
    """Take the plan from params.yaml, with every candidate's settings tried."""
    candidates = {
        name: settings.model_dump()
        for name, settings in params.train.candidates.items()
    }
    schema = FeatureSchema(load_knowledge().finding_ids)
    faults: list[Fault] = []
    for name, settings in candidates.items():
        try:
            build_candidates({name: settings}, schema)
        except OptionError as error:
            faults += error.faults
        except TypeError as error:
            faults.append(_bad_settings(f"train.candidates.{name}", error))
    if faults:
        raise OptionError(faults)
    return TrainingPlan(
        candidates=candidates,
        calibration_methods=params.train.calibration_methods,
        coverage=params.train.coverage,
        emergency_coverage=params.train.emergency_coverage,
        urgency_thresholds=params.urgency_thresholds,
        seed=params.train.seed,
        typicality_rows=params.train.typicality_rows,
    )


def _bad_settings(what: str, error: Exception) -> Fault:
    must_be, got = "settings that the estimator takes", shorten(str(error), 200)
    return Fault("params.yaml", what, must_be, got, "Correct it.")


def _train(
    splits: Splits,
    plan: TrainingPlan,
    where: str,
    teacher: Teacher | None,
    mix: ReferenceMix | None,
) -> Training:
    try:
        return train(splits, plan, where, teacher, mix)
    except InvalidParameterError as error:
        raise OptionError(_bad_settings("train.candidates", error)) from error


def _check_folder(folder: Path) -> None:
    """Refuse a folder that could not be made or written, without making it."""
    nearest = folder.absolute()
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        got = "no folder" if not nearest.is_dir() else "no permission to write"
        must_be = "a folder that can be written"
        to_do = "Choose another."
        raise OutputError(Fault(str(folder), "the output", must_be, got, to_do))


def _read_splits(folder: Path) -> Splits:
    names = ("train", "select", "calibrate", "choose", "conform")
    missing = [name for name in names if not (folder / f"{name}.parquet").is_file()]
    if missing:
        to_do = "Run `make repro`, or name a labelled table with --cases."
        raise CaseError(
            Fault(str(folder / f"{name}.parquet"), "it", "there", "no file", to_do)
            for name in missing
        )
    parts = [folder / f"{name}.parquet" for name in names]
    return Splits(*(labelled(read_matrix(path), str(path)) for path in parts))


def _split(path: Path, seed: int) -> Splits:
    cases = read_table(path)
    _refuse_unlabelled(cases, str(path))
    return split_cases(labelled(cases, str(path)), seed, str(path))


def _refuse_unlabelled(cases: CaseMatrix, where: str) -> None:
    """Every row must teach, or say that it is none of the conditions."""
    if cases.condition is None:
        return
    rows = np.flatnonzero([label is None for label in cases.condition])
    must_be, to_do = "an id of a condition, or none_of_these", "Label the case."
    faults = [
        Fault(where, f"row {row + 1}, column condition", must_be, "nothing", to_do)
        for row in rows[:MOST_ROWS_NAMED]
    ]
    if len(rows) > MOST_ROWS_NAMED:
        more = f"nothing in {len(rows) - MOST_ROWS_NAMED} more rows"
        faults.append(Fault(where, "column condition", must_be, more, to_do))
    if faults:
        raise CaseError(faults)


def _notes(training: Training, splits: Splits) -> dict[str, Any]:
    return {
        "candidates": [
            {
                "name": trial.candidate.name,
                "n_rows": trial.n_rows,
                "log_loss": round(trial.metrics["log_loss"], DIGITS),
                "chosen": trial.candidate.name == training.chosen,
                "curve": [
                    {"n_rows": p.n_rows, "regret_nats": round(p.regret_nats, DIGITS)}
                    for p in trial.curve
                ],
            }
            for trial in training.trials
        ],
        "calibration": {
            "method": training.calibration.method,
            "log_loss": {
                method: round(loss, DIGITS)
                for method, loss in training.calibration.log_loss.items()
            },
        },
        "n_cases": {
            name: len(getattr(splits, name)) for name in Splits.__annotations__
        },
        "data_digest": cases_digest(splits.train),
    }


def _track(
    training: Training, splits: Splits, output: Path, notes: dict[str, Any]
) -> None:
    choose = splits.choose
    curve = top_label_reliability(
        true_columns(choose), training.classifier.predict_proba(choose)
    )
    trials = [
        TrackedTrial(
            trial.candidate.name,
            {**trial.candidate.estimator.get_params(deep=False)},
            trial.n_rows,
            trial.metrics,
            tuple((p.n_rows, p.regret_nats, p.seconds) for p in trial.curve),
        )
        for trial in training.trials
    ]
    track_training(
        model_folder=output,
        trials=trials,
        chosen=training.chosen,
        notes=notes,
        reliability=curve,
        examples=choose[slice(0, MOST_EXAMPLES)],
    )


def main() -> None:
    """Run the stage."""
    run_training()


if __name__ == "__main__":
    main()
