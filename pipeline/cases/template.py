"""A table of cases to fill in: every column, and two examples."""

from __future__ import annotations

import csv
import io

from pipeline.cases.case import CONTEXT_FIELDS, Case
from pipeline.knowledge import load_knowledge
from pipeline.terms import Answer, CareSetting, Sex

CELLS = {Answer.PRESENT: "true", Answer.ABSENT: "false", Answer.UNKNOWN: ""}


def template_columns() -> tuple[str, ...]:
    """Give the columns of a table of cases, in the order of findings.yaml."""
    return ("case_id", *CONTEXT_FIELDS, *load_knowledge().finding_ids, "condition")


def template() -> str:
    """Write the table to fill in as CSV; what an example was not asked is empty.

    Returns
    -------
    str
        A header and two rows; it can be read as it is.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(template_columns())
    for case in _examples():
        context = [getattr(case, name) for name in CONTEXT_FIELDS]
        cells = ["" if value is None else str(value) for value in context]
        answers = [CELLS[case.answer(name)] for name in load_knowledge().finding_ids]
        writer.writerow([case.case_id, *cells, *answers, ""])
    return text.getvalue()


def _examples() -> tuple[Case, Case]:
    """Give one patient asked a good deal, and one asked very little."""
    present, absent = Answer.PRESENT, Answer.ABSENT
    long_asked = {
        "leg_pain": present,
        "leg_pain_dominant": present,
        "pain_below_knee": present,
        "slr_positive": present,
        "saddle_numbness": absent,
        "urinary_retention": absent,
        "fever": absent,
    }
    return (
        Case(
            "example-1",
            age=45,
            sex=Sex.FEMALE,
            care_setting=CareSetting.PRIMARY_CARE,
            duration_days=42,
            pain_score=7,
            findings=long_asked,
        ),
        Case("example-2", age=52, findings={"saddle_numbness": present}),
    )
