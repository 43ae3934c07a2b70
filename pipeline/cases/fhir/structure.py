"""Whether a resource has the structure that FHIR prescribes, by fhir.resources."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from pydantic import ValidationError

from pipeline.cases.fhir.terminology import Release
from pipeline.cases.fhir.values import keys_with
from pipeline.errors import CaseError, Fault, shorten

LONGEST_SHOWN = 160
_MODULES = {
    Release.R5: "fhir.resources.questionnaireresponse",
    Release.R4B: "fhir.resources.R4B.questionnaireresponse",
}
# What a validator for arbitrary JSON may raise beside its own error, when a value is
# of a kind that it did not reckon with.
_REFUSED = (ValueError, TypeError, AttributeError, KeyError, ArithmeticError)


def structural_faults(resource: Mapping[str, Any], where: str) -> list[Fault]:
    """List what is wrong with the structure of a QuestionnaireResponse.

    Either release will do. They differ by the identifier, a list in R5 alone, and the
    questionnaire, which R5 alone requires; the faults told are those of the release
    that the resource looks like.

    Parameters
    ----------
    resource : mapping
    where : str
        Name of the response in messages.

    Returns
    -------
    list of Fault

    Raises
    ------
    CaseError
        If the `fhir` extra is not installed.
    """
    looks_like_r5 = isinstance(resource.get("identifier"), list)
    likely, other = (
        (Release.R5, Release.R4B) if looks_like_r5 else (Release.R4B, Release.R5)
    )
    try:
        plain = _without_missing_values(resource)
        faults = _faults(plain, likely, where)
        return faults and _faults(plain, other, where) and faults
    except RecursionError:
        to_do = "Flatten its items."
        return [Fault(where, "the resource", "a few levels deep", "far more", to_do)]


def _faults(resource: Any, release: Release, where: str) -> list[Fault]:
    try:
        _model(release).model_validate(resource)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False)
        return [_fault(detail, release, where) for detail in details]
    except _REFUSED as error:
        got = _one_line(str(error))
        what, must_be = "the resource", f"as FHIR {release} prescribes"
        return [Fault(where, what, must_be, got, "Mend its structure.")]
    return []


def _fault(detail: Any, release: Release, where: str) -> Fault:
    place = ".".join(str(part) for part in detail["loc"]) or "the resource"
    must_be = f"as FHIR {release} prescribes"
    return Fault(
        where, _one_line(place), must_be, _one_line(detail["msg"]), "Mend it there."
    )


def _one_line(text: str) -> str:
    told = " ".join(shorten(text, LONGEST_SHOWN).split())
    return told.strip("'\".")


@cache
def _model(release: Release) -> Any:
    """Import the model of a release, or say how to get it."""
    try:
        return import_module(_MODULES[release]).QuestionnaireResponse
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("fhir", "fhir_core"):
            raise
        to_do = 'Install it with `pip install "lasegue[fhir]"`.'
        what, must_be = "what reads FHIR", "installed"
        raise CaseError(
            Fault("this installation", what, must_be, "no fhir.resources", to_do)
        ) from error


def _without_missing_values(node: Any) -> Any:
    """Drop answers that only say why there is none.

    FHIR allows them in both releases; fhir.resources refuses them in R5 and there wants
    a value in every answer.
    """
    if isinstance(node, list):
        return [_without_missing_values(part) for part in node]
    if not isinstance(node, Mapping):
        return node
    copy = {key: _without_missing_values(node[key]) for key in node if key != "answer"}
    answers = node.get("answer")
    if isinstance(answers, list):
        kept = [
            _without_missing_values(answer)
            for answer in answers
            if not _only_tells_why(answer)
        ]
        answers = kept if kept or not node["answer"] else None
    if answers is not None:
        copy["answer"] = answers
    return copy


def _only_tells_why(answer: Any) -> bool:
    """Tell whether an answer holds a reason for its absence, and no value."""
    if not isinstance(answer, Mapping) or keys_with(answer, "value"):
        return False
    says_why = "extension" in answer or bool(keys_with(answer, "_value"))
    return says_why and "item" not in answer
