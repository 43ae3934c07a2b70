"""Arrays in, numbers out."""

from pipeline.metrics.bootstrap import Interval, interval, resample
from pipeline.metrics.calibration import (
    BrierScore,
    Line,
    brier_score,
    calibration_error,
    calibration_figures,
    calibration_line,
    multiclass_brier,
)
from pipeline.metrics.gathered import Gathered, gather
from pipeline.metrics.log_odds import log_odds
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
from pipeline.metrics.smooth import SmoothErrors, smooth_curve, smooth_errors

__all__ = [
    "BrierScore",
    "Gathered",
    "Interval",
    "Line",
    "Reliability",
    "Scores",
    "SmoothErrors",
    "brier_score",
    "calibration_error",
    "calibration_figures",
    "calibration_line",
    "gather",
    "interval",
    "log_losses",
    "log_odds",
    "multiclass_brier",
    "reliability",
    "resample",
    "score",
    "smooth_curve",
    "smooth_errors",
    "standard_error",
    "top_k_accuracy",
    "top_label_reliability",
]
