from __future__ import annotations

from typing import Any

import pytest

from pipeline.report.budget_text import render_budget

WIDTH = 88
Item = dict[str, Any]


def estimate(value: float | None, se: float | None = 0.001) -> Item:
    return {"value": value, "se": se}


def alarm(**changes: Any) -> Item:
    return {
        "rate": estimate(0.1234, 0.0012),
        "ppv": estimate(0.04),
        "ppv_serious": estimate(0.09),
        "number_needed_to_alert": 25.4,
        "sensitivity": estimate(0.875),
        **changes,
    }


def caught(own: float) -> Item:
    interval = {"value": own, "low": own - 0.01, "high": own + 0.01}
    return {"own_tier": interval, "any_tier": interval, "emergency": interval}


def rule(**changes: Any) -> Item:
    return {
        "id": "RF001",
        "name": "Bladder, bowel or saddle loss",
        "tier": "emergency",
        "alarm": alarm(),
        "alone": estimate(0.0311),
        "only_model": None,
        "only_rule": None,
        **changes,
    }


def tier(name: str, has_model: bool) -> Item:
    return {
        "tier": name,
        "rules": alarm(),
        "model": alarm(rate=estimate(0.003)) if has_model else None,
        "both": alarm() if has_model else None,
        "only_model": estimate(0.019) if has_model else None,
        "only_rules": estimate(0.057) if has_model else None,
    }


def condition(has_model: bool) -> Item:
    return {
        "condition": "cauda_equina_syndrome",
        "name": "Cauda equina syndrome (compression of the nerves)",
        "tier": "emergency",
        "share": 0.0006,
        "n": 100,
        "rules": caught(0.97),
        "model": caught(0.81) if has_model else None,
        "both": caught(0.98) if has_model else None,
        "only_model": {"value": 0.011} if has_model else None,
        "only_rules": {"value": 0.171} if has_model else None,
    }


def user(name: str, has_model: bool, rules: list[Item] | None = None) -> Item:
    tiers = ("emergency", "urgent_same_day", "urgent_2_weeks")
    return {
        "user": name,
        "tiers": [tier(key, has_model) for key in tiers],
        "rules": rules or [rule()],
        "conditions": [condition(has_model)],
    }


def limit(**changes: Any) -> Item:
    return {
        "care_setting": "primary_care",
        "user": "complete",
        "tier": "emergency",
        "rate": estimate(0.1563, 0.0014),
        "limit": 0.06,
        "held": False,
        **changes,
    }


def cause(key: str, name: str, alone: float) -> Item:
    return {"id": key, "name": name, "fired": None, "alone": alone}


def summary(has_model: bool = False, **changes: Any) -> Item:
    users = ("visit", "complete", "form")
    rules = changes.pop("rules", None)
    of_tier = {
        "tier": "urgent_same_day",
        "rate": 0.348,
        "rules": [cause("RF024", "Weak leg (marked)", 0.213)],
        "findings": [cause("sudden_onset", "Pain came on within seconds", 0.124)],
    }
    return {
        "seed": 108,
        "n_per_condition": 8192,
        "model": {"version": "0.1.0", "digest": "ee78" * 16} if has_model else None,
        "limits": [limit(), limit(user="form", held=True, limit=0.4)],
        "naive": {
            "n_items": 25,
            "rate": estimate(0.893),
            "ppv_serious": estimate(0.035),
            "published": {
                "n": 1172,
                "n_items": 24,
                "any_flag": 0.804,
                "serious": 0.009,
                "citation": "Henschke 2009",
            },
        },
        "causes": {"complete": [of_tier]},
        "settings": [
            {
                "care_setting": "spine_clinic",
                "serious": 0.033,
                "users": [user(name, has_model, rules) for name in users],
            }
        ],
        **changes,
    }


def line_with(text: str, *words: str) -> str:
    found = [line for line in text.splitlines() if all(word in line for word in words)]
    assert found, words
    return found[0]


def test_the_limits_come_first_and_a_passed_one_is_seen() -> None:
    lines = render_budget(summary()).splitlines()
    assert lines[0] == "ALARMS OF THE RULES, AGAINST THEIR LIMITS"
    assert lines[3].split() == [
        *("primary", "care", "complete", "emergency"),
        *("15.6%", "0.14", "6.0%", "PASSED"),
    ]
    assert lines[4].split()[-2:] == ["40.0%", "kept"]


def test_the_naive_list_stands_beside_the_published_one() -> None:
    text = " ".join(render_budget(summary()).split())
    assert "25 classical red flags sound for 89.3% of simulated patients" in text
    assert "24 questions: 80.4% of 1,172 with acute back pain" in text
    assert "0.9% had serious disease (Henschke 2009)" in text


