"""Run every benchmark: `make bench`."""

from __future__ import annotations

import contextlib
import io
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.app import app_in_a_browser
from benchmarks.rival import pgmpy_network
from benchmarks.rules import many_cases, one_case
from benchmarks.timing import median_seconds, tell
from pipeline.assess import assess, default_model
from pipeline.assess.many import score_cases
from pipeline.cases import Case, read_cases
from pipeline.cases.matrix import matrix_from_cases
from pipeline.cases.tables import frame_from_matrix, matrix_from_frame
from pipeline.synthesis import (
    Request,
    posterior,
    reference_network,
    sample_cases,
    write_cases,
)

PUBLISHED = Path(__file__).parents[1] / "data" / "published" / "cases.yaml"
ROWS = 1_000_000
RIVAL_ROWS = 20_000
COLUMN_ROWS = 200_000


def generator(rival: object) -> None:
    reference_network()
    first: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        write_cases(
            Path(folder) / "cases.parquet",
            ROWS,
            Request(seed=1),
            workers=2,
            progress=lambda _: first.append(time.perf_counter()),
        )
        ours = ROWS / (time.perf_counter() - began)
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        seconds = median_seconds(
            lambda: rival.simulate(RIVAL_ROWS, show_progress=False, seed=1), 3
        )
    theirs = RIVAL_ROWS / seconds
    tell(
        "generate, 2 workers, into Parquet",
        f"{ours:,.0f} cases/s",
        f"pgmpy simulate, in memory: {theirs:,.0f} cases/s",
        ours / theirs,
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{'  peak memory so far':<34}{peak:>19.2f} GB")


def exact_posterior(rival: object) -> None:
    from pgmpy.inference import VariableElimination

    network = reference_network()
    cases = sample_cases(20_000, Request(seed=2))
    ours = len(cases) / median_seconds(lambda: posterior(cases, network), 3)
    engine = VariableElimination(rival)
    rows = [
        {
            cases.finding_ids[j]: int(cases.answers[i, j])
            for j in np.flatnonzero(cases.answers[i] >= 0)
        }
        for i in range(50)
    ]

    def eliminate() -> None:
        for row in rows:
            engine.query(["condition"], evidence=row, show_progress=False)

    theirs = len(rows) / median_seconds(eliminate, 3)
    tell(
        "exact posterior, all latents",
        f"{ours:,.0f} cases/s",
        f"pgmpy elimination, no latents: {theirs:,.0f} cases/s",
        ours / theirs,
    )


def single_case() -> None:
    cases = read_cases([PUBLISHED])
    classifier, fault = default_model()
    if classifier is None:
        print(f"assess: no model, run `make repro` first. {fault}")
        return
    X = [classifier.schema.encode_case(case) for case in cases]
    plain = classifier.estimator

    def by_pipeline() -> None:
        for row in X:
            plain.predict_proba(row)

    times = [
        median_seconds(lambda c=case: assess(c, classifier).to_dict(), 9)
        for case in cases
    ]
    bare = median_seconds(by_pipeline, 5) / len(X)
    empty = median_seconds(lambda: assess(Case(), classifier).to_dict(), 21)
    frames = [frame_from_matrix(matrix_from_cases([case])) for case in cases]

    def by_frame() -> None:
        for frame in frames:
            classifier.predict_proba(matrix_from_frame(frame))

    theirs = median_seconds(by_frame, 3) / len(frames)
    ours = float(np.median(times))
    tell(
        "assess one case, everything",
        f"{ours * 1e3:.2f} ms (p95 {np.quantile(times, 0.95) * 1e3:.2f})",
        f"plain predict_proba of one row: {bare * 1e3:.2f} ms",
        bare / ours,
    )
    tell(
        "assess one case, in process",
        f"{ours * 1e3:.2f} ms (empty {empty * 1e3:.2f})",
        f"one-row DataFrame, probabilities only: {theirs * 1e3:.2f} ms",
        theirs / ours,
    )


def many_cases_as_columns() -> None:
    classifier, _ = default_model()
    if classifier is None:
        return
    cases = sample_cases(COLUMN_ROWS, Request(seed=3))
    X = classifier.schema.encode(cases)
    plain = COLUMN_ROWS / median_seconds(
        lambda: classifier.estimator.predict_proba(X), 3
    )
    ours = COLUMN_ROWS / median_seconds(lambda: score_cases(cases, classifier), 3)
    tell(
        "score as columns, 2 workers",
        f"{ours:,.0f} cases/s",
        f"plain predict_proba, rows encoded before: {plain:,.0f} cases/s",
        ours / plain,
    )
    bare = replace(classifier, typicality=None)
    ours = COLUMN_ROWS / median_seconds(lambda: score_cases(cases, bare), 3)
    tell(
        "  without the check for outsiders",
        f"{ours:,.0f} cases/s",
        f"the same: {plain:,.0f} cases/s",
        ours / plain,
    )


def cold_start() -> None:
    def command(*words: str) -> float:
        return median_seconds(
            lambda: subprocess.run(words, check=True, capture_output=True), 5
        )

    lasegue = str(Path(sys.executable).parent / "lasegue")
    ours = command(lasegue, "assess", str(PUBLISHED), "--case-id", "dh_albert_51m_s1")
    theirs = command(sys.executable, "-c", "import sklearn.neural_network, pandas")
    tell(
        "lasegue assess, cold start",
        f"{ours:.2f} s",
        f"python importing scikit-learn and pandas: {theirs:.2f} s",
        theirs / ours,
    )


def main() -> None:
    print(f"{'what':<34}{'ours':>22}   {'rival':<52}{'ratio':>10}")
    rival = pgmpy_network(reference_network())
    generator(rival)
    exact_posterior(rival)
    one_case()
    many_cases()
    single_case()
    many_cases_as_columns()
    cold_start()
    app_in_a_browser()


if __name__ == "__main__":
    main()
