from pipeline.report.headline_tables import headline_interval_table, headline_sentence
from tests.report.qualities import qualities

HEADLINE = qualities()["headline_intervals"]


def test_every_figure_has_its_interval_beside_the_best() -> None:
    table = headline_interval_table(HEADLINE)
    assert table.rows[0] == ("Regret, nats", "0.0018 (0.0016 to 0.0020)", "–")
    assert table.rows[1][1] == "70.0% (69.6 to 70.4)"
    assert len(table.rows) == 6
    assert "120,000 held-out cases, resampled 200 times" in table.note


def test_the_sentence_gives_the_regret() -> None:
    assert "0.0018 (0.0016 to 0.0020) nats" in headline_sentence(HEADLINE)
