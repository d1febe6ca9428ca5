"""Names in a piece of Python: which are read, bound and changed, and which may refer to the same object."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from blogtools.analysis import libraries
from blogtools.analysis.effects import BUILTINS, Effects, ProgramIndex
from blogtools.analysis.scope import local_names


class Names:
    """A walk over one statement, or one function body, that records its use of names."""

    def __init__(self, index: ProgramIndex, inside: ast.AST | None = None) -> None:
        self.index = index
        self.effects = Effects()
        self.inside = inside
        self.locals: frozenset[str] = frozenset()
        if inside is not None:
            # Functions are walked repeatedly, until their effects stop growing.
            self.locals = index.locals.get(inside) or frozenset(local_names(inside))
            index.locals[inside] = self.locals
        self.bound: set[str] = set()
        """Names that this statement has certainly bound so far."""
        self.hidden: list[set[str]] = []
        """Names bound by the enclosing comprehensions and lambdas, innermost last."""
        self.argument_depth = 0
        """Number of calls whose arguments enclose the current node."""
        self.is_generator = False
        self.makes_functions = False

    # Names ---------------------------------------------------------------------------------------------------------

    def read(self, name: str) -> None:
        """Record that a name is read, and, if it names a function of the program, what that function reads."""
        if any(name in names for names in self.hidden):
            return
        if self.inside is not None:
            if name not in self.locals:
                self.effects.reads.add(name)
        elif name not in self.bound:
            self.effects.reads.add(name)
        path = self.index.imports.get(name)
        if path is not None:
            self.effects.packages.add(package_of(path))
        function = self.index.functions.get(name)
        if function is not None and name not in self.locals:
            self._reads_of(function.reads)
            if self.argument_depth:
                # A function of the program that is passed as an argument may be called.
                self.change(function.changes)
        for method in self.index.classes.get(name, ()):
            self._reads_of(self.index.methods[method.removeprefix("·method:")].reads)

    def _reads_of(self, names: set[str]) -> None:
        self.effects.reads_through |= names

    def bind(self, name: str) -> None:
        """Record that a name is bound."""
        if any(name in names for names in self.hidden):
            return
        self.bound.add(name)
        self.effects.may_bind.add(name)

    def change(self, names: Iterable[str]) -> None:
        """Record that the objects that some names refer to are changed."""
        for name in names:
            if name.startswith("·") or not any(name in hidden for hidden in self.hidden):
                self.effects.changes.add(name)

    def roots(self, names: Iterable[str]) -> set[str]:
        """Return the names, and all names that may refer to the same objects."""
        found: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo.extend(self.effects.aliases.get(name, ()))
        return found

    # Expressions -----------------------------------------------------------------------------------------------------

    def path(self, node: ast.expr) -> str | None:
        """Return the dotted path of a name inside an imported module; None for anything else."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id in self.locals or any(node.id in names for names in self.hidden):
            return None
        base = self.index.imports.get(node.id)
        if base is None:
            if parts or self.index.has_callable(node.id) or node.id in BUILTINS or node.id in self.bound:
                return None
            # The name may come from a star import of a known package.
            stars = self.index.star_imports & {"numpy", "pylab", "matplotlib.pyplot", "numpy.random", "random", "math"}
            return f"{min(stars)}.{node.id}" if len(stars) == 1 and node.id not in self.effects.may_bind else None
        return ".".join([base, *reversed(parts)])

    def sources_of_place(self, node: ast.expr) -> set[str]:
        """Return the names whose objects change when the object of an expression changes."""
        if isinstance(node, ast.Name):
            return set() if node.id in self.index.imports and node.id not in self.locals else {node.id}
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            return self.sources_of_place(node.value)
        return self.sources(node)

    def sources(self, node: ast.expr) -> set[str]:
        """Return the names that may share an object with the value of an expression."""
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
            return set() if name in BUILTINS and not self.index.has_callable(name) else arguments
        if isinstance(node.func, ast.Attribute):
            roots = self.sources_of_place(node.func.value)
            if node.func.attr in libraries.PLOT_METHODS:
                return roots | {"·figure"}
            return set() if node.func.attr in libraries.FRESH_METHODS else roots | arguments
        return arguments

    def captured_callables(self, node: ast.expr) -> set[str]:
        """Return the functions and classes of the program that the value of an expression may call later."""
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
        """Return True if reading a value exhausts it."""
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
    """Return the top-level package of a dotted path; packages that plot with Matplotlib count as Matplotlib."""
    top = path.lstrip(".").partition(".")[0]
    return "matplotlib" if top in libraries.DRAWING_PACKAGES else top
