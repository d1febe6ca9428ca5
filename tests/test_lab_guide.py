"""The guide to JupyterLab names things as the extension does, and all of its commands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXTENSION = ROOT / "blogtools" / "lab" / "extension"
SCHEMA = json.loads((EXTENSION / "schemas/blogtools/plugin.json").read_text(encoding="utf-8"))
SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((EXTENSION / "js").glob("*.js")))
CELLS = json.loads((ROOT / "notebooks/writing-in-jupyterlab.ipynb").read_text(encoding="utf-8"))["cells"]
GUIDE = "\n\n".join("".join(cell["source"]) for cell in CELLS)
ROWS = [
    row.strip("|").split("|")
    for row in re.findall(r"^\| .*\|$", GUIDE.partition("## Commands and shortcuts")[2], re.MULTILINE)
]
LABELS = {
    "blogtools:new-post": "Post",
    "blogtools:preview": "Preview Post",
    "blogtools:publish-post": "Publish Post",
    "blogtools:publish-blog": "Publish Blog",
    "blogtools:show-post-panel": "Show Post Panel",
    "blogtools:cell-menu": "For Readers",
}
"""What JupyterLab shows for each command that a menu or a toolbar has."""


def commands(declared: object) -> set[str]:
    """All commands in a part of the extension's declaration."""
    return set(re.findall(r'"command": "([^"]+)"', json.dumps(declared)))


def test_every_command_is_in_the_table() -> None:
    """Each that a menu or a toolbar has, by the label that it has there."""
    assert set(LABELS) == commands(SCHEMA["jupyter.lab.menus"]) | commands(SCHEMA["jupyter.lab.toolbars"])
    what = [row[1].strip() for row in ROWS]
    for command, label in LABELS.items():
        assert label in what
        assert re.search(rf'"{label}( …)?"', SCRIPTS), command


def test_every_shortcut_is_in_the_table() -> None:
    """In the row of its command."""
    keys = {row[1].strip(): row[2].strip() for row in ROWS if row[2].strip() not in ("", "keys", "---")}
    declared = {
        LABELS[shortcut["command"]]: shortcut["keys"][0].replace("Accel", "Ctrl")
        for shortcut in SCHEMA["jupyter.lab.shortcuts"]
    }
    assert declared == keys


@pytest.mark.parametrize("words", ["Describe it", "Mark as meant", "Mark as redacted", "Use "])
def test_the_buttons_are_called_so(words: str) -> None:
    """Those of the findings."""
    assert f"*{words}" in GUIDE
    assert words in (ROOT / "blogtools/live/fixes.py").read_text(encoding="utf-8")
