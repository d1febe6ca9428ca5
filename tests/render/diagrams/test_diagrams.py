"""Diagrams: drawn as SVG that can do nothing, with an alternative text, once for each source."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from blogtools.render.diagrams import draw as drawing_module
from blogtools.render.diagrams import engines
from blogtools.render.diagrams.draw import draw
from blogtools.render.diagrams.drawing import ROOT_ID
from blogtools.render.diagrams.source import DiagramText, read_diagram
from tests.conftest import Told, WriteNotebook

KINDS = {
    "flowchart": ("flowchart TD\n  A[Read it] -->|yes| B{Fresh?}\n  style A fill:#fdd", ["Read it", "yes", "Fresh?"]),
    "sequence": ("sequenceDiagram\n  A->>B: convert\n  Note right of B: reads", ["convert", "reads"]),
    "class": ("classDiagram\n  class Post {\n +str title\n }\n  Post <|-- Draft", ["Post", "+str title", "Draft"]),
    "state": ("stateDiagram-v2\n  [*] --> New\n  New --> Old : age", ["New", "Old", "age"]),
    "entities": ("erDiagram\n  POST ||--o{ CELL : contains", ["POST", "CELL", "contains"]),
    "gantt": ("gantt\n  dateFormat YYYY-MM-DD\n  section Work\n  Draft :2024-01-01, 10d", ["Draft", "Work"]),
    "pie": ('pie\n  "A" : 45\n  "B" : 55', ["45%", "A", "B"]),
    "mindmap": ("mindmap\n  root((Blog))\n    Read\n    Write", ["Blog", "Read", "Write"]),
    "timeline": ("timeline\n  2014 : IPython\n  2015 : Jupyter", ["2014", "IPython"]),
    "git": ('gitGraph\n  commit id: "fix"\n  branch dev\n  commit', ["fix", "dev"]),
    "journey": ("journey\n  section Work\n    Write: 5: Me", ["Work", "Write", "Me"]),
    "quadrant": ("quadrantChart\n  x-axis Low --> High\n  A: [0.3, 0.6]", ["Low", "A"]),
    "chart": ("xychart-beta\n  x-axis [jan, feb]\n  bar [30, 60]", ["jan", "feb"]),
    "kanban": ("kanban\n  todo[To do]\n    a[Write]", ["To do", "Write"]),
    "block": ('block-beta\n  columns 2\n  a["A"] b["B"]', ["A", "B"]),
    "sankey": ("sankey-beta\n\nall,part,10", ["all 10", "part 10"]),
}


@pytest.mark.parametrize(("source", "words"), KINDS.values(), ids=KINDS)
def test_mermaid_is_drawn_with_labels_as_text(source: str, words: list[str]) -> None:
    """No HTML in the drawing, no reference to an id that is not there, all ids with one beginning."""
    drawing = draw("mermaid", source)
    assert drawing.problem == ""
    shown = re.sub(r"<style>.*?</style>", "", drawing.svg, flags=re.DOTALL)
    texts = re.sub(r"<[^>]*>", " ", shown)
    assert [word for word in words if word.replace(">", "&gt;") not in " ".join(texts.split())] == []
    assert "foreignobject" not in drawing.svg.lower()
    ids = re.findall(r'\sid="([^"]*)"', drawing.svg)
    assert len(ids) == len(set(ids))
    assert all(one.startswith(ROOT_ID) for one in ids)
    assert set(re.findall(r"url\(#([^)]*)\)", shown)) <= set(ids)
    assert drawing.width > 0 < drawing.height


def test_graphviz_is_drawn() -> None:
    """Without the titles that repeat the names of nodes."""
    drawing = draw("graphviz", 'digraph { rankdir=LR; a [label="Read"]; a -> b [label="x & y"] }')
    assert drawing.words == "Read, x & y, b" or set(drawing.words.split(", ")) == {"Read", "x & y", "b"}
    assert "<title" not in drawing.svg


ATTACKS = {
    "script in a label": 'flowchart TD\n A["<script>alert(1)</script><img src=x onerror=alert(1)>"]',
    "link of a node": 'flowchart TD\n A --> B\n click A href "javascript:alert(1)"\n click B call f()',
    "loose": '%%{init: {"securityLevel": "loose"}}%%\nflowchart TD\n A["<a href=\'javascript:alert(1)\'>x</a>"]',
    "styles": '%%{init: {"themeCSS": "body{display:none} @import url(http://x.example/a); * ~ p{color:red}"}}%%\n'
    "flowchart TD\n A --> B\n classDef x fill:url(http://x.example/a)\n class A x",
    "picture": 'flowchart TD\n A@{ img: "http://x.example/a.png", label: "I" }',
    "link in a sequence": "sequenceDiagram\n participant A\n link A: X @ javascript:a()\n A->>A: <img src=x onerror=a>",
}


@pytest.mark.parametrize("source", ATTACKS.values(), ids=ATTACKS)
def test_nothing_in_a_source_runs_or_loads_anything(source: str) -> None:
    """Or styles anything but the drawing."""
    svg = draw("mermaid", source).svg
    text = re.sub(r">[^<]*<", "><", re.sub(r"<style>.*?</style>", "", svg, flags=re.DOTALL))
    assert re.findall(r"<script|<img|<iframe|\son\w+=|javascript:|x\.example", text) == []
    for sheet in re.findall(r"<style>(.*?)</style>", svg, re.DOTALL):
        assert re.findall(r"@import|x\.example|~", sheet) == []
        rules = re.findall(r"([^{}]+)\{", sheet)
        assert [one for rule in rules for one in rule.split(",") if not one.strip().startswith(f"#{ROOT_ID}")] == []


def test_graphviz_opens_no_file() -> None:
    """An image and a link with a script are left out."""
    svg = draw("graphviz", 'digraph { a [image="/etc/passwd" URL="javascript:alert(1)"]; a -> b }').svg
    assert re.findall("javascript|passwd|<image", svg) == []


@pytest.mark.parametrize(
    ("source", "problem", "line"),
    [
        pytest.param("flowchart TD\n  A --> B\n  C[Read --> B", "Unterminated node label (missing `]`)", 3, id="label"),
        pytest.param("nonsense", "No Mermaid diagram type detected", 0, id="no diagram"),
        pytest.param("flowchart TD\n" + "a-->b\n" * 20_000, "it has more than 100,000 characters", 0, id="too long"),
    ],
)
def test_what_cannot_be_drawn_has_a_problem(source: str, problem: str, line: int) -> None:
    """With its line if the engine knows that."""
    drawing = draw("mermaid", source)
    assert (drawing.svg, drawing.problem, drawing.line) == ("", problem, line)


def test_too_large_a_layout_is_a_problem() -> None:
    """The engine has limits of its own."""
    source = "flowchart TD\n" + "".join(f"a{one} --> a{one + 1}\n" for one in range(3000))
    assert "max_layout_work_units" in draw("mermaid", source).problem


def test_an_engine_that_ends_costs_one_diagram(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one is drawn by another process."""
    worker = drawing_module._WORKER
    monkeypatch.setattr(worker, "_patience", 0)
    drawing_module._drawn.cache_clear()
    worker.close()
    source = "flowchart TD\n a --> crash"
    assert draw("mermaid", source).problem == "it takes too much time or memory"
    monkeypatch.undo()
    drawing_module._drawn.cache_clear()
    assert draw("mermaid", source).problem == ""


