"""Whatever author HTML is on a page, in whatever place, the page's own elements stand.

`pytest tests/test_page_structure.py --fragments 100000` is the thorough run.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import html5lib
import pytest
from justhtml import JustHTML

from blogtools import read_post
from blogtools.config import Settings
from blogtools.render.context import Rendering
from blogtools.render.html.page import render_post
from blogtools.render.sanitize.contain import contain
from blogtools.render.theme.environment import Theme
from tests.conftest import make_notebook
from tests.fuzz.soup import soup


def fragments(number: int) -> Iterator[str]:
    """Soups of tags, the same ones in every run."""
    dice = random.Random(20260101)  # noqa: S311 - a test that repeats itself
    for _ in range(number):
        yield soup(dice)


Element = tuple[str, dict[str, str | None], list[Any]]
"""Name, attributes, and the elements in it."""
Outline = list[tuple[int, str, str]]


def by_justhtml(html: str) -> Element:
    """The page as a parser of today's HTML Standard has it; 3.16 lets a link out of a caption that its table ends."""

    def element(node: Any) -> Element:
        inner = [element(child) for child in node.children or () if not child.name.startswith(("#", "!"))]
        return node.name, dict(node.attrs or {}), inner

    return element(JustHTML(html, sanitize=False).root)[2][0]


def by_html5lib(html: str) -> Element:
    """The page as a parser of 2020 has it, which knows neither `<main>` nor `<template>`."""

    def element(node: Any) -> Element:
        return node.tag, dict(node.attrib), [element(child) for child in node if isinstance(child.tag, str)]

    return element(html5lib.parse(html, namespaceHTMLElements=False))


REFERENCES: tuple[Callable[[str], Element], ...] = (by_justhtml, by_html5lib)
"""A page stands if one of them says so: each has faults of its own, where Chromium sides with the other."""


def outline(root: Element) -> Outline:
    """The elements of a page outside its cells, contents and footnotes: depth, name and attributes of each."""
    found: Outline = []

    def walk(element: Element, depth: int) -> None:
        name, attributes, inner = element
        if name == "li":
            return  # A fragment may well have a heading or a footnote.
        found.append((depth, name, json.dumps(attributes)))
        if "cell" not in (attributes.get("class") or "").split() and name != "head":
            for child in inner:
                walk(child, depth + 1)

    walk(root, 0)
    return found


def outlines(html: str | bytes) -> Iterator[Outline]:
    """The outline of a page by each reference."""
    text = html if isinstance(html, str) else html.decode()
    return (outline(parse(text)) for parse in REFERENCES)


def stands(html: str | bytes, wanted: Sequence[Outline]) -> bool:
    """Whether a page has the outline that it should have."""
    return any(expected == found for expected, found in zip(wanted, outlines(html), strict=True))


PLACES: dict[str, Any] = {
    "a Markdown cell": lambda html: f"{html}\n\nword",
    "the middle of a line": lambda html: f"a {html.replace(chr(10), ' ')} b",
    "an item": lambda html: f"- {html}\n- b",
    "a table": lambda html: f"| a | b |\n|---|---|\n| {html.replace(chr(10), ' ').replace('|', '')} | c |",
    "a heading": lambda html: f"### A {html.replace(chr(10), ' ')}",
    "the title of a callout": lambda html: f":::{{note}} {html.replace(chr(10), ' ')}\ntext\n:::",
    "a quote": lambda html: "\n".join(f"> {line}" for line in html.split("\n")),
    "a footnote": lambda html: f"x[^1]\n\n[^1]: {html.replace(chr(10), ' ')}",
    "an output": lambda html: output({"text/html": html}),
    "a table among the outputs": lambda html: output({"text/html": f"<table><tr><td>{html}</td></tr></table>"}),
    "an SVG output": lambda html: output({"image/svg+xml": f"<svg>{html}</svg>"}),
    "a Markdown output": lambda html: output({"text/markdown": html}),
    "a caption": lambda html: output({"text/html": "<p>a</p>"}, f"#| fig-cap: {json.dumps(html)}\n"),
    "a raw cell": lambda html: ("raw", html),
}


def output(data: dict[str, str], source: str = "") -> dict[str, Any]:
    """A code cell with one output."""
    outputs = [{"output_type": "display_data", "data": data, "metadata": {}}]
    return {"cell_type": "code", "source": f"{source}f()", "outputs": outputs, "execution_count": 1}


@pytest.fixture(scope="module")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    """The default theme."""
    return Theme(Settings(), (tmp_path_factory.mktemp("templates"),))


@pytest.fixture(scope="module")
def wanted(theme: Theme, tmp_path_factory: pytest.TempPathFactory) -> list[Outline]:
    """The outlines of a page without any HTML."""
    return list(outlines(page_with(tmp_path_factory.mktemp("plain"), theme, ["word"] * len(PLACES))))


