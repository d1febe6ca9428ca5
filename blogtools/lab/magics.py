"""The IPython magic `%snippet`, available after `%load_ext blogtools`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

from blogtools.config import find_blog
from blogtools.errors import BlogtoolsError, explained
from blogtools.snippets.catalog import Catalog, read_catalog

USAGE = "usage: %snippet NAME puts a snippet into the next cell; %snippet --run NAME runs it here"

_TYPED = re.compile(r"\s*%snippet\s+(?:\S+\s+)?(\S*)")
"""Matches a line up to the cursor; the group is the word being typed."""


def load_ipython_extension(shell: Any) -> None:
    """Register the magic `%snippet` and its completer with a running IPython."""
    shell.register_magic_function(lambda line: snippet(shell, line), "line", "snippet")
    if complete not in shell.Completer.custom_matchers:
        shell.Completer.custom_matchers.append(complete)


def snippet(shell: Any, line: str) -> None:
    """Insert a snippet with the code it needs as the next cell; with `--run`, run it instead."""
    words = line.split()
    run = "--run" in words
    names = [word for word in words if word != "--run"]
    if len(names) != 1:
        print(USAGE)  # noqa: T201 - a magic reports through the cell's output
        return
    try:
        found = _catalog().find(names[0]).snippet
    except Exception as error:  # noqa: BLE001 - a defect of blogtools is told in one line, too
        print(f"error: {explained(error)}")  # noqa: T201 - likewise
        return
    text = f"{found.setup}\n\n{found.source}".strip("\n")
    if found.language != "python":
        text = f"%%{found.language}\n{text}"
    if run:
        shell.run_cell(text)
    else:
        shell.set_next_input(f"# {found.name}\n{text}")


@context_matcher()
def complete(context: CompletionContext) -> SimpleMatcherResult:
    """Complete snippet names, or addresses where a name is ambiguous; suppress IPython's other completions."""
    typed = _TYPED.fullmatch(context.text_until_cursor)
    if typed is None:
        return {"completions": []}
    word = typed[1]
    found = [SimpleCompletion(name, type="snippet") for name in [*_names(), "--run"] if name.startswith(word)]
    return {"completions": found, "matched_fragment": word, "suppress": True, "ordered": True}


def _names() -> list[str]:
    try:
        entries = _catalog().entries
    except BlogtoolsError:
        return []
    names = [entry.snippet.name for entry in entries]
    return [entry.snippet.name if names.count(entry.snippet.name) == 1 else entry.address for entry in entries]


def _catalog() -> Catalog:
    return read_catalog(find_blog(Path.cwd()))
