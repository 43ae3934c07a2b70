"""How much more patients tick on a form than a clinician would record."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from pipeline.errors import ProfileError
from pipeline.knowledge import Knowledge, read_knowledge
from pipeline.knowledge.self_report import (
    SELF_REPORT_FILE,
    SelfReport,
    load_self_report,
    read_self_report,
)
from tests.knowledge.tracing import Evidence
from tests.small_world import small_knowledge

JUDGED = {"n": 10, "source": "expert_estimate", "why": "made up"}
SENTENCE = re.compile(r"^\S.*: \S.* must be \S.*\. Got .+\. \S.*[.?]$")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """A world in which one red flag uses one finding: fever."""
    return small_knowledge(tmp_path_factory.mktemp("world") / "knowledge")


def written(folder: Path, **changes: Any) -> Path:
    """Write a valid file with some of its keys changed."""
    data = {
        "rates": {"fever": {"value": 0.3, **JUDGED}},
        "default": {"value": 0.1, **JUDGED},
        **changes,
    }
    path = folder / "self_report.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


def faults_of(path: Path, knowledge: Knowledge) -> list[tuple[str, str]]:
    with pytest.raises(ProfileError, match=re.escape(path.name)) as caught:
        read_self_report(path, knowledge)
    for fault in caught.value.faults:
        assert SENTENCE.match(str(fault)), str(fault)
    return [(fault.what, fault.got) for fault in caught.value.faults]


def chances(report: SelfReport, knowledge: Knowledge) -> dict[str, float]:
    ticks = report.extra_ticks(knowledge)
    assert ticks.dtype == np.float64
    return dict(zip(knowledge.finding_ids, ticks.tolist(), strict=True))


def test_a_finding_has_its_own_rate(tmp_path: Path, world: Knowledge) -> None:
    found = chances(read_self_report(written(tmp_path), world), world)
    assert found.pop("fever") == 0.3
    assert set(found.values()) == {0.0}


def test_or_the_default(tmp_path: Path, world: Knowledge) -> None:
    report = read_self_report(written(tmp_path, rates={}), world)
    assert chances(report, world)["fever"] == 0.1


def test_all_faults_of_meaning_are_listed_at_once(
    tmp_path: Path, world: Knowledge
) -> None:
    rate = {"value": 0.3, **JUDGED}
    rates = {"fevre": rate, "weak": rate, "leg_ache": rate}
    default = {"value": 0.1, "n": 10, "source": "study_1998"}
    assert faults_of(written(tmp_path, rates=rates, default=default), world) == [
        ("rates.fevre", "'fevre'"),
        ("rates.weak", "one that needs an examiner"),
        ("rates.leg_ache", "one that no red flag uses"),
        ("default.source", "'study_1998'"),
    ]


def test_all_faults_of_form_are_listed_at_once(
    tmp_path: Path, world: Knowledge
) -> None:
    rates = {"fever": {"value": 1.3, **JUDGED}}
    default = {"value": 0.1, "n": 10, "source": "expert_estimate"}
    found = faults_of(written(tmp_path, rates=rates, default=default, more=1), world)
    assert [what for what, _ in found] == ["rates.fever.value", "default", "more"]


def test_a_file_that_cannot_be_read_is_a_fault(
    tmp_path: Path, world: Knowledge
) -> None:
    path = tmp_path / "self_report.yaml"
    assert [what for what, _ in faults_of(path, world)] == ["the file"]
    path.write_text("rates: {fever: [", encoding="utf-8")
    with pytest.raises(ProfileError, match="valid YAML"):
        read_self_report(path, world)


def test_the_shipped_file_covers_what_patients_can_tell(knowledge: Knowledge) -> None:
    found = chances(load_self_report(), knowledge)
    for key, finding in knowledge.findings.items():
        if finding.source == "exam":
            assert found[key] == 0.0, key
    report = load_self_report()
    assert found["saddle_numbness"] == report.rates["saddle_numbness"].value
    assert found["sexual_dysfunction"] == report.default.value
    assert load_self_report() is report


def test_every_rate_from_a_source_names_its_record_and_the_sum(
    knowledge: Knowledge, shared: Path
) -> None:
    evidence = Evidence.read(shared / "evidence")
    report = load_self_report()
    for key, figure in {**report.rates, "default": report.default}.items():
        if figure.source == "expert_estimate":
            assert figure.n <= 30, key
            continue
        citation = knowledge.sources[figure.source].citation
        assert evidence.of(figure.reported_as or "", citation), key
        assert figure.derived is not None, key
        assert figure.note, key


def test_fewer_tick_bladder_and_bowel_than_a_loosely_worded_form_gets() -> None:
    names = ("retention", "incontinence", "hesitancy")
    keys = [f"urinary_{name}" for name in names] + ["bowel_incontinence"]
    rates = load_self_report().rates
    ticked = 1 - np.prod([1 - rates[key].value for key in keys])
    loosely_worded = 0.25
    assert 0 < ticked < loosely_worded


def test_the_file_is_no_part_of_the_digest(knowledge: Knowledge, folder: Path) -> None:
    (folder / SELF_REPORT_FILE.name).unlink()
    assert read_knowledge(folder).digest == knowledge.digest
