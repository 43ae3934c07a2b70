from pipeline.knowledge import load_knowledge
from pipeline.report.labels import Labels
from pipeline.report.leaning_tables import leaning_sentence, leaning_table
from tests.report.qualities import qualities

LEANING, LABELS = qualities()["leaning"], Labels(load_knowledge())


def test_questions_stand_in_words_with_what_they_are_worth() -> None:
    table = leaning_table(LEANING, LABELS)
    assert table.title == "The 4 questions that the model leans on most"
    assert table.rows[3][0] == LABELS.short("fever")
    assert table.rows[0][2] == "0.350 (0.346 to 0.354)"


def test_the_sentence_names_the_first_three() -> None:
    told = leaning_sentence(LEANING, LABELS)
    assert LABELS.short("numbness").lower() in told
    assert LABELS.short("fever").lower() not in told
