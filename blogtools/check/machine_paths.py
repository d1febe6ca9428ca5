"""Check for paths of the author's machine, which reveal a user name and are of no use to readers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.check.places import own_cells
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer
from blogtools.model import Cell, Post, Visibility
from blogtools.transform.secrets.find import without_colors

GENERIC_USERS = frozenset(
    {"jovyan", "user", "username", "name", "you", "me", "runner", "vscode", "codespace", "ubuntu"}
)
"""Account names that reveal nothing: those of containers, hosted machines and examples."""
SYSTEM_USERS = frozenset({"shared", "public", "default", "admin", "administrator", "runneradmin"})
_PATH_MARKERS = ("/home/", "/Users/", "\\Users\\")
_PATH = re.compile(
    r"(?:(?<=file://)|(?<![\w.~/-]))/(?:home|Users)/(?P<unix>[\w.-]+)/"
    r"|(?<![A-Za-z])[A-Za-z]:(?P<slash>\\{1,2}|/)Users(?P=slash)(?P<windows>[^\\/:*?\"<>|\n]{1,40})(?P=slash)"
)


def find_machine_paths(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each cell whose outputs contain such a path."""
    for cell in own_cells(post):
        if cell.outputs and cell.options.output is not Visibility.REMOVE:
            path = call(_first_path, cell)
            if path:
                hint = "use relative paths and run the cell again; `#| warning: false` hides warnings"
                where = Where(post.source, cell.number)
                yield Finding("machine-path", f"the outputs show a path on your machine: {path}…", where, hint)


def _first_path(cell: Cell) -> str:
    return next(_paths(cell), "")


def _paths(cell: Cell) -> Iterator[str]:
    for text in _texts(cell):
        if any(marker in text for marker in _PATH_MARKERS):
            for match in _PATH.finditer(without_colors(text)):
                if (match["unix"] or match["windows"]).lower() not in GENERIC_USERS | SYSTEM_USERS:
                    yield match[0].replace("\\\\", "\\")


def _texts(cell: Cell) -> Iterator[str]:
    for output in cell.outputs:
        yield output.text
        yield from (text for mime, text in output.data.items() if mime.startswith("text/") and isinstance(text, str))
        yield from output.traceback
        yield output.error_value
