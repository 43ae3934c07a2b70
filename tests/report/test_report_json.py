import json

import pytest

from pipeline.report.report_json import render_json
from tests.report.sample import hostile, judged, sample_evaluation


def test_it_holds_figures_verdicts_and_what_it_was_made_from() -> None:
    report = judged(sample_evaluation())
    told = json.loads(render_json(report))
    assert told["figures"] == sample_evaluation()
    assert [one["passed"] for one in told["verdicts"]] == [True, False, None]
    assert told["champion"]["regret_nats"] == 0.0399
    assert told["data_digest"] == "1a2b3c4d" * 8
    assert told["knowledge_digest"] == told["figures"]["knowledge"]["digest"]
    assert told["model"]["digest"].startswith("5f2a90c1d7")
    assert told["seeds"]["train"] == 11
    assert told["versions"] == {"lasegue": "0.1.0", "numpy": "2.4.6"}


def test_what_is_no_number_is_refused() -> None:
    evaluation = sample_evaluation()
    evaluation["by_setting"][0]["untold"] = float("nan")
    with pytest.raises(ValueError, match="not JSON compliant"):
        render_json(judged(evaluation))


def test_hostile_text_comes_back_as_it_was() -> None:
    report = judged(hostile())
    assert json.loads(render_json(report))["figures"] == report.evaluation
