"""Parquet tables of cases: the schema of the contract, and strict reading."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

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


def read_parquet(
    source: Path | BinaryIO, where: str | None = None, most_rows: int | None = None
) -> pa.Table:
    """Read a whole Parquet file.

    Parameters
    ----------
    source : Path or binary file
    where : str, optional
        Name of the file in messages; default its path.
    most_rows : int, optional
        A file of more rows is not read: it may be a thousandth of their size.

    Raises
    ------
    CaseError
        If it is missing, truncated, too long or no Parquet file.
    """
    where = str(source) if where is None else where
    try:
        file = pq.ParquetFile(source)
        n_rows = file.metadata.num_rows
        if most_rows is not None and n_rows > most_rows:
            raise CaseError(too_many(where, n_rows, most_rows))
        table = file.read()
        table.column_names  # noqa: B018 - a damaged name is found when it is read
    except CaseError:  # is a ValueError too
        raise
    except (OSError, ValueError, pa.ArrowException) as error:
        to_do = "Write the file again; it may be truncated."
        got = shorten(str(error), 120)
        raise CaseError(
            Fault(where, "the file", "readable Parquet", got, to_do)
        ) from error
    return table


def too_many(where: str, n_rows: int, most_rows: int) -> Fault:
    """Say that a file has more cases than may be read at once."""
    to_do = "Split it, or run `lasegue score` on it."
    must_be, got = f"of at most {most_rows:,} cases", f"{n_rows:,}"
    return Fault(where, "the file", must_be, got, to_do)


def read_matrix(path: Path) -> CaseMatrix:
    """Read a Parquet file of cases straight into arrays."""
    return matrix_from_arrow(read_parquet(path), str(path))
