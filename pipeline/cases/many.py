"""Read files of many cases into one matrix, tables at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.cases.labelled import read_table
from pipeline.cases.matrix import CaseMatrix, concatenate, matrix_from_cases
from pipeline.cases.reading import TABLES, read_cases
from pipeline.errors import CaseError, Fault, PipelineError


def read_many(paths: Sequence[Path]) -> CaseMatrix:
    """Read the cases of some files, in order, without their labels.

    Parameters
    ----------
    paths : sequence of Path
        Of any kind that `read_cases` reads.

    Returns
    -------
    CaseMatrix

    Raises
    ------
    CaseError
        With every fault of every file.
    """
    parts: list[CaseMatrix] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            parts.append(replace(_read_file(path), condition=None))
        except PipelineError as error:
            faults += error.faults
    if faults:
        raise CaseError(faults)
    return concatenate(parts)


def _read_file(path: Path) -> CaseMatrix:
    if path.suffix.lower() in TABLES:
        return read_table(path)
    return matrix_from_cases(read_cases([path]))
