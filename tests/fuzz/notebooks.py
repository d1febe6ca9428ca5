"""Makes odd notebooks of real ones: any part may be missing, doubled, of the wrong type, or hold trouble."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from blogtools.read import fields
from blogtools.transform.options import COMMENTS, OPTION_READERS, TAGS

ROOT = Path(__file__).parent.parent.parent
MOST_CELLS = 14
"""Cells of a real notebook that are kept: a mutation in many would seldom meet another."""
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

TEXTS = (
    *("", " ", "\n", "\ud800", "a\udfffb", "\x00", "\x1b[31m", "\x1b]8;;x\x07", "\ufeff", "\u2028", "\u202e", "\uffff"),
    *("&#xe0f0;0&#xe0f1;", "&#xe0f0;7&#xe0f1;", "`\ue0f09\ue0f1`", f"\ue0f0{'9' * 5000}\ue0f1", "&#xd800;", "&#0;"),
    *("\ue0f0", "\ue0f1", "\ue0f00\ue0f1", "\U0010ffff", "e\u0301" * 9, "\U0001f468\u200d\U0001f469", "\r", "\r\n"),
    *("null", "true", "NaN", "0", "-1", "1e999", "../../etc/passwd", "/", "\\", "%", "%00", "%zz", "#", "?", "*", "~"),
    *("{{ x }}", "{% raw %}", "{% endraw %}", "{{< embed x.ipynb#y >}}", "{{< embed >}}", "{{<", "<!--more-->", "<!--"),
    *("---", "---\n", "---\na: b\n---", "+++\na = 1\n+++", "- a: b", "title: [", "x: !!python/name:os x", "&a [*a]"),
    *(
        "# ",
        "#",
        "## 2024-02-30 no day",
        "# 0001-01-01",
        "## 9999-12-31T23:59:59",
        "## 2024-01-01 / 8:00 a",
        "8:61 PM / x",
    ),
    *("#| label: a", "#| label:", "#| snippet: ../x", "#| code-fold: [1]", "#| fig-cap: [", "#| layout: [[1]]", "#|"),
    *(
        "#hide",
        "#export",
        "%%html",
        "%%time\n#| echo: false",
        "%magic",
        "!ls",
        "?x",
        "x = (",
        "def f(:\n",
        "\tif x:\n  y",
    ),
    *(
        "$",
        "$$",
        "$x$",
        r"$\frac$",
        r"\begin{align}",
        r"\(\)",
        "$" + "{" * 300,
        r"$$\label{a}\ref{a}\newcommand{\a}{\a}\a$$",
    ),
    *("[a](b.ipynb)", "[a](<b c.ipynb#d>)", "![](attachment:a.png)", "![", "[^a]", "[^a]: b", "[^a]: [^a]", "[a]: b"),
    *(
        "<div>",
        "</div>",
        "<script>",
        "<svg/><script>",
        "<a name=x id=x>",
        "<img src=x.png",
        "<template>",
        "<!doctype html>",
    ),
    *(
        "```",
        "````python\n",
        "~~~",
        "> " * 99,
        "- " * 99,
        "[" * 99,
        "*" * 99,
        "|a|\n|-|\n|b|c|",
        "> [!NOTE]",
        "> Warning: x",
    ),
    *(
        "data:image/png;base64,",
        "data:,",
        "data:image/svg+xml,<svg>",
        "javascript:x",
        "//x",
        "http://[",
        "http://x:99999/",
    ),
    *(
        "password = 'hunter22'",
        "/home/me/x",
        "AKIAABCDEFGHIJKLMNOP",
        "ghp_" + "a" * 36,
        "TODO",
        "a" * 3000,
        "x\n" * 300,
    ),
)
NUMBERS = (0, -1, 1, 2**31, 2**63, 2**64, 10**400, 0.5, -0.0, 1e308, float("nan"), float("inf"), float("-inf"))
DEEP = 60
"""Levels of an odd value that is nested; what is refused for its depth is tested elsewhere."""
NAMES = (
    *("cells", "metadata", "nbformat", "nbformat_minor", "worksheets", "cell_type", "source", "input", "id", "outputs"),
    *("attachments", "execution_count", "output_type", "name", "text", "data", "transient", "display_id", "ename"),
    *("evalue", "traceback", "kernelspec", "language_info", "language", "tags", "jupyter", "source_hidden", "widgets"),
    *("title", "authors", "toc", "raw_mimetype", "format", "editable", "slideshow", "collapsed", "scrolled", "state"),
    *("application/vnd.jupyter.widget-state+json", "version_major", "hide_input", "blogtools", "front_matter", "date"),
)
MIMES = (
    *(
        "text/plain",
        "text/html",
        "text/markdown",
        "text/latex",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/svg+xml",
    ),
    *("image/webp", "application/json", "application/geo+json", "application/javascript", "application/pdf"),
    *("application/vnd.plotly.v1+json", "application/vnd.vegalite.v5+json", "application/vnd.vega.v5+json"),
    *("application/vnd.bokehjs_exec.v0+json", "application/vnd.jupyter.widget-view+json", "audio/wav", "video/mp4"),
    *("application/vnd.holoviews_exec.v0+json", "application/vnd.dataresource+json", "text/vnd.mermaid", "", "x", "/"),
)
CELL_METADATA = (
    *(
        "tags",
        "jupyter",
        "hide_input",
        "collapsed",
        "scrolled",
        "name",
        "format",
        "raw_mimetype",
        "vscode",
        "jp-MarkdownHeadingCollapsed",
    ),
    *("nbsphinx", "mystnb", "editable", "deletable", "trusted", "slideshow", "execution", "language"),
)
KEYS = tuple(name for field in fields.FIELDS for key in field.keys for name in key.names) + tuple(
    sorted(fields.ELSEWHERE)
)
YAML = (
    *("", "~", "true", "no", "0", "-1", "1e999", ".nan", ".inf", "9" * 400, "0x10", "1:30", "2024-02-30", "0001-01-01"),
    *(
        "9999-12-31T23:59:59+14:00",
        "2024-01-01 25:00",
        "2024-01-01T00:00:00-23:59",
        "0001-01-01T00:00:00+14:00",
        "today",
    ),
    *("'", '"', "[", "[]", "[[]]", "[~]", "{}", "{a: b}", "[{name: a}]", "{name: [a]}", "[a, 1, ~, true, 2024-01-01]"),
    *(
        "|\n  a\n  b",
        ">\n  a",
        "&a [*a]",
        "*a",
        "!!set {a}",
        "!!binary aGk=",
        "!!omap [a: 1]",
        "!x y",
        "<<: a",
        "a: b: c",
    ),
    *(
        '"\\ud800"',
        '"\\0"',
        '"\\x1b[31m"',
        '"\\u2028"',
        '"\\U0010ffff"',
        "'../x'",
        "/a/b/",
        "a/b",
        "%2e%2e",
        "http://[",
    ),
    *(
        "https://x.example/a?b#c",
        "x.png",
        "/x.png",
        "data:,",
        "- a",
        "\t a",
        "a #b",
        "@",
        "`",
        "%",
        "draft",
        "ＡＢ",
        "日本",
    ),
)
Json = Any


def bases() -> list[Json]:
    """The real notebooks that the odd ones are made of: the cases, and the guide."""
    paths = sorted((*ROOT.glob("tests/cases/*/*.ipynb"), *ROOT.glob("notebooks/**/*.ipynb")))
    found = [json.loads(path.read_bytes()) for path in paths]
    for notebook in found:
        notebook["cells"] = notebook["cells"][:MOST_CELLS]
        for cell in notebook["cells"]:
            # One place and not one for each line, or most mutations would meet sources.
            cell["source"] = "".join(cell["source"])
    return found


def odd_notebook(base: Json, rng: Random) -> bytes:
    """Mutate a real notebook a few times; now and then, spoil its bytes too."""
    notebook = json.loads(json.dumps(base))
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        notebook = rng.choice(MUTATIONS)(notebook, rng)
    data = json.dumps(notebook, indent=rng.choice((None, 1))).encode()
    return _spoiled(data, rng) if rng.random() < 0.04 else data


def odd_value(rng: Random, depth: int = 0) -> Json:
    """Make any value that JSON can hold, and some that only Python's JSON holds."""
    kind = rng.randrange(9 if depth < 3 else 6)
    if kind < 3:
        return odd_text(rng)
    if kind == 3:
        return rng.choice(NUMBERS)
    if kind == 4:
        return rng.choice((None, True, False, [], {}))
    if kind == 5:
        deep: Json = odd_text(rng)
        for _ in range(rng.choice((5, DEEP))):
            deep = [deep] if rng.random() < 0.5 else {"a": deep}
        return deep
    some = [odd_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return some if kind == 6 else {_odd_name(rng): value for value in some}


def odd_text(rng: Random) -> str:
    """Make a text of some that are trouble somewhere."""
    return rng.choice(("", " ", "\n", "\n\n")).join(rng.choice(TEXTS) for _ in range(rng.choice((1, 1, 2, 4))))


def _odd_name(rng: Random) -> str:
    return rng.choice((*NAMES, *MIMES[:6])) if rng.random() < 0.8 else odd_text(rng)


def _places(value: Json, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """All places in a notebook: each container with a key or an index in it."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            found.append((value, key))
            _places(item, found)
    return found


def _place(notebook: Json, rng: Random) -> tuple[Any, Any] | None:
    places = _places(notebook, [])
    return rng.choice(places) if places else None


def _replace(notebook: Json, rng: Random) -> Json:
    """Replace anything."""
    if place := _place(notebook, rng):
        place[0][place[1]] = odd_value(rng)
    return notebook


def _remove(notebook: Json, rng: Random) -> Json:
    if place := _place(notebook, rng):
        del place[0][place[1]]
    return notebook


def _double(notebook: Json, rng: Random) -> Json:
    """Put what stands in one place into another one."""
    one, other = _place(notebook, rng), _place(notebook, rng)
    if one and other:
        other[0][other[1]] = json.loads(json.dumps(one[0][one[1]]))
    return notebook


def _add(notebook: Json, rng: Random) -> Json:
    """Add something to a container."""
    containers = [holder for holder, _ in _places(notebook, [])]
    if containers:
        holder = rng.choice(containers)
        if isinstance(holder, dict):
            holder[_odd_name(rng)] = odd_value(rng)
        else:
            holder.insert(rng.randrange(len(holder) + 1), odd_value(rng))
    return notebook


def _write(notebook: Json, rng: Random) -> Json:
    """Write something odd into a text."""
    texts = [(holder, key) for holder, key in _places(notebook, []) if isinstance(holder[key], str)]
    if texts:
        holder, key = rng.choice(texts)
        text = holder[key]
        at = rng.choice((0, len(text), rng.randrange(len(text) + 1)))
        holder[key] = text[:at] + odd_text(rng) + text[at:]
    return notebook


def _cells(notebook: Json) -> list[Json]:
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def _with_cell(notebook: Json, cell: Json, at: int) -> Json:
    if isinstance(notebook, dict) and isinstance(notebook.get("cells"), list):
        notebook["cells"].insert(at, cell)
    return notebook


def _front_matter(notebook: Json, rng: Random) -> Json:
    """Add metadata in one of its forms, with odd values."""
    rows = [f"{rng.choice(KEYS)}: {rng.choice(YAML)}" for _ in range(rng.choice((1, 2, 5)))]
    kind, text = rng.choice(
        (
            ("raw", "---\n{}\n---"),
            ("markdown", "---\n{}\n---"),
            ("raw", "{}"),
            ("markdown", "# Title\n> Words\n\n- {}"),
            ("code", "# ---\n# {}\n# ---"),
        )
    )
    glue = {"markdown": "\n- ", "code": "\n# "}.get(kind, "\n") if "---\n{}" not in text else "\n"
    cell = {"cell_type": kind, "metadata": {}, "source": text.replace("{}", glue.join(rows))}
    if rng.random() < 0.2 and isinstance(notebook, dict):
        metadata = notebook.setdefault("metadata", {})
        if isinstance(metadata, dict):
            metadata[rng.choice((*KEYS, "blogtools", "front_matter"))] = odd_value(rng)
    return _with_cell(notebook, cell, rng.choice((0, 0, 0, 1)))


def _toml(notebook: Json, rng: Random) -> Json:
    """Add metadata as TOML."""
    values = (
        json.dumps(odd_text(rng)),
        "[]",
        "{}",
        "inf",
        "nan",
        "0001-01-01",
        "1979-05-27T07:32:00-08:00",
        "[[1], {}]",
    )
    rows = [f"{json.dumps(rng.choice(KEYS))} = {rng.choice(values)}" for _ in range(rng.choice((1, 2, 5)))]
    source = "\n".join(("+++", *rows, "+++"))
    return _with_cell(notebook, {"cell_type": "raw", "metadata": {}, "source": source}, 0)


def _options(notebook: Json, rng: Random) -> Json:
    """Ask something odd of a cell, by option lines, tags, comments or metadata."""
    cells = _cells(notebook)
    if not cells:
        return notebook
    cell = rng.choice(cells)
    names = (*OPTION_READERS, "snippet", "layout-ncol", "fig-width", "snippet-test", "x")
    lines = [f"#| {rng.choice(names)}: {rng.choice(YAML)}" for _ in range(rng.choice((1, 2, 3)))]
    lines += [f"# {rng.choice(tuple(COMMENTS))}"] if rng.random() < 0.3 else []
    source = cell.get("source")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    cell["source"] = "\n".join((*lines, text))
    if not isinstance(cell.get("metadata"), dict):
        cell["metadata"] = {}
    cell["metadata"][rng.choice(CELL_METADATA)] = odd_value(rng)
    cell["metadata"]["tags"] = rng.choice((rng.sample(tuple(TAGS), 2), [odd_value(rng)], odd_value(rng)))
    return notebook


def _output(notebook: Json, rng: Random) -> Json:
    """Add a code cell with odd outputs."""
    bundle = {rng.choice(MIMES): _content(rng) for _ in range(rng.choice((1, 1, 2, 4)))}
    metadata = rng.choice(({}, {"image/png": {"width": odd_value(rng)}}, {"alt": odd_value(rng)}, odd_value(rng)))
    outputs = [
        {"output_type": rng.choice(("display_data", "execute_result", "update_display_data")), "data": bundle},
        {"output_type": "stream", "name": rng.choice(("stdout", "stderr", None)), "text": odd_text(rng)},
        {"output_type": "error", "ename": odd_value(rng), "evalue": odd_text(rng), "traceback": [odd_text(rng)]},
    ]
    output: Json = rng.choice(outputs)
    if "data" in output:
        output |= {"metadata": metadata, "transient": rng.choice(({}, {"display_id": odd_text(rng)}))}
    cell = {"cell_type": "code", "metadata": {}, "source": odd_text(rng), "outputs": [output], "execution_count": 1}
    return _with_cell(notebook, cell, rng.randrange(3))


def _content(rng: Random) -> Json:
    figure = {"data": [{"type": "bar", "x": odd_value(rng)}], "layout": odd_value(rng), "$schema": odd_text(rng)}
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{odd_text(rng)[:40]}">{odd_text(rng)}</svg>'
    table = f'<table class="dataframe"><thead><tr><th>{odd_text(rng)}</th></tr></thead></table>'
    model = {"model_id": odd_text(rng), "version_major": rng.choice(NUMBERS)}
    return rng.choice((odd_value(rng), odd_text(rng), PIXEL, PIXEL[:40], figure, svg, table, model, [odd_text(rng)]))


def _spoiled(data: bytes, rng: Random) -> bytes:
    """Spoil the bytes: the end is missing, the encoding is another one, a byte is no text."""
    at = rng.randrange(len(data) + 1)
    return rng.choice(
        (
            data[:at],
            data.decode().encode("utf-16"),
            b"\xef\xbb\xbf" + data,
            data[:at] + bytes([rng.randrange(256)]) + data[at:],
            data[:at] + data[at + 1 :],
        )
    )


Mutation = Callable[[Json, Random], Json]
MUTATIONS: tuple[Mutation, ...] = (
    *(
        _replace,
        _remove,
        _double,
        _add,
        _write,
        _write,
        _write,
        _front_matter,
        _front_matter,
        _toml,
        _options,
        _options,
    ),
    *(_output, _output, _output),
)
