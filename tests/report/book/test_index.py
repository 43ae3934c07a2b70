from __future__ import annotations

from pipeline.knowledge import Knowledge
from pipeline.knowledge.coverage import coverage
from pipeline.report.book.index import index_values, wishes_values
from tests.report.book.reading import BookPage
from tests.report.book.sample import wished_sample


def test_every_condition_stands_in_one_section(knowledge: Knowledge) -> None:
    sections = index_values(knowledge, [], [])["sections"]
    listed = [row["link"].href for section in sections for row in section["rows"]]
    expected = {f"condition-{key}.html" for key in knowledge.condition_ids}
    assert sorted(listed) == sorted(expected)
    tiers = [section["tier"] for section in sections]
    assert tiers[:3] == ["emergency", "urgent_same_day", "urgent_2_weeks"]
    assert set(tiers[3:]) == {"routine"}


def test_a_condition_stands_under_its_own_urgency(knowledge: Knowledge) -> None:
    by_page = {f"condition-{p.id}.html": p for p in knowledge.profiles.values()}
    for section in index_values(knowledge, [], [])["sections"]:
        for row in section["rows"]:
            assert by_page[row["link"].href].tier == section["tier"]


def test_published_and_judged_numbers_are_counted(
    knowledge: Knowledge, book: dict[str, str]
) -> None:
    counts = {row.name: row for row in coverage(knowledge)}
    for part in book["index.html"].split("<tr>"):
        for key in knowledge.condition_ids:
            if f'href="condition-{key}.html"' in part and "data-name" in part:
                found = counts[key]
                text = BookPage(f"<tr>{part.split('</tr>')[0]}</tr>").text
                told = f"{found.published} {found.derived} {found.judged}"
                assert text.endswith(told), key


def test_the_chart_is_explained_by_a_real_row(book: dict[str, str]) -> None:
    reading = book["index.html"].split('id="reading"')[1]
    page = BookPage(reading.split("</section>")[0].join(["<section><h2", "</section>"]))
    assert "figures conflict" in page.text
    assert "This one is from" in page.text
    for setting in ("general population", "surgical series", "not stated"):
        assert setting in page.text


def test_the_most_wanted_number_comes_first(
    knowledge: Knowledge, book: dict[str, str]
) -> None:
    rows = wishes_values(knowledge, wished_sample(knowledge))["rows"]
    assert [row["nats"] for row in rows] == ["2.25", "0.50"]
    assert rows[0]["value"] == "38%"
    assert rows[0]["interval"] == "16 to 63%"
    page = BookPage(book["wish-list.html"])
    assert "condition-disc_herniation.html#finding-night_pain" in page.links
    why = knowledge.profiles["disc_herniation"].findings["worse_sitting"][0].why
    assert (why or "").split("(")[0].strip() in page.text
