"""Check for paths of the author's machine, which reveal names and are of no use to readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from blogtools.check.places import own_cells, source_line
from blogtools.check.secrets import output_texts
from blogtools.errors import Finding, Severity, Where
from blogtools.memo import Memoizer, lazy_pattern
from blogtools.model import Cell, Post, Visibility
from blogtools.transform.redaction.homes import HOMES, mentions_home
from blogtools.transform.secrets.find import without_colors

_HINT = "use relative paths and run the cell again; `#| warning: false` hides warnings"
_HINT_SOURCE = "use a relative path, or replace it in the published copy: a rule in the setting `redact`"


class PathKind(NamedTuple):
    """A kind of paths in outputs."""

    markers: tuple[str, ...]
    """Texts of which one stands in every such path."""
    pattern: re.Pattern[str]
    severity: Severity


_PATHS = (
    # What is left of them: a URL that begins with a slash, and those of an author who publishes them.
    PathKind(("/home/", "/Users/", "\\Users"), HOMES, "warning"),
    PathKind(
        ("/scratch", "/lustre", "/gpfs", "/beegfs"),
        lazy_pattern(r"(?<![\w.~/-])/(?:scratch|lustre|gpfs|beegfs)[\w-]*/[A-Za-z][\w.-]*(?=/)"),
        "warning",
    ),
    PathKind(
        ("\\\\",),
        # Microsoft, "File path formats on Windows systems"; in code and JSON with each backslash doubled.
        lazy_pattern(r"(?<![^\s'\"=(,])(\\\\(?:\\\\)?)[A-Za-z][\w-]+(?:\.[\w-]+)*(?!\1)\\{1,2}[A-Za-z][\w $.-]*(?=\\)"),
        "warning",
    ),
    PathKind(("/root/",), lazy_pattern(r"(?<![\w.~/-])/root(?=/[\w.])"), "note"),
    PathKind(
        ("/tmp/", "/var/folders/"),  # noqa: S108 - looked for, not used
        lazy_pattern(r"(?<![\w.~/-])(?:/private)?/(?:tmp/(?:ipykernel_|tmp)[\w.-]+|var/folders/\w+)(?=[/.])"),
        "note",
    ),
)
"""In outputs; those that do not tell whose they are are only a note."""


def find_machine_paths(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each cell whose outputs contain such a path, and a note for each source with a home."""
    for cell in own_cells(post):
        home = call(_home, cell.source) if mentions_home(cell.source) else None
        if home and (cell.kind != "code" or cell.options.source is not Visibility.REMOVE):
            path, offset = home
            where = Where(post.source, cell.number, source_line(post, cell, offset))
            message = f"has a path with the name of a user: {path}/…"
            yield Finding("machine-path", message, where, _HINT_SOURCE, "note")
        if cell.outputs and cell.options.output is not Visibility.REMOVE:
            found = call(_first_path, cell, post)
            if found:
                path, severity = found
                message = f"the outputs show a path on your machine: {path}…"
                yield Finding("machine-path", message, Where(post.source, cell.number), _HINT, severity)


def _home(source: str) -> tuple[str, int] | None:
    match = HOMES.search(source)
    return (_plain(match[0]), match.start()) if match else None


def _plain(path: str) -> str:
    """Return a path with single backslashes; that of a share begins with two of them."""
    is_share = path.startswith("\\\\") and not path.startswith("\\\\\\\\")
    return path if is_share else path.replace("\\\\", "\\")


def _first_path(cell: Cell, post: Post) -> tuple[str, Severity] | None:
    texts = [without_colors(text) for text in output_texts(cell, post)]
    for kind in _PATHS:
        for text in texts:
            match = kind.pattern.search(text) if any(marker in text for marker in kind.markers) else None
            if match:
                following = text[match.end() : match.end() + 1]
                separator = following if following in ("/", "\\") else ""
                return _plain(match[0]) + separator, kind.severity
    return None
