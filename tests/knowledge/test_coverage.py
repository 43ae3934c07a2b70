from __future__ import annotations

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.checks import sourced_numbers
from pipeline.knowledge.coverage import (
    SHARED_FILES,
    CoverageRow,
    coverage,
    kind_of,
    render_coverage,
    total_of,
)
from pipeline.knowledge.schema import Sourced

N_PUBLISHED_WANTED = 300
JUDGED = {"source": "expert_estimate", "why": "a reason"}


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ({"source": "martin_2014"}, "published"),
        ({"source": "martin_2014", "derived": "true"}, "derived"),
        ({"source": "martin_2014", "read": "recalled"}, "judged"),
        ({"source": "martin_2014", "read": "recalled", "derived": "true"}, "judged"),
        (JUDGED, "judged"),
        ({**JUDGED, "derived": "true"}, "judged"),
    ],
)
def test_a_number_is_of_one_kind(number: dict[str, str], kind: str) -> None:
    assert kind_of(Sourced.model_validate({"n": 10, **number})) == kind


def test_enough_numbers_have_a_published_source(knowledge: Knowledge) -> None:
    latents = SHARED_FILES["latents.yaml"]
    rows = [row for row in coverage(knowledge) if row.name != latents]
    assert total_of(rows).published >= N_PUBLISHED_WANTED


def test_every_number_is_counted_once(knowledge: Knowledge) -> None:
    assert total_of(coverage(knowledge)).n_numbers == len(
        list(sourced_numbers(knowledge))
    )


def test_there_is_a_row_for_every_condition_and_every_shared_file(
    knowledge: Knowledge,
) -> None:
    names = [row.name for row in coverage(knowledge)]
    assert names == [*knowledge.condition_ids, *SHARED_FILES.values()]


def test_a_condition_counts_its_figures_its_context_and_its_shares(
    knowledge: Knowledge,
) -> None:
    for row in coverage(knowledge)[: len(knowledge.profiles)]:
        profile = knowledge.profiles[row.name]
        figures = sum(len(figures) for figures in profile.findings.values())
        context = len(profile.age) + len(profile.duration) + 2
        roots = profile.roots is not None
        assert row.n_numbers == figures + context + roots + 3
        assert row.left_to_background == 138 - len(profile.findings)


def test_every_background_rate_is_counted(knowledge: Knowledge) -> None:
    rows = {row.name: row for row in coverage(knowledge)}
    background = rows[SHARED_FILES["background.yaml"]]
    assert background.n_numbers == 138
    assert background.left_to_background is None


def test_a_total_of_nothing_is_zero() -> None:
    assert total_of([]) == CoverageRow("all", 0, 0, 0, 0)


def test_the_table_is_narrow_and_ends_in_the_total(knowledge: Knowledge) -> None:
    lines = render_coverage(knowledge).splitlines()
    total = total_of(coverage(knowledge))
    assert max(map(len, lines)) <= 100
    (line,) = [line for line in lines if line.startswith("all ")]
    assert line.split() == [
        "all",
        str(total.published),
        str(total.derived),
        str(total.judged),
        str(total.n_numbers),
        str(total.left_to_background),
    ]
    assert f"{total.published} of {total.n_numbers} numbers" in "\n".join(lines)
    for row in coverage(knowledge):
        assert sum(line.startswith(f"{row.name} ") for line in lines) == 1
