"""Notebooks that attack the readers of a blog: texts that would run a script, in every place that a notebook has."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from tests.conftest import make_notebook
from tests.fuzz.notebooks import PIXEL

RUN = "window.__pwned()"
"""The canary: a page on which a test defines it must not call it."""
HOST = "http://evil.test"
"""A host that no page may ask for anything."""
JS = f"javascript:{RUN}"

PAYLOADS = {
    "script": f"<script>{RUN}</script>",
    "end of a script": f"</script><script>{RUN}</script>",
    "end of a title": f"</title><script>{RUN}</script>",
    "end of a comment": f"--><script>{RUN}</script>",
    "end of a text area": f"</textarea></noscript></style></template><script>{RUN}</script>",
    "end of an attribute": f'"><img src=x onerror={RUN}>',
    "end of a quote": f"'><img src=x onerror={RUN}>",
    "attribute": f'" onmouseover="{RUN}" autofocus onfocus="{RUN}" x="',
    "attribute in single quotes": f"' onmouseover='{RUN}' autofocus onfocus='{RUN}' x='",
    "string of a script": f'";{RUN};"',
    "string in single quotes": f"';{RUN};'",
    "template literal": f"${{{RUN}}}`;{RUN};`",
    "line separator": f"\u2028{RUN}\u2028//",
    "JSON": f'"}}]}};{RUN};//',
    "address": JS,
    "address with a tab": f"java\tscript:{RUN}",
    "data address": f"data:text/html,<script>parent.{RUN}</script>",
    "image": f"<img src=x onerror={RUN}>",
    "SVG": f"<svg onload={RUN}><script>{RUN}</script></svg>",
    "SVG animation": f'<svg><animate onbegin={RUN} attributeName=x /><a href="{JS}"><text y=9>x</text></a></svg>',
    "MathML": f'<math href="{JS}"><mtext><table><mglyph><style><!--</style><img src=x onerror={RUN}>',
    "template": f"<template shadowrootmode=open><img src=x onerror={RUN}></template>",
    "document in a frame": f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    "frame": f'<iframe src="{JS}"></iframe><object data="{JS}"></object><embed src="{JS}">',
    "refresh": f'<meta http-equiv=refresh content="0;url={JS}"><meta http-equiv=refresh content="0;url={HOST}/m">',
    "base": f'<base href="{HOST}/"><base target=_top>',
    "form": f'<form action="{JS}"><button formaction="{JS}">x</button><input autofocus onfocus={RUN}></form>',
    "style": f'<style>@import "{HOST}/s.css"; * {{ background: url({HOST}/b.png) }}</style>',
    "style attribute": f'<p style="background: url({HOST}/p.png)" onanimationstart={RUN}>x</p>',
    "stylesheet": f'<link rel=stylesheet href="{HOST}/l.css"><link rel=prefetch href="{HOST}/f">',
    "picture elsewhere": f'<img src="{HOST}/i.png"><video poster="{HOST}/v.png" src="{HOST}/v"></video>',
    "details": f"<details open ontoggle={RUN}><summary>x</summary></details>",
    "entities": f"&lt;img src=x onerror={RUN}&gt;&#60;script&#62;{RUN}&#60;/script&#62;",
    "template of Jinja": f"{{{{ '<script>{RUN}</script>' }}}}{{% raw %}}",
    "formula": rf"$\href{{{JS}}}{{x}}\text{{<img src=x onerror={RUN}>}}\class{{x}}{{y}}$",
    "terminal link": f"\x1b]8;;{JS}\x07x\x1b]8;;\x07\x1b[31m<b>",
    "Markdown link": f'[x]({JS}) ![y]({HOST}/i.png "z") <{JS}>',
}
"""What would run, or ask another host for something, if it were not taken for text."""

OTHER_SETTINGS = 'base_url = "https://blog.example.org/"\nsearch = true\ncards = false\nllms_txt = true'

Notebook = dict[str, Any]
Place = Callable[[str], Notebook]


def front(**fields: Any) -> Place:
    """Make a place in front matter; `TEXT` stands for the payload."""

    def make(text: str) -> Notebook:
        rows = (
            f"{name}: {json.dumps(value).replace('TEXT', json.dumps(text)[1:-1])}" for name, value in fields.items()
        )
        return make_notebook(("raw", "\n".join(("---", *rows, "---"))), "Words of the post.")

    return make


def code(*outputs: Notebook, source: str = "f()", **metadata: Any) -> Notebook:
    """Make a notebook of one code cell with outputs."""
    cell = {"cell_type": "code", "source": source, "outputs": list(outputs), "execution_count": 1, "metadata": metadata}
    return make_notebook(cell)


def shown(mime: str, content: Any, **metadata: Any) -> Notebook:
    """Make an output of one MIME type."""
    return {"output_type": "display_data", "data": {mime: content}, "metadata": metadata}


def line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def fence(text: str) -> str:
    """Return a text as code in a line of Markdown."""
    return f"`````` {line(text)} ``````"


def plotly(text: str) -> Notebook:
    """Make a figure of Plotly with a text wherever one is shown."""
    trace = {"type": "bar", "x": [text, "b"], "y": [1, 2], "name": text, "text": [text, text], "hovertext": text}
    layout = {
        "title": {"text": text},
        "xaxis": {"title": {"text": text}},
        "annotations": [{"text": text}],
        "legend": {"title": {"text": text}},
    }
    return code(shown("application/vnd.plotly.v1+json", {"data": [trace, trace], "layout": layout}))


def plotly_elsewhere(_: str) -> Notebook:
    """Make a figure of Plotly that would load a picture."""
    layout = {"images": [{"source": f"{HOST}/i.png", "x": 0, "y": 0}]}
    return code(shown("application/vnd.plotly.v1+json", {"data": [{"type": "bar", "y": [1]}], "layout": layout}))


def vega(text: str) -> Notebook:
    """Make a figure of Vega-Lite with a text wherever one is shown."""
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": text,
        "description": text,
        "data": {"values": [{"a": text, "b": 1, "u": JS}, {"a": "x", "b": 2, "u": text}]},
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {"x": {"field": "a", "title": text}, "y": {"field": "b"}, "href": {"field": "u"}},
        "usermeta": {"embedOptions": {"actions": True, "sourceHeader": text, "defaultStyle": text}},
    }
    return code(shown("application/vnd.vegalite.v5+json", spec))


def vega_elsewhere(_: str) -> Notebook:
    """Make a figure of Vega-Lite that would load its data and a picture."""
    spec = {
        "$schema": f"{HOST}/v5.json",
        "data": {"url": f"{HOST}/d.csv"},
        "mark": {"type": "image", "url": f"{HOST}/m.png"},
        "encoding": {"x": {"field": "a"}},
        "usermeta": {"embedOptions": {"loader": {"baseURL": HOST}, "patch": f"{HOST}/p.json"}},
    }
    return code(shown("application/vnd.vegalite.v5+json", spec))


def widget(kind: str, **state: Any) -> Place:
    """Make a place in the saved state of a widget."""

    def make(text: str) -> Notebook:
        filled = json.loads(json.dumps(state).replace("TEXT", json.dumps(text)[1:-1]))
        models = {"w": {"model_name": kind, "model_module": "@jupyter-widgets/controls", "state": filled}}
        notebook = code(shown("application/vnd.jupyter.widget-view+json", {"model_id": "w", "version_major": 2}))
        notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": models}}
        return notebook

    return make


DATA: dict[str, Place] = {
    "title": front(title="TEXT"),
    "description": front(description="TEXT"),
    "tags": front(tags=["TEXT"]),
    "categories": front(categories=["TEXT"]),
    "keywords": front(keywords=["TEXT"]),
    "series": front(series="TEXT"),
    "author": front(author="TEXT"),
    "author with an address": front(author={"name": "TEXT", "url": "TEXT"}),
    "image": front(image="TEXT"),
    "alias": front(aliases=["TEXT", "/TEXT/"]),
    "canonical URL": front(canonical_url="TEXT"),
    "language": front(lang="TEXT"),
    "slug": front(slug="TEXT"),
    "unknown field": front(x="TEXT", link="TEXT"),
    "title in a heading of code": lambda text: make_notebook(f"# {fence(text)}", f"## {fence(text)}"),
    "TOML": lambda text: make_notebook(("raw", f"+++\ntitle = {json.dumps(text)}\n+++"), "x"),
    "notebook metadata": lambda text: make_notebook(
        "x", title=text, kernelspec={"name": text, "display_name": text, "language": text}, language_info={"name": text}
    ),
    "code span": lambda text: make_notebook(f"words {fence(text)}"),
    "fenced code": lambda text: make_notebook(f"``````{line(text).replace('`', '')}\n{text}\n``````"),
    "Mermaid": lambda text: make_notebook(f'``````mermaid\ngraph TD; A[{line(text)}] --> B; click A "{JS}"\n``````'),
    "math": lambda text: make_notebook(f"$$\\text{{{line(text)}}}$$", rf"$\href{{{JS}}}{{x}} \url{{{line(text)}}}$"),
    "attachment's name": lambda text: make_notebook(
        {
            "cell_type": "markdown",
            "source": "![a](attachment:a.png)",
            "attachments": {text: {"image/png": PIXEL}, "a.png": {text: text}},
        }
    ),
    "cell's id": lambda text: make_notebook(
        {"cell_type": "markdown", "source": "x", "id": text, "metadata": {"tags": [text], "name": text}}
    ),
    "label": lambda text: code(shown("image/png", PIXEL), source=f"#| label: {json.dumps(text)}\nf()"),
    "snippet's name": lambda text: code(source=f"#| snippet: {json.dumps(text)}\nx = 1"),
    "snippet's source": lambda text: code(source=f"#| snippet: a\nx = {text!r}"),
    "summary of a fold": lambda text: code(source=f"#| code-fold: true\n#| code-summary: {json.dumps(text)}\nf()"),
    "caption of code": lambda text: code(source=f"#| lst-cap: {json.dumps(text)}\nf()"),
    "alternative text": lambda text: code(shown("image/png", PIXEL), source=f"#| fig-alt: {json.dumps(text)}\nf()"),
    "source": lambda text: code(source=text),
    "source of another language": lambda text: code(source=f"%%html\n{text}"),
    "stream": lambda text: code({"output_type": "stream", "name": "stdout", "text": f"{text}\r{text}\n{text}"}),
    "stream of errors": lambda text: code({"output_type": "stream", "name": "stderr", "text": text}),
    "name of a stream": lambda text: code({"output_type": "stream", "name": text, "text": "x"}),
    "traceback": lambda text: code({"output_type": "error", "ename": text, "evalue": text, "traceback": [text]}),
    "exception": lambda text: code({"output_type": "error", "ename": text, "evalue": text, "traceback": []}),
    "plain text": lambda text: code(shown("text/plain", text)),
    "JSON": lambda text: code(shown("application/json", {text: [text, {text: text}]})),
    "LaTeX": lambda text: code(shown("text/latex", f"$${text}$$ {text}")),
    "unknown type": lambda text: code(shown(text, text), shown("application/x-unknown", text)),
    "picture": lambda text: code(
        shown("image/png", text),
        shown("image/jpeg", text),
        shown("image/gif", PIXEL, **{"image/gif": {"width": text, "height": text, "alt": text}}),
    ),
    "media": lambda text: code(shown("audio/wav", text), shown("video/mp4", text), shown("application/pdf", text)),
    "display's id": lambda text: code(shown("text/plain", "x") | {"transient": {"display_id": text}}),
    "Plotly": plotly,
    "Plotly with a picture elsewhere": plotly_elsewhere,
    "Vega-Lite": vega,
    "Vega-Lite with files elsewhere": vega_elsewhere,
    "GeoJSON": lambda text: code(shown("application/geo+json", {"type": text, "properties": {text: text}})),
    "table of data": lambda text: code(
        shown("application/vnd.dataresource+json", {"data": [{text: text}], "schema": {"fields": [{"name": text}]}})
    ),
    "widget's label": widget("IntSliderModel", description="TEXT", value=1),
    "widget's text": widget("TextModel", value="TEXT", placeholder="TEXT"),
    "button": widget("ButtonModel", description="TEXT", tooltip="TEXT", icon="TEXT"),
    "choices": widget("DropdownModel", _options_labels=["TEXT"], index=0),
    "titles of tabs": widget("TabModel", titles=["TEXT"], children=["IPY_MODEL_w"], _titles={"0": "TEXT"}),
    "progress": widget("IntProgressModel", value="TEXT", max="TEXT", bar_style="TEXT"),
    "color": widget("ColorPickerModel", value="TEXT"),
    "unknown widget": widget("TEXT", value="TEXT"),
    "picture in a widget": widget("ImageModel", format="TEXT", width="TEXT", value="TEXT"),
    "day of a diary": lambda text: make_notebook(
        "# Diary", f"## 2024-01-01: {fence(text)}", "x", f"## 2023-01-01: {fence(text)}", "y"
    ),
}
"""Places that hold data: nothing in them runs or asks for anything, whatever the settings say."""

AUTHOR: dict[str, Place] = {
    "Markdown": make_notebook,
    "sentence": lambda text: make_notebook(f"a {line(text)} b"),
    "heading": lambda text: make_notebook(f"## A {line(text)}"),
    "footnote": lambda text: make_notebook(f"x[^1]\n\n[^1]: {line(text)}"),
    "table": lambda text: make_notebook(f"| a |\n|---|\n| {line(text)} |"),
    "callout": lambda text: make_notebook(f":::{{note}} {line(text)}\n{text}\n:::"),
    "caption": lambda text: code(shown("image/png", PIXEL), source=f"#| fig-cap: {json.dumps(text)}\nf()"),
    "HTML output": lambda text: code(shown("text/html", text)),
    "table output": lambda text: code(shown("text/html", f"<table class=dataframe><tr><td>{text}</td></tr></table>")),
    "SVG output": lambda text: code(shown("image/svg+xml", f'<svg xmlns="http://www.w3.org/2000/svg">{text}</svg>')),
    "Markdown output": lambda text: code(shown("text/markdown", text)),
    "script output": lambda _: code(shown("application/javascript", RUN)),
    "HTML widget": widget("HTMLModel", value="TEXT"),
    "raw cell": lambda text: make_notebook(("raw", text)),
}
"""Places that hold the author's own HTML, which runs unless the settings say otherwise."""

EACH = 4
"""Payloads of each place; another one comes first in each, so that all of them are tried in many places."""


def attacks(places: dict[str, Place]) -> Iterator[tuple[str, Notebook]]:
    """Yield notebooks with the names of their files: each place with some payloads, which have a word to search for."""
    payloads = cycle(PAYLOADS.items())
    for place, make in places.items():
        for name, payload in islice(payloads, EACH):
            yield f"{place} {name}".replace(" ", "-"), make(f"zebra {payload}" if "address" not in name else payload)
    for payload in (PAYLOADS["image"], PAYLOADS["attribute"], JS):
        yield f"zebra {payload}", make_notebook("Words of a file with an odd name.")


def write_attacks(folder: Path, places: dict[str, Place], settings: str = "") -> int:
    """Write a blog of attacks, and return how many notebooks it has."""
    (folder / "notebooks").mkdir(parents=True)
    title = json.dumps(PAYLOADS["end of a title"])
    rows = (*(f"{name} = {title}" for name in ("title", "description", "author")), OTHER_SETTINGS, settings)
    (folder / "blogtools.toml").write_text("\n".join(rows), encoding="utf-8")
    made = list(attacks(places))
    for name, notebook in made:
        (folder / f"notebooks/{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return len(made)
