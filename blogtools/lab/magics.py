"""`%load_ext blogtools`, then `%snippet NAME` in a notebook or in IPython."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from blogtools.catalog import Catalog, read_catalog
from blogtools.config import find_blog
from blogtools.errors import BlogtoolsError

USAGE = "usage: %snippet NAME puts a snippet into the next cell; %snippet --run NAME runs it here"


def load_ipython_extension(shell: Any) -> None:
    """Give a running IPython the magic `%snippet` and the completion of its names."""
    shell.register_magic_function(lambda line: snippet(shell, line), "line", "snippet")
    shell.set_hook("complete_command", complete, str_key="%snippet")


def snippet(shell: Any, line: str) -> None:
    """Put a snippet, with all it needs, into the next cell; with `--run`, run it in the session."""
    words = line.split()
    run = "--run" in words
    names = [word for word in words if word != "--run"]
    if len(names) != 1:
        print(USAGE)  # noqa: T201 - magics speak through the cell's output
        return
    try:
        found = _catalog().find(names[0]).snippet
    except BlogtoolsError as error:
        print(f"error: {error}")  # noqa: T201 - likewise
        return
    text = f"{found.setup}\n\n{found.source}".strip("\n")
    if found.language != "python":
        text = f"%%{found.language}\n{text}"
    if run:
        shell.run_cell(text)
    else:
        shell.set_next_input(f"# {found.name}\n{text}")


def complete(_: Any, event: Any) -> list[str]:
    """Names of snippets, and addresses where a name alone is not enough."""
    try:
        entries = _catalog().entries
    except BlogtoolsError:
        return []
    names = [entry.snippet.name for entry in entries]
    found = [entry.snippet.name if names.count(entry.snippet.name) == 1 else entry.address for entry in entries]
    given = getattr(event, "symbol", "")
    return [name for name in [*found, "--run"] if name.startswith(given)]


def _catalog() -> Catalog:
    return read_catalog(find_blog(Path.cwd()))
