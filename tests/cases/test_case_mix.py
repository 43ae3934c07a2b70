from __future__ import annotations

import pickle
import re
from pathlib import Path

import numpy as np
import pytest

from pipeline.cases import CaseMix, documented_mix, find_case_mix
from pipeline.cases.case_mix import (
    DOCUMENTED_MIXES,
    parse_case_mix,
    render_case_mix,
)
from pipeline.errors import OptionError
from pipeline.knowledge import load_knowledge
from pipeline.synthesis import reference_network
from pipeline.terms import CareSetting

IDS = load_knowledge().condition_ids
EVEN = dict.fromkeys(IDS, 1 / len(IDS))


def only(condition: str) -> dict[str, float]:
    return dict.fromkeys(IDS, 0.0) | {condition: 1.0}


def text_of(weights: dict[str, object], **others: object) -> str:
    lines = [f"{key}: {value}" for key, value in {"name": "ours", **others}.items()]
    return "\n".join([*lines, "weights:", *(f"  {k}: {v}" for k, v in weights.items())])


def test_shares_stand_in_the_order_of_the_conditions() -> None:
    backwards = dict(reversed(list(EVEN.items()))) | only("facet_cyst")
    mix = CaseMix("ours", backwards)
    assert list(mix.weights) == list(IDS)
    assert mix.row[IDS.index("facet_cyst")] == 1.0
    assert pickle.loads(pickle.dumps(mix)) == mix  # noqa: S301


def test_the_given_mapping_can_change_and_the_mix_does_not() -> None:
    given = dict(EVEN)
    mix = CaseMix("ours", given)
    given["facet_cyst"] = 1.0
    assert mix == CaseMix("ours", EVEN)


def test_the_documented_mixes_are_those_of_the_generator() -> None:
    assert tuple(setting.value for setting in CareSetting) == DOCUMENTED_MIXES
    for row, name in zip(reference_network().case_mix, DOCUMENTED_MIXES, strict=True):
        assert find_case_mix(name) == documented_mix(name)
        assert documented_mix(name).row == pytest.approx(row, rel=1e-9)
        assert documented_mix(CareSetting(name)).name == name


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    mix = CaseMix('St. Anne\'s: "clinic" #1', documented_mix("emergency").weights)
    path = tmp_path / "mix.yaml"
    intervals = dict.fromkeys(IDS, (0.0, 0.5))
    path.write_text(render_case_mix(mix, intervals, 312, "EM"), encoding="utf-8")
    read = find_case_mix(str(path))
    assert read.name == mix.name
    assert read.row == pytest.approx(mix.row, abs=1e-8)
    assert read.row.sum() == pytest.approx(1.0, abs=1e-15)


def test_a_share_of_nothing_is_legal_and_the_sum_is_mended_when_nearly_right() -> None:
    mix = parse_case_mix(text_of(only("facet_cyst") | {"facet_cyst": 1 - 4e-7}), "f")
    assert mix.weights == only("facet_cyst")


def faults_in(text: str) -> list[str]:
    with pytest.raises(OptionError, match=r"^mix\.yaml") as error:
        parse_case_mix(text, "mix.yaml")
    return [str(fault) for fault in error.value.faults]


def test_every_fault_is_named_at_once() -> None:
    weights = EVEN | {"facet_cyst": -0.1, "sij_dysfunction": ".nan", "facet_cist": 0.2}
    del weights["muscle_strain"]
    faults = faults_in(text_of(weights, n_cases=0, colour="red"))
    told = "\n".join(faults)
    assert len(faults) == 6
    assert "weights.facet_cyst must be a number in [0, 1]. Got -0.1" in told
    assert "weights.sij_dysfunction must be a number in [0, 1]. Got nan" in told
    assert "Got 'facet_cist'. Did you mean 'facet_cyst'?" in told
    assert "weights.muscle_strain must be there. Got nothing. Write 0" in told
    assert "n_cases must be" in told
    assert "colour must be" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "must be a mapping with name and weights. Got None"),
        ("emergancy", "must be a mapping with name and weights. Got 'emergancy'"),
        ("name: [", "the file must be valid YAML"),
        ("name: a\nname: b\nweights: {}", "the key 'name' must be unique"),
        ("name: ours", "weights must be as the schema says"),
        (text_of(EVEN, name="''"), "name must be as the schema says"),
        (text_of(EVEN | {"facet_cyst": 0.1}), "summing to 1. Got 1.06429"),
        (
            text_of(EVEN | {"facet_cyst": "yes"}),
            "facet_cyst must be a number in [0, 1]",
        ),
        (text_of(EVEN, intervals="{facet_cyst: 3}"), "intervals.facet_cyst must be"),
    ],
)
def test_what_is_no_mix_is_refused(text: str, told: str) -> None:
    faults = faults_in(text)
    assert any(told in fault for fault in faults), faults


@pytest.mark.parametrize("name", ["", "x" * 81, "a\nb", 3])
def test_a_mix_needs_a_name_that_can_be_shown(name: object) -> None:
    with pytest.raises(OptionError, match="name must be a text of 1 to 80 printable"):
        CaseMix(name, EVEN)  # type: ignore[arg-type]


def test_shares_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(OptionError, match=re.escape("a number in [0, 1]. Got True")):
        CaseMix("ours", EVEN | {"facet_cyst": True})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("emergancy", "Did you mean 'emergency'?"),
        ("nowhere/mix.yaml", "No such file or directory"),
        ("\0", "no UTF-8 text"),
        (".", "Is a directory"),
    ],
)
def test_what_is_neither_name_nor_file_is_refused(given: str, told: str) -> None:
    with pytest.raises(OptionError, match="one of primary_care, spine_cli") as error:
        find_case_mix(given)
    assert told in str(error.value)


def test_the_row_is_a_distribution() -> None:
    for name in DOCUMENTED_MIXES:
        row = documented_mix(name).row
        assert (row > 0).all()
        assert np.isclose(row.sum(), 1.0)
