"""Which cells of a post are snippets, and what each of them is as a program."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec

from blogtools.errors import Finding, Severity, SnippetError, Where
from blogtools.model import Cell, Post, Snippet
from blogtools.transform.cell_names import SNIPPET_NAME, SNIPPET_NAME_HINT, cell_names, cell_tags
from blogtools.transform.options import cell_options

_FIGURE = re.compile(r"(?:fig|tbl|lst|eq|sec|thm|lem|cor|prp|cnj|def|exm|exr|vid|dia)[-:]")
"""How labels begin that Quarto's cross-references use."""

Exists = Callable[[str], bool]
"""Whether a file stands beside the notebook."""


class Named(msgspec.Struct, frozen=True):
    """A code cell with a name."""

    name: str
    cell: Cell
    """Its source is without option lines."""
    is_label: bool
    """Whether the name is a label, which may mean no more than an anchor."""


def has_names(post: Post) -> bool:
    """Whether any code cell may have a name; asked of every post, so it only looks at the surface."""
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


def named_cells(post: Post) -> tuple[tuple[Named, ...], tuple[Finding, ...]]:
    """The named code cells of a notebook in order, each name once, and what is wrong with names."""
    found: dict[str, Named] = {}
    findings: list[Finding] = []
    for original in post.notebook.cells:
        if original.kind != "code":
            continue
        cell, _ = cell_options(original, post.language)
        names = tuple(cell_names(cell))
        if not names:
            continue
        one = Named(names[0], cell, is_label=len(names) == 1 and bool(cell.options.label))
        first = found.get(one.name)
        where = Where(post.source, cell.number)
        if SNIPPET_NAME.fullmatch(one.name) is None:
            if not one.is_label:
                message = f"{one.name!r} is not a valid snippet name"
                findings.append(Finding("snippet", message, where, SNIPPET_NAME_HINT, "error"))
        elif first is None:
            found[one.name] = one
        else:
            message = f"the name {one.name} is taken by cell {first.cell.number}"
            severity: Severity = "warning" if one.is_label and first.is_label else "error"
            findings.append(Finding("snippet", message, where, "give one of the two cells another name", severity))
    return tuple(found.values()), tuple(findings)


def add_snippets(post: Post, exists: Exists = lambda _: False) -> Post:
    """The post with its snippets; what is wrong with them is among its findings."""
    named, findings = named_cells(post)
    if not named:
        return msgspec.structs.replace(post, findings=post.findings + findings)
    maker = Maker(post, named, exists)
    snippets = []
    problems = list(findings)
    for one in named:
        try:
            snippet = maker.make(one)
            on_page = not (one.is_label and _FIGURE.match(one.name))
            snippets.append(snippet if on_page else msgspec.structs.replace(snippet, on_page=False))
        except SnippetError as error:
            # A label may stand on a cell that is no program; a snippet's name may not.
            if not one.is_label:
                problems.append(error.as_finding())
    return msgspec.structs.replace(post, snippets=tuple(snippets), findings=post.findings + tuple(problems))


class Maker:
    """Makes the snippets of one post; the notebook is analyzed once."""

    def __init__(
        self, post: Post, named: Sequence[Named], exists: Exists = lambda _: False, *, pinned: bool = False
    ) -> None:
        """Take a post and its named cells; `pinned` asks for the versions of the packages that are installed here."""
        # Slicing is loaded only for posts with snippets.
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

    def make(self, named: Named) -> Snippet:
        """The snippet of a named cell.

        Raises:
            SnippetError: the cell is not Python 3.
        """
        if self.analysis is None:
            return Snippet(named.name, named.cell.number, self.post.language, "", named.cell.source, named.cell.source)
        return self._make_python(named)

    def _make_python(self, named: Named) -> Snippet:
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
            message = f"snippet {named.name}: the cell is marked not to be run"
            raise SnippetError(message, where=Where(self.post.source, number), hint="take the mark or the name away")
        error = analysis.error(index)
        if error is not None:
            message = f"snippet {named.name}: is not Python 3: {error.msg}"
            raise SnippetError(message, where=Where(self.post.source, number, error.lineno), hint="mend the cell")
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
            *(f"{name} was taken for a package of that name on PyPI" for name in guesses),
            *(f"{name}.py must stand beside the program" for name in sorted(local)),
        )
        description = f"{named.name}: from “{self.post.title}” ({self.post.source}, cell {number})."
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
"""Languages that are sliced."""


def _runs(cell: Cell) -> bool:
    """Whether a cell runs when the notebook does (Quarto's `eval`, MyST's tag)."""
    tags = cell_tags(cell)
    return cell.options.extra.get("eval") is not False and not {"skip-execution", "skip_execution"} & set(tags)
