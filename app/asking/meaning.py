"""What the marks of the body chart mean for the answers.

- A mark makes findings present. No mark, no meaning: an unmarked region is unknown.
- Only findings whose wording a drawing can meet are set. "New", "one spot", "fits one
  nerve root" or "changes sides" cannot be seen in a drawing: there the chart only names
  the question to ask.
- The one exception is numbness in the saddle area. It sets the red flag, whose wording
  begins with "new", and the region's own words say "new" too. Should it be an old
  numbness, one "No" in the screen takes the alarm back; a mark that changed nothing
  could leave an emergency looking like routine.
- The last action wins. A new mark makes present what it speaks for, even over a "No".
  An answer given in the form stands, whatever is marked: the mark stays drawn, sets
  nothing again by itself, and the chart says that the two disagree.
- Taking a mark away makes not asked again what the chart itself had answered, nobody
  answered since, and no other mark implies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.asking.marks import LEFT, NUMBNESS, PAIN, RIGHT, SADDLE, TINGLING, Mark, Marks
from pipeline.terms import Answer

PRESENT = Answer.PRESENT.value
BELOW_KNEE = frozenset({"shin", "calf", "foot_top", "sole"})
LEG = BELOW_KNEE | {"front_thigh", "outer_thigh", "back_thigh", "knee", "knee_back"}
FEET = frozenset({"foot_top", "sole"})
TRUNK = frozenset({"mid_back", "abdomen", "low_back", "flank"})
BESIDE_SADDLE = frozenset({"buttock", "groin"})
# What a mark of a layer in one of some regions says, whatever else is marked.
ALONE = (
    (PAIN, {"mid_back"}, "thoracic_pain"),
    (PAIN, {"low_back"}, "low_back_pain"),
    (PAIN, {"buttock"}, "buttock_pain"),
    (PAIN, {"groin"}, "groin_pain"),
    (PAIN, {"hip"}, "hip_pain"),
    (PAIN, {"front_thigh"}, "anterior_thigh_pain"),
    (PAIN, {"outer_thigh"}, "lateral_thigh_symptoms"),
    (PAIN, {"back_thigh"}, "posterior_thigh_pain"),
    (PAIN, {"knee", "knee_back"}, "knee_pain"),
    (PAIN, {"calf"}, "calf_pain"),
    (PAIN, FEET, "foot_pain"),
    (PAIN, LEG, "leg_pain"),
    # The profiles count a pain that is only in the calf or the foot as well.
    (PAIN, BELOW_KNEE, "pain_below_knee"),
    (NUMBNESS, LEG, "numbness"),
    (NUMBNESS, {"outer_thigh"}, "lateral_thigh_symptoms"),
    (NUMBNESS, {SADDLE}, "saddle_numbness"),
    (TINGLING, LEG, "paraesthesia"),
    # Its wording is "numbness or altered feeling".
    (TINGLING, {SADDLE}, "saddle_numbness"),
)


@dataclass(frozen=True)
class Redrawn:
    """The answers after the chart was changed.

    Parameters
    ----------
    answers : dict
        Only the findings that change; None makes one not asked.
    charted : frozenset of str
        The findings whose answer now comes from the chart.
    """

    answers: dict[str, str | None]
    charted: frozenset[str]


def implied(marks: Iterable[Mark]) -> frozenset[str]:
    """Give the findings that marks make present.

    Parameters
    ----------
    marks : iterable of Mark

    Returns
    -------
    frozenset of str
        It never shrinks when a mark is added.
    """
    marks = frozenset(marks)
    found = {finding for layer, at, finding in ALONE if _in(marks, at, layer)}
    if _both_sides(_in(marks, LEG, PAIN)):
        found.add("bilateral_leg_pain")
    if _both_sides(_in(marks, LEG, NUMBNESS, TINGLING)):
        found.add("bilateral_neurological_symptoms")
    return frozenset(found)


def speaks_for(mark: Mark, marks: Marks) -> frozenset[str]:
    """Give the findings that one mark, alone or with another one, makes present.

    Parameters
    ----------
    mark : Mark
    marks : frozenset of Mark
        All that are drawn.

    Returns
    -------
    frozenset of str
    """
    with_another = (implied({mark, other}) - implied({other}) for other in marks)
    return implied({mark}).union(*with_another)


def redraw(
    answers: Mapping[str, object], charted: Iterable[str], before: Marks, after: Marks
) -> Redrawn:
    """Work out what a change of the marks does to the answers.

    Parameters
    ----------
    answers : mapping
        What is known so far.
    charted : iterable of str
        The findings whose answer came from the chart and was not given since.
    before : frozenset of Mark
    after : frozenset of Mark

    Returns
    -------
    Redrawn
    """
    owned = set(charted)
    added = (speaks_for(mark, after) for mark in after - before)
    said = frozenset[str]().union(*added)
    unsaid = owned & (implied(before) - implied(after))
    gone = {finding for finding in unsaid if answers.get(finding) == PRESENT}
    to_set = {finding for finding in said if answers.get(finding) != PRESENT}
    changes: dict[str, str | None] = dict.fromkeys(sorted(to_set), PRESENT)
    changes.update(dict.fromkeys(sorted(gone)))
    return Redrawn(changes, frozenset((owned - unsaid) | to_set))


def disputed(answers: Mapping[str, object], marks: Marks) -> list[str]:
    """List the findings that the marks imply and the answers do not say.

    Parameters
    ----------
    answers : mapping
    marks : frozenset of Mark

    Returns
    -------
    list of str
    """
    return sorted(name for name in implied(marks) if answers.get(name) != PRESENT)


def to_ask(marks: Iterable[Mark]) -> list[str]:
    """List the findings that marks bring up, but that only a question can settle.

    Parameters
    ----------
    marks : iterable of Mark

    Returns
    -------
    list of str
        Red flags first.
    """
    marks = frozenset(marks)
    sites = implied(marks)
    altered = (NUMBNESS, TINGLING)
    reasons = {
        "saddle_numbness": _in(marks, BESIDE_SADDLE, *altered)
        or _in(marks, {SADDLE}, PAIN),
        "recent_spread_to_both_legs": sites
        & {"bilateral_leg_pain", "bilateral_neurological_symptoms"},
        "abdominal_pain": _in(marks, {"abdomen", "flank"}, PAIN),
        # Its wording names the sensory level.
        "upper_motor_neurone_signs": _in(marks, TRUNK, *altered),
        "stocking_distribution": _both_sides(_in(marks, FEET, *altered)),
        # Its wording names pain and numbness, not tingling.
        "lateral_thigh_symptoms": _in(marks, {"outer_thigh"}, TINGLING),
    }
    return [name for name, reason in reasons.items() if reason and name not in sites]


def _in(marks: Marks, regions: Iterable[str], *layers: str) -> Marks:
    """Give the marks of some layers in some regions."""
    chosen = set(regions)
    return frozenset(m for m in marks if m.region in chosen and m.layer in layers)


def _both_sides(marks: Marks) -> bool:
    return {RIGHT, LEFT} <= {mark.side for mark in marks}
