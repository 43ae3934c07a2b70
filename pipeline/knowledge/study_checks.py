"""What must hold in a study beyond its form: known names, and figures that can be."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import Fault
from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.criterion import Criterion, findings_of, is_ranking, parts_of
from pipeline.knowledge.nearest import suggest
from pipeline.knowledge.published_accuracy import published_pair
from pipeline.knowledge.schema import EXPERT_ESTIMATE
from pipeline.knowledge.study_schema import (
    AREAS,
    NO_CONDITION,
    RATIOS,
    Study,
    StudyFigure,
)

SUM_TOLERANCE = 1e-6


def study_faults(study: Study, where: str, knowledge: Knowledge) -> Iterator[Fault]:
    """List every fault of meaning of one study.

    Parameters
    ----------
    study : Study
        Its form is already valid.
    where : str
        File.
    knowledge : Knowledge
        What its names refer to.

    Yields
    ------
    Fault
    """
    yield from _sources(study, where, knowledge)
    yield from _findings(study, where, knowledge)
    yield from _conditions(study, where, knowledge)
    yield from _ranges(study, where)
    ids = [figure.id for figure in study.figures]
    for key in sorted({key for key in ids if ids.count(key) > 1}):
        yield Fault(where, f"figures: {key}", "unique", "it twice", "Rename one.")
    for figure in study.figures:
        yield from _figure(study, figure, where)


def _sources(study: Study, where: str, knowledge: Knowledge) -> Iterator[Fault]:
    known = knowledge.sources
    named = [("source", study.source)]
    named += [("same_patients", key) for key in study.same_patients]
    for what, key in named:
        if key == EXPERT_ESTIMATE:
            yield Fault(where, what, "a published source", key, "Name the study.")
        elif key not in known:
            to_do = suggest(key, known).replace("findings.yaml", "sources.yaml")
            yield Fault(where, what, "a key in sources.yaml", repr(key), to_do)


def criteria(study: Study) -> Iterator[tuple[str, Criterion]]:
    """Give every criterion of a study and where it stands."""
    if study.population.include is not None:
        yield "population.include", study.population.include
    for figure in study.figures:
        for name in ("test", "among"):
            criterion = getattr(figure, name)
            if criterion is not None:
                yield f"figures: {figure.id}.{name}", criterion


def _findings(study: Study, where: str, knowledge: Knowledge) -> Iterator[Fault]:
    known = knowledge.findings
    named = [(what, findings_of(criterion)) for what, criterion in criteria(study)]
    named += [
        (f"figures: {figure.id}.given", iter(figure.given))
        for figure in study.figures
        if isinstance(figure.given, tuple)
    ]
    for what, findings in named:
        for finding in sorted(set(findings) - set(known)):
            to_do = suggest(finding, known)
            yield Fault(where, what, "about known findings", repr(finding), to_do)


def _conditions(study: Study, where: str, knowledge: Knowledge) -> Iterator[Fault]:
    mix = study.population.mix
    known = {*knowledge.profiles, NO_CONDITION}
    for condition in sorted(set(mix) - known):
        to_do = suggest(condition, known).replace("findings.yaml", "conditions/")
        yield Fault(where, "population.mix", "of known ids", repr(condition), to_do)
    total = sum(mix.values())
    if abs(total - 1) > SUM_TOLERANCE:
        got = f"{total:.6g}"
        yield Fault(where, "population.mix", "summing to 1", got, "Rescale.")
    for condition in study.target:
        if mix.get(condition, 0.0) == 0.0:
            to_do = "Give it a share, or take it out of the target."
            got = repr(condition)
            yield Fault(where, "target", "part of population.mix", got, to_do)
    for condition in sorted(set(study.reference) - set(mix)):
        to_do = "Give it a share of the mix, or leave it out."
        got = repr(condition)
        yield Fault(where, "reference", "about conditions of the mix", got, to_do)


def _ranges(study: Study, where: str) -> Iterator[Fault]:
    for name in ("age_range", "duration_days"):
        limits = getattr(study.population, name)
        if limits is not None and limits[0] > limits[1]:
            what, got = f"population.{name}", str(list(limits))
            yield Fault(where, what, "from low to high", got, "Turn it round.")


def _figure(study: Study, figure: StudyFigure, where: str) -> Iterator[Fault]:
    what = f"figures: {figure.id}"
    for must_be, got, to_do in _figure_problems(study, figure):
        yield Fault(where, what, must_be, got, to_do)


def _figure_problems(
    study: Study, figure: StudyFigure
) -> Iterator[tuple[str, str, str]]:
    measure = figure.measure
    if measure != "proportion" and figure.of != "all":
        yield "without `of`", figure.of, "Only a proportion is of somebody."
    if measure != "proportion" or figure.of != "all":
        yield from _groups(study, figure)
    yield from _scores(figure)
    if measure in RATIOS:
        yield from _ratio(figure)
        yield from _ratio_interval(study, figure)


def _groups(study: Study, figure: StudyFigure) -> Iterator[tuple[str, str, str]]:
    """Check that there is somebody to count."""
    shares = study.population.mix
    needed = f"about a study with a `target` and others, for {figure.measure}"
    of_target = figure.measure == "sensitivity" or figure.of == "target"
    total = sum(share * study.called_diseased(key) for key, share in shares.items())
    if not study.target:
        yield needed, "no target", "Name the target."
    elif total >= 1 - SUM_TOLERANCE and not of_target:
        yield needed, "a mix of the target alone", "Give the others a share."


def _scores(figure: StudyFigure) -> Iterator[tuple[str, str, str]]:
    """Only at the top of an area's test may a score go without a limit: it ranks."""
    for criterion in (figure.test, figure.among):
        if criterion is None:
            continue
        first, *inner = parts_of(criterion)
        may_rank = criterion is figure.test and figure.measure in AREAS
        judged = inner if may_rank else [first, *inner]
        if any(is_ranking(part) for part in judged):
            to_do = "Give the score `at_least` or `at_most`."
            yield "positive or negative", "a score without a limit", to_do


def _ratio(figure: StudyFigure) -> Iterator[tuple[str, str, str]]:
    if figure.value <= 0 and figure.interval is None:
        yield "above 0, or with its `interval`", "0", "Give the interval."
    if figure.tolerance is not None and figure.tolerance <= 1:
        to_do = "Give 2 for `half to twice`."
        yield "with a `tolerance` above 1, a factor", str(figure.tolerance), to_do


def _ratio_interval(
    study: Study, figure: StudyFigure
) -> Iterator[tuple[str, str, str]]:
    given = figure.interval or figure.tolerance
    if given is None and published_pair(study, figure) is None:
        to_do = "Add the test's sensitivity and specificity, an `interval`, or a "
        yield (
            "given with what its interval follows from",
            f"{figure.measure} and n's alone",
            f"{to_do}`tolerance`.",
        )
