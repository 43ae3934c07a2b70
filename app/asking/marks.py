"""What can be marked on the body chart, in words.

A mark is a layer (what is felt) on a region (where) of a side of the patient. Pain,
numbness and tingling are layers of their own, because the vocabulary asks for each of
them apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

PAIN, NUMBNESS, TINGLING = "pain", "numbness", "tingling"
LAYERS = {PAIN: "Pain", NUMBNESS: "Numbness", TINGLING: "Tingling"}
HINTS = {
    PAIN: "Mark every place that hurts.",
    NUMBNESS: "Mark where feeling is reduced or lost; between the legs only if new.",
    TINGLING: "Mark pins and needles; between the legs only if new.",
}
RIGHT, LEFT, MIDDLE = "right", "left", "middle"
SADDLE = "saddle"


@dataclass(frozen=True)
class Region:
    """A part of the body that can be marked.

    Parameters
    ----------
    name : str
        As a clinician says it, without the side.
    is_sided : bool
        Whether the right and the left one are marked apart.
    """

    name: str
    is_sided: bool = True


# From top to bottom: the order in which the keyboard walks through them.
REGIONS = {
    "mid_back": Region("mid back", is_sided=False),
    "abdomen": Region("abdomen", is_sided=False),
    "low_back": Region("low back", is_sided=False),
    "flank": Region("flank"),
    "groin": Region("groin"),
    "hip": Region("side of the hip"),
    "buttock": Region("buttock"),
    SADDLE: Region(
        "saddle area (genitals, back passage, between the legs)", is_sided=False
    ),
    "front_thigh": Region("front of the thigh"),
    "outer_thigh": Region("outer thigh"),
    "back_thigh": Region("back of the thigh"),
    "knee": Region("knee"),
    "knee_back": Region("back of the knee"),
    "shin": Region("shin or outer lower leg"),
    "calf": Region("calf"),
    "foot_top": Region("top of the foot"),
    "sole": Region("sole or heel"),
}


class Mark(NamedTuple):
    """One mark: what is felt, where, and on which of the patient's sides.

    Parameters
    ----------
    layer : str
        A key of LAYERS.
    region : str
        A key of REGIONS.
    side : str
        right or left of the patient; middle where there is only one.
    """

    layer: str
    region: str
    side: str

    @property
    def place(self) -> str:
        """Where it is, as the drawing knows it."""
        return f"{self.region}:{self.side}"


Marks = frozenset[Mark]

ALL_MARKS = [
    Mark(layer, region, side)
    for layer in LAYERS
    for region, about in REGIONS.items()
    for side in ((RIGHT, LEFT) if about.is_sided else (MIDDLE,))
]
_BY_TEXT = {":".join(mark): mark for mark in ALL_MARKS}


def written(marks: Iterable[Mark]) -> list[str]:
    """Write marks for the drawing, in the order of ALL_MARKS.

    Parameters
    ----------
    marks : iterable of Mark

    Returns
    -------
    list of str
    """
    chosen = set(marks)
    return [text for text, mark in _BY_TEXT.items() if mark in chosen]


def read(texts: Iterable[object]) -> Marks:
    """Read marks that the drawing sent; what is no mark is left out.

    Parameters
    ----------
    texts : iterable of object

    Returns
    -------
    frozenset of Mark
    """
    return frozenset(_BY_TEXT[text] for text in map(str, texts) if text in _BY_TEXT)


def place_name(mark: Mark) -> str:
    """Say where a mark is.

    The saddle area's words say "new" for numbness and tingling, because such a mark
    answers the red-flag question that asks for new loss of feeling.

    Parameters
    ----------
    mark : Mark

    Returns
    -------
    str

    Examples
    --------
    >>> place_name(Mark("pain", "calf", "right"))
    'right calf'
    >>> place_name(Mark("numbness", "foot_top", "left"))
    'top of the left foot'
    """
    name = REGIONS[mark.region].name
    if mark.region == SADDLE and mark.layer != PAIN:
        return f"new, in the {name}"
    if mark.side == MIDDLE:
        return name
    before, of, rest = name.rpartition(" of the ")
    return f"{before}{of}{mark.side} {rest}"
