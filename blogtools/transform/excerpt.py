"""Excerpt, teaser and word count of a post."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Cell, Markdown, Post
from blogtools.transform.context import Context
from blogtools.transform.formula_text import readable, without_tex
from blogtools.transform.markdown.mathematics import replace_marks

EXCERPT_LENGTH = 280
"""Longest excerpt, in characters; it is cut between words."""
TEASER_LENGTH = 1200
"""Longest text before the "more" marker, in characters: enough for a few paragraphs."""
SEPARATOR = " · "
"""Between the items of a list."""

MORE_MARKER = lazy_pattern(
    r"<!--\s*(?:more|TEASER_END|END_TEASER|truncate|end[ -]?excerpt)\b.*?-->", re.IGNORECASE | re.DOTALL
)
"""The "more" markers of WordPress, Hugo, Jekyll and MkDocs; Nikola (`utils.TEASER_REGEXP`); Docusaurus."""
CAPTION = '<span class="caption">'
"""Begins a caption of a figure or table, which is no text to read in a line."""
_TAG = lazy_pattern(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|</?([a-z][\w-]*)[^>]*>", re.IGNORECASE | re.DOTALL
)
_BREAKING = frozenset({"br", "div", "dd", "dt", "hr", "li", "p", "td", "th", "tr"})
"""HTML elements that separate words."""
_INLINE = frozenset({"Emphasis", "Image", "Link", "Strikethrough", "Strong", "Subscript", "Superscript"})
_UNREAD = frozenset({"CodeBlock", "FootnoteDefinition", "Image", "MetadataBlock", "Table"})
"""Markdown that is no text to read in a line."""
_SPACED = lazy_pattern(r"[\0-\u0dff\u2000-\u2e7f\U00010000-\U0001ffff]*")
"""Text without the characters of the next two, which take ten times as long to compile, and longer to search for."""
_SINGLE = lazy_pattern(r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
"""Chinese and Japanese characters, two of which are read in the time of a word."""
_UNSPACED = lazy_pattern(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Tibetan, Burmese and Khmer, whose words have about five characters and no spaces between them."""


class TextBlock(msgspec.Struct, frozen=True):
    """A top-level block of a post."""

    kind: str
    """Such as `Paragraph`; `more` for a "more" marker."""
    text: str
    is_prose: bool
    """True if there is a word in it besides formulas."""


def add_excerpt(post: Post, _: Context) -> Post:
    """Add an excerpt (the description or first paragraph), the text before a "more" marker, and the word count.

    The word count is that of a text with spaces: two Chinese or Japanese characters count as one word.
    """
    words = sum(count_words(cell.source) for cell in post.cells if cell.kind == "markdown")
    teaser = _teaser(post)
    excerpt = without_tex(post.front.description or "")
    # An author who puts the marker in front of everything wants no summary.
    if not excerpt and teaser != "":
        excerpt = _first_text(post.cells)
    return msgspec.structs.replace(
        post, excerpt=shorten(excerpt), teaser=shorten(teaser or "", TEASER_LENGTH), words=words
    )


def count_words(text: str) -> int:
    """Return the number of words, or of what takes as long to read in scripts without spaces."""
    if text.isascii() or _SPACED.fullmatch(text):
        return len(text.split())
    spaced, single = _SINGLE.subn(" ", text)
    spaced, unspaced = _UNSPACED.subn(" ", spaced)
    return len(spaced.split()) + -(-single // 2) + unspaced // 5


def shorten(text: str, length: int = EXCERPT_LENGTH) -> str:
    """Return a text on one line, cut between words if it is longer than `length` characters."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[:length]
    # Chinese and Japanese have no spaces to cut at.
    start = cut if _SINGLE.match(cut[-1]) else cut.rsplit(" ", 1)[0]
    return start.rstrip(" ,;:–—-、，；：") + "…"


def _first_text(cells: Sequence[Cell]) -> str:
    """Return the first paragraph that has words, else the first list or quotation."""
    other = ""
    for block in _blocks(cells):
        if block.is_prose and block.kind == "Paragraph":
            return block.text
        if block.is_prose and not other and block.kind in ("List", "BlockQuote", "DefinitionList"):
            other = block.text
    return other


def _teaser(post: Post) -> str | None:
    """Return the text before the "more" marker, or None without a marker; headings count if there is nothing else."""
    # Most posts have no marker, and some have other comments.
    if not any(
        cell.markdown is not None and "<!--" in cell.source and MORE_MARKER.search(cell.source) for cell in post.cells
    ):
        return None
    texts: list[str] = []
    headings: list[str] = []
    for block in _blocks(post.cells):
        if block.kind == "more":
            return " ".join(texts) or " ".join(headings)
        if block.kind != "Heading":
            texts.append(block.text)
        elif block.text != post.title:
            headings.append(block.text)
    return None


def _blocks(cells: Sequence[Cell]) -> Iterator[TextBlock]:
    """Yield the top-level blocks with text, in order, and the "more" markers; what a marker splits is two blocks."""
    for cell in cells:
        if cell.markdown is not None:
            yield from _blocks_of(cell.markdown)


def _blocks_of(markdown: Markdown) -> Iterator[TextBlock]:
    depth = unread = 0
    kind = ""
    parts: list[str] = []
    """Texts of the block so far, from the first one that is not blank."""
    for event in markdown.events:
        if event.__class__ is str:
            _add(" ", parts)
            continue
        ((what, value),) = event.items()
        name = value if value.__class__ is str else next(iter(value)) if value.__class__ is dict else ""
        if what == "Start":
            if not depth:
                kind, parts = name, []
            depth += 1
            unread += name in _UNREAD
            if name in ("Item", "DefinitionListTitle", "DefinitionListDefinition") and parts:
                parts.append(SEPARATOR)
        elif what == "End":
            depth -= 1
            unread -= name in _UNREAD
            _add("" if name in _INLINE else " ", parts)
            if not depth:
                yield from _finished(kind, parts, markdown)
                parts, unread = [], 0
        elif what in ("Html", "InlineHtml"):
            if marker := MORE_MARKER.search(value):
                _add(_plain(value[: marker.start()]), parts)
                yield from _finished(kind, parts, markdown)
                yield TextBlock("more", "", is_prose=False)
                parts, value = [], value[marker.end() :]
            if value.startswith(CAPTION):
                unread += 1
            elif unread and value == "</span>":
                unread -= 1
            _add(_plain(value), parts)
        elif what in ("Text", "Code") and not unread:
            _add(value, parts)


def _add(text: str, parts: list[str]) -> None:
    if parts or text.strip():
        parts.append(text)


def _finished(kind: str, parts: Sequence[str], markdown: Markdown) -> Iterator[TextBlock]:
    written = " ".join("".join(parts).split())
    if text := readable(written, markdown.formulas).strip():
        yield TextBlock(kind, text, _has_words(written, markdown))


def _has_words(written: str, markdown: Markdown) -> bool:
    """Return True if there are words besides formulas."""
    rest = replace_marks(written, markdown.formulas, lambda _: "") if markdown.formulas else written
    return any(map(str.isalnum, rest))


def _plain(markup: str) -> str:
    """Return the text of HTML."""
    return html.unescape(_TAG.sub(_space, markup)) if "<" in markup or "&" in markup else markup


def _space(tag: re.Match[str]) -> str:
    return " " if (tag[2] or "").lower() in _BREAKING else ""
