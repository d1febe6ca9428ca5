"""Outputs of a code cell as Markdown: one small function per MIME type."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import quote

import msgspec

from blogtools.model import Asset, Cell, CellOptions, Output
from blogtools.plugins.load import Plugins
from blogtools.plugins.registry import Registry
from blogtools.plugins.rows import OutputRow, Shown
from blogtools.render.context import Rendering
from blogtools.render.display import Display, OutputTable
from blogtools.render.outputs.arrange import is_in_panel, own_options, subcaption
from blogtools.render.outputs.choose import (
    as_text,
    check_scripts,
    choose,
    formulas_in,
    readable_html,
    report_javascript,
)
from blogtools.render.outputs.dataframe import table_html, table_markdown, whole_table
from blogtools.render.outputs.html_math import only_formula, with_tex_scripts
from blogtools.render.outputs.separate import separated
from blogtools.render.outputs.terminal import flatten, plain
from blogtools.transform.files.media import image_asset, media_asset
from blogtools.transform.markdown.addresses import may_have_addresses, with_html_addresses
from blogtools.transform.markdown.mathematics import restore

_RUN = re.compile(r"`{3,}")
_PREFORMATTED = re.compile(r"<(pre|textarea|script|style)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n(?:[ \t\r]*\n)+")
_STYLE = re.compile(r"<style\b[^>]*>.*?</style\s*>\s*", re.DOTALL | re.IGNORECASE)
# CommonMark 4.6, start condition 6; only the tags that outputs start with.
_HTML_BLOCK = re.compile(
    r"<(?:address|article|aside|blockquote|center|details|dialog|div|dl|fieldset|figure|footer|form|h[1-6]|header|hr"
    r"|iframe|main|menu|nav|ol|p|section|table|ul)(?=[\s/>])",
    re.IGNORECASE,
)


def render_outputs_markdown(cell: Cell, rendering: Rendering, markdown: Callable[[str], str] = str) -> str:
    """Render the outputs of a cell as Markdown blocks separated by blank lines.

    `markdown` returns Markdown of the author as it can stand on the page.
    The cell's label becomes an anchor before them; its caption becomes a paragraph after the first image, or else
    after all outputs.
    """
    options = cell.options
    shown: list[Shown] = []
    number = 0
    for output in cell.outputs:
        one = _show(Display(output, own_options(cell, number), rendering, markdown))
        if one is None:
            continue
        if is_in_panel(one.kind):
            # A generator's theme may be dark or light; what is made for a light one can be read on both, with a ground.
            is_for_dark = number < len(options.renderings) and options.renderings[number] == "dark"
            one = None if is_for_dark else _with_subcaption(one, options, number, markdown)
            number += 1
        if one is not None:
            shown.append(one)
    blocks = [text for _, text in shown]
    if options.caption:
        first = next((index for index, (kind, _) in enumerate(shown) if kind == "image"), len(shown))
        if options.subcaptions:
            first = len(shown) - 1
        after = 0 if options.caption_location == "top" and not options.subcaptions else 1
        blocks.insert(first + after, _caption(options.caption, markdown))
    if blocks and options.label and not options.names_code:
        blocks.insert(0, f'<a id="{escape(options.label)}"></a>')
    return "\n\n".join(separated(blocks))


def _with_subcaption(one: Shown, options: CellOptions, number: int, markdown: Callable[[str], str]) -> Shown:
    caption = subcaption(options, number)
    return Shown(one.kind, f"{one.text}\n\n{_caption(caption, markdown)}") if caption else one


def _caption(caption: str, markdown: Callable[[str], str]) -> str:
    text = " ".join(caption.split())
    return markdown(text if "*" in text else f"*{text}*")


def fence(text: str, language: str = "") -> str:
    """Return text in a fenced block, with a fence longer than any in the text."""
    ticks = "`" * max(3, 1 + max(map(len, _RUN.findall(text)), default=0))
    language = language.replace("`", "")  # With one, the line would open no block.
    return f"{ticks}{language}\n{text}\n{ticks}"


def _show(display: Display) -> Shown | None:
    output = display.output
    if output.kind == "stream":
        return _text(display, "", output.text)
    if output.kind == "error":
        text = "\n".join(output.traceback) or f"{output.error_name}: {output.error_value}"
        return Shown("error", fence(plain(text).strip("\n"), "text"))
    shown = choose(display, _table(display.rendering.plugins), _still_figure)
    if shown is not None and shown.kind == "unknown":
        return Shown("unknown", f"Output of type `{shown.text}`")
    return shown if shown is None or shown.text else None


@lru_cache(8)
def _table(plugins: Plugins) -> OutputTable:
    """Return the functions of the table, richest first, with those of plugins among them."""
    rows = MARKDOWN_OUTPUTS.extended(plugins).values()
    return tuple((row.name, row.markdown) for row in rows if row.markdown is not None)


# One function a form --------------------------------------------------------------------------------------------------


def _html(display: Display, _mime: str, content: object) -> Shown | None:
    written = with_tex_scripts(as_text(content))
    if "\\[" in written and (tex := only_formula(written)):
        return Shown("latex", display.markdown(f"$$\n{tex}\n$$"))
    html = readable_html(display, written)
    if html is None:
        return None
    if "<script" in html:
        check_scripts(display, html)
    if may_have_addresses(html):
        html = with_html_addresses(html, display.html_address)
    table = whole_table(html)
    if table is None:
        return Shown("html", html_block(display.cleaned(html), display.rendering.html_fence))
    text = table_markdown(table)
    if text is None:
        text = html_block(display.cleaned(_STYLE.sub("", table_html(table))), display.rendering.html_fence)
    elif "$" in text:
        text = display.markdown(text)  # Formulas as the target has them.
    return Shown("table", text)


def html_block(html: str, info: str = "") -> str:
    """Return HTML that Markdown parsers take as one block: it starts with a block tag and has no blank lines.

    With `info`, it is in a block of code that the generator writes out as HTML.
    """
    if info and html.strip():
        return fence(html.strip(), info)
    parts = []
    done = 0
    for match in _PREFORMATTED.finditer(html):
        parts.append(_BLANK_LINES.sub("\n", html[done : match.start()]))
        is_text = match[1].lower() in ("pre", "textarea")
        parts.append(_BLANK_LINES.sub(_kept_lines if is_text else "\n", match[0]))
        done = match.end()
    text = "".join([*parts, _BLANK_LINES.sub("\n", html[done:])]).strip()
    if not text or _HTML_BLOCK.match(text):
        return text
    return f"<div>\n{text}\n</div>"


def _kept_lines(blank: re.Match[str]) -> str:
    return blank[0][:-1].replace("\n", "&#10;") + "\n"


def _markdown(display: Display, _mime: str, content: object) -> Shown:
    return Shown("markdown", display.markdown(as_text(content)))


def _latex(display: Display, _mime: str, content: object) -> Shown:
    text, formulas = formulas_in(as_text(content))
    if len(formulas) == 1 and formulas[0].display and len(text) <= 3:  # noqa: PLR2004 - a mark and nothing else
        tex = _BLANK_LINES.sub("\n", formulas[0].tex.strip())
        return Shown("latex", display.markdown(f"$$\n{tex}\n$$"))
    return Shown("latex", display.markdown(restore(text, formulas)) if formulas else fence(text, "latex"))


def _image(display: Display, mime: str, content: object) -> Shown | None:
    asset = display.safe(image_asset(mime, content)) if isinstance(content, str) else None
    if asset is None:
        if mime == "image/svg+xml" and isinstance(content, str) and "<svg" in content:
            return Shown("svg", html_block(display.cleaned(content), display.rendering.html_fence))
        display.report("broken-output", f"an output says it is {mime}, but its data is not")
        return None
    alternative = re.sub(r"[\\\[\]<$]", r"\\\g<0>", " ".join(display.alternative(mime).split()))
    image = f"![{alternative}]({_url(display, asset)})"
    link = display.figure_link()
    return Shown("image", f"[{image}]({_bracketed(link)})" if link else image)


def _diagram(display: Display, mime: str, content: object) -> Shown | None:
    # Imported only for posts with diagrams.
    from blogtools.render.diagrams.outputs import diagram_output

    return diagram_output(display, mime, as_text(content), is_html=False)


def _player(display: Display, mime: str, content: object) -> Shown | None:
    asset = display.safe(media_asset(mime, content)) if isinstance(content, str) else None
    if asset is None:
        display.report("broken-output", f"an output says it is {mime}, but its data is not")
        return None
    kind = mime.partition("/")[0]
    url = escape(display.rendering.add_asset(asset, in_html=True))
    return Shown(kind, f'<div><{kind} controls src="{url}"><a href="{url}">{asset.name}</a></{kind}></div>')


def _file(display: Display, mime: str, content: object) -> Shown | None:
    asset = display.safe(media_asset(mime, content)) if isinstance(content, str) else None
    return None if asset is None else Shown("file", f"[{asset.name}]({_url(display, asset)})")


def _url(display: Display, asset: Asset) -> str:
    return _bracketed(display.rendering.add_asset(asset))


def _bracketed(url: str) -> str:
    """Return a URL as it can stand in a link, from which nothing in it breaks out."""
    if re.search(r"[\n\r<>\\]", url):
        url = re.sub(r"[\s<>\\]", lambda found: quote(found[0]), url)
    return f"<{url}>" if re.search(r"[\s()]", url) else url


def _still_figure(display: Display, figure: Any, still: Shown | None) -> Shown:
    # Imported only for posts with figures.
    from blogtools.render.figures.description import describe
    from blogtools.render.figures.html import look_for, report_still_figure

    look_for(figure, display.rendering)
    if still is not None:
        return still
    report_still_figure(display, figure, "scripts are not part of this format")
    description = describe(figure)
    title = f"**{_inline(description.title)}**" if description.title else ""
    lines = [description.header, tuple("---" for _ in description.header), *description.rows]
    table = "\n".join(f"| {' | '.join(map(_inline, line))} |" for line in lines) if description.rows else ""
    return Shown("figure", "\n\n".join(part for part in (title, _inline(description.sentence), table) if part))


def _inline(text: str) -> str:
    """Escape text for Markdown, also in table cells."""
    return text if text == "---" else re.sub(r"[\\`*_\[\]<>|&#$]", r"\\\g<0>", text)


def _widget(display: Display, _mime: str, content: object) -> Shown | None:
    if not display.rendering.widgets:
        return None
    # Imported here because most posts have no widgets.
    from blogtools.render.outputs.html import render_outputs
    from blogtools.render.outputs.widgets import widget_html

    def outputs(saved: tuple[Output, ...]) -> str:
        cell = msgspec.structs.replace(display.cell, outputs=saved, options=CellOptions())
        return render_outputs(cell, display.rendering, escape)

    html = widget_html(content, display, outputs)
    return Shown("widget", html_block(html, display.rendering.html_fence)) if html else None


def _json(_display: Display, _mime: str, content: object) -> Shown:
    return Shown("json", fence(as_text(content), "json"))


def _text(_display: Display, _mime: str, content: object) -> Shown | None:
    text = plain(flatten(as_text(content))).strip("\n")
    return Shown("text", fence(text, "text") if text.strip() else "")


MARKDOWN_OUTPUTS: Registry[OutputRow] = Registry(
    "outputs",
    OutputRow,
    (
        OutputRow("application/vnd.jupyter.widget-view+json", markdown=_widget),
        OutputRow("text/vnd.mermaid", markdown=_diagram),
        OutputRow("text/vnd.graphviz", markdown=_diagram),
        OutputRow("text/html", markdown=_html),
        OutputRow("text/markdown", markdown=_markdown),
        OutputRow("image/svg+xml", markdown=_image),
        OutputRow("text/latex", markdown=_latex),
        OutputRow("image/png", markdown=_image),
        OutputRow("image/jpeg", markdown=_image),
        OutputRow("image/webp", markdown=_image),
        OutputRow("image/gif", markdown=_image),
        OutputRow("image/avif", markdown=_image),
        OutputRow("image/bmp", markdown=_image),
        OutputRow("image/", markdown=_image),
        OutputRow("video/", markdown=_player),
        OutputRow("audio/", markdown=_player),
        OutputRow("application/pdf", markdown=_file),
        OutputRow("application/json", markdown=_json),
        OutputRow("application/geo+json", markdown=_json),
        OutputRow("application/javascript", markdown=report_javascript),
        OutputRow("text/javascript", markdown=report_javascript),
        OutputRow("text/plain", markdown=_text),
        OutputRow("text/", markdown=_text),
    ),
    appends=False,
)
"""Richest first, in the order of `HTML_OUTPUTS`."""
