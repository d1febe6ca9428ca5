"""Notebooks with a secret in one place each; the secrets are made at test time and open nothing."""

from __future__ import annotations

import base64
import io
import random
import string
import struct
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image

from tests.conftest import make_notebook

Place = tuple[dict[str, Any], dict[str, str], int | None]
"""A notebook with a secret, text files beside it by name, and the cell that a message names (None for none)."""


def make_token(seed: str) -> str:
    """A token of GitHub's format that differs for each seed."""
    letters = random.Random(seed).choices(string.ascii_letters + string.digits, k=36)  # noqa: S311 - opens nothing
    return "ghp_" + "".join(letters)


def _code(source: str = "f()", *outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": metadata}


def _display(mime: str, content: Any, **metadata: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"text/plain": "<x>", mime: content}, "metadata": metadata}


def _front(line: str, *cells: Any) -> dict[str, Any]:
    return make_notebook(("raw", f"---\n{line}\n---"), *(cells or ("Text.",)))


def _stream(name: str, *texts: str) -> dict[str, Any]:
    return _code("f()", *({"output_type": "stream", "name": name, "text": text} for text in texts))


def _error(**fields: Any) -> dict[str, Any]:
    return _code("f()", {"output_type": "error", "ename": "E", "evalue": "", "traceback": [], **fields})


