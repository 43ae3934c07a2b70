from __future__ import annotations

from pathlib import Path

from pipeline.report.trace.evidence import RuleTests
from pipeline.stages.rule_tests import rule_tests
from pipeline.stages.trace import TESTS_FOLDER

ALL = """
import pytest

@pytest.mark.parametrize("rule_id", ["RF001"])
def test_each(rule_id): ...

def test_one():
    assert fires("RF002") and not fires("RF0021")

def helper(rule_id):
    return "RF003"

async_value = "RF004"
"""
NAMED = """
def test_it_fires(): ...
def test_it_yields_to(): return "RF002"
"""


def test_tests_are_told_apart_by_what_they_name(tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    (folder / "rules").mkdir(parents=True)
    (folder / "test_all.py").write_text(ALL)
    (folder / "rules" / "test_rf007_sepsis.py").write_text(NAMED)
    (folder / "rules" / "conftest.py").write_text("def test_no(): return 'RF009'")
    (folder / "report").mkdir()
    (folder / "report" / "test_words.py").write_text("def test_no(): return 'RF009'")
    found = rule_tests(folder)
    fires = "tests/rules/test_rf007_sepsis.py::test_it_fires"
    yields = "tests/rules/test_rf007_sepsis.py::test_it_yields_to"
    assert found.every == ("tests/test_all.py::test_each",)
    assert dict(found.own) == {
        "RF001": ("tests/test_all.py::test_each",),
        "RF002": (yields, "tests/test_all.py::test_one"),
        "RF007": (fires, yields),
    }


def test_without_tests_there_are_none(tmp_path: Path) -> None:
    assert rule_tests(tmp_path / "tests") == RuleTests()


def test_the_tests_of_this_project_hold_every_rule() -> None:
    found = rule_tests(TESTS_FOLDER)
    assert "tests/rules/test_red_flags.py::test_it_fires" in found.every
    assert "RF001" in found.own