def test_causes_are_named_with_their_shares() -> None:
    text = render_budget(summary())
    assert "same day or worse: 34.8% of these patients." in text
    assert "  rules: RF024 Weak leg 21.3%\n" in text
    assert "  findings: Pain came on within seconds 12.4%\n" in text


def test_alarms_without_causes_say_so() -> None:
    quiet = {"tier": "emergency", "rate": 0.0, "rules": [], "findings": []}
    text = render_budget(summary(causes={"form": [quiet]}))
    assert "PRIMARY CARE, FORM" in text
    assert "  rules: none\n" in text


def test_without_a_model_its_columns_are_left_out_and_that_is_said() -> None:
    text = render_budget(summary())
    assert "No model was asked: these are the alarms of the rules alone." in text
    assert "Rule +" not in text
    assert " model " not in text.split("== SPINE CLINIC")[1]
    assert line_with(text, "visit", "emergency").split() == [
        *("visit", "emergency", "12.3%", "0.12", "4.0%", "9.0%", "25", "87.5%"),
    ]


def test_with_a_model_rules_and_model_stand_side_by_side() -> None:
    text = render_budget(summary(has_model=True))
    assert "No model was asked" not in text
    tiers = text.split("\nTIERS\n")[1]
    assert line_with(tiers, "complete", "same day", "rules").split()[-1] == "5.7%"
    assert line_with(tiers, "complete", "same day", "model").split()[-1] == "1.9%"
    assert line_with(tiers, "complete", "same day", "both").split()[-1] == "87.5%"
    found = text.split("SERIOUS CONDITIONS FOUND")[1]
    assert line_with(found, "Cauda", "rules").split()[-1] == "17.1%"
    assert line_with(found, "model").split()[-1] == "1.1%"
    assert "Model 0.1.0 ee78ee78ee78." in " ".join(text.split())


def test_what_a_rule_adds_to_the_model_is_told() -> None:
    told = rule(only_model=estimate(0.006), only_rule=estimate(0.2))
    text = render_budget(summary(has_model=True, rules=[told]))
    assert line_with(text, "RF001").split()[2:] == [
        *("12.34%", "0.12", "4.0%", "9.0%", "25", "3.11%"),
        *("20.0%", "0.6%", "12.34%", "12.34%"),
    ]


def test_rules_stand_by_tier_and_what_cannot_be_given_is_a_dash() -> None:
    nothing = alarm(
        ppv=estimate(None, None),
        number_needed_to_alert=None,
        sensitivity=estimate(None, None),
    )
    outside = rule(id="RF012", tier="urgent_same_day", name="Aorta", alarm=nothing)
    text = render_budget(summary(rules=[rule(), outside]))
    first, second = text.index("RULES: EMERGENCY"), text.index("RULES: SAME DAY")
    assert first < text.index("RF001") < second < text.index("RF012")
    assert "RULES: TWO WEEKS" not in text
    words = line_with(text, "RF012 Aorta").split()
    assert words[2:7] == ["12.34%", "0.12", "–", "9.0%", "–"]


@pytest.mark.parametrize(
    ("needed", "told"), [(1.44, "1.4"), (9.96, "10.0"), (171.2, "171")]
)
def test_a_number_needed_to_alert_is_short(needed: float, told: str) -> None:
    short = rule(alarm=alarm(number_needed_to_alert=needed))
    words = line_with(render_budget(summary(rules=[short])), "RF001").split()
    assert told in words


def test_a_condition_is_told_with_its_interval_for_either_user() -> None:
    text = render_budget(summary())
    rows = [line for line in text.splitlines() if line.startswith("Cauda equina")]
    # Held users alone: an ordinary visit leaves out what it leaves out.
    assert len(rows) == 2
    assert rows[0].split()[3:] == [
        *("emergency", "0.06%", "97.0%", "96.0-98.0", "97.0%", "97.0%"),
    ]


@pytest.mark.parametrize("has_model", [False, True])
def test_no_line_is_too_wide(has_model: bool) -> None:
    long = rule(name="A rule with a long name " * 5)
    text = render_budget(summary(has_model=has_model, rules=[long]))
    assert max(map(len, text.splitlines())) <= WIDTH


def test_control_characters_do_not_reach_the_terminal() -> None:
    of_tier = {
        "tier": "emergency",
        "rate": 0.1,
        "rules": [cause("RF001", "a\x1b[31mb", 0.5)],
        "findings": [],
    }
    text = render_budget(
        summary(rules=[rule(name="a\x1b[31mb")], causes={"complete": [of_tier]})
    )
    assert "\x1b" not in text


def test_the_words_are_ours() -> None:
    assert "diagnos" not in render_budget(summary(has_model=True)).lower()
