"""From a cell back to the statements it needs, and no others."""

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
"""Levels of nesting in a statement that are read; Python itself gives up at about a thousand calls."""
_NOWHERE = "defined nowhere before"
FILES, FIGURE = "·files", "·figure"


class Slice(msgspec.Struct, frozen=True):
    """A cell, and what it needs of the cells before it."""

    setup: str
    """Plain Python, in the order and the form of the notebook."""
    source: str
    """The cell itself, as plain Python."""
    kept: int
    """Statements of the slice, the cell's own included."""
    total: int
    """Statements of all cells up to this one."""
    installs: tuple[str, ...] = ()
    """Lines above that install packages."""
    notes: tuple[str, ...] = ()
    """What could not be known, in sentences."""
    whole: bool = False
    """Whether everything was kept, for lack of knowledge."""
    files: tuple[str, ...] = ()
    """Files that it reads, as the code names them, and does not write itself."""
    packages: frozenset[str] = frozenset()
    """Top-level packages that it uses."""
    surface: Usage = Usage()
    has_display: bool = False
    """Whether it binds the name `display` itself."""


class _Statement(msgspec.Struct):
    """A statement of a cell; those that share a line are one."""

    cell: int
    first: int
    """Line it begins on, with its decorators and the comment above, counted from 0."""
    last: int
    nodes: list[ast.stmt]
    is_kept_as: str = ""
    """Name under which a later cell finds its value: `_`, what the cell showed."""
    runs_other: bool = False
    """Whether it runs another file, which may define any name."""
    is_deep: bool = False
    """Whether it is nested deeper than a walk can go."""
    facts: Effects = msgspec.field(default_factory=Effects)
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
        self._surfaces: dict[int, Usage] = {}
        for number, source in enumerate(cells):
            self.cells.append(self._read(number, plain_python(source)))
        index = ProgramIndex()
        index.imports = {name: name for cell in self.cells for name in cell.plain.imports}
        flow = _Flow(index)
        collect((node for one in self.statements if not one.is_deep for node in one.nodes), index)
        flow.run(self.statements)

    def error(self, index: int) -> SyntaxError | None:
        """Why a cell cannot be read as Python 3; None if it can."""
        return self.cells[index].error

    def slice(self, index: int) -> Slice:
        """The slice for the cell at `index`, counted from 0."""
        cell = self.cells[index]
        end = cell.statements[-1] + 1 if cell.statements else self._end_before(index)
        begin = cell.statements[0] if cell.statements else end
        chosen, notes = self._closure(range(begin, end))
        open_cells = [one.plain for one in self.cells[:index] if one.plain.is_open]
        if open_cells and any(self.statements[number].unresolved for number in chosen):
            notes |= {note for plain in open_cells for note in plain.notes}
        notes |= set(cell.plain.notes)
        facts = [self.statements[number].facts for number in sorted(chosen)]
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
            files=_files(facts),
            packages=frozenset().union(*(one.packages for one in facts)),
            surface=merge_usages(
                [*(self._surface(number) for number in chosen), *(_imports(self.cells[n].plain) for n in used)]
            ),
            has_display=any("display" in one.binds for one in facts),
        )

    def _surface(self, number: int) -> Usage:
        if number not in self._surfaces:
            self._surfaces[number] = usage_of(self.statements[number].nodes)
        return self._surfaces[number]

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
            statement = _Statement(number, first, last, [node], runs_other=lines[last].startswith(RUNNERS))
            statement.is_deep = _is_deep(node, lines[first : last + 1])
            self.statements.append(statement)
        return _Cell(plain, tuple(range(start, len(self.statements))))

    def _closure(self, target: range) -> tuple[set[int], set[str]]:
        """The statements that the target needs, and why some are kept for lack of knowledge."""
        kept: set[int] = set()
        notes: set[str] = set()
        packages: set[str] = set()
        todo = [*target, *(number for number in range(target.stop) if self.statements[number].facts.always)]
        settings = [(number, self.statements[number].facts.settings) for number in range(target.stop)]
        while todo:
            while todo:
                number = todo.pop()
                if number not in kept:
                    kept.add(number)
                    statement = self.statements[number]
                    todo += statement.needs
                    packages |= statement.facts.packages
                    if statement.facts.unknown:
                        notes.add(f"{statement.facts.unknown}, so everything before it is kept")
                        todo += range(number)
            # Settings of a package belong to all that uses it.
            todo = [number for number, names in settings if names & packages and number not in kept]
            if not todo:
                missing, more = self._unresolved(kept, target)
                todo = [number for number in more if number not in kept]
                # Said once, before everything is kept and names of its own come with it.
                notes |= missing if not any(_NOWHERE in note for note in notes) else set()
        return kept, notes

    def _unresolved(self, kept: set[int], target: range) -> tuple[set[str], Iterable[int]]:
        """What is said of names that nothing defines, and the statements that may define them."""
        names = {name for number in kept for name in self.statements[number].unresolved}
        if not names:
            return set(), ()
        providers = {number for number in range(target.stop) if self.statements[number].facts.provides_unknown}
        if providers:
            return set(), providers
        listed = ", ".join(sorted(names))
        note = f"{listed} {'is' if len(names) == 1 else 'are'} {_NOWHERE}, so everything is kept"
        return {note}, range(target.stop)

    def _text(self, numbers: Sequence[int]) -> str:
        """Statements as they are written, with a blank line where there was one, or another cell begins."""
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
            name = f"{statement.is_kept_as} = " if statement.is_kept_as else ""
            parts += [name + lines[start], *lines[start + 1 : statement.last + 1]]
            previous = statement
        return "\n".join(parts)


