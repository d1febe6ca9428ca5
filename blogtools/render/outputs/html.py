"""Outputs of a code cell as HTML: one small function per MIME type."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Any

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Asset, Cell, CellOptions, Formula, Output
from blogtools.plugins.load import Plugins
from blogtools.plugins.registry import Registry
from blogtools.plugins.rows import OutputRow, Show, Shown
from blogtools.render.code.block import code_block
from blogtools.render.context import Rendering
from blogtools.render.display import Display, OutputTable
from blogtools.render.outputs.arrange import arranged, is_in_panel, own_options
from blogtools.render.outputs.choose import as_text, choose, formulas_in, readable_html, report_javascript
from blogtools.render.outputs.html_math import may_have_formulas, typeset_html, with_tex_scripts
from blogtools.render.outputs.terminal import ansi_html, flatten
from blogtools.render.sanitize.contain import contain, is_plain_table
from blogtools.render.sanitize.fragment import finished
from blogtools.render.sanitize.ids import unique_ids
from blogtools.transform.files.media import image_asset, media_asset
from blogtools.transform.markdown.addresses import may_have_addresses, with_html_addresses
from blogtools.transform.markdown.mathematics import replace_marks

LONG = 60
"""Lines up to which a text output is not folded."""
HEAD = 20
"""Lines of a folded output that stay visible."""

_INLINE = lazy_pattern(r"<(/?)(span|a)\b[^>]*>")


def render_outputs(cell: Cell, rendering: Rendering, markdown: Callable[[str], str]) -> str:
    """Render the outputs of a cell, each in a `<div class="output output-…">`; `markdown` renders Markdown to HTML.

    The cell's caption and label are attached as `arrange.captioned` says.
    """
    shown = []
    number = 0
    for output in cell.outputs:
        one = _show(Display(output, own_options(cell, number), rendering, markdown))
        if one:
            shown.append(one)
            number += is_in_panel(one.kind)
    options = cell.options
    if options.names_code:
        options = msgspec.structs.replace(options, label=None)
    return arranged(shown, options, rendering, markdown) if shown else ""


def _show(display: Display) -> Shown | None:
    output = display.output
    if output.kind == "stream":
        name = "stderr" if output.name == "stderr" else "stdout"
        return Shown(f"stream output-{name}", long_text(output.text)) if output.text else None
    if output.kind == "error":
        return Shown("error", _pre(ansi_html("\n".join(output.traceback) or _error(output))))
    shown = choose(display, _table(display.rendering.plugins), _live_figure)
    if shown is not None and shown.kind == "unknown":
        return Shown("unknown", f"<p>Output of type <code>{escape(shown.text)}</code></p>")
    return shown if shown is None or shown.text else None


def _error(output: Output) -> str:
    return f"{output.error_name}: {output.error_value}" if output.error_value else output.error_name


@lru_cache(8)
def _table(plugins: Plugins) -> OutputTable:
    """Return the functions of the table, richest first, with those of plugins among them."""
    rows = HTML_OUTPUTS.extended(plugins).values()
    return tuple(
        (row.name, row.html if HTML_OUTPUTS.get(row.name) is row else _cleaned(row.html))
        for row in rows
        if row.html is not None
    )


def _cleaned(show: Show) -> Show:
    """Return the function of a plugin, whose HTML stays within its output whatever it is."""

    def cleaned(display: Display, mime: str, content: object) -> Shown | None:
        shown = show(display, mime, content)
        return shown and Shown(shown.kind, display.cleaned(shown.text))

    return cleaned


# One function a form --------------------------------------------------------------------------------------------------


def _html(display: Display, _mime: str, content: object) -> Shown | None:
    html = readable_html(display, with_tex_scripts(as_text(content)))
    if html is None:
        return None
    if may_have_formulas(html):
        html = typeset_html(html, lambda formulas: _typeset(display, formulas))
    if may_have_addresses(html):
        html = with_html_addresses(html, display.address)
    table = None
    if "<table" in html:
        # Imported only for notebooks with tables.
        from blogtools.render.outputs.dataframe import table_html, whole_table

        table = whole_table(html)
    if table is not None:
        if is_plain_table(table.html):
            # Fast path: most tables are from pandas, have thousands of cells, and are well-formed.
            table = msgspec.structs.replace(table, before=contain(table.before), after=contain(table.after))
            html = unique_ids(table_html(table), display.rendering)
            return Shown("table", finished(html, display.rendering, display.rules))
        return Shown("table", display.cleaned(table_html(table)))
    return Shown("html", display.cleaned(html))


def _typeset(display: Display, formulas: tuple[Formula, ...]) -> tuple[str, ...]:
    """Return the formulas in the text of an output as MathML; an empty text for those that cannot be."""
    if not formulas:
        return ()
    # Imported only for posts with formulas, because it loads large tables.
    from blogtools.render.math.mathml import render_formulas

    rendered = display.rendering.call(render_formulas, formulas)
    for formula, shown in zip(formulas, rendered, strict=True):
        if shown.problem and "\\" in formula.tex:
            display.report("formula", f"in an output, {shown.problem}: {' '.join(formula.written.split())[:60]}")
    return tuple("" if shown.problem else shown.html or " " for shown in rendered)


def _markdown(display: Display, _mime: str, content: object) -> Shown:
    return Shown("markdown", display.markdown(as_text(content)))


def _latex(display: Display, _mime: str, content: object) -> Shown | None:
    text, formulas = formulas_in(as_text(content))
    # Imported only for posts with formulas, because it loads large tables.
    from blogtools.render.math.mathml import render_formulas

    rendered = render_formulas(formulas)
    problem = next((formula.problem for formula in rendered if formula.problem), None)
    if problem and any(mime.startswith("image/") for mime in display.output.data):
        return None
    if problem:
        display.report("formula", f"a formula in an output is shown as TeX: {problem}")
    html = replace_marks(escape(text, quote=False), [formula.html for formula in rendered])
    return Shown("latex", html if formulas else _pre(html))


def _image(display: Display, mime: str, content: object) -> Shown | None:
    asset = display.safe(image_asset(mime, content)) if isinstance(content, str) else None
    if asset is None:
        if mime == "image/svg+xml" and isinstance(content, str) and "<svg" in content:
            return Shown("image", display.cleaned(content))
        display.report("broken-output", f"an output says it is {mime}, but its data is not")
        return None
    return Shown("image", _img(display, mime, asset))


def _img(display: Display, mime: str, asset: Asset) -> str:
    size = display.size(mime, asset)
    html = (
        f'<img src="{escape(display.rendering.add_asset(asset))}" alt="{escape(display.alternative(mime))}"'
        + (f' width="{size[0]}" height="{size[1]}"' if size else "")
        + (' class="on-light"' if display.attribute("needs_background", mime) == "light" else "")
        + (f' style="width: {display.cell.options.out_width}"' if display.cell.options.out_width else "")
        + ' loading="lazy" decoding="async">'
    )
    link = display.figure_link()
    return f'<a href="{escape(link)}">{html}</a>' if link else html


def _diagram(display: Display, mime: str, content: object) -> Shown | None:
    # Imported only for posts with diagrams.
    from blogtools.render.diagrams.outputs import diagram_output

    return diagram_output(display, mime, as_text(content), is_html=True)


def _player(display: Display, mime: str, content: object) -> Shown | None:
    kind = mime.partition("/")[0]
    asset = display.safe(media_asset(mime, content)) if isinstance(content, str) else None
    if asset is None:
        display.report("broken-output", f"an output says it is {mime}, but its data is not")
        return None
    url = escape(display.rendering.add_asset(asset))
    return Shown(kind, f'<{kind} controls preload="metadata" src="{url}"><a href="{url}">{asset.name}</a></{kind}>')


def _file(display: Display, mime: str, content: object) -> Shown | None:
    asset = display.safe(media_asset(mime, content)) if isinstance(content, str) else None
    if asset is None:
        return None
    return Shown("file", f'<p><a href="{escape(display.rendering.add_asset(asset))}">{escape(asset.name)}</a></p>')


def _live_figure(display: Display, figure: Any, still: Shown | None) -> Shown:
    # Imported only for posts with figures.
    from blogtools.render.figures.html import figure_html

    return figure_html(display, figure, still)


def _widget(display: Display, _mime: str, content: object) -> Shown | None:
    if not display.rendering.widgets:
        return None
    # Imported here because most posts have no widgets.
    from blogtools.render.outputs.widgets import widget_html

    def outputs(saved: tuple[Output, ...]) -> str:
        options = CellOptions(load_external=display.cell.options.load_external)
        cell = msgspec.structs.replace(display.cell, outputs=saved, options=options)
        return render_outputs(cell, display.rendering, display.markdown)

    html = widget_html(content, display, outputs)
    return Shown("widget", html) if html else None


def _json(_display: Display, _mime: str, content: object) -> Shown:
    return Shown("json", code_block(as_text(content), "json"))


def _text(_display: Display, _mime: str, content: object) -> Shown:
    return Shown("text", long_text(as_text(content)))


HTML_OUTPUTS: Registry[OutputRow] = Registry(
    "outputs",
    OutputRow,
    (
        OutputRow("application/vnd.jupyter.widget-view+json", html=_widget),
        OutputRow("text/vnd.mermaid", html=_diagram),
        OutputRow("text/vnd.graphviz", html=_diagram),
        OutputRow("text/html", html=_html),
        OutputRow("text/markdown", html=_markdown),
        OutputRow("image/svg+xml", html=_image),
        OutputRow("text/latex", html=_latex),
        OutputRow("image/png", html=_image),
        OutputRow("image/jpeg", html=_image),
        OutputRow("image/webp", html=_image),
        OutputRow("image/gif", html=_image),
        OutputRow("image/avif", html=_image),
        OutputRow("image/bmp", html=_image),
        OutputRow("image/", html=_image),
        OutputRow("video/", html=_player),
        OutputRow("audio/", html=_player),
        OutputRow("application/pdf", html=_file),
        OutputRow("application/json", html=_json),
        OutputRow("application/geo+json", html=_json),
        OutputRow("application/javascript", html=report_javascript),
        OutputRow("text/javascript", html=report_javascript),
        OutputRow("text/plain", html=_text),
        OutputRow("text/", html=_text),
    ),
    appends=False,
)
"""Richest first: nbconvert's order (`HTMLExporter.default_config`) plus the types it lacks."""


# Text -----------------------------------------------------------------------------------------------------------------


def long_text(text: str) -> str:
    """Return terminal text in a `<pre>`; of long text, all but the first lines go into a `<details>`."""
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
    # Browsers drop a line break directly after the tag.
    return f"<pre>\n{html}</pre>" if html.startswith("\n") else f"<pre>{html}</pre>"
