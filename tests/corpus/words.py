"""The words and ids of a page, as a reader and a browser see them."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import msgspec

HIDDEN = {"style", "script", "head", "title", "template", "noscript", "annotation", "annotation-xml"}
VOID = {"meta", "link", "br", "img", "input", "hr", "source", "track", "wbr", "col", "area", "base", "embed"}
# Scripts without spaces between words are compared character by character.
WORD = re.compile(r"[^\W_]+")


class PageText(msgspec.Struct, frozen=True):
    """What one page says."""

    words: Counter[str]
    ids: Counter[str]
    tex: Counter[str]
    """Words of the TeX sources kept in formulas."""
    images: tuple[str, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.tex: list[str] = []
        self.ids: Counter[str] = Counter()
        self.images: list[str] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids[str(values["id"])] += 1
        if tag == "math" and values.get("alttext"):
            self.tex.append(str(values["alttext"]))
        if tag == "img":
            self.images.append(values.get("src") or "")
        if tag in HIDDEN and tag not in VOID:
            self.hidden.append(tag)
        if tag not in INLINE:
            self.texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.hidden:
            while self.hidden and self.hidden.pop() != tag:
                pass
        if tag not in INLINE:
            self.texts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts.append(data)
        elif self.hidden[-1].startswith("annotation"):
            self.tex.append(data)


INLINE = {"a", "b", "em", "i", "span", "strong", "code", "time", "del", "u", "font", "small", "mark"}


def read_page(html: str) -> PageText:
    """Words, ids, TeX and images of an HTML page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return PageText(
        words(" ".join(["".join(reader.texts)])), reader.ids, words(" ".join(reader.tex)), tuple(reader.images)
    )


def words(text: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(WORD.findall(text))
