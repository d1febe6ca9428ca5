"""Check for alternative texts that say nothing about the image."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from blogtools.check.accessibility.markup import tokens_of
from blogtools.check.places import Problem, find_in_markdown, own_cells
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer, lazy_pattern
from blogtools.model import Markdown, Post, Visibility

_WORDS = """
alt alttext alternativetext altimage description chart diagram drawing fig figure figures foto gif graph graphic
icon illustration image images img jpeg jpg output photo pic picture plot png screenshot svg text thumbnail title
abbildung bild grafik imagen imagem immagine afbeelding obrazek изображение картинка рисунок 图片 画像 图
"""
VAGUE_ALT = frozenset(_WORDS.split())
"""Alternative texts that only say that there is an image, without spaces, digits and punctuation."""
MAX_ALT = 60
"""Characters of an alternative text that a message repeats."""
_FILE = lazy_pattern(r"[^\s/]+\.(?:apng|avif|bmp|gif|jfif|jpe?g|png|svg|tiff?|webp)", re.IGNORECASE)
_NO_LETTER = lazy_pattern(r"[\W\d_]+")
_HINT = 'say what the image shows; in HTML, `alt=""` marks decoration'


def find_vague_alt(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each alternative text that is the name of a file, a word for images, or the caption."""
    for where, message in find_in_markdown(post, call, _in_markdown):
        yield Finding("vague-alt", message, where, _HINT, "note")
    for cell in own_cells(post):
        options = cell.options
        if options.alt and cell.outputs and options.output is not Visibility.REMOVE:
            problem = vague(options.alt)
            if not problem and options.caption and _plain(options.alt) == _plain(options.caption):
                problem = "repeats the caption, which everybody reads anyway"
            if problem:
                where = Where(post.source, cell.number, 1)
                yield Finding(
                    "vague-alt", f"the alternative text {_quoted(options.alt)} {problem}", where, _HINT, "note"
                )


def vague(alt: str, url: str = "") -> str:
    """Return what is wrong with an alternative text, as the end of a sentence; empty if nothing is."""
    text = alt.strip()
    if _FILE.fullmatch(text) or _is_stem(text, url):
        return "is the name of a file"
    return "only says that there is an image" if _plain(text) in VAGUE_ALT else ""


def _is_stem(text: str, url: str) -> bool:
    """Return True for the name of the image's file, unless it may be words that somebody chose."""
    stem = posixpath.splitext(posixpath.basename(unquote(url)))[0]
    return text == stem and " " not in text and (text.count("-") > 1 or any(sign in "_0123456789" for sign in text))


def _plain(text: str) -> str:
    return _NO_LETTER.sub("", text).casefold()


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= MAX_ALT else f"“{text[: MAX_ALT - 1]}…”"


def _in_markdown(markdown: Markdown) -> tuple[Problem, ...]:
    text = markdown.text
    has_images = b"![" in text or b"<img" in text or b"<IMG" in text
    return tuple(_problems(markdown)) if has_images else ()


def _problems(markdown: Markdown) -> Iterator[Problem]:
    for token in tokens_of(markdown):
        if token.name == "img" and (alt := token.attributes.get("alt", "").strip()):
            problem = vague(alt, token.attributes.get("src", ""))
            if problem:
                yield token.position, f"the alternative text {_quoted(alt)} {problem}"
