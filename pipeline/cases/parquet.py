"""Parquet tables of cases: the schema of the contract, and strict reading."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.cases.matrix import CaseMatrix
from pipeline.cases.tables import matrix_from_arrow
from pipeline.errors import CaseError, Fault, shorten

TEXT = pa.dictionary(pa.int8(), pa.string())


def generated_schema(
    finding_ids: tuple[str, ...], metadata: dict[str, str]
) -> pa.Schema:
    """Give the schema of generated tables.

    Parameters
    ----------
    finding_ids : tuple of str
        In the order of findings.yaml.
    metadata : dict
        Key-value pairs kept in the file.
    """
    fields = [
        pa.field("age", pa.int16()),
        pa.field("sex", TEXT),
        pa.field("care_setting", TEXT),
        pa.field("duration_days", pa.int32()),
        pa.field("pain_score", pa.int8()),
        *(pa.field(finding, pa.bool_()) for finding in finding_ids),
        pa.field("condition", TEXT),
    ]
    return pa.schema(fields, metadata=metadata)


def read_parquet(path: Path) -> pa.Table:
    """Read a whole Parquet file.

    Raises
    ------
    CaseError
        If it is missing, truncated or no Parquet file.
    """
    try:
        table = pq.ParquetFile(path).read()
        table.column_names  # noqa: B018 - a damaged name is found when it is read
    except (OSError, ValueError, pa.ArrowException) as error:
        to_do = "Write the file again; it may be truncated."
        got = shorten(str(error), 120)
        raise CaseError(
            Fault(str(path), "the file", "readable Parquet", got, to_do)
        ) from error
    return table


def read_matrix(path: Path) -> CaseMatrix:
    """Read a Parquet file of cases straight into arrays."""
    return matrix_from_arrow(read_parquet(path), str(path))
