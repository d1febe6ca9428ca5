"""The guide's page on the marks of other tools has a row for each mark, made from the tables that the code uses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blogtools.live.completion.cell_options import meaning
from blogtools.read.fields import FIELDS
from blogtools.transform.dialects.mark import Mark
from blogtools.transform.dialects.marks import IGNORED_KEYS, IGNORED_OPTIONS, MARKS
from blogtools.transform.inserts.table import FILLED, INCLUDED
from blogtools.transform.options import COMMENTS, METADATA, OPTION_READERS, TAGS

GUIDE = Path(__file__).parent.parent / "notebooks/marks-of-other-tools.ipynb"
EFFECTS = {
    "shown": "shown as text; a warning",
    "ignored": "no effect; a note",
    "obeyed": "obeyed",
    "removed": "taken out; an id becomes an anchor, all else is a note",
}
VALUES: tuple[Any, ...] = (
    *(True, False, "show", "scroll", "hide", "hidden", "form", "margin", "top", "left", "50%", 2, "a", "…"),
    *([[1, 1], [1]], ["light", "dark"], [60, 40], "fill", "column"),
)


def code(text: str) -> str:
    """The text as code in a table."""
    ticks = "``" if "`" in text else "`"
    return f"{ticks} {text} {ticks}".replace("|", "\\|") if ticks == "``" else f"`{text}`".replace("|", "\\|")


def outcome(mark: Mark) -> str:
    """What becomes of a mark, in words."""
    return "obeyed" if mark.obeyed else EFFECTS[mark.effect]


def first_reading(read: Any) -> tuple[Any, str]:
    """The first value that an option has an effect with, and which."""
    value = next(value for value in VALUES if read(value))
    return value, meaning(read(value))


def rows() -> Iterator[tuple[str, list[str]]]:
    """Yield the headings of the page, and the rows of their tables."""
    yield (
        "Marks in Markdown",
        [f"| {code(mark.example.splitlines()[0])} | {mark.name} | {mark.dialect} | {outcome(mark)} |" for mark in MARKS]
        + [
            f"| {code(example.splitlines()[0])} | {name} | {dialect} | is filled |"
            for dialect, name, example in (*FILLED, *INCLUDED)
        ],
    )
    yield (
        "Tags of cells",
        [f"| `{tag}` | {meaning(changes)} |" for tag, changes in TAGS.items()],
    )
    yield (
        "Comments in the first lines of a cell",
        [f"| `#{name}` | {meaning(changes)} |" for name, changes in COMMENTS.items()],
    )
    options = []
    for name, read in OPTION_READERS.items():
        value, does = first_reading(read)
        options.append(f"| {code(f'#| {name}: {json.dumps(value) if isinstance(value, bool) else value}')} | {does} |")
    options += [
        f"| {code(f'#| {name}')} | no effect ({dialect}); a note |" for name, dialect in IGNORED_OPTIONS.items()
    ]
    yield "Options of cells", options
    metadata = []
    for path, read in METADATA.items():
        value, does = first_reading(read)
        metadata.append(f"| `{'.'.join(path)}` | `{json.dumps(value, ensure_ascii=False)}` | {does} |")
    yield "Metadata of cells", metadata
    keys = [f"| `{name}` | {field.name} |" for field in FIELDS for key in field.keys for name in key.names]
    keys += [f"| `{name}` | no effect ({dialect}); a note |" for name, dialect in IGNORED_KEYS.items()]
    yield "Keys of front matter", keys


HEADS = {
    "Marks in Markdown": "| Begins with | What it is | Tool | What becomes of it |\n|---|---|---|---|",
    "Metadata of cells": "| Key | Value | What it does |\n|---|---|---|",
    "Keys of front matter": "| Key | Field |\n|---|---|",
}


def test_the_guide_has_a_row_for_each_mark(request: pytest.FixtureRequest) -> None:
    """At least 150, in the order of the tables; `--update-guide` writes them anew."""
    notebook = json.loads(GUIDE.read_text(encoding="utf-8"))
    update = request.config.getoption("--update-guide")
    count = 0
    for heading, table in rows():
        count += len(table)
        cell = next(cell for cell in notebook["cells"] if "".join(cell["source"]).startswith(f"## {heading}\n"))
        intro = "".join(cell["source"]).partition("\n| ")[0]
        head = HEADS.get(heading, "| Mark | What it does |\n|---|---|")
        expected = "\n".join([intro, head, *table])
        assert update or "".join(cell["source"]) == expected, "--update-guide writes it anew"
        cell["source"] = expected.splitlines(keepends=True)
    assert count >= 150
    if update:
        GUIDE.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
