"""What can be seen of Python at a glance: its imports, the attributes it names, the versions its syntax needs."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import msgspec

from blogtools.analysis.scope import children

OLDEST_PYTHON = (3, 9)
"""What a program asks for that uses nothing newer."""
_NEWER: dict[str, tuple[int, int]] = {
    "Match": (3, 10),
    "TryStar": (3, 11),
    "TypeAlias": (3, 12),
    "TemplateStr": (3, 14),
}
"""Kinds of nodes, and the version of Python that brought them."""


class Usage(msgspec.Struct, frozen=True):
    """The surface of some statements."""

    modules: frozenset[str] = frozenset()
    """Dotted names of the modules they import; relative ones begin with dots."""
    attributes: frozenset[str] = frozenset()
    """Names behind dots."""
    shows: bool = False
    """Whether they call `display`, which notebooks have without an import."""
    python: tuple[int, int] = OLDEST_PYTHON


def usage_of(nodes: Iterable[ast.AST]) -> Usage:
    """Look at statements."""
    modules: set[str] = set()
    attributes: set[str] = set()
    shows = False
    python = OLDEST_PYTHON
    todo = list(nodes)
    while todo:
        node = todo.pop()
        kind = node.__class__
        if kind is ast.Attribute:
            attributes.add(node.attr)  # type: ignore[attr-defined]  # compared by class, for speed
        elif isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            modules.add("." * node.level + (node.module or ""))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "display":
            shows = True
        elif kind.__name__ in _NEWER:
            python = max(python, _NEWER[kind.__name__])
        todo += children(node)
    return Usage(frozenset(modules), frozenset(attributes), shows, python)


def merge_usages(surfaces: Iterable[Usage]) -> Usage:
    """The surface of several pieces together."""
    surfaces = tuple(surfaces)
    return Usage(
        frozenset().union(*(one.modules for one in surfaces)),
        frozenset().union(*(one.attributes for one in surfaces)),
        any(one.shows for one in surfaces),
        max((one.python for one in surfaces), default=OLDEST_PYTHON),
    )
