"""The few rules of style that Streamlit's theme cannot express."""

from __future__ import annotations

import streamlit as st

# Background and edge of the banner; words and an icon always say the same.
BANNER_COLOURS = {
    "emergency": ("#fdeceb", "#b3261e"),
    "urgent_same_day": ("#fff1e3", "#c2620c"),
    "urgent_2_weeks": ("#fdf7df", "#a98200"),
    # Blue, not green: a routine answer is no all-clear while rules are open.
    "routine": ("#ebf2f9", "#2f5d8a"),
    "none": ("#f1f3f5", "#66727f"),
}
LAYOUT = """
[data-testid="stMainBlockContainer"] {
  padding: 2.5rem clamp(1rem, 5vw, 5rem) 1rem; max-width: 1500px;
}
h1 {font-size: 2rem !important; padding-bottom: 0 !important;}
h2 {font-size: 1.35rem !important; padding-top: 1.2rem !important;}
h3 {font-size: 1.05rem !important;}
.st-key-assessment p, .st-key-assessment li {font-size: 0.95rem;}
.st-key-assessment [data-testid="stCaptionContainer"] p {font-size: 0.85rem;}
"""
# A question and its answers share a line, so that the eye can run down the answers.
QUESTIONS = """
[class*="st-key-questions_"] {gap: 0;}
[class*="st-key-questions_"] [data-testid="stElementContainer"] {width: 100%;}
[class*="st-key-questions_"] [data-testid="stButtonGroup"] {
  display: flex; align-items: center; justify-content: space-between; gap: 1rem;
  padding: 0.3rem 0; border-bottom: 1px solid #edf0f3;
}
[class*="st-key-questions_"] [data-testid="stButtonGroup"] label {margin: 0;}
[class*="st-key-questions_"] [role="radiogroup"] {flex: none;}
"""
# The assessment stays in view while the questions scroll by: beside them, or where
# Streamlit stacks the columns, above them.
BESIDE = """
[data-testid="stColumn"]:has(.st-key-assessment) {
  position: sticky; top: 1rem; align-self: flex-start;
  max-height: calc(100vh - 2rem); overflow-y: auto;
}
@media (max-width: 640px) {
  [data-testid="stColumn"]:has(.st-key-assessment) {
    order: -1; top: 0; z-index: 1; max-height: 40vh; background: #ffffff;
    border-bottom: 1px solid #d5dbe1;
  }
}
"""


def add_style() -> None:
    """Add the style sheet to the page."""
    banners = "\n".join(
        f".st-key-urgency_{tier} {{background: {background}; "
        f"border-left: 6px solid {edge}; border-radius: 6px; "
        "padding: 0.9rem 1.1rem; color: #1f2933;}"
        for tier, (background, edge) in BANNER_COLOURS.items()
    )
    st.html(f"<style>{LAYOUT}{QUESTIONS}{BESIDE}{banners}</style>")
