"""Program slicing: finds the statements that a cell needs from the cells before it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

import msgspec

from blogtools.analysis.definitions import collect
from blogtools.analysis.effects import BUILTINS, Effects, ProgramIndex
from blogtools.analysis.plain import RUNNERS, PlainCell, plain_python
from blogtools.analysis.scope import is_deeper
from blogtools.analysis.usage import Usage, merge_usages, usage_of
from blogtools.analysis.walker import Walker

_FILE_NAME = re.compile(r"(?!\w+://)[\w~. /\\-]*[\w-]\.[A-Za-z]\w{0,5}")
MAX_STATEMENT_DEPTH = 150
"""Deepest nesting of a statement that is analyzed; the walk is recursive, and Python allows about 1,000 calls."""
_UNDEFINED = "not defined above"
FILES, FIGURE = "·files", "·figure"


class Slice(msgspec.Struct, frozen=True):
    """A cell, and the statements it needs from the cells before it."""

    setup: str
    """The statements of earlier cells, as plain Python, in the notebook's order and formatting."""
    source: str
    """The cell itself, as plain Python."""
    kept: int
    """Number of statements in the slice, the cell's own included."""
    total: int
    """Number of statements in all cells up to this one."""
    installs: tuple[str, ...] = ()
    """Lines of this cell and those before it that install packages."""
    notes: tuple[str, ...] = ()
    """Sentences about what could not be determined."""
    whole: bool = False
    """True if all statements are kept because something could not be determined."""
    files: tuple[str, ...] = ()
    """Files that it reads and does not write itself, as the code names them."""
    packages: frozenset[str] = frozenset()
    """Top-level packages that it uses."""
    usage: Usage = Usage()
    has_display: bool = False
    """True if it binds the name `display` itself."""


class _Statement(msgspec.Struct):
    """A statement of a cell; statements that share a line count as one."""

    cell: int
    first: int
    """First line, counted from 0, including decorators and the comment above."""
    last: int
    nodes: list[ast.stmt]
    result_name: str = ""
    """Name that a later cell reads its value by: `_`, for the value the cell displayed; empty if none does."""
    runs_other_file: bool = False
    """True if it runs another file, which may bind any name."""
    is_deep: bool = False
    """True if it is nested too deeply to be analyzed."""
    effects: Effects = msgspec.field(default_factory=Effects)
    needs: set[int] = msgspec.field(default_factory=set)
    unresolved: set[str] = msgspec.field(default_factory=set)


class _Cell(msgspec.Struct, frozen=True):
    plain: PlainCell
    statements: tuple[int, ...]
    error: SyntaxError | None = None


