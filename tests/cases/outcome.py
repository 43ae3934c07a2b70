"""Cases or faults: the only two ways in which reading may end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pipeline.errors import CaseError

T = TypeVar("T")


def outcome(read: Callable[[], T]) -> tuple[T | None, list[str]]:
    """Give what was read, or what was at fault, each fault on a line of its own."""
    try:
        return read(), []
    except CaseError as error:
        faults = [str(fault) for fault in error.faults]
    ill_formed = [
        fault
        for fault in faults
        if len(fault.splitlines()) != 1
        or " must be " not in fault
        or ". Got " not in fault
    ]
    if not faults or ill_formed:
        message = f"ill-formed faults: {ill_formed}"
        raise AssertionError(message)
    return None, faults
