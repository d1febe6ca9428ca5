"""What tests share: notebooks made in a line, and blogs to convert."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from blogtools.cli import main
from blogtools.store.ownership import OWNED_FILES

Run = Callable[..., tuple[int, str, str]]
Told = Callable[..., tuple[int, str]]
WriteNotebook = Callable[..., Path]

# How long an example takes says more about the machine than about the code. In CI the same examples are tried each
# time, so that a failure is the change's and not the day's; at home new ones are.
settings.register_profile("default", settings(), deadline=None)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options that write what comes out as what is expected, to be reviewed in the diff, or make tests thorough."""
    parser.addoption("--update-cases", action="store_true", help="write the expected files of tests/cases anew")
    parser.addoption("--update-guide", action="store_true", help="write the tables of the guide that are made anew")
    parser.addoption("--fragments", type=int, default=1000, help="pieces of HTML that try to break a page")
    parser.addoption(
        "--fuzz-cases", type=int, default=0, help="odd notebooks that tests/fuzz makes; 0 for its own number"
    )


SLOW = re.compile(r"test_lab_\w+|\w+_browser|test_browser|test_checkers|test_front_end")
"""Names of test modules that need JupyterLab, a browser, Node.js or Java."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark slow tests, and keep together what shares a server.

    Side by side (`-n`), a file is one worker's, since its tests share servers and browsers.

    So are all files with JupyterLab: two of them wait for each other longer than a test waits.
    """
    for item in items:
        name = item.path.name
        if SLOW.fullmatch(item.path.stem):
            item.add_marker(pytest.mark.slow)
        item.add_marker(pytest.mark.xdist_group("jupyterlab" if name.startswith("test_lab_") else name))


def make_cell(cell: str | tuple[str, str] | dict[str, Any]) -> dict[str, Any]:
    """Make a cell as it stands in a file, of its Markdown, of (kind, source), or of its fields."""
    if isinstance(cell, str):
        cell = ("markdown", cell)
    if isinstance(cell, tuple):
        cell = {"cell_type": cell[0], "source": cell[1]}
    extra = {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {}
    return {"metadata": {}, **extra, **cell}


def make_notebook(*cells: str | tuple[str, str] | dict[str, Any], **metadata: Any) -> dict[str, Any]:
    """Make a notebook of nbformat 4.4 (cells need no ids)."""
    return {"cells": [make_cell(cell) for cell in cells], "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}


def tree(folder: Path) -> dict[str, bytes]:
    """Read all files below a folder, by path, without the record of which of them blogtools wrote."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != OWNED_FILES
    }


def make_repository(folder: Path) -> None:
    """Make a folder a git repository; its remote `origin` is a bare one, `remote`, beside it."""
    for line in (
        "init -q",
        "config user.name A",
        "config user.email a@b.c",
        "init -q --bare ../remote",
        "remote add origin ../remote",
    ):
        subprocess.run(["git", *line.split()], cwd=folder, check=True)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command: exit status, stdout, stderr."""

    def run(*args: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main([str(arg) for arg in args])
        out, err = capfd.readouterr()
        return int(stop.value.code or 0), out, err

    return run


@pytest.fixture
def told(run: Run) -> Told:
    """Run a command: exit status, everything that it prints."""

    def told(*args: str | Path) -> tuple[int, str]:
        status, out, err = run(*args)
        return status, out + err

    return told


@pytest.fixture
def write_notebook() -> WriteNotebook:
    """Write a notebook file: `write_notebook(path, "Markdown", ("code", "1 + 1"))`."""

    def write(path: Path, *cells: str | tuple[str, str] | dict[str, Any], **metadata: Any) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(make_notebook(*cells, **metadata)), encoding="utf-8")
        return path

    return write


@pytest.fixture
def blog_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty blog, which is the working folder."""
    folder = tmp_path / "blog"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "blogtools.toml").write_text('title = "Test blog"\n', encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder
