"""Pytest plugin: `pytest --blogtools NOTEBOOKS` runs every snippet as a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from blogtools.snippets.catalog import CatalogEntry


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option `--blogtools`; without it, the rest of blogtools is not imported."""
    group = parser.getgroup("blogtools")
    group.addoption("--blogtools", action="store_true", help="run the snippets of notebooks as tests")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect notebooks if the option is given."""
    if file_path.suffix == ".ipynb" and parent.config.getoption("--blogtools"):
        return NotebookFile.from_parent(parent, path=file_path)
    return None


class NotebookFile(pytest.File):
    """A notebook with snippets."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each snippet, and a failing one for each named cell that cannot be a snippet."""
        from blogtools.config import find_blog
        from blogtools.snippets.catalog import read_catalog

        catalog = read_catalog(find_blog(self.path.parent), [self.path])
        for entry in catalog.entries:
            yield SnippetItem.from_parent(self, name=entry.snippet.name, entry=entry)
        for number, error in enumerate(catalog.errors, 1):
            yield BrokenItem.from_parent(self, name=f"error-{number}", message=str(error))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ARG002 - pytest's signature
        """Return the error that kept the snippets from being read, such as invalid settings, in one line."""
        from blogtools.errors import explained

        if isinstance(excinfo.value, Exception):
            return str(explained(excinfo.value))
        return super().repr_failure(excinfo)


class SnippetTestError(Exception):
    """A snippet failed, or its outputs differ from those in the notebook."""


class SnippetItem(pytest.Item):
    """A test that runs a snippet and compares its outputs with those in the notebook."""

    def __init__(self, *, entry: CatalogEntry, **arguments: Any) -> None:
        """Create the test of a snippet."""
        super().__init__(**arguments)
        self.entry = entry

    def runtest(self) -> None:
        """Run the snippet; errors and changed outputs fail the test."""
        from blogtools.snippets.testing import run_snippet_test

        test = run_snippet_test(self.entry)
        if test.status == "skipped":
            pytest.skip(test.message)
        if test.status != "passed":
            raise SnippetTestError(test.message)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the diff alone, without a traceback through this plugin."""
        if isinstance(excinfo.value, SnippetTestError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the snippet's location (line: index of its cell) and address."""
        return self.path, self.entry.snippet.cell - 1, self.entry.address


class BrokenItem(pytest.Item):
    """A failing test for a named cell that cannot be a snippet."""

    def __init__(self, *, message: str, **arguments: Any) -> None:
        """Create the test with the message it fails with."""
        super().__init__(**arguments)
        self.message = message

    def runtest(self) -> None:
        """Fail with the message."""
        pytest.fail(self.message, pytrace=False)
