"""The few rules of style that Streamlit's theme cannot express."""

from __future__ import annotations

import streamlit as st

# The tiers' colours, mixed into whatever lies behind them: they hold in light and dark.
# Words and an icon always say the same.
TIER_COLOURS = {
    "emergency": "#c62828",
    "urgent_same_day": "#c2620c",
    "urgent_2_weeks": "#a98200",
    # Blue, not green: a routine answer is no all-clear while rules are open.
    "routine": "#3f76ab",
    "none": "#7a8691",
}
LAYOUT = """
[data-testid="stMainBlockContainer"] {
  padding: 4.6rem clamp(1rem, 4vw, 4rem) 2rem; max-width: 1560px;
}
/* Streamlit's .6 is too faint to be read. */
[data-testid="stCaptionContainer"] {opacity: .8;}
h1 {font-size: 1.9rem !important; padding-bottom: 0 !important;}
h2 {font-size: 1.3rem !important; padding-top: 1.4rem !important;}
h3 {font-size: 1.05rem !important; padding-top: .6rem !important;}
.st-key-assessment p, .st-key-assessment li {font-size: .95rem;}
.st-key-assessment p.small {font-size: .85rem; opacity: .8;}
.st-key-assessment [data-testid="stCaptionContainer"] p {font-size: .85rem;}
.hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
"""
# A question and its answers share a line, so that the eye can run down the answers.
QUESTIONS = """
[class*="st-key-questions_"] [data-testid="stElementContainer"] {width: 100%;}
[class*="st-key-questions_"] [data-testid="stButtonGroup"] {
  display: flex; align-items: center; justify-content: space-between; gap: 1rem;
  padding: .3rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent);
}
[class*="st-key-questions_"] [data-testid="stButtonGroup"] label {margin: 0;}
[class*="st-key-questions_"] [role="radiogroup"] {flex: none; flex-wrap: nowrap;}
/* Taking an answer back is at hand, and quieter than giving one. */
[class*="st-key-questions_"] [role="radio"]:nth-child(3) p {
  font-size: .8rem; opacity: .8;
}
[class*="st-key-questions_"] [data-testid="stHeading"] > div {margin-bottom: 0;}
/* What is worth asking next is followed by the reason why. */
.st-key-questions_next [data-testid="stButtonGroup"] {
  border-bottom: 0; padding-bottom: 0;
  border-top: 1px solid color-mix(in srgb, currentColor 12%, transparent);
}
.st-key-questions_next [data-testid="stCaptionContainer"] {padding: .1rem 0 .5rem;}
@media (max-width: 480px) {
  [class*="st-key-questions_"] [data-testid="stButtonGroup"] {
    flex-wrap: wrap; gap: .3rem;
  }
}
"""
# What is written as HTML looks like what Streamlit writes.
PIECES = """
.banner {border-radius: 6px; padding: .9rem 1.1rem;}
[data-testid="stHtml"] h3 {font-weight: 600; margin: 0;}
[data-testid="stHtml"] table + p {margin-top: .5rem;}
[data-testid="stHtml"] h3 + p, [data-testid="stHtml"] h3 + ul {margin-top: .35rem;}
.banner h3 {padding-top: 0 !important;}
.banner p:last-child, .banner ul:last-child {margin-bottom: 0;}
.strip {border-radius: 6px; padding: .45rem .8rem; font-weight: 500;}
.icon {
  font-family: "Material Symbols Rounded"; font-size: 1.25em; line-height: 1;
  font-weight: 400; vertical-align: -.22em; white-space: nowrap;
  -webkit-font-feature-settings: "liga"; font-feature-settings: "liga";
}
p.cause {margin-bottom: .2rem;}
details.fold {
  border: 1px solid color-mix(in srgb, currentColor 20%, transparent);
  border-radius: 8px; margin-bottom: .6rem; padding: .55rem .9rem;
}
details.fold summary {cursor: pointer;}
details.fold[open] summary {margin-bottom: .6rem;}
details.fold :last-child {margin-bottom: 0;}
"""
CAUSES = """
table.causes {width: 100%; border-collapse: collapse; font-size: .93rem;}
table.causes th, table.causes td {
  text-align: left; padding: .34rem .5rem .34rem 0; vertical-align: middle;
  border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent);
}
table.causes thead th {font-weight: 400; font-size: .82rem; opacity: .8;}
table.causes tbody th {font-weight: 500; width: 42%;}
table.causes td:nth-of-type(1), table.causes td:nth-of-type(3) {
  white-space: nowrap; font-variant-numeric: tabular-nums;
}
table.causes td:nth-of-type(2) {width: 30%;}
.track {
  position: relative; height: 12px; border-radius: 3px;
  background: color-mix(in srgb, currentColor 7%, transparent);
}
.bar {
  position: absolute; inset: 0 auto 0 0; border-radius: 3px; min-width: 2px;
  background: var(--tier-routine);
}
.range {
  position: absolute; top: 5px; height: 2px; min-width: 2px;
  background: color-mix(in srgb, currentColor 75%, transparent);
}
.tier {
  display: inline-block; font-size: .74rem; padding: 0 .45em; border-radius: 99px;
  border: 1px solid; white-space: nowrap; font-weight: 500;
}
@media (max-width: 480px) {
  table.causes td:nth-of-type(2), table.causes thead th:nth-child(3) {display: none;}
}
"""
# One question at a time stands large and calm, with answers that a thumb can hit.
INTERVIEW = """
h2.interview-question {
  font-size: clamp(1.35rem, 2.4vw, 1.75rem) !important; line-height: 1.3;
  margin: 0; padding: 0 0 .3rem !important;
}
.st-key-interview {padding: clamp(1rem, 3vw, 2rem);}
.st-key-interview_answers button {min-height: 3.2rem;}
.st-key-interview_answers button p {font-size: 1.08rem;}
ul.brief {margin: 0; padding-left: 1.1rem;}
ul.brief li {margin: .25rem 0;}
p.brief {margin: 0;}
"""
# The assessment stays in view while the questions scroll by: beside them, or where
# Streamlit stacks the columns, as one line above them.
BESIDE = """
[data-testid="stColumn"]:has(.st-key-assessment) {
  position: sticky; top: 4rem; align-self: flex-start;
  max-height: calc(100vh - 4.8rem); overflow-y: auto; padding-right: .4rem;
}
.st-key-strip {display: none;}
@media (max-width: 640px) {
  [data-testid="stColumn"]:has(.st-key-assessment) {
    position: static; max-height: none; overflow: visible;
  }
  .st-key-strip {display: block; backdrop-filter: blur(16px); border-radius: 6px;}
  /* What sticks must be the child of the whole page, not of a box of its own height. */
  :has(> .st-key-strip) {position: sticky; top: 3.75rem; z-index: 9;}
}
"""


def add_style() -> None:
    """Add the style sheet to the page."""
    names = "".join(f"--tier-{tier}: {hue};" for tier, hue in TIER_COLOURS.items())
    banners = "\n".join(
        f".banner_{tier} {{border-left: 6px solid {hue}; "
        f"background: color-mix(in srgb, {hue} 11%, transparent);}}\n"
        f".tier_{tier} {{background: color-mix(in srgb, {hue} 13%, transparent); "
        f"border-color: {hue};}}"
        for tier, hue in TIER_COLOURS.items()
    )
    root = f":root {{{names}}}"
    parts = f"{LAYOUT}{QUESTIONS}{PIECES}{CAUSES}{INTERVIEW}{BESIDE}"
    st.html(f"<style>{root}{parts}{banners}</style>")
