"""The hazard log agrees with the design, the documents, and the rules as they run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.cases import Case
from pipeline.errors import ProfileError
from pipeline.knowledge import KNOWLEDGE_FOLDER, Knowledge, read_knowledge
from pipeline.knowledge.hazards import (
    HAZARDS_FILE,
    Claim,
    HazardLog,
    load_hazards,
    read_hazards,
)
from pipeline.knowledge.strict_yaml import read_yaml
from pipeline.rules import load_rules
from tests.knowledge.editing import Change, drop, put
from tests.knowledge.test_design import ROW
from tests.knowledge.test_words import UNWANTED

LOG = load_hazards()
SENTENCE = re.compile(r"^\S.*: \S.* must be \S.*\. Got .+\. \S.*[.?]$")
N_RULES = 42
# What a document says beside what our paraphrase of it must say.
WARNINGS = {
    "seed_000": {
        "bladder": "bladder",
        "bowel": "bowel",
        "genitals": "genitals",
        "emergency": "emergency",
        "within 3 months": "three months",
        "time and physiotherapy do not help": "physiotherapy have not helped",
        "control of the legs": "control of the legs",
        "difficult to stand or walk": "hard to stand or walk",
        "stress-type fracture": "stress-type fracture",
    },
    "seed_001": {
        "infections": "infection",
        "schwannomas, neurofibromas": "schwannoma or neurofibroma",
        "metastatic": "metastasis",
        "vascular": "blood vessels",
        "peripheral neuropathy": "neuropathy",
        "peripheral nerve": "single nerve",
        "inflammatory problems": "inflammatory",
        "blood clots": "blood clot",
        "muscle strains": "strained muscle",
        "bone and ligament injuries": "bone or ligament",
        "weak bone": "weak bone",
    },
    "seed_002": {
        "spinal cord itself can become compressed": "spinal cord",
        "trauma": "trauma",
        "infection": "infection",
        "other ailments": "other ailments",
        "consult your physician": "see a physician",
        "do not wait": "wait to find relief",
    },
    "seed_003": {
        "persistent or worsening": "persists or worsens",
        "does not improve with rest": "do not improve",
        "progressive weakness": "growing weakness",
        "significant numbness": "significant numbness",
        "tingling in the legs": "tingling in the legs",
        "bladder": "bladder",
        "bowel": "bowel",
        "significant injury": "significant injury",
        "foot lifting": "lifting the foot",
        "bilateral": "on both",
        "pressure the spinal cord": "press on the spinal cord",
    },
    "seed_004": {
        "weakness": "weakness",
        "both sides": "both sides",
        "due to injury": "hurt by an injury",
        "thorough assessment": "thoroughly",
        "ai technology": "by a machine",
    },
}


CLAIMS = [
    pytest.param(claim, id=f"{flag.id}.{i}")
    for flag in LOG.documented
    for i, claim in enumerate(flag.claims)
]


def case_of(claim: Claim, **more: str) -> Case:
    present = {k: v for k, v in claim.when.items() if v == "present"}
    numbers: dict[str, Any] = {k: v for k, v in claim.when.items() if v != "present"}
    return Case(findings={**present, **more}, **numbers)


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_a_document_warns_of_has_its_consequence(claim: Claim) -> None:
    triage = load_rules().evaluate(case_of(claim))
    assert set(claim.rules) <= {fired.rule.id for fired in triage.fired}
    assert set(claim.suspects) <= set(triage.suspect_tiers())
    # Exactly as urgent as it says: a claim that asks for less would hide a weakening.
    assert triage.floor == claim.at_least


@pytest.mark.parametrize("claim", CLAIMS)
def test_denying_everything_else_takes_nothing_back(
    claim: Claim, knowledge: Knowledge
) -> None:
    rest = dict.fromkeys(set(knowledge.finding_ids) - set(claim.when), "absent")
    triage = load_rules().evaluate(case_of(claim, **rest))
    assert set(claim.rules) <= {fired.rule.id for fired in triage.fired}
    assert triage.floor == claim.at_least


def test_every_rule_controls_a_hazard(knowledge: Knowledge) -> None:
    named = {control.rule for hazard in LOG.hazards for control in hazard.controls}
    assert named == {rule.id for rule in knowledge.rule_book.rules}
    assert len(named) == N_RULES


def test_the_log_requires_what_the_design_does(
    knowledge: Knowledge, shared: Path
) -> None:
    text = (shared / "design/red_flags.md").read_text(encoding="utf-8")
    designed = {id_: (tier, named) for id_, tier, _, named in ROW.findall(text)}
    assert len(designed) == N_RULES
    for hazard in LOG.hazards:
        for control in hazard.controls:
            tier, named = designed[control.rule]
            words = re.findall(r"\w+", re.sub(r"\(.*", "", named))
            suspects = [word for word in words if word in knowledge.profiles]
            assert (control.tier, list(control.suspects)) == (tier, suspects)


@pytest.mark.parametrize("document", WARNINGS)
def test_what_the_documents_say_is_in_the_log(document: str, shared: Path) -> None:
    (path,) = (shared / "seeds").glob(f"{document.removeprefix('seed_')}_*.txt")
    text = " ".join(path.read_text(encoding="utf-8").lower().split())
    said = [f.says.lower() for f in LOG.documented if f.document == document]
    for theirs, ours in WARNINGS[document].items():
        assert theirs in text
        assert any(ours in one for one in said), theirs


def test_their_sentences_are_not_copied(shared: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (shared / "seeds").glob("*")]
    theirs = " ".join(" ".join(text.lower().split()) for text in texts)
    for flag in LOG.documented:
        words = flag.says.lower().split()
        runs = (" ".join(words[i : i + 6]) for i in range(len(words) - 5))
        assert not any(run in theirs for run in runs), flag.id


def test_the_log_is_no_part_of_the_knowledge(folder: Path) -> None:
    (folder / HAZARDS_FILE.name).unlink()
    assert read_knowledge(folder).digest == read_knowledge(KNOWLEDGE_FOLDER).digest


def texts(log: HazardLog) -> Iterator[tuple[str, str]]:
    """Every text that is ours."""
    scheme = log.scheme
    for part in (scheme.severities, scheme.likelihoods, scheme.levels):
        yield from (("scheme", text) for text in part.values())
    yield from (("scheme", note) for note in scheme.notes)
    for hazard in log.hazards:
        words = (hazard.name, hazard.hazard, hazard.effect, hazard.residual)
        whys = (hazard.before.why, hazard.after.why)
        for text in (*words, *whys, *hazard.causes, *hazard.other_controls):
            yield hazard.id, text
    for flag in log.documented:
        yield from ((flag.id, t) for t in (flag.says, flag.no_rule_because or ""))


@pytest.mark.parametrize("name", UNWANTED)
def test_no_text_has(name: str) -> None:
    pattern = re.compile(UNWANTED[name], re.IGNORECASE)
    assert [hit for hit in texts(LOG) if pattern.search(hit[1])] == []


def test_every_figure_names_its_source(knowledge: Knowledge) -> None:
    figure = re.compile(r"\d%|\d[\d,]* (?:in|of) |in \d|\d+ people")
    for where, text in texts(LOG):
        if figure.search(text) and where != "scheme":
            assert set(re.findall(r"\w+", text)) & set(knowledge.sources), text


def test_names_in_texts_that_look_like_sources_are_sources(
    knowledge: Knowledge,
) -> None:
    for where, text in texts(LOG):
        for word in re.findall(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b", text):
            assert word in knowledge.sources, (where, word)


def test_texts_are_whole_sentences() -> None:
    for hazard in LOG.hazards:
        own = (hazard.hazard, hazard.effect, hazard.residual, hazard.after.why)
        for text in (*own, hazard.before.why, *hazard.causes, *hazard.other_controls):
            assert text.strip().endswith("."), (hazard.id, text)
            assert text[0].isupper() or text[0].isdigit(), (hazard.id, text)
        assert not hazard.name.endswith("."), hazard.id


@pytest.fixture(scope="module")
def whole() -> str:
    return HAZARDS_FILE.read_text(encoding="utf-8")


def changed(tmp_path: Path, *edits: Change) -> Path:
    data, _ = read_yaml(HAZARDS_FILE)
    for edit in edits:
        edit(data)
    path = tmp_path / "hazards.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


def faults_of(path: Path, knowledge: Knowledge) -> list[tuple[str, str]]:
    with pytest.raises(ProfileError) as caught:
        read_hazards(path, knowledge)
    for fault in caught.value.faults:
        assert SENTENCE.match(str(fault)), str(fault)
        assert fault.where.startswith("hazards.yaml")
    return [(fault.what, fault.to_do) for fault in caught.value.faults]


FIRST, SECOND = ("hazards", 0), ("hazards", 1)
CONTROL = (*FIRST, "controls", 0)
FLAG = ("documented", 0)
CLAIM = (*FLAG, "claims", 0)
SUGGESTS_CAUDA = "Did you mean 'cauda_equina_syndrome'?"


@pytest.mark.parametrize(
    ("edit", "what", "to_do"),
    [
        (put(*SECOND, "id", "HZ01"), "hazards: HZ01", "Renumber."),
        (put("documented", 1, "id", "DF01"), "documented: DF01", "Renumber."),
        (put("scheme", "sources", ["iso_14972"]), "scheme.sources", "'iso_14971'"),
        (put(*FIRST, "sources", ["nice_ng128"]), "HZ01.sources", "Did you mean"),
        (put(*FLAG, "document", "seed_009"), "DF01.document", "Did you mean"),
        (put(*FIRST, "residual", "See RF099."), "HZ01", "Did you mean 'RF0"),
        (put(*CONTROL, "rule", "RF039"), "HZ01.controls: RF039", "Did you mean 'RF0"),
        (
            put(*CONTROL, "tier", "urgent_same_day"),
            "HZ01.controls: RF001 tier",
            "the log and the rule must agree",
        ),
        (
            put(*CONTROL, "suspects", []),
            "HZ01.controls: RF001 suspects",
            "the log and the rule must agree",
        ),
        (put(*FLAG, "hazards", ["HZ01", "HZ99"]), "DF01.hazards", "Did you mean"),
        (
            put(*FLAG, "hazards", ["HZ22"]),
            "DF01.claims.0.rules",
            "Name the hazard that the rule controls.",
        ),
        (
            put(*CLAIM, "when", {"urinary_retenton": "present"}),
            "DF01.claims.0.when: urinary_retenton",
            "Did you mean 'urinary_retention'?",
        ),
        (
            put(*CLAIM, "when", "age", 7),
            "DF01.claims.0.when: age",
            "within the range in findings.yaml",
        ),
        (
            put(*CLAIM, "when", "shoe_size", 43),
            "DF01.claims.0.when: shoe_size",
            "within the range in findings.yaml",
        ),
        (
            put(*CLAIM, "suspects", ["cauda_equina_syndrom"]),
            "DF01.claims.0.suspects",
            SUGGESTS_CAUDA,
        ),
        (
            put("documented", 3, "claims", 0, "at_least", "emergency"),
            "DF04.claims.0.at_least",
            "Name the rule that asks for it.",
        ),
    ],
)
def test_a_fault_of_meaning_is_told(
    tmp_path: Path, knowledge: Knowledge, edit: Change, what: str, to_do: str
) -> None:
    found = faults_of(changed(tmp_path, edit), knowledge)
    assert any(w == what and to_do in t for w, t in found), found


def test_a_rule_without_a_hazard_is_told(tmp_path: Path, knowledge: Knowledge) -> None:
    # RF005 controls HZ03 alone.
    edits = (
        put("hazards", 2, "controls", []),
        put("hazards", 2, "other_controls", ["None."]),
    )
    found = faults_of(changed(tmp_path, *edits), knowledge)
    assert ("RF005", "Say which hazard it stands against.") in found


def test_a_claim_of_an_unknown_rule_is_told_once(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    path = changed(tmp_path, put(*CLAIM, "rules", ["RF099"]))
    assert "DF01.claims.0.rules" in {what for what, _ in faults_of(path, knowledge)}


def test_faults_are_listed_all_at_once(tmp_path: Path, knowledge: Knowledge) -> None:
    path = changed(
        tmp_path, put(*FIRST, "sources", ["nowhere"]), put(*CONTROL, "suspects", [])
    )
    found = {what for what, _ in faults_of(path, knowledge)}
    assert {"HZ01.sources", "HZ01.controls: RF001 suspects"} <= found
    path = changed(tmp_path, drop(*FIRST, "effect"), put(*SECOND, "severity", "dire"))
    found = {what for what, _ in faults_of(path, knowledge)}
    assert found == {"hazards.0.effect", "hazards.1.severity"}


def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, knowledge: Knowledge, whole: str
) -> None:
    path = tmp_path / "hazards.yaml"
    assert faults_of(path, knowledge)[0][0] == "the file"
    path.write_text(whole.replace("hazards:", "hazards: [", 1), encoding="utf-8")
    assert faults_of(path, knowledge)[0][0] == "the file"
