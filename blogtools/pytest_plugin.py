"""`pytest --blogtools NOTEBOOKS`: every snippet is a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from blogtools.snippets.catalog import Entry


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option; without it nothing of blogtools is loaded."""
    group = parser.getgroup("blogtools")
    group.addoption("--blogtools", action="store_true", help="run the snippets of notebooks as tests")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Notebooks are collected if the option asks for it."""
    if file_path.suffix == ".ipynb" and parent.config.getoption("--blogtools"):
        return NotebookFile.from_parent(parent, path=file_path)
    return None


class NotebookFile(pytest.File):
    """A notebook with snippets."""

    def collect(self) -> Iterator[pytest.Item]:
        """One test for each snippet, and one that fails for each cell that should be one."""
        from blogtools.config import find_blog
        from blogtools.snippets.catalog import read_catalog

        catalog = read_catalog(find_blog(self.path.parent), [self.path])
        for entry in catalog.entries:
            yield SnippetItem.from_parent(self, name=entry.snippet.name, entry=entry)
        for number, error in enumerate(catalog.errors, 1):
            yield BrokenItem.from_parent(self, name=f"error-{number}", message=str(error))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ARG002 - pytest's signature
        """What keeps the snippets from being read, such as wrong settings, in one line."""
        from blogtools.errors import explained

        if isinstance(excinfo.value, Exception):
            return str(explained(excinfo.value))
        return super().repr_failure(excinfo)


class SnippetError(Exception):
    """A snippet that does not do what the notebook shows."""


class SnippetItem(pytest.Item):
    """One snippet, run and compared."""

    def __init__(self, *, entry: Entry, **arguments: Any) -> None:
        """Take the snippet."""
        super().__init__(**arguments)
        self.entry = entry

    def runtest(self) -> None:
        """Run it; drift and errors fail."""
        from blogtools.snippets.testing import try_snippet

        trial = try_snippet(self.entry)
        if trial.status == "skipped":
            pytest.skip(trial.message)
        if trial.status != "passed":
            raise SnippetError(trial.message)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The diff, and not the way through this file to it."""
        if isinstance(excinfo.value, SnippetError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the snippet stands."""
        return self.path, self.entry.snippet.cell - 1, self.entry.address


class BrokenItem(pytest.Item):
    """A cell that is named but cannot be a snippet."""

    def __init__(self, *, message: str, **arguments: Any) -> None:
        """Take what is wrong."""
        super().__init__(**arguments)
        self.message = message

    def runtest(self) -> None:
        """It fails."""
        pytest.fail(self.message, pytrace=False)
