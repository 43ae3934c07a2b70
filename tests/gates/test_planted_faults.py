"""Things broken on purpose, and the gate that stops each of them by name.

The healthy model is the exact posterior, which needs no training; every fault is put
into its cases, its probabilities, its artefact, or the knowledge and rules around it,
and everything is then measured as the evaluation measures it, on fewer cases.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.cases.published import read_published
from pipeline.errors import ArtifactError, OptionError, SilentRuleError
from pipeline.gates import Champion, Verdict, promises
from pipeline.gates.case_scores import CaseScores
from pipeline.knowledge.hazards import HAZARDS_FILE, read_hazards
from pipeline.knowledge.schema import Profile, RuleBook
from pipeline.model import Classifier
from pipeline.model.artifact import load_classifier
from pipeline.model.candidates import build_candidates
from pipeline.model.case_mix import reweight
from pipeline.model.training import true_columns
from pipeline.rules import RuleSet
from pipeline.rules.canaries import canary_faults
from pipeline.stages.calibration import evaluate_calibration
from pipeline.stages.calibration_cases import Reading, read_flat
from pipeline.stages.case_scores import score_model
from pipeline.stages.ceilings import evaluate_ceilings
from pipeline.stages.evaluate import evaluate_natural
from pipeline.stages.home_mix import home_mix, level_mix
from pipeline.stages.in_depth import regret_by_condition
from pipeline.stages.params import load_params
from pipeline.stages.published import evaluate_published
from pipeline.stages.sets import evaluate_sets
from pipeline.stages.shift import evaluate_shift
from pipeline.synthesis import Request, posterior, reference_network, sample_cases
from pipeline.synthesis.study_population import build_study_world
from pipeline.terms import Urgency
from tests.gates.exact_model import (
    EMERGENCIES,
    IDS,
    KNOWLEDGE,
    SCHEMA,
    THRESHOLDS,
    exact_model,
    verdict_of,
)
from tests.model.exact import fixed
from tests.small_training import small_params
from tests.stages.test_ceilings import ceiling, study

Floats = NDArray[np.float64]
PUBLISHED = Path(__file__).parents[2] / "data" / "published" / "cases.yaml"
N_NATURAL, N_EACH, TEST_SEED = 6000, 100, 106


# What is measured


@cache
def natural_cases() -> CaseMatrix:
    return sample_cases(N_NATURAL, Request(seed=TEST_SEED))


@cache
def natural_posterior() -> Floats:
    return posterior(natural_cases(), reference_network())


def natural(model: Classifier) -> Reading:
    cases = natural_cases()
    proba = model.predict_proba(cases)
    return Reading("natural", cases, true_columns(cases), proba, natural_posterior())


def headline(model: Classifier) -> dict[str, Any]:
    return evaluate_natural(model, natural(model))


def by_condition(model: Classifier) -> dict[str, Any]:
    return {"regret_by_condition": regret_by_condition(read_flat(model, 111, N_EACH))}


def calibration(model: Classifier) -> dict[str, Any]:
    flat = read_flat(model, 111, N_EACH)
    told = evaluate_calibration(natural(model), flat, 111, 2)
    # Of so few cases the top label's slope stands to three hundredths only.
    told["overall"] = [row for row in told["overall"] if row["what"] != "top_label"]
    return {"calibration_in_depth": told}


def sets(model: Classifier) -> dict[str, Any]:
    return {"sets_in_depth": evaluate_sets(model, 112, N_EACH, 500, 2)}


def published(model: Classifier) -> dict[str, Any]:
    return {"published": evaluate_published(read_published(PUBLISHED), model)}


def scored(model: Classifier) -> CaseScores:
    return score_model(model, 130, N_EACH)


def failed(name: str, figures: dict[str, Any], said: str, **more: Any) -> None:
    """A gate failed, and its sentence tells the cause."""
    verdict = verdict_of(name, figures, **more)
    assert verdict.passed is False, verdict
    assert said in verdict.sentence


def passes(name: str, figures: dict[str, Any], **more: Any) -> None:
    verdict = verdict_of(name, figures, **more)
    assert verdict.passed is True, verdict


# The healthy model passes where the broken ones below do not


@pytest.fixture(scope="module")
def healthy() -> Classifier:
    return exact_model()


def test_the_healthy_model_passes_every_gate_that_is_asked_here(
    healthy: Classifier,
) -> None:
    figures = {
        **headline(healthy),
        **by_condition(healthy),
        **calibration(healthy),
        **sets(healthy),
        **published(healthy),
    }
    for name in (
        "regret_nats",
        "worst_condition_regret",
        "top1_gap",
        "slope_gap",
        "coverage",
        "sets_below",
        "under_called_emergencies",
        "under_calls",
        "too_good.posterior",
        "knowledge_checks",
        "rule_canaries",
    ):
        passes(name, figures)
    passes("emergency_sensitivity", figures, scores=scored(healthy))


# What the model learned from


def dropped(*findings: str) -> Callable[[CaseMatrix], CaseMatrix]:
    def alter(cases: CaseMatrix) -> CaseMatrix:
        answers = cases.answers.copy()
        answers[:, [cases.finding_ids.index(key) for key in findings]] = -1
        return replace(cases, answers=answers)

    return alter


def inverted(finding: str) -> Callable[[CaseMatrix], CaseMatrix]:
    def alter(cases: CaseMatrix) -> CaseMatrix:
        answers = cases.answers.copy()
        column = answers[:, cases.finding_ids.index(finding)]
        column[column >= 0] = 1 - column[column >= 0]
        return replace(cases, answers=answers)

    return alter


def missing_read_as_no(cases: CaseMatrix) -> CaseMatrix:
    return replace(cases, answers=np.maximum(cases.answers, 0))


def weeks_for_days(cases: CaseMatrix) -> CaseMatrix:
    return replace(cases, duration_days=np.round(cases.duration_days / 7.0))


def age_in_months(cases: CaseMatrix) -> CaseMatrix:
    return replace(cases, age=np.minimum(cases.age * 12.0, 110.0))


def sexes_swapped(cases: CaseMatrix) -> CaseMatrix:
    return replace(cases, sex=np.where(cases.sex < 0, cases.sex, 1 - cases.sex))


def settings_shifted(cases: CaseMatrix) -> CaseMatrix:
    known = (cases.care_setting + 1) % 3
    codes = np.where(cases.care_setting < 0, cases.care_setting, known)
    return replace(cases, care_setting=codes.astype(np.int8))


def columns_moved_by_one(cases: CaseMatrix) -> CaseMatrix:
    return replace(cases, answers=np.roll(cases.answers, 1, axis=1))


@pytest.mark.parametrize(
    "alter",
    [
        dropped("slr_positive", "dermatomal_pain"),
        inverted("slr_positive"),
        missing_read_as_no,
        weeks_for_days,
        age_in_months,
        sexes_swapped,
        settings_shifted,
        columns_moved_by_one,
    ],
    ids=[
        "columns dropped",
        "a finding inverted",
        "missing read as no",
        "weeks for days",
        "age in months",
        "sexes swapped",
        "care settings shifted",
        "columns moved by one",
    ],
)
def test_features_that_are_not_what_they_say_cost_regret(
    alter: Callable[[CaseMatrix], CaseMatrix],
) -> None:
    said = "a column lost, inverted or in another unit"
    failed("regret_nats", headline(exact_model(alter)), said)


# What happened to the probabilities


def swapped(proba: Floats) -> Floats:
    columns = np.arange(len(IDS))
    a, b = IDS.index("cauda_equina_syndrome"), IDS.index("spinal_infection")
    columns[[a, b]] = b, a
    return proba[:, columns]


def lost(proba: Floats) -> Floats:
    left = proba.copy()
    left[:, IDS.index("facet_cyst")] = 0.0
    return left / left.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("reshape", "named"),
    [
        (swapped, ("(cauda_equina_syndrome)", "(spinal_infection)")),
        (lost, ("(facet_cyst)",)),
    ],
    ids=["two classes swapped", "a class lost"],
)
def test_a_condition_that_the_model_does_not_know_is_named(
    reshape: Callable[[Floats], Floats], named: tuple[str, ...]
) -> None:
    figures = by_condition(exact_model(reshape=reshape))
    verdict = verdict_of("worst_condition_regret", figures)
    assert verdict.passed is False
    assert any(name in verdict.sentence for name in named)
    assert "its training cases and its profile" in verdict.sentence


def powered(power: float) -> Callable[[Floats], Floats]:
    def reshape(proba: Floats) -> Floats:
        sharper = proba**power
        return sharper / sharper.sum(axis=1, keepdims=True)

    return reshape


@pytest.mark.parametrize("power", [1.5, 0.7], ids=["sharpened", "made timid"])
def test_probabilities_without_calibration_are_told_by_their_slope(
    power: float,
) -> None:
    figures = calibration(exact_model(reshape=powered(power)))
    failed("slope_gap", figures, "look at the calibration step")


def test_a_changed_prevalence_in_training_costs_regret_and_calibration() -> None:
    level = np.array([share for _, share in level_mix()])
    natural_mix = np.array(home_mix()[-1])

    def reshape(proba: Floats) -> Floats:
        return reweight(proba, natural_mix, level)

    figures = headline(exact_model(reshape=reshape))
    failed("regret_nats", figures, "it must be at most 0.002")
    failed("ece", figures, "the case mix that the training cases came in")


def test_a_wrong_case_mix_on_the_label_costs_the_adaptation() -> None:
    rows = np.array(home_mix())[:, ::-1]
    mix = tuple(tuple(row) for row in rows.tolist())
    model = exact_model(reference_mix=mix)
    figures = {"shift": evaluate_shift(model, 114, 2000)}
    failed("adaptation_gap", figures, "the mix that the model says it stands for")


@pytest.mark.parametrize(
    "reshape",
    [lambda proba: proba * 0.5, lambda proba: proba * np.nan],
    ids=["sums of a half", "no numbers"],
)
def test_what_is_no_probability_never_becomes_a_figure(
    reshape: Callable[[Floats], Floats],
) -> None:
    with pytest.raises(ArtifactError, match="finite, at least 0 and summing to 1"):
        headline(exact_model(reshape=reshape))


# Too good to be true


class Leaking(Classifier):
    """The label of a case stood among what it was asked about."""

    def predict_proba(self, cases: CaseMatrix, case_mix: Any = None) -> Floats:
        told = np.eye(len(IDS))[true_columns(cases)]
        return 0.8 * super().predict_proba(cases, case_mix) + 0.2 * told


def test_a_leaked_label_is_better_than_any_reader_can_be(healthy: Classifier) -> None:
    fields = {k: v for k, v in vars(healthy).items() if not k.startswith("_")}
    figures = headline(Leaking(**fields))
    failed("too_good.posterior", figures, "look for the label among the features")


def test_a_test_set_in_the_training_is_better_than_any_reader_can_be() -> None:
    # A third of the test stream was learned by heart.
    known = natural_cases()[slice(0, N_NATURAL // 3)]
    by_heart = dict(
        zip(
            (row.tobytes() for row in SCHEMA.encode(known)),
            true_columns(known),
            strict=True,
        )
    )
    model = exact_model()
    estimator = model.estimator

    class Remembering(type(estimator)):  # type: ignore[misc]
        def predict_proba(self, X: NDArray[np.float32]) -> Floats:
            proba = estimator.predict_proba(X)
            for i, row in enumerate(X):
                if row.tobytes() in by_heart:
                    proba[i] *= 0.5
                    proba[i, by_heart[row.tobytes()]] += 0.5
            return np.asarray(proba)

    figures = headline(replace(model, estimator=Remembering()))
    failed("too_good.posterior", figures, "cases of the evaluation among those of")


def sharper_than_true() -> Any:
    """Write every answer to the study's questions as sure, in one profile."""

    def sure(profile: Profile, value: float) -> Profile:
        findings = {
            key: tuple(one.model_copy(update={"value": value}) for one in figures)
            if key in ("leg_pain_dominant", "worse_coughing", "sharp_shooting_pain")
            else figures
            for key, figures in profile.findings.items()
        }
        return profile.model_copy(update={"findings": findings})

    profiles = dict(KNOWLEDGE.profiles)
    profiles["disc_herniation"] = sure(profiles["disc_herniation"], 0.97)
    for key in ("hip_osteoarthritis", "muscle_strain"):
        profiles[key] = sure(profiles[key], 0.03)
    return build_study_world(replace(KNOWLEDGE, profiles=profiles))


