from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.errors import ProfileError
from pipeline.knowledge import Knowledge, load_knowledge, read_knowledge
from pipeline.knowledge.checks import profile_numbers
from pipeline.knowledge.outsiders import (
    OUTSIDERS_FOLDER,
    load_outsiders,
    read_outsiders,
)
from tests.knowledge.test_outsider_schema import JUDGED, outsider_data
from tests.knowledge.test_words import UNWANTED
from tests.small_world import small_knowledge

SENTENCE = re.compile(r"^\S.*: \S.* must be \S.*\. Got .+\. \S.*[.?]$")
OUTSIDERS = load_outsiders().profiles


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return small_knowledge(tmp_path_factory.mktemp("world") / "knowledge")


def write(folder: Path, data: dict[str, Any], name: str | None = None) -> None:
    """Write an outsider into a folder, under its id or another name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name or data['id']}.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


def faults_of(folder: Path, knowledge: Knowledge) -> list[tuple[str, str]]:
    with pytest.raises(ProfileError, match="outsiders/") as caught:
        read_outsiders(folder, knowledge)
    for fault in caught.value.faults:
        assert SENTENCE.match(str(fault)), str(fault)
    return [(fault.where, fault.what) for fault in caught.value.faults]


def test_there_are_enough_and_none_of_them_is_a_known_condition() -> None:
    assert len(OUTSIDERS) >= 18
    assert list(OUTSIDERS) == sorted(OUTSIDERS)
    assert not set(OUTSIDERS) & set(load_knowledge().profiles)


def test_they_carry_different_codes_from_the_known_conditions() -> None:
    known = {code for p in load_knowledge().profiles.values() for code in p.icd10}
    shared = {key for key, p in OUTSIDERS.items() if set(p.icd10) & known}
    assert shared == set()


def test_every_own_source_is_used() -> None:
    text = " ".join(
        path.read_text(encoding="utf-8")
        for path in OUTSIDERS_FOLDER.glob("*.yaml")
        if path.name != "sources.yaml"
    )
    own = set(load_outsiders().sources) - set(load_knowledge().sources)
    assert {key for key in own if not re.search(rf"\b{key}\b", text)} == set()


def test_every_key_named_in_words_is_a_source_or_no_key_at_all() -> None:
    named = {
        key
        for outsider in OUTSIDERS.values()
        for _, number in profile_numbers(outsider)
        for key in re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", str(number.why))
    }
    assert named - set(load_outsiders().sources) == set()


@pytest.mark.parametrize("name", UNWANTED)
def test_no_word_of_ours_is_unwanted(name: str) -> None:
    pattern = re.compile(UNWANTED[name], re.IGNORECASE)
    texts = [
        text
        for outsider in OUTSIDERS.values()
        for text in (
            outsider.name,
            outsider.what,
            *(number.why or "" for _, number in profile_numbers(outsider)),
            *(number.note or "" for _, number in profile_numbers(outsider)),
        )
    ]
    assert [text for text in texts if pattern.search(text)] == []


def test_what_it_is_is_said_in_one_sentence() -> None:
    for key, outsider in OUTSIDERS.items():
        what = outsider.what.strip()
        assert what[0].isupper(), key
        assert what.endswith("."), key
        assert ". " not in what, key


def test_the_digest_of_the_knowledge_does_not_see_them(small: Path) -> None:
    before = read_knowledge(small).digest
    write(small / "outsiders", outsider_data())
    for path in (small / "outsiders").glob("[a-m]*.yaml"):
        path.unlink()
    assert read_knowledge(small).digest == before


def test_knowledge_may_come_without_outsiders(tmp_path: Path, world: Knowledge) -> None:
    found = read_outsiders(tmp_path / "outsiders", world)
    assert found.profiles == {}
    assert found.sources == world.sources


def test_they_are_read_in_the_order_of_their_ids(
    tmp_path: Path, world: Knowledge
) -> None:
    for key in ("c", "a", "b"):
        write(tmp_path, outsider_data(id=key))
    write(tmp_path, {"series_2001": {"citation": "A series."}}, name="sources")
    found = read_outsiders(tmp_path, world)
    assert list(found.profiles) == ["a", "b", "c"]
    assert "series_2001" in found.sources


def test_faults_of_all_files_are_listed_at_once(
    tmp_path: Path, world: Knowledge
) -> None:
    write(tmp_path, outsider_data(what=""))
    write(tmp_path, outsider_data(id="third", tier="soon"), name="fourth")
    write(tmp_path, outsider_data(id="joint_wear"))
    write(tmp_path, {"study_1999": {"citation": "Again."}}, name="sources")
    (tmp_path / "open.yaml").write_text("id: [open\n")
    assert faults_of(tmp_path, world) == [
        ("outsiders/sources.yaml", "study_1999"),
        ("outsiders/fourth.yaml", "tier"),
        ("outsiders/joint_wear.yaml", "id"),
        ("outsiders/open.yaml line 2", "the file"),
        ("outsiders/strange_disease.yaml", "what"),
    ]


def test_every_fault_of_one_file_is_listed_at_once(
    tmp_path: Path, world: Knowledge
) -> None:
    half = {"weight": 0.5, "mean": 50, "sd": 10, **JUDGED}
    data = outsider_data(
        age=[half, {**half, "weight": 0.4}],
        female={"value": 0.5, "n": 10, "source": "study_1998"},
        findings={
            "fevr": {"value": 0.8, **JUDGED},
            "line_pain": {"value": 0.5, **JUDGED},
            "very_weak": {"value": 0.5, **JUDGED},
            "weak": {"value": 0.4, **JUDGED},
        },
    )
    write(tmp_path, data, name="another")
    where = "outsiders/another.yaml"
    assert faults_of(tmp_path, world) == [
        (where, "id"),
        (where, "findings.fevr"),
        (where, "age: weights"),
        (where, "female.source"),
        (where, "findings.line_pain"),
        (where, "findings.very_weak"),
    ]


def test_faulty_sources_are_named(tmp_path: Path, world: Knowledge) -> None:
    write(tmp_path, {"series_2001": {"title": "A series."}}, name="sources")
    assert faults_of(tmp_path, world) == [
        ("outsiders/sources.yaml", "series_2001.citation"),
        ("outsiders/sources.yaml", "series_2001.title"),
    ]


def test_the_label_of_a_case_is_no_id(tmp_path: Path, world: Knowledge) -> None:
    write(tmp_path, outsider_data(id="none_of_these"))
    assert faults_of(tmp_path, world) == [("outsiders/none_of_these.yaml", "id")]
