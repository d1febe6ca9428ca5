"""Plain text: the first line is the title, a line that stands alone may be a heading, all else is paragraphs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from blogtools.dates import leading_moment
from blogtools.errors import SourceError, Where
from blogtools.importers.base import Imported, read_text
from blogtools.starter.notebook import front_text

TEXT_SUFFIXES = (".txt", ".text", "")
LONGEST_HEADING = 80
"""Characters of a heading that no date or time tells to be one."""
_PROMPT = re.compile(r"(?:[\w.-]+@[\w.-]+[: ]\S* ?)?[$%❯] \S.*")
_SENTENCE_END = tuple(".!?…:;,")
_MARKUP = re.compile(r"[\\`*\[\]<>$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_LINE_MARKUP = re.compile(r"^( {0,3})(?=#{1,6}(?: |$)|[-+](?: |$)|=+ *$|-+ *$|~{3})|^( {0,3}\d{1,9})(?=[.)](?: |$))")

Paragraph = tuple[str, ...]
"""Lines without a blank one between them."""


class TextImporter:
    """Text without markup, as it stands in notes and mails."""

    name = "text"

    def detect(self, path: Path, text: str) -> bool:
        """Return whether a file is text with a title on a line of its own, and prose."""
        if path.suffix.lower() not in TEXT_SUFFIXES or "\0" in text:
            return False
        title, *body = _paragraphs(_without_prompt(text)[1]) or [()]
        return len(title) == 1 and any(" " in line.strip() for paragraph in body for line in paragraph)

    def read(self, path: Path) -> Imported:
        """Read a file; the date of the post is that of its first dated heading.

        Raises:
            SourceError: it is not UTF-8, or has no words.
        """
        prompt, text = _without_prompt(read_text(path))
        paragraphs = _paragraphs(text)
        if not paragraphs:
            message = "has no text"
            raise SourceError(message, where=Where(str(path)))
        (title, *rest), *body = paragraphs
        last = len(body) - 1
        texts = [("", tuple(rest))] if rest else []
        texts += [(_heading(paragraph, is_last=index == last), paragraph) for index, paragraph in enumerate(body)]
        date = next((date for line, _ in texts if (date := _date(line))), None)
        front = front_text({"title": title.strip(), **({"date": date} if date else {})})
        if prompt:
            # A comment among the metadata: readers do not see it, and nothing is lost.
            front = front.replace("---\n", f"---\n# {prompt}\n", 1)
        return Imported((("raw", front), *(("markdown", text) for text in _sections(texts))))


def _without_prompt(text: str) -> tuple[str, str]:
    """Return the line of a shell that a text begins with (empty if it begins otherwise), and the text after it."""
    first, _, rest = text.lstrip().partition("\n")
    return (first.strip(), rest) if _PROMPT.fullmatch(first.strip()) else ("", text)


def _paragraphs(text: str) -> list[Paragraph]:
    blocks = re.split(r"\n[ \t]*(?:\n[ \t]*)+", f"\n{text}\n")
    return [lines for block in blocks if (lines := tuple(line for line in block.split("\n") if line.strip()))]


def _heading(paragraph: Paragraph, *, is_last: bool) -> str:
    """Return the text of a heading; empty if a paragraph is none."""
    line = paragraph[0].strip()
    if len(paragraph) > 1 or line.endswith(_SENTENCE_END):
        return ""
    is_short = len(line) <= LONGEST_HEADING and line[0].isalnum() and not is_last
    return line if is_short or leading_moment(line) is not None else ""


def _date(line: str) -> dt.date | None:
    leading = leading_moment(line)
    return leading.date if leading is not None else None


def _sections(texts: Sequence[tuple[str, Paragraph]]) -> Iterator[str]:
    """Yield Markdown: each heading with its paragraphs; times stand below the day that they are of."""
    blocks: list[str] = []
    has_date = False
    for line, paragraph in texts:
        if line:
            if blocks:
                yield "\n\n".join(blocks)
            is_timed = _date(line) is None and leading_moment(line) is not None
            has_date = has_date or _date(line) is not None
            blocks = [f"{'###' if is_timed and has_date else '##'} {_escaped(line)}"]
        else:
            blocks.append("\n".join(_escaped(part.rstrip()) for part in paragraph))
    if blocks:
        yield "\n\n".join(blocks)


def _escaped(line: str) -> str:
    """Return a line as Markdown that shows it to the letter; four spaces would make code of it."""
    text = _MARKUP.sub(_as_written, line.lstrip())
    return _LINE_MARKUP.sub(lambda match: f"{match[1] or match[2] or ''}\\", text)


def _as_written(mark: re.Match[str]) -> str:
    if mark[0] == "\\" and mark.string[mark.end() : mark.end() + 1] in tuple("[]()"):
        return "&#92;"  # JupyterLab would make formulas of these, with another backslash before them too.
    return f"\\{mark[0]}"


IMPORTER = TextImporter()
