from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OptionError
from pipeline.stages.options import GenerateOptions, read_generate_options
from pipeline.synthesis import Request

OUTPUT = Path("cases.parquet")


def test_options_become_a_request() -> None:
    mix = " disc_herniation=0.25, facet_cyst=.75"
    options = read_generate_options(
        "10", "3", "5", "2", OUTPUT, "emergency", mix, complete=True
    )
    shares = (("disc_herniation", 0.25), ("facet_cyst", 0.75))
    assert options == GenerateOptions(10, 5, 2, Request(3, "emergency", shares, True))


@pytest.mark.parametrize("text", ["0", " 7 ", "007", str(10**12)])
def test_a_whole_number_may_be_written_in_any_usual_way(text: str) -> None:
    options = read_generate_options(text, "1", "0", "1", OUTPUT)
    assert options.n == int(text)


@pytest.mark.parametrize("text", ["", "-", "--1", "+1", "1_000", "١٢", "1.0", "0x1"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="--n: the value must be a whole number"):
        read_generate_options(text, "1", "0", "1", OUTPUT)


def test_weights_may_be_rounded_but_not_wrong() -> None:
    third = (
        "disc_herniation=0.3333333,facet_cyst=0.3333333,hip_osteoarthritis=0.3333334"
    )
    assert read_generate_options("1", "1", "0", "1", OUTPUT, None, third)
    with pytest.raises(OptionError, match=r"summing to 1\. Got 0\.99"):
        read_generate_options("1", "1", "0", "1", OUTPUT, None, "facet_cyst=0.99")
