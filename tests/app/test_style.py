from __future__ import annotations

from app.style import BANNER_COLOURS
from pipeline.terms import Urgency

TEXT = "#1f2933"
READABLE = 4.5  # WCAG 2.2, level AA


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_urgency_has_a_banner_that_can_be_read() -> None:
    assert set(BANNER_COLOURS) == {*Urgency, "none"}
    for background, _ in BANNER_COLOURS.values():
        contrast = (luminance(background) + 0.05) / (luminance(TEXT) + 0.05)
        assert contrast > READABLE
