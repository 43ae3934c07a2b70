from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import CaseError
from pipeline.gates.case_scores import LOSS_STEPS, read_scores, write_scores
from tests.gates.made_scores import IDS, SHARES, made_scores


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    scores = made_scores()
    write_scores(scores, tmp_path / "deep" / "scores.parquet")
    found = read_scores(tmp_path / "deep" / "scores.parquet")
    assert found.notes() == scores.notes()
    np.testing.assert_allclose(found.loss, scores.loss, atol=1 / LOSS_STEPS)
    for name in ("condition", "top1", "urgency", "in_set"):
        mine, theirs = getattr(found, name), getattr(scores, name)
        assert mine.dtype == theirs.dtype
        np.testing.assert_array_equal(mine, theirs)


def test_the_same_scores_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_scores(made_scores(), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_as_many_cases_as_the_evaluation_has_stay_small(tmp_path: Path) -> None:
    write_scores(made_scores(n=56_000 // 3), tmp_path / "scores")
    assert (tmp_path / "scores").stat().st_size < 400_000


def test_the_weights_give_every_condition_its_natural_share() -> None:
    scores = made_scores()
    few = made_scores(condition=np.sort(scores.condition)[::-1].copy())
    for each in (scores, few):
        found = [each.weights[each.condition == j].sum() for j in range(len(IDS))]
        assert found == pytest.approx(SHARES)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no table"])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "scores").write_bytes(content)
    with pytest.raises(CaseError, match="the scores of the evaluation cases must be"):
        read_scores(tmp_path / "scores")


def test_another_table_and_no_table_are_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"loss": [1.0]}), tmp_path / "other")
    for name in ("other", "missing"):
        with pytest.raises(CaseError, match="a Parquet file that the evaluation"):
            read_scores(tmp_path / name)