class Kept(dict[str, bytes]):
    """What is kept, in memory."""

    def put(self, name: str, data: bytes) -> None:
        """Keep data."""
        self[name] = data


def test_drawings_are_kept_by_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is not drawn again; data that is cut short is."""
    kept = Kept()
    source = "flowchart TD\n kept --> once"
    first = draw("mermaid", source, kept)
    monkeypatch.setattr(drawing_module, "_drawn", lambda *_: pytest.fail("drawn again"))
    assert draw("mermaid", source, kept) == first
    monkeypatch.undo()
    name = next(iter(kept))
    kept[name] = kept[name][:-5]
    assert draw("mermaid", source, kept) == first


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param(
            '%%| fig-cap: "A *b*"\n%%| fig-alt: Two\n%%| label: fig-x\nflowchart TD',
            DiagramText("Two", "A *b*", "fig-x"),
            id="Quarto",
        ),
        pytest.param("graph\n accTitle: T\n accDescr: D d", DiagramText("T. D d"), id="Mermaid"),
        pytest.param("graph\n accDescr {\n D\n d }", DiagramText("D d"), id="lines"),
        pytest.param("digraph { a }", DiagramText(), id="nothing"),
    ],
)
def test_text_of_a_diagram(source: str, text: DiagramText) -> None:
    """Options at the top come first."""
    assert read_diagram(source) == text


MakePage = Callable[..., tuple[str, str]]
FLOW = "graph LR\n  a[Start] --> b"


@pytest.fixture
def page(blog_folder: Path, write_notebook: WriteNotebook, told: Told) -> MakePage:
    """Convert a post of some cells; return its page, and what was told."""

    def page(*cells: Any, to: str = "html") -> tuple[str, str]:
        write_notebook(blog_folder / "notebooks/a.ipynb", "# Title", *cells)
        _, text = told("convert", "--no-cache", "--to", to)
        path = "_site/a/index.html" if to == "html" else f"_markdown/{to}/a/index.md"
        return (blog_folder / path).read_text(encoding="utf-8"), text

    return page


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(f"```mermaid\n%%| fig-cap: Cap\n{FLOW}\n```", id="fence"),
        pytest.param(f"```{{mermaid}}\n%%| fig-cap: Cap\n{FLOW}\n```", id="Quarto"),
        pytest.param(f"```{{mermaid}}\n:caption: Cap\n{FLOW}\n```", id="MyST"),
        pytest.param(f":::{{mermaid}}\n:caption: Cap\n{FLOW}\n:::", id="MyST with colons"),
        pytest.param(("code", f"%%mermaid\n%%| fig-cap: Cap\n{FLOW}"), id="magic"),
        pytest.param(("code", f"#| fig-cap: Cap\n%%mermaid\n{FLOW}"), id="magic with options"),
        pytest.param("```dot\n//| fig-cap: Cap\ndigraph { a [label=Start] }\n```", id="dot"),
    ],
)
def test_each_form_is_drawn_on_the_page(page: MakePage, cell: object) -> None:
    """With its caption, which is its alternative text too, and no finding."""
    html, text = page(cell)
    assert re.search(r'<svg role="img" aria-label="Cap"', html)
    assert html.count("<figcaption>Cap</figcaption>") == 1
    assert ">Start</" in html
    assert "%%" not in html
    assert "0 findings" in text or "finding" not in text


def test_ids_of_two_diagrams_are_unique(page: MakePage) -> None:
    """The label of one names its figure."""
    html, _ = page(f"```mermaid\n%%| label: fig-a\n{FLOW}\n```\n\n```mermaid\n{FLOW}\n```", f"```mermaid\n{FLOW}\n```")
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert '<figure class="diagram" id="fig-a">' in html


def test_examples_and_hidden_diagrams(page: MakePage) -> None:
    """A block in a block is text; one that is not included is nowhere."""
    hidden = "```{mermaid}\n%%| include: false\ngraph TD\n  secret\n```"
    html, _ = page(
        f"`````markdown\n```{{mermaid}}\n{FLOW}\n```\n`````\n\n{hidden}",
        ("code", "%%mermaid\n%%| include: false\ngraph TD\n  secret"),
    )
    assert "{mermaid}" in re.sub("<[^>]*>", "", html)
    assert "secret" not in html


def test_an_error_has_its_cell_and_line(page: MakePage) -> None:
    """Readers see the source."""
    html, text = page("Text\n\n```mermaid\nflowchart TD\n  A[x --> B\n```")
    assert "notebooks/a.ipynb, cell 2, line 5: a Mermaid diagram cannot be drawn: Unterminated node label" in text
    assert "<figcaption>Mermaid diagram</figcaption>" in html


def test_without_an_engine_it_is_code_and_a_note(page: MakePage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The note says what to install."""
    monkeypatch.setattr(engines, "ENGINE_PACKAGES", {"mermaid": "no-such-package", "graphviz": "none"})
    engines.engine.cache_clear()
    html, text = page(f"```mermaid\n{FLOW}\n```")
    engines.engine.cache_clear()
    assert "a Mermaid diagram is shown as code" in text
    assert "pip install 'blogtools[diagrams]'" in text
    assert "<figcaption>Mermaid diagram</figcaption>" in html


