"""`lasegue assess`: cases in, assessments out."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cases.fhir import Release
from pipeline.cli.terminal import say
from pipeline.errors import Fault, OptionError

if TYPE_CHECKING:
    from pipeline.cases import Case, CaseMix
    from pipeline.model import Classifier


class AssessFormat(StrEnum):
    """How assessments are written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    FHIR = "fhir"


def assess(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="YAML, JSON, JSONL, CSV or Parquet files; in JSON also FHIR "
            "QuestionnaireResponses, alone or in a Bundle."
        ),
    ],
    output_format: Annotated[
        AssessFormat,
        typer.Option(
            "--format",
            help="How to print; fhir is one Bundle with a QuestionnaireResponse and "
            "a RiskAssessment for each case.",
        ),
    ] = AssessFormat.TEXT,
    fhir_release: Annotated[
        Release, typer.Option(help="FHIR release of --format fhir.")
    ] = Release.R5,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artefact; default models/.")
    ] = None,
    case_id: Annotated[
        str | None, typer.Option(help="Assess only the case of this name.")
    ] = None,
    case_mix: Annotated[
        str | None,
        typer.Option(
            help="How common each condition is: primary_care, spine_clinic, emergency, "
            "or a file that `lasegue adapt` wrote; default as in each case's setting."
        ),
    ] = None,
) -> None:
    """Assess every case: red flags first, then the classifier."""
    from pipeline.assess import check_rules
    from pipeline.cases import find_case_mix, read_cases

    check_rules()
    mix = None if case_mix is None else find_case_mix(case_mix)
    cases = choose_cases(read_cases(files), case_id)
    classifier = load_model(model)
    assessments = [
        assess_aloud(case, case.case_id or f"case {number}", classifier, mix)
        for number, case in enumerate(cases, start=1)
    ]
    if output_format is AssessFormat.FHIR:
        _print_bundle(cases, assessments, fhir_release)
        return
    _print_assessments(assessments, output_format)


def assess_aloud(
    case: Case, name: str, classifier: Classifier | None, mix: CaseMix | None
) -> dict[str, Any]:
    """Assess a case; what is odd about it goes to standard error."""
    from pipeline.assess import assess as assess_case
    from pipeline.cases import broken_requirements

    for finding, needs in broken_requirements(case):
        typer.echo(f"Warning: {name}: {finding} would need {needs}.", err=True)
    result = assess_case(case, classifier, case_mix=mix)
    if result.model_fault is not None and classifier is not None:
        typer.echo(f"Warning: {name}: {result.model_fault}", err=True)
    return result.to_dict()


def choose_cases(cases: list[Case], case_id: str | None) -> list[Case]:
    """Keep the cases of a name; all of them when none is given."""
    if case_id is None:
        return cases
    chosen = [case for case in cases if case.case_id == case_id]
    if not chosen:
        from pipeline.knowledge import suggest

        names = [case.case_id for case in cases if case.case_id is not None]
        to_do = suggest(case_id, names).replace("findings.yaml", "the file")
        raise OptionError(
            Fault("--case-id", "it", "the name of a case", repr(case_id), to_do)
        )
    return chosen


def load_model(path: Path | None) -> Classifier | None:
    """Load the model asked for, or the default one; say so when there is none."""
    if path is not None:
        from pipeline.model.artifact import load_classifier

        return load_classifier(path)
    from pipeline.assess import default_model

    classifier, fault = default_model()
    if classifier is None:
        typer.echo(f"No model: the rules answer alone. {fault}", err=True)
    return classifier


def _print_bundle(
    cases: list[Case], assessments: list[dict[str, Any]], release: Release
) -> None:
    from pipeline.knowledge import load_knowledge
    from pipeline.report.risk_assessment import assessments_bundle

    assessed = zip(cases, assessments, strict=True)
    bundle = assessments_bundle(assessed, load_knowledge(), release)
    say(json.dumps(bundle, indent=1, allow_nan=False))


def _print_assessments(
    assessments: list[dict[str, Any]], output_format: AssessFormat
) -> None:
    if output_format is AssessFormat.JSON:
        say(json.dumps(assessments, indent=1, allow_nan=False))
        return
    if output_format is AssessFormat.JSONL:
        for assessment in assessments:
            say(json.dumps(assessment, allow_nan=False))
        return
    from pipeline.knowledge import load_knowledge
    from pipeline.report.assessment_text import render_assessment

    knowledge = load_knowledge()
    pages = [render_assessment(assessment, knowledge) for assessment in assessments]
    say("\n\n".join(pages) if pages else "No cases.")
