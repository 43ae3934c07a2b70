"""What a finding requires, as arrays."""

from __future__ import annotations

import numpy as np

from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.synthesis.requirements import build_requirements


def test_the_small_world_compiles_to_its_pairs_and_limits(small: Knowledge) -> None:
    needs = build_requirements(small)
    ids = small.finding_ids
    pairs = {(ids[c], ids[p]) for c, p in zip(needs.child, needs.parent, strict=True)}
    assert pairs == {("line_pain", "leg_ache"), ("very_weak", "weak")}
    assert [ids[j] for j in needs.duration_finding] == ["lasting"]
    assert needs.duration_days.tolist() == [42.0]


def test_pregnancy_is_possible_for_women_up_to_55_alone(small: Knowledge) -> None:
    possible = build_requirements(small).possible
    pregnant = small.finding_ids.index("pregnant")
    assert possible[:, 0, pregnant].tolist() == [True] * 3 + [False] * 3
    assert not possible[:, 1, pregnant].any()
    assert np.delete(possible, pregnant, axis=2).all()


def test_no_age_limit_cuts_through_a_band() -> None:
    # The tables know bands alone: a limit inside one would be kept by nobody.
    knowledge = load_knowledge()
    bands = knowledge.background.age_bands
    for key, finding in knowledge.findings.items():
        needs = finding.requires
        if needs is None:
            continue
        assert needs.age_min is None or needs.age_min in bands, key
        assert needs.age_max is None or needs.age_max + 1 in (*bands, 111), key


def test_at_most_one_finding_waits_for_a_long_episode() -> None:
    # Two would hang together through an unknown duration; the sum treats them apart.
    needs = build_requirements(load_knowledge())
    assert len(needs.duration_finding) <= 1
    assert not set(needs.duration_finding) & {*needs.child, *needs.parent}
