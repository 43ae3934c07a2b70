from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.cases import CONTEXT_FIELDS
from pipeline.cases.fhir import Release, questionnaire
from pipeline.cases.fhir.terminology import ANSWERS
from pipeline.knowledge import load_knowledge
from pipeline.terms import Answer
from tests.cases.fhir.models import validate

KNOWLEDGE = load_knowledge()


def items(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in resource.get("item", []):
        yield item
        yield from items(item)


@pytest.mark.parametrize("release", Release)
def test_both_releases_accept_the_questionnaire(release: Release) -> None:
    validate(questionnaire(release), release)


@pytest.mark.parametrize(
    ("release", "coded"), [(Release.R5, "coding"), (Release.R4B, "choice")]
)
def test_every_finding_is_one_question_with_yes_no_and_asked_but_unknown(
    release: Release, coded: str
) -> None:
    by_link = {item["linkId"]: item for item in items(questionnaire(release))}
    for key, finding in KNOWLEDGE.findings.items():
        item = by_link[key]
        assert (item["type"], item["text"]) == (coded, finding.label)
        codings = [option["valueCoding"] for option in item["answerOption"]]
        answers = [ANSWERS[coding["system"], coding["code"]] for coding in codings]
        assert answers == [Answer.PRESENT, Answer.ABSENT, Answer.UNKNOWN]


def test_link_ids_are_unique_and_name_every_finding_and_field_of_the_context() -> None:
    links = [item["linkId"] for item in items(questionnaire())]
    assert len(links) == len(set(links))
    groups = {"context", *KNOWLEDGE.vocabulary.groups}
    assert set(links) == {*groups, *CONTEXT_FIELDS, *KNOWLEDGE.finding_ids}


def test_nothing_is_required_or_preselected() -> None:
    for item in items(questionnaire()):
        assert not {"required", "initial", "repeats"} & set(item)
        options = item.get("answerOption", [])
        assert not any("initialSelected" in option for option in options)


def test_numbers_tell_their_unit_or_their_limits() -> None:
    by_link = {item["linkId"]: item for item in items(questionnaire())}
    units = {
        link: by_link[link]["extension"][0]["valueCoding"]["code"]
        for link in ("age", "duration_days")
    }
    assert units == {"age": "a", "duration_days": "d"}
    limits = [e["valueDecimal"] for e in by_link["pain_score"]["extension"]]
    assert limits == [0, 10]


def test_the_same_knowledge_gives_the_same_bytes() -> None:
    assert json.dumps(questionnaire()) == json.dumps(questionnaire())
