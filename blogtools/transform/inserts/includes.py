"""Included files: Quarto's shortcode, MyST's directives, MkDocs' snippets, Jekyll's plain includes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

import msgspec

from blogtools.errors import Finding, Where
from blogtools.memo import call_uncached, lazy_pattern
from blogtools.model import Cell, Post
from blogtools.transform.context import Context
from blogtools.transform.dialects.cells import without_hidden
from blogtools.transform.dialects.spans import Replacement, Span, replaced
from blogtools.transform.dialects.written_lines import with_edits
from blogtools.transform.inserts.calls import Surroundings, read_arguments
from blogtools.transform.inserts.looks import may_include
from blogtools.transform.inserts.pieces import PieceError, lines_of, snippet_of
from blogtools.transform.inserts.shortcodes import code
from blogtools.transform.markdown.addresses import with_addresses
from blogtools.transform.redaction.texts import redact_file

DEEPEST = 10
"""Files that may include one another."""
MOST_INCLUDES = 1_000_000
"""Characters that the includes of a post may add."""
_MAY_INCLUDE = lazy_pattern(
    r"^[ \t]*(?:\{\{<[ \t]*include\b|(?:`{3,}|~{3,}|:{3,})[ \t]*\{(?:literal)?include\}|-+8<-|\{%-?[ \t]*include)",
    re.MULTILINE,
)
_QUARTO = lazy_pattern(rb"^[ \t]*\{\{<[ \t]*include[ \t]+(?P<arguments>[^\n]*?)[ \t]*>\}\}[ \t]*$", re.MULTILINE)
_DIRECTIVE = lazy_pattern(
    rb"^(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*\{(?P<name>include|literalinclude)\}[ \t]*(?P<path>[^\n]*?)[ \t]*\n"
    rb"(?P<body>(?:[^\n]*\n)*?)(?P=fence)[`~:]*[ \t]*$",
    re.MULTILINE,
)
_OPTION = lazy_pattern(r"^:([\w-]+):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_SNIPPET = lazy_pattern(rb"^(?P<indent>[ \t]*)-+8<-+[ \t]+[\"'](?P<path>[^\"'\n]+)[\"'][ \t]*$", re.MULTILINE)
_SNIPPETS = lazy_pattern(
    rb"^(?P<indent>[ \t]*)-+8<-+[ \t]*\n(?P<paths>(?:[^\n]+\n)+?)[ \t]*-+8<-+[ \t]*$", re.MULTILINE
)
_JEKYLL = lazy_pattern(
    rb"^[ \t]*\{%-?[ \t]*include(?P<relative>_relative)?[ \t]+(?P<path>[\w./-]+)[ \t]*-?%\}[ \t]*$", re.MULTILINE
)
_LIQUID = (b"{{", b"{%")
_FRONT_MATTER = lazy_pattern(r"\A---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_URL = lazy_pattern(r"[a-z][a-z0-9+.-]*:|/|#", re.IGNORECASE)


class _Include(msgspec.Struct, frozen=True):
    """An include as it is written."""

    start: int
    end: int
    path: str
    options: Mapping[str, str] = {}
    is_code: bool = False
    """True if the file is shown as a block of code."""
    rebases: bool = False
    """True if addresses in the file are relative to it."""
    snippet: str | None = None
    """The part that a snippet of MkDocs names."""
    indent: str = ""
    in_code: bool = False
    """True if the mark stands in a block of code. Without such a file, it is an example there, and stays."""
    is_template: bool = False
    """True for an include of Jekyll, which stays if its file is no plain text."""


def include_files(post: Post, context: Context) -> Post:
    """Put the text of files in the place of the marks that include them; marks that hide apply to each file by itself.

    Only files of the blog are read. What cannot be included is left out, and found.
    """
    includer = _Includer(post, context)
    cells = tuple(
        includer.included(cell) if cell.kind == "markdown" and may_include(cell.source) else cell for cell in post.cells
    )
    return msgspec.structs.replace(post, cells=cells, findings=post.findings + tuple(includer.findings))


class _Includer:
    """Includes files in the cells of one post."""

    def __init__(self, post: Post, context: Context) -> None:
        self.post = post
        self.context = context
        self.folder = posixpath.dirname(post.source)
        self.findings: list[Finding] = []
        self.added = 0

    def included(self, cell: Cell) -> Cell:
        return with_edits(cell, *self.edits(cell.source, "", (), cell.number))

    def expanded(self, source: str, folder: str, trail: tuple[str, ...], cell: int) -> str:
        """Return a text with its includes; `folder` is that of its file, relative to the notebook."""
        data, edits = self.edits(source, folder, trail, cell)
        return replaced(data, edits).decode() if edits else source

    def edits(self, source: str, folder: str, trail: tuple[str, ...], cell: int) -> tuple[bytes, list[Replacement]]:
        """Return the text in bytes, and what takes the place of its includes."""
        if not _MAY_INCLUDE.search(source):
            return source.encode(), []
        text = Surroundings(source)
        texts: dict[Span, list[str]] = {}
        for one in _includes(text):
            line = text.line(one.start)
            found = self.text(one, folder, trail, Where(self.post.source, cell, line if not trail else None))
            if found is not None:
                texts.setdefault((one.start, one.end), []).append(found)
        return text.data, [Replacement(*span, "\n\n".join(found).encode()) for span, found in texts.items()]

    def text(self, one: _Include, folder: str, trail: tuple[str, ...], where: Where) -> str | None:
        """Return what takes the place of an include; None if its mark stays."""
        path = self.path(one.path, folder, one)
        data = self.context.read_file(path)
        if data is None and (one.in_code or one.is_template):
            return None
        if data is not None and one.is_template and any(mark in data for mark in _LIQUID):
            return None
        problem, hint = self.problem(path, data, trail)
        if problem or data is None:
            self.tell(one.path, trail, problem, hint, where)
            return ""
        source = redact_file(data, self.post.redaction).decode()
        try:
            piece = lines_of(source, one.options) if one.snippet is None else snippet_of(source, one.snippet)
        except PieceError as error:
            self.tell(one.path, trail, str(error), "correct the part that it names", where)
            return ""
        self.added += len(piece)
        if self.added > MOST_INCLUDES:
            self.tell(
                one.path, trail, f"is too much: the includes of a post may have {MOST_INCLUDES:,} characters", "", where
            )
            return ""
        if one.is_code:
            return _code(piece, one, path)
        if one.in_code:
            return _indented(piece.rstrip("\n"), one.indent)
        return self.markdown(piece, one, path, trail, where.cell or 0)

    def markdown(self, piece: str, one: _Include, path: str, trail: tuple[str, ...], cell: int) -> str:
        piece = _FRONT_MATTER.sub("", piece, count=1)
        pseudo = Cell(cell, "markdown", piece)
        visible, findings = without_hidden((pseudo,), self.post.notebook.metadata, self.post.source, call_uncached)
        self.findings += (
            msgspec.structs.replace(found, message=f"{path} {found.message}", where=Where(self.post.source, cell))
            for found in findings
        )
        shown = visible[0].source if visible and visible[0].options == pseudo.options else ""
        folder = posixpath.dirname(path)
        shown = self.expanded(shown, folder, (*trail, path), cell)
        if folder and one.rebases:
            shown = with_addresses(shown, lambda url: url if _URL.match(url) else posixpath.join(folder, url))
        return _indented(shown.strip("\n"), one.indent)

    def path(self, written: str, folder: str, one: _Include) -> str:
        """Return the path of a file relative to the notebook."""
        if written.startswith("/"):  # Relative to the root of the blog, as in Quarto.
            return posixpath.relpath(written.lstrip("/") or ".", self.folder or ".")
        if one.is_template and "relative" not in one.options:
            return posixpath.relpath(f"_includes/{written}", self.folder or ".")
        near = posixpath.normpath(posixpath.join(folder, written))
        if one.snippet is not None and self.context.read_file(near) is None:
            # MkDocs reads snippets from the root.
            root = posixpath.relpath(written, self.folder or ".")
            return root if self.context.read_file(root) is not None else near
        return near

    def problem(self, path: str, data: bytes | None, trail: tuple[str, ...]) -> tuple[str, str]:
        """Return why a file is not included, as the end of a message, and what to do; empty if it can be."""
        if data is None:
            return self.context.absence(path)
        if path in trail:
            return "includes itself", "remove one of the includes"
        if len(trail) >= DEEPEST:
            return f"is included by more than {DEEPEST} files, one by the other", "include it in fewer steps"
        if path.endswith(".ipynb"):
            return "is a notebook", "embed its cells: {{< embed other.ipynb#name >}}"
        try:
            data.decode()
        except UnicodeDecodeError:
            return "is no text in UTF-8", "save it as UTF-8, or link to it"
        return "", ""

    def tell(self, path: str, trail: tuple[str, ...], problem: str, hint: str, where: Where) -> None:
        chain = "".join(f" (included by {one})" for one in trail[-1:])
        self.findings.append(Finding("include", f"the included file {path}{chain} {problem}", where, hint, "warning"))


def _includes(text: Surroundings) -> Iterator[_Include]:
    data = text.data
    for match in _QUARTO.finditer(data):
        if text.is_text(match.end() - 1):
            yield _Include(*match.span(), read_arguments(match["arguments"].decode()).get("file", 0))
    for match in _DIRECTIVE.finditer(data):
        is_block = match["fence"][:1] != b":"
        if match.start() in text.structure.marked_code if is_block else text.is_text(match.start()):
            options = dict(_OPTION.findall(match["body"].decode()))
            is_code = match["name"] == b"literalinclude" or "literal" in options or "code" in options
            yield _Include(*match.span(), match["path"].decode().strip("\"'"), options, is_code, rebases=True)
    for match in _SNIPPET.finditer(data):
        in_code = match.end() - 1 in text.structure.code
        if in_code or text.is_text(match.end() - 1):
            path, part = _parted(match["path"].decode())
            indent = match["indent"].decode()
            yield _Include(*match.span(), path, snippet=part, indent=indent, in_code=in_code)
    for match in _SNIPPETS.finditer(data):
        if text.is_text(match.end() - 1):
            for line in match["paths"].decode().splitlines():
                path, part = _parted(line)
                yield _Include(*match.span(), path, snippet=part, indent=match["indent"].decode())
    for match in _JEKYLL.finditer(data):
        if text.is_text(match.end() - 1):
            options = {"relative": "yes"} if match["relative"] else {}
            yield _Include(*match.span(), match["path"].decode(), options, is_template=True)


def _parted(written: str) -> tuple[str, str]:
    """Return the path of a snippet, and the part of the file after the colon."""
    path, _, part = written.partition(":")
    return path.strip(), part.strip()


def _code(piece: str, one: _Include, path: str) -> str:
    options = one.options
    language = options.get("language") or options.get("lang") or options.get("code") or posixpath.splitext(path)[1][1:]
    if "dedent" in options:
        import textwrap

        piece = textwrap.dedent(piece)
    block = code(piece.rstrip("\n"), language)
    return f"*{options['caption']}*\n\n{block}" if options.get("caption") else block


def _indented(text: str, indent: str) -> str:
    return "\n".join(f"{indent}{line}" if line else line for line in text.split("\n")) if indent else text
