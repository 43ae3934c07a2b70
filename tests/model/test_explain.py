"""What explanations say, against a world whose probabilities are known exactly."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given

from pipeline.cases import Case
from pipeline.model import Classifier
from pipeline.model.explain import Explanation, explain
from pipeline.synthesis import Request, sample_cases
from tests.model.exact import FINDINGS, IDS, classifier_of, exact_estimator
from tests.strategies import cases

WORLD = exact_estimator()
EXACT = classifier_of(WORLD)
ANSWERS = {"fever": "present", "slr_positive": "absent", "numbness": "absent"}
CASE = Case(age=60, findings=ANSWERS)


def entropy(p: np.ndarray) -> float:
    return float(-(p[p > 0] * np.log(p[p > 0])).sum())


def test_it_asks_about_the_case_and_every_neighbour_one_answer_away() -> None:
    told = explain(EXACT, CASE)
    assert told.known == tuple(f for f in FINDINGS if f in ANSWERS)
    assert told.unknown == tuple(f for f in FINDINGS if f not in ANSWERS)
    assert told.proba == pytest.approx(EXACT.predict_case(CASE), abs=1e-12)
    for i, finding in enumerate(told.known):
        opposite = "absent" if ANSWERS[finding] == "present" else "present"
        other = EXACT.predict_case(CASE.replace_answer(finding, opposite))
        assert told.turned[i] == pytest.approx(other, abs=1e-12)
    for i, finding in enumerate(told.known):
        less = CASE.replace_answer(finding, "unknown")
        assert told.without[i] == pytest.approx(EXACT.predict_case(less), abs=1e-12)
    for i, finding in enumerate(told.unknown):
        for rows, word in ((told.if_present, "present"), (told.if_absent, "absent")):
            more = CASE.replace_answer(finding, word)
            assert rows[i] == pytest.approx(EXACT.predict_case(more), abs=1e-12)


def test_an_empty_case_has_nothing_to_take_away() -> None:
    told = explain(EXACT, Case())
    assert (told.known, told.without.shape) == ((), (0, len(IDS)))
    assert told.unknown == FINDINGS
    assert told.weights(0).shape == (0,)


def test_a_complete_case_has_nothing_to_ask() -> None:
    told = explain(EXACT, Case(findings=dict.fromkeys(FINDINGS, "absent")))
    assert (told.unknown, told.if_present.shape) == ((), (0, len(IDS)))
    assert told.chance_of_present().shape == (0,)
    assert told.expected_information().shape == (0,)


def test_the_chance_of_an_answer_is_the_true_conditional_one() -> None:
    told = explain(EXACT, CASE)
    columns = [FINDINGS.index(finding) for finding in told.unknown]
    expected = told.proba @ WORLD.rates[:, columns]
    assert told.chance_of_present() == pytest.approx(expected, abs=1e-6)


def test_the_information_of_an_answer_is_its_mutual_information() -> None:
    told = explain(EXACT, CASE)
    for i, chance in enumerate(told.chance_of_present()):
        after = chance * entropy(told.if_present[i])
        after += (1 - chance) * entropy(told.if_absent[i])
        assert told.expected_information()[i] == pytest.approx(
            entropy(told.proba) - after, abs=1e-6
        )


def test_an_answer_that_tells_nothing_has_no_information_and_a_valid_chance() -> None:
    same = exact_estimator()
    same.rates[:, 0] = 0.3
    told = explain(classifier_of(same), CASE)
    i = told.unknown.index(FINDINGS[0])
    assert told.expected_information()[i] == pytest.approx(0.0, abs=1e-12)
    assert 0.0 <= told.chance_of_present()[i] <= 1.0


@given(cases())
def test_information_is_never_negative(case: Case) -> None:
    told = explain(EXACT, case)
    assert (told.expected_information() >= 0).all()
    chance = told.chance_of_present()
    assert ((chance >= 0) & (chance <= 1)).all()


def test_information_is_never_negative_even_for_incoherent_probabilities() -> None:
    rng = np.random.default_rng(2)
    proba, *others = (rng.dirichlet(np.full(28, 0.3), n) for n in (1, 50, 50))
    names = tuple(f"finding_{i}" for i in range(50))
    nothing = np.empty((0, 28))
    told = Explanation(proba[0], (), nothing, names, *others, nothing)
    assert (told.expected_information() >= 0).all()


def test_weights_of_two_causes_are_the_log_likelihood_ratios() -> None:
    two = ("disc_herniation", "muscle_strain")
    world = exact_estimator(two, seed=3)
    told = explain(classifier_of(world), CASE)
    ours = told.weights(IDS.index(two[0]))
    for finding, weight in zip(told.known, ours, strict=True):
        a, b = world.rates[:, FINDINGS.index(finding)]
        present = CASE.findings[finding] == "present"
        ratio = a / b if present else (1 - a) / (1 - b)
        assert weight == pytest.approx(np.log(ratio), abs=1e-6)
    assert told.weights(IDS.index(two[1])) == pytest.approx(-ours, abs=1e-6)


def test_an_answer_speaks_for_the_cause_in_which_it_is_commonest() -> None:
    for finding in FINDINGS[:30]:
        rates = WORLD.rates[:, FINDINGS.index(finding)]
        likeliest, unlikeliest = int(rates.argmax()), int(rates.argmin())
        present = explain(EXACT, Case(findings={finding: "present"}))
        absent = explain(EXACT, Case(findings={finding: "absent"}))
        assert present.weights(likeliest)[0] > 0 > present.weights(unlikeliest)[0]
        assert absent.weights(likeliest)[0] < 0 < absent.weights(unlikeliest)[0]


@pytest.mark.parametrize(
    ("finding", "condition"),
    [
        ("saddle_numbness", "cauda_equina_syndrome"),
        ("absent_foot_pulses", "peripheral_arterial_disease"),
        ("unilateral_leg_swelling", "deep_vein_thrombosis"),
        ("hip_rotation_limited", "hip_osteoarthritis"),
        ("warmth_or_erythema", "leg_soft_tissue_infection"),
    ],
)
def test_a_trained_model_hears_hallmarks_the_right_way_round(
    tiny_model: Classifier, finding: str, condition: str
) -> None:
    for answer, sign in (("present", 1), ("absent", -1)):
        told = explain(tiny_model, Case(age=60, findings={finding: answer}))
        assert sign * told.weights(IDS.index(condition))[0] > 0


def test_the_chances_of_a_trained_model_lie_near_the_drawn_frequencies(
    tiny_model: Classifier,
) -> None:
    # Nothing known: the chance of a finding is how often it is present at all.
    drawn = sample_cases(20_000, Request(seed=77, complete=True))
    observed = (drawn.answers == 1).mean(axis=0)
    told = explain(tiny_model, Case())
    # The tiny model is rough, so only large errors count, over all findings.
    assert np.abs(told.chance_of_present() - observed).mean() < 0.15


def test_explaining_twice_gives_the_same_numbers(tiny_model: Classifier) -> None:
    first, second = (explain(tiny_model, CASE) for _ in range(2))
    for name in ("proba", "without", "if_present", "if_absent"):
        assert np.array_equal(getattr(first, name), getattr(second, name))


def test_pairs_of_neighbours_are_distinct_where_answers_matter() -> None:
    told = explain(EXACT, CASE)
    rows = [told.proba, *told.without, *told.if_present[:10], *told.if_absent[:10]]
    assert all(not np.allclose(a, b) for a, b in combinations(rows, 2))
