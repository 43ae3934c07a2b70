from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ArtifactError, OutputError
from pipeline.stages import evaluate, report
from tests.small_training import SmallTraining


def test_the_report_is_one_page_with_the_figures(
    small: SmallTraining, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So many that the rarest condition is among them.
    monkeypatch.setattr(evaluate, "LEAST_CASES", 15_000)
    monkeypatch.setattr("pipeline.stages.params.PARAMS_FILE", small.params)
    path = report.write_report(small.model, tmp_path / "report.html")
    page = path.read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "15,000" in page
    assert [item.name for item in tmp_path.iterdir()] == ["report.html"]


def test_a_place_that_cannot_be_written_is_told_before_anything_is_evaluated(
    tmp_path: Path,
) -> None:
    # Not even the model, which is not there, has been looked for.
    with pytest.raises(OutputError, match="a writable file in an existing folder"):
        report.write_report(tmp_path / "models", tmp_path / "missing" / "report.html")


def test_without_a_model_the_old_report_stays(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ArtifactError, match="the manifest must be readable"):
        report.write_report(tmp_path / "models", path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["report.html"]
