from pipeline.report.depth_figures import depth_figures
from pipeline.report.depth_sections import depth_sections
from pipeline.report.evaluation_report import Report
from pipeline.report.evaluation_text import render_evaluation
from pipeline.report.html import render_html
from pipeline.report.markdown import render_markdown
from tests.report.sample import sample_evaluation

WITHOUT = ["Intervals around probabilities", "None of these"]
# An evaluation from before they were measured has none of them.
NEWER = {
    "Headline figures": "headline_intervals",
    "Discrimination": "discrimination",
    "Urgency": "urgency",
    "Subgroups": "subgroups",
    "Robustness": "robustness",
    "What the model leans on": "leaning",
}
TITLES = [
    "Headline figures",
    "Discrimination",
    "Calibration in depth",
    "Prediction sets in depth",
    "Intervals around probabilities",
    "Urgency",
    "Subgroups",
    "Robustness",
    "None of these",
    "Other case mixes",
    "Interviews",
    "What the model leans on",
]


def test_every_promise_has_its_section_with_a_table_first() -> None:
    sections = list(depth_sections(sample_evaluation()))
    assert [section.title for section in sections] == TITLES
    assert all(section.tables[0].rows for section in sections)


def test_a_curve_of_learning_comes_first_where_there_is_one() -> None:
    evaluation = sample_evaluation()
    for candidate in evaluation["candidates"]:
        candidate["curve"] = [{"n_rows": 8192, "regret_nats": 0.1}]
    first = next(depth_sections(evaluation))
    assert first.title == "Learning curve"


def test_what_the_model_does_without_is_left_out() -> None:
    evaluation = {**sample_evaluation(), "outsiders": None, "intervals": None}
    titles = [section.title for section in depth_sections(evaluation)]
    assert titles == [title for title in TITLES if title not in WITHOUT]


def test_what_an_older_evaluation_had_not_measured_is_left_out() -> None:
    kept = set(sample_evaluation()) - set(NEWER.values())
    older = {key: item for key, item in sample_evaluation().items() if key in kept}
    titles = [section.title for section in depth_sections(older)]
    assert titles == [title for title in TITLES if title not in NEWER]


def test_every_form_of_the_report_has_every_table() -> None:
    evaluation = sample_evaluation()
    report = Report(evaluation)
    page, summary = render_html(report), render_markdown(report)
    text = render_evaluation(evaluation)
    for section in depth_sections(evaluation):
        assert f"<h2>{section.title}</h2>" in page
        assert f"<summary>{section.title}</summary>" in summary
        for table in section.tables:
            assert table.title.upper() in text
        for figure in depth_figures(section.title, evaluation):
            assert figure.caption in page