def test_a_profile_sharper_than_true_passes_a_published_ceiling(
    healthy: Classifier,
) -> None:
    asked = ["leg_pain_dominant", "worse_coughing", "sharp_shooting_pain"]
    made_up = [study(ceiling(given=asked, value=0.85, interval=(0.75, 0.93)))]
    true = {"ceilings": evaluate_ceilings(healthy, made_up, n=1500)}
    passes("too_good.ceilings", true)
    world = sharper_than_true()
    figures = {"ceilings": evaluate_ceilings(healthy, made_up, world, n=1500)}
    failed("too_good.ceilings", figures, "look for a profile made too sharp")


# Prediction sets and urgency


def scaled_sets(model: Classifier, factor: Floats) -> Classifier:
    ratios = np.array(model.sets.ratios) * factor
    rows = tuple(tuple(row) for row in ratios.tolist())
    return replace(model, sets=replace(model.sets, ratios=rows))


def test_sets_made_too_small_miss_their_promise_for_named_conditions(
    healthy: Classifier,
) -> None:
    small = scaled_sets(healthy, np.full(len(IDS), 8.0))
    failed("sets_below", sets(small), "set them again on the conform stream")
    failed("coverage", headline(small), "it must be at least 0.9")


def test_a_lost_coverage_of_emergencies_is_found(healthy: Classifier) -> None:
    narrow = scaled_sets(healthy, np.where(EMERGENCIES, 1e3, 1.0))
    figures = headline(narrow)
    failed("emergency_coverage", figures, "it must be at least 0.99")
    passes("coverage", figures)


