"""Ids and numbers in words that people read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from pipeline.knowledge import load_knowledge
from pipeline.terms import Answer, CareSetting, Sex, Urgency

ANSWER_WORDS = {Answer.PRESENT.value: "Yes", Answer.ABSENT.value: "No"}
SEX_WORDS = {Sex.FEMALE.value: "Female", Sex.MALE.value: "Male"}
OWN_MIX, FROM_FILE = "own", "file"
CASE_MIX_WORDS = {OWN_MIX: "As in the care setting", FROM_FILE: "From a file"}
GROUP_NAMES = {
    "sphincter_and_saddle": "Bladder, bowel and saddle",
    "neurological_symptoms": "Numbness, weakness and walking",
    "site": "Site of the pain",
    "quality": "Kind of pain",
    "time_course": "Course over time",
    "provocation": "What makes it worse",
    "relief": "What eases it",
    "systemic": "General health",
    "background": "Background and past illness",
    "spine_exam": "Spine",
    "neurological_exam": "Nerves",
    "pelvis_hip_muscle_exam": "Pelvis, hip, leg and muscles",
    "vascular_and_skin_exam": "Blood supply, skin and joints",
}
UNIT_WORDS = {"years": "years"}
LEAST_SHOWN, MOST_SHOWN = 0.005, 0.995
# In Markdown these would become emphasis, links, code, formulas or headings.
_REMARK = re.compile(r" \([^()]*\)$")
_MARKS = re.compile(r"([\\`*_\[\]<>$~|#])")


@dataclass(frozen=True)
class TierWords:
    """How one tier of urgency is shown; the colours stand in style.py.

    Parameters
    ----------
    name : str
        The tier.
    meaning : str
        Who should see the patient, and when.
    icon : str
        A Material symbol.
    """

    name: str
    meaning: str
    icon: str


TIERS = {
    Urgency.EMERGENCY: TierWords(
        "Emergency", "emergency department now", ":material/warning:"
    ),
    Urgency.URGENT_SAME_DAY: TierWords(
        "Urgent", "a clinician today", ":material/error:"
    ),
    Urgency.URGENT_2_WEEKS: TierWords(
        "Soon",
        "a clinician within days, tests within two weeks",
        ":material/schedule:",
    ),
    Urgency.ROUTINE: TierWords(
        "Routine", "an ordinary appointment", ":material/event:"
    ),
}


def plain(text: str) -> str:
    r"""Keep a text from being read as Markdown.

    Examples
    --------
    >>> print(plain("power 3 of 5 [MRC]"))
    power 3 of 5 \[MRC\]
    """
    return _MARKS.sub(r"\\\1", text.strip())


def label_of(name: str) -> str:
    """Give the question behind a finding or a context field."""
    knowledge = load_knowledge()
    if name in knowledge.findings:
        return knowledge.findings[name].label
    field = knowledge.vocabulary.context[name]
    unit = UNIT_WORDS.get(field.unit or "")
    return f"{field.label} ({unit})" if unit else field.label


def condition_name(condition: str) -> str:
    """Give a condition's name without the remark in brackets after it.

    Examples
    --------
    >>> condition_name("acute_limb_ischaemia")
    'Acute limb ischaemia'
    >>> condition_name("lytic_spondylolisthesis")
    'Lytic (isthmic) spondylolisthesis'
    """
    return _REMARK.sub("", load_knowledge().profiles[condition].name)


def group_name(group: str) -> str:
    """Give a group of findings a title."""
    return GROUP_NAMES.get(group, group.replace("_", " ").capitalize())


def care_setting_name(setting: str) -> str:
    """Give a care setting its label from settings.yaml."""
    return load_knowledge().settings.care_settings[CareSetting(setting)].label


def case_mix_sentence(case_mix: dict[str, str] | None) -> str:
    """Say for which case mix the probabilities are, if not for the model's own.

    Examples
    --------
    >>> case_mix_sentence({"name": "spine_clinic"}), case_mix_sentence(None)
    (' Case mix: Spine clinic.', '')
    """
    if case_mix is None:
        return ""
    name = case_mix["name"]
    is_setting = name in {setting.value for setting in CareSetting}
    return f" Case mix: {care_setting_name(name) if is_setting else name}."


def percent(probability: float) -> str:
    """Write a probability in whole percent, never as an impossible 0 or 100.

    Examples
    --------
    >>> percent(0.341), percent(0.001), percent(0.9999)
    ('34%', 'under 1%', 'over 99%')
    """
    if probability < LEAST_SHOWN:
        return "under 1%"
    if probability > MOST_SHOWN:
        return "over 99%"
    return f"{probability:.0%}"


def in_times(probability: float) -> str:
    """Write a share as so many in so many.

    Examples
    --------
    >>> in_times(0.9), in_times(0.99)
    ('9 in 10', '99 in 100')
    """
    share = Fraction(probability).limit_denominator(100)
    return f"{share.numerator} in {share.denominator}"


def count(number: int, noun: str) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> count(1, "question"), count(3, "question")
    ('1 question', '3 questions')
    """
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
