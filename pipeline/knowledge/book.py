"""Knowledge: everything the YAML files say, as one frozen value."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from pipeline.knowledge.latent_schema import Latents
from pipeline.knowledge.schema import (
    Background,
    EvidenceLink,
    Finding,
    Profile,
    RuleBook,
    Settings,
    Source,
    Vocabulary,
)


@dataclass(frozen=True)
class Knowledge:
    """All documented knowledge, loaded and checked.

    Parameters
    ----------
    vocabulary : Vocabulary
        Findings and context fields.
    profiles : dict of str to Profile
        By condition id, in alphabetical order.
    background, latents, settings, rule_book : models
        The files of the same names.
    sources : dict of str to Source
        By key.
    evidence_map : dict of str to tuple of EvidenceLink
        By the name the evidence uses.
    """

    vocabulary: Vocabulary
    profiles: dict[str, Profile]
    background: Background
    latents: Latents
    settings: Settings
    rule_book: RuleBook
    sources: dict[str, Source]
    evidence_map: dict[str, tuple[EvidenceLink, ...]]

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """Every finding by id, in the order of findings.yaml."""
        return {
            key: finding
            for group in self.vocabulary.groups.values()
            for key, finding in group.items()
        }

    @cached_property
    def finding_ids(self) -> tuple[str, ...]:
        """Ids of the findings, in the order of findings.yaml."""
        return tuple(self.findings)

    @cached_property
    def condition_ids(self) -> tuple[str, ...]:
        """Ids of the conditions, sorted."""
        return tuple(sorted(self.profiles))

    @cached_property
    def digest(self) -> str:
        """sha256 of the canonical JSON of the knowledge, not of its YAML bytes."""
        parts = {
            "vocabulary": self.vocabulary.model_dump(mode="json"),
            "profiles": {
                key: profile.model_dump(mode="json")
                for key, profile in self.profiles.items()
            },
            "background": self.background.model_dump(mode="json"),
            "latents": self.latents.model_dump(mode="json"),
            "settings": self.settings.model_dump(mode="json"),
            "red_flags": self.rule_book.model_dump(mode="json"),
            "sources": {
                key: source.model_dump(mode="json")
                for key, source in self.sources.items()
            },
            "evidence_map": {
                key: [link.model_dump(mode="json") for link in links]
                for key, links in self.evidence_map.items()
            },
            # JSON keeps no order, but the columns of a table follow this one.
            "order": list(self.finding_ids),
        }
        text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
