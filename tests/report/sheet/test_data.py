from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings

from pipeline.assess import assess
from pipeline.cases import Case, read_cases
from pipeline.knowledge import load_knowledge
from pipeline.report.sheet.data import assessment_file, bundle_file, case_file
from tests.strategies import cases


@settings(max_examples=60)
@given(cases())
@example(Case(case_id="Ä\x85\u2028 b"))
@example(Case(case_id="Zoë"))
def test_a_case_read_back_from_its_file_is_the_same(case: Case) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "case.yaml"
        path.write_text(case_file(case), encoding="utf-8")
        assert read_cases([path]) == [case]


def test_an_assessment_stands_in_an_array_as_the_command_writes_it() -> None:
    assessment = assess(Case(findings={"fever": "present"}), None).to_dict()
    text = assessment_file(assessment)
    assert json.loads(text) == [assessment]
    assert text == json.dumps([assessment], indent=1) + "\n"


def test_a_bundle_read_back_gives_the_case(tmp_path: Path) -> None:
    case = Case(case_id="a", age=63, findings={"fever": "absent"})
    assessment = assess(case, None).to_dict()
    path = tmp_path / "bundle.json"
    path.write_text(bundle_file(case, assessment, load_knowledge()), encoding="utf-8")
    assert read_cases([path]) == [case]
