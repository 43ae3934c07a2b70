"""Read the YAML files into one Knowledge, and report every fault at once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from pipeline.errors import Fault, ProfileError, shorten
from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.checks import check_knowledge
from pipeline.knowledge.latent_schema import Latents
from pipeline.knowledge.schema import (
    Background,
    EvidenceLinks,
    Profile,
    RuleBook,
    Settings,
    Source,
    Vocabulary,
)
from pipeline.knowledge.strict_yaml import read_yaml

KNOWLEDGE_FOLDER = Path(__file__).parent
_SOURCES: TypeAdapter[dict[str, Source]] = TypeAdapter(dict[str, Source])
_EVIDENCE: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, EvidenceLinks])
M = TypeVar("M", bound=BaseModel)


def faults_of(error: ValidationError, where: str) -> list[Fault]:
    """Translate pydantic's findings into the sentence that every error uses.

    Parameters
    ----------
    error : ValidationError
    where : str
        File.

    Returns
    -------
    list of Fault
    """
    faults = []
    for item in error.errors(include_url=False):
        path = ".".join(str(part) for part in item["loc"]) or "the file"
        message = item["msg"].removeprefix("Value error, ")
        got = "nothing" if item["type"] == "missing" else shorten(item["input"])
        faults.append(
            Fault(where, path, f"as the schema says ({message})", got, "Correct it.")
        )
    return faults


class _Reader:
    """Reads files one by one and keeps all faults until the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def read(self, name: str, model: type[M]) -> M | None:
        data = self._parse(name)
        if data is None:
            return None
        try:
            return model.model_validate(data)
        except ValidationError as error:
            self.faults += faults_of(error, name)
            return None

    def read_mapping(self, name: str, adapter: TypeAdapter[Any]) -> Any:
        data = self._parse(name)
        if data is None:
            return None
        try:
            return adapter.validate_python(data)
        except ValidationError as error:
            self.faults += faults_of(error, name)
            return None

    def _parse(self, name: str) -> Any:
        data, faults = read_yaml(self.folder / name, name)
        self.faults += faults
        if data is None and not faults:
            self.faults.append(
                Fault(name, "the file", "a YAML mapping", "an empty file", "Fill it.")
            )
        return None if faults else data


def read_knowledge(folder: Path) -> Knowledge:
    """Read and check all knowledge in a folder.

    Parameters
    ----------
    folder : Path
        Holds findings.yaml, conditions/ and the other files.

    Returns
    -------
    Knowledge

    Raises
    ------
    ProfileError
        With every fault of form in every file or, when the form holds, with every
        fault of meaning across the files.
    """
    reader = _Reader(folder)
    vocabulary = reader.read("findings.yaml", Vocabulary)
    background = reader.read("background.yaml", Background)
    latents = reader.read("latents.yaml", Latents)
    settings = reader.read("settings.yaml", Settings)
    rule_book = reader.read("red_flags.yaml", RuleBook)
    sources = reader.read_mapping("sources.yaml", _SOURCES)
    evidence_map = reader.read_mapping("evidence_map.yaml", _EVIDENCE)
    profiles = {}
    for path in sorted((folder / "conditions").glob("*.yaml")):
        name = f"conditions/{path.name}"
        profile = reader.read(name, Profile)
        if profile is None:
            continue
        profiles[profile.id] = profile
        if profile.id != path.stem:
            reader.faults.append(
                Fault(name, "id", f"the file's name, {path.stem}", profile.id, "Agree.")
            )
    if not profiles and not reader.faults:
        reader.faults.append(
            Fault("conditions/", "the folder", "full of profiles", "none", "Add them.")
        )
    if (
        reader.faults
        or vocabulary is None
        or background is None
        or latents is None
        or settings is None
        or rule_book is None
    ):
        raise ProfileError(reader.faults)
    knowledge = Knowledge(
        vocabulary=vocabulary,
        profiles=dict(sorted(profiles.items())),
        background=background,
        latents=latents,
        settings=settings,
        rule_book=rule_book,
        sources=sources,
        evidence_map=evidence_map,
    )
    faults = check_knowledge(knowledge)
    if faults:
        raise ProfileError(faults)
    return knowledge


@cache
def load_knowledge() -> Knowledge:
    """Load the knowledge that ships with the package, once a process."""
    return read_knowledge(KNOWLEDGE_FOLDER)
