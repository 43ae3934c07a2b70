from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.assess import assess
from pipeline.cases import Case
from tests.cli.running import Run

pytestmark = pytest.mark.usefixtures("no_model")


def test_without_a_model_the_rules_answer_and_a_line_says_so(
    lasegue: Run, tmp_path: Path
) -> None:
    path = tmp_path / "cases.json"
    flag = {"findings": {"saddle_numbness": "present"}}
    path.write_text(json.dumps([flag, {}]))
    outcome = lasegue("assess", path, "--format", "json")
    assert outcome.status == 0
    assert len(outcome.err.splitlines()) == 1
    assert outcome.err.startswith("No model: the rules answer alone.")
    fired, open_one = outcome.json
    assert (fired["urgency"], fired["urgency_from"]) == ("emergency", "red_flag")
    assert (open_one["urgency"], open_one["urgency_from"]) == (None, "none")
    assert open_one["model"] is None
    assert open_one == assess(Case(), None).to_dict()
    assert {entry["probability"] for entry in open_one["differential"]} == {None}


def test_without_a_model_the_text_says_that_nothing_can_be_concluded(
    lasegue: Run, tmp_path: Path
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("{}")
    outcome = lasegue("assess", path)
    assert outcome.status == 0
    assert "Nothing can be concluded" in outcome.out
