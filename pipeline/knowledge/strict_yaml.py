"""YAML without its traps: no duplicate keys, and yes/no/true/false stay words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import Fault, shorten

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_Loader):  # type: ignore[misc]
    """SafeLoader that collects duplicate keys and leaves booleans and dates as text."""

    def __init__(self, stream: Any) -> None:
        super().__init__(stream)
        self.duplicates: list[tuple[int, str]] = []

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = str(key_node.value)
            if key in seen:
                self.duplicates.append((key_node.start_mark.line + 1, key))
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


_TEXT_TAGS = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"}
_StrictLoader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] not in _TEXT_TAGS]
    for first, pairs in _Loader.yaml_implicit_resolvers.items()
}


def parse_yaml(text: str, where: str) -> tuple[Any, list[Fault]]:
    """Parse one YAML document and list every fault of its form.

    Parameters
    ----------
    text : str
        The document.
    where : str
        Name of the place it came from, for the faults.

    Returns
    -------
    data : object or None
        The parsed document; None when it could not be parsed.
    faults : list of Fault
        Broken syntax, or every duplicate key with its line.
    """
    loader = _StrictLoader(text)
    try:
        data = loader.get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or str(error)
        return None, [
            Fault(
                f"{where}{line}",
                "the file",
                "valid YAML",
                shorten(problem),
                "Mend the syntax at that place (check indentation, colons, quotes).",
            )
        ]
    except (ValueError, RecursionError) as error:
        return None, [
            Fault(where, "the file", "valid YAML", shorten(str(error)), "Mend it.")
        ]
    finally:
        loader.dispose()
    faults = [
        Fault(
            f"{where} line {line}",
            f"the key {key!r}",
            "unique in its mapping",
            "the same key twice",
            "Keep one of the two.",
        )
        for line, key in loader.duplicates
    ]
    return data, faults


def read_yaml(path: Path, where: str | None = None) -> tuple[Any, list[Fault]]:
    """Read and parse one YAML file; see `parse_yaml`."""
    name = where or path.name
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        return None, [
            Fault(name, "the file", "readable", reason, "Check path and permissions.")
        ]
    except UnicodeDecodeError:
        return None, [
            Fault(name, "the file", "UTF-8 text", "other bytes", "Save it as UTF-8.")
        ]
    return parse_yaml(text, name)
