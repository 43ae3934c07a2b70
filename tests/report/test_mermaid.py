import re

from pipeline.report.mermaid import carried_picture, reliability_picture
from pipeline.report.words import share
from tests.report.sample import sample_evaluation, without_published


def test_a_picture_has_a_name_for_every_value_and_the_figures_of_the_table() -> None:
    evaluation = sample_evaluation()
    for picture in (reliability_picture(evaluation), carried_picture(evaluation)):
        assert picture.startswith("```mermaid\nxychart-beta\n")
        assert picture.endswith("\n```")
        names = re.findall('"', picture.partition("x-axis")[2])
        for values in re.findall(r"(?:bar|line) \[(.*)\]", picture):
            assert len(values.split(", ")) == len(names) / 2
    tops = [share(row["top3"]).rstrip("%") for row in evaluation["circularity"]]
    assert f"bar [{', '.join(tops)}]" in carried_picture(evaluation)


def test_a_name_cannot_break_out_of_its_quotes() -> None:
    evaluation = sample_evaluation()
    evaluation["circularity"][0]["id"] = 'a"] \n```<b>'
    picture = carried_picture(evaluation)
    assert '"a' in picture
    assert picture.count("```") == 2
    assert "<b>" not in picture


def test_what_was_not_measured_is_not_drawn() -> None:
    assert "published" not in carried_picture(without_published())
