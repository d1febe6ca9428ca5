"""Quarto's `.qmd` and R Markdown's `.Rmd`: blocks with a language in braces are cells of code, all others stay."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blogtools.errors import Finding, Where
from blogtools.importers.base import Imported, ImportedCell, read_text
from blogtools.importers.fences import LANGUAGE_ALIASES, CodeBlock, FencedText, read_cells, split_text
from blogtools.importers.front_matter import read_front
from blogtools.importers.sources.knitr import Chunk, defaults_in, option_lines, read_header
from blogtools.starter.notebook import KERNELS

_CHUNK = re.compile(r"\{[ \t]*([a-zA-Z][\w+#-]*)(?=[\s,}])(.*)\}", re.DOTALL)
_SHOWN = ("mermaid", "dot", "graphviz", "verbatim", "embed", "cat")
"""Diagrams, and engines of knitr that only show the text."""
_IN_BROWSERS = ("css", "js", "javascript", "ojs")
_OPTION = re.compile(r"[ \t]*(?:#|//|--|%%?)\|[ \t]*([\w.-]+)[ \t]*:")
_INLINE_R = re.compile(r"(?<!`)`\{?r\}? [^`\n]+`")
_DATE_OF_R = re.compile(r"^date:[^\n]*`r [^\n]*", re.MULTILINE)


class ChunkImporter:
    """Files of Quarto or R Markdown."""

    def __init__(self, name: str, suffixes: tuple[str, ...], language: str) -> None:
        self.name = name
        self.suffixes = suffixes
        self.language = language
        """That of a file without code."""

    def detect(self, path: Path, text: str) -> bool:  # noqa: ARG002 - the name says it
        """Return whether the file has the name of one."""
        return path.suffix.lower() in self.suffixes

    def read(self, path: Path) -> Imported:
        """Read a file; its front matter becomes the metadata cell, options of knitr become lines `#| …`.

        Raises:
            SourceError: it is not UTF-8, or its front matter has no end.
        """
        front = read_front(read_text(path), path)
        split = split_text(front.body)
        languages = Counter(language for block in split.blocks if (language := chunk_language(block)) in KERNELS)
        language = front.language or (languages.most_common(1)[0][0] if languages else self.language)
        reader = _Reader(split, path, front.line, language)
        cells = read_cells(split, reader.cell)
        source, undated = _without_computed_date(front.source, path)
        findings = (*undated, *reader.findings, *_computed(front.body, path, front.line))
        cells = (ImportedCell("raw", source), *cells) if source else cells
        return Imported(cells, language, tuple(sorted(findings, key=_line)), metadata=front.metadata)


def chunk_language(block: CodeBlock) -> str:
    """Return the language of a block that is executed; empty for one that is only shown."""
    match = _CHUNK.fullmatch(block.info or "")
    if match is None or match[1].lower() in _SHOWN:
        return ""
    return LANGUAGE_ALIASES.get(match[1].lower(), match[1].lower())


class _Reader:
    """Makes cells of the chunks of a file, which may depend on those before."""

    def __init__(self, split: FencedText, path: Path, first: int, language: str) -> None:
        self.split, self.path, self.first, self.language = split, path, first, language
        self.defaults: dict[str, Any] = {}
        self.findings: list[Finding] = [
            self._finding(block, "a cell of code in a list or a quote stays text", "move it out of there")
            for block in split.blocks
            if block.nested and chunk_language(block)
        ]

    def cell(self, block: CodeBlock) -> ImportedCell | None:
        """Return the cell of a block that is executed."""
        language = chunk_language(block)
        match = _CHUNK.fullmatch(block.info or "")
        if not language or match is None:
            return None
        if language == "asis":
            return ImportedCell("markdown", block.code)
        chunk = read_header(match[2])
        self._tell_left(block, chunk)
        if not block.closed:
            message = "a block of code that begins here does not end; all after it became code"
            self.findings.append(self._finding(block, message, "write ``` after the code"))
        if language in _IN_BROWSERS and language != self.language:
            message = f"a cell of {language} is shown as code, and has no effect on the page"
            self.findings.append(self._finding(block, message, "put it into the blog's own files, or remove it"))
        written = {found[1] for line in block.code.split("\n") if (found := _OPTION.match(line))}
        hidden = {"include": False} if language == "comment" else {}
        options = {
            name: value for name, value in {**self.defaults, **chunk.options, **hidden}.items() if name not in written
        }
        if language == "r" and "opts_chunk" in block.code:
            self._read_defaults(block)
        comments = [
            *(f"# {name} = {value}" for name, value in chunk.expressions.items()),
            *map("# {}".format, chunk.rest),
        ]
        lines = [*option_lines(options), *block.code.split("\n")]
        if comments:
            # Below the options: they end at the first line that is none.
            after = next((number for number, line in enumerate(lines) if not _OPTION.match(line)), len(lines))
            lines[after:after] = comments
        metadata = {} if language == self.language else {"vscode": {"languageId": language}}
        return ImportedCell("code", "\n".join(lines), metadata)

    def _tell_left(self, block: CodeBlock, chunk: Chunk) -> None:
        """Tell what of the header of a chunk is only a comment now."""
        for name, value in chunk.expressions.items():
            message = f"the option {name}={value} is computed by R, and was kept as a comment"
            self.findings.append(self._finding(block, message, f"write its value: #| {name.replace('.', '-')}: …"))
        for part in chunk.rest:
            message = f"{part} in the header of this block is no option, and was kept as a comment"
            self.findings.append(self._finding(block, message, "write name=value"))

    def _read_defaults(self, block: CodeBlock) -> None:
        """Remember what the chunk sets for all that follow."""
        found = defaults_in(block.code)
        self.defaults |= found.options
        for name, value in found.expressions.items():
            message = f"the option {name} = {value} of all chunks is computed by R, and has no effect"
            self.findings.append(self._finding(block, message, "write its value"))

    def _finding(self, block: CodeBlock, message: str, hint: str) -> Finding:
        return Finding("import", message, Where(str(self.path), line=self.first + self.split.line(block)), hint)


def _without_computed_date(source: str, path: Path) -> tuple[str, tuple[Finding, ...]]:
    """Return the front matter with a date that R computes (``"`r Sys.Date()`"``) as a comment, and a finding for it."""
    match = _DATE_OF_R.search(source)
    if match is None:
        return source, ()
    place = Where(str(path), line=source.count("\n", 0, match.start()) + 1)
    message = f"{match[0]} is the day on which R runs, and was left out"
    finding = Finding("import", message, place, "write the date itself")
    return f"{source[: match.start()]}# {source[match.start() :]}", (finding,)


def _computed(body: str, path: Path, first: int) -> Iterator[Finding]:
    """Yield a finding for each line with a value that R or Python writes into the text."""
    if "`r " not in body and "`{r}" not in body:
        return
    for number, line in enumerate(body.split("\n"), first):
        match = _INLINE_R.search(line)
        if match:
            message = f"{match[0]} is shown as code: R computes it"
            yield Finding("import", message, Where(str(path), line=number), "write its value")


def _line(finding: Finding) -> int:
    return finding.where.line or 0


QUARTO = ChunkImporter("quarto", (".qmd",), "python")
R_MARKDOWN = ChunkImporter("rmarkdown", (".rmd", ".rmarkdown"), "r")
