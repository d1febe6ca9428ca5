"""Imports, attributes and the minimum Python version that statements use."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import msgspec

from blogtools.analysis.scope import children

OLDEST_PYTHON = (3, 9)
"""Minimum version of a program that uses no newer syntax."""
_NEWER: dict[str, tuple[int, int]] = {
    "Match": (3, 10),
    "TryStar": (3, 11),
    "TypeAlias": (3, 12),
    "TemplateStr": (3, 14),
}
"""Class name of a node to the Python version that introduced its syntax."""


class Usage(msgspec.Struct, frozen=True):
    """Imports, attributes and minimum Python version used by some statements."""

    modules: frozenset[str] = frozenset()
    """Dotted names of the imported modules; relative ones begin with dots."""
    attributes: frozenset[str] = frozenset()
    """Names after dots, whatever the object."""
    uses_display: bool = False
    """True if `display` is called, which notebooks have without an import."""
    python: tuple[int, int] = OLDEST_PYTHON


def usage_of(nodes: Iterable[ast.AST]) -> Usage:
    """Return the usage of some statements."""
    modules: set[str] = set()
    attributes: set[str] = set()
    uses_display = False
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
            uses_display = True
        elif kind.__name__ in _NEWER:
            python = max(python, _NEWER[kind.__name__])
        todo += children(node)
    return Usage(frozenset(modules), frozenset(attributes), uses_display, python)


def merge_usages(usages: Iterable[Usage]) -> Usage:
    """Return the combined usage of several pieces."""
    usages = tuple(usages)
    return Usage(
        frozenset().union(*(one.modules for one in usages)),
        frozenset().union(*(one.attributes for one in usages)),
        any(one.uses_display for one in usages),
        max((one.python for one in usages), default=OLDEST_PYTHON),
    )
