"""Models that fail, each in its own way."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.features import FeatureSchema
from pipeline.model import Classifier
from pipeline.model.conformal import SetThresholds
from pipeline.terms import Urgency
from tests.model.exact import (
    FINDINGS,
    IDS,
    Fixed,
    classifier_of,
    exact_estimator,
)

EVEN = np.full(len(IDS), 1 / len(IDS))


class Raising(Fixed):
    """Raises whatever it was given."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(EVEN)
        self.error = error

    def predict_proba(self, X: NDArray[np.float32]) -> NDArray[np.float64]:
        raise self.error


class Shaped(Fixed):
    """Answers with an array of another shape."""

    def __init__(self, *shape: int) -> None:
        super().__init__(EVEN)
        self.shape = shape

    def predict_proba(self, X: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.full(self.shape, 1 / len(IDS))


class Answering(Fixed):
    """Answers with something that is no array at all."""

    def __init__(self, answer: Any) -> None:
        super().__init__(EVEN)
        self.answer = answer

    def predict_proba(self, X: NDArray[np.float32]) -> Any:
        return self.answer


class Hanging(Fixed):
    """Does not answer before it is released."""

    def __init__(self) -> None:
        super().__init__(EVEN)
        self.release = Event()

    def predict_proba(self, X: NDArray[np.float32]) -> NDArray[np.float64]:
        self.release.wait()
        return super().predict_proba(X)


class SpeechlessError(Exception):
    """An error that cannot even be written down."""

    def __str__(self) -> str:
        raise ValueError

    __repr__ = __str__


class Unequal:
    """No model, and it cannot be compared with anything either."""

    def __eq__(self, other: object) -> bool:
        raise ValueError

    __hash__ = None  # type: ignore[assignment]


class Classless:
    """No model, and it does not even tell its class, like a proxy for nothing."""

    @property
    def __class__(self) -> Any:
        raise RuntimeError


def _row(**values: float) -> Fixed:
    row = EVEN.copy()
    for condition, value in values.items():
        row[IDS.index(condition)] = value
    return Fixed(row)


GOOD = classifier_of(exact_estimator())
# Each estimator could be pickled, so that it can also fail behind the command.
ESTIMATORS: dict[str, tuple[Fixed, str]] = {
    "raises": (Raising(RuntimeError("out of order")), "out of order"),
    "wants other features": (Raising(ValueError("X has 1 features")), "1 features"),
    "runs out of memory": (Raising(MemoryError()), "MemoryError"),
    "recurses": (Raising(RecursionError("too deep")), "too deep"),
    "ends the program": (Raising(SystemExit(3)), "SystemExit"),
    "NaN": (_row(muscle_strain=np.nan), "NaN, or another sum"),
    "all NaN": (Fixed(np.full(len(IDS), np.nan)), "NaN, or another sum"),
    "infinite": (_row(muscle_strain=np.inf), "NaN, or another sum"),
    "negative": (_row(muscle_strain=-0.1), "other numbers"),
    "sum of 3": (Fixed(EVEN * 3), "NaN, or another sum"),
    "nothing anywhere": (Fixed(EVEN * 0), "NaN, or another sum"),
    "one row": (Shaped(1, len(IDS)), "other numbers"),
    "no rows": (Shaped(0, len(IDS)), "other numbers"),
    "a column less": (Shaped(300, len(IDS) - 1), "other numbers"),
    "one dimension": (Shaped(len(IDS)), "other numbers"),
    "three dimensions": (Shaped(2, 2, len(IDS)), "other numbers"),
    "text": (Answering("likely"), "ValueError"),
    "None": (Answering(None), "other numbers"),
    "words": (Answering([["a", "b"]]), "ValueError"),
}
MODELS: dict[str, tuple[Any, str]] = {
    **{name: (classifier_of(e), said) for name, (e, said) in ESTIMATORS.items()},
    "stops by key": (classifier_of(Raising(KeyboardInterrupt())), "KeyboardInter"),
    "speechless": (classifier_of(Raising(SpeechlessError())), "ValueError"),
    "other findings": (replace(GOOD, schema=FeatureSchema(FINDINGS[1:])), "findings"),
    "turned findings": (
        replace(GOOD, schema=FeatureSchema(FINDINGS[::-1])),
        "reordered",
    ),
    "turned conditions": (replace(GOOD, condition_ids=IDS[::-1]), "its conditions"),
    "more conditions": (replace(GOOD, condition_ids=(*IDS, "x")), "its conditions"),
    "a threshold less": (
        replace(GOOD, sets=SetThresholds.of_probabilities((0.05,) * (len(IDS) - 1))),
        "broadcast",
    ),
    "thresholds of words": (
        replace(GOOD, urgency_thresholds={Urgency.EMERGENCY: "high"}),
        "its answer must be given without an error",
    ),
    "bare estimator": (exact_estimator(), "class ExactNaiveBayes"),
    "an object": (object(), "a Classifier. Got an object of class object"),
    "a number": (0, "class int"),
    "no": (False, "class bool"),
    "an array": (np.zeros(3), "class ndarray"),
    "a path": ("models", "class str"),
    "no text": ("", "class str"),
    "the class itself": (Classifier, "class type"),
    "without an equal": (Unequal(), "class Unequal"),
    "without a class": (Classless(), "RuntimeError"),
}
