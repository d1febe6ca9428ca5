"""Notebooks that are long, wide or deep in one way each, at any size.

`python -m tests.benchmarks.odd_inputs` prints their names; given a folder, a size in bytes and names, it writes them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import make_notebook

Json = dict[str, Any]
Notebooks = dict[str, Json]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def fill(unit: str, size: int) -> str:
    """Repeat a text up to about `size` characters; `{n}` in it is the number of the repetition."""
    if "{n}" not in unit:
        return unit * max(1, size // len(unit))
    return "".join(unit.replace("{n}", str(number)) for number in range(max(1, size // (len(unit) + 2))))


def code(*outputs: Json, source: str = "f()") -> Json:
    """Make a code cell with outputs."""
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "execution_count": 1}


def show(**data: Any) -> Json:
    """Make an output of one MIME type, whose name has `_` for `/`."""
    given = {name.replace("_", "/", 1): value for name, value in data.items()}
    return {"output_type": "display_data", "data": given, "metadata": {}}


def of_type(mime: str, value: Any) -> Json:
    """Make a notebook of one output."""
    return make_notebook(code({"output_type": "display_data", "data": {mime: value}, "metadata": {}}))


def stream(text: str) -> Json:
    """Make a notebook that printed a text."""
    return make_notebook(code({"output_type": "stream", "name": "stdout", "text": text}))


def front(text: str) -> Json:
    """Make a notebook with front matter."""
    return make_notebook(("raw", f"---\n{text}\n---"), "# Title\n\nwords")


def nested(depth: int, start: str, middle: str, end: str) -> str:
    """Nest a text."""
    return start * depth + middle + end * depth


def _deep(levels: int) -> Any:
    value: Any = 1
    for number in range(levels):
        value = [value] if number % 2 else {"a": value}
    return value


MARKDOWN: dict[str, str] = {
    "paragraphs": "Some words of a paragraph, *with* `code` and more.\n\n",
    "one long line": "word ",
    "one long word": "x",
    "lists": "- an item\n  - one inside\n\n",
    "items": "- an item\n",
    "quotes": "> a quote\n\n",
    "links": "[text](https://example.org/{n}) ",
    "links to files": "[text](file-{n}.csv) ",
    "links to posts": "[text](other-{n}.ipynb#x) ",
    "links to anchors": "[text](#anchor-{n}) ",
    "reference definitions": "[label-{n}]: https://example.org/{n}\n",
    "references": "[x{n}]\n\n[x{n}]: https://example.org/\n\n",
    "references to one definition": "[a] ",
    "images": "![alt](https://example.org/{n}.png) ",
    "image files": "![alt](img-{n}.png)\n\n",
    "emphasis": "*a*b",
    "open emphasis": "*a_ ",
    "open strong": "**a ",
    "opening brackets": "[",
    "closing brackets": "]",
    "brackets and parentheses": "[a](",
    "open images": "![](",
    "open link titles": '[a](b "',
    "backticks": "`a``b```c````",
    "open code spans": "{n}`",
    "fences": "```python\nx = 1\n```\n\n",
    "open fences": "```\n~~~\n",
    "long fences": "`````{n}\n",
    "a table of many rows": "| a{n} | b | c |\n",
    "headings": "## Heading {n}\n\n",
    "equal headings": "## Heading\n\n",
    "dated headings": "## 2024-01-01 8:00 AM - x {n}\n\n",
    "setext headings": "a{n}\n===\n\n",
    "footnotes": "word[^{n}]\n\n[^{n}]: text\n\n",
    "footnotes of one label": "word[^1]\n\n",
    "undefined footnotes": "[^{n}] ",
    "HTML": "<div><b>bold</b></div>\n\n",
    "open HTML": "<div>",
    "open inline HTML": "a <b>",
    "closing HTML": "</div>",
    "half tags": "<a b=",
    "open comments": "<!-- ",
    "open declarations": "<!x ",
    "open instructions": "<?x ",
    "open CDATA": "<![CDATA[ ",
    "open scripts": "<script>",
    "open textareas": "a <textarea>",
    "open selects": "a <select><option>",
    "formatting elements": "<p><a><b><i><u><font color=red>",
    "nested tables": "<table><tr><td>",
    "misnested HTML": "<b><i></b></i>",
    "foreign elements": "<svg><desc><math><mi>",
    "attributes": ' a{n}="b"',
    "ids": "<a id=x{n}></a>",
    "equal ids": "<a id=x></a>",
    "references to ids": '<a id=x></a><a href="#x">y</a>',
    "images in HTML": '<img src="a{n}.png">\n\n',
    "styles": "<style>p { color: red }</style>\n\n",
    "entities": "&amp;&#65;&copy; ",
    "ampersands": "&",
    "autolinks": "<https://example.org/{n}> ",
    "bare addresses": "https://example.org/a{n} ",
    "a long address": "https://example.org/",
    "ats": "a@",
    "short formulas": "$x_{n}$ ",
    "equal formulas": "$x$ ",
    "display formulas": "$$x = {n}$$\n\n",
    "open formulas": "$$x \n\n",
    "open environments": "\\begin{align}x\n",
    "formulas with labels": "$$\\label{l{n}} x$$ $\\ref{l{n}}$\n\n",
    "macros": "$\\newcommand{\\a}{{n}}\\a$ ",
    "callouts": "> [!NOTE]\n> words\n\n",
    "divs": "::: {.note}\nwords\n:::\n\n",
    "open divs": "::: {.note}\n",
    "admonitions": "```{note}\nwords\n```\n\n",
    "embeds": "{{< embed other.ipynb#x{n} >}}\n\n",
    "open shortcodes": "{{< x\n\n",
    "quoted shortcodes": '{{< x "y\n\n',
    "shortcodes": "{{< meta title >}} and\n\n",
    "slash blocks": "/// note\nwords\n///\n\n",
    "open slash blocks": "/// note | Title\n",
    "grid tables": "+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+\n\n",
    "one grid table": "+---+---+\n| a | b |\n",
    "open grid tables": "+---+---+\n| a\n\n",
    "simple tables": "a   b\n--- ---\nc   d\n\n",
    "one simple table": "--- ---\nc   d\n",
    "multiline tables": "-------\na   b\n--- ---\nc   d\n\ne   f\n-------\n\n",
    "examples": "(@a{n}) words (@a{n})\n\n",
    "components": '<Tabs>\n<TabItem value="a">\n\nwords\n\n</TabItem>\n</Tabs>\n\n',
    "open components": '<Tabs>\n<TabItem value="a">\n\n',
    "comments of MDX": "{/* a */} ",
    "open comments of MDX": "{/* a ",
    "comments of Obsidian": "%%a%% b\n\n",
    "open comments of Obsidian": "%%a b\n\n",
    "line blocks": "| words\n",
    "fields": ":name: value\n",
    "money": "$2.91M ",
    "definitions": "term\n: definition\n\n",
    "tasks": "- [ ] a\n",
    "rules": "---\n\n",
    "hard breaks": "a  \n",
    "backslashes": "\\",
    "tildes": "~~a~~ ~b ",
    "pipes": "|",
    "spaces": " ",
    "tabs": "\t",
    "blank lines": "\n",
    "no-break spaces": "\u00a0",
    "combining marks": "e\u0301",
    "emoji": "\U0001f468\u200d\U0001f469",
    "CJK": "日本語の文章。",
    "right to left": "\u05d0\u202e ",
    "data addresses": f"![a](data:image/png;base64,{PIXEL})\n\n",
    "braces": "{{ x }} {% y %} ",
    "more marks": "<!--more-->\n\n",
    "secrets": "api_key = '{n}abcdef'\n",
    "machine paths": "/home/me/a{n}/b ",
}
"""Name to what a Markdown cell repeats."""

TEXTS: dict[str, str] = {
    "printed lines": "a line {n} of what was printed\n",
    "a printed line": "x",
    "colors": "\x1b[31mred\x1b[0m ",
    "open colors": "\x1b[3{n}m\x1b[1m\x1b[4mx",
    "true colors": "\x1b[38;2;{n};2;3mx",
    "progress bars": "\r 50%|#####     | {n}/100",
    "backspaces": "a\b",
    "cursor moves": "\x1b[A\x1b[2K{n}\n",
    "far cursor moves": "\x1b[9999Cx\n",
    "terminal links": "\x1b]8;;https://example.org/{n}\x07text\x1b]8;;\x07 ",
    "open terminal links": "\x1b]8;;",
    "escapes": "\x1b",
    "carriage returns": "\r",
    "addresses printed": "http://example.org/{n} ",
    "paths printed": '  File "/home/me/x{n}.py", line 1\n',
}
"""Name to what an output stream repeats."""

HTML: dict[str, str] = {
    "HTML output": "<p>words <b>bold</b></p>\n",
    "HTML output, open": "<div>",
    "HTML output, open cells": "<table><tr><td>",
    "HTML output, rows": "<tr><td>{n}</td><td>b</td></tr>",
    "HTML output, scripts": "<script>f({n})</script>",
    "HTML output, scripts and ids": '<p id="a{n}"></p><script>f("a{n}")</script>',
    "HTML output, equal ids": '<p id="a"></p><script>f("#a")</script>',
    "HTML output, styles": "<style>#a{n} { color: red }</style>",
    "HTML output, text": "x",
    "HTML output, less-than signs": "<",
    "HTML output, formatting": "<p><b><i>",
    "HTML output, comments": "<!--",
    "HTML output, pictures": f'<img src="data:image/png;base64,{PIXEL}">',
    "HTML output, attributes": " a{n}=b",
    "HTML output, quotes": "<a b='",
    "HTML output, select": "<select><option>",
    "HTML output, svg": "<svg><g><path d='M0 0'/></g></svg>",
    "HTML output, templates": "<template>",
    "HTML output, frames": '<iframe src="https://example.org/{n}"></iframe>',
    "HTML output, srcdoc": '<iframe srcdoc="&lt;p&gt;{n}"></iframe>',
    "HTML output, links": '<a href="https://example.org/{n}">x</a> ',
}
"""Name to what an HTML output repeats."""

CODE: dict[str, str] = {
    "code": "x_{n} = f(1, 'a')  # comment\n",
    "a line of code": "a + ",
    "open parentheses": "(",
    "open strings": "'a\n",
    "open triple strings": '"""a\n',
    "f-strings": "f'{a{n}}' ",
    "nested f-strings": "f'{",
    "decorators": "@a\n",
    "indentation": "if x:\n ",
    "magics": "%magic {n}\n",
    "shell lines": "!ls {n}\n",
    "option lines": "#| a{n}: b\n",
    "comments": "# a comment\n",
    "backslashes in code": "\\\n",
    "lambdas": "lambda: ",
    "attributes in code": ".a",
    "unary operators": "-",
    "elif": "if x:\n  y\nel",
}
"""Name to what a code cell repeats."""


