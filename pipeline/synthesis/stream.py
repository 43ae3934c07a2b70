"""The endless stream of cases: rows on demand, in memory or into one Parquet file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from joblib import Parallel, delayed
from numpy.typing import NDArray

from pipeline.cases import CARE_SETTINGS, NOT_KNOWN, SEXES, CaseMatrix, write_aside
from pipeline.cases.parquet import generated_schema
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.synthesis.interview import build_interviews
from pipeline.synthesis.network import Network, build_network
from pipeline.synthesis.population import (
    BLOCK_ROWS,
    Block,
    Population,
    Request,
    block_matrix,
)

# A row group is a fixed part of the stream, so that files do not depend on workers.
GROUP_BLOCKS = 16
GROUPS_IN_FLIGHT = 64


@cache
def reference_network() -> Network:
    """Compile the shipped knowledge, once a process."""
    return build_network(load_knowledge())


def reference_population(request: Request) -> Population:
    """Prepare the shipped knowledge for drawing."""
    return Population(
        reference_network(), build_interviews(load_knowledge()), request
    )


def sample_cases(n: int, request: Request, start: int = 0) -> CaseMatrix:
    """Draw rows start .. start+n-1 of a stream into memory.

    Parameters
    ----------
    n : int
        Number of cases.
    request : Request
        Which stream.
    start : int, default=0
        First row.

    Returns
    -------
    CaseMatrix
        With labels in `condition`.
    """
    population = reference_population(request)
    parts = [
        block_matrix(population.draw(block), population.network, rows)
        for block, rows in _block_rows(start, n)
    ]
    if not parts:
        return block_matrix(population.draw(0), population.network, slice(0, 0))
    return _concatenate(parts)


def _block_rows(start: int, n: int) -> Iterator[tuple[int, slice]]:
    """Split rows start .. start+n-1 into blocks and the rows of each."""
    row, end = start, start + n
    while row < end:
        block = row // BLOCK_ROWS
        first = block * BLOCK_ROWS
        stop = min(end, first + BLOCK_ROWS)
        yield block, slice(row - first, stop - first)
        row = stop


def _concatenate(parts: list[CaseMatrix]) -> CaseMatrix:
    def stack(name: str) -> NDArray:  # type: ignore[type-arg]
        return np.concatenate([getattr(part, name) for part in parts])

    return CaseMatrix(
        parts[0].finding_ids,
        stack("answers"),
        stack("age"),
        stack("sex"),
        stack("care_setting"),
        stack("duration_days"),
        stack("pain_score"),
        stack("condition"),
    )


def write_cases(
    path: Path,
    n: int,
    request: Request,
    start: int = 0,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write rows start .. start+n-1 of a stream into one Parquet file.

    The bytes depend on the rows and the request alone. Workers are threads: NumPy
    and Arrow release the interpreter's lock, and nothing has to be copied.

    Parameters
    ----------
    path : Path
        Written aside and renamed, so that no half file is ever seen.
    n : int
        Number of cases; 0 gives an empty, valid file.
    request : Request
        Which stream.
    start : int, default=0
        First row.
    workers : int, default=1
        Threads that draw.
    progress : callable, optional
        Called with the number of rows just written.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    population = reference_population(request)
    knowledge = load_knowledge()
    schema = generated_schema(knowledge.finding_ids, _metadata(request, knowledge))
    with (
        write_aside(path) as aside,
        pq.ParquetWriter(
            aside,
            schema,
            compression="zstd",
            # Dictionary pages cost time and gain nothing on bits and small numbers.
            use_dictionary=["sex", "care_setting", "condition"],
            write_statistics=False,
        ) as writer,
    ):
        for table in _tables(population, schema, n, start, workers):
            writer.write_table(table, row_group_size=max(table.num_rows, 1))
            if progress is not None:
                progress(table.num_rows)


def _metadata(request: Request, knowledge: Knowledge) -> dict[str, str]:
    mix = request.mix
    given = {
        "seed": str(request.seed),
        "knowledge_digest": knowledge.digest,
        "lasegue_version": version("lasegue"),
        "care_setting": request.care_setting or "by settings.yaml",
        "mix": ",".join(f"{k}={v:g}" for k, v in mix) if mix else "by settings.yaml",
        "complete": str(request.complete).lower(),
    }
    return {f"lasegue.{key}": value for key, value in given.items()}


def _tables(
    population: Population, schema: pa.Schema, n: int, start: int, workers: int
) -> Iterator[pa.Table]:
    blocks = _block_rows(start, n)
    groups: dict[int, list[tuple[int, slice]]] = {}
    for block, rows in blocks:
        groups.setdefault(block // GROUP_BLOCKS, []).append((block, rows))
    if workers == 1:
        for group in groups.values():
            yield _draw_group(population, schema, group)
        return
    with Parallel(n_jobs=workers, prefer="threads", return_as="generator") as pool:
        # Bounded, so that drawing never runs far ahead of writing.
        for some in _batches(list(groups.values()), GROUPS_IN_FLIGHT):
            yield from pool(delayed(_draw_group)(population, schema, g) for g in some)


def _batches(items: list, size: int) -> Iterator[list]:  # type: ignore[type-arg]
    for i in range(0, len(items), size):
        yield items[i : i + size]


def _draw_group(
    population: Population, schema: pa.Schema, group: list[tuple[int, slice]]
) -> pa.Table:
    """Draw one row group as an Arrow table."""
    batches = [
        _record_batch(population, schema, population.draw(block), rows)
        for block, rows in group
    ]
    return pa.Table.from_batches(batches, schema).combine_chunks()


def _record_batch(
    population: Population, schema: pa.Schema, block: Block, rows: slice
) -> pa.RecordBatch:
    network = population.network
    n = rows.stop - rows.start
    known = _packed_columns(block.known[rows])
    present = _packed_columns(block.present[rows] & block.known[rows])
    findings = [
        pa.Array.from_buffers(
            pa.bool_(), n, [pa.py_buffer(known[j]), pa.py_buffer(present[j])]
        )
        for j in range(len(network.finding_ids))
    ]
    return pa.record_batch(
        [
            _numbers(block.age[rows], pa.int16()),
            _texts(block.sex[rows], SEXES),
            _texts(block.care_setting[rows], CARE_SETTINGS),
            _numbers(block.duration_days[rows], pa.int32()),
            _numbers(block.pain_score[rows], pa.int8()),
            *findings,
            _texts(block.condition[rows], network.condition_ids),
        ],
        schema=schema,
    )


def _packed_columns(table: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Pack booleans column by column, eight to a byte, as Arrow lays them out."""
    columns = np.ascontiguousarray(table.T)
    return np.packbits(columns, axis=1, bitorder="little")


def _numbers(codes: NDArray[np.int64], kind: pa.DataType) -> pa.Array:
    return pa.array(codes, mask=codes == NOT_KNOWN).cast(kind)


def _texts(codes: NDArray[np.int64], words: tuple[str, ...]) -> pa.Array:
    indices = pa.array(codes.astype(np.int8), mask=codes == NOT_KNOWN)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words))
