from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.knowledge import Knowledge, read_knowledge
from tests.knowledge.editing import Change, change, put

CYST = "conditions/facet_cyst.yaml"


@pytest.fixture(scope="module")
def unchanged(pruned: Path) -> str:
    """Digest of the small copy as it was made."""
    return read_knowledge(pruned).digest


def _reverse(data: Any) -> Any:
    """The same data with the keys of every mapping in reverse order."""
    if isinstance(data, dict):
        return {key: _reverse(data[key]) for key in reversed(list(data))}
    return [_reverse(item) for item in data] if isinstance(data, list) else data


def _reverse_first_group(data: Any) -> None:
    groups = data["groups"]
    groups["systemic"] = dict(reversed(list(groups["systemic"].items())))


def test_the_digest_is_a_sha256(knowledge: Knowledge) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", knowledge.digest)


@pytest.mark.parametrize(
    ("file", "edit"),
    [
        (CYST, put("findings", "numbness", "value", 0.123)),
        (CYST, put("age", 0, "n", 33)),
        (CYST, put("name", "Facet cyst")),
        (CYST, put("next_steps", ["wait"])),
        ("background.yaml", put("rates", "fever", "n", 7)),
        ("latents.yaml", put("severity", "findings", "numbness", "value", 0.11)),
        ("settings.yaml", put("case_mix", "emergency", "facet_cyst", "value", 0.0051)),
        ("red_flags.yaml", put("rules", 0, "action", "Go now.")),
        ("sources.yaml", put("martin_2014", "citation", "another")),
        ("evidence_map.yaml", put("fever", {"id": "fever", "as": "proxy"})),
        ("findings.yaml", put("groups", "systemic", "fever", "label", "Hot")),
        # Columns of tables follow the order of the findings, so it counts.
        ("findings.yaml", _reverse_first_group),
    ],
)
def test_the_digest_changes_with_what_is_said(
    small: Path, unchanged: str, file: str, edit: Change
) -> None:
    change(small, file, edit)
    assert read_knowledge(small).digest != unchanged


def test_the_digest_ignores_comments_spacing_and_quotes(
    small: Path, unchanged: str
) -> None:
    path = small / CYST
    text = "# a comment\n\n" + path.read_text().replace("name: Facet", "name:   Facet")
    path.write_text(text.replace("id: facet_cyst", "id: 'facet_cyst'  # quoted"))
    assert read_knowledge(small).digest == unchanged


def test_the_digest_ignores_the_layout_of_every_file(
    folder: Path, knowledge: Knowledge
) -> None:
    for path in folder.rglob("*.yaml"):
        change(folder, str(path.relative_to(folder)), lambda _: None)
    assert read_knowledge(folder).digest == knowledge.digest


@pytest.mark.parametrize(
    "file", [CYST, "background.yaml", "settings.yaml", "sources.yaml", "latents.yaml"]
)
def test_the_digest_ignores_the_order_of_keys(
    small: Path, unchanged: str, file: str
) -> None:
    path = small / file
    data = yaml.load(path.read_text(), Loader=yaml.BaseLoader)  # noqa: S506 - only text
    path.write_text(yaml.dump(_retyped(_reverse(data)), sort_keys=False))
    assert read_knowledge(small).digest == unchanged


def _retyped(data: Any) -> Any:
    """Text that looks like a number becomes one again."""
    if isinstance(data, dict):
        return {key: _retyped(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_retyped(item) for item in data]
    return float(data) if re.fullmatch(r"-?\d+(\.\d+)?", data) else data


def test_ids_keep_the_order_of_their_files(knowledge: Knowledge) -> None:
    assert knowledge.finding_ids == tuple(knowledge.findings)
    assert knowledge.finding_ids[0] == "urinary_retention"
    assert knowledge.finding_ids[-1] == "blistering_rash_strip"
    assert knowledge.condition_ids == tuple(sorted(knowledge.profiles))
