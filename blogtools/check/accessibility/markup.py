"""Markdown and HTML as one stream of tags and texts, so that a check is written once for both."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from itertools import accumulate
from typing import NamedTuple

from blogtools.check.places import event_parts
from blogtools.memo import lazy_pattern
from blogtools.model import Markdown
from blogtools.transform.markdown.mathematics import restore
from blogtools.transform.markdown.tags import RAW_TEXT, tags

_COMMENT = lazy_pattern(r"<!--(?:.*?-->|.*\Z)", re.DOTALL)
_NAMES = {"Link": "a", "Table": "table", "TableHead": "tr", "TableRow": "tr", "CodeBlock": "pre"}
_NOTHING: Mapping[str, str] = {}


class Token(NamedTuple):
    """A start tag, an end tag or a text."""

    position: int
    """Index of the parser's event; 0 in HTML of its own."""
    name: str = ""
    """Of the element, in small letters; empty for a text, and for an element that no check asks for."""
    is_end: bool = False
    attributes: Mapping[str, str] = _NOTHING
    text: str = ""
    """For a text."""


def tokens_of(markdown: Markdown) -> Iterator[Token]:
    """Yield what a piece of Markdown shows; the cells of a table's header are `th`, the `alt` of an image is its text.

    A heading is not told: `Post.headings` has it.
    """
    html: list[str] = []
    alternative: list[str] = []
    images: list[tuple[int, str]] = []
    cell = "td"
    for position, event in enumerate(markdown.events):
        kind, value = event_parts(event)
        if kind == "Html":
            html.append(value)
            continue
        if html:
            yield from _of_block(html, position - len(html))
            html = []
        if kind in ("Start", "End"):
            name, data = (value, {}) if value.__class__ is str else next(iter(value.items()))
            if name == "Image":
                if kind == "Start":
                    images.append((position, restore(data["dest_url"], markdown.formulas)))
                else:
                    start, url = images.pop()
                    if not images:  # An image in the text of another one is a part of that text.
                        yield Token(start, "img", attributes={"src": url, "alt": "".join(alternative)})
                        alternative = []
            elif not images:
                cell = ("th" if kind == "Start" else "td") if name == "TableHead" else cell
                attributes = (
                    {"href": restore(data["dest_url"], markdown.formulas)} if name == "Link" and data else _NOTHING
                )
                yield Token(position, _NAMES.get(name, cell if name == "TableCell" else ""), kind == "End", attributes)
        elif kind == "InlineHtml" and not images:
            yield from html_tokens(value, position)
        else:
            text = restore(value, markdown.formulas) if kind in ("Text", "Code") else " "
            if images:
                alternative.append(text)
            else:
                yield Token(position, text=text)
    yield from _of_block(html, len(markdown.events) - len(html))


def html_tokens(html: str, position: int = 0) -> Iterator[Token]:
    """Yield the tags and texts of HTML, without comments, scripts and styles."""
    return _tokens(html, (0,), position)


def _of_block(lines: Sequence[str], position: int) -> Iterator[Token]:
    """Yield the tokens of a block of HTML, of which the parser gives each line as an event."""
    starts = [0, *accumulate(map(len, lines))]
    return _tokens("".join(lines), starts[:-1] or (0,), position)


def _tokens(html: str, starts: Sequence[int], position: int) -> Iterator[Token]:
    done = 0
    hidden = False
    for tag in tags(html) if "<" in html else ():
        if done < tag.start and not hidden:
            yield from _text(html[done : tag.start], position + bisect_right(starts, done) - 1)
        done = tag.end
        hidden = tag.name in RAW_TEXT and not tag.is_end
        attributes = {one.name: one.value for one in tag.attributes} if tag.written else _NOTHING
        yield Token(position + bisect_right(starts, tag.start) - 1, tag.name, tag.is_end, attributes)
    if not hidden:
        yield from _text(html[done:], position + bisect_right(starts, done) - 1)


def _text(html: str, position: int) -> Iterator[Token]:
    text = unescape(_COMMENT.sub("", html) if "<!--" in html else html)
    if text:
        yield Token(position, text=text)
