"""`python -m tests.fuzz.structure --posts N --seed S`: posts with HTML soup in every place.

Do their pages stand? The elements of each that are not the author's are compared with those of a post without any HTML.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from random import Random
from typing import Any

import html5lib
import html5lib.html5parser
from html5lib.constants import namespaces, specialElements
from justhtml import JustHTML

from blogtools.config import Settings
from blogtools.content.discover import Source
from blogtools.content.load import decode_post, transform_post
from blogtools.errors import BlogtoolsError
from blogtools.render.context import Rendering
from blogtools.render.html.page import render_post
from blogtools.render.theme.environment import Theme
from blogtools.transform.context import Context
from tests.conftest import make_notebook
from tests.fuzz.notebooks import PIXEL, TEXTS, odd_value
from tests.fuzz.soup import soup

Json = dict[str, Any]
Cell = str | tuple[str, str] | Json
Element = tuple[str, dict[str, str | None], list[Any]]
"""Name, attributes, and the elements in it."""
Outline = list[tuple[int, str, str]]
"""Depth, name and classes of each element that is not the author's."""
SOURCE = Source(Path("/nowhere/post.ipynb"), "post.ipynb", Path("/nowhere"))
MOST_ERRORS = 100_000
"""Errors of a page; each has a few characters of it."""
CELL = '<div class="cell cell-'
WHOLE = {"head", "body", "main", "article", "nav", "footer", "section", "h1"}
"""What the outline of every page has, so that to have the same outline means something."""
WIDGETS = "application/vnd.jupyter.widget-state+json"


def line(html: str) -> str:
    """Return a text on one line."""
    return " ".join(html.split())


def shown(mime: str, content: Any, options: str = "", metadata: Json | None = None) -> Json:
    """Make a code cell with one output."""
    output = {"output_type": "display_data", "data": {mime: content}, "metadata": metadata or {}}
    return {"cell_type": "code", "source": f"{options}f()", "outputs": [output], "execution_count": 1}


def printed(**output: Any) -> Json:
    """Make a code cell with one output that is no bundle."""
    return {"cell_type": "code", "source": "f()", "outputs": [output], "execution_count": 1}


def attached(text: str) -> Json:
    """Make a Markdown cell with an attachment."""
    return {
        "cell_type": "markdown",
        "source": f"![{line(text)}](attachment:a.png)",
        "attachments": {"a.png": {"image/png": PIXEL}},
    }


def bokeh(html: str, rng: Random) -> Json:
    """Make a cell with what Bokeh shows, some of it odd."""
    children = rng.choice((5, None, [], [5], html, {"a": 1}, [{"id": "1"}], odd_value(rng)))
    roots = {
        "roots": [{"type": "object", "name": html, "id": "1", "attributes": {"title": html, "children": children}}]
    }
    documents = {"d": {"roots": rng.choice((roots, [roots], {"references": [], "root_ids": ["1"]}, odd_value(rng)))}}
    script = f"const docs_json = {json.dumps(json.dumps(documents))};"
    outputs = [
        {
            "output_type": "display_data",
            "metadata": {"application/vnd.bokehjs_exec.v0+json": {"id": "1"}},
            "data": {"application/javascript": script, "application/vnd.bokehjs_exec.v0+json": "", "text/html": html},
        },
        {"output_type": "display_data", "metadata": {}, "data": {"application/vnd.bokehjs_load.v0+json": html}},
    ]
    return {"cell_type": "code", "source": "show(p)", "outputs": outputs, "execution_count": 1}


