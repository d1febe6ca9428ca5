"""Markdown with front matter: fences of the notebook's language become code cells, all else stays Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from blogtools.errors import TEXT_POSTS, Finding, FrontMatterError, SourceError, Where
from blogtools.importers.base import Imported, read_text
from blogtools.model import Markdown
from blogtools.read.text_post import split_front
from blogtools.starter.notebook import KERNELS, front_text
from blogtools.transform.markdown.parse import located_events, reference_definitions

MARKDOWN_SUFFIXES = TEXT_POSTS
ALIASES = {"py": "python", "python3": "python", "ipython": "python", "jl": "julia"}
_INFO = re.compile(r"\{?\.?([A-Za-z][\w+-]*)")
_OPENING = re.compile(r" {0,3}(`{3,}|~{3,})[^\n]*\n?")


class _Fence(NamedTuple):
    """A fenced block of code, not inside of a list or a quote."""

    start: int
    """In bytes."""
    end: int
    language: str


class MarkdownImporter:
    """Markdown files, as static site generators have them."""

    name = "markdown"

    def detect(self, path: Path, text: str) -> bool:  # noqa: ARG002 - the name says it
        """Return whether a file is Markdown by its name."""
        return path.suffix.lower() in MARKDOWN_SUFFIXES

    def read(self, path: Path) -> Imported:
        """Read a file; its front matter becomes the metadata cell as it stands.

        Raises:
            SourceError: it is not UTF-8, or its front matter has no end.
        """
        front, body, first = split_front_matter(read_text(path), path)
        markdown = Markdown(body.encode(), ())
        fences = tuple(_fences(markdown))
        known = Counter(fence.language for fence in fences if fence.language in KERNELS)
        language = known.most_common(1)[0][0] if known else "python"
        code = [fence for fence in fences if fence.language == language]
        cells = tuple(_cells(markdown, code))
        findings = tuple(_unclosed(markdown.text, code, path, first))
        return Imported((*((("raw", front),) if front else ()), *cells), language, findings)


def split_front_matter(text: str, path: Path) -> tuple[str, str, int]:
    """Return the front matter with its fences, the text after it, and the number of that text's first line.

    `Title: …` lines at the start (Pelican, MultiMarkdown) become front matter in YAML.

    Raises:
        SourceError: the front matter has no end.
    """
    try:
        front, body, first, header = split_front(text, str(path))
    except FrontMatterError as error:
        raise SourceError(error.message, where=error.where, hint=error.hint) from error
    return front_text({key.lower(): value for _, key, value in header}) if header else front, body, first


def _fences(markdown: Markdown) -> Iterator[_Fence]:
    depth = 0
    for event, start, end in located_events(markdown):
        kind, value = next(iter(event.items())) if isinstance(event, dict) else (event, None)
        if kind == "Start":
            block = value.get("CodeBlock") if isinstance(value, dict) else None
            if depth == 0 and isinstance(block, dict) and "Fenced" in block:
                info = _INFO.match(block["Fenced"])
                word = info[1].lower() if info else ""
                yield _Fence(start, end, ALIASES.get(word, word))
            depth += 1
        elif kind == "End":
            depth -= 1


def _cells(markdown: Markdown, code: list[_Fence]) -> Iterator[tuple[str, str]]:
    """Yield the cells: what stands between the fences, and what stands in them."""
    text = markdown.text
    definitions = {label: text[start:end].decode().strip() for label, (start, end) in _definitions(markdown, code)}
    done = 0
    for fence in code:
        yield from _prose(text[done : fence.start], definitions)
        yield "code", _inside(text[fence.start : fence.end].decode())
        done = fence.end
    yield from _prose(text[done:], definitions)


def _definitions(markdown: Markdown, code: list[_Fence]) -> list[tuple[str, tuple[int, int]]]:
    """Return the definitions of links, which cells have to have on their own if there are several."""
    return list(reference_definitions(markdown).items()) if code else []


def _prose(data: bytes, definitions: dict[str, str]) -> Iterator[tuple[str, str]]:
    source = data.decode().strip("\n")
    if not source.strip():
        return
    small = source.casefold()
    missing = [line for label, line in definitions.items() if f"[{label.casefold()}]" in small and line not in source]
    yield "markdown", "\n\n".join([source, *(["\n".join(missing)] if missing else [])])


def _inside(block: str) -> str:
    """Return the code of a fenced block."""
    opening = _OPENING.match(block)
    assert opening is not None  # noqa: S101 - the parser said that it is one
    lines = block[opening.end() :].rstrip("\n").split("\n")
    if _is_closing(lines[-1], opening[1]):
        lines.pop()
    return "\n".join(lines)


def _is_closing(line: str, fence: str) -> bool:
    mark = line.strip()
    return len(mark) >= len(fence) and set(mark) == {fence[0]}


def _unclosed(text: bytes, code: list[_Fence], path: Path, first: int) -> Iterator[Finding]:
    """Yield a finding for a fence that runs to the end of the file."""
    for fence in code[-1:]:
        block = text[fence.start : fence.end].decode()
        opening = _OPENING.match(block)
        if opening and not _is_closing(block.rstrip("\n").rpartition("\n")[2], opening[1]):
            line = first + text.count(b"\n", 0, fence.start)
            message = "a fence of code that begins here does not end; all after it became code"
            yield Finding("import", message, Where(str(path), line=line), f"write {opening[1]} after the code")


IMPORTER = MarkdownImporter()
