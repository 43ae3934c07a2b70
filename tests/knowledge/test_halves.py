from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.checks import check_knowledge, sourced_numbers
from pipeline.knowledge.halves import (
    HALVES,
    Half,
    count_half,
    rebuild,
    split_sources,
    works_cited,
)
from pipeline.knowledge.schema import EXPERT_ESTIMATE, Figure, Sourced
from pipeline.knowledge.without import KEPT
from pipeline.knowledge.works import works_of

CONDITION = "disc_herniation"


@pytest.fixture(scope="module")
def halves(knowledge: Knowledge) -> dict[Half, frozenset[str]]:
    return split_sources(knowledge)


@pytest.fixture(scope="module")
def rebuilt(knowledge: Knowledge) -> dict[Half, Knowledge]:
    return {half: rebuild(knowledge, half) for half in HALVES}


def cited(knowledge: Knowledge) -> set[str]:
    """Every source that a number rests on, read off the numbers afresh."""
    return {
        number.source
        for _, _, number in sourced_numbers(knowledge)
        if number.source != EXPERT_ESTIMATE
    }


def test_the_halves_cite_no_published_source_in_common(
    knowledge: Knowledge, rebuilt: dict[Half, Knowledge]
) -> None:
    a, b = (cited(rebuilt[half]) for half in HALVES)
    assert a
    assert b
    assert not a & b
    assert a | b <= cited(knowledge)


def test_the_halves_have_no_work_in_common(
    knowledge: Knowledge, rebuilt: dict[Half, Knowledge]
) -> None:
    work_of = {key: work for work in works_of(knowledge) for key in work}
    a, b = ({work_of[key] for key in cited(rebuilt[half])} for half in HALVES)
    assert not a & b


def test_no_derived_number_rests_on_a_source_of_the_other_half(
    rebuilt: dict[Half, Knowledge], halves: dict[Half, frozenset[str]]
) -> None:
    for half, other in zip(HALVES, reversed(HALVES), strict=True):
        for _, what, number in sourced_numbers(rebuilt[half]):
            if number.derived is not None:
                words = set((number.note or "").replace("(", " ").split())
                assert not words & halves[other], what


def test_every_cited_source_is_in_one_half_and_the_halves_are_even(
    knowledge: Knowledge, halves: dict[Half, frozenset[str]]
) -> None:
    a, b = (halves[half] for half in HALVES)
    assert not a & b
    assert cited(knowledge) <= a | b
    assert abs(len(a) - len(b)) < 0.1 * len(a | b)


def test_the_split_does_not_hang_on_the_order_of_the_file(
    knowledge: Knowledge, halves: dict[Half, frozenset[str]]
) -> None:
    backwards = dict(reversed(knowledge.sources.items()))
    assert split_sources(replace(knowledge, sources=backwards)) == halves


def test_what_is_published_in_a_half_stands_there_unchanged(
    knowledge: Knowledge,
    rebuilt: dict[Half, Knowledge],
    halves: dict[Half, frozenset[str]],
) -> None:
    for half in HALVES:
        for key, profile in knowledge.profiles.items():
            for finding, figures in profile.findings.items():
                mine = [f for f in figures if works_cited(f, knowledge) <= halves[half]]
                if mine:
                    assert rebuilt[half].profiles[key].findings[finding] == tuple(mine)


def test_judgements_stay_in_both_halves(
    knowledge: Knowledge, rebuilt: dict[Half, Knowledge]
) -> None:
    def judged(of: Knowledge) -> set[tuple[str, Sourced]]:
        return {
            (where, number)
            for where, what, number in sourced_numbers(of)
            # The weights of what is left of a mixture change.
            if number.source == EXPERT_ESTIMATE
            and not what.startswith(("age", "duration"))
        }

    for half in HALVES:
        assert judged(knowledge) <= judged(rebuilt[half])


def test_a_half_is_sound_and_has_the_same_conditions_and_findings(
    knowledge: Knowledge, rebuilt: dict[Half, Knowledge]
) -> None:
    for half in HALVES:
        assert check_knowledge(rebuilt[half]) == []
        assert rebuilt[half].condition_ids == knowledge.condition_ids
        assert rebuilt[half].finding_ids == knowledge.finding_ids
        assert rebuilt[half].digest != knowledge.digest


def test_nothing_of_the_original_is_changed(knowledge: Knowledge) -> None:
    before = knowledge.profiles[CONDITION].model_dump_json()
    rebuild(knowledge, "a")
    assert knowledge.profiles[CONDITION].model_dump_json() == before


def test_a_recalled_figure_rests_on_its_source_and_a_judgement_on_none(
    knowledge: Knowledge,
) -> None:
    recalled = Figure(value=0.7, n=20, source="capra_2011", read="recalled")
    assert works_cited(recalled, knowledge) == {"capra_2011"}
    why = "a little above capra_2011"
    judged = Figure(value=0.2, n=10, source=EXPERT_ESTIMATE, why=why)
    assert works_cited(judged, knowledge) == set()


def test_a_derived_figure_rests_on_every_source_that_its_note_names(
    knowledge: Knowledge,
) -> None:
    note = "36% unselected v 92% (van_2010), by expert_estimate"
    plain = Figure(value=0.5, n=9, source="capra_2011", note=note)
    assert works_cited(plain, knowledge) == {"capra_2011"}
    derived = plain.model_copy(update={"derived": "true"})
    assert works_cited(derived, knowledge) == {"capra_2011", "van_2010"}


def test_counts_are_those_of_the_rebuilt_numbers(
    knowledge: Knowledge,
    rebuilt: dict[Half, Knowledge],
    halves: dict[Half, frozenset[str]],
) -> None:
    for half in HALVES:
        counts = count_half(knowledge, half)
        numbers = [number for _, _, number in sourced_numbers(rebuilt[half])]
        assert counts.n_sources == len(halves[half])
        published = [n for n in numbers if n.source != EXPERT_ESTIMATE]
        assert counts.n_published == len(published) > 100
        weak = [n for n in numbers if n.why == KEPT]
        assert counts.n_kept == len(weak) > 0
        assert all(number.n <= 5 for number in weak)
        assert counts.n_guessed > 0
