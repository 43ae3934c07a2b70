from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.report.trace.evidence import Evidence, RuleTests, Theorem
from pipeline.stages import trace


def test_the_page_is_written_whole(tmp_path: Path) -> None:
    path = trace.write_trace(tmp_path / "rules.html")
    page = path.read_text(encoding="utf-8")
    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    assert "tests/rules/test_red_flags.py::test_it_fires" in page
    assert [item.name for item in tmp_path.iterdir()] == ["rules.html"]


def test_evidence_is_shown_as_it_is(tmp_path: Path) -> None:
    evidence = Evidence(
        tests=RuleTests(every=("tests/test_mine.py::test_all",)),
        theorems=[Theorem("maximum", "The urgency is the worse of the two.", True)],
    )
    page = trace.write_trace(tmp_path / "rules.html", evidence).read_text()
    assert "tests/test_mine.py::test_all" in page
    assert "test_it_fires" not in page
    assert "The urgency is the worse of the two." in page


def test_by_default_it_stands_in_the_build_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace, "TRACE_FILE", tmp_path / "build" / "rules.html")
    assert trace.write_trace() == tmp_path / "build" / "rules.html"
    assert (tmp_path / "build" / "rules.html").is_file()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="a writable file in an existing folder"):
        trace.write_trace(tmp_path / "missing" / "rules.html")