def _table(columns: int) -> str:
    return "|".join(["", *(f" c{number} " for number in range(columns)), ""])


OTHER: dict[str, Callable[[int], Notebooks | Json]] = {
    "nested lists": lambda n: make_notebook("\n".join("  " * level + "- a" for level in range(int((n // 3) ** 0.5)))),
    "nested quotes": lambda n: make_notebook("> " * (n // 2) + "a"),
    "nested items": lambda n: make_notebook("- " * (n // 2) + "a"),
    "nested items of many lines": lambda n: make_notebook(
        "\n".join("> " * level + "a" for level in range(int((n // 2) ** 0.5)))
    ),
    "nested brackets": lambda n: make_notebook(nested(n // 6, "[", "a", "](b)")),
    "nested images": lambda n: make_notebook(nested(n // 7, "![", "a", "](b)")),
    "nested emphasis": lambda n: make_notebook(nested(n // 5, "*a ", "b", " *")),
    "nested HTML": lambda n: make_notebook(nested(n // 11, "<div>", "a", "</div>")),
    "nested inline HTML": lambda n: make_notebook("a " + nested(n // 7, "<b>", "a", "</b>")),
    "nested divs": lambda n: make_notebook(nested(n // 20, "::: {.note}\n", "a\n", ":::\n")),
    "nested footnotes": lambda n: make_notebook(
        "a[^0]\n\n" + "".join(f"[^{k}]: b [^{k + 1}]\n\n" for k in range(n // 18))
    ),
    "a wide table": lambda n: make_notebook(f"{_table(n // 22)}\n{'|-' * (n // 22)}|\n{_table(n // 22)}\n"),
    "a table of many cells": lambda n: make_notebook(f"{_table(40)}\n{'|-' * 40}|\n" + f"{_table(40)}\n" * (n // 260)),
    "a table of short rows": lambda n: make_notebook(f"{_table(200)}\n{'|-' * 200}|\n" + "|a|\n" * (n // 400)),
    "a long formula": lambda n: make_notebook(f"$${'x + ' * (n // 4)}1$$"),
    "a nested formula": lambda n: make_notebook(f"${nested(n // 9, chr(92) + 'frac{1}{', 'x', '}')}$"),
    "a formula of braces": lambda n: make_notebook(f"${nested(n // 2, '{', 'x', '}')}$"),
    "a formula of roots": lambda n: make_notebook("$" + "\\sqrt" * (n // 5) + " x$"),
    "a formula of powers": lambda n: make_notebook("$" + "x^" * (n // 2) + "x$"),
    "a matrix": lambda n: make_notebook("$$\\begin{matrix}" + "a & b \\\\ " * (n // 9) + "\\end{matrix}$$"),
    "nested environments": lambda n: make_notebook(
        "$$" + nested(n // 30, "\\begin{matrix}", "x", "\\end{matrix}") + "$$"
    ),
    "brackets in a formula": lambda n: make_notebook("$" + nested(n // 13, "\\left(", "x", "\\right)") + "$"),
    "a macro that doubles": lambda n: make_notebook(
        "$\\newcommand{\\a}{xx}"
        + "".join(
            f"\\newcommand{{\\a{chr(97 + k)}}}{{\\a{chr(96 + k) if k else ''}\\a{chr(96 + k) if k else ''}}}"
            for k in range(26)
        )
        + "\\az$ " * (n // 1000)
    ),
    "JSON output": lambda n: of_type("application/json", [{"a": k, "b": "text"} for k in range(n // 24)]),
    "deep JSON output": lambda n: of_type("application/json", _deep(n // 6000)),
    "a Plotly figure": lambda n: of_type(
        "application/vnd.plotly.v1+json",
        {"data": [{"type": "scatter", "x": [*range(n // 16)], "y": [*range(n // 16)]}], "layout": {}},
    ),
    "a Plotly figure of many traces": lambda n: of_type(
        "application/vnd.plotly.v1+json",
        {"data": [{"type": "bar", "name": f"t{k}", "x": ["a"], "y": [k]} for k in range(n // 60)], "layout": {}},
    ),
    "a Vega-Lite figure": lambda n: of_type(
        "application/vnd.vegalite.v5+json",
        {
            "data": {"values": [{"a": k, "b": k} for k in range(n // 24)]},
            "mark": "bar",
            "encoding": {"x": {"field": "a"}},
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        },
    ),
    "widget states": lambda n: make_notebook(
        code(show(**{"application_vnd.jupyter.widget-view+json": {"model_id": "0", "version_major": 2}})),
        widgets={
            "application/vnd.jupyter.widget-state+json": {
                "version_major": 2,
                "state": {
                    str(k): {
                        "model_name": "VBoxModel",
                        "model_module": "@jupyter-widgets/controls",
                        "model_module_version": "1",
                        "state": {"children": [f"IPY_MODEL_{k + 1}"], "value": k},
                    }
                    for k in range(n // 200)
                },
            }
        },
    ),
    "a widget of many children": lambda n: make_notebook(
        code(show(**{"application_vnd.jupyter.widget-view+json": {"model_id": "0", "version_major": 2}})),
        widgets={
            "application/vnd.jupyter.widget-state+json": {
                "version_major": 2,
                "state": {
                    str(k): {
                        "model_name": "VBoxModel" if k == 0 else "HTMLModel",
                        "model_module": "@jupyter-widgets/controls",
                        "model_module_version": "1",
                        "state": {
                            "value": f"<b>{k}</b>",
                            "children": [f"IPY_MODEL_{j + 1}" for j in range(n // 200 - 1)] if k == 0 else [],
                        },
                    }
                    for k in range(n // 200)
                },
            }
        },
    ),
    "an SVG output": lambda n: of_type(
        "image/svg+xml",
        f'<svg xmlns="http://www.w3.org/2000/svg">{fill("<path d={q}M0 {n}{q}/>".replace("{q}", chr(34)), n)}</svg>',
    ),
    "a nested SVG output": lambda n: of_type(
        "image/svg+xml", f'<svg xmlns="http://www.w3.org/2000/svg">{nested(n // 7, "<g>", "", "</g>")}</svg>'
    ),
    "a picture": lambda n: of_type("image/png", PIXEL[:-2] + "A" * (n // 4 * 4)),
    "a Markdown output": lambda n: of_type("text/markdown", fill("Words *of* an output.\n\n", n)),
    "a LaTeX output": lambda n: of_type("text/latex", "$$" + "x + " * (n // 4) + "1$$"),
    "a plain output": lambda n: of_type("text/plain", "array([1, 2])\n" * (n // 14)),
    "a table of pandas": lambda n: of_type(
        "text/html",
        '<table border="1" class="dataframe"><thead><tr><th></th><th>a</th></tr></thead><tbody>'
        + fill("<tr><th>{n}</th><td>1.5</td></tr>", n)
        + "</tbody></table>",
    ),
    "a wide table of pandas": lambda n: of_type(
        "text/html",
        '<table border="1" class="dataframe"><thead><tr>'
        + fill("<th>{n}</th>", n // 2)
        + "</tr></thead><tbody><tr>"
        + fill("<td>{n}</td>", n // 2)
        + "</tr></tbody></table>",
    ),
    "many Markdown cells": lambda n: make_notebook(*["words of a cell"] * (n // 100)),
    "many code cells": lambda n: make_notebook(*[code(source=f"x{k} = {k}") for k in range(n // 150)]),
    "many empty cells": lambda n: make_notebook(*[("code", "")] * (n // 100)),
    "many outputs": lambda n: make_notebook(code(*[show(text_plain=str(k)) for k in range(n // 90)])),
    "many HTML outputs": lambda n: make_notebook(code(*[show(text_html=f"<p>{k}") for k in range(n // 90)])),
    "many streams": lambda n: make_notebook(
        code(
            *[{"output_type": "stream", "name": ("stdout", "stderr")[k % 2], "text": f"{k}\n"} for k in range(n // 70)]
        )
    ),
    "many display updates": lambda n: make_notebook(
        code(*[show(text_plain=str(k)) | {"transient": {"display_id": f"d{k % 9}"}} for k in range(n // 120)])
    ),
    "many pictures": lambda n: make_notebook(code(*[show(image_png=PIXEL) for _ in range(n // 200)])),
    "many attachments": lambda n: make_notebook(
        {
            "cell_type": "markdown",
            "source": fill("![a](attachment:a{n}.png)\n", n // 5),
            "attachments": {f"a{k}.png": {"image/png": PIXEL} for k in range(n // 130)},
        }
    ),
    "many errors": lambda n: make_notebook(
        code(*[{"output_type": "error", "ename": "E", "evalue": "x", "traceback": ["a\n"]} for _ in range(n // 90)])
    ),
    "a recursive traceback": lambda n: make_notebook(
        code(
            {
                "output_type": "error",
                "ename": "RecursionError",
                "evalue": "x",
                "traceback": ["\x1b[0;32m<ipython-input-1>\x1b[0m in \x1b[0;36mf\x1b[0;34m(x)\x1b[0m\n----> 1 f(x)\n"]
                * (n // 70),
            }
        )
    ),
    "front matter": lambda n: front(fill("key-{n}: value\n", n)),
    "tags": lambda n: front(f"tags: [{', '.join(f'tag-{k}' for k in range(n // 30))}]"),
    "tags of cells": lambda n: make_notebook(
        {"cell_type": "code", "source": "x", "metadata": {"tags": [f"tag-{k}" for k in range(n // 12)]}}
    ),
    "a long title": lambda n: front("title: " + "word " * (n // 5)),
    "a long title of another script": lambda n: front("title: " + "日本 " * (n // 7)),
    "a long description": lambda n: front("description: " + "word " * (n // 5)),
    "aliases": lambda n: front(f"aliases: [{', '.join(f'/old-{k}/' for k in range(n // 300))}]"),
    "deep front matter": lambda n: front("a: " + "[" * (n // 2) + "]" * (n // 2)),
    "front matter of mappings": lambda n: front("a: " + "{b: " * (n // 5) + "}" * (n // 5)),
    "a bomb of aliases": lambda n: front(
        "a0: &a0 [x, x]\n" + "".join(f"a{k}: &a{k} [*a{k - 1}, *a{k - 1}]\n" for k in range(1, n // 3000 + 20))
    ),
    "a bomb of merges": lambda n: front(
        "a0: &a0 {x: y}\n" + "".join(f"a{k}: &a{k} {{<<: [*a{k - 1}, *a{k - 1}]}}\n" for k in range(1, n // 3000 + 20))
    ),
    "many aliases of YAML": lambda n: front("a: &a [x]\nb: [" + "*a, " * (n // 4) + "]"),
    "a block of text in YAML": lambda n: front("title: |\n" + "  line\n" * (n // 7)),
    "a TOML table": lambda n: make_notebook(("raw", "+++\n" + fill("key-{n} = 'v'\n", n) + "+++")),
    "deep TOML": lambda n: make_notebook(("raw", "+++\na = " + "[" * (n // 2) + "]" * (n // 2) + "\n+++")),
    "dotted TOML": lambda n: make_notebook(("raw", "+++\n" + "a." * (n // 2) + "a = 1\n+++")),
    "notebook metadata": lambda n: make_notebook("x", **{f"key{k}": {"a": k} for k in range(n // 20)}),
    "deep notebook metadata": lambda n: make_notebook("x", a=_deep(n // 6000)),
    "cell metadata": lambda n: make_notebook(
        {"cell_type": "code", "source": "x", "metadata": {f"key{k}": k for k in range(n // 15)}}
    ),
    "embeds of one cell": lambda n: {
        "a": make_notebook("{{< embed b.ipynb#x >}}\n\n" * (n // 300)),
        "b": make_notebook(code(show(text_plain="x"), source="#| label: x\n1")),
    },
    "embeds of many notebooks": lambda n: (
        {"a": make_notebook(fill("{{< embed b{n}.ipynb#x >}}\n\n", n // 30))}
        | {f"b{k}": make_notebook(code(show(text_plain="x"), source="#| label: x\n1")) for k in range(n // 30 // 28)}
    ),
    "a chain of embeds": lambda n: {
        f"a{k}": make_notebook(f"{{{{< embed a{k + 1}.ipynb >}}}}") for k in range(n // 10_000)
    },
    "a tree of embeds": lambda n: {
        f"a{k}": make_notebook(f"{{{{< embed a{k + 1}.ipynb >}}}}\n\n{{{{< embed a{k + 1}.ipynb >}}}}\n\nwords {k}")
        for k in range(n // 100_000 + 8)
    },
    "many posts": lambda n: {f"p{k}": make_notebook(f"# Post {k}\n\nwords") for k in range(n // 3000)},
    "posts of one slug": lambda n: {
        f"p{k}": make_notebook(("raw", "---\nslug: same\n---"), "x") for k in range(n // 3000)
    },
    "posts of one title": lambda n: {f"p{k}": make_notebook("# Same\n\nwords") for k in range(n // 3000)},
    "posts of one alias": lambda n: {
        f"p{k}": make_notebook(("raw", "---\naliases: [/same/]\n---"), "x") for k in range(n // 3000)
    },
    "posts that link to each other": lambda n: {
        f"p{k}": make_notebook(" ".join(f"[x](p{j}.ipynb)" for j in range(10))) for k in range(n // 3000)
    },
    "posts of many tags": lambda n: {
        f"p{k}": make_notebook(("raw", f"---\ntags: [{', '.join(f't{k}-{j}' for j in range(5))}]\n---"), "x")
        for k in range(n // 3000)
    },
    "snippets": lambda n: make_notebook(*[code(source=f"#| snippet: s{k}\nx{k} = {k}") for k in range(n // 300)]),
    "snippets that need each other": lambda n: make_notebook(
        *[code(source=f"#| snippet: s{k}\nx{k} = {f'x{k - 1} + 1' if k else '0'}") for k in range(n // 3000)]
    ),
    "labels": lambda n: make_notebook(*[code(source=f"#| label: s{k}\nx") for k in range(n // 200)]),
    "captions": lambda n: make_notebook(code(show(text_plain="x"), source="#| fig-cap: " + "word " * (n // 5) + "\nx")),
}
"""Name to a function that makes a notebook, or several by name, of a size."""


def inputs() -> dict[str, Callable[[int], Notebooks | Json]]:
    """Return all of them."""

    def markdown(unit: str) -> Callable[[int], Json]:
        return lambda size: make_notebook(fill(unit, size))

    def printed(unit: str) -> Callable[[int], Json]:
        return lambda size: stream(fill(unit, size))

    def html(unit: str) -> Callable[[int], Json]:
        return lambda size: of_type("text/html", fill(unit, size))

    def program(unit: str) -> Callable[[int], Json]:
        return lambda size: make_notebook(code(source=fill(unit, size)))

    def wrapped(before: str, unit: str, after: str) -> Callable[[int], Json]:
        return lambda size: make_notebook(before + fill(unit, size) + after)

    found: dict[str, Callable[[int], Notebooks | Json]] = {name: markdown(unit) for name, unit in MARKDOWN.items()}
    found["a table of many rows"] = wrapped("| a | b | c |\n|---|---|---|\n", MARKDOWN["a table of many rows"], "")
    found["references to one definition"] = wrapped("", "[a] ", "\n\n[a]: https://example.org/\n")
    found["attributes"] = wrapped("<p", MARKDOWN["attributes"], ">")
    found["HTML output, attributes"] = html(HTML["HTML output, attributes"])
    found |= {name: printed(unit) for name, unit in TEXTS.items()}
    found |= {name: html(unit) for name, unit in HTML.items()}
    found["HTML output, attributes"] = lambda size: of_type("text/html", f"<p{fill(' a{n}=b', size)}>")
    found |= {name: program(unit) for name, unit in CODE.items()}
    return found | OTHER


def files(name: str, size: int) -> dict[str, str]:
    """Make the notebooks of an input, by file name."""
    made = inputs()[name](size)
    notebooks = {"post": made} if "cells" in made else made
    return {f"{name}.ipynb": json.dumps(notebook) for name, notebook in notebooks.items()}


def main(arguments: list[str]) -> None:
    """Print the names of all; given a folder and a size, write them, or those named, each in a folder of its name."""
    if not arguments:
        print("\n".join(inputs()))
        return
    folder, size, *names = arguments
    for name in names or inputs():
        root = Path(folder, name)
        root.mkdir()
        for file, text in files(name, int(size)).items():
            (root / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
