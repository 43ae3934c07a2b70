from pipeline.report.figures import to_svg
from pipeline.report.interview_chart import interview_chart
from tests.report.test_interview_tables import CURVE, INTERVIEWS


def test_the_curve_holds_every_point_of_every_policy() -> None:
    chart = interview_chart(INTERVIEWS).to_dict()
    level, lines = chart["layer"]
    values = chart["datasets"][lines["data"]["name"]]
    assert len(values) == 2 * len(CURVE)
    assert values[0] == {"policy": "by worth", "questions": 0, "top3": 0.4}
    assert chart["datasets"][level["data"]["name"]] == [{"top3": 0.95}]
    svg = to_svg(interview_chart(INTERVIEWS))
    assert svg.startswith("<svg")
    for name in ("by worth", "information only", "Questions asked"):
        assert name in svg
