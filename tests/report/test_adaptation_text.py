from __future__ import annotations

from typing import Any

from pipeline.report.adaptation_text import adaptation_table, render_adaptation
from pipeline.report.words import DISCLAIMER, WIDTH

FIGURES: dict[str, Any] = {
    "name": "leg\x1bclinic",
    "method": "EM",
    "n_cases": 1200,
    "few_cases": False,
    "bias_corrected": True,
    "conditions": [
        {
            "condition": "peripheral_arterial_disease",
            "share": 0.5712,
            "low": 0.5407,
            "high": 0.6011,
            "reference": 0.0301,
        },
        {
            "condition": "facet_cyst",
            "share": 0.0,
            "low": 0.0,
            "high": 0.0031,
            "reference": 0.006,
        },
    ],
}


def test_each_condition_has_its_share_its_interval_and_what_was_assumed() -> None:
    table = adaptation_table(FIGURES)
    assert tuple(table.rows[0][1:]) == ("57.1%", "54.1% to 60.1%", "3.0%")
    assert tuple(table.rows[1][1:]) == ("0.0%", "0.0% to 0.3%", "0.6%")


def test_the_text_is_safe_narrow_and_says_what_it_is() -> None:
    text = render_adaptation(FIGURES)
    assert "\x1b" not in text
    assert "FROM 1,200 CASES" in text
    assert text.endswith(DISCLAIMER)
    assert max(map(len, text.splitlines())) <= WIDTH