def test_an_output_may_be_a_diagram(page: MakePage) -> None:
    """It comes before the picture that JupyterLab saved with it."""
    data = {"text/vnd.mermaid": FLOW, "image/svg+xml": "<svg><text>old</text></svg>", "text/plain": "x"}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    html, _ = page(
        {"cell_type": "code", "source": "#| fig-cap: Cap\nshow()", "outputs": [output], "execution_count": 1}
    )
    assert '<svg role="img" aria-label="Cap"' in html
    assert ">old<" not in html


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        pytest.param("markdown", "```mermaid\n%%| fig-cap: Cap\ngraph LR", id="native"),
        pytest.param("hugo", r"!\[Cap\]\(\w+\.svg\)\n\n\*Cap\*", id="picture"),
    ],
)
def test_generators_get_what_they_show(page: MakePage, blog_folder: Path, to: str, expected: str) -> None:
    """A block of their own, or a file."""
    text, _ = page(f"- item\n\n```{{mermaid}}\n%%| fig-cap: Cap\n{FLOW}\n```\n", to=to)
    assert re.search(expected, text)
    assert len([*blog_folder.rglob("*.svg")]) == (to == "hugo")


def test_styles_that_nothing_uses_are_left_out() -> None:
    """Those of markers, by their ids, are kept: the triangle of inheritance is hollow."""
    svg = draw("mermaid", KINDS["class"][0]).svg
    sheet = svg.partition("<style>")[2].partition("</style>")[0]
    assert re.search(rf"#{ROOT_ID}_classDiagram-extensionStart,#{ROOT_ID} \.extension\{{fill: transparent", sheet)
    assert re.findall(r"neo|tooltip|\[", sheet) == []
    assert "<filter" not in svg
