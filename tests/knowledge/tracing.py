"""Trace a number of the knowledge back to the record of the evidence it came from."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import EXPERT_ESTIMATE, BackgroundRate, Sourced

FILES = ("spinal.yaml", "mimics.yaml", "serious.yaml")
# What was found by looking further; it lies beside this file.
LOOKED_UP = Path(__file__).with_name("looked_up.yaml")
# Records that are not filed under one of our conditions but tell about them.
RELATED = {
    "mix",
    "rule",
    "necrotising_infection",
    "spinal_haematoma",
}
# What may stand behind a number; odds, likelihood ratios and predictive values may not.
MEASURES = {
    "proportion",
    "sensitivity",
    "prevalence",
    "pct_female",
    "mean_age",
    "median_age",
    "mean",
    "median",
}
DAYS_PER_MONTH = 365 / 12
WEIGHT_WITHOUT_N, WEIGHT_RECALLED = 30, 20
TOLERANCE = 1e-6
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Record = dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """Every published figure, by the name that the evidence gives it."""

    by_name: dict[str, list[Record]]

    @classmethod
    def read(cls, folder: Path) -> Evidence:
        by_name = defaultdict(list)
        for path in (*(folder / name for name in FILES), LOOKED_UP):
            text = path.read_text(encoding="utf-8")
            for record in yaml.load(text, Loader=_Loader):  # noqa: S506 - a safe loader
                by_name[record["finding"]].append(record)
        return cls(dict(by_name))

    def of(self, name: str, citation: str) -> list[Record]:
        records = self.by_name.get(name, [])
        return [record for record in records if record["source"] == citation]


def traced(
    knowledge: Knowledge, evidence: Evidence, owner: str, id_: str, number: Sourced
) -> list[str]:
    """Say what keeps a number from being traced; nothing when it can be.

    Parameters
    ----------
    knowledge, evidence : Knowledge, Evidence
    owner : str
        Condition id, or the name of a shared file.
    id_ : str
        Finding id or context field that the number is about.
    number : Sourced
    """
    if number.source == EXPERT_ESTIMATE or number.derived is not None:
        return []
    if number.reported_as is None:
        return ["does not name what the evidence measured"]
    citation = knowledge.sources[number.source].citation
    records = evidence.of(number.reported_as, citation)
    if not records:
        return [f"no record {number.reported_as!r} of {number.source}"]
    exact = [record for record in records if _says(record, number)]
    if not exact and not _is_midpoint(evidence, citation, number):
        stated = [record["value"] for record in records]
        return [f"{number.reported_as!r} is {stated}, not {list(_values(number))}"]
    matching = exact or records
    return [
        *_wrong_read(matching, number),
        *_wrong_place(matching, owner, number),
        *_wrong_weight(matching, number),
        *_wrong_relation(knowledge, matching, id_, number),
    ]


def _values(number: Sourced) -> Iterator[float]:
    if isinstance(number, BackgroundRate):
        for by_sex in number.rates():
            yield from by_sex
    for name in ("value", "mean", "median_days"):
        value = getattr(number, name, None)
        if value is not None:
            yield value


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE


def _says(record: Record, number: Sourced) -> bool:
    stated = [*_plain(record), *_complement(record)]
    if record["measure"] == "specificity":
        # Those without the condition who have the finding: that is background, or
        # what the other conditions of the study show, and then the note says so.
        of_others = isinstance(number, BackgroundRate) or _of_the_others(number)
        stated = [*_complement(record)] if of_others else []
    elif record["measure"] not in MEASURES:
        stated = []
    return any(_near(a, b) for a in stated for b in _values(number))


def _of_the_others(number: Sourced) -> bool:
    """Whether a number is about the people whom a study compared with."""
    return bool(re.search("of a specificity|the others of", number.note or ""))


def _plain(record: Record) -> Iterable[float]:
    value = float(record["value"])
    if record["measure"] == "pct_female":
        return (value / 100,)
    if record["finding"].endswith("_months"):
        return (value * DAYS_PER_MONTH,)
    if record["finding"].endswith("_0_100"):
        return (value / 10,)
    return (value,)


def _complement(record: Record) -> Iterable[float]:
    return (1 - value for value in _plain(record) if 0 <= value <= 1)


def _is_midpoint(evidence: Evidence, citation: str, number: Sourced) -> bool:
    """Whether the number is the middle of a published range, and says so."""
    if not re.search("midpoint|middle", number.note or ""):
        return False
    name = number.reported_as or ""
    other = re.sub(r"_low(_end)?$", r"_high\1", name)
    pair = [*evidence.of(name, citation), *evidence.of(other, citation)]
    stated = sorted(float(record["value"]) for record in pair)
    middles = {(a + b) / 2 for a in stated for b in stated if a < b}
    return any(_near(a, b) for a in middles for b in _values(number))


def _wrong_read(records: list[Record], number: Sourced) -> Iterator[str]:
    recalled = {record.get("read") == "recalled" for record in records}
    if (number.read == "recalled") not in recalled:
        yield "is recalled in one place and read in the other"


def _wrong_place(records: list[Record], owner: str, number: Sourced) -> Iterator[str]:
    filed = {record["condition"] for record in records}
    if not owner.endswith(".yaml") and owner not in filed:
        if not filed & RELATED and not _of_the_others(number):
            yield f"is filed under {sorted(filed)}"
        if number.note is None:
            yield f"comes from {sorted(filed)} and does not say so in a note"
    if number.setting not in {record.get("setting") for record in records}:
        yield f"is of another setting than {number.setting}"


def _wrong_weight(records: list[Record], number: Sourced) -> Iterator[str]:
    sizes = [record.get("n") or _size_of_interval(record) for record in records]
    most = WEIGHT_RECALLED if number.read is not None else max(sizes)
    if number.n > most:
        yield f"weighs {number.n:g}, more than the {most} patients seen"
    if number.n not in sizes and number.read is None and number.note is None:
        yield f"weighs {number.n:g} of {sizes} patients and does not say why"


def _size_of_interval(record: Record) -> float:
    """Patients that a published interval of a proportion speaks for."""
    p, interval = float(record["value"]), record.get("ci")
    if not interval or not 0 < interval[0] < p < interval[1] < 1:
        return WEIGHT_WITHOUT_N
    low, high = (math.log(end / (1 - end)) for end in interval)
    return max(WEIGHT_WITHOUT_N, (3.92 / (high - low)) ** 2 / (p * (1 - p)))


def _wrong_relation(
    knowledge: Knowledge, records: list[Record], id_: str, number: Sourced
) -> Iterator[str]:
    assert number.reported_as is not None
    links = knowledge.evidence_map[number.reported_as]
    relations = {link.relation for link in links if link.id == id_}
    if not relations:
        yield f"evidence_map.yaml does not tie {number.reported_as!r} to {id_}"
    values = list(_values(number))
    plain = any(
        _near(a, b) for record in records for a in _plain(record) for b in values
    )
    turned = any(
        _near(a, b) for record in records for a in _complement(record) for b in values
    )
    if turned and not plain and relations == {"same"}:
        yield f"{number.reported_as!r} is the complement, not the same"
    if plain and not turned and relations == {"complement"}:
        yield f"{number.reported_as!r} is the same, not the complement"