Place = Callable[[str, Random], Cell]
PLACES: dict[str, Place] = {
    "paragraph": lambda html, _: f"{html}\n\nword",
    "sentence": lambda html, _: f"a {line(html)} b",
    "item": lambda html, _: f"- {html}\n- b",
    "table": lambda html, _: f"| a | b |\n|---|---|\n| {line(html).replace('|', '')} | c |",
    "table head": lambda html, _: f"| {line(html).replace('|', '')} | b |\n|---|---|\n| a | c |",
    "heading": lambda html, _: f"### A {line(html)}",
    "heading of two lines": lambda html, _: f"A {line(html)}\n---\n\nb",
    "dated heading": lambda html, _: f"## 2024-03-01 8:00 AM - {line(html)}",
    "heading with a tag": lambda html, _: f"## The {line(html)} tag `{line(html)}`",
    "callout": lambda html, _: f"> [!NOTE]\n> {line(html)}",
    "title of a Quarto callout": lambda html, _: f'::: {{.callout-tip title="{line(html)}"}}\nb\n:::',
    "title of a MyST callout": lambda html, _: f":::{{note}} {line(html)}\ntext\n:::",
    "title of a MkDocs callout": lambda html, _: f'!!! note "{line(html)}"\n    text',
    "fastpages callout": lambda html, _: f"> Warning: {line(html)}",
    "quote": lambda html, _: "\n".join(f"> {one}" for one in html.split("\n")),
    "footnote": lambda html, _: f"x[^f]\n\n[^f]: {line(html)}",
    "label of a footnote": lambda html, _: f"x[^{line(html)}]\n\n[^{line(html)}]: y",
    "definition": lambda html, _: f"{line(html)}\n: {line(html)}",
    "title of a link": lambda html, _: f"[{line(html)}](https://example.org/ '{line(html)}')",
    "address of a link": lambda html, _: f"[a](<{line(html)}>)",
    "reference": lambda html, _: f'[a][{line(html)}]\n\n[{line(html)}]: <b> "{line(html)}"',
    "alternative text": lambda html, _: f"![{line(html)}](https://example.org/a.png '{line(html)}')",
    "alternative text of an attachment": lambda html, _: attached(html),
    "code span": lambda html, _: f"`` {line(html)} ``",
    "fence": lambda html, _: f"```{line(html)}\n{html}\n```",
    "formula": lambda html, _: f"${line(html)}$ and $$\\text{{{line(html)}}}$$",
    "task": lambda html, _: f"- [ ] {line(html)}",
    "embed": lambda html, _: f"{html}\n\n{{{{< embed other.ipynb#labeled >}}}}\n\n![{line(html)}](#labeled)\n\n{html}",
    "source": lambda html, _: ("code", html),
    "caption": lambda html, _: shown("text/html", "<p>a</p>", f"#| fig-cap: {json.dumps(html)}\n"),
    "caption of a table": lambda html, _: shown("text/html", "<table></table>", f"#| tbl-cap: {json.dumps(html)}\n"),
    "summary of a fold": lambda html, _: shown(
        "text/plain", "a", f"#| code-fold: true\n#| code-summary: {json.dumps(html)}\n"
    ),
    "alternative text of an output": lambda html, _: shown("image/png", PIXEL, f"#| fig-alt: {json.dumps(html)}\n"),
    "label": lambda html, _: shown("text/plain", "a", f"#| label: {json.dumps(line(html))}\n"),
    "HTML output": lambda html, _: shown("text/html", html),
    "table output": lambda html, _: shown("text/html", f"<table><tr><td>{html}</td></tr></table>"),
    "table of pandas": lambda html, _: shown(
        "text/html", f'<table border="1" class="dataframe"><thead><tr><th>{html}</th></tr></thead></table>'
    ),
    "SVG output": lambda html, _: shown("image/svg+xml", f"<svg>{html}</svg>"),
    "Markdown output": lambda html, _: shown("text/markdown", html),
    "LaTeX output": lambda html, _: shown("text/latex", f"${html}$"),
    "plain output": lambda html, _: shown("text/plain", html),
    "JSON output": lambda html, _: shown("application/json", {html: html}),
    "script output": lambda html, _: shown("application/javascript", html),
    "stream": lambda html, _: printed(output_type="stream", name="stdout", text=f"\x1b[31m{html}"),
    "traceback": lambda html, _: printed(output_type="error", ename=html, evalue=html, traceback=[html]),
    "Plotly figure": lambda html, rng: shown(
        "application/vnd.plotly.v1+json",
        {"data": [{"type": "bar", "x": [html], "y": odd_value(rng)}], "layout": {"title": {"text": html}}},
    ),
    "Vega-Lite figure": lambda html, rng: shown(
        "application/vnd.vegalite.v5+json", {"title": html, "mark": html, "data": odd_value(rng)}
    ),
    "Bokeh figure": bokeh,
    "widget": lambda _html, _rng: shown(
        "application/vnd.jupyter.widget-view+json", {"model_id": "w", "version_major": 2}
    ),
    "raw cell": lambda html, _: ("raw", html),
    "odd text": lambda html, rng: f"{rng.choice(TEXTS)}{html}",
    "cell of two kinds": lambda html, _: {"cell_type": html, "source": html},
}


