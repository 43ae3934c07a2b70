import numpy as np
import pytest
from hypothesis import given

from pipeline.cases import Case, CaseMatrix, matrix_from_cases
from pipeline.errors import ArtifactError
from pipeline.features import FeatureSchema
from pipeline.features.encoding import AGE_KNOTS, DURATION_KNOTS_DAYS
from pipeline.knowledge import load_knowledge
from pipeline.synthesis import Request, sample_cases
from tests.strategies import cases

IDS = load_knowledge().finding_ids
SCHEMA = FeatureSchema(IDS)


def encoded(**fields: object) -> dict[str, float]:
    row = SCHEMA.encode_case(Case(**fields))[0]  # type: ignore[arg-type]
    return dict(zip(SCHEMA.names, row.tolist(), strict=True))


def test_present_absent_and_unknown_are_three_different_rows() -> None:
    rows = {
        answer: encoded(findings={"fever": answer})
        for answer in ("present", "absent", "unknown")
    }
    pairs = {
        answer: (row["fever=present"], row["fever=absent"])
        for answer, row in rows.items()
    }
    assert pairs == {"present": (1, 0), "absent": (0, 1), "unknown": (0, 0)}


def test_an_answer_changes_the_columns_of_its_own_finding_alone() -> None:
    nothing = encoded()
    for finding in IDS:
        row = encoded(findings={finding: "present"})
        assert {k for k in row if row[k] != nothing[k]} == {f"{finding}=present"}


def test_columns_have_distinct_names_one_for_each_number() -> None:
    assert len(set(SCHEMA.names)) == len(SCHEMA.names)
    assert SCHEMA.encode_case(Case()).shape == (1, len(SCHEMA.names))


def test_nothing_known_is_all_zero() -> None:
    assert set(encoded().values()) == {0.0}


@pytest.mark.parametrize(
    ("fields", "flag", "value"),
    [
        ({"age": 55}, "age_known", "age"),
        ({"duration_days": np.expm1(4.0)}, "duration_known", "log_duration"),
        ({"pain_score": 6}, "pain_known", "pain"),
    ],
)
def test_an_average_value_still_differs_from_an_unknown_one(
    fields: dict[str, float], flag: str, value: str
) -> None:
    row = encoded(**fields)
    assert row[value] == pytest.approx(0.0, abs=1e-6)
    assert row[flag] == 1.0
    assert encoded()[flag] == 0.0


@pytest.mark.parametrize("sex", ["female", "male"])
def test_sex_is_one_column_each(sex: str) -> None:
    row = encoded(sex=sex)
    assert {k for k, v in row.items() if v} == {f"sex_{sex}"}


@pytest.mark.parametrize("setting", ["primary_care", "spine_clinic", "emergency"])
def test_care_setting_is_one_column_each(setting: str) -> None:
    row = encoded(care_setting=setting)
    assert {k for k, v in row.items() if v} == {f"care_setting_{setting}"}


@pytest.mark.parametrize("knot", AGE_KNOTS)
def test_an_age_step_begins_at_its_knot(knot: float) -> None:
    name = f"age_from_{knot:g}"
    assert encoded(age=int(knot))[name] == 1.0
    assert encoded(age=int(knot) - 1)[name] == 0.0


@pytest.mark.parametrize("knot", DURATION_KNOTS_DAYS)
def test_a_duration_step_begins_at_its_knot(knot: float) -> None:
    name = f"duration_from_{knot:g}_days"
    assert encoded(duration_days=knot)[name] == 1.0
    assert encoded(duration_days=knot - 0.5)[name] == 0.0


def test_context_is_scaled_as_documented() -> None:
    row = encoded(age=73, duration_days=0, pain_score=10)
    assert (row["age"], row["age_squared"]) == (1.0, 1.0)
    assert (row["log_duration"], row["log_duration_squared"]) == (-2.0, 4.0)
    assert (row["pain"], row["pain_squared"]) == (2.0, 4.0)


@given(cases())
def test_a_row_is_finite_and_of_single_precision(case: Case) -> None:
    row = SCHEMA.encode_case(case)
    assert row.dtype == np.float32
    assert np.isfinite(row).all()


@given(cases(), cases())
def test_a_case_alone_gives_the_same_row_as_among_others(a: Case, b: Case) -> None:
    together = SCHEMA.encode(matrix_from_cases([a, b]))
    assert np.array_equal(SCHEMA.encode_case(a)[0], together[0])
    assert np.array_equal(SCHEMA.encode_case(b)[0], together[1])


def test_labels_never_reach_the_features() -> None:
    drawn = sample_cases(50, Request(seed=1))
    unlabelled = CaseMatrix(
        **{
            name: getattr(drawn, name)
            for name in CaseMatrix.__annotations__
            if name != "condition"
        }
    )
    assert np.array_equal(SCHEMA.encode(drawn), SCHEMA.encode(unlabelled))


def test_no_cases_give_no_rows() -> None:
    assert SCHEMA.encode(matrix_from_cases([])).shape == (0, len(SCHEMA.names))


@pytest.mark.parametrize(
    ("fitted", "said"),
    [
        (IDS[1:], rf"missing \[\], extra \['{IDS[0]}'\]"),
        ((*IDS, "tail_wagging"), r"missing \['tail_wagging'\], extra \[\]"),
        (IDS[::-1], "reordered"),
    ],
)
def test_other_findings_than_the_fitted_ones_are_refused(
    fitted: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ArtifactError, match=said):
        FeatureSchema(fitted).encode_case(Case())


def test_columns_of_findings_are_found_by_name() -> None:
    present = SCHEMA.columns(("fever", "slr_positive"), present=True)
    absent = SCHEMA.columns(("fever", "slr_positive"), present=False)
    assert [SCHEMA.names[j] for j in present] == [
        "fever=present",
        "slr_positive=present",
    ]
    assert [SCHEMA.names[j] for j in absent] == ["fever=absent", "slr_positive=absent"]


def test_the_share_known_can_be_read_from_encoded_rows() -> None:
    drawn = sample_cases(500, Request(seed=3))
    X = SCHEMA.encode(drawn)
    assert SCHEMA.share_known(X) == pytest.approx(drawn.share_known)
