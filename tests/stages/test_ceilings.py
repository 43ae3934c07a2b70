from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.metrics import roc_auc_score

from pipeline.gates.alarms import too_good
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.study_schema import Study
from pipeline.model import Classifier
from pipeline.model.artifact import load_classifier
from pipeline.stages.ceilings import evaluate_ceilings
from pipeline.synthesis.study_population import has_target, sample_study
from tests.small_training import SmallTraining

N = 3000
MIX = {"disc_herniation": 0.5, "hip_osteoarthritis": 0.3, "muscle_strain": 0.2}


@pytest.fixture(scope="module")
def classifier(small: SmallTraining) -> Classifier:
    return load_classifier(small.model)


def ceiling(**changes: Any) -> dict[str, Any]:
    figure = {
        "id": "whole_history",
        "measure": "posterior_auc",
        "given": "history",
        "ceiling": "true",
        "value": 0.8,
        "interval": (0.7, 0.9),
    }
    return {**figure, **changes}


def study(
    *figures: dict[str, Any],
    reference: dict[str, float] | None = None,
    **population: Any,
) -> Study:
    source = next(iter(load_knowledge().sources))
    return Study.model_validate(
        {
            "id": "made_up",
            "title": "Made up",
            "question": "?",
            "source": source,
            "population": {
                "care_setting": "spine_clinic",
                "mix": MIX,
                "why": "made up",
                **population,
            },
            "target": ["disc_herniation"],
            "reference": reference or {},
            "reference_why": "made up",
            "figures": figures or [ceiling()],
        }
    )


def by_hand(
    of: Study, classifier: Classifier, known: str | list[str], rivals: list[str]
) -> float:
    """Blank what may not be known, ask the model, rank by the target's part."""
    cases = sample_study(of, n=N)
    findings = load_knowledge().findings
    if isinstance(known, list):
        hidden = [key not in known for key in cases.finding_ids]
    else:
        exam = [findings[key].source == "exam" for key in cases.finding_ids]
        hidden = [known == "history" and is_exam for is_exam in exam]
    answers = np.where(hidden, -1, cases.answers)
    pain = np.full(N, np.nan)
    asked = type(cases)(
        cases.finding_ids,
        answers,
        cases.age,
        cases.sex,
        cases.care_setting,
        cases.duration_days,
        pain,
    )
    proba = classifier.predict_proba(asked)
    column = classifier.condition_ids.index
    target = proba[:, column("disc_herniation")]
    score = target / sum(proba[:, column(key)] for key in rivals) if rivals else target
    return float(roc_auc_score(has_target(of, cases), score))


@pytest.mark.parametrize("known", ["history", "all", ["leg_pain", "slr_positive"]])
def test_the_area_is_that_of_the_targets_part_in_the_mix(
    classifier: Classifier, known: str | list[str]
) -> None:
    of = study(ceiling(given=known))
    (row,) = evaluate_ceilings(classifier, [of], n=N)
    assert row["model"] == pytest.approx(by_hand(of, classifier, known, list(MIX)))
    assert row["posterior"] > row["model"] > 0.5
    assert (row["study"], row["figure"]) == ("made_up", "whole_history")
    assert (row["published"], row["interval"]) == (0.8, [0.7, 0.9])
    assert (row["given"], row["n_cases"]) == (known, N)


def test_a_reference_standard_that_errs_makes_everybody_harder_to_tell_apart(
    classifier: Classifier,
) -> None:
    reference = dict.fromkeys(MIX, 0.2) | {"disc_herniation": 0.8}
    of = study(ceiling(given="all"), reference=reference)
    (blurred,) = evaluate_ceilings(classifier, [of], n=N)
    (sharp,) = evaluate_ceilings(classifier, [study(ceiling(given="all"))], n=N)
    assert blurred["model"] == pytest.approx(by_hand(of, classifier, "all", list(MIX)))
    assert blurred["model"] < sharp["model"]
    assert blurred["posterior"] < sharp["posterior"]


def test_history_alone_tells_less(classifier: Classifier) -> None:
    of = study(ceiling(id="a"), ceiling(id="b", given="all"))
    history, everything = evaluate_ceilings(classifier, [of], n=N)
    assert history["posterior"] < everything["posterior"]
    assert history["model"] != everything["model"]


def test_only_what_lies_above_the_interval_is_too_good(classifier: Classifier) -> None:
    of = study(
        ceiling(id="above", value=0.4, interval=(0.3, 0.5)),
        ceiling(id="inside", value=0.8, interval=(0.0, 1.0)),
        ceiling(id="below", value=1.0, interval=(0.9999, 1.0)),
    )
    rows = evaluate_ceilings(classifier, [of], n=N)
    assert [row["too_good"] for row in rows] == [True, False, False]
    (line,) = too_good(rows)
    told = f"made_up: above is too good: AUC {rows[0]['model']:.3f}"
    assert line.startswith(told)
    assert line.endswith("the published interval ends at 0.500")


def test_where_the_others_have_no_condition_the_target_itself_ranks(
    classifier: Classifier,
) -> None:
    of = study(mix={"disc_herniation": 0.5, "no_condition": 0.5})
    (row,) = evaluate_ceilings(classifier, [of], n=N)
    assert row["model"] == pytest.approx(by_hand(of, classifier, "history", []))
    # The part of the target in the mix would be 1 for everybody.
    assert row["model"] != 0.5


def test_those_without_a_condition_are_left_out_of_the_mix_beside_others(
    classifier: Classifier,
) -> None:
    mix = {"disc_herniation": 0.5, "muscle_strain": 0.3, "no_condition": 0.2}
    of = study(mix=mix)
    (row,) = evaluate_ceilings(classifier, [of], n=N)
    rivals = ["disc_herniation", "muscle_strain"]
    assert row["model"] == pytest.approx(by_hand(of, classifier, "history", rivals))


def test_a_ceiling_among_some_patients_counts_those_alone(
    classifier: Classifier,
) -> None:
    among = {"field": "age", "low": 60}
    of = study(ceiling(id="all_ages"), ceiling(id="old", among=among))
    everybody, old = evaluate_ceilings(classifier, [of], n=N)
    assert old["model"] != everybody["model"]
    assert old["posterior"] != everybody["posterior"]


def test_figures_that_are_no_ceiling_are_none_of_its_business(
    classifier: Classifier,
) -> None:
    plain = ceiling()
    del plain["ceiling"]
    test = {"test": "slr_positive", "measure": "auc", "given": None}
    assert evaluate_ceilings(classifier, [study(plain)], n=N) == []
    assert evaluate_ceilings(classifier, [study(ceiling(**test))], n=N) == []
    assert evaluate_ceilings(classifier, [], n=N) == []


def test_a_case_that_the_model_gives_to_nobody_in_the_mix_breaks_nothing(
    classifier: Classifier,
) -> None:
    cases = sample_study(study(), n=50)
    blind = DummyClassifier().fit(classifier.schema.encode(cases), ["facet_cyst"] * 50)
    (row,) = evaluate_ceilings(replace(classifier, estimator=blind), [study()], n=N)
    assert row["model"] == 0.5
    assert row["too_good"] is False