FOOT = re.compile(rb'<p class="sanitized">.*?</p>\n')
"""What the foot of a page says of HTML that was sanitized."""


def page_with(folder: Path, theme: Theme, html: list[str], *, sanitize: bool = False) -> bytes:
    """A page with a piece of HTML in each place, and in title and description."""
    front = f"---\ntitle: {json.dumps(html[0])}\ndescription: {json.dumps(html[1])}\ntoc: true\ndate: 2026-01-02\n"
    front += "html: sanitize\n---" if sanitize else "---"
    cells = [cell for place, piece in zip(PLACES.values(), html, strict=True) for cell in (place(piece), "between")]
    path = folder / "post.ipynb"
    path.write_text(json.dumps(make_notebook(("raw", front), *cells)), encoding="utf-8")
    post = read_post(path)
    content = render_post(post, theme, "post/index.html", Rendering(post.source), lambda url, _: url).content
    return FOOT.sub(b"", content) if sanitize else content


def test_no_html_breaks_out_of_its_place(
    request: pytest.FixtureRequest, tmp_path: Path, theme: Theme, wanted: list[Outline]
) -> None:
    """Cells, contents, footnotes and all around them are where they are on a page without any HTML."""
    assert 2 * len(PLACES) == sum('"cell cell-' in attributes for _, _, attributes in wanted[0])
    number = request.config.getoption("--fragments")
    given = fragments(number)
    for run in range(number // len(PLACES)):
        sanitize = run % 3 == 2
        # Of a cell that is all in a comment, nothing is left where comments go.
        html = [next(given).replace("<!", "<b" if sanitize else "<!") for _ in PLACES]
        assert stands(page_with(tmp_path, theme, html, sanitize=sanitize), wanted), html


def test_no_html_changes_what_stands_around_it(request: pytest.FixtureRequest) -> None:
    """A fragment stays in its element, what follows is not formatted by it, and a second time nothing changes."""
    for number, html in enumerate(fragments(request.config.getoption("--fragments"))):
        in_item = number % 4 == 3
        contained = contain(html, in_item=in_item)
        assert contained == contain(contained, in_item=in_item)
        before, after = ("<section><ol><li>", "</li><li>n</li></ol></section>") if in_item else ("<div>", "</div><p>n")
        page = f"<!doctype html><title>t</title><p>s<main><article>{before}{contained}{after}</article></main><footer>f"
        assert any(is_whole(parse(page), in_item=in_item) for parse in REFERENCES), (html, contained)


def is_whole(root: Element, *, in_item: bool) -> bool:
    """Whether the elements around a fragment and after it are those that were written."""
    _, attributes, (_, (_, body_attributes, body)) = root
    if attributes or body_attributes or ["p", "main", "footer"] != [name for name, _, _ in body]:
        return False
    main = body[1][2]
    if ["article"] != [name for name, _, _ in main] or body[2][2]:
        return False
    inside = main[0][2]
    if in_item:
        if ["section"] != [name for name, _, _ in inside] or ["ol"] != [name for name, _, _ in inside[0][2]]:
            return False
        inside = inside[0][2][0][2]
    return (["li", "li"] if in_item else ["div", "p"]) == [name for name, _, _ in inside] and not inside[1][2]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "html",
    [
        "The <title> tag",
        "x </div></article></main>",
        "<select>",
        "<applet>",
        "<!--<script>",
        "<svg><desc>",
        "<svg/><script>",
        "<template>",
        "<textarea>",
        "<plaintext>",
        "<noscript><p title='</noscript></div>'>",
        "<frameset><frame>",
        "<body class=a onload=b>",
        "<math><annotation-xml encoding=text/html><table>",
        "<table>a<tr>b<td><table>",
        "a <!-- b",
        "<svg><![CDATA[ </div>",
        "<a href=x href=y title='</div>' title=z>",
        "<li>a</ol></section>",
        "<form><div></form>",
    ],
)
def test_known_attacks(html: str, place: str, tmp_path: Path, theme: Theme, wanted: list[Outline]) -> None:
    """Each in each place: the cell after it is where it belongs, and its words are there to be read."""
    pieces = ["word" if name != place else html for name in PLACES]
    content = page_with(tmp_path, theme, pieces)
    if place == "a Markdown cell" and html.startswith("<!--"):
        # Nothing is left of a cell in a comment that nothing ends.
        wanted = list(
            outlines(page_with(tmp_path, theme, [piece if piece == "word" else "<!-- a" for piece in pieces]))
        )
    assert stands(content, wanted)
    assert content.count(b"between") == len(PLACES)
