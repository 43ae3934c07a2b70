"""What can go wrong, drawn as one tree.

PipelineError
├── InputError (ValueError)          the user's input: exit status 2
│   ├── ProfileError                 knowledge files
│   ├── CaseError                    case files, tables and answers
│   └── OptionError                  command-line options and params.yaml
├── ArtifactError (RuntimeError)     a model that must not be loaded: exit status 2
├── SilentRuleError (RuntimeError)   a red flag that does not answer: exit status 2
└── OutputError (OSError)            a place that cannot be written: exit status 2
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, in the parts that a reader needs to mend it.

    Parameters
    ----------
    where : str
        File, line, row or case.
    what : str
        The field or object at fault.
    must_be : str
        The constraint.
    got : str
        What was found instead.
    to_do : str
        How to mend it.
    row : int, optional
        The one case at fault, counted from 1; None when it concerns the whole file.
    """

    where: str
    what: str
    must_be: str
    got: str
    to_do: str
    row: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return (
            f"{self.where}: {self.what} must be {self.must_be}. "
            f"Got {self.got}. {self.to_do}"
        )


class PipelineError(Exception):
    """Root of every error that this package raises on purpose.

    Parameters
    ----------
    faults : iterable of Fault
        Everything that is wrong, not only the first.
    """

    def __init__(self, faults: Iterable[Fault] | Fault) -> None:
        self.faults: tuple[Fault, ...] = (
            (faults,) if isinstance(faults, Fault) else tuple(faults)
        )
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.faults,)


class InputError(PipelineError, ValueError):
    """The user's input is at fault."""


class ProfileError(InputError):
    """A knowledge file is at fault."""


class CaseError(InputError):
    """A case, an answer or a table of cases is at fault."""


class OptionError(InputError):
    """An option or a parameter is at fault."""


class ArtifactError(PipelineError, RuntimeError):
    """A model artefact is missing, altered, truncated or stale."""


class SilentRuleError(PipelineError, RuntimeError):
    """A red flag stays silent, or fires, on a case that says otherwise."""


class OutputError(PipelineError, OSError):
    """Nothing could be written at the place asked for."""


class _Brief(reprlib.Repr):
    """A repr that never walks far into a value, however deep, wide or tangled."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.maxlevel = 4
        self.maxdict = self.maxlist = self.maxtuple = self.maxset = 10
        self.maxstring = self.maxother = most + 1

    def repr_str(self, x: str, level: int) -> str:
        return repr(x[: self.maxstring])

    def repr_int(self, x: int, level: int) -> str:
        try:
            return super().repr_int(x, level)
        except ValueError:  # Python refuses to write out thousands of digits
            return f"a whole number of {x.bit_length():,} bits"


def shorten(value: object, most: int = 60) -> str:
    """Show a value in an error message, cut to a readable length.

    Examples
    --------
    >>> shorten("x" * 100, 10)
    "'xxxxxxxx…"
    """
    text = _Brief(most).repr(value)
    return text if len(text) <= most else text[: most - 1] + "…"
