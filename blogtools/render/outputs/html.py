"""Outputs of a code cell become HTML: one small function for each MIME type."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

from blogtools.model import Asset, Cell, CellOptions, Output
from blogtools.render.code.block import code_block
from blogtools.render.context import Rendering
from blogtools.render.display import Display, Show, Shown
from blogtools.render.outputs.choose import as_text, check_scripts, choose, find_javascript, formulas_in
from blogtools.render.outputs.terminal import ansi_html, flatten
from blogtools.render.sanitize.balance import balance, clean_fragment, is_plain_table, unique_ids
from blogtools.transform.files.media import image_asset, media_asset
from blogtools.transform.markdown.mathematics import replace_marks

LONG = 60
"""Lines of text from which an output is folded."""
HEAD = 20
"""Lines that stay in view of a folded output."""

_INLINE = re.compile(r"<(/?)(span|a)\b[^>]*>")
_ONE_PARAGRAPH = re.compile(r"\s*<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)


def render_outputs(cell: Cell, rendering: Rendering, markdown: Callable[[str], str]) -> str:
    """The outputs of a cell, each in a `<div class="output output-…">`; `markdown` makes HTML of a Markdown source.

    The cell's caption and label go to its first image or table; if there is none, to its first output that was not
    printed, or else to its first.
    """
    shown = [one for output in cell.outputs if (one := _show(Display(output, cell, rendering, markdown)))]
    options = cell.options
    captioned = _captioned(shown) if options.caption or options.label else -1
    parts = []
    for index, (kind, html) in enumerate(shown):
        attribute = ""
        if index == captioned:
            attribute = f' id="{escape(rendering.claim_id(options.label))}"' if options.label else ""
            if options.caption:
                html, attribute = _figure(html, attribute, options, markdown), ""  # noqa: PLW2901
        parts.append(f'<div class="output output-{kind}"{attribute}>{html}</div>\n')
    return "".join(parts)


def _captioned(shown: list[Shown]) -> int:
    for kinds in (
        ("image", "figure", "table", "widget"),
        ("html", "markdown", "latex", "video", "audio", "json", "file", "text"),
    ):
        for index, (kind, _) in enumerate(shown):
            if kind in kinds:
                return index
    return 0


def _figure(html: str, attribute: str, options: CellOptions, markdown: Callable[[str], str]) -> str:
    caption = markdown(options.caption or "")
    one = _ONE_PARAGRAPH.fullmatch(caption)
    return f'<figure class="figure"{attribute}>{html}<figcaption>{one[1] if one else caption}</figcaption></figure>'


def _show(display: Display) -> Shown | None:
    output = display.output
    if output.kind == "stream":
        name = "stderr" if output.name == "stderr" else "stdout"
        return Shown(f"stream output-{name}", long_text(output.text)) if output.text else None
    if output.kind == "error":
        return Shown("error", _pre(ansi_html("\n".join(output.traceback) or _error(output))))
    shown = choose(display, TABLE, _live_figure)
    if shown is not None and shown.kind == "unknown":
        return Shown("unknown", f"<p>Output of type <code>{escape(shown.text)}</code></p>")
    return shown if shown is None or shown.text else None


def _error(output: Output) -> str:
    return f"{output.error_name}: {output.error_value}" if output.error_value else output.error_name


# One function a form --------------------------------------------------------------------------------------------------


def _html(display: Display, _mime: str, content: object) -> Shown:
    html = as_text(content)
    if "<script" in html:
        check_scripts(display, html)
    table = None
    if "<table" in html:
        # What knows tables is loaded for notebooks that have one.
        from blogtools.render.outputs.dataframe import table_html, whole_table

        table = whole_table(html)
    if table is not None:
        if is_plain_table(table.html):
            # Most tables come from pandas, thousands of cells of them, and are as they should be.
            table = table._replace(before=balance(table.before), after=balance(table.after))
            return Shown("table", unique_ids(table_html(table), display.rendering))
        html = table_html(table)
        return Shown("table", clean_fragment(html, display.rendering))
    return Shown("html", clean_fragment(html, display.rendering))


def _markdown(display: Display, _mime: str, content: object) -> Shown:
    return Shown("markdown", display.markdown(as_text(content)))


def _latex(display: Display, _mime: str, content: object) -> Shown | None:
    text, formulas = formulas_in(as_text(content))
    # Typesetting brings tables along that posts without formulas do not need.
    from blogtools.render.math.mathml import render_formulas

    rendered = render_formulas(formulas)
    problem = next((formula.problem for formula in rendered if formula.problem), None)
    if problem and any(mime.startswith("image/") for mime in display.output.data):
        return None
    if problem:
        display.find("formula", f"a formula among the outputs stays as TeX: {problem}")
    html = replace_marks(escape(text, quote=False), [formula.html for formula in rendered])
    return Shown("latex", html if formulas else _pre(html))


def _image(display: Display, mime: str, content: object) -> Shown | None:
    asset = image_asset(mime, content) if isinstance(content, str) else None
    if asset is None:
        if mime == "image/svg+xml" and isinstance(content, str) and "<svg" in content:
            return Shown("image", clean_fragment(content, display.rendering))
        display.find("broken-output", f"an output says it is {mime}, but its data is not")
        return None
    return Shown("image", _img(display, mime, asset))


def _img(display: Display, mime: str, asset: Asset) -> str:
    size = display.size(mime, asset)
    return (
        f'<img src="{escape(display.rendering.add_asset(asset))}" alt="{escape(display.alternative(mime))}"'
        + (f' width="{size[0]}" height="{size[1]}"' if size else "")
        + (' class="on-light"' if display.attribute("needs_background", mime) == "light" else "")
        + ' loading="lazy" decoding="async">'
    )


def _player(display: Display, mime: str, content: object) -> Shown | None:
    kind = mime.partition("/")[0]
    asset = media_asset(mime, content) if isinstance(content, str) else None
    if asset is None:
        display.find("broken-output", f"an output says it is {mime}, but its data is not")
        return None
    url = escape(display.rendering.add_asset(asset))
    return Shown(kind, f'<{kind} controls preload="metadata" src="{url}"><a href="{url}">{asset.name}</a></{kind}>')


def _file(display: Display, mime: str, content: object) -> Shown | None:
    asset = media_asset(mime, content) if isinstance(content, str) else None
    if asset is None:
        return None
    return Shown("file", f'<p><a href="{escape(display.rendering.add_asset(asset))}">{escape(asset.name)}</a></p>')


def _live_figure(display: Display, figure: Any, still: Shown | None) -> Shown:
    # What knows figures is loaded for posts that have one.
    from blogtools.render.figures.html import figure_html

    return figure_html(display, figure, still)


def _widget(display: Display, _mime: str, content: object) -> Shown | None:
    if not display.rendering.widgets:
        return None
    # Most posts have no widgets.
    from blogtools.render.outputs.widgets import widget_html

    def outputs(saved: tuple[Output, ...]) -> str:
        return render_outputs(Cell(display.cell.number, "code", "", outputs=saved), display.rendering, display.markdown)

    html = widget_html(content, display.rendering, outputs)
    return Shown("widget", html) if html else None


def _json(_display: Display, _mime: str, content: object) -> Shown:
    return Shown("json", code_block(as_text(content), "json"))


def _text(_display: Display, _mime: str, content: object) -> Shown:
    return Shown("text", long_text(as_text(content)))


TABLE: tuple[tuple[str, Show], ...] = (
    ("application/vnd.jupyter.widget-view+json", _widget),
    ("text/html", _html),
    ("text/markdown", _markdown),
    ("image/svg+xml", _image),
    ("text/latex", _latex),
    ("image/png", _image),
    ("image/jpeg", _image),
    ("image/webp", _image),
    ("image/gif", _image),
    ("image/avif", _image),
    ("image/bmp", _image),
    ("image/", _image),
    ("video/", _player),
    ("audio/", _player),
    ("application/pdf", _file),
    ("application/json", _json),
    ("application/geo+json", _json),
    ("application/javascript", find_javascript),
    ("text/javascript", find_javascript),
    ("text/plain", _text),
    ("text/", _text),
)
"""Richest first: nbconvert's order (`HTMLExporter.default_config`), and the types it leaves out."""


# Text -----------------------------------------------------------------------------------------------------------------


def long_text(text: str) -> str:
    """Terminal text in a `<pre>`; of very long text all but the first lines in a `<details>`."""
    html = ansi_html(flatten(text))
    if not html:
        return ""
    lines = html.count("\n") + (not html.endswith(("\n", "\n</span>")))
    if lines <= LONG:
        return _pre(html)
    cut = -1
    for _ in range(HEAD):
        cut = html.index("\n", cut + 1)
    head, rest = html[: cut + 1], html[cut + 1 :]
    opened: list[re.Match[str]] = []
    for tag in _INLINE.finditer(head):
        if tag[1]:
            opened.pop()
        else:
            opened.append(tag)
    closing = "".join(f"</{tag[2]}>" for tag in reversed(opened))
    return (
        f"{_pre(head + closing)}"
        f'<details class="fold fold-long"><summary>Show {lines - HEAD:,} more lines</summary>'
        f"{_pre(''.join(tag[0] for tag in opened) + rest)}</details>"
    )


def _pre(html: str) -> str:
    # A browser drops a line break that directly follows the tag.
    return f"<pre>\n{html}</pre>" if html.startswith("\n") else f"<pre>{html}</pre>"
