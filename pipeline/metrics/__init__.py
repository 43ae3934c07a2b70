"""Arrays in, numbers out."""

from pipeline.metrics.scores import (
    Reliability,
    Scores,
    log_losses,
    reliability,
    score,
    standard_error,
    top_k_accuracy,
    top_label_reliability,
)

__all__ = [
    "Reliability",
    "Scores",
    "log_losses",
    "reliability",
    "score",
    "standard_error",
    "top_k_accuracy",
    "top_label_reliability",
]
