"""Drawing blocks of cases: the stream, the requests, the requirements."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from pipeline.cases import CARE_SETTINGS, NOT_KNOWN, CaseMatrix
from pipeline.knowledge import load_knowledge
from pipeline.synthesis import BLOCK_ROWS, Network, Request, sample_cases
from pipeline.synthesis.context import AGES, DURATIONS, PAIN_SCORES
from pipeline.synthesis.population import _cumulative, _pick
from pipeline.synthesis.stream import reference_population

COLUMNS = ("answers", "age", "sex", "care_setting", "duration_days", "pain_score")
N_CASES = 50_000
ALPHA = 1e-5


def assert_same(one: CaseMatrix, other: CaseMatrix) -> None:
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert one.condition is not None
    assert other.condition is not None
    assert one.condition.tolist() == other.condition.tolist()


@pytest.fixture(scope="module")
def stream() -> CaseMatrix:
    return sample_cases(3 * BLOCK_ROWS, Request(seed=3))


@pytest.fixture(scope="module")
def complete() -> CaseMatrix:
    return sample_cases(N_CASES, Request(seed=4, complete=True))


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_row_never_depends_on_where_the_draw_begins_or_ends(
    data: st.DataObject, stream: CaseMatrix
) -> None:
    start = data.draw(st.integers(0, len(stream)))
    n = data.draw(st.integers(0, len(stream) - start))
    part = sample_cases(n, Request(seed=3), start)
    assert_same(part, stream[slice(start, start + n)])


def test_rows_far_down_the_stream_can_be_drawn_alone() -> None:
    far = 10**15
    pair = sample_cases(2, Request(seed=3), far)
    assert_same(sample_cases(1, Request(seed=3), far + 1), pair[slice(1, 2)])


def test_seeds_and_blocks_give_other_rows(stream: CaseMatrix) -> None:
    first, second = stream[slice(0, 100)], stream[slice(BLOCK_ROWS, BLOCK_ROWS + 100)]
    other = sample_cases(100, Request(seed=2**63 - 1))
    for rows in (second, other):
        assert (rows.answers != first.answers).any(axis=1).mean() > 0.95


def test_no_case_at_all_is_a_valid_draw(network: Network) -> None:
    empty = sample_cases(0, Request(seed=3))
    assert len(empty) == 0
    assert empty.answers.shape == (0, len(network.finding_ids))


def test_complete_cases_know_everything(complete: CaseMatrix) -> None:
    assert (complete.answers != NOT_KNOWN).all()
    assert (complete.sex != NOT_KNOWN).all()
    assert (complete.care_setting != NOT_KNOWN).all()
    for name in ("age", "duration_days", "pain_score"):
        assert not np.isnan(getattr(complete, name)).any()


def test_asking_less_changes_no_answer(stream: CaseMatrix) -> None:
    whole = sample_cases(len(stream), Request(seed=3, complete=True))
    known = stream.answers != NOT_KNOWN
    assert (stream.answers[known] == whole.answers[known]).all()
    assert not known.all()
    for name in COLUMNS[1:]:
        given_, all_ = getattr(stream, name), getattr(whole, name)
        said = ~np.isnan(given_) & (given_ != NOT_KNOWN)
        np.testing.assert_array_equal(given_[said], all_[said])


def test_no_requirement_is_ever_broken(complete: CaseMatrix) -> None:
    at = {key: j for j, key in enumerate(complete.finding_ids)}
    seen = 0
    for key, finding in load_knowledge().findings.items():
        needs, here = finding.requires, complete.answers[:, at[key]] == 1
        if needs is None:
            continue
        seen += here.sum()
        if needs.finding is not None:
            assert (complete.answers[here, at[needs.finding]] == 1).all()
        if needs.duration_days_min is not None:
            assert (complete.duration_days[here] >= needs.duration_days_min).all()
        if needs.sex is not None:
            assert (complete.sex[here] == ("female", "male").index(needs.sex)).all()
        assert (complete.age[here] >= (needs.age_min or 0)).all()
        assert (complete.age[here] <= (needs.age_max or 200)).all()
    assert seen > 1000


@pytest.mark.parametrize("setting", CARE_SETTINGS)
def test_the_care_setting_and_its_case_mix_are_respected(
    setting: str, network: Network
) -> None:
    cases = sample_cases(N_CASES, Request(seed=5, care_setting=setting, complete=True))
    code = CARE_SETTINGS.index(setting)
    assert (cases.care_setting == code).all()
    assert cases.condition is not None
    counts = [(cases.condition == c).sum() for c in network.condition_ids]
    wanted = network.case_mix[code] * N_CASES
    assert chisquare(counts, wanted).pvalue > ALPHA


def test_a_custom_mix_is_respected_in_every_setting() -> None:
    mix = (("disc_herniation", 0.25), ("hip_osteoarthritis", 0.75))
    cases = sample_cases(N_CASES, Request(seed=6, mix=mix, complete=True))
    assert cases.condition is not None
    for code in range(len(CARE_SETTINGS)):
        here = cases.condition[cases.care_setting == code]
        counts = [(here == condition).sum() for condition, _ in mix]
        assert sum(counts) == len(here)
        assert chisquare(counts, [share * len(here) for _, share in mix]).pvalue > ALPHA


def test_a_mix_with_one_condition_draws_no_other(network: Network) -> None:
    for condition in (network.condition_ids[0], network.condition_ids[-1]):
        cases = sample_cases(BLOCK_ROWS, Request(seed=6, mix=((condition, 1.0),)))
        assert cases.condition is not None
        assert set(cases.condition) == {condition}


@pytest.mark.parametrize(
    ("name", "values"),
    [("age", AGES), ("duration_days", DURATIONS), ("pain_score", PAIN_SCORES)],
)
def test_context_follows_its_table(
    name: str, values: Any, complete: CaseMatrix, network: Network
) -> None:
    """The largest gap between drawn and tabled shares, as Kolmogorov and Smirnov do."""
    assert complete.condition is not None
    for c, condition in enumerate(network.condition_ids):
        drawn = getattr(complete, name)[complete.condition == condition]
        if name == "pain_score":
            # The severity of a condition depends on where its cases are seen.
            where = complete.care_setting[complete.condition == condition]
            shares = np.bincount(where, minlength=3) / len(where)
            table = shares @ network.severity_mix @ network.pain[c]
        else:
            table = {"age": network.age, "duration_days": network.duration}[name][c]
        below = np.searchsorted(np.sort(drawn), values, side="right") / len(drawn)
        gap = np.abs(below - np.cumsum(table)).max()
        # P(gap > x) <= 2 exp(-2 n x^2), Dvoretzky, Kiefer, Wolfowitz and Massart.
        assert 2 * np.exp(-2 * len(drawn) * gap**2) > ALPHA


def test_sexes_follow_their_table(complete: CaseMatrix, network: Network) -> None:
    assert complete.condition is not None
    for c, condition in enumerate(network.condition_ids):
        sexes = complete.sex[complete.condition == condition]
        women = network.female[c]
        counts = np.bincount(sexes, minlength=2)
        wanted = np.array([women, 1 - women]) * len(sexes)
        assert chisquare(counts, wanted).pvalue > ALPHA


def test_two_findings_hang_together_through_severity_and_root_alone(
    network: Network,
) -> None:
    """Within a state, an age band and a sex, findings are drawn independently."""
    mix = (("disc_herniation", 1.0),)
    population = reference_population(Request(seed=9, mix=mix, complete=True))
    blocks = [population.draw(i) for i in range(12)]
    present = np.concatenate([block.present for block in blocks])
    state = np.concatenate([block.state for block in blocks])
    age = np.concatenate([block.age for block in blocks])
    sex = np.concatenate([block.sex for block in blocks])
    stratum = (network.band_of_age[age - AGES[0]], sex, state)
    residual = present - network.present[stratum]
    pair = [network.finding_ids.index(f) for f in ("slr_positive", "numbness")]
    inside = residual[:, pair]
    chance = 4.5 / np.sqrt(len(inside))
    assert abs(np.corrcoef(inside.T)[0, 1]) < chance
    assert np.corrcoef(present[:, pair].T)[0, 1] > chance


@settings(deadline=None)
@given(
    rows=st.lists(
        st.lists(st.floats(0, 1), min_size=4, max_size=4).filter(
            lambda r: sum(r) > 0.1
        ),
        min_size=1,
        max_size=5,
    ),
    u=st.floats(0, 1, exclude_max=True),
)
def test_picking_inverts_the_cumulative_and_skips_what_is_impossible(
    rows: list[list[float]], u: float
) -> None:
    table = np.array(rows)
    cumulative = _cumulative(table)
    every = np.arange(len(rows))
    picked = _pick(cumulative, every, np.full(len(rows), u))
    for row, index in enumerate(picked):
        below = cumulative[row, index - 1] if index else 0.0
        # Rows are laid end to end: a number that big carries fewer digits of u.
        assert below - 1e-14 <= u <= cumulative[row, index] + 1e-14
