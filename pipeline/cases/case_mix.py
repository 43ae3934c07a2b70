"""Case mixes: how common each condition is where the patients come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from pipeline.errors import Fault, OptionError, shorten
from pipeline.knowledge import load_knowledge, suggest
from pipeline.knowledge.loading import faults_of
from pipeline.knowledge.schema import Record
from pipeline.knowledge.strict_yaml import parse_yaml
from pipeline.terms import CareSetting

MIX_TOLERANCE = 1e-6
LONGEST_NAME = 80
DOCUMENTED_MIXES = tuple(setting.value for setting in CareSetting)


@dataclass(frozen=True)
class CaseMix:
    """The share of each condition among the patients of one place.

    Parameters
    ----------
    name : str
        How the mix is called where it is used.
    weights : mapping of str to float
        Share of every condition; they sum to 1, and none is left out.

    Raises
    ------
    OptionError
        With every fault.

    Examples
    --------
    >>> mix = documented_mix("emergency")
    >>> mix.weights["cauda_equina_syndrome"] > 0.001
    True
    """

    name: str
    weights: Mapping[str, float]

    def __post_init__(self) -> None:
        where = f"case mix {shorten(self.name)}"
        faults = [*_name_faults(self.name, where), *_faults(self.weights, where)]
        if faults:
            raise OptionError(faults)
        total = sum(self.weights.values())
        shares = {key: self.weights[key] / total for key in load_knowledge().profiles}
        object.__setattr__(self, "weights", shares)

    @property
    def row(self) -> NDArray[np.float64]:
        """The shares in the order of `condition_ids`, shape (n_conditions,)."""
        return np.array([self.weights[key] for key in load_knowledge().condition_ids])


class _MixFile(Record):
    """What a file may say of a mix; the weights are checked apart."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    weights: dict[str, Any]
    intervals: dict[str, tuple[float, float]] | None = None
    n_cases: int | None = Field(default=None, ge=1)
    method: str | None = None


def documented_mix(name: str) -> CaseMix:
    """Give the documented case mix of a care setting, rescaled to sum to 1.

    Parameters
    ----------
    name : str
        One of `DOCUMENTED_MIXES`.

    Returns
    -------
    CaseMix
    """
    setting = CareSetting(name)
    figures = load_knowledge().settings.case_mix[setting]
    total = sum(figure.value for figure in figures.values())
    shares = {key: figure.value / total for key, figure in figures.items()}
    return CaseMix(setting.value, shares)


def find_case_mix(given: str) -> CaseMix:
    """Give the mix that a name or a file stands for.

    Parameters
    ----------
    given : str
        One of `DOCUMENTED_MIXES`, else the path of a file as `parse_case_mix` reads
        it.

    Returns
    -------
    CaseMix

    Raises
    ------
    OptionError
        With every fault; also when it is neither.
    """
    if given in DOCUMENTED_MIXES:
        return documented_mix(given)
    path = Path(given)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no UTF-8 text"
        raise OptionError(_unknown(given, reason)) from error
    return parse_case_mix(text, given)


def parse_case_mix(text: str, where: str) -> CaseMix:
    """Read a mix from the text of a file.

    Parameters
    ----------
    text : str
        YAML with `name` and `weights` (share of every condition, 0 allowed); beside
        them `intervals`, `n_cases` and `method` tell where it comes from.
    where : str
        Name of the file in messages.

    Returns
    -------
    CaseMix

    Raises
    ------
    OptionError
        With every fault.
    """
    data, faults = parse_yaml(text, where)
    if not faults and not isinstance(data, dict):
        must_be = "a mapping with name and weights"
        to_do = "`lasegue adapt` writes one."
        faults = [Fault(where, "the case mix", must_be, shorten(data), to_do)]
    if faults:
        raise OptionError(faults)
    try:
        file = _MixFile.model_validate(data)
    except ValidationError as error:
        faults = faults_of(error, where)
    weights = data.get("weights")
    if isinstance(weights, dict):
        faults += _faults(weights, where)
    if faults:
        raise OptionError(faults)
    return CaseMix(file.name, file.weights)


def render_case_mix(
    mix: CaseMix,
    intervals: Mapping[str, tuple[float, float]],
    n_cases: int,
    method: str,
) -> str:
    """Write a mix as the text of a file, with where it comes from.

    Parameters
    ----------
    mix : CaseMix
    intervals : mapping of str to (float, float)
        Of each share.
    n_cases : int
        From how many cases it was estimated.
    method : str
        How.

    Returns
    -------
    str
        YAML that `parse_case_mix` reads.
    """
    shares = [f"  {key}: {share:.9f}" for key, share in mix.weights.items()]
    ranges = [f"  {k}: [{low:.9f}, {high:.9f}]" for k, (low, high) in intervals.items()]
    lines = [
        f"name: {_quoted(mix.name)}",
        f"method: {_quoted(method)}",
        f"n_cases: {n_cases}",
        *("weights:", *shares, "intervals:", *ranges),
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _name_faults(name: object, where: str) -> list[Fault]:
    if isinstance(name, str) and 0 < len(name) <= LONGEST_NAME and name.isprintable():
        return []
    must_be = f"a text of 1 to {LONGEST_NAME} printable characters"
    return [Fault(where, "name", must_be, shorten(name), "Rename it.")]


def _faults(weights: Mapping[str, Any], where: str) -> list[Fault]:
    """List what is wrong with the shares; their sum only when each is right."""
    known = load_knowledge().condition_ids
    faults = []
    for name, share in weights.items():
        if name not in known:
            faults.append(_unknown_condition(name, known, where))
        elif not _is_share(share):
            got, to_do = shorten(share), "Give a proportion, not a percentage."
            what = f"weights.{name}"
            faults.append(Fault(where, what, "a number in [0, 1]", got, to_do))
    for name in known:
        if name not in weights:
            to_do = "Write 0 if it never comes."
            faults.append(Fault(where, f"weights.{name}", "there", "nothing", to_do))
    if not faults and abs(total := sum(weights.values()) - 1) > MIX_TOLERANCE:
        got = f"{total + 1:g}"
        faults.append(Fault(where, "the weights", "summing to 1", got, "Rescale them."))
    return faults


def _is_share(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 <= value <= 1  # type: ignore[operator]


def _unknown_condition(name: object, known: tuple[str, ...], where: str) -> Fault:
    to_do = suggest(str(name), known)
    if not to_do.startswith("Did you mean"):
        to_do = "See `lasegue knowledge coverage` for the ids."
    what = "the condition in weights"
    return Fault(where, what, "a known one", shorten(name), to_do)


def _unknown(given: str, reason: str) -> Fault:
    names = ", ".join(DOCUMENTED_MIXES)
    to_do = suggest(given, DOCUMENTED_MIXES)
    if not to_do.startswith("Did you mean"):
        to_do = "`lasegue adapt` writes such a file."
    got = f"{shorten(given)} ({reason})"
    return Fault("the case mix", "it", f"one of {names}, or a file", got, to_do)
