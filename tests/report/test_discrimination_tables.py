from pipeline.knowledge import load_knowledge
from pipeline.report.discrimination_tables import (
    area_table,
    discrimination_sentence,
    macro_table,
    member_table,
    syndrome_table,
)
from pipeline.report.labels import Labels
from tests.report.qualities import qualities

DISCRIMINATION = qualities()["discrimination"]


def test_the_mean_stands_beside_the_best_with_both_intervals() -> None:
    first, second = macro_table(DISCRIMINATION).rows
    assert first[:2] == ("As they come", "120,000")
    assert first[2:] == ("0.9722 (0.9682 to 0.9762)", "0.9732 (0.9692 to 0.9772)")
    assert second[0] == "All equally common"


def test_a_condition_with_too_few_natural_cases_has_no_area_there() -> None:
    rows = area_table(DISCRIMINATION).rows
    assert len(rows) == 28
    assert rows[0][1:3] == ("5", "–")
    assert rows[0][4] == "0.930 (0.926 to 0.934)"


def test_syndromes_that_are_kept_lie_on_the_marked_diagonal() -> None:
    table = syndrome_table(DISCRIMINATION, "model")
    assert [column.name for column in table.columns][1:4] == [
        "Serious",
        "Not spinal",
        "Nerve root",
    ]
    assert table.rows[0] == ("Serious", "900", "60", "40", "90.0% (89.6 to 90.4)")
    assert table.rows[2][-1] == "–"
    assert set(table.marks) == {(0, 1), (1, 2), (2, 3)}


def test_every_syndrome_names_its_conditions() -> None:
    rows = member_table(DISCRIMINATION, Labels(load_knowledge())).rows
    assert ("Not spinal", "Muscle strain") in rows


def test_the_sentence_names_the_hardest_condition() -> None:
    told = discrimination_sentence(DISCRIMINATION)
    assert "27 conditions" in told
    assert "acute limb ischaemia (0.930)" in told
    nothing = {**DISCRIMINATION, "by_condition": []}
    assert "Hardest" not in discrimination_sentence(nothing)
