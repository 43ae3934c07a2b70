"""What a model said of the fixed evaluation cases, one entry a case, small on disk."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipeline.cases import write_aside
from pipeline.errors import CaseError, Fault, shorten

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
_NOTES = b"lasegue"
# Steps of a nat: what is finer is noise, and would not compress.
LOSS_STEPS = 10_000
_TYPES = {
    "condition": pa.int8(),
    "loss": pa.float32(),
    "top1": pa.bool_(),
    "urgency": pa.int8(),
    "in_set": pa.bool_(),
}
# Repeated values are worth a dictionary; a loss hardly repeats.
_DICTIONARY = ["condition", "urgency"]


@dataclass(frozen=True, eq=False)
class CaseScores:
    """One model on labelled cases that stay the same from model to model.

    Parameters
    ----------
    condition : ndarray of shape (n_cases,), int8
        Index of the true condition into `condition_ids`.
    loss : ndarray of shape (n_cases,), float32
        Log loss in nats, kept to a ten-thousandth.
    top1 : ndarray of shape (n_cases,), bool
        Whether the true condition is ranked first, alone.
    urgency : ndarray of shape (n_cases,), int8
        Rank of the urgency of rules and model together.
    in_set : ndarray of shape (n_cases,), bool
        Whether the prediction set holds the true condition.
    condition_ids : tuple of str
    shares : tuple of float
        Of each condition in the natural case mix; the cases come in about equal shares.
    cases_digest : str
        Of the cases: only scores of the same cases can be paired.
    knowledge_digest, model_digest : str
        Of the knowledge that the cases were drawn from, and of the model.
    """

    condition: NDArray[np.int8]
    loss: Floats
    top1: Bools
    urgency: NDArray[np.int8]
    in_set: Bools
    condition_ids: tuple[str, ...]
    shares: tuple[float, ...]
    cases_digest: str
    knowledge_digest: str
    model_digest: str

    def __post_init__(self) -> None:
        steps = np.float32(LOSS_STEPS)
        object.__setattr__(self, "loss", np.round(self.loss * steps) / steps)

    def __len__(self) -> int:
        return len(self.condition)

    @property
    def weights(self) -> NDArray[np.float64]:
        """Weight of each case back to the natural mix; they sum to 1."""
        counts = np.bincount(self.condition, minlength=len(self.condition_ids))
        natural = np.asarray(self.shares)
        each = np.divide(natural, counts, out=np.zeros_like(natural), where=counts > 0)
        weights = each[self.condition]
        return np.asarray(weights / weights.sum())

    def notes(self) -> dict[str, Any]:
        """Give everything that is not one entry a case."""
        names = [field.name for field in fields(self) if field.name not in _TYPES]
        return {name: getattr(self, name) for name in names}


def write_scores(scores: CaseScores, path: Path) -> None:
    """Write scores as Parquet: the same scores, the same bytes.

    Parameters
    ----------
    scores : CaseScores
    path : Path
        Its folder is made if it does not exist.
    """
    columns = {name: getattr(scores, name) for name in _TYPES}
    schema = pa.schema(_TYPES, metadata={_NOTES: json.dumps(scores.notes()).encode()})
    path.parent.mkdir(parents=True, exist_ok=True)
    with write_aside(path) as aside:
        pq.write_table(
            pa.table(columns, schema=schema),
            aside,
            compression="zstd",
            compression_level=19,
            use_dictionary=_DICTIONARY,
            use_byte_stream_split=["loss"],
        )


def read_scores(path: Path) -> CaseScores:
    """Read scores.

    Parameters
    ----------
    path : Path

    Returns
    -------
    CaseScores

    Raises
    ------
    CaseError
        If the file is missing, damaged or of another kind.
    """
    try:
        table = pq.read_table(path)
        notes = json.loads(table.schema.metadata[_NOTES])
        for name in ("condition_ids", "shares"):
            notes[name] = tuple(notes[name])
        notes |= {name: table[name].to_numpy() for name in _TYPES}
        return CaseScores(**notes)
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as error:
        raise CaseError(
            Fault(
                str(path),
                "the scores of the evaluation cases",
                "a Parquet file that the evaluation wrote",
                shorten(str(error)),
                "Evaluate the model again: `dvc repro evaluate`.",
            )
        ) from error
