import importlib

import pytest

import pipeline
from pipeline import Answer, Case, Urgency, assess

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