def analyze(cells: Sequence[str]) -> Analysis:
    """Analyze the code cells of a notebook (sources in order, IPython's syntax)."""
    return Analysis(cells)


def _parse(text: str) -> ast.Module:
    # Notebooks have `await` outside of functions.
    tree = compile(text, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    assert isinstance(tree, ast.Module)  # noqa: S101 - what PyCF_ONLY_AST promises
    return tree


class _Flow:
    """Runs over the statements in order, and knows for each name which of them made it what it is."""

    def __init__(self, index: ProgramIndex) -> None:
        self.index = index
        self.given = BUILTINS | index.imports.keys()
        """Names that are there from the beginning."""
        self.made: dict[str, set[int]] = {}
        """Name or hidden state to the statements that made and changed it."""
        self.shares: dict[str, set[str]] = {}
        self.carries: dict[str, set[str]] = {}
        self.iterators: set[str] = set()
        self.writers: list[tuple[int, frozenset[str] | None]] = []

    def run(self, statements: Sequence[_Statement]) -> None:
        """Set what each statement needs."""
        cell = -1
        shown: tuple[int, _Statement] | None = None
        for number, statement in enumerate(statements):
            if statement.cell != cell:
                # The notebook shows and closes its figures after each cell.
                cell = statement.cell
                self.made.pop(FIGURE, None)
                self._unshare(FIGURE)
            is_last = number + 1 == len(statements) or statements[number + 1].cell != cell
            statement.facts = self._facts(statement, is_last=is_last)
            self._apply(number, statement, shown if shown and shown[1].cell != cell else None)
            if is_last and isinstance(statement.nodes[-1], ast.Expr) and len(statement.nodes) == 1:
                shown = number, statement

    def _facts(self, statement: _Statement, *, is_last: bool) -> Effects:
        walker = Walker(self.index)
        if statement.runs_other:
            walker.facts.provides_unknown = True
            walker.facts.reads_files.append(None)
            return walker.facts
        if statement.is_deep:
            walker.facts.provides_unknown = True
            walker.facts.unknown = "a statement is nested too deeply to be read"
            return walker.facts
        for position, node in enumerate(statement.nodes):
            walker.statement(node, is_last=is_last and position + 1 == len(statement.nodes))
        return walker.finish()

    def _apply(self, number: int, statement: _Statement, shown: tuple[int, _Statement] | None) -> None:
        facts = statement.facts
        reads = self._all_reads(facts)
        for name in reads:
            if name in self.made:
                statement.needs |= self.made[name]
            elif name == "_" and shown is not None:
                statement.needs.add(shown[0])
                shown[1].is_kept_as = name
            elif name in facts.reads and name not in self.given | facts.may_bind and not name.startswith("·"):
                statement.unresolved.add(name)
        statement.needs |= self._files(facts)
        changed = set(facts.changes) | {name for name in reads if name in self.iterators}
        if facts.writes_files:
            changed.discard(FILES)  # It says itself which.
        self._change(number, changed)
        for name in facts.sets:
            self.made[name] = {number}
        for name in facts.deletes:
            self.made.pop(name, None)
            self._unshare(name)
        for name in facts.binds:
            self.made[name] = {number}
            self._unshare(name)
            self.carries.pop(name, None)
            self.iterators.discard(name)
        for name in facts.may_bind:
            self.made[name] = self.made.get(name, set()) | {number}
        for name, others in facts.shares.items():
            for other in others:
                self.shares.setdefault(name, set()).add(other)
                self.shares.setdefault(other, set()).add(name)
        for name, others in facts.carries.items():
            carried = {other for other in others if self.index.callables(other)}
            carried |= {more for other in others for more in self.carries.get(other, ())}
            if carried:
                self.carries[name] = self.carries.get(name, set()) | carried
        self.iterators |= facts.iterators
        # What was bound here and changed here shares with others from now on.
        self._change(number, {name for name in facts.changes if name in facts.shares})
        if facts.writes_files:
            self.writers += [(number, names) for names in facts.writes_files]
        statement.needs.discard(number)

    def _all_reads(self, facts: Effects) -> set[str]:
        """What a statement reads, through the functions it may call, too."""
        # A name that only a function reads need not exist: the function may never be called.
        reads = facts.reads | facts.reads_through
        todo = list(reads)
        while todo:
            name = todo.pop()
            more: set[str] = set()
            for carried in self.carries.get(name, ()):
                more.add(carried)
                if carried in self.index.functions:
                    more |= self.index.functions[carried].reads
                for method in self.index.classes.get(carried, ()):
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
                todo += self.shares.get(name, ())
        for name in found:
            if name in self.made or name == FIGURE:
                self.made[name] = self.made.get(name, set()) | {number}
            elif name == FILES:
                self.writers.append((number, None))

    def _unshare(self, name: str) -> None:
        for other in self.shares.pop(name, ()):
            if other in self.shares:
                self.shares[other].discard(name)

    def _files(self, facts: Effects) -> set[int]:
        """Statements that may have written what this one reads."""
        return {
            number
            for names in facts.reads_files
            for number, written in self.writers
            if names is None or written is None or any(_same_file(a, b) for a in names for b in written)
        }


def _is_deep(node: ast.AST, lines: Sequence[str]) -> bool:
    # A level takes two characters at the least, and few statements have as many.
    return sum(map(len, lines)) > 2 * MAX_STATEMENT_DEPTH and is_deeper(node, MAX_STATEMENT_DEPTH)


def _imports(plain: PlainCell) -> Usage:
    return Usage(modules=frozenset(plain.imports))


def _files(facts: Sequence[Effects]) -> tuple[str, ...]:
    read = {name for one in facts for names in one.reads_files for name in names or ()}
    written = {name for one in facts for names in one.writes_files for name in names or ()}
    return tuple(sorted(name for name in read - written if _FILE_NAME.fullmatch(name) and not name.endswith(".py")))


def _same_file(one: str, other: str) -> bool:
    a, b = one.strip("./").rpartition("/")[2], other.strip("./").rpartition("/")[2]
    return a == b or one in other or other in one
