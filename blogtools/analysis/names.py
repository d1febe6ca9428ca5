"""Names in a piece of Python: which are read, bound and changed, and which may stand for one object."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from blogtools.analysis import libraries
from blogtools.analysis.effects import BUILTINS, Effects, ProgramIndex
from blogtools.analysis.scope import local_names


class Names:
    """What a walk over one statement, or over the body of one function, learns of names."""

    def __init__(self, index: ProgramIndex, inside: ast.AST | None = None) -> None:
        self.index = index
        self.facts = Effects()
        self.inside = inside
        self.locals: frozenset[str] = frozenset()
        if inside is not None:
            # A function is walked several times until all is known of it.
            self.locals = index.locals.get(inside) or frozenset(local_names(inside))
            index.locals[inside] = self.locals
        self.bound: set[str] = set()
        """Names that are surely bound by now, in this statement."""
        self.hidden: list[set[str]] = []
        """Names of comprehensions and lambdas around."""
        self.handed_over = 0
        """How many calls the walk is among the arguments of."""
        self.is_generator = False
        self.makes_functions = False

    # Names ---------------------------------------------------------------------------------------------------------

    def read(self, name: str) -> None:
        """A name is read, and with it what a function of the program reads that it stands for."""
        if any(name in names for names in self.hidden):
            return
        if self.inside is not None:
            if name not in self.locals:
                self.facts.reads.add(name)
        elif name not in self.bound:
            self.facts.reads.add(name)
        path = self.index.imports.get(name)
        if path is not None:
            self.facts.packages.add(package_of(path))
        function = self.index.functions.get(name)
        if function is not None and name not in self.locals:
            self._reads_of(function.reads)
            if self.handed_over:
                # A function of the program that is handed over may be called.
                self.change(function.changes)
        for method in self.index.classes.get(name, ()):
            self._reads_of(self.index.methods[method.removeprefix("·method:")].reads)

    def _reads_of(self, names: set[str]) -> None:
        self.facts.reads_through |= names

    def bind(self, name: str) -> None:
        """A name is bound."""
        if any(name in names for names in self.hidden):
            return
        self.bound.add(name)
        self.facts.may_bind.add(name)

    def change(self, names: Iterable[str]) -> None:
        """The objects that names stand for are changed."""
        for name in names:
            if name.startswith("·") or not any(name in hidden for hidden in self.hidden):
                self.facts.changes.add(name)

    def roots(self, names: Iterable[str]) -> set[str]:
        """The names, and all whose objects they may share."""
        found: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo.extend(self.facts.shares.get(name, ()))
        return found

    # What expressions stand for --------------------------------------------------------------------------------------

    def path(self, node: ast.expr) -> str | None:
        """The dotted path of a name inside of an imported module; None for anything else."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id in self.locals or any(node.id in names for names in self.hidden):
            return None
        base = self.index.imports.get(node.id)
        if base is None:
            if parts or self.index.callables(node.id) or node.id in BUILTINS or node.id in self.bound:
                return None
            # A star import of a known package may stand behind the name.
            stars = self.index.star_imports & {"numpy", "pylab", "matplotlib.pyplot", "numpy.random", "random", "math"}
            return f"{min(stars)}.{node.id}" if len(stars) == 1 and node.id not in self.facts.may_bind else None
        return ".".join([base, *reversed(parts)])

    def sources_of_place(self, node: ast.expr) -> set[str]:
        """The names whose objects change when what an expression stands for changes."""
        if isinstance(node, ast.Name):
            return set() if node.id in self.index.imports and node.id not in self.locals else {node.id}
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            return self.sources_of_place(node.value)
        return self.sources(node)

    def sources(self, node: ast.expr) -> set[str]:
        """The names whose objects the value of an expression may share."""
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Starred):
            return self.sources_of_place(node)
        if isinstance(node, ast.NamedExpr | ast.Await):
            return self.sources(node.value)
        if isinstance(node, ast.IfExp):
            return self.sources(node.body) | self.sources(node.orelse)
        if isinstance(node, ast.BoolOp):
            return set().union(*(self.sources(value) for value in node.values))
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return set().union(*(self.sources(element) for element in node.elts)) if node.elts else set()
        if isinstance(node, ast.Dict):
            return set().union(*(self.sources(value) for value in node.values)) if node.values else set()
        if isinstance(node, ast.Call):
            return self._sources_of_call(node)
        return set()

    def _sources_of_call(self, node: ast.Call) -> set[str]:
        given = [argument.value if isinstance(argument, ast.Starred) else argument for argument in node.args]
        given += [keyword.value for keyword in node.keywords]
        arguments: set[str] = set().union(*(self.sources(argument) for argument in given)) if given else set()
        path = self.path(node.func)
        if path is not None:
            package, name = package_of(path), path.rpartition(".")[2]
            if package in libraries.DRAWING_PACKAGES:
                return {"·figure"} | arguments
            if path in libraries.VIEWS or name[:1].isupper():
                return arguments
            return set() if package in libraries.PURE_PACKAGES else arguments
        if isinstance(node.func, ast.Name):
            name = node.func.id
            if name in libraries.ITERATORS:
                return {"·files"} if name == "open" else arguments
            return set() if name in BUILTINS and not self.index.callables(name) else arguments
        if isinstance(node.func, ast.Attribute):
            roots = self.sources_of_place(node.func.value)
            if node.func.attr in libraries.PLOT_METHODS:
                return roots | {"·figure"}
            return set() if node.func.attr in libraries.FRESH_METHODS else roots | arguments
        return arguments

    def carried(self, node: ast.expr) -> set[str]:
        """Functions and classes of the program that the value of an expression may call later."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            function = self.index.functions.get(node.func.id)
            if function is not None and not function.makes_functions and node.func.id not in self.index.classes:
                return set()
        return {
            part.id
            for part in ast.walk(node)
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id not in self.locals
        }

    def is_iterator(self, node: ast.expr) -> bool:
        """Whether a value is used up by being read."""
        if isinstance(node, ast.GeneratorExp):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            function = self.index.functions.get(node.func.id)
            return function.is_generator if function else node.func.id in libraries.ITERATORS
        path = self.path(node.func) if isinstance(node, ast.Call) else None
        return path is not None and path.startswith(
            ("itertools.", "csv.reader", "csv.DictReader", "os.walk", "re.finditer")
        )


def package_of(path: str) -> str:
    """The top-level package of a dotted path; what draws with Matplotlib counts as Matplotlib."""
    top = path.lstrip(".").partition(".")[0]
    return "matplotlib" if top in libraries.DRAWING_PACKAGES else top
