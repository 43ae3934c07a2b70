"""The candidates, from the floor to the favourite."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.naive_bayes import BernoulliNB

from pipeline.errors import Fault, OptionError
from pipeline.features import FeatureSchema
from pipeline.model.interactions import InteractingLogisticRegression
from pipeline.model.soft_target_mlp import SoftTargetMLPClassifier


@dataclass(frozen=True)
class Candidate:
    """An unfitted estimator and how many rows it may see.

    Parameters
    ----------
    name : str
    estimator : object
        Follows scikit-learn's contract for classifiers.
    n_rows : int
        The slower ones are given fewer rows, so that the whole comparison stays
        affordable; the report says so beside each figure. One that learns from a
        teacher sees the teacher's rows instead.
    """

    name: str
    estimator: Any
    n_rows: int


def _interacting(schema: FeatureSchema, **settings: Any) -> Any:
    return InteractingLogisticRegression(feature_names=schema.names, **settings)


def _boosting(schema: FeatureSchema, **settings: Any) -> Any:
    del schema
    return HistGradientBoostingClassifier(**settings)


def _forest(schema: FeatureSchema, **settings: Any) -> Any:
    del schema
    return RandomForestClassifier(**settings)


def _perceptron(schema: FeatureSchema, **settings: Any) -> Any:
    # Background rates rise with age, so that a present finding means less in the old.
    return SoftTargetMLPClassifier(
        modulator=schema.names.index("age"),
        modulated=len(schema.finding_ids),
        **settings,
    )


def _naive_bayes(schema: FeatureSchema, **settings: Any) -> Any:
    del schema
    return BernoulliNB(**settings)


_BUILDERS: dict[str, Callable[..., Any]] = {
    "naive_bayes": _naive_bayes,
    "logistic_regression": _interacting,
    "random_forest": _forest,
    "gradient_boosting": _boosting,
    "multilayer_perceptron": _perceptron,
}


def build_candidates(
    params: Mapping[str, Mapping[str, Any]], schema: FeatureSchema
) -> list[Candidate]:
    """Build the candidates that params.yaml names.

    Parameters
    ----------
    params : mapping
        Candidate name to settings; `n_rows` is ours, the rest the estimator's.
    schema : FeatureSchema

    Returns
    -------
    list of Candidate

    Raises
    ------
    OptionError
        For a name that is not known.
    """
    unknown = sorted(set(params) - set(_BUILDERS))
    if unknown:
        known = ", ".join(_BUILDERS)
        raise OptionError(
            Fault(
                "params.yaml",
                f"train.candidates.{name}",
                f"one of {known}",
                repr(name),
                "Rename or remove it.",
            )
            for name in unknown
        )
    candidates = []
    for name, settings in params.items():
        given = dict(settings)
        n_rows = int(given.pop("n_rows"))
        candidates.append(Candidate(name, _BUILDERS[name](schema, **given), n_rows))
    return candidates
