import contextlib
import importlib
import inspect
import itertools
from collections.abc import Callable, Iterator

import pytest

import pipeline
from pipeline import Answer, Case, Urgency, assess
from pipeline.model.opinion import ask_model
from tests.model.exact import fixed

PACKAGES = (
    "pipeline",
    "pipeline.cases",
    "pipeline.features",
    "pipeline.knowledge",
    "pipeline.metrics",
    "pipeline.model",
    "pipeline.rules",
    "pipeline.synthesis",
)


@pytest.mark.parametrize("name", PACKAGES)
def test_all_names_exist_and_stand_once(name: str) -> None:
    package = importlib.import_module(name)
    assert len(package.__all__) == len(set(package.__all__))
    assert [n for n in package.__all__ if not hasattr(package, n)] == []


@pytest.mark.parametrize("name", PACKAGES)
def test_all_hides_nothing_that_the_package_takes_from_its_own_modules(
    name: str,
) -> None:
    package = importlib.import_module(name)
    taken = {
        key
        for key, value in vars(package).items()
        if not key.startswith("_")
        and getattr(value, "__module__", "").startswith("pipeline")
    }
    # Words and numbers carry no module; they are checked by existence alone.
    assert taken <= set(package.__all__)


@pytest.mark.parametrize("name", PACKAGES)
def test_every_public_name_is_documented(name: str) -> None:
    package = importlib.import_module(name)
    undocumented = [
        key
        for key in package.__all__
        if callable(getattr(package, key)) and not getattr(package, key).__doc__
    ]
    assert undocumented == []


def test_the_documented_way_in_is_all_that_is_needed() -> None:
    assert set(pipeline.__all__) == {
        "Answer",
        "Assessment",
        "CareSetting",
        "Case",
        "PipelineError",
        "Sex",
        "Urgency",
        "assess",
    }
    result = assess(Case(findings={"saddle_numbness": Answer.PRESENT}), model=None)
    assert isinstance(result, pipeline.Assessment)
    assert result.urgency is Urgency.EMERGENCY


def test_a_wrong_case_is_an_error_of_the_package() -> None:
    with pytest.raises(pipeline.PipelineError, match="slr_positive"):
        Case(findings={"slr_positve": "present"})


def test_a_star_import_brings_just_the_public_names() -> None:
    names: dict[str, object] = {}
    exec("from pipeline import *", names)  # noqa: S102 - the point of the test
    names.pop("__builtins__")
    assert set(names) == set(pipeline.__all__)


# No public way from probabilities to a differential but through the rules

EMERGENCY = Case(findings={"saddle_numbness": "present"})
SURE = fixed(muscle_strain=1.0)
OPINION = ask_model(SURE, Case())
# What a program has in its hands that has a model and wants to spare the rules.
WITHOUT_A_CASE = [
    SURE,
    OPINION,
    OPINION.explanation,
    OPINION.proba,
    SURE.predict_case(EMERGENCY),
    SURE.predict_case(EMERGENCY)[None, :],
    dict(zip(SURE.condition_ids, OPINION.proba or [], strict=True)),
    list(SURE.condition_ids),
]
MOST_ARGUMENTS = 3


def public_callables() -> dict[str, Callable[..., object]]:
    """Everything callable behind a public name, methods of classes included."""
    found: dict[str, Callable[..., object]] = {}
    for package in PACKAGES:
        module = importlib.import_module(package)
        for name in module.__all__:
            value = getattr(module, name)
            if callable(value):
                found[f"{package}.{name}"] = value
            if isinstance(value, type):
                found |= {
                    f"{package}.{name}.{key}": method
                    for key, method in inspect.getmembers(value, callable)
                    if not key.startswith("_")
                    and str(getattr(method, "__module__", None)).startswith("pipeline")
                }
    return found


CALLABLES = public_callables()
THROUGH_THE_RULES = {"pipeline.assess", "pipeline.Assessment"}


def says_what_it_is(value: object) -> bool:
    """Whether something is an assessment, or holds what only one may hold."""
    if isinstance(value, dict):
        return bool({"urgency", "differential"} & set(value))
    return hasattr(value, "urgency") or hasattr(value, "differential")


def outcomes(call: Callable[..., object], pool: list[object]) -> Iterator[object]:
    """Whatever comes of calling it with a few things, in every order."""
    for n in range(MOST_ARGUMENTS + 1):
        for arguments in itertools.product(pool, repeat=n):
            try:
                inspect.signature(call).bind(*arguments)
            except (TypeError, ValueError):
                continue
            # Most of these calls make no sense; what matters is what comes of any.
            with contextlib.suppress(Exception):
                yield call(*arguments)


def test_the_walk_meets_what_it_should() -> None:
    assert set(CALLABLES) >= {
        *THROUGH_THE_RULES,
        "pipeline.Assessment.to_dict",
        "pipeline.model.Classifier",
        "pipeline.model.Classifier.predict_case",
        "pipeline.rules.RuleSet.evaluate",
        "pipeline.synthesis.posterior",
        "pipeline.features.FeatureSchema.encode_case",
        "pipeline.metrics.score",
    }


def test_only_assess_and_the_type_itself_say_that_they_give_an_assessment() -> None:
    giving = {
        name
        for name, call in CALLABLES.items()
        if "Assessment" in str(getattr(call, "__annotations__", {}).get("return"))
    }
    assert giving == {"pipeline.assess"}
    types = {name for name, call in CALLABLES.items() if call is pipeline.Assessment}
    assert types | giving == THROUGH_THE_RULES


@pytest.mark.parametrize("name", sorted(THROUGH_THE_RULES))
def test_both_begin_with_the_case(name: str) -> None:
    first, *others = inspect.signature(CALLABLES[name]).parameters.values()
    assert (first.name, first.annotation) == ("case", "Case")
    assert first.default is inspect.Parameter.empty
    annotated = " ".join(str(other.annotation) for other in others)
    assert "Triage" not in annotated
    assert "Urgency" not in annotated


@pytest.mark.parametrize("name", sorted(CALLABLES))
def test_nothing_public_gives_a_differential_without_a_case(name: str) -> None:
    given = [v for v in outcomes(CALLABLES[name], WITHOUT_A_CASE) if says_what_it_is(v)]
    assert given == []


def test_with_a_case_the_two_ways_give_what_the_rules_say() -> None:
    pool = [EMERGENCY, *WITHOUT_A_CASE[:2]]
    for name in THROUGH_THE_RULES:
        given = [v for v in outcomes(CALLABLES[name], pool) if says_what_it_is(v)]
        assert given
        for value in given:
            assert isinstance(value, pipeline.Assessment)
            assert value.urgency is Urgency.EMERGENCY
            assert value.differential[0]["condition"] == "cauda_equina_syndrome"


def test_the_walk_would_find_a_way_round() -> None:
    def way_round(proba: object) -> dict[str, object]:
        return {"differential": proba}

    assert any(map(says_what_it_is, outcomes(way_round, WITHOUT_A_CASE)))
