import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from pipeline.model.artifact import CLASSIFIER_FILE, read_manifest
from pipeline.model.staleness import LIBRARIES, manifest_faults
from tests.strategies import json_like


def checked(folder: Path, **values: Any) -> list[str]:
    manifest = {**read_manifest(folder), **values}
    content = (folder / CLASSIFIER_FILE).read_bytes()
    return [fault.what for fault in manifest_faults(manifest, content, "models")]


def test_an_artefact_just_written_has_no_fault(tiny_model_folder: Path) -> None:
    assert checked(tiny_model_folder) == []


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_library_is_compared(tiny_model_folder: Path, library: str) -> None:
    versions = {**read_manifest(tiny_model_folder)["libraries"], library: "0"}
    assert checked(tiny_model_folder, libraries=versions) == [
        f"the version of {library}"
    ]


@pytest.mark.parametrize("bad", [-0.1, 1.1, float("nan"), True, "0.5", None, [0.5]])
def test_a_threshold_that_is_no_share_is_refused(
    tiny_model_folder: Path, bad: Any
) -> None:
    sets = read_manifest(tiny_model_folder)["sets"]
    assert checked(
        tiny_model_folder,
        sets={**sets, "bands": [bad]},
        urgency_thresholds={"emergency": bad},
        coverage=bad,
        emergency_coverage=bad,
    ) == [
        "sets in the manifest",
        "urgency_thresholds in the manifest",
        "coverage in the manifest",
        "emergency_coverage in the manifest",
    ]


@pytest.mark.parametrize("tiers", [{}, {"emergency": 0}, {"routine": 1}])
def test_tiers_may_be_left_out(tiny_model_folder: Path, tiers: Any) -> None:
    assert checked(tiny_model_folder, urgency_thresholds=tiers) == []


@given(json_like())
def test_whatever_a_manifest_holds_faults_are_listed_and_none_raised(
    nonsense: Any,
) -> None:
    manifest = nonsense if isinstance(nonsense, dict) else {}
    keys = ("findings", "libraries", "classes", "sets", "urgency_thresholds")
    for values in (manifest, dict.fromkeys(keys, nonsense)):
        faults = manifest_faults(values, b"", "models")
        assert len(faults) > 5
        assert all(len(fault.got) <= 40 for fault in faults)


def test_the_digest_is_that_of_the_bytes(tiny_model_folder: Path) -> None:
    content = (tiny_model_folder / CLASSIFIER_FILE).read_bytes()
    manifest = json.loads((tiny_model_folder / "manifest.json").read_text())
    assert manifest["sha256"] == hashlib.sha256(content).hexdigest()
