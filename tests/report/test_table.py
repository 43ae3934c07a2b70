from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.table import (
    Column,
    Table,
    escape_markdown,
    markdown_table,
    numbers,
    text_table,
)

SMALL = Table(
    "Fruit",
    [Column("Name"), Column("Colour", wide_only=True), *numbers("Count")],
    [("Apple", "red", "3"), ("Fig", "blue", "12")],
    note="Counted by hand.",
)


def test_a_terminal_gets_aligned_columns_without_the_wide_ones() -> None:
    assert text_table(SMALL).splitlines() == [
        "FRUIT",
        "Counted by hand.",
        "Name   Count",
        "-----  -----",
        "Apple      3",
        "Fig       12",
    ]


def test_markdown_gets_every_column() -> None:
    assert markdown_table(SMALL).splitlines() == [
        "### Fruit",
        "",
        "Counted by hand.",
        "",
        "| Name | Colour | Count |",
        "| :-- | :-- | --: |",
        "| Apple | red | 3 |",
        "| Fig | blue | 12 |",
    ]


def test_an_empty_table_says_so() -> None:
    empty = Table("Fruit", SMALL.columns, [], if_empty="No fruit.")
    assert text_table(empty) == "FRUIT\nNo fruit."
    assert markdown_table(empty) == "### Fruit\n\nNo fruit."


def test_wide_cells_go_on_below_and_whole_columns_are_never_broken() -> None:
    name = "a_case_id_of_exactly_forty_letters_in_all"
    columns = [Column("Case", is_whole=True), Column("Cause"), *numbers("Rank")]
    table = Table("Cases", columns, [(name, "many words " * 12, "3")])
    lines = text_table(table).splitlines()
    assert max(map(len, lines)) <= 88
    assert lines[3].startswith(f"{name}  many words")
    assert lines[3].endswith("  3")
    assert " ".join(lines[3:]).count("many") == 12


def test_numbers_are_kept_whole_even_when_a_line_grows_too_long() -> None:
    table = Table("Long", numbers("A", "B"), [("1" * 60, "2" * 60)])
    assert text_table(table).splitlines()[-1] == "1" * 60 + "  " + "2" * 60


def test_control_characters_do_not_reach_the_terminal() -> None:
    table = Table("T", [Column("Name")], [("a\x1b[2Jb",)])
    assert "\x1b" not in text_table(table)
    assert "a�[2Jb" in text_table(table)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


@given(st.text(st.sampled_from("<>&|`*[]()\\~!/\n\rabc script"), max_size=40))
def test_escaped_text_is_one_line_with_no_tag_and_no_open_pipe(text: str) -> None:
    escaped = escape_markdown(text)
    parser = _Tags()
    parser.feed(escaped)
    assert parser.tags == []
    assert "\n" not in escaped
    assert "\r" not in escaped
    # Behind each sign stands an odd number of backslashes: it is always escaped.
    for i, sign in enumerate(escaped):
        if sign in "|`*[]~":
            before = escaped[:i]
            assert (len(before) - len(before.rstrip("\\"))) % 2 == 1


def test_a_hostile_cell_stays_in_its_cell() -> None:
    table = Table("T", [Column("A"), Column("B")], [("x | y\n| z", "<b>")])
    last = markdown_table(table).splitlines()[-1]
    assert last == "| x \\| y \\| z | &lt;b&gt; |"
