from __future__ import annotations

import math
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.stages import wish_list
from pipeline.stages.book import wished_numbers, write_book


def test_the_wish_list_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wish_list, "N_CASES", 2_000)
    found = wish_list.wish_list(5)
    told = wished_numbers(found)
    assert [vars(one) for one in told] == [vars(one) for one in found]
    assert all(math.isfinite(one.nats) for one in told)


def test_a_place_that_cannot_be_written_is_told_before_anything_is_replayed(
    tmp_path: Path,
) -> None:
    with pytest.raises(OutputError, match="a folder that can be written"):
        write_book(tmp_path / "missing" / "book")
