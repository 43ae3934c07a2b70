"""The endless stream of cases: rows on demand, in memory or into one Parquet file."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.cases import CARE_SETTINGS, NOT_KNOWN, SEXES, CaseMatrix, write_aside
from pipeline.cases.matrix import concatenate
from pipeline.cases.parquet import generated_schema
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.synthesis.interview import build_interviews
from pipeline.synthesis.network import Compiler, Ints, Network
from pipeline.synthesis.population import (
    BLOCK_ROWS,
    Block,
    Population,
    Request,
    block_matrix,
)

# A row group is a fixed part of the stream, so that files do not depend on workers.
GROUP_BLOCKS = 16
GROUPS_AHEAD = 2
# Far above any block's number: worlds and cases must not share random numbers.
_WORLDS = 2**62
_CODES = ("age", "sex", "care_setting", "duration_days", "pain_score", "condition")
Bools = NDArray[np.bool_]


@cache
def reference_compiler() -> Compiler:
    """Lay the shipped knowledge out as distributions, once a process."""
    return Compiler(load_knowledge())


@cache
def reference_network() -> Network:
    """Compile the reference world of the shipped knowledge, once a process."""
    return reference_compiler().average()


def draw_population(rng: np.random.Generator) -> Network:
    """Draw one whole plausible world from the uncertainty of the shipped knowledge.

    Parameters
    ----------
    rng : numpy.random.Generator

    Returns
    -------
    Network
        To sample from, or to invert exactly.
    """
    return reference_compiler().draw(rng)


def world_rng(seed: int, number: int) -> np.random.Generator:
    """Give the random numbers from which a world itself is drawn.

    Parameters
    ----------
    seed : int
        Of a stream.
    number : int
        Of the world in it, from 0.
    """
    key = np.array([seed, _WORLDS + number], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key))


class FreshWorlds:
    """A population whose every block comes from a world of its own.

    Parameters
    ----------
    request : Request
        The worlds are keyed by its seed and the number of the block.
    """

    def __init__(self, request: Request) -> None:
        self.network = reference_network()
        self._interviews = build_interviews(load_knowledge())
        self._request = request

    def draw(self, block: int) -> Block:
        """Draw one whole block of a world that no other block shares."""
        network = draw_population(world_rng(self._request.seed, block))
        return Population(network, self._interviews, self._request).draw(block)


def reference_population(request: Request) -> Population | FreshWorlds:
    """Prepare the shipped knowledge for drawing."""
    if request.fresh_worlds:
        return FreshWorlds(request)
    return Population(reference_network(), build_interviews(load_knowledge()), request)


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
    return concatenate(parts)


def _block_rows(start: int, n: int) -> Iterator[tuple[int, slice]]:
    """Split rows start .. start+n-1 into blocks and the rows of each."""
    row, end = start, start + n
    while row < end:
        block = row // BLOCK_ROWS
        first = block * BLOCK_ROWS
        stop = min(end, first + BLOCK_ROWS)
        yield block, slice(row - first, stop - first)
        row = stop


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
        "mix": ",".join(f"{k}={v!r}" for k, v in mix) if mix else "by settings.yaml",
        "complete": str(request.complete).lower(),
        "fresh_worlds": str(request.fresh_worlds).lower(),
    }
    return {f"lasegue.{key}": value for key, value in given.items()}


def _tables(
    population: Population | FreshWorlds,
    schema: pa.Schema,
    n: int,
    start: int,
    workers: int,
) -> Iterator[pa.Table]:
    """Draw row groups in order, a few ahead of the one that is being written."""
    groups = groupby(_block_rows(start, n), key=lambda part: part[0] // GROUP_BLOCKS)
    ahead: deque[Future[pa.Table]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for _, group in groups:
            ahead.append(pool.submit(_draw_group, population, schema, list(group)))
            # Bounded, so that drawing never runs far ahead of writing.
            if len(ahead) > workers * GROUPS_AHEAD:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _draw_group(
    population: Population | FreshWorlds,
    schema: pa.Schema,
    group: list[tuple[int, slice]],
) -> pa.Table:
    """Draw one row group as an Arrow table."""
    network = population.network
    n = sum(rows.stop - rows.start for _, rows in group)
    known = np.empty((len(network.finding_ids), n), dtype=bool)
    present = np.empty_like(known)
    codes: dict[str, Ints] = {name: np.empty(n, np.int64) for name in _CODES}
    at = 0
    for number, rows in group:
        block = population.draw(number)
        here = slice(at, at + rows.stop - rows.start)
        known[:, here] = block.known[rows].T
        present[:, here] = block.present[rows].T
        for name, column in codes.items():
            column[here] = getattr(block, name)[rows]
        at = here.stop
    return pa.table(
        [
            _numbers(codes["age"], pa.int16()),
            _texts(codes["sex"], SEXES),
            _texts(codes["care_setting"], CARE_SETTINGS),
            _numbers(codes["duration_days"], pa.int32()),
            _numbers(codes["pain_score"], pa.int8()),
            *_booleans(known, present),
            _texts(codes["condition"], network.condition_ids),
        ],
        schema=schema,
    )


def _booleans(known: Bools, present: Bools) -> Iterator[pa.Array]:
    """Give rows of a table as nullable columns: eight values to a byte, as in Arrow."""
    n = known.shape[1]
    validity = np.packbits(known, axis=1, bitorder="little")
    values = np.packbits(present, axis=1, bitorder="little")
    for bits in zip(validity, values, strict=True):
        buffers = [pa.py_buffer(part) for part in bits]
        yield pa.Array.from_buffers(pa.bool_(), n, buffers)


def _numbers(codes: NDArray[np.int64], kind: pa.DataType) -> pa.Array:
    return pa.array(codes, mask=codes == NOT_KNOWN).cast(kind)


def _texts(codes: NDArray[np.int64], words: tuple[str, ...]) -> pa.Array:
    indices = pa.array(codes.astype(np.int8), mask=codes == NOT_KNOWN)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words))
