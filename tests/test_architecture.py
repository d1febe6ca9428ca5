"""The shape of the package: few loose modules, small folders and functions, one meaning for each public name."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "blogtools"
LOOSE = {
    *(
        "__init__",
        "__main__",
        "_version",
        "api",
        "config",
        "dates",
        "languages",
        "errors",
        "memo",
        "model",
        "pytest_plugin",
        "redaction",
    ),
}
"""Modules that stand beside the packages instead of in one."""
SHARED_NAMES = {
    "command",  # each command of the CLI
    "HANDLERS",  # the URL patterns of each module of handlers
    "IMPORTER",  # the one of each module in importers/
    "convert",  # that of the API is the pipeline's, with the blog of its paths
}
"""Names that mean the same in each module that has one."""


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Parse all modules of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE), ast.parse(path.read_text(encoding="utf-8"))


def test_modules_live_in_packages() -> None:
    """Whoever looks for a concept finds its package."""
    assert {path.stem for path in PACKAGE.glob("*.py")} <= LOOSE


def test_folders_can_be_taken_in_at_a_glance() -> None:
    """A folder with more modules holds two concepts."""
    sizes = Counter(path.parent for path, _ in modules())
    assert {str(folder): size for folder, size in sizes.items() if size > 18} == {}


def test_the_story_of_a_build_fits_a_screen() -> None:
    """Its steps are in modules of their own."""
    story = (PACKAGE / "build" / "pipeline.py").read_text(encoding="utf-8")
    assert story.count("\n") <= 100


def test_functions_fit_a_screen() -> None:
    """Without their docstrings."""
    long = {}
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                docstring = ast.get_docstring(node, clean=False) or ""
                lines = (node.end_lineno or 0) - node.lineno + 1 - len(docstring.splitlines())
                if lines > 50:
                    long[f"{path}:{node.name}"] = lines
    assert long == {}


def test_a_public_name_has_one_meaning() -> None:
    """No two modules define the same one."""
    homes: dict[str, list[str]] = {}
    for path, tree in modules():
        for node in tree.body:
            for name in _defined(node):
                if not name.startswith("_") and name not in SHARED_NAMES:
                    homes.setdefault(name, []).append(str(path))
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def test_no_group_is_repeated_possessively() -> None:
    """Before Python 3.11.5 such a repetition matches wrongly where its group can backtrack (CPython gh-106052)."""
    found = {
        f"{path}:{node.lineno}": node.value
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str | bytes)
        and re.search(r"(?<![\\(])\)(?:[*+?]|\{\d*,?\d*\})\+", str(node.value))
    }
    assert found == {}


def test_every_file_of_tests_is_run(request: pytest.FixtureRequest) -> None:
    """Pytest leaves out folders by their names, `build` and `dist` among them, and says nothing."""
    ignored = request.config.getini("norecursedirs")
    folders = {part for path in TESTS.rglob("test_*.py") for part in path.relative_to(TESTS).parts[:-1]}
    assert sorted(folder for folder in folders if any(fnmatch(folder, pattern) for pattern in ignored)) == []
