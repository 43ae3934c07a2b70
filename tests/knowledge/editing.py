"""Break a copy of the knowledge in one stated way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from pipeline.knowledge.strict_yaml import read_yaml

KEPT = {
    "cauda_equina_syndrome",
    "disc_herniation",
    "facet_cyst",
    "piriformis_syndrome",
}
Change = Callable[[Any], object]
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def change(folder: Path, name: str, edit: Change) -> None:
    """Read one file, edit its data in place, and write it back."""
    path = folder / name
    data, faults = read_yaml(path)
    assert not faults
    edit(data)
    path.write_text(yaml.dump(data, Dumper=_Dumper, sort_keys=False))


def put(*keys: Any) -> Change:
    """Set the value at a path: the last of the keys is the value."""
    *path, last, value = keys

    def edit(data: Any) -> None:
        for key in path:
            data = data[key]
        data[last] = value

    return edit


def drop(*keys: Any) -> Change:
    """Delete the entry at a path."""
    *path, last = keys

    def edit(data: Any) -> None:
        for key in path:
            data = data[key]
        del data[last]

    return edit


def prune(folder: Path) -> None:
    """Keep four conditions and their rules: a whole knowledge that reads faster."""
    gone = set()
    for path in (folder / "conditions").glob("*.yaml"):
        if path.stem not in KEPT:
            path.unlink()
            gone.add(path.stem)
    change(folder, "evidence_map.yaml", lambda data: _drop_links(data, gone))
    change(folder, "settings.yaml", _keep_shares)
    change(folder, "red_flags.yaml", _keep_rules)
    change(folder, "latents.yaml", _keep_groups)


def _keep_shares(data: Any) -> None:
    for shares in data["case_mix"].values():
        for condition in set(shares) - KEPT:
            del shares[condition]
        total = sum(figure["value"] for figure in shares.values())
        for figure in shares.values():
            figure["value"] /= total


def _keep_rules(data: Any) -> None:
    data["rules"] = [rule for rule in data["rules"] if set(rule["suspects"]) <= KEPT][
        :3
    ]


def _keep_groups(data: Any) -> None:
    """Drop what names a condition that is gone, and a group with nothing left."""
    for name, group in list(data["groups"].items()):
        together = group.get("togetherness")
        if together is not None:
            together["conditions"] = [
                condition for condition in together["conditions"] if condition in KEPT
            ]
            if not together["conditions"]:
                del group["togetherness"]
        if group.get("companion", {}).get("condition") not in KEPT:
            group.pop("companion", None)
        if not {"togetherness", "companion"} & set(group):
            del data["groups"][name]


def _drop_links(data: Any, gone: set[str]) -> None:
    for name, links in list(data.items()):
        links = links if isinstance(links, list) else [links]
        data[name] = [link for link in links if link["id"] not in gone]
