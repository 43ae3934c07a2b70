from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.knowledge import load_knowledge
from pipeline.knowledge.outsiders import load_outsiders
from pipeline.knowledge.studies import load_studies
from pipeline.stages import knowledge


def test_every_number_is_counted_once() -> None:
    counts = knowledge.summarise_knowledge()
    assert counts["digest"] == load_knowledge().digest
    assert counts["n_conditions"] == 28
    assert counts["n_findings"] == len(load_knowledge().finding_ids)
    assert counts["n_rules"] == len(load_knowledge().rule_book.rules)
    assert all(counts[kind] > 0 for kind in ("published", "derived", "judged"))
    assert counts["n_studies"] == len(load_studies())
    assert counts["n_study_figures"] >= counts["n_studies"] > 0
    assert counts["n_outsiders"] == len(load_outsiders().profiles)


def test_the_stage_writes_the_counts_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "knowledge.json"
    monkeypatch.setattr(knowledge, "KNOWLEDGE_FILE", path)
    knowledge.main()
    assert json.loads(path.read_text()) == knowledge.summarise_knowledge()