class Analysis:
    """All code cells of a notebook, analyzed once; slices are then cheap."""

    def __init__(self, cells: Sequence[str]) -> None:
        """Analyze cells, in the order in which they run."""
        self.statements: list[_Statement] = []
        self.cells: list[_Cell] = []
        self._usages: dict[int, Usage] = {}
        for number, source in enumerate(cells):
            self.cells.append(self._read(number, plain_python(source)))
        index = ProgramIndex()
        index.imports = {name: name for cell in self.cells for name in cell.plain.imports}
        flow = _Flow(index)
        collect((node for one in self.statements if not one.is_deep for node in one.nodes), index)
        flow.run(self.statements)

    def error(self, index: int) -> SyntaxError | None:
        """Return the error that parsing a cell as Python 3 raised; None if it parses."""
        return self.cells[index].error

    def slice(self, index: int) -> Slice:
        """Return the slice for the cell at `index`, counted from 0."""
        cell = self.cells[index]
        end = cell.statements[-1] + 1 if cell.statements else self._end_before(index)
        begin = cell.statements[0] if cell.statements else end
        chosen, notes = self._closure(range(begin, end))
        incomplete_cells = [one.plain for one in self.cells[:index] if one.plain.may_bind_names]
        if incomplete_cells and any(self.statements[number].unresolved for number in chosen):
            notes |= {note for plain in incomplete_cells for note in plain.notes}
        notes |= set(cell.plain.notes)
        effects = [self.statements[number].effects for number in sorted(chosen)]
        used = {self.statements[number].cell for number in chosen} | {index}
        imports = {name for number in used for name in self.cells[number].plain.imports}
        setup = self._text(sorted(number for number in chosen if number < begin))
        missing = [f"import {name}" for name in sorted(imports)]
        return Slice(
            setup="\n".join([*missing, *([""] if missing and setup else []), *([setup] if setup else [])]),
            source=cell.plain.text.strip("\n"),
            kept=len(chosen),
            total=end,
            installs=tuple(dict.fromkeys(line for one in self.cells[: index + 1] for line in one.plain.installs)),
            notes=tuple(sorted(notes)),
            whole=bool(notes) and len(chosen) == end,
            files=_files(effects),
            packages=frozenset().union(*(one.packages for one in effects)),
            usage=merge_usages(
                [*(self._usage(number) for number in chosen), *(_imports(self.cells[n].plain) for n in used)]
            ),
            has_display=any("display" in one.binds for one in effects),
        )

    def _usage(self, number: int) -> Usage:
        if number not in self._usages:
            self._usages[number] = usage_of(self.statements[number].nodes)
        return self._usages[number]

    def _end_before(self, index: int) -> int:
        return next((one.statements[-1] + 1 for one in reversed(self.cells[:index]) if one.statements), 0)

    def _read(self, number: int, plain: PlainCell) -> _Cell:
        if plain.language != "python":
            return _Cell(plain, ())
        try:
            tree = _parse(plain.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            known = error if isinstance(error, SyntaxError) else SyntaxError(str(error) or "is nested too deeply")
            return _Cell(plain, (), known)
        start = len(self.statements)
        lines = plain.text.split("\n")
        for node in tree.body:
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))]) - 1
            last = (node.end_lineno or node.lineno) - 1
            latest = self.statements[-1] if len(self.statements) > start else None
            if latest is not None and first <= latest.last:
                latest.nodes.append(node)
                latest.last = last
                latest.is_deep = latest.is_deep or _is_deep(node, lines[first : last + 1])
                continue
            above = latest.last if latest is not None else -1
            while first - 1 > above and lines[first - 1].lstrip().startswith("#"):
                first -= 1
            statement = _Statement(number, first, last, [node], runs_other_file=lines[last].startswith(RUNNERS))
            statement.is_deep = _is_deep(node, lines[first : last + 1])
            self.statements.append(statement)
        return _Cell(plain, tuple(range(start, len(self.statements))))

    def _closure(self, target: range) -> tuple[set[int], set[str]]:
        """Return the statements that the target needs, and notes on those that are kept only to be safe."""
        kept: set[int] = set()
        notes: set[str] = set()
        packages: set[str] = set()
        todo = [*target, *(number for number in range(target.stop) if self.statements[number].effects.always_keep)]
        configured = [(number, self.statements[number].effects.configures) for number in range(target.stop)]
        while todo:
            while todo:
                number = todo.pop()
                if number not in kept:
                    kept.add(number)
                    statement = self.statements[number]
                    todo += statement.needs
                    packages |= statement.effects.packages
                    if statement.effects.unknown:
                        notes.add(f"{statement.effects.unknown}, so all code before it is kept")
                        todo += range(number)
            # A package's settings affect everything that uses it.
            todo = [number for number, names in configured if names & packages and number not in kept]
            if not todo:
                missing, more = self._unresolved(kept, target)
                todo = [number for number in more if number not in kept]
                # Reported once: after that everything is kept, which may add unresolved names of its own.
                notes |= missing if not any(_UNDEFINED in note for note in notes) else set()
        return kept, notes

    def _unresolved(self, kept: set[int], target: range) -> tuple[set[str], Iterable[int]]:
        """Return notes on names that nothing defines, and the statements that may define them."""
        names = {name for number in kept for name in self.statements[number].unresolved}
        if not names:
            return set(), ()
        providers = {number for number in range(target.stop) if self.statements[number].effects.provides_unknown}
        if providers:
            return set(), providers
        listed = ", ".join(sorted(names))
        note = f"{listed} {'is' if len(names) == 1 else 'are'} {_UNDEFINED}, so all earlier code is kept"
        return {note}, range(target.stop)

    def _text(self, numbers: Sequence[int]) -> str:
        """Return the source of some statements, with blank lines as written and one between cells."""
        parts: list[str] = []
        previous: _Statement | None = None
        for number in numbers:
            statement = self.statements[number]
            lines = self.cells[statement.cell].plain.text.split("\n")
            if previous is not None:
                if previous.cell != statement.cell:
                    parts.append("")
                else:
                    between = lines[previous.last + 1 : statement.first]
                    parts += [""] * min(2, sum(not line.strip() for line in between))
            start = statement.nodes[-1].lineno - 1
            parts += lines[statement.first : start]
            name = f"{statement.result_name} = " if statement.result_name else ""
            parts += [name + lines[start], *lines[start + 1 : statement.last + 1]]
            previous = statement
        return "\n".join(parts)


