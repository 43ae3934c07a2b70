"""Which questions get asked, and that asking betrays nothing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, chi2_contingency

from pipeline.cases import CARE_SETTINGS, NOT_KNOWN, CaseMatrix
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.synthesis import Request, sample_cases
from pipeline.synthesis.interview import CONTEXT, build_interviews
from pipeline.synthesis.stream import reference_population

N_CASES = 60_000
FAMILY_WISE_ALPHA = 1e-3
KNOWLEDGE = load_knowledge()
INTERVIEW = KNOWLEDGE.settings.interview
EXAM = np.array([f.source == "exam" for f in KNOWLEDGE.findings.values()])


@pytest.fixture(scope="module", params=CARE_SETTINGS)
def seen(request: pytest.FixtureRequest) -> tuple[str, CaseMatrix]:
    """Cases drawn in one care setting, and which."""
    return request.param, sample_cases(N_CASES, Request(7, care_setting=request.param))


def test_rates_follow_mode_depth_and_kind_of_question(small: Knowledge) -> None:
    interviews = build_interviews(small)
    ids = list(small.findings)
    in_person, telephone, form = interviews.asked
    rates = dict(zip(ids, in_person, strict=True))
    assert rates["leg_ache"] == 0.8  # core
    assert rates["fever"] == 0.6  # screen
    assert rates["line_pain"] == 0.5  # history
    assert rates["very_weak"] == 0.7  # exam, though a screen too
    for elsewhere in (telephone, form):
        rates = dict(zip(ids, elsewhere, strict=True))
        assert rates["leg_ache"] == 0.8
        assert {rates[key] for key in ("reflex_lost", "weak", "tender")} == {0.0}
    assert interviews.setting_hidden.tolist() == [0.0, 0.0, 0.6]
    assert CONTEXT == ("age", "sex", "duration_days", "pain_score")
    np.testing.assert_allclose(interviews.context_asked, [[0.8, 0.85, 0.6, 0.5]] * 3)
    np.testing.assert_allclose(
        interviews.cumulative, [[0.7, 0.7, 1], [0.5, 0.7, 1], [0.4, 0.7, 1]]
    )


def test_every_setting_shares_out_its_kinds_of_interview() -> None:
    interviews = build_interviews(KNOWLEDGE)
    np.testing.assert_allclose(interviews.cumulative[:, -1], 1.0)
    assert (np.diff(interviews.cumulative, axis=1) >= 0).all()
    n_kinds = len(INTERVIEW.modes) * len(INTERVIEW.depths)
    assert interviews.asked.shape == (n_kinds, len(KNOWLEDGE.finding_ids))


def test_the_setting_is_hidden_in_forms_alone(seen: tuple[str, CaseMatrix]) -> None:
    setting, cases = seen
    hidden = cases.care_setting == NOT_KNOWN
    share = INTERVIEW.modes["form"][setting] * INTERVIEW.setting_unknown_on_form  # type: ignore[index]
    low, high = binom.interval(0.9999, N_CASES, share)
    assert low <= hidden.sum() <= high
    # A form holds no examination; other interviews nearly always hold some.
    examined = (cases.answers[:, EXAM] != NOT_KNOWN).any(axis=1)
    assert not examined[hidden].any()
    assert examined[~hidden].mean() > 0.3


def test_each_question_is_asked_at_its_stated_rate(
    seen: tuple[str, CaseMatrix],
) -> None:
    setting, cases = seen
    interviews = build_interviews(KNOWLEDGE)
    kinds = np.diff(interviews.cumulative[CARE_SETTINGS.index(setting)], prepend=0.0)
    rates = kinds @ np.hstack([interviews.asked, interviews.context_asked])
    context = [getattr(cases, name) for name in CONTEXT]
    known = [~np.isnan(column) & (column != NOT_KNOWN) for column in context]
    counts = [*(cases.answers != NOT_KNOWN).sum(axis=0), *np.sum(known, axis=1)]
    low, high = binom.interval(1 - FAMILY_WISE_ALPHA / len(rates), N_CASES, rates)
    # The generator compares 16 bits, which moves a rate by less than this.
    slack = N_CASES * 2.0**-16
    assert ((low - slack <= counts) & (counts <= high + slack)).all()


def test_hidden_settings_follow_the_weights() -> None:
    cases = sample_cases(N_CASES, Request(8))
    hidden = cases.care_setting == NOT_KNOWN
    known = np.bincount(cases.care_setting[~hidden], minlength=3)
    weights = [KNOWLEDGE.settings.care_settings[s].weight.value for s in CARE_SETTINGS]  # type: ignore[index]
    for count, weight in zip(known, weights, strict=True):
        low, high = binom.interval(0.9999, (~hidden).sum(), weight)
        assert low <= count <= high


def _p_value(rows: np.ndarray, columns: np.ndarray) -> float:
    """Chance of a table at least so uneven, of two independent codes."""
    table = np.zeros((rows.max() + 1, columns.max() + 1))
    np.add.at(table, (rows, columns), 1)
    table = table[table.sum(axis=1) >= 200][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        return 1.0
    return float(chi2_contingency(table).pvalue)


def test_what_is_asked_is_independent_of_the_condition_within_a_setting(
    seen: tuple[str, CaseMatrix],
) -> None:
    _, cases = seen
    assert cases.condition is not None
    conditions = np.unique(cases.condition.astype(str), return_inverse=True)[1]
    known = cases.answers != NOT_KNOWN
    asked = [known[:, j] for j in range(known.shape[1])]
    asked += [~np.isnan(getattr(cases, name)) for name in CONTEXT if name != "sex"]
    asked += [cases.sex != NOT_KNOWN, cases.care_setting != NOT_KNOWN]
    # How many questions, in eighths of what can be asked: the depth of the interview.
    asked.append(known.sum(axis=1) * 8 // (known.shape[1] + 1))
    p_values = [_p_value(conditions, column.astype(int)) for column in asked]
    assert min(p_values) > FAMILY_WISE_ALPHA / len(p_values)


@pytest.mark.parametrize("setting", CARE_SETTINGS)
def test_what_is_asked_is_independent_of_the_answer(setting: str) -> None:
    population = reference_population(Request(10, care_setting=setting))
    blocks = [population.draw(i) for i in range(10)]
    present = np.concatenate([block.present for block in blocks]).astype(int)
    known = np.concatenate([block.known for block in blocks]).astype(int)
    p_values = [_p_value(*pair) for pair in zip(present.T, known.T, strict=True)]
    assert min(p_values) > FAMILY_WISE_ALPHA / len(p_values)


def test_the_check_finds_asking_that_follows_the_condition(
    seen: tuple[str, CaseMatrix],
) -> None:
    _, cases = seen
    assert cases.condition is not None
    conditions = np.unique(cases.condition.astype(str), return_inverse=True)[1]
    asked = cases.answers[:, 0] != NOT_KNOWN
    # One case in five of one condition is asked one question more.
    commonest = conditions == np.bincount(conditions).argmax()
    asked |= commonest & (np.arange(N_CASES) % 5 == 0)
    assert _p_value(conditions, asked.astype(int)) < FAMILY_WISE_ALPHA / 150
