"""One case and its assessment as files that programs read."""

from __future__ import annotations

import json
from typing import Any

import yaml

from pipeline.cases import Case
from pipeline.knowledge import Knowledge
from pipeline.report.risk_assessment import risk_bundle


def assessment_file(assessment: dict[str, Any]) -> str:
    """Give an assessment as `lasegue assess --format json` prints it, in an array."""
    return json.dumps([assessment], indent=1, allow_nan=False) + "\n"


def bundle_file(case: Case, assessment: dict[str, Any], knowledge: Knowledge) -> str:
    """Give a case and its assessment as `lasegue assess --format fhir` prints them."""
    bundle = risk_bundle(case, assessment, knowledge)
    return json.dumps(bundle, indent=1, allow_nan=False) + "\n"


def case_file(case: Case) -> str:
    """Give a case as a YAML file that `lasegue assess` reads.

    Examples
    --------
    >>> print(case_file(Case(age=63, findings={"fever": "absent"})), end="")
    age: 63
    findings:
      fever: absent
    """
    # PyYAML leaves some line breaks (U+0085) as they are, and reads them as blanks.
    is_plain = (case.case_id or "").isprintable()
    return yaml.safe_dump(case.to_dict(), sort_keys=False, allow_unicode=is_plain)
