"""One plugin of each kind; as a package by its entry points, or as `plugins/extras.py` in a blog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import msgspec

from blogtools.errors import Finding, Where
from blogtools.importers.base import Imported, read_text
from blogtools.memo import Memoizer
from blogtools.model import Post
from blogtools.plugins.rows import Check, OutputRow, Shown, Step, ThemeFolder
from blogtools.render.targets import Target
from blogtools.transform.context import Context

# A step changes posts -------------------------------------------------------------------------------------------------


def link_peps(post: Post, _context: Context) -> Post:
    """Make a link of each `PEP 8` in Markdown cells."""
    cells = tuple(
        msgspec.structs.replace(cell, source=re.sub(r"\bPEP (\d{1,4})\b", _pep, cell.source))
        if cell.kind == "markdown"
        else cell
        for cell in post.cells
    )
    return msgspec.structs.replace(post, cells=cells)


def _pep(match: re.Match[str]) -> str:
    return f"[{match[0]}](https://peps.python.org/pep-{int(match[1]):04}/)"


steps = [Step("peps", link_peps, before="markdown")]

# An output knows a MIME type ------------------------------------------------------------------------------------------

DICE = "application/vnd.example.dice+json"
FACES = "⚀⚁⚂⚃⚄⚅"


def dice_html(_display: Any, _mime: str, content: object) -> Shown:
    """Show a list of numbers as dice."""
    return Shown("text", f'<p class="dice">{escape(_faces(content))}</p>')


def dice_markdown(_display: Any, _mime: str, content: object) -> Shown:
    """Do the same for generators."""
    return Shown("text", _faces(content))


def _faces(content: Any) -> str:
    return " ".join(FACES[number - 1] for number in content)


outputs = [OutputRow(DICE, html=dice_html, markdown=dice_markdown)]

# A target is a place that Markdown is written for ---------------------------------------------------------------------


def wiki_fields(post: Post) -> dict[str, Any]:
    """Return the front matter that the wiki reads."""
    return {"page": post.title, "labels": list(post.front.tags)}


targets = [Target("wiki", page="pages/{slug}.md", asset="files/{slug}/{name}", front_matter=wiki_fields)]

# A check looks at posts, and changes nothing --------------------------------------------------------------------------


def find_shouting(post: Post, _call: Memoizer) -> Iterator[Finding]:
    """Find cells with two exclamation marks in a row."""
    for cell in post.cells:
        if cell.kind == "markdown" and "!!" in cell.source:
            where = Where(post.source, cell.number)
            yield Finding("shouting", "the text shouts at its readers", where, "one mark is enough", "note")


checks = [Check("shouting", find_shouting)]

# An importer reads posts of another form ------------------------------------------------------------------------------


class OrgImporter:
    """Org files, as far as headings and blocks of Python go."""

    name = "org"

    def detect(self, path: Path, _text: str) -> bool:
        """Return whether a file is one of Org's."""
        return path.suffix == ".org"

    def read(self, path: Path) -> Imported:
        """Read a file."""
        cells = []
        for part in re.split(r"(?ms)^(#\+begin_src python\n.*?\n)#\+end_src$", read_text(path)):
            if part.startswith("#+begin_src"):
                cells.append(("code", part.partition("\n")[2].rstrip("\n")))
            elif part.strip():
                cells.append(("markdown", re.sub(r"(?m)^(\*+) ", _heading, part.strip())))
        return Imported(tuple(cells))


def _heading(match: re.Match[str]) -> str:
    return "#" * len(match[1]) + " "


importers = [OrgImporter()]

# A theme is a folder of templates and static files; an entry point names its package instead --------------------------

themes = [ThemeFolder("paper", Path(__file__).parent / "theme")]
