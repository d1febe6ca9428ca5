"""Paths of the author's machine, which tell readers a name and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.check.places import own_cells
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer
from blogtools.model import Cell, Post, Visibility
from blogtools.transform.secrets.find import without_colors

ANYONE = frozenset({"jovyan", "user", "username", "name", "you", "me", "runner", "vscode", "codespace", "ubuntu"})
"""Names of accounts that are nobody's: of containers, hosted machines and examples."""
ANYONE_ELSE = frozenset({"shared", "public", "default", "admin", "administrator", "runneradmin"})
_SIGNS = ("/home/", "/Users/", "\\Users\\")
_PATH = re.compile(
    r"(?:(?<=file://)|(?<![\w.~/-]))/(?:home|Users)/(?P<unix>[\w.-]+)/"
    r"|(?<![A-Za-z])[A-Za-z]:(?P<slash>\\{1,2}|/)Users(?P=slash)(?P<windows>[^\\/:*?\"<>|\n]{1,40})(?P=slash)"
)


def find_machine_paths(post: Post, call: Memoizer) -> Iterator[Finding]:
    """A finding for each cell whose outputs show such a path."""
    for cell in own_cells(post):
        if cell.outputs and cell.options.output is not Visibility.REMOVE:
            path = call(_first_path, cell)
            if path:
                hint = "use relative paths and run it again; `#| warning: false` leaves warnings out"
                where = Where(post.source, cell.number)
                yield Finding("machine-path", f"the outputs show a path of your machine: {path}…", where, hint)


def _first_path(cell: Cell) -> str:
    return next(_paths(cell), "")


def _paths(cell: Cell) -> Iterator[str]:
    for text in _texts(cell):
        if any(sign in text for sign in _SIGNS):
            for match in _PATH.finditer(without_colors(text)):
                if (match["unix"] or match["windows"]).lower() not in ANYONE | ANYONE_ELSE:
                    yield match[0].replace("\\\\", "\\")


def _texts(cell: Cell) -> Iterator[str]:
    for output in cell.outputs:
        yield output.text
        yield from (text for mime, text in output.data.items() if mime.startswith("text/") and isinstance(text, str))
        yield from output.traceback
        yield output.error_value
