from __future__ import annotations

import csv
import io

from pipeline.cases import CONTEXT_FIELDS, cases_from_matrix
from pipeline.cases.many import read_case_file
from pipeline.cases.template import template, template_columns
from pipeline.knowledge import load_knowledge
from pipeline.terms import Answer


def test_the_template_has_every_column_that_a_table_may_have() -> None:
    header = next(csv.reader(io.StringIO(template())))
    findings = load_knowledge().finding_ids
    assert header == ["case_id", *CONTEXT_FIELDS, *findings, "condition"]
    assert header == list(template_columns())


def test_the_template_can_be_read_as_it_is() -> None:
    file = read_case_file("template.csv", template().encode())
    assert file.faults == ()
    long, short = cases_from_matrix(file.cases, file.case_ids)
    assert (long.case_id, long.age, long.sex) == ("example-1", 45, "female")
    assert long.answer("slr_positive") is Answer.PRESENT
    assert long.answer("saddle_numbness") is Answer.ABSENT
    assert long.answer("weight_loss") is Answer.UNKNOWN
    assert dict(short.findings) == {"saddle_numbness": Answer.PRESENT}
    assert file.cases.condition is None
