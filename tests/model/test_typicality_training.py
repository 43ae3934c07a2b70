from dataclasses import dataclass, replace

import numpy as np
import pytest

from pipeline.cases import CaseMatrix
from pipeline.cases.matrix import concatenate
from pipeline.features import FeatureSchema
from pipeline.knowledge import load_knowledge
from pipeline.model.condition_tables import count_tables
from pipeline.model.recombination import choose_donors, find_links, recombine
from pipeline.model.typicality import TypicalityCheck
from pipeline.model.typicality_training import fit_typicality
from pipeline.synthesis import Request, sample_cases
from tests.model.drawn import bytes_of

IDS = load_knowledge().condition_ids
SCHEMA = FeatureSchema(load_knowledge().finding_ids)
EVEN = tuple((condition, 1 / len(IDS)) for condition in IDS)
N_ROWS = 24_000


@dataclass(frozen=True)
class Patients:
    insiders: CaseMatrix
    held_out: CaseMatrix


def both_depths(n: int, seed: int, **how: object) -> CaseMatrix:
    """As many in interviews of any depth as in complete ones."""
    requests = (Request(seed, **how), Request(seed + 1, complete=True, **how))  # type: ignore[arg-type]
    return concatenate([sample_cases(n, request) for request in requests])


@pytest.fixture(scope="module")
def patients() -> Patients:
    return Patients(both_depths(8_000, 700, mix=EVEN), both_depths(6_000, 702))


@pytest.fixture(scope="module")
def check(patients: Patients) -> TypicalityCheck:
    return fit_typicality(patients.insiders, patients.held_out, n_rows=N_ROWS)


def flagged(check: TypicalityCheck, cases: CaseMatrix) -> np.ndarray:
    return check.flags(check.score_rows(SCHEMA.encode(cases)))


@pytest.fixture(scope="module")
def fresh() -> CaseMatrix:
    return both_depths(8_000, 704)


def test_typical_patients_are_rarely_flagged_at_any_depth(
    check: TypicalityCheck, fresh: CaseMatrix
) -> None:
    share_known = (fresh.answers >= 0).mean(axis=1)
    flags = flagged(check, fresh)
    edges = np.array([0.05, 0.15, 0.4, 0.7, 1.0])
    for band in range(len(edges) + 1):
        here = np.searchsorted(edges, share_known, side="right") == band
        # Fresh patients vary, and so do the held-out ones, of whom there are fewer.
        slack = 4 * np.sqrt(0.05 * 0.95 * (1 / here.sum() + 1 / (0.7 * here.sum())))
        assert flags[here].mean() <= 0.05 + slack


@pytest.mark.parametrize(("complete", "least"), [(False, 0.12), (True, 0.25)])
def test_recombined_patients_are_flagged_far_more(
    check: TypicalityCheck, complete: bool, least: float
) -> None:
    cases = sample_cases(8_000, Request(706, complete=complete))
    X = SCHEMA.encode(cases)
    condition = np.unique(cases.condition.astype(str), return_inverse=True)[1]
    mix = np.bincount(condition) / len(condition)
    rng = np.random.default_rng(1)
    tables = count_tables(X, condition, mix, SCHEMA)
    donors = choose_donors(X, condition, tables, rng)
    made = recombine(X, donors, tables, find_links(SCHEMA), rng)
    assert check.flags(check.score_rows(made)).mean() > least


def test_a_patient_with_signs_of_everything_is_flagged_and_one_of_nothing_is_not(
    check: TypicalityCheck, fresh: CaseMatrix
) -> None:
    asked = fresh[slice(len(fresh) - 1, len(fresh))]
    everything = replace(asked, answers=np.ones_like(asked.answers))
    nothing = replace(asked, answers=np.full_like(asked.answers, -1))
    assert flagged(check, everything).tolist() == [True]
    assert flagged(check, nothing).tolist() == [False]


def test_unknown_answers_are_not_read_as_absent(
    check: TypicalityCheck, fresh: CaseMatrix
) -> None:
    brief = fresh[(fresh.answers >= 0).mean(axis=1) < 0.3]
    as_absent = replace(brief, answers=np.maximum(brief.answers, 0))
    # Read as absent, the same patients would hardly be anybody's.
    assert flagged(check, as_absent).mean() > 3 * flagged(check, brief).mean()


def test_the_same_seed_gives_the_same_bytes_whatever_the_conditions_are_called(
    patients: Patients, check: TypicalityCheck
) -> None:
    other = dict(zip(IDS, np.random.default_rng(2).permutation(IDS), strict=True))

    def renamed(cases: CaseMatrix) -> CaseMatrix:
        names = np.array([other[c] for c in cases.condition], dtype=object)
        return replace(cases, condition=names)

    again = fit_typicality(
        renamed(patients.insiders), renamed(patients.held_out), n_rows=N_ROWS
    )
    assert bytes_of(again) == bytes_of(check)
    assert len(bytes_of(check)) < 3_000_000


def test_another_seed_gives_other_scores(patients: Patients, fresh: CaseMatrix) -> None:
    X = SCHEMA.encode(fresh)
    first, second = (
        fit_typicality(
            patients.insiders, patients.held_out, n_rows=2_000, random_state=seed
        ).score_rows(X)
        for seed in (0, 1)
    )
    assert not np.array_equal(first, second)


def test_scores_of_patients_do_not_depend_on_their_neighbours(
    check: TypicalityCheck, fresh: CaseMatrix
) -> None:
    X = SCHEMA.encode(fresh)[::400]
    alone = np.concatenate([check.score_rows(row[None, :]) for row in X])
    # Products of one row and of many may differ in the last bits, and so in a rank.
    assert check.score_rows(X) == pytest.approx(alone, abs=0.002)


def test_few_conditions_and_natural_interviews_alone_will_do() -> None:
    mix = (("disc_herniation", 0.5), ("hip_osteoarthritis", 0.5))
    known = [sample_cases(4_000, Request(seed, mix=mix)) for seed in (710, 711, 712)]
    check = fit_typicality(known[0], known[1], n_rows=12_000)
    unseen = sample_cases(1_000, Request(713, mix=(("deep_vein_thrombosis", 1.0),)))
    assert flagged(check, known[2]).mean() < 0.08
    assert flagged(check, unseen).mean() > 0.15


def test_fewer_false_flags_can_be_asked_for(
    check: TypicalityCheck, fresh: CaseMatrix
) -> None:
    strict = replace(check, max_false_flags=0.01)
    assert flagged(strict, fresh).mean() == pytest.approx(0.01, abs=0.005)


def test_cases_without_labels_are_refused(patients: Patients) -> None:
    unlabelled = replace(patients.insiders, condition=None)
    with pytest.raises(ValueError, match="labelled\\(\\) comes before"):
        fit_typicality(unlabelled, patients.held_out)
