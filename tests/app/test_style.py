from __future__ import annotations

import tomllib

import pytest

from app.style import TIER_COLOURS
from pipeline.knowledge import KNOWLEDGE_FOLDER
from pipeline.terms import Urgency

CONFIG = KNOWLEDGE_FOLDER.parents[1] / ".streamlit" / "config.toml"
THEMES = tomllib.loads(CONFIG.read_text())["theme"]
MIXED = 0.11  # share of the tier's colour in its banner
READABLE = 4.5  # WCAG 2.2, level AA
SEEN = 3.0  # the same, for what is no text


def luminance(colour: list[float]) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def parts(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def contrast(one: list[float], other: list[float]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_urgency_has_a_banner_that_can_be_read(theme: str) -> None:
    assert set(TIER_COLOURS) == {*Urgency, "none"}
    behind = parts(THEMES[theme]["backgroundColor"])
    text = parts(THEMES[theme]["textColor"])
    for hue in map(parts, TIER_COLOURS.values()):
        banner = [MIXED * h + (1 - MIXED) * b for h, b in zip(hue, behind, strict=True)]
        assert contrast(text, banner) > READABLE
        assert contrast(hue, banner) > 0.9 * SEEN
