"""How far published studies agree with each other."""

from __future__ import annotations

import dataclasses
from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.knowledge.agreement import Agreement, agreement
from pipeline.knowledge.schema import Figure


def with_figures(knowledge: Knowledge, *stated: dict[str, Any]) -> Knowledge:
    """The knowledge with one profile of one finding."""
    figures = tuple(Figure(**{"n": 100, **figure}) for figure in stated)
    profile = knowledge.profiles["sij_dysfunction"]
    alone = profile.model_copy(update={"findings": {"buttock_pain": figures}})
    return dataclasses.replace(knowledge, profiles={"sij_dysfunction": alone})


def test_two_studies_that_agree_hold_each_other(knowledge: Knowledge) -> None:
    pair = {"value": 0.5, "source": "a_2000"}, {"value": 0.55, "source": "b_2000"}
    assert agreement(with_figures(knowledge, *pair)) == Agreement(2, 2)


def test_a_small_study_holds_a_large_one_but_not_the_other_way(
    knowledge: Knowledge,
) -> None:
    small = {"value": 0.4, "n": 10, "source": "a_2000"}
    large = {"value": 0.6, "n": 1000, "source": "b_2000"}
    assert agreement(with_figures(knowledge, small, large)) == Agreement(2, 1)


def test_judgements_and_the_same_source_do_not_count(knowledge: Knowledge) -> None:
    one = {"value": 0.4, "source": "a_2000"}
    again = {"value": 0.9, "source": "a_2000"}
    judged = {"value": 0.9, "source": "expert_estimate", "why": "a guess"}
    told = with_figures(knowledge, one, again, judged)
    assert agreement(told) == Agreement(0, 0)


def test_the_literature_of_the_profiles_disagrees_with_itself(
    knowledge: Knowledge,
) -> None:
    found = agreement(knowledge)
    assert found.n_figures > 200
    # No profile could meet more of them than they meet of each other.
    assert 0.3 < found.inside / found.n_figures < 0.7
