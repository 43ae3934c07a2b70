from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.cases import read_cases
from pipeline.knowledge import load_knowledge
from tests.cli.running import Outcome, Run


@pytest.fixture
def generate(lasegue: Run, tmp_path: Path) -> Run:
    """Generate ten rows into cases.parquet, unless told otherwise."""

    def run(**changes: object) -> Outcome:
        options = {"n": 10, "seed": 3, "output": tmp_path / "cases.parquet", **changes}
        arguments: list[object] = []
        for name, value in options.items():
            option = f"--{name.replace('_', '-')}"
            arguments += [option] if value is True else [option, value]
        return lasegue("generate", *arguments)

    return run


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "cases.parquet"


def test_a_table_of_the_contract_is_written(generate: Run, output: Path) -> None:
    assert generate() == Outcome(0, "", "")
    schema = pq.read_schema(output)
    assert schema.names == [
        "age",
        "sex",
        "care_setting",
        "duration_days",
        "pain_score",
        *load_knowledge().finding_ids,
        "condition",
    ]
    assert schema.field("age").type == pa.int16()
    assert schema.field("duration_days").type == pa.int32()
    assert schema.field("pain_score").type == pa.int8()
    assert pa.types.is_dictionary(schema.field("sex").type)
    assert schema.field("fever").type == pa.bool_()
    assert pq.read_metadata(output).num_rows == 10
    assert len(read_cases([output])) == 10


def test_the_file_says_how_it_was_made_and_nothing_of_where(
    generate: Run, output: Path
) -> None:
    generate(workers=2, start=5)
    metadata = pq.read_schema(output).metadata
    ours = {k.decode(): v.decode() for k, v in metadata.items() if b"lasegue." in k}
    assert ours.pop("lasegue.knowledge_digest") == load_knowledge().digest
    assert ours.pop("lasegue.lasegue_version")
    assert ours == {
        "lasegue.seed": "3",
        "lasegue.care_setting": "by settings.yaml",
        "lasegue.mix": "by settings.yaml",
        "lasegue.complete": "false",
        "lasegue.fresh_worlds": "false",
    }
    assert str(output.parent).encode() not in output.read_bytes()


def test_rows_belong_to_the_stream_not_to_the_file(generate: Run, output: Path) -> None:
    generate(n=50)
    whole = pq.read_table(output)
    generate(n=20, start=25, workers=3)
    part = pq.read_table(output)
    assert part.equals(whole.slice(25, 20))


def test_the_same_arguments_give_the_same_bytes(
    generate: Run, output: Path, tmp_path: Path
) -> None:
    generate(n=500)
    other = tmp_path / "other.parquet"
    generate(n=500, workers=4, output=other)
    assert output.read_bytes() == other.read_bytes()


def test_no_cases_make_a_valid_empty_file(generate: Run, output: Path) -> None:
    assert generate(n=0).status == 0
    assert pq.read_table(output).num_rows == 0
    assert read_cases([output]) == []


def test_setting_mix_and_completeness_are_kept(generate: Run, output: Path) -> None:
    mix = "disc_herniation=0.5, cauda_equina_syndrome=0.5"
    generate(n=200, mix=mix, care_setting="emergency", complete=True)
    table = pq.read_table(output)
    assert set(table["condition"].to_pylist()) == {
        "disc_herniation",
        "cauda_equina_syndrome",
    }
    assert set(table["care_setting"].to_pylist()) == {"emergency"}
    assert table["fever"].null_count == 0
    assert table["age"].null_count == 0


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"n": -1}, ["--n", "from 0 to", "Got '-1'"]),
        ({"n": "ten"}, ["--n", "Got 'ten'"]),
        ({"n": "1e3"}, ["--n", "Got '1e3'"]),
        ({"n": "9" * 5000}, ["--n", "…"]),
        ({"seed": -1}, ["--seed", "Got '-1'"]),
        ({"seed": 2**63}, ["--seed", "to 9223372036854775807"]),
        ({"seed": 1.5}, ["--seed", "Got '1.5'"]),
        ({"start": -5}, ["--start", "Got '-5'"]),
        ({"workers": 0}, ["--workers", "from 1 to", "Got '0'"]),
        ({"workers": 10_000}, ["--workers", "to 256"]),
        ({"care_setting": "ward"}, ["--care-setting", "spine_clinic", "Got 'ward'"]),
        ({"output": "cases.csv"}, ["--output", "suffix", ".parquet", "Got .csv"]),
        ({"output": "cases"}, ["--output", "suffix", "Got no suffix"]),
        ({"mix": "facet_cist=1"}, ["--mix", "Did you mean 'facet_cyst'?"]),
        ({"mix": ""}, ["--mix", "known", "Got ''"]),
        ({"mix": "facet_cyst=0.4"}, ["--mix", "summing to 1", "Got 0.4"]),
        ({"mix": "facet_cyst"}, ["--mix", "the weight of facet_cyst", "in [0, 1]"]),
        ({"mix": "facet_cyst=nan"}, ["the weight of facet_cyst", "Got 'nan'"]),
        ({"mix": "facet_cyst=half"}, ["the weight of facet_cyst", "Got 'half'"]),
        (
            {"mix": "facet_cyst=0.5,facet_cyst=0.5"},
            ["--mix", "facet_cyst", "there once", "it twice"],
        ),
    ],
)
def test_a_bad_option_is_refused(
    changes: dict[str, object], parts: list[str], generate: Run, output: Path
) -> None:
    output.write_bytes(b"old")
    (fault,) = generate(**changes).faults
    for part in parts:
        assert part in fault
    assert output.read_bytes() == b"old"


def test_every_bad_option_is_listed(generate: Run, tmp_path: Path) -> None:
    faults = generate(
        n="many",
        seed="x",
        start=-1,
        workers=0,
        care_setting="ward",
        mix="cyst=2,facet_cyst=2",
        output=tmp_path / "cases.csv",
    ).faults
    assert [fault.split(":")[0] for fault in faults] == [
        "--n",
        "--seed",
        "--start",
        "--workers",
        "--output",
        "--care-setting",
        "--mix",
        "--mix",
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["missing/cases.parquet", "folder.parquet"])
def test_a_place_that_cannot_be_written_is_refused(
    place: str, generate: Run, tmp_path: Path
) -> None:
    (tmp_path / "folder.parquet").mkdir()
    (fault,) = generate(output=tmp_path / place).faults
    assert "the output must be a writable file in an existing folder" in fault
    assert [item.name for item in tmp_path.rglob("*")] == ["folder.parquet"]


def test_an_old_file_is_replaced_whole(generate: Run, output: Path) -> None:
    output.write_bytes(b"old")
    generate()
    assert pq.read_metadata(output).num_rows == 10
    assert [item.name for item in output.parent.iterdir()] == [output.name]


@pytest.mark.parametrize("missing", ["--n", "--seed", "--output"])
def test_what_has_no_default_must_be_given(
    missing: str, lasegue: Run, output: Path
) -> None:
    given = {"--n": "1", "--seed": "1", "--output": str(output)}
    arguments = [x for k, v in given.items() if k != missing for x in (k, v)]
    outcome = lasegue("generate", *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert missing in outcome.err
    assert not output.exists()