def fuzzed(rng: Random, make: Callable[[Random], str] = soup, places: Sequence[Place] = ()) -> bytes:
    """Make a post with HTML in title, description, tags, a heading, a footnote, and in `places` (default: any few)."""
    fields = {
        "title": f"T {line(make(rng))}",
        "description": f"D {line(make(rng))}",
        "tags": [f"t {line(make(rng))}"],
        "authors": [f"a {line(make(rng))}"],
        "date": "2026-01-02",
        "toc": True,
    }
    front = "\n".join(f"{name}: {json.dumps(value)}" for name, value in fields.items())
    cells: list[Cell] = [
        ("raw", f"---\n{front}\n---"),
        f"## 2024-03-01: One {line(make(rng))}\n\nword[^1]\n\n[^1]: note {line(make(rng))}",
        shown("text/plain", "labeled", "#| label: labeled\n"),
    ]
    cells += [place(make(rng), rng) for place in places or rng.choices([*PLACES.values()], k=rng.choice((1, 2, 3, 5)))]
    cells += ["## 2024-03-02: Two\n\nlast words"]
    state = {
        "w": {
            "model_name": rng.choice(("HTMLModel", "ButtonModel", "VBoxModel", "TextModel")),
            "state": {"value": make(rng), "description": make(rng), "children": rng.choice((5, ["IPY_MODEL_w"]))},
        }
    }
    return json.dumps(make_notebook(*cells, widgets={WIDGETS: {"state": state}})).encode()


def plain(_: Random) -> str:
    """Return a word, in place of soup."""
    return "word"


def page_of(data: bytes, theme: Theme) -> bytes:
    """Render a notebook as the page of a post."""
    post = transform_post(decode_post(SOURCE, data, {}), Context(lambda name: data if name == "other.ipynb" else None))
    return render_post(post, theme, "post/index.html", Rendering(post.source), lambda url, _: url).content


html5lib.html5parser.specialElements = specialElements | {
    (namespaces["html"], name)
    for name in ("figcaption", "hgroup", "keygen", "main", "search", "source", "summary", "template", "track")
}
"""Elements that html5lib does not know to be special (HTML Standard, 13.2.4.2): in it, `<dd><main><dd>` ends `main`."""


class _Html5lib(html5lib.HTMLParser):
    """Ends a parser that goes in circles: it notes an error each time."""

    def parseError(self, *args: Any) -> None:  # noqa: N802 - the name is html5lib's
        super().parseError(*args)
        assert len(self.errors) < MOST_ERRORS


def by_html5lib(html: str) -> Element:
    """Parse a page with html5lib, which is of 2020 and knows neither `<search>` nor today's `<select>`.

    Return an element without a name where html5lib fails. It does not look at the namespace everywhere: after a table
    in `<math><colgroup><mtext>` it stops with an assertion, and at some end tags in MathML it never does.
    """

    def element(node: Any) -> Element:
        return node.tag, dict(node.attrib), [element(child) for child in node if isinstance(child.tag, str)]

    try:
        return element(_Html5lib(namespaceHTMLElements=False).parse(html))
    except AssertionError:
        return "", {}, []


def by_justhtml(html: str) -> Element:
    """Parse a page with a parser of today's HTML Standard."""

    def element(node: Any) -> Element:
        inner = [element(child) for child in node.children or () if not child.name.startswith(("#", "!"))]
        return node.name, dict(node.attrs or {}), inner

    return element(JustHTML(html, sanitize=False).root)[2][0]


