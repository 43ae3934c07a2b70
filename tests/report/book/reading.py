"""Reads a page of the book as a browser would."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr"}
LOADS = {"src", "srcset", "data", "poster", "action", "xlink:href", "background"}


class BookPage(HTMLParser):
    """Tags, ids, links, headings, and the words, those of sources apart.

    Parameters
    ----------
    html : str
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.headings: list[int] = []
        self.texts: list[str] = []
        self.own_texts: list[str] = []
        self.unnamed_pictures = 0
        self.uncaptioned_tables = 0
        self._cited = 0
        self._awaits: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._note_first_child(tag)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        if tag == "a":
            self.links.append(given["href"])
        if tag == "link":
            self.loads.append(given["href"])
        self.loads += [value for name, value in given.items() if name in LOADS]
        assert not any(name.startswith("on") for name in given)
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        if self._cites(tag, given):
            self._cited = len(self.open)
        if tag == "table" or (tag == "svg" and given.get("role") == "img"):
            self._awaits.append(tag)
        elif tag == "svg" and "aria-hidden" not in given and "x" not in given:
            self.unnamed_pictures += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._cited == len(self.open):
            self._cited = 0
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if not self._cited:
            self.own_texts.append(data)

    def _cites(self, tag: str, given: dict[str, str]) -> bool:
        to_source = tag == "a" and given["href"].startswith("sources.html#")
        return not self._cited and (tag == "cite" or to_source)

    def _note_first_child(self, tag: str) -> None:
        """A picture begins with its title, a table with its caption."""
        if self._awaits:
            first = self._awaits.pop()
            self.unnamed_pictures += first == "svg" and tag != "title"
            self.uncaptioned_tables += first == "table" and tag != "caption"

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    @property
    def own_text(self) -> str:
        return " ".join(" ".join(self.own_texts).split())
