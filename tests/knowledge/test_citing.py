"""Whether a figure is a check of consistency or a validation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.knowledge import read_knowledge
from pipeline.knowledge.citing import citations
from pipeline.knowledge.study_schema import Study
from tests.knowledge.editing import Change, change, put
from tests.small_study import figure_data, small_study
from tests.small_world import small_knowledge

JUDGED: dict[str, Any] = {"n": 10, "source": "expert_estimate", "why": "made up"}
PUBLISHED: dict[str, Any] = {"n": 10, "source": "study_1999"}
ROOT = "conditions/root_trouble.yaml"
JOINT = "conditions/joint_wear.yaml"
BAD = "conditions/bad_disease.yaml"
Cite = Callable[..., list[str]]


@pytest.fixture
def cite(tmp_path: Path) -> Cite:
    """Change one file of the small world, and ask who cites the first figure."""

    def ask(study: Study, name: str | None = None, edit: Change | None = None) -> Any:
        folder = tmp_path / "knowledge"
        if not folder.exists():
            small_knowledge(folder)
        if name is not None and edit is not None:
            change(folder, name, edit)
        return citations(study, study.figures[0], read_knowledge(folder))

    return ask


def test_a_figure_that_no_profile_cites_validates(cite: Cite) -> None:
    assert cite(small_study()) == []


def test_a_cited_number_of_the_tested_finding_makes_it_consistency(cite: Cite) -> None:
    number = {"value": 0.4, **PUBLISHED}
    found = cite(small_study(), ROOT, put("findings", "reflex_lost", number))
    assert found == [f"{ROOT}: findings.reflex_lost (study_1999)"]


def test_another_finding_of_the_same_source_does_not(cite: Cite) -> None:
    number = {"value": 0.4, **PUBLISHED}
    assert cite(small_study(), ROOT, put("findings", "tender", number)) == []


def test_nor_does_a_condition_that_is_not_in_the_mix(cite: Cite) -> None:
    number = {"value": 0.4, **PUBLISHED}
    edit = put("findings", "reflex_lost", number)
    assert cite(small_study(), BAD, edit) == []
    mix = {"root_trouble": 0.6, "joint_wear": 0.4, "bad_disease": 0.0}
    assert cite(small_study(population={"mix": mix}), BAD, edit) == []


@pytest.mark.parametrize("key", ["note", "why"])
def test_a_word_about_the_study_counts_as_a_citation(cite: Cite, key: str) -> None:
    text = "a little above the 38% of study_1999, judged"
    number = {"value": 0.4, **JUDGED, key: text}
    assert len(cite(small_study(), ROOT, put("findings", "reflex_lost", number))) == 1


@pytest.mark.parametrize(
    ("measure", "of_target", "of_others"),
    [("sensitivity", 1, 0), ("specificity", 0, 1), ("lr_pos", 1, 1)],
)
def test_only_profiles_whose_people_a_figure_counts_make_it_consistency(
    cite: Cite, measure: str, of_target: int, of_others: int
) -> None:
    number = {"value": 0.4, **PUBLISHED}
    study = small_study(figure_data(measure=measure, interval=[0.1, 0.9], value=0.5))
    edit = put("findings", "reflex_lost", number)
    assert len(cite(study, ROOT, edit)) == of_target
    # The others as well, from here on.
    assert len(cite(study, JOINT, edit)) == of_target + of_others


def test_a_longer_key_is_another_study(cite: Cite) -> None:
    number = {"value": 0.4, **JUDGED, "note": "as in study_1999_b and a_study_1999"}
    assert cite(small_study(), ROOT, put("findings", "reflex_lost", number)) == []


def test_a_report_on_the_same_patients_counts(cite: Cite) -> None:
    study = small_study(source="other_2001", same_patients=["study_1999"])
    number = {"value": 0.4, **PUBLISHED}
    found = cite(study, ROOT, put("findings", "reflex_lost", number))
    assert found == [f"{ROOT}: findings.reflex_lost (study_1999)"]


def test_the_background_of_a_tested_finding_counts(cite: Cite) -> None:
    edit = put("rates", "reflex_lost", {"value": 0.1, **PUBLISHED})
    assert cite(small_study(), "background.yaml", edit) == [
        "background.yaml: rates.reflex_lost (study_1999)"
    ]


def test_findings_of_those_among_whom_it_was_counted_count(cite: Cite) -> None:
    study = small_study(figure_data(test="fever", among={"not": "reflex_lost"}))
    number = {"value": 0.4, **PUBLISHED}
    assert cite(study, ROOT, put("findings", "reflex_lost", number)) != []


@pytest.mark.parametrize(
    ("test", "edit"),
    [
        ({"field": "age", "low": 65}, put("age", {"mean": 60, "sd": 9, **PUBLISHED})),
        ({"sex": "male"}, put("female", {"value": 0.4, **PUBLISHED})),
        (
            {"field": "duration_days", "high": 40},
            put("duration", {"median_days": 9, "geometric_sd": 2, **PUBLISHED}),
        ),
        (
            {"field": "pain_score", "low": 5},
            put("pain", {"mean": 5, "sd": 2, **PUBLISHED}),
        ),
    ],
)
def test_context_counts_when_the_test_looks_at_it(
    cite: Cite, test: Any, edit: Change
) -> None:
    assert len(cite(small_study(figure_data(test=test)), ROOT, edit)) == 1


def test_context_does_not_count_otherwise(cite: Cite) -> None:
    edit = put("age", {"mean": 60, "sd": 9, **PUBLISHED})
    assert cite(small_study(), ROOT, edit) == []


WHOLE = figure_data(
    measure="posterior_auc", test=None, given="all", n_others=9, value=0.8
)


def test_for_the_whole_model_every_finding_of_the_target_counts(cite: Cite) -> None:
    number = {"value": 0.4, **PUBLISHED}
    study = small_study(WHOLE)
    assert len(cite(study, ROOT, put("findings", "tender", number))) == 1


def test_a_target_that_is_no_condition_has_nothing_to_cite(cite: Cite) -> None:
    assert cite(small_study(WHOLE, target=["no_condition"])) == []


def test_a_ranking_by_some_findings_looks_at_those_alone(cite: Cite) -> None:
    study = small_study({**WHOLE, "given": ["weak", "reflex_lost"]})
    number = {"value": 0.4, **PUBLISHED}
    assert cite(study, ROOT, put("findings", "tender", number)) == []
    assert len(cite(study, ROOT, put("findings", "weak", number))) == 1


def test_and_no_other_profile(cite: Cite) -> None:
    study = small_study(WHOLE)
    number = {"value": 0.4, **PUBLISHED}
    assert cite(study, JOINT, put("findings", "reflex_lost", number)) == []


def test_what_ties_findings_together_counts_for_each_of_them(cite: Cite) -> None:
    group = {
        "findings": ["reflex_lost", "tender"],
        "togetherness": {
            "conditions": ["root_trouble"],
            "value": 1.0,
            "share": 0.5,
            **PUBLISHED,
        },
    }
    edit = put("groups", {"tests": group})
    assert cite(small_study(), "latents.yaml", edit) == [
        "latents.yaml: groups.tests.togetherness (study_1999)"
    ]
    weak = small_study(figure_data(test="weak"))
    assert cite(weak) == []
