"""What the README says is what the project does."""

import json
import re
from pathlib import Path

import pytest

from pipeline.proofs.proving import THEOREMS
from pipeline.stages.budget import budget
from pipeline.stages.params import load_params

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
FIGURES = json.loads((PROJECT / "experiments" / "evaluation.json").read_text())
# Another machine's arithmetic may train a slightly different model.
NATS, SHARE = 0.003, 0.006


def stated(row: str) -> list[float]:
    """The numbers of one row of the README's table, percents as shares."""
    (line,) = [line for line in README.splitlines() if line.startswith(f"| {row}")]
    _, _, ours, posterior, _ = line.split("|")
    found = re.findall(r"(\d+(?:\.\d+)?)(%?)", ours + posterior)
    return [float(n) / 100 if percent else float(n) for n, percent in found]


def test_the_regret_is_that_of_the_evaluation() -> None:
    assert stated("Regret")[0] == pytest.approx(FIGURES["regret_nats"], abs=NATS)


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ("True cause ranked first", ("top1", "posterior_top1")),
        ("True cause in the first three", ("top3", "posterior_top3")),
        ("Expected calibration error", ("ece", "posterior_ece")),
    ],
)
def test_a_figure_is_that_of_the_evaluation(row: str, names: tuple[str, ...]) -> None:
    numbers = [n for n in stated(row) if n < 1]
    assert numbers == pytest.approx([FIGURES[name] for name in names], abs=SHARE)


def test_the_alarms_are_those_of_the_budget() -> None:
    # Fewer patients than the command draws, so that it is quick.
    params = load_params().budget.model_copy(update={"n_per_condition": 1024})
    (primary_care, *_) = budget(params).settings
    rows = ("at an ordinary visit", "everything", "on a form")
    for row, user in zip(rows, primary_care.users, strict=True):
        (line,) = [x for x in README.splitlines() if x.startswith(f"| {row}")]
        told = [float(n) / 100 for n in re.findall(r"([\d.]+)%", line)][:2]
        rates = [tier.rules.rate.value for tier in user.tiers[:2]]
        assert told == pytest.approx(rates, abs=0.012)


def test_the_theorems_are_as_many_as_stated() -> None:
    assert f"# {len(THEOREMS)} theorems" in README


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^make ([a-z]+)", README, flags=re.MULTILINE))
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert targets
    assert targets <= set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))


def test_the_changelog_names_the_version() -> None:
    pyproject = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    (version,) = re.findall(r'^version = "(.+)"', pyproject, flags=re.MULTILINE)
    changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    (newest, *_) = re.findall(r"^## \[(\d.*?)\]", changelog, flags=re.MULTILINE)
    assert newest == version


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"!\[.*\]\((.+)\)", README)
    assert pictures
    assert [name for name in pictures if not (PROJECT / name).is_file()] == []
