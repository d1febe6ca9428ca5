"""Marks of other tools from their manuals: none is on a page as it is written without a finding that says so.

`every_mark.json` has a piece of Markdown for each, and the strings in it that no reader is to see.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from blogtools import Blog
from blogtools.errors import Finding
from tests.conftest import make_notebook

MARKS: dict[str, tuple[str, list[str]]] = json.loads(Path(__file__).with_name("every_mark.json").read_text("utf-8"))
TELLING = frozenset(
    "foreign-mark hidden crossref include value embed broken-link formula citation external".split()  # noqa: SIM905 - a row
)
"""Findings that say what becomes of a mark; others, as of a picture that is not there, say nothing of it."""
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "--", "—": "---"})


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mapping[str, str], Mapping[str, list[Finding]]]:
    """The visible text of the page of each mark, and what is found in its notebook."""
    folder = tmp_path_factory.mktemp("marks")
    (folder / "notebooks").mkdir()
    (folder / "blogtools.toml").write_text('title = "Marks"\n')
    for name, (text, _) in MARKS.items():
        notebook = make_notebook(f"# Title\n\nThe first paragraph.\n\n{text}\n")
        (folder / f"notebooks/{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    report = Blog.open(folder).convert(workers=1)
    found: dict[str, list[Finding]] = {name: [] for name in MARKS}
    for finding in report.findings:
        found.setdefault(Path(finding.where.file or "").stem, []).append(finding)
    return {name: _visible(folder / f"_site/{_slug(name)}/index.html") for name in MARKS}, found


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _visible(page: Path) -> str:
    """The text of a page; empty if the post is held back."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    body = text.partition('<div class="post-body">')[2].partition("<footer")[0]
    return html.unescape(re.sub(r"<[^<>]*>", "", body)).translate(_QUOTES)


@pytest.mark.parametrize("name", MARKS)
def test_a_mark_is_obeyed_or_told(name: str, pages: tuple[Mapping[str, str], Mapping[str, list[Finding]]]) -> None:
    """Readers see no mark of which the author does not know that they do."""
    texts, found = pages
    seen = [string for string in MARKS[name][1] if string in texts[name]]
    assert not seen or [str(one) for one in found[name] if one.slug in TELLING]


def test_the_list_is_long(pages: tuple[Mapping[str, str], Mapping[str, list[Finding]]]) -> None:
    """Most pages are there."""
    texts, _ = pages
    assert len(MARKS) >= 800
    assert sum("The first paragraph." in text for text in texts.values()) >= len(MARKS) - 10
