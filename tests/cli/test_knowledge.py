from __future__ import annotations

from pipeline.knowledge import load_knowledge
from pipeline.knowledge.outsiders import load_outsiders
from tests.cli.running import Run


def test_sound_knowledge_is_counted(lasegue: Run) -> None:
    outcome = lasegue("knowledge", "check")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.startswith("The knowledge is sound: 28 conditions, ")
    assert f"{len(load_knowledge().rule_book.rules)} rules" in outcome.out
    assert f"{len(load_outsiders().profiles)} outsiders" in outcome.out


def test_a_profile_is_shown_with_its_sources(lasegue: Run) -> None:
    outcome = lasegue("knowledge", "show", "disc_herniation")
    assert (outcome.status, outcome.err) == (0, "")
    assert "disc_herniation" in outcome.out
    assert load_knowledge().profiles["disc_herniation"].name in outcome.out


def test_every_condition_is_in_the_coverage(lasegue: Run) -> None:
    outcome = lasegue("knowledge", "coverage")
    assert (outcome.status, outcome.err) == (0, "")
    for condition in load_knowledge().condition_ids:
        assert condition in outcome.out


def test_an_unknown_condition_is_refused_with_the_nearest(lasegue: Run) -> None:
    (fault,) = lasegue("knowledge", "show", "disc_herniaton").faults
    assert "Did you mean 'disc_herniation'?" in fault


def test_a_name_unlike_any_other_is_refused_too(lasegue: Run) -> None:
    (fault,) = lasegue("knowledge", "show", "zzz").faults
    assert "zzz" in fault