def test_a_model_that_no_longer_asks_for_emergencies_misses_them(
    healthy: Classifier,
) -> None:
    silent = replace(healthy, urgency_thresholds={**THRESHOLDS, Urgency.EMERGENCY: 1.0})
    failed("emergency_sensitivity", {}, "the model's threshold", scores=scored(silent))


def test_rules_that_are_gone_round_under_call_real_cases(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = KNOWLEDGE.rule_book
    last = RuleBook(groups=book.groups, rules=book.rules[-1:])
    alone = RuleSet(replace(KNOWLEDGE, rule_book=last))
    # By the module's name: as an attribute, `pipeline.assess` is the function.
    module = sys.modules["pipeline.assess.assessment"]
    monkeypatch.setattr(module, "load_rules", lambda: alone)
    figures = published(fixed(muscle_strain=0.999))
    failed("under_called_emergencies", figures, "which rule should have fired")
    failed("under_calls", figures, "it must be at most 1")


# Rules and knowledge


def without_rule(rule_id: str) -> RuleBook:
    book = KNOWLEDGE.rule_book
    rules = tuple(rule for rule in book.rules if rule.id != rule_id)
    assert len(rules) == len(book.rules) - 1
    return RuleBook(groups=book.groups, rules=rules)


def test_a_deleted_rule_leaves_a_hazard_uncovered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fewer = replace(KNOWLEDGE, rule_book=without_rule("RF001"))
    monkeypatch.setattr(
        promises, "load_hazards", lambda: read_hazards(HAZARDS_FILE, fewer)
    )
    failed("knowledge_checks", {}, "RF001")


def test_a_rule_that_stopped_firing_is_silent_on_its_canaries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, *others = KNOWLEDGE.rule_book.rules
    weaker = first.model_copy(update={"when": others[-1].when})
    book = RuleBook(groups=KNOWLEDGE.rule_book.groups, rules=(weaker, *others))
    weakened = replace(KNOWLEDGE, rule_book=book)

    def load() -> RuleSet:
        rules = RuleSet(weakened)
        faults = canary_faults(rules, weakened)
        if faults:
            raise SilentRuleError(faults)
        return rules

    monkeypatch.setattr(promises, "load_rules", load)
    failed("rule_canaries", {}, first.id)


def test_figures_of_older_knowledge_are_refused() -> None:
    figures = {"knowledge": {"digest": "0" * 64}}
    failed("same_knowledge", figures, "The knowledge has changed since")


def test_figures_of_another_model_are_refused(healthy: Classifier) -> None:
    figures = {"model": {"digest": "of another one"}}
    failed("same_model", figures, "evaluate this one", scores=scored(healthy))


def test_a_model_of_older_knowledge_is_not_loaded(
    tiny_model_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny_model_folder, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["knowledge_digest"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ArtifactError, match="knowledge"):
        load_classifier(folder)


def test_an_altered_artefact_is_not_loaded(
    tiny_model_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny_model_folder, folder)
    file = folder / "classifier.joblib"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(ArtifactError, match=r"(?i)sha256|altered|checksum"):
        load_classifier(folder)


def test_a_duplicated_seed_is_refused_before_and_after_the_run(tmp_path: Path) -> None:
    path = small_params(tmp_path, generate__test__seed=101)
    with pytest.raises(OptionError, match="seeds of all purposes must be all diff"):
        load_params(path)
    seeds = {**load_params().seeds(), "test": 101}
    failed("own_seeds", {"seeds": seeds}, "One seed serves train and test.")


# Against the champion


def learned(n: int, seed: int, shuffle: bool = False) -> Classifier:
    """Train a quick candidate on fresh cases."""
    cases = sample_cases(n, Request(seed=seed))
    labels = np.asarray(cases.condition).astype(str)
    if shuffle:
        labels = np.random.default_rng(1).permutation(labels)
    (candidate,) = build_candidates({"naive_bayes": {"n_rows": 40_000}}, SCHEMA)
    estimator = candidate.estimator.fit(SCHEMA.encode(cases), labels)
    return replace(exact_model(), estimator=estimator)


@pytest.fixture(scope="module")
def champion() -> Champion:
    return Champion("in a test", {}, scored(learned(40_000, 900)))


def beside(champion: Champion, model: Classifier) -> dict[str, Verdict]:
    scores = scored(model)
    names = ("overall", "conditions", "missed_emergencies")
    return {
        name: verdict_of(f"paired.{name}", {}, scores=scores, champion=champion)
        for name in names
    }


def test_a_model_trained_on_a_tenth_is_refused_with_the_conditions_it_harms(
    champion: Champion,
) -> None:
    said = beside(champion, learned(4_000, 900))
    assert said["overall"].passed is False
    assert "how many cases it learned from" in said["overall"].sentence
    assert said["conditions"].passed is False
    harmed = [key for key in IDS if f"{key} (" in said["conditions"].sentence]
    assert len(harmed) > 3


def test_shuffled_labels_are_refused(champion: Champion) -> None:
    said = beside(champion, learned(40_000, 900, shuffle=True))
    assert said["overall"].passed is False
    assert said["overall"].value > 0.5
    figures = headline(learned(4_000, 900, shuffle=True))
    failed("regret_nats", figures, "at the labels")


def jittered(seed: int) -> Classifier:
    """Another training of the same: every probability a little off, by chance."""

    def reshape(proba: Floats) -> Floats:
        rng = np.random.default_rng(seed)
        moved = proba * np.exp(0.02 * rng.standard_normal(proba.shape))
        return moved / moved.sum(axis=1, keepdims=True)

    return exact_model(reshape=reshape)


def test_a_harmless_change_passes() -> None:
    first = Champion("in a test", {}, scored(jittered(1)))
    for verdict in beside(first, jittered(2)).values():
        assert verdict.passed is True, verdict


def test_training_cases_in_another_order_pass(champion: Champion) -> None:
    cases = sample_cases(40_000, Request(seed=900))
    order = np.random.default_rng(0).permutation(len(cases))
    labels = np.asarray(cases.condition).astype(str)[order]
    (candidate,) = build_candidates({"naive_bayes": {"n_rows": 40_000}}, SCHEMA)
    estimator = candidate.estimator.fit(SCHEMA.encode(cases)[order], labels)
    said = beside(champion, replace(exact_model(), estimator=estimator))
    assert all(verdict.passed for verdict in said.values())
    assert said["overall"].value == pytest.approx(0.0, abs=1e-5)
