"""Outsiders, read from outsiders/: what the classifier must say it does not know.

They are no part of the Knowledge and of its digest: nothing is trained or tuned on
them. The model stands in outsider_schema.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import Fault, ProfileError
from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.checks import profile_faults, profile_numbers
from pipeline.knowledge.loading import KNOWLEDGE_FOLDER, faults_of, load_knowledge
from pipeline.knowledge.nearest import suggest
from pipeline.knowledge.outsider_schema import NONE_OF_THESE, Outsider
from pipeline.knowledge.pooling import pool
from pipeline.knowledge.schema import Source
from pipeline.knowledge.strict_yaml import read_yaml

__all__ = [
    "NONE_OF_THESE",
    "OUTSIDERS_FOLDER",
    "Outsider",
    "Outsiders",
    "load_outsiders",
    "read_outsiders",
]
OUTSIDERS_FOLDER = KNOWLEDGE_FOLDER / "outsiders"
SOURCES_FILE = "sources.yaml"
_OUTSIDER: TypeAdapter[Outsider] = TypeAdapter(Outsider)
_SOURCES: TypeAdapter[dict[str, Source]] = TypeAdapter(dict[str, Source])


@dataclass(frozen=True)
class Outsiders:
    """All outsiders and where their figures were read.

    Parameters
    ----------
    profiles : dict of str to Outsider
        By id, in alphabetical order.
    sources : dict of str to Source
        Those of their own and those of the knowledge, by key.
    """

    profiles: dict[str, Outsider]
    sources: dict[str, Source]


def read_outsiders(folder: Path, knowledge: Knowledge) -> Outsiders:
    """Read and check all outsiders in a folder.

    Parameters
    ----------
    folder : Path
        Holds one YAML file an outsider, and sources.yaml.
    knowledge : Knowledge
        What they are outside of, and whose findings they use.

    Returns
    -------
    Outsiders
        Without any profile where there is no such folder.

    Raises
    ------
    ProfileError
        With every fault of form and of meaning in every file.
    """
    own, faults = _read_sources(folder / SOURCES_FILE, knowledge)
    sources = {**knowledge.sources, **own}
    profiles: dict[str, Outsider] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == SOURCES_FILE:
            continue
        where = f"outsiders/{path.name}"
        outsider, found = _read(path, where, _OUTSIDER)
        faults += found
        if outsider is not None:
            faults += _faults(outsider, path, knowledge, sources)
            profiles[outsider.id] = outsider
    if faults:
        raise ProfileError(faults)
    return Outsiders(dict(sorted(profiles.items())), sources)


@cache
def load_outsiders() -> Outsiders:
    """Load the outsiders that ship with the package, once a process."""
    return read_outsiders(OUTSIDERS_FOLDER, load_knowledge())


def _read(path: Path, where: str, model: TypeAdapter[Any]) -> tuple[Any, list[Fault]]:
    """Read one file; None in its place where its form is at fault."""
    data, faults = read_yaml(path, where)
    if faults:
        return None, faults
    try:
        return model.validate_python(data), []
    except ValidationError as error:
        return None, faults_of(error, where)


def _read_sources(
    path: Path, knowledge: Knowledge
) -> tuple[dict[str, Source], list[Fault]]:
    """Read the outsiders' own sources; none where there is no such file."""
    if not path.exists():
        return {}, []
    where = f"outsiders/{path.name}"
    sources, faults = _read(path, where, _SOURCES)
    for key in sorted(set(sources or {}) & set(knowledge.sources)):
        must_be, got = "a key that sources.yaml does not have", "the same key"
        faults.append(Fault(where, key, must_be, got, "Use that source as it is."))
    return sources or {}, faults


def _faults(
    outsider: Outsider, path: Path, knowledge: Knowledge, sources: dict[str, Source]
) -> Iterator[Fault]:
    where = f"outsiders/{path.name}"
    if outsider.id != path.stem:
        must_be = f"the file's name, {path.stem}"
        yield Fault(where, "id", must_be, outsider.id, "Agree.")
    if outsider.id in {*knowledge.profiles, NONE_OF_THESE}:
        must_be, got = "outside the known conditions", outsider.id
        yield Fault(where, "id", must_be, got, "Take the file out, or rename it.")
    yield from profile_faults(outsider, where, knowledge)
    for what, number in profile_numbers(outsider):
        if number.source not in sources:
            got = repr(number.source)
            to_do = suggest(number.source, sources).replace("findings", "sources")
            yield Fault(where, f"{what}.source", "a known key", got, to_do)
    yield from _parts_above_their_whole(outsider, where, knowledge)


def _parts_above_their_whole(
    outsider: Outsider, where: str, knowledge: Knowledge
) -> Iterator[Fault]:
    """See that a finding is no commoner than the one that it requires."""
    for child, figures in outsider.findings.items():
        entry = knowledge.findings.get(child)
        parent = entry.requires.finding if entry and entry.requires else None
        if parent is None:
            continue
        whole = outsider.findings.get(parent, ())
        if not whole or pool(figures).mean > pool(whole).mean:
            must_be = f"at most that of {parent}, which it requires"
            got = "more" if whole else f"no findings.{parent}"
            to_do = "Lower it, or raise the other."
            yield Fault(where, f"findings.{child}", must_be, got, to_do)