def analyze(cells: Sequence[str]) -> Analysis:
    """Analyze the code cells of a notebook (sources in order, IPython's syntax)."""
    return Analysis(cells)


def _parse(text: str) -> ast.Module:
    # Notebooks allow `await` outside functions.
    tree = compile(text, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    assert isinstance(tree, ast.Module)  # noqa: S101 - what PyCF_ONLY_AST promises
    return tree


class _Flow:
    """Data flow: goes through the statements in order and tracks which of them produced each name's value."""

    def __init__(self, index: ProgramIndex) -> None:
        self.index = index
        self.predefined = BUILTINS | index.imports.keys()
        """Names that exist before the first statement."""
        self.definitions: dict[str, set[int]] = {}
        """Name or hidden state to the statements that bound and changed it."""
        self.aliases: dict[str, set[str]] = {}
        self.captured_callables: dict[str, set[str]] = {}
        self.iterators: set[str] = set()
        self.file_writers: list[tuple[int, frozenset[str] | None]] = []

    def run(self, statements: Sequence[_Statement]) -> None:
        """Set what each statement needs."""
        cell = -1
        shown: tuple[int, _Statement] | None = None
        for number, statement in enumerate(statements):
            if statement.cell != cell:
                # A notebook shows and closes its figures after each cell.
                cell = statement.cell
                self.definitions.pop(FIGURE, None)
                self._unalias(FIGURE)
            is_last = number + 1 == len(statements) or statements[number + 1].cell != cell
            statement.effects = self._effects(statement, is_last=is_last)
            self._apply(number, statement, shown if shown and shown[1].cell != cell else None)
            if is_last and isinstance(statement.nodes[-1], ast.Expr) and len(statement.nodes) == 1:
                shown = number, statement

    def _effects(self, statement: _Statement, *, is_last: bool) -> Effects:
        walker = Walker(self.index)
        if statement.runs_other_file:
            walker.effects.provides_unknown = True
            walker.effects.reads_files.append(None)
            return walker.effects
        if statement.is_deep:
            walker.effects.provides_unknown = True
            walker.effects.unknown = "a statement is nested too deeply to be read"
            return walker.effects
        for position, node in enumerate(statement.nodes):
            walker.statement(node, is_last=is_last and position + 1 == len(statement.nodes))
        return walker.finish()

    def _apply(self, number: int, statement: _Statement, shown: tuple[int, _Statement] | None) -> None:
        effects = statement.effects
        reads = self._all_reads(effects)
        for name in reads:
            if name in self.definitions:
                statement.needs |= self.definitions[name]
            elif name == "_" and shown is not None:
                statement.needs.add(shown[0])
                shown[1].result_name = name
            elif name in effects.reads and name not in self.predefined | effects.may_bind and not name.startswith("·"):
                statement.unresolved.add(name)
        statement.needs |= self._files(effects)
        changed = set(effects.changes) | {name for name in reads if name in self.iterators}
        if effects.writes_files:
            changed.discard(FILES)  # The file names themselves are recorded below.
        self._change(number, changed)
        for name in effects.sets:
            self.definitions[name] = {number}
        for name in effects.deletes:
            self.definitions.pop(name, None)
            self._unalias(name)
        for name in effects.binds:
            self.definitions[name] = {number}
            self._unalias(name)
            self.captured_callables.pop(name, None)
            self.iterators.discard(name)
        for name in effects.may_bind:
            self.definitions[name] = self.definitions.get(name, set()) | {number}
        for name, others in effects.aliases.items():
            for other in others:
                self.aliases.setdefault(name, set()).add(other)
                self.aliases.setdefault(other, set()).add(name)
        for name, others in effects.captured_callables.items():
            captured = {other for other in others if self.index.has_callable(other)}
            captured |= {more for other in others for more in self.captured_callables.get(other, ())}
            if captured:
                self.captured_callables[name] = self.captured_callables.get(name, set()) | captured
        self.iterators |= effects.iterators
        # The aliases of a name that this statement both binds and changes count only from here on.
        self._change(number, {name for name in effects.changes if name in effects.aliases})
        if effects.writes_files:
            self.file_writers += [(number, names) for names in effects.writes_files]
        statement.needs.discard(number)

    def _all_reads(self, effects: Effects) -> set[str]:
        """Return all that a statement reads, also through the functions it may call."""
        # A name that only a function reads need not exist: the function may never be called.
        reads = effects.reads | effects.reads_through
        todo = list(reads)
        while todo:
            name = todo.pop()
            more: set[str] = set()
            for captured in self.captured_callables.get(name, ()):
                more.add(captured)
                if captured in self.index.functions:
                    more |= self.index.functions[captured].reads
                for method in self.index.classes.get(captured, ()):
                    more |= self.index.methods[method.removeprefix("·method:")].reads
            todo += more - reads
            reads |= more
        return reads

    def _change(self, number: int, names: set[str]) -> None:
        found: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += self.aliases.get(name, ())
        for name in found:
            if name in self.definitions or name == FIGURE:
                self.definitions[name] = self.definitions.get(name, set()) | {number}
            elif name == FILES:
                self.file_writers.append((number, None))

    def _unalias(self, name: str) -> None:
        for other in self.aliases.pop(name, ()):
            if other in self.aliases:
                self.aliases[other].discard(name)

    def _files(self, effects: Effects) -> set[int]:
        """Return the statements that may have written a file that this one reads."""
        return {
            number
            for names in effects.reads_files
            for number, written in self.file_writers
            if names is None or written is None or any(_same_file(a, b) for a in names for b in written)
        }


def _is_deep(node: ast.AST, lines: Sequence[str]) -> bool:
    # A level takes at least two characters, so most statements are too short to be that deep.
    return sum(map(len, lines)) > 2 * MAX_STATEMENT_DEPTH and is_deeper(node, MAX_STATEMENT_DEPTH)


def _imports(plain: PlainCell) -> Usage:
    return Usage(modules=frozenset(plain.imports))


def _files(effects: Sequence[Effects]) -> tuple[str, ...]:
    read = {name for one in effects for names in one.reads_files for name in names or ()}
    written = {name for one in effects for names in one.writes_files for name in names or ()}
    return tuple(sorted(name for name in read - written if _FILE_NAME.fullmatch(name) and not name.endswith(".py")))


def _same_file(one: str, other: str) -> bool:
    a, b = one.strip("./").rpartition("/")[2], other.strip("./").rpartition("/")[2]
    return a == b or one in other or other in one
