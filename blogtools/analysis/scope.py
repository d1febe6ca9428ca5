"""Scope of names: parameters, and names local to a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_LEAVES = frozenset({ast.Name, ast.Constant, ast.alias, ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal})
_NO_NODES = frozenset({"ctx", "op", "ops", "attr", "arg", "module", "level", "type_comment", "conversion"})
"""Fields of nodes that hold no nodes, or none that matter for names."""


def parameters_of(arguments: ast.arguments) -> list[ast.arg]:
    """Return all parameters of a function."""
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return found + [argument for argument in (arguments.vararg, arguments.kwarg) if argument]


def children(node: ast.AST) -> list[ast.AST]:
    """Return the child nodes of a node, in order; cached on the node, because a tree is walked many times."""
    if node.__class__ in _LEAVES:
        return []
    kept: list[ast.AST] | None = getattr(node, "kept_children", None)
    if kept is not None:
        return kept
    found: list[ast.AST] = []
    for name in node._fields:
        if name not in _NO_NODES:
            value = getattr(node, name, None)
            if value.__class__ is list:
                found += [part for part in value if isinstance(part, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    node.kept_children = found  # type: ignore[attr-defined]  # nodes take attributes
    return found


def is_deeper(node: ast.AST, levels: int) -> bool:
    """Return True if a tree has more than that many levels."""
    row = [node]
    while row and levels:
        row = [child for part in row for child in children(part)]
        levels -= 1
    return bool(row)


def local_names(node: ast.AST) -> Iterator[str]:
    """Yield the names that are local to a function: its parameters and the names its body binds."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return
    for argument in parameters_of(node.args):
        yield argument.arg
    outside: set[str] = set()
    found: set[str] = set()
    todo: list[ast.AST] = list(node.body) if not isinstance(node, ast.Lambda) else [node.body]
    while todo:
        part = todo.pop()
        if isinstance(part, ast.Global | ast.Nonlocal):
            outside |= set(part.names)
        elif isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(part.name)
            continue
        elif isinstance(part, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            found |= {inner.target.id for inner in ast.walk(part) if isinstance(inner, ast.NamedExpr)}
            continue
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store | ast.Del):
            found.add(part.id)
        elif isinstance(part, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name.partition(".")[0] for alias in part.names}
        elif isinstance(part, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and part.name:
            found.add(part.name)
        todo.extend(children(part))
    yield from found - outside
