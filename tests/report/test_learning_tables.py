from pipeline.report.figures import to_svg
from pipeline.report.learning_chart import learning_chart
from pipeline.report.learning_tables import learning_table
from tests.report.sample import sample_evaluation

CURVE = [
    {"n_rows": 16_384, "regret_nats": 0.1234},
    {"n_rows": 16_000_000, "regret_nats": 0.00087},
]


def test_the_curve_is_that_of_the_chosen_classifier() -> None:
    evaluation = sample_evaluation()
    for candidate in evaluation["candidates"]:
        candidate["curve"] = CURVE if candidate["chosen"] else []
    rows = [tuple(row) for row in learning_table(evaluation).rows]
    assert rows == [("16,384", "0.1234"), ("16,000,000", "0.0009")]
    assert "Cases learnt from" in to_svg(learning_chart(evaluation))


def test_one_that_learnt_from_labels_has_no_curve() -> None:
    evaluation = sample_evaluation()
    for candidate in evaluation["candidates"]:
        candidate.pop("curve", None)
    assert not learning_table(evaluation).rows
