"""What a gate says of a model."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """What one gate says.

    Parameters
    ----------
    name : str
        Of the gate, as in params.yaml: `regret_nats`, `paired.overall`, …
    title : str
        What it looks at, in a few words for a reader.
    passed : bool or None
        None if it could not be asked; the sentence then says why.
    value, limit : float or None
        What was measured, and what it must keep to.
    interval : tuple of float, optional
        Bounds of a 95% interval of the value.
    sentence : str
        What was measured, what it must be, and for a failure what to look at.
    """

    name: str
    title: str
    passed: bool | None
    value: float | None
    limit: float | None
    sentence: str
    interval: tuple[float, float] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the verdict as plain values for JSON."""
        told = asdict(self)
        told["interval"] = None if self.interval is None else list(self.interval)
        return told
