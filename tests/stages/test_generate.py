from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.cases.parquet import read_matrix
from pipeline.stages import generate, params
from pipeline.stages.params import STORED_STREAMS, load_params
from pipeline.synthesis import Request, sample_cases
from tests.small_training import small_params


def generate_into(folder: Path, monkeypatch: pytest.MonkeyPatch, workers: int) -> Path:
    folder.mkdir()
    path = small_params(folder, generate__workers=workers)
    monkeypatch.setattr(params, "PARAMS_FILE", path)
    monkeypatch.setattr(generate, "DATA_FOLDER", folder / "data" / "synthetic")
    generate.main()
    return folder / "data" / "synthetic"


def test_each_purpose_has_a_file_of_its_own_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = generate_into(tmp_path / "one", monkeypatch, workers=1)
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(f"{name}.parquet" for name in STORED_STREAMS)
    streams = load_params().generate.streams()
    for name in STORED_STREAMS:
        stream = streams[name]
        cases = read_matrix(folder / f"{name}.parquet")
        fresh = stream.worlds == "fresh"
        wanted = sample_cases(stream.n, Request(stream.seed, fresh_worlds=fresh))
        assert np.array_equal(cases.answers, wanted.answers)
        assert list(cases.condition) == list(wanted.condition)


def test_the_number_of_workers_changes_no_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = generate_into(tmp_path / "one", monkeypatch, workers=1)
    three = generate_into(tmp_path / "three", monkeypatch, workers=3)
    for path in one.iterdir():
        assert path.read_bytes() == (three / path.name).read_bytes()


def test_training_alone_draws_fresh_worlds() -> None:
    worlds = {k: s.worlds for k, s in load_params().generate.streams().items()}
    assert worlds.pop("train") == "fresh"
    # What chooses, calibrates and tests follows the average over worlds.
    assert set(worlds.values()) == {"reference"}
