"""YAML without its traps.

No duplicate keys and no merging of mappings; yes, no, true, false and dates stay
words; a number is written in plain decimals, so that 063 is not 51 nor 1:03 63.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import Fault, shorten

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Past some ten thousand levels the parser overruns the C stack and takes the whole
# process with it; nothing of ours is deeper than a dozen.
DEEPEST = 1000
# An explicit tag (`!!int ""`) lets the parser's own constructors raise any of these.
_UNREADABLE = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    ArithmeticError,
    RecursionError,
)


class _StrictLoader(_Loader):  # type: ignore[misc]
    """SafeLoader that collects duplicate keys and leaves booleans and dates as text."""

    def __init__(self, stream: Any) -> None:
        super().__init__(stream)
        self.duplicates: list[tuple[int, str]] = []

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                continue
            key = str(key_node.value)
            if key in seen:
                self.duplicates.append((key_node.start_mark.line + 1, key))
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


_TEXT_TAGS = {
    f"tag:yaml.org,2002:{kind}"
    for kind in ("bool", "timestamp", "merge", "int", "float")
}
_StrictLoader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] not in _TEXT_TAGS]
    for first, pairs in _Loader.yaml_implicit_resolvers.items()
}
_NUMBERS = {
    "int": r"[-+]?(0|[1-9][0-9]*)$",
    "float": (
        r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+][0-9]+)?$"
        r"|[-+]?\.(inf|Inf|INF)$|\.(nan|NaN|NAN)$"
    ),
}
for _kind, _form in _NUMBERS.items():
    _StrictLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_kind}", re.compile(_form), list("-+.0123456789")
    )


def parse_yaml(text: str, where: str) -> tuple[Any, list[Fault]]:
    """Parse one YAML document from anywhere and list every fault of its form.

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
    try:
        if _too_deep(text):
            got = f"more than {DEEPEST} levels"
            to_do = "Close brackets and undo indentation."
            return None, [
                Fault(where, "the file", f"at most {DEEPEST} levels deep", got, to_do)
            ]
    except yaml.YAMLError as error:
        return None, [_broken(error, where)]
    return _parse(text, where)


def _parse(text: str, where: str) -> tuple[Any, list[Fault]]:
    """Parse a document whose nesting is known to be harmless."""
    loader = None
    try:
        loader = _StrictLoader(text)
        data = loader.get_single_data()
    except yaml.YAMLError as error:
        return None, [_broken(error, where)]
    except _UNREADABLE as error:
        got = f"a value that cannot be read ({shorten(str(error))})"
        to_do = "Write plain values, without tags (!!)."
        return None, [Fault(where, "the file", "valid YAML", got, to_do)]
    finally:
        if loader is not None:
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


def _broken(error: yaml.YAMLError, where: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    line = f" line {mark.line + 1}" if mark is not None else ""
    return Fault(
        f"{where}{line}",
        "the file",
        "valid YAML",
        shorten(getattr(error, "problem", None) or str(error)),
        "Mend the syntax at that place (check indentation, colons, quotes).",
    )


def _too_deep(text: str) -> bool:
    """Find out, without recursion, whether the nesting goes too deep to be built."""
    # No document is nested deeper than this bound, and nearly all need no second look.
    flow = text.count("[") + text.count("{")
    if flow + max(map(len, text.splitlines()), default=0) <= DEEPEST:
        return False
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return True
    return False


def read_yaml(path: Path, where: str | None = None) -> tuple[Any, list[Fault]]:
    """Read and parse one YAML file of the project itself; see `parse_yaml`."""
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
    return _parse(text, name)
