from __future__ import annotations

from pipeline.knowledge import Knowledge
from pipeline.report.book.comparison import comparison_values
from pipeline.report.book.findings import pooled_share

FINDING = "slr_positive"


def test_every_condition_stands_either_in_the_chart_or_below_it(
    knowledge: Knowledge,
) -> None:
    for finding in knowledge.finding_ids:
        told = comparison_values(knowledge, finding)
        listed = {key for key, p in knowledge.profiles.items() if finding in p.findings}
        assert {row.id for row, _ in told["rows"]} == listed
        assert len(told["usual"]) == len(knowledge.profiles) - len(listed)


def test_the_commonest_comes_first(knowledge: Knowledge) -> None:
    order = [row.id for row, _ in comparison_values(knowledge, FINDING)["rows"]]
    shares = [
        pooled_share(knowledge.profiles[key].findings[FINDING]).mean for key in order
    ]
    assert len(shares) > 5
    assert shares == sorted(shares, reverse=True)


def test_a_row_shows_what_the_page_of_its_condition_shows(
    knowledge: Knowledge, book: dict[str, str]
) -> None:
    for row, href in comparison_values(knowledge, FINDING)["rows"]:
        page, _, anchor = href.partition("#")
        assert f'id="{anchor}"' in book[page]
        assert row.interval in book[page]


def test_every_figure_is_counted_as_published_or_not(knowledge: Knowledge) -> None:
    told = comparison_values(knowledge, FINDING)
    lines = [line for group in told["numbers"] for line in group.lines]
    assert told["n_published"] == sum(line.is_published for line in lines)
    assert told["n_published"] + told["n_judged"] == len(lines)
    assert told["n_published"] > 0