def _svg(text: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><text>{text}</text></svg>'


def make_png(text: str, *, compressed: bool = False, at_end: bool = False) -> str:
    """A picture in base64 with a text beside the picture, before its pixels or after them."""
    content = b"Comment\0" + (b"\0" + zlib.compress(text.encode()) if compressed else text.encode())
    kind = b"zTXt" if compressed else b"tEXt"
    chunk = struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    file = io.BytesIO()
    Image.effect_noise((120, 120), 90).save(file, "PNG")
    plain = file.getvalue()
    where = len(plain) - 12 if at_end else 33
    return base64.b64encode(plain[:where] + chunk + plain[where:]).decode()


def _jpeg(text: str) -> bytes:
    """A picture with a comment."""
    file = io.BytesIO()
    Image.effect_noise((20, 20), 90).save(file, "JPEG", comment=text.encode())
    return file.getvalue()


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _lines(text: str) -> str:
    return base64.encodebytes(text.encode()).decode()


def _widget(state: dict[str, Any]) -> dict[str, Any]:
    view = _display("application/vnd.jupyter.widget-view+json", {"model_id": "a"})
    models = {"application/vnd.jupyter.widget-state+json": {"state": {"a": state}, "version_major": 2}}
    return make_notebook("T", _code("w", view), widgets=models)


PLACES: dict[str, Callable[[str], Place]] = {
    # Sources.
    "text": lambda t: (make_notebook("A", f"key {t}"), {}, 2),
    "heading": lambda t: (make_notebook(f"# Title {t}", "B"), {}, 1),
    "comment": lambda t: (make_notebook("A", _code("f()", _display("text/html", f"<p>a</p><!-- {t} -->"))), {}, 2),
    "fence": lambda t: (make_notebook(f"```\n{t}\n```"), {}, 1),
    "link": lambda t: (make_notebook(f"[a](https://x.org/?k={t})"), {}, 1),
    "picture-text": lambda t: (make_notebook(f"![{t}](https://x.org/a.png)"), {}, 1),
    "formula": lambda t: (make_notebook(f"$$\\text{{{t}}}$$"), {}, 1),
    "footnote": lambda t: (make_notebook(f"a[^1]\n\n[^1]: {t}"), {}, 1),
    "table": lambda t: (make_notebook(f"| a |\n|---|\n| {t} |"), {}, 1),
    "html": lambda t: (make_notebook(f'<p title="{t}">a</p>'), {}, 1),
    "code": lambda t: (make_notebook("A", _code(f"key = '{t}'")), {}, 2),
    "code-comment": lambda t: (make_notebook("A", _code(f"f()  # {t}")), {}, 2),
    "folded": lambda t: (make_notebook("A", _code(f"key = '{t}'", tags=["hide-input"])), {}, 2),
    "raw-cell": lambda t: (make_notebook("A", "B", "C", ("raw", t)), {}, 4),
    "of-a-snippet": lambda t: (
        make_notebook("A", _code(f"#| include: false\nkey = '{t}'"), _code("#| snippet: ask\nprint(key)")),
        {},
        2,
    ),
    # Options.
    "caption": lambda t: (make_notebook("A", _code(f"#| fig-cap: {t}\nf()", _display("text/html", "<b>a</b>"))), {}, 2),
    "code-caption": lambda t: (make_notebook("A", _code(f"#| lst-cap: {t}\nf()")), {}, 2),
    "summary": lambda t: (make_notebook("A", _code(f"#| code-fold: true\n#| code-summary: {t}\nf()")), {}, 2),
    "alt-of-a-cell": lambda t: (
        make_notebook("A", _code("f()", _display("image/svg+xml", _svg("a")), alt=t)),
        {},
        2,
    ),
    # Outputs.
    "printed": lambda t: (make_notebook("A", _stream("stdout", f"{t}\n")), {}, 2),
    "printed-in-parts": lambda t: (make_notebook("A", _stream("stdout", t[:20], t[20:])), {}, 2),
    "warned": lambda t: (make_notebook("A", _stream("stderr", f"{t}\n")), {}, 2),
    "colored": lambda t: (make_notebook("A", _stream("stdout", f"\x1b[31m{t}\x1b[0m")), {}, 2),
    "traceback": lambda t: (make_notebook("A", _error(traceback=[f"line {t}"])), {}, 2),
    "error-value": lambda t: (make_notebook("A", _error(evalue=t)), {}, 2),
    "output-plain": lambda t: (make_notebook("A", _code("f()", _display("text/plain", f"'{t}'"))), {}, 2),
    "output-html": lambda t: (make_notebook("A", _code("f()", _display("text/html", f"<b>{t}</b>"))), {}, 2),
    "output-markdown": lambda t: (make_notebook("A", _code("f()", _display("text/markdown", f"*{t}*"))), {}, 2),
    "output-latex": lambda t: (make_notebook("A", _code("f()", _display("text/latex", f"$\\text{{{t}}}$"))), {}, 2),
    "output-json": lambda t: (make_notebook("A", _code("f()", _display("application/json", {"a": [t]}))), {}, 2),
    "output-javascript": lambda t: (
        make_notebook("A", _code("f()", _display("application/javascript", f"k='{t}'"))),
        {},
        2,
    ),
    "output-svg": lambda t: (make_notebook("A", _code("f()", _display("image/svg+xml", _svg(t)))), {}, 2),
    "output-svg-base64": lambda t: (
        make_notebook("A", _code("f()", _display("image/svg+xml", _base64(_svg(t))))),
        {},
        2,
    ),
    "output-plotly": lambda t: (
        make_notebook("A", _code("f()", _display("application/vnd.plotly.v1+json", {"data": [{"name": t}]}))),
        {},
        2,
    ),
    "output-alt": lambda t: (make_notebook("A", _code("f()", _display("image/svg+xml", _svg("a"), alt=t))), {}, 2),
    "widget": lambda t: (_widget({"model_name": "HTMLModel", "state": {"value": f"<b>{t}</b>"}}), {}, 2),
    "printed-in-base64": lambda t: (
        make_notebook("A", _stream("stdout", f"key {_base64(f'token={t} it is')}\n")),
        {},
        2,
    ),
    "output-in-base64": lambda t: (
        make_notebook("A", _code("f()", _display("text/plain", _lines(f"{'x ' * 60}{t}")))),
        {},
        2,
    ),
    "code-in-base64": lambda t: (make_notebook("A", _code(f"key = b64decode('{_base64(t)}')")), {}, 2),
    "output-png": lambda t: (make_notebook("A", _code("f()", _display("image/png", make_png(t)))), {}, 2),
    "output-png-at-its-end": lambda t: (
        make_notebook("A", _code("f()", _display("image/png", make_png(t, at_end=True)))),
        {},
        2,
    ),
    "output-png-compressed": lambda t: (
        make_notebook("A", _code("f()", _display("image/png", make_png(t, compressed=True)))),
        {},
        2,
    ),
    "output-jpeg": lambda t: (
        make_notebook("A", _code("f()", _display("image/jpeg", base64.b64encode(_jpeg(t)).decode()))),
        {},
        2,
    ),
    # Metadata.
    "title": lambda t: (_front(f"title: {t}"), {}, 1),
    "description": lambda t: (_front(f"title: a\ndescription: {t}"), {}, 1),
    "tag": lambda t: (_front(f"title: a\ntags: [{t}]"), {}, 1),
    "unknown-key": lambda t: (_front(f"title: a\nwebhook: {t}"), {}, 1),
    "alias": lambda t: (_front(f"title: a\naliases: [/{t}/]"), {}, 1),
    "in-the-notebook": lambda t: (make_notebook("A", title=t), {}, None),
    # Files.
    "attachment": lambda t: (
        make_notebook(
            {
                "cell_type": "markdown",
                "source": "![a](attachment:a.svg)",
                "attachments": {"a.svg": {"image/svg+xml": _base64(_svg(t))}},
            }
        ),
        {},
        1,
    ),
    "attached-png": lambda t: (
        make_notebook(
            {
                "cell_type": "markdown",
                "source": "![a](attachment:a.png)",
                "attachments": {"a.png": {"image/png": make_png(t)}},
            }
        ),
        {},
        1,
    ),
    "linked-file": lambda t: (make_notebook("A", "[data](linked.csv)"), {"linked.csv": f"a,b\n1,{t}\n"}, 2),
    "linked-picture": lambda t: (make_notebook("![a](linked.svg)"), {"linked.svg": _svg(t)}, 1),
}
"""By name, a function that plants the given secret."""
