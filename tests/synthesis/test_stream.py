"""The file of generated cases: its bytes, its rows and its form."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.cases import CARE_SETTINGS, SEXES
from pipeline.cases.parquet import read_matrix
from pipeline.errors import OutputError
from pipeline.knowledge import load_knowledge
from pipeline.synthesis import BLOCK_ROWS, Request, sample_cases, write_cases
from pipeline.synthesis.stream import GROUP_BLOCKS
from tests.synthesis.test_population import assert_same

GROUP_ROWS = GROUP_BLOCKS * BLOCK_ROWS
# Three row groups, the last one short.
N_CASES = 2 * GROUP_ROWS + 777
REQUEST = Request(seed=12)
WORDS = pa.dictionary(pa.int8(), pa.string())


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("one") / "cases.parquet"
    write_cases(path, N_CASES, REQUEST, workers=1)
    return path


@pytest.mark.parametrize("workers", [2, 5])
def test_any_number_of_workers_writes_the_same_bytes(
    workers: int, written: Path, tmp_path: Path
) -> None:
    path = tmp_path / "elsewhere.parquet"
    write_cases(path, N_CASES, REQUEST, workers=workers)
    assert pq.ParquetFile(path).num_row_groups == 3
    assert digest(path) == digest(written)


def test_the_file_holds_the_rows_of_the_stream(written: Path) -> None:
    assert_same(read_matrix(written), sample_cases(N_CASES, REQUEST))


@pytest.mark.parametrize(
    ("start", "n"),
    [(0, 1), (1, 9), (BLOCK_ROWS - 3, 7), (GROUP_ROWS - 5, BLOCK_ROWS + 11)],
)
def test_a_file_from_a_later_start_equals_the_slice(
    start: int, n: int, written: Path, tmp_path: Path
) -> None:
    path = tmp_path / "slice.parquet"
    write_cases(path, n, REQUEST, start=start, workers=2)
    part, whole = pq.read_table(path), pq.read_table(written)
    assert part.equals(whole.slice(start, n), check_metadata=True)


def test_no_case_gives_an_empty_file_with_every_column(
    written: Path, tmp_path: Path
) -> None:
    path = tmp_path / "empty.parquet"
    write_cases(path, 0, REQUEST, workers=2)
    empty = pq.ParquetFile(path)
    assert empty.metadata.num_rows == 0
    assert empty.schema_arrow.equals(pq.read_schema(written), check_metadata=True)
    assert len(read_matrix(path)) == 0
    assert len(read_matrix(path).finding_ids) == len(load_knowledge().finding_ids)


def test_columns_are_those_of_the_contract(written: Path) -> None:
    schema = pq.read_schema(written)
    findings = load_knowledge().finding_ids
    assert schema.names == [
        "age",
        "sex",
        "care_setting",
        "duration_days",
        "pain_score",
        *findings,
        "condition",
    ]
    kinds = [pa.int16(), WORDS, WORDS, pa.int32(), pa.int8()]
    assert schema.types == [*kinds, *[pa.bool_()] * len(findings), WORDS]


def test_words_come_from_their_lists(written: Path) -> None:
    table = pq.read_table(written)
    for name, words in (
        ("sex", SEXES),
        ("care_setting", CARE_SETTINGS),
        ("condition", load_knowledge().condition_ids),
    ):
        found = set(table[name].unique().to_pylist()) - {None}
        assert found == set(words)


def test_unknown_is_null_and_the_condition_never_is(written: Path) -> None:
    table = pq.read_table(written)
    nulls = {name: table[name].null_count for name in table.column_names}
    assert nulls.pop("condition") == 0
    assert min(nulls.values()) > 0


def test_a_complete_file_has_no_null(tmp_path: Path) -> None:
    path = tmp_path / "complete.parquet"
    write_cases(path, BLOCK_ROWS + 5, Request(seed=1, complete=True))
    table = pq.read_table(path)
    assert table.num_rows == BLOCK_ROWS + 5
    assert sum(column.null_count for column in table.columns) == 0


def test_metadata_tells_the_request_and_nothing_of_the_machine(
    written: Path, tmp_path: Path
) -> None:
    metadata = pq.read_schema(written).metadata
    assert {k.decode() for k in metadata} == {
        "lasegue.seed",
        "lasegue.knowledge_digest",
        "lasegue.lasegue_version",
        "lasegue.care_setting",
        "lasegue.mix",
        "lasegue.complete",
        "lasegue.fresh_worlds",
    }
    assert metadata[b"lasegue.seed"] == b"12"
    assert metadata[b"lasegue.complete"] == b"false"
    digest_of_knowledge = load_knowledge().digest.encode()
    assert metadata[b"lasegue.knowledge_digest"] == digest_of_knowledge
    mix = (("disc_herniation", 1 / 3), ("hip_osteoarthritis", 2 / 3))
    path = tmp_path / "mix.parquet"
    write_cases(path, 3, Request(1, "emergency", mix))
    metadata = pq.read_schema(path).metadata
    assert metadata[b"lasegue.care_setting"] == b"emergency"
    shares = b"disc_herniation=0.3333333333333333,hip_osteoarthritis=0.6666666666666666"
    assert metadata[b"lasegue.mix"] == shares


def test_other_seeds_write_other_bytes(tmp_path: Path) -> None:
    names = []
    for seed in (1, 2):
        path = tmp_path / f"{seed}.parquet"
        write_cases(path, 10, Request(seed=seed))
        names.append(digest(path))
    assert names[0] != names[1]


def test_progress_adds_up_to_the_rows(tmp_path: Path) -> None:
    told: list[int] = []
    path = tmp_path / "cases.parquet"
    write_cases(path, GROUP_ROWS + 5, REQUEST, workers=2, progress=told.append)
    assert told == [GROUP_ROWS, 5]


def test_a_place_that_cannot_be_written_is_told_and_left_as_it_was(
    tmp_path: Path,
) -> None:
    path = tmp_path / "missing" / "cases.parquet"
    with pytest.raises(OutputError, match="an existing folder"):
        write_cases(path, 10, REQUEST)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "cases.parquet"
    path.write_bytes(b"old")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_cases(path, 2 * GROUP_ROWS, REQUEST, workers=2, progress=interrupt)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["cases.parquet"]


def test_answers_are_present_in_plausible_shares(written: Path) -> None:
    cases = read_matrix(written)
    asked = (cases.answers >= 0).mean()
    assert 0.2 < asked < 0.7
    assert np.mean(cases.answers == 1) < asked / 2
