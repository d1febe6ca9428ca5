"""Check the spelling of what authors write, with typos, which knows how English words are misspelled."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from blogtools.check.places import event_parts, markdown_line, metadata_place, own_cells
from blogtools.config import BlogConfig
from blogtools.errors import Finding, UsageError, Where
from blogtools.model import Cell, Markdown, Post
from blogtools.transform.markdown.parse import located_events

LANGUAGE = "en"
"""The language that typos knows, as the beginning of a language tag."""
LOCALES = ("en-us", "en-gb", "en-ca", "en-au")
"""Ways of spelling that typos tells apart; a post in plain `en` may be in any."""

_NO_WORDS = re.compile(rb"[^\s<>()]+://[^\s<>()]+|www\.[^\s<>()]+|[^\s<>()]+@[^\s<>()]+")
_FAULTS = (0, 2)
"""Exit statuses of typos that has done its work: it found nothing, or something."""


class Speller(msgspec.Struct, frozen=True):
    """The program that looks for misspelled words, and how the blog writes."""

    program: str
    folder: Path
    """The blog's, where typos finds settings of its own (`_typos.toml`)."""
    language: str
    words: frozenset[str]
    """Words that are correct, in small letters."""


class _Misspelling(msgspec.Struct, frozen=True):
    """A line of typos's output in JSON."""

    line_num: int
    byte_offset: int
    typo: str
    corrections: tuple[str, ...]


class _Text(NamedTuple):
    """A text of a post: spaces stand for what is no prose, so that each word has its place."""

    text: bytes
    where: Where
    cell: Cell | None = None
    """The cell whose Markdown it is, by which the line is found."""


def find_speller(blog: BlogConfig) -> Speller:
    """Return the speller of a blog.

    Raises:
        UsageError: typos is not installed.
    """
    # Where a program is installed beside this one, its environment need not be active.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    program = shutil.which("typos", path=path)
    if program is None:
        message = "spelling is checked by typos, which is not installed"
        raise UsageError(message, hint="pip install 'blogtools[spelling]'")
    words = frozenset(word.casefold() for word in blog.settings.words)
    return Speller(program, blog.root, blog.settings.language, words)


def find_misspellings(post: Post, speller: Speller) -> Iterator[Finding]:
    """Yield a finding for each misspelled word in prose: no code, no addresses, no formulas, no HTML.

    Raises:
        UsageError: typos cannot be run, or its own settings are wrong.
    """
    language = (post.front.language or speller.language).lower().replace("_", "-")
    if language.partition("-")[0] != LANGUAGE:
        message = f"is in the language {language}, and so its spelling was not checked"
        yield Finding("spelling", message, Where(post.source), "typos knows English only", "note")
        return
    texts = [text for text in _texts(post) if text.text.strip()]
    starts: list[tuple[_Text, int]] = []
    """For each line that typos reads, its text and the byte where it begins there."""
    for text in texts:
        offset = 0
        for line in text.text.split(b"\n"):
            starts.append((text, offset))
            offset += len(line) + 1
    for one in _misspellings(b"\n".join(text.text for text in texts), language, speller) if texts else ():
        text, start = starts[one.line_num - 1]
        if one.typo.casefold() not in speller.words:
            meant = (
                f"did you mean {' or '.join(one.corrections)}? If not, add" if one.corrections else "correct it, or add"
            )
            where = _place(post, text, start + one.byte_offset)
            hint = f"{meant} the word to the setting `words`"
            yield Finding("spelling", f"the text says {one.typo}", where, hint, "note")


def _misspellings(text: bytes, language: str, speller: Speller) -> list[_Misspelling]:
    locale = ["--locale", language] if language in LOCALES else []
    command = [speller.program, "--format", "json", *locale, "-"]
    try:
        done = subprocess.run(command, input=text, capture_output=True, cwd=speller.folder, check=False)  # noqa: S603 - a program that the author installed, without a shell
    except OSError as error:
        message = f"typos cannot be run: {error.strerror}"
        raise UsageError(message) from error
    if done.returncode not in _FAULTS:
        message = f"typos failed: {' '.join(done.stderr.decode(errors='replace').split())}"
        raise UsageError(message, hint="its settings are in _typos.toml, typos.toml or pyproject.toml")
    lines = (line for line in done.stdout.splitlines() if line.startswith(b'{"type":"typo"'))
    return [msgspec.json.decode(line, type=_Misspelling) for line in lines]


def _texts(post: Post) -> Iterator[_Text]:
    for text in (post.front.title, post.front.description):
        if text:
            yield _Text(_one_line(text), metadata_place(post, text.split("\n")[0]))
    for cell in own_cells(post):
        if cell.markdown is not None:
            yield _Text(_prose(cell.markdown), Where(post.source, cell.number), cell)
        for caption in (cell.options.caption, cell.options.code_caption, cell.options.alt):
            if caption:
                yield _Text(_one_line(caption), Where(post.source, cell.number))


def _one_line(text: str) -> bytes:
    return _without_addresses(" ".join(text.split()).encode(errors="replace"))


def _prose(markdown: Markdown) -> bytes:
    """Return parsed Markdown with spaces in place of every byte that is no prose, except for line breaks."""
    text = markdown.text
    prose = bytearray(byte if byte == ord("\n") else ord(" ") for byte in text)
    in_code = in_address = False
    for event, start, end in located_events(markdown):
        kind, value = event_parts(event)
        name = value if isinstance(value, str) else next(iter(value), "") if isinstance(value, dict) else ""
        if kind in ("Start", "End") and name in ("CodeBlock", "HtmlBlock"):
            in_code = kind == "Start"
        elif kind == "Start" and name == "Link":
            in_address = value["Link"]["link_type"] in ("Autolink", "Email")
        elif kind == "End" and name == "Link":
            in_address = False
        elif kind == "Text" and not in_code and not in_address:
            prose[start:end] = text[start:end]
    return _without_addresses(bytes(prose))


def _without_addresses(text: bytes) -> bytes:
    return _NO_WORDS.sub(lambda found: b" " * len(found[0]), text)


def _place(post: Post, text: _Text, start: int) -> Where:
    if text.cell is None or text.cell.markdown is None:
        return text.where
    line = markdown_line(post, text.cell, text.cell.markdown, start)
    return Where(post.source, text.cell.number, line)
