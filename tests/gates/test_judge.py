from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.gates import Champion, GateParams, Verdict, failures, judge
from pipeline.gates.floors import GATES
from pipeline.stages.params import load_params
from tests.gates.lenient import LENIENT
from tests.gates.made_scores import made_scores

PROJECT = Path(__file__).parents[2]
STRICT = load_params().gates


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    """Those of the last evaluation."""
    text = (PROJECT / "experiments" / "evaluation.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def by_name(verdicts: list[Verdict]) -> dict[str, Verdict]:
    found = {verdict.name: verdict for verdict in verdicts}
    assert len(found) == len(verdicts)
    return found


def test_every_limit_of_the_params_is_a_gate(figures: dict[str, Any]) -> None:
    found = by_name(judge(figures, STRICT))
    limits = set(GateParams.model_fields) - {"paired"}
    assert limits <= set(found)
    assert {f"paired.{name}" for name in ("overall", "conditions")} <= set(found)
    assert {gate.name for gate in GATES} == limits - {"emergency_sensitivity"}


def test_verdicts_are_plain_json_in_a_fixed_order(figures: dict[str, Any]) -> None:
    told = [[v.to_dict() for v in judge(figures, STRICT)] for _ in range(2)]
    assert told[0] == told[1]
    assert json.loads(json.dumps(told[0], allow_nan=False)) == told[0]
    for one in told[0]:
        assert one["sentence"].endswith((".", "`"))
        assert one["sentence"][0].isupper() or one["value"] is not None


def test_what_the_figures_do_not_tell_fails_with_what_to_do() -> None:
    found = by_name(judge({}, STRICT))
    for gate in GATES:
        assert found[gate.name].passed is False
        assert "Evaluate again" in found[gate.name].sentence
    for name in ("too_good.ceilings", "too_good.posterior", "own_seeds"):
        assert found[name].passed is False
    assert found["emergency_sensitivity"].passed is False


def test_limits_that_anything_keeps_let_everything_through(
    figures: dict[str, Any],
) -> None:
    found = by_name(judge(figures, GateParams(**LENIENT)))
    assert all(found[gate.name].passed for gate in GATES)


@pytest.mark.parametrize("name", ["regret_nats", "ece"])
def test_a_figure_that_is_no_number_fails_and_stays_out_of_the_json(
    figures: dict[str, Any], name: str
) -> None:
    verdict = by_name(judge({**figures, name: math.nan}, STRICT))[name]
    assert (verdict.passed, verdict.value) == (False, None)
    assert verdict.sentence.startswith("nan")


def test_a_model_without_intervals_is_not_asked_about_them(
    figures: dict[str, Any],
) -> None:
    found = by_name(judge({**figures, "intervals": None}, STRICT))["intervals_held"]
    assert found.passed is None
    assert failures([found]) == []


def test_a_limit_itself_is_kept(figures: dict[str, Any]) -> None:
    kept = {**figures, "regret_nats": 0.002}
    assert by_name(judge(kept, STRICT))["regret_nats"].passed is True
    over = {**figures, "regret_nats": 0.002001}
    (line,) = failures([by_name(judge(over, STRICT))["regret_nats"]])
    assert line.startswith("regret_nats (Regret against the exact posterior (nats)): ")


def test_a_first_run_has_no_champion_and_says_so(figures: dict[str, Any]) -> None:
    found = by_name(judge(figures, STRICT, scores=made_scores()))
    for name in ("overall", "conditions", "missed_emergencies"):
        assert found[f"paired.{name}"].passed is None
        assert "no champion yet" in found[f"paired.{name}"].sentence


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"knowledge_digest": "older"}, "drawn from other knowledge"),
        ({"cases_digest": "others"}, "judged on other cases"),
    ],
)
def test_a_champion_that_cannot_be_paired_leaves_the_floors(
    figures: dict[str, Any], changes: dict[str, Any], said: str
) -> None:
    champion = Champion("before", {}, made_scores(**changes))
    found = by_name(judge(figures, STRICT, made_scores(), champion))
    assert found["paired.overall"].passed is None
    assert said in found["paired.overall"].sentence
    assert "the floors still stand" in found["paired.overall"].sentence


def test_a_champion_without_scores_to_compare_is_told(figures: dict[str, Any]) -> None:
    found = by_name(judge(figures, STRICT, None, Champion("x", {}, made_scores())))
    assert "not scored case by case" in found["paired.overall"].sentence


def test_the_sensitivity_of_the_figures_counts_where_they_tell_it() -> None:
    rows = [
        {
            "condition": "cauda_equina_syndrome",
            "tier": "emergency",
            "n": 200,
            "both": {"value": 0.5, "low": 0.43, "high": 0.57, "n": 200},
        },
        {
            "condition": "vertebral_fracture",
            "tier": "urgent_2_weeks",
            "n": 200,
            "both": {"value": 0.1, "low": 0.06, "high": 0.15, "n": 200},
        },
    ]
    told = {"urgency": {"found": rows}}
    found = by_name(judge(told, STRICT))["emergency_sensitivity"]
    assert (found.passed, found.value) == (False, 0.5)
    assert "cauda_equina_syndrome" in found.sentence
    assert found.interval == pytest.approx((0.4314, 0.5686), abs=1e-3)


def test_without_them_it_is_counted_case_by_case() -> None:
    urgency = np.where(np.arange(900) < 60, 2, 3).astype(np.int8)
    scores = made_scores(urgency=urgency)
    found = by_name(judge({}, STRICT, scores))["emergency_sensitivity"]
    assert found.value == pytest.approx(0.8)
