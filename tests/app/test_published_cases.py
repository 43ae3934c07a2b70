"""Real cases in the app: the same urgency and the same order as everywhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.asking.kept import Patient, answers_of
from app.telling.differential import MOST_ROWS
from app.words import TIERS, condition_name
from pipeline.assess import MODEL_VARIABLE, assess
from pipeline.cases import read_cases
from pipeline.knowledge import KNOWLEDGE_FOLDER
from tests.app.conftest import LONGEST_SECONDS, MAIN
from tests.app.reading import page, urgency

PUBLISHED = KNOWLEDGE_FOLDER.parents[1] / "data" / "published" / "cases.yaml"
ROW = re.compile(r'<th scope="row">([^<]*)')


def test_every_published_case_is_told_as_assess_tells_it(
    tiny_model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, str(tiny_model_folder))
    app = AppTest.from_file(str(MAIN), default_timeout=LONGEST_SECONDS).run()
    cases = read_cases([PUBLISHED])
    assert len(cases) > 50
    for case in cases:
        app.session_state["patient"] = Patient(answers_of(case), alerted=True)
        app.run()
        expected = assess(case)
        assert expected.urgency is not None
        words = TIERS[expected.urgency]
        assert urgency(app).startswith(f"{words.icon} {words.name}"), case.case_id
        shown = page(app)
        by_probability = sorted(
            expected.differential, key=lambda entry: -float(entry["probability"])
        )
        likeliest = [condition_name(e["condition"]) for e in by_probability[:MOST_ROWS]]
        assert [name.strip() for name in ROW.findall(shown)] == likeliest, case.case_id
        suspects = [
            condition_name(e["condition"])
            for e in expected.differential
            if e["outranks"]
        ]
        places = [shown.find(name, shown.find("To be ruled out")) for name in suspects]
        assert -1 not in places, case.case_id
