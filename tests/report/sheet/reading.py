"""Reads a page and a PDF as a person would, blanks aside."""

from __future__ import annotations

import re
import zlib
from functools import cached_property
from html.parser import HTMLParser

# A font is chosen, or letters are shown; brackets in pairs stand there unescaped.
_PLAIN = rb"(?:\\.|[^\\()])*"
_SHOWN = (
    rb"/(\w+) [\d.]+ Tf|\((" + _PLAIN + rb"(?:\(" + _PLAIN + rb"\)" + _PLAIN + rb")*)\)"
)
# Lines, the foot of every page, and what is marked about the words.
_ASIDE = re.compile(rb"/Artifact<<.*?>>BDC.*?\nEMC|/Span<<.*?>>BDC", re.DOTALL)
UNREAD = {"style", "title"}


def closed_up(text: str) -> str:
    """Drop blanks: where a line breaks, or could, is not what is read."""
    return "".join(text.replace("\u200b", "").split())


class ReadPage(HTMLParser):
    """Words, tags and addresses of a page.

    Parameters
    ----------
    html : str
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self._texts: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in {"src", "href"}]
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in {"meta", "link"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not UNREAD & set(self._open):
            self._texts.append(data)

    @property
    def text(self) -> str:
        return closed_up("".join(self._texts))


class ReadPdf:
    """Pages and words of a PDF as Typst writes it.

    Parameters
    ----------
    pdf : bytes
    """

    def __init__(self, pdf: bytes) -> None:
        found = re.findall(rb"(\d+) 0 obj\s(.*?)\sendobj", pdf, re.DOTALL)
        self._objects = {int(number): body for number, body in found}
        root = re.search(rb"/Root (\d+) 0 R", pdf)
        assert root is not None
        self.catalog = self._objects[int(root[1])]
        pages = self._referred(self.catalog, "Pages")
        kids = re.search(rb"/Kids\[(.*?)\]", pages)
        assert kids is not None
        self._pages = [
            self._objects[int(n)] for n in re.findall(rb"(\d+) 0 R", kids[1])
        ]

    @property
    def n_pages(self) -> int:
        return len(self._pages)

    @property
    def metadata(self) -> str:
        return self._referred(self.catalog, "Metadata").decode("utf-8")

    @cached_property
    def text(self) -> str:
        return closed_up("".join(map(self._page_text, self._pages)))

    def _referred(self, body: bytes, key: str) -> bytes:
        found = re.search(rb"/%s (\d+) 0 R" % key.encode(), body)
        assert found is not None, key
        return self._objects[int(found[1])]

    def _page_text(self, page: bytes) -> str:
        fonts = re.search(rb"/Font<<(.*?)>>", self._referred(page, "Resources"))
        assert fonts is not None
        letters = {
            name: self._letters(self._objects[int(number)])
            for name, number in re.findall(rb"/(\w+) (\d+) 0 R", fonts[1])
        }
        texts, font = [], b""
        content = re.sub(_ASIDE, b"", _stream(self._referred(page, "Contents")))
        for chosen, literal in re.findall(_SHOWN, content, re.DOTALL):
            font = chosen or font
            code = _unescaped(literal)
            pairs = (code[i : i + 2] for i in range(0, len(code), 2))
            texts += [letters[font].get(pair, "") for pair in pairs]
        return "".join(texts)

    def _letters(self, font: bytes) -> dict[bytes, str]:
        cmap = _stream(self._referred(font, "ToUnicode")).decode("ascii")
        pairs = re.findall(r"^<(\w+)> <(\w+)>$", cmap, re.MULTILINE)
        return {
            bytes.fromhex(glyph): bytes.fromhex(text).decode("utf-16-be")
            for glyph, text in pairs
            if len(glyph) == 4
        }


def _stream(body: bytes) -> bytes:
    # By its length: what is packed may end in what looks like a line break.
    length = re.search(rb"/Length (\d+)", body)
    assert length is not None
    start = body.index(b"stream\n") + len(b"stream\n")
    return zlib.decompress(body[start : start + int(length[1])])


_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _unescaped(literal: bytes) -> bytes:
    def mean(found: re.Match[bytes]) -> bytes:
        sign = found[1]
        return bytes([int(sign, 8)]) if sign.isdigit() else _ESCAPES.get(sign, sign)

    return re.sub(rb"\\([0-7]{1,3}|.)", mean, literal, flags=re.DOTALL)