def outline(root: Element) -> Outline:
    """Return the elements of a page that are not the author's: all but cells, entries of lists, and the head's."""
    found: Outline = []

    def walk(element: Element, depth: int) -> None:
        name, attributes, inner = element
        classes = (attributes.get("class") or "").split()
        if name == "li" or "cell" in classes:
            return
        found.append((depth, name, " ".join(classes)))
        if name != "head":
            for child in inner:
                walk(child, depth + 1)

    walk(root, 0)
    return found


def cells_stand(root: Element, html: str) -> bool:
    """Return whether each cell of a page is a child of the post's body: none is in another, none is text or lost."""
    parents = [" ".join(classes) for classes in _parents_of_cells(root, [])]
    return parents == ["post-body"] * html.count(CELL)


def _parents_of_cells(element: Element, above: list[str]) -> Iterator[list[str]]:
    _, attributes, inner = element
    classes = (attributes.get("class") or "").split()
    if "cell" in classes:
        yield above
    for child in inner:
        yield from _parents_of_cells(child, classes)


class Judge:
    """Tells whether pages stand: whether they have the outline of one without HTML, by either of two parsers.

    html5lib is asked first. What it says no to may still stand by today's standard; how often is counted.
    """

    def __init__(self, theme: Theme) -> None:
        """Take the outlines of pages without HTML: one without a figure, and one with, which has a script for it."""
        rng = Random(0)  # noqa: S311 - any numbers will do
        pages = [page_of(fuzzed(rng, plain, [PLACES[name]]), theme).decode() for name in ("paragraph", "Plotly figure")]
        self._wanted: dict[Callable[[str], Element], list[Outline]] = {
            parse: [outline(parse(page)) for page in pages] for parse in (by_html5lib, by_justhtml)
        }
        assert all(WHOLE <= {name for _, name, _ in one} for ones in self._wanted.values() for one in ones)
        self.judged = 0
        self.only_newer = 0
        """Pages that stand by the newer parser alone."""

    def stands(self, page: bytes) -> bool:
        """Return whether a page stands."""
        html = page.decode()
        if self._stands_by(by_html5lib, html):
            return True
        self.only_newer += 1
        return self._stands_by(by_justhtml, html)

    def _stands_by(self, parse: Callable[[str], Element], html: str) -> bool:
        root = parse(html)
        return outline(root) in self._wanted[parse] and cells_stand(root, html)


def posts(number: int, seed: int) -> Iterator[bytes]:
    """Make so many posts; the same seed gives the same ones."""
    rng = Random(seed)  # noqa: S311 - any numbers will do
    return (fuzzed(rng) for _ in range(number))


def fallen(made: Iterable[bytes], theme: Theme, judge: Judge) -> Iterator[tuple[str, bytes]]:
    """Yield what went wrong, and the post."""
    for data in made:
        judge.judged += 1
        try:
            page = page_of(data, theme)
        except BlogtoolsError as error:
            if error.slug == "internal-error":
                yield str(error), data
            continue  # Its author is told.
        except Exception as error:  # noqa: BLE001 - that there is none is what is looked for
            yield repr(error), data
            continue
        if not judge.stands(page):
            yield "the page does not stand", data


def main() -> int:
    """Run, and keep the posts whose pages do not stand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=600.0, help="stop after so long")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    given = parser.parse_args()
    theme = Theme(Settings(), (Path("/nowhere"),))
    judge = Judge(theme)
    start, end = time.process_time(), time.monotonic() + given.minutes * 60
    made = takewhile(lambda _: time.monotonic() < end, posts(given.posts, given.seed))
    wrong = 0
    for told, data in fallen(made, theme, judge):
        wrong += 1
        given.keep.mkdir(exist_ok=True, parents=True)
        (given.keep / f"structure-{given.seed}-{wrong}.ipynb").write_bytes(data)
        print(told, flush=True)
    seconds = time.process_time() - start
    print(f"{judge.judged} posts, {wrong} wrong, {judge.only_newer} by the newer parser alone; {seconds:.0f} s")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
