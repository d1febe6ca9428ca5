"""Finds the snippets of a post and turns each into a program."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from blogtools.errors import Finding, Severity, SnippetError, Where
from blogtools.memo import lazy_pattern
from blogtools.model import Cell, Post, Snippet
from blogtools.transform.cell_names import SNIPPET_NAME, SNIPPET_NAME_HINT, cell_names, cell_tags
from blogtools.transform.options import cell_options
from blogtools.transform.redaction.texts import as_published

_CROSS_REFERENCE = lazy_pattern(r"(?:fig|tbl|lst|eq|sec|thm|lem|cor|prp|cnj|def|exm|exr|vid|dia)[-:]")
"""Prefix of labels that Quarto uses for cross-references."""

MAX_SNIPPETS = 500
"""Named cells of a post that become snippets; each is analyzed with all the code before it."""
MAX_PROGRAMS = 20_000_000
"""Characters of all programs of a post together; each may hold all the code before it."""

Exists = Callable[[str], bool]
"""Function that returns True if a file beside the notebook exists."""


class NamedCell(msgspec.Struct, frozen=True):
    """A code cell with a name."""

    name: str
    cell: Cell
    """The cell, its source without option lines."""
    is_label: bool
    """True if the name is only a label, which may be meant just as an anchor."""


def has_names(post: Post) -> bool:
    """Return True if any code cell may have a name; a fast check, because it runs on every post."""
    return any(
        cell.kind == "code"
        and (
            bool(
                cell.metadata
                and (cell.metadata.get("tags") or cell.metadata.keys() & {"snippet", "label", "name", "blogtools"})
            )
            or "snippet" in cell.source
            or "label" in cell.source
        )
        for cell in post.notebook.cells
    )


def named_cells(post: Post) -> tuple[tuple[NamedCell, ...], tuple[Finding, ...]]:
    """Return the named code cells of a notebook in order, each name once, and findings about names."""
    found: dict[str, NamedCell] = {}
    findings: list[Finding] = []
    for original in post.notebook.cells:
        if original.kind != "code":
            continue
        cell, _ = cell_options(original, post.language)
        names = tuple(cell_names(cell))
        if not names:
            continue
        one = NamedCell(names[0], cell, is_label=len(names) == 1 and bool(cell.options.label))
        first = found.get(one.name)
        where = Where(post.source, cell.number)
        if SNIPPET_NAME.fullmatch(one.name) is None:
            if not one.is_label:
                message = f"{one.name!r} is not a valid snippet name"
                findings.append(Finding("snippet", message, where, SNIPPET_NAME_HINT, "error"))
        elif first is None:
            found[one.name] = one
        else:
            message = f"cell {first.cell.number} already has the name {one.name}"
            severity: Severity = "warning" if one.is_label and first.is_label else "error"
            findings.append(Finding("snippet", message, where, "rename one of the two cells", severity))
    return tuple(found.values()), tuple(findings)


def add_snippets(post: Post, exists: Exists = lambda _: False) -> Post:
    """Add the snippets of a post, and findings about them."""
    named, findings = named_cells(post)
    if not named:
        return msgspec.structs.replace(post, findings=post.findings + findings)
    problems = list(findings)
    if len(named) > MAX_SNIPPETS:
        problems.append(_too_many(post, named, MAX_SNIPPETS, f"a post has at most {MAX_SNIPPETS} snippets"))
        named = named[:MAX_SNIPPETS]
    maker = SnippetMaker(post, named, exists)
    snippets: list[Snippet] = []
    size = 0
    for index, one in enumerate(named):
        if one.cell.number in post.waiting_cells:
            continue
        if size > MAX_PROGRAMS:
            problems.append(_too_many(post, named, index, f"those before have {MAX_PROGRAMS:,} characters of code"))
            break
        try:
            snippet = maker.make(one)
            size += len(snippet.program)
            on_page = not (one.is_label and _CROSS_REFERENCE.match(one.name))
            snippets.append(snippet if on_page else msgspec.structs.replace(snippet, on_page=False))
        except SnippetError as error:
            # A cell with a label need not be a program; a cell with a snippet name must be.
            if not one.is_label:
                problems.append(error.as_finding())
    return msgspec.structs.replace(post, snippets=tuple(snippets), findings=post.findings + tuple(problems))


def _too_many(post: Post, named: Sequence[NamedCell], first: int, why: str) -> Finding:
    """Return the finding about named cells, from the one at `first` on, that do not become snippets."""
    one = named[first]
    message = f"{one.name} and {len(named) - first - 1} more named cells are no snippets: {why}"
    return Finding("snippet", message, Where(post.source, one.cell.number), "split the notebook, or name fewer cells")


class SnippetMaker:
    """Makes the snippets of one post from a single analysis of the notebook."""

    def __init__(
        self, post: Post, named: Sequence[NamedCell], exists: Exists = lambda _: False, *, pinned: bool = False
    ) -> None:
        """Analyze a post with its named cells; `pinned` requires the package versions that are installed here."""
        # The analysis is imported only for posts with snippets.
        from blogtools.analysis.slice import analyze

        self.post = post
        self.exists = exists
        self.pinned = pinned
        last = max((one.cell.number for one in named), default=0)
        cells = [
            cell_options(cell, post.language)[0]
            for cell in post.notebook.cells
            if cell.kind == "code" and cell.number <= last
        ]
        self.cells = [cell for cell in cells if _runs(cell)]
        self.analysis = analyze([cell.source for cell in self.cells]) if post.language in PYTHON else None

    def make(self, named: NamedCell) -> Snippet:
        """Return the snippet of a named cell.

        Raises:
            SnippetError: The cell is not Python 3, or is not run.
        """
        if self.analysis is None:
            return Snippet(named.name, named.cell.number, self.post.language, "", named.cell.source, named.cell.source)
        return self._make_python(named)

    def _make_python(self, named: NamedCell) -> Snippet:
        from blogtools.analysis.browser import in_browser
        from blogtools.analysis.dependencies import is_listed
        from blogtools.analysis.plain import plain_python
        from blogtools.analysis.program import dependencies_of, program

        number = named.cell.number
        language = plain_python(named.cell.source).language
        index = next((i for i, cell in enumerate(self.cells) if cell.number == number), None)
        if language != "python":
            body = named.cell.source.partition("\n")[2]
            return Snippet(named.name, number, language, "", body, body)
        analysis = self.analysis
        if index is None or analysis is None:
            message = f"snippet {named.name}: the cell is marked as not to be run"
            raise SnippetError(message, where=Where(self.post.source, number), hint="remove the mark or the name")
        error = analysis.error(index)
        if error is not None:
            message = f"snippet {named.name}: is not Python 3: {error.msg}"
            raise SnippetError(message, where=Where(self.post.source, number, error.lineno), hint="fix the cell")
        made = analysis.slice(index)
        modules = made.usage.modules
        local = {
            name
            for name in (module.lstrip(".").partition(".")[0] for module in modules if not is_listed(module))
            if self._is_local(name)
        }
        dependencies, guesses = dependencies_of(made, local, pinned=self.pinned)
        notes = (
            *made.notes,
            *(f"{name} is assumed to be the PyPI package of that name" for name in guesses),
            *(f"{name}.py must be in the same folder as the program" for name in sorted(local)),
        )
        file = as_published(self.post.source, self.post.redaction)
        description = f"{named.name}: from “{self.post.title}” ({file}, cell {number})."
        if made.files:
            description += f"\n\nReads {', '.join(made.files)}.\n"
        return Snippet(
            name=named.name,
            cell=number,
            setup=made.setup,
            source=made.source,
            program=program(made, description, dependencies),
            dependencies=dependencies,
            files=(*made.files, *(f"{name}.py" for name in sorted(local))),
            in_browser=not local and not made.files and in_browser(modules),
            notes=notes,
        )

    def _is_local(self, name: str) -> bool:
        return bool(name) and (self.exists(f"{name}.py") or self.exists(f"{name}/__init__.py"))


PYTHON = frozenset({"python", "ipython", "python3"})
"""Names of Python as a kernel language."""


def _runs(cell: Cell) -> bool:
    """Return True if a cell is run with the notebook (Quarto's `eval`, MyST's tag)."""
    tags = cell_tags(cell)
    return cell.options.extra.get("eval") is not False and not {"skip-execution", "skip_execution"} & set(tags)
