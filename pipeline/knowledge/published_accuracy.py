"""Sensitivity and specificity of a published test, from whatever pair was given."""

from __future__ import annotations

from pipeline.knowledge.study_schema import Study, StudyFigure

Pair = tuple[float, float]


def published_pair(study: Study, figure: StudyFigure) -> Pair | None:
    """Find sensitivity and specificity of the test that a figure is about.

    Both are needed for the interval of a ratio. They may stand in other figures of the
    same test among the same patients, or follow from two ratios.

    Parameters
    ----------
    study : Study
    figure : StudyFigure

    Returns
    -------
    (float, float) or None
        None where they cannot be known.
    """
    given: dict[str, float] = {
        other.measure: other.value
        for other in study.figures
        if other.test == figure.test and other.among == figure.among
    }
    given[figure.measure] = figure.value
    pair = _pair(given)
    return pair if pair and all(0 <= share <= 1 for share in pair) else None


def _pair(given: dict[str, float]) -> Pair | None:
    """Solve for the pair; the ratios are defined by it."""
    sensitivity, specificity = given.get("sensitivity"), given.get("specificity")
    if sensitivity is not None and specificity is not None:
        return sensitivity, specificity
    if sensitivity is not None:
        return _with_sensitivity(sensitivity, given)
    if specificity is not None:
        return _with_specificity(specificity, given)
    if "lr_pos" in given and "lr_neg" in given:
        positive, negative = given["lr_pos"], given["lr_neg"]
        if positive == negative:
            return None
        found = (positive - 1) / (positive - negative)
        return positive * (1 - found), found
    return None


def _with_sensitivity(sensitivity: float, given: dict[str, float]) -> Pair | None:
    if given.get("lr_pos"):
        return sensitivity, 1 - sensitivity / given["lr_pos"]
    if given.get("lr_neg"):
        return sensitivity, (1 - sensitivity) / given["lr_neg"]
    if given.get("odds_ratio") and sensitivity > 0:
        odds = given["odds_ratio"] * (1 - sensitivity) / sensitivity
        return sensitivity, odds / (1 + odds)
    return None


def _with_specificity(specificity: float, given: dict[str, float]) -> Pair | None:
    if given.get("lr_pos"):
        return given["lr_pos"] * (1 - specificity), specificity
    if "lr_neg" in given:
        return 1 - given["lr_neg"] * specificity, specificity
    if given.get("odds_ratio") and specificity > 0:
        odds = given["odds_ratio"] * (1 - specificity) / specificity
        return odds / (1 + odds), specificity
    return None
