"""Collects the imports, functions and classes of a program, and the effects of its functions."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from blogtools.analysis.effects import Function, ProgramIndex
from blogtools.analysis.scope import children
from blogtools.analysis.walker import Walker

_Definition = tuple[str, Function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda]


def collect(trees: Iterable[ast.AST], index: ProgramIndex) -> None:
    """Fill the index with the imports, functions and classes of a program.

    Functions call each other, so their effects are computed until they stop growing (a fixed point).
    """
    functions: list[_Definition] = []
    _find(trees, index, functions, owner=None)
    mentioned = [_mentioned(node) for _, _, node in functions]
    grown: set[str] | None = None
    while grown is None or grown:
        # Only functions that mention one whose effects have grown can grow themselves.
        again = [
            definition
            for definition, names in zip(functions, mentioned, strict=True)
            if grown is None or not names.isdisjoint(grown)
        ]
        before = [function.size() for _, function, _ in again]
        for _, function, node in again:
            _summarize(function, node, index)
        grown = {name for (name, function, _), size in zip(again, before, strict=True) if function.size() != size}


def _mentioned(node: ast.AST) -> set[str]:
    """Return all names and attributes in a function, among them those of every function it may call."""
    found: set[str] = set()
    todo = [node]
    while todo:
        part = todo.pop()
        if isinstance(part, ast.Name):
            found.add(part.id)
        elif isinstance(part, ast.Attribute):
            found.add(part.attr)
        todo += children(part)
    return found


def _find(
    nodes: Iterable[ast.AST],
    index: ProgramIndex,
    functions: list[_Definition],
    owner: str | None,
) -> None:
    for node in nodes:
        inner = owner
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name if alias.asname else alias.name.partition(".")[0]
                index.imports[alias.asname or top] = top
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                if alias.name == "*":
                    index.star_imports.add(base)
                else:
                    index.imports[alias.asname or alias.name] = f"{base}.{alias.name}"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            table = index.functions if owner is None else index.methods
            function = table.setdefault(node.name, Function())
            if owner is not None:
                index.classes[owner].add(f"·method:{node.name}")
            functions.append((node.name, function, node))
            inner = None
        elif isinstance(node, ast.ClassDef):
            index.classes.setdefault(node.name, set())
            inner = node.name
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            names = (target.id for target in node.targets if isinstance(target, ast.Name))
            functions.extend((name, index.functions.setdefault(name, Function()), node.value) for name in names)
        _find(children(node), index, functions, inner)


def _summarize(
    function: Function, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, index: ProgramIndex
) -> None:
    walker = Walker(index, inside=node)
    walker.function_body(node)
    arguments = node.args
    parameters = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    known = {*parameters, *(a.arg for a in arguments.kwonlyargs)}
    known |= {a.arg for a in (arguments.vararg, arguments.kwarg) if a}
    roots = walker.roots(walker.effects.changes)
    function.parameters = parameters if len(parameters) >= len(function.parameters) else function.parameters
    function.changed_parameters |= roots & known
    function.changes |= roots - walker.locals
    function.reads |= walker.effects.reads | walker.effects.reads_through | walker.effects.sets
    function.changes |= walker.effects.sets
    function.files_read |= bool(walker.effects.reads_files)
    function.files_written |= bool(walker.effects.writes_files)
    function.is_generator |= walker.is_generator
    function.makes_functions |= walker.makes_functions
    function.unknown = function.unknown or walker.effects.unknown
