"""Drafts for tests: cells that have something to do with one another, a blog around them, and an editor's edits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st

from blogtools.config import find_blog
from blogtools.content.discover import Source
from blogtools.content.neighbors import blog_context
from blogtools.live.draft import Update
from blogtools.live.page import NotebookPlace

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # one pixel
MARKDOWN = st.sampled_from(
    [
        "## Notes\n\nText with a footnote[^1] and another[^b].",
        "## Notes\n\n### Deeper",
        "# A title of level one",
        "[^1]: The first.\n\n[^b]: The *second*.",
        "[^b]: Said otherwise, with $x$.",
        r"$$\newcommand{\half}{\frac12} \half \label{eq:a} \tag{7}$$",
        r"By \eqref{eq:a} and $\half$, $y = \half x$.",
        '<div id="notes">raw <b>HTML</b></div>\n\n<p id="a">and ids</p>',
        '<div class="cell ">\n\n<div class="cell ">\nas if\n</div>\n\n</div>',
        "![](missing.png) and ![dot](dot.png) and [the other](other.ipynb#morning)",
        "8:00 AM / a start\n\n- [ ] to do\n- [x] done",
        "## 2024-05-01 A day\n\n## 2024-05-02 Another",
        "{{< embed other.ipynb#area >}}",
        "![](attachment:a.png)",
        "> [!NOTE]\n> called out[^1]",
        "| a | b |\n|---|--:|\n| 1 | 2 |",
        "",
    ]
)
CODE = st.sampled_from(
    [
        "x = 1\nx",
        "#| label: fig-one\n#| fig-cap: A figure with a note[^1].\nplot()",
        "#| snippet: notes\ndef area(r):\n    return 3 * r * r",
        "#| echo: false\nprint(area(2))",
        "%%time\n#| code-fold: true\nsum(range(10))",
        "",
    ]
)
OUTPUTS: list[dict[str, Any]] = [
    {"output_type": "stream", "name": "stdout", "text": "one\ntwo\n"},
    {"output_type": "display_data", "metadata": {}, "data": {"image/png": PNG, "text/plain": "<Figure>"}},
    {
        "output_type": "execute_result",
        "metadata": {},
        "execution_count": 1,
        "data": {"text/html": '<p id="notes">1</p>'},
    },
    {"output_type": "display_data", "metadata": {}, "data": {"text/markdown": "## Notes\n\n[^1]"}},
    {"output_type": "display_data", "metadata": {}, "data": {"text/latex": "$x$"}},
    {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[31mE\x1b[0m: v"]},
]
METADATA = st.sampled_from([{}, {"tags": ["hide-input"]}, {"tags": ["remove-output"]}, {"tags": ["remove-cell"]}])


@st.composite
def cells(draw: st.DrawFn) -> dict[str, Any]:
    """A cell as nbformat writes it, without its id."""
    if draw(st.booleans()):
        attachments = {"a.png": {"image/png": PNG}}
        return {"cell_type": "markdown", "metadata": {}, "source": draw(MARKDOWN), "attachments": attachments}
    outputs = draw(st.lists(st.sampled_from(OUTPUTS), max_size=2))
    return {
        "cell_type": "code",
        "metadata": draw(METADATA),
        "source": draw(CODE),
        "outputs": outputs,
        "execution_count": 1,
    }


FRONT = st.sampled_from(["---\ntitle: A: b / c\n---", "---\ntitle: Other\nslug: else\ntags: [a]\n---", ""])
EDITS = st.lists(
    st.tuples(st.sampled_from(["edit", "insert", "delete", "move", "front"]), st.integers(0, 30), cells(), FRONT),
    min_size=1,
    max_size=8,
)


def blog(folder: Path) -> NotebookPlace:
    """A blog with one other post and a picture; the place of a notebook in it."""
    (folder / "notebooks").mkdir(exist_ok=True)
    (folder / "blogtools.toml").write_text('title = "Blog"\nbase_url = "https://blog.example.org/"\n')
    (folder / "notebooks" / "dot.png").write_bytes(msgspec.convert(PNG, bytes))
    other = [
        {"cell_type": "markdown", "metadata": {}, "source": "# The other\n\n## Morning\n\n[^1]\n\n[^1]: theirs"},
        {"cell_type": "code", "metadata": {}, "source": "#| label: area\nr = 2\nr * r", "outputs": OUTPUTS[:1]},
    ]
    text = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": other})
    (folder / "notebooks" / "other.ipynb").write_text(text)
    found = find_blog(folder)
    source = Source(folder / "notebooks" / "draft.ipynb", "notebooks/draft.ipynb", found.root)
    return NotebookPlace(found, source, blog_context(found, source))


class Editor:
    """Has a notebook, and tells what changes in it, as the front end does."""

    def __init__(self, first: list[dict[str, Any]]) -> None:
        self.front = {"cell_type": "raw", "metadata": {}, "source": "---\ntitle: First\n---"}
        self.cells = [(f"cell-{number}", cell) for number, cell in enumerate(first)]
        self.told: dict[str, Any] = {}
        self.revision = 0

    def edit(self, kind: str, place: int, cell: dict[str, Any], front: str) -> None:
        """Change something."""
        at = place % (len(self.cells) + 1)
        if kind == "front":
            self.front = {**self.front, "source": front}
        elif kind == "insert" or at == len(self.cells):
            self.cells.insert(at, (f"cell-{len(self.told)}-{at}-{place}-{self.revision}", cell))
        elif kind == "edit":
            self.cells[at] = (self.cells[at][0], cell)
        elif kind == "move":
            self.cells.insert(0, self.cells.pop(at))
        else:
            del self.cells[at]

    def update(self) -> Update:
        """What changed since the last time."""
        now = {"front": self.front, **dict(self.cells)}
        changed = {name: cell for name, cell in now.items() if self.told.get(name) != cell}
        self.told = now
        self.revision += 1
        raw = {name: msgspec.Raw(json.dumps(cell).encode()) for name, cell in changed.items()}
        return Update(list(now), raw, base=self.revision - 1)
