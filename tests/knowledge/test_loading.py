from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from pipeline.errors import InputError, ProfileError
from pipeline.knowledge import Knowledge, load_knowledge, read_knowledge
from tests.knowledge.editing import change, drop, put

SENTENCE = re.compile(r"^\S.*: \S.* must be \S.*\. Got .+\. \S.*[.?]$")
PIRIFORMIS = "conditions/piriformis_syndrome.yaml"


def faults_of(folder: Path) -> list[tuple[str, str]]:
    """Read a broken folder; give where and what of every fault."""
    with pytest.raises(ProfileError) as caught:
        read_knowledge(folder)
    error = caught.value
    assert str(error).splitlines() == [str(fault) for fault in error.faults]
    for fault in error.faults:
        assert SENTENCE.match(str(fault)), str(fault)
    return [(fault.where, fault.what) for fault in error.faults]


def test_the_knowledge_that_ships_is_complete(knowledge: Knowledge) -> None:
    assert len(knowledge.profiles) == 28
    assert len(knowledge.finding_ids) == 138
    assert len(knowledge.rule_book.rules) == 42
    assert list(knowledge.profiles) == sorted(knowledge.profiles)


def test_loading_happens_once() -> None:
    assert load_knowledge() is load_knowledge()


def test_a_copy_reads_as_the_original(folder: Path, knowledge: Knowledge) -> None:
    assert read_knowledge(folder) == knowledge


def test_every_fault_of_form_in_every_file_is_listed_at_once(folder: Path) -> None:
    change(folder, "findings.yaml", put("groups", "site", "leg_pain", "source", "x"))
    change(folder, "background.yaml", put("rates", "fever", "value", 1.4))
    change(folder, "latents.yaml", drop("severity", "pain_score_per_step"))
    change(folder, "settings.yaml", put("spectrum", "hospice", {}))
    change(folder, "red_flags.yaml", put("rules", 0, "tier", "soon"))
    change(folder, "sources.yaml", put("martin_2014", "page", 3))
    change(folder, "evidence_map.yaml", put("fever", "as", "similar"))
    change(folder, PIRIFORMIS, put("female", {"value": 2, "n": 0, "source": "x"}))
    (folder / "conditions/facet_cyst.yaml").write_text("id: facet_cyst\nid: again\n")
    (folder / "conditions/disc_herniation.yaml").write_text("id: [open\n")
    (folder / "conditions/hip_osteoarthritis.yaml").write_text("")

    found = faults_of(folder)

    for expected in [
        ("findings.yaml", "groups.site.leg_pain.source"),
        ("background.yaml", "rates.fever.value"),
        ("latents.yaml", "severity.pain_score_per_step"),
        ("red_flags.yaml", "rules.0.tier"),
        ("sources.yaml", "martin_2014.page"),
        (PIRIFORMIS, "female.value"),
        (PIRIFORMIS, "female.n"),
        ("conditions/facet_cyst.yaml line 2", "the key 'id'"),
        ("conditions/disc_herniation.yaml line 2", "the file"),
        ("conditions/hip_osteoarthritis.yaml", "the file"),
    ]:
        assert expected in found, expected
    assert ("settings.yaml", "spectrum.hospice.[key]") in found
    assert any(where == "evidence_map.yaml" for where, _ in found)


def test_every_fault_of_meaning_across_files_is_listed_at_once(folder: Path) -> None:
    change(folder, "red_flags.yaml", put("rules", 3, "suspects", ["facet_cist"]))
    change(folder, "background.yaml", drop("rates", "fever"))
    change(folder, PIRIFORMIS, put("documents", ["seed_009"]))
    change(folder, "settings.yaml", put("interview", "core", ["slr"]))
    assert faults_of(folder) == [
        (PIRIFORMIS, "documents"),
        ("background.yaml", "rates.fever"),
        ("settings.yaml", "interview.core"),
        ("red_flags.yaml", "RF004.suspects"),
    ]


def test_a_fault_names_file_place_bound_and_value(small: Path) -> None:
    change(small, PIRIFORMIS, put("female", "value", 60))
    with pytest.raises(ProfileError) as caught:
        read_knowledge(small)
    assert str(caught.value) == (
        f"{PIRIFORMIS}: female.value must be as the schema says (Input should be less "
        "than or equal to 1). Got 60. Correct it."
    )


def test_a_judgement_without_its_reason_is_a_fault(small: Path) -> None:
    change(small, PIRIFORMIS, drop("findings", "leg_weakness", "why"))
    with pytest.raises(ProfileError, match=r"a judgement .* must say why"):
        read_knowledge(small)


def test_an_unknown_key_is_a_fault(small: Path) -> None:
    change(small, PIRIFORMIS, put("severity", 0.4))
    assert faults_of(small) == [(PIRIFORMIS, "severity")]


def test_a_duplicate_key_is_a_fault(small: Path) -> None:
    path = small / PIRIFORMIS
    text = path.read_text()
    path.write_text(text + "name: Another name\n")
    last = text.count("\n") + 1
    assert faults_of(small) == [(f"{PIRIFORMIS} line {last}", "the key 'name'")]


@pytest.mark.parametrize(
    "name",
    [
        "findings.yaml",
        "background.yaml",
        "latents.yaml",
        "settings.yaml",
        "red_flags.yaml",
        "sources.yaml",
        "evidence_map.yaml",
    ],
)
@pytest.mark.parametrize("how", ["missing", "empty", "a list"])
def test_each_shared_file_must_be_there_and_filled(
    small: Path, name: str, how: str
) -> None:
    if how == "missing":
        (small / name).unlink()
    else:
        (small / name).write_text("" if how == "empty" else "- 1\n")
    assert faults_of(small) == [(name, "the file")]


def test_a_profile_must_be_named_as_its_file(small: Path) -> None:
    change(small, PIRIFORMIS, put("id", "piriformis"))
    assert faults_of(small) == [(PIRIFORMIS, "id")]


def test_a_folder_without_profiles_is_a_fault(small: Path) -> None:
    for path in (small / "conditions").glob("*.yaml"):
        path.unlink()
    assert faults_of(small) == [("conditions/", "the folder")]


def test_a_folder_that_is_not_there_lists_every_file(tmp_path: Path) -> None:
    found = faults_of(tmp_path / "nowhere")
    assert len(found) == 7
    assert {what for _, what in found} == {"the file"}


def test_the_error_is_an_input_error_that_travels_between_processes(
    small: Path,
) -> None:
    change(small, PIRIFORMIS, put("tier", "soon"))
    with pytest.raises(ProfileError, match="piriformis_syndrome") as caught:
        read_knowledge(small)
    assert isinstance(caught.value, InputError)
    assert isinstance(caught.value, ValueError)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert again.faults == caught.value.faults
