"""Turns a slice into a self-contained script: docstring, PEP 723 dependencies, code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

from blogtools.analysis.dependencies import distributions, implied, requirements_of
from blogtools.analysis.slice import Slice

_SHOW = re.compile(r"\b(?:show|savefig)\s*\(")
_NONE = "# dependencies = []"
_TRIPLE = re.compile(r'"{3,}|\\')


def parse_python(text: str) -> ast.Module:
    """Parse plain Python, allowing top-level `await`.

    Raises:
        SyntaxError: The text is not valid Python.
    """
    tree = compile(text, "<snippet>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    assert isinstance(tree, ast.Module)  # noqa: S101 - what PyCF_ONLY_AST promises
    return tree


def dependencies_of(
    made: Slice, local: Iterable[str] = (), *, pinned: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the requirements of a slice, and the modules whose package is only a guess.

    `local` are names of modules that are files beside the notebook; they need no package.
    """
    known = set(local)
    modules = [name for name in made.usage.modules if name[:1] != "." and name.partition(".")[0] not in known]
    installs = [requirement for line in made.installs for requirement in requirements_of(line)]
    wanted = [*modules, *(["IPython"] if _needs_display(made) else [])]
    found = distributions(wanted, installs, pinned=pinned)
    return tuple(sorted({*found.names, *implied(made.usage.attributes, wanted)})), found.unknown


def program(made: Slice, description: str, dependencies: Sequence[str]) -> str:
    """Return the text of a script that does what the slice did in the notebook.

    Like a notebook, it displays its last expression, through the hook that Python's interactive prompt uses.
    """
    source, shows = _shown(made.source)
    imports = ["import sys"] if shows else []
    if _needs_display(made):
        imports.append("from IPython.display import display")
    draws = "matplotlib" in made.packages and not _SHOW.search(made.source)
    if draws:
        imports.append("import matplotlib.pyplot")
    parts = [
        "# /// script",
        f'# requires-python = ">={made.usage.python[0]}.{made.usage.python[1]}"',
        *(["# dependencies = [", *(f'#   "{name}",' for name in dependencies), "# ]"] if dependencies else [_NONE]),
        "# ///",
        f'"""{_TRIPLE.sub(" ", description)}"""',
        "",
        *imports,
        *([""] if imports else []),
        *([made.setup, ""] if made.setup else []),
        source,
        *(["", "matplotlib.pyplot.show()"] if draws else []),
        "",
    ]
    # `__future__` imports must come first.
    body = "\n".join(parts)
    future = "".join(re.findall(r"^from __future__ import [^\n]*\n", body, re.MULTILINE))
    if future:
        body = re.sub(r"^from __future__ import [^\n]*\n", "", body, flags=re.MULTILINE)
        head, quotes, rest = body.partition('"""\n')
        body = f"{head}{quotes}\n{future}{rest}"
    return body


def _shown(source: str) -> tuple[str, bool]:
    """Return the source with its last expression passed to `sys.displayhook`, and whether there was one to pass.

    A trailing semicolon suppresses it, as in a notebook.
    """
    tree = parse_python(source)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or isinstance(last.value, ast.Await | ast.Yield | ast.YieldFrom):
        return source, False
    if isinstance(last.value, ast.Call) and getattr(last.value.func, "id", "") in ("print", "display"):
        return source, False
    lines = source.encode().split(b"\n")
    end_line, end = (last.end_lineno or 1) - 1, last.end_col_offset or 0
    after = lines[end_line][end:].strip()
    if after.startswith(b";"):
        return source, False
    first, start = last.lineno - 1, last.col_offset
    lines[end_line] = lines[end_line][:end] + b")" + lines[end_line][end:]
    lines[first] = lines[first][:start] + b"sys.displayhook(" + lines[first][start:]
    return b"\n".join(lines).decode(), True


def _needs_display(made: Slice) -> bool:
    """Return True if a program uses `display`, which notebooks have without an import."""
    return made.usage.uses_display and not made.has_display
