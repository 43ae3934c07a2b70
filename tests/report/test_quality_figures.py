from pipeline.report.figures import to_svg
from pipeline.report.quality_figures import (
    area_figure,
    leaning_figure,
    robustness_figure,
    subgroup_figure,
)
from tests.report.qualities import qualities

PARTS = qualities()


def test_the_hardest_condition_comes_first() -> None:
    figure = area_figure(PARTS["discrimination"])
    svg = to_svg(figure.chart)
    assert svg.index("Acute limb ischaemia") < svg.index("Vertebral fracture")
    assert "table" in figure.label


def test_groups_ways_and_questions_are_named() -> None:
    assert "Setting: spine clinic" in to_svg(subgroup_figure(PARTS["subgroups"]).chart)
    svg = to_svg(robustness_figure(PARTS["robustness"]).chart)
    assert "5% flipped" in svg
    assert "As given" not in svg
    assert "Age" in to_svg(leaning_figure(PARTS["leaning"]).chart)
