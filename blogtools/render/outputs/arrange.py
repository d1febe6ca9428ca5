"""Arranges the outputs of a cell: captions, panels of several figures, pairs for light and dark pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Cell, CellOptions
from blogtools.plugins.rows import Shown
from blogtools.render.context import Rendering

_ONE_PARAGRAPH = lazy_pattern(r"\s*<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)
_TABLE = lazy_pattern(r"<table\b[^>]*>(?:\s*<caption\b.*?</caption>)?", re.DOTALL)
_FIGURES = ("image", "figure", "table", "widget")
_OTHERS = ("html", "markdown", "latex", "video", "audio", "json", "file", "text")
_BESIDE = frozenset({*_FIGURES, "html", "markdown", "latex", "video", "svg"})
"""Kinds of outputs that stand in a panel; what was printed stands before it."""

ToHtml = Callable[[str], str]
"""Renders Markdown to HTML."""


def is_in_panel(kind: str) -> bool:
    """Return True if an output of a kind is one of the figures that panels, subcaptions and renderings count."""
    return kind in _BESIDE


def captioned(shown: Sequence[Shown]) -> int:
    """Return the index of the output that has the caption and label of its cell.

    It is the first image or table, else the first output that is not a stream, else the first.
    """
    for kinds in (_FIGURES, _OTHERS):
        for index, (kind, _) in enumerate(shown):
            if kind in kinds:
                return index
    return 0


def own_options(cell: Cell, number: int) -> Cell:
    """Return a cell as its figure with a number, counted from 0, has it: with its own alternative text."""
    options = cell.options
    if not (options.alts or options.subcaptions):
        return cell
    own = {}
    if number < len(options.alts):
        own["alt"] = options.alts[number]
    elif number < len(options.subcaptions) and options.subcaptions[number] and not options.alt:
        own["alt"] = options.subcaptions[number]
    return msgspec.structs.replace(cell, options=msgspec.structs.replace(options, **own)) if own else cell


def subcaption(options: CellOptions, number: int) -> str:
    """Return the caption of a figure of a panel, in Markdown, with its letter; empty if there are none."""
    if not options.subcaptions:
        return ""
    letter = f"({chr(ord('a') + number)})" if number < 26 else f"({number + 1})"  # noqa: PLR2004 - letters
    text = options.subcaptions[number] if number < len(options.subcaptions) else ""
    return f"{letter} {text}".rstrip()


def arranged(shown: Sequence[Shown], options: CellOptions, rendering: Rendering, markdown: ToHtml) -> str:
    """Return the outputs as HTML, each in a `<div class="output output-…">`, with captions, labels and panels."""
    if options.table_widths:
        shown = [Shown(one.kind, _with_widths(one.text, options.table_widths)) for one in shown]
    if options.renderings:
        shown = _paired(shown, options.renderings)
    if (options.panel_columns or options.panel_rows or options.panel_layout or options.subcaptions) and any(
        is_in_panel(one.kind) for one in shown
    ):
        return _panels(shown, options, rendering, markdown)
    place = captioned(shown) if options.caption or options.label else -1
    parts = []
    for index, (kind, html) in enumerate(shown):
        text, attribute = html, ""
        if index == place:
            attribute = f' id="{escape(rendering.claim_id(options.label))}"' if options.label else ""
            if options.caption:
                text, attribute = _figure(html, attribute, options.caption, options, markdown), ""
        parts.append(f'<div class="output output-{kind}"{attribute}>{text}</div>\n')
    return "".join(parts)


def _paired(shown: Sequence[Shown], renderings: Sequence[str]) -> list[Shown]:
    """Return the outputs, the figures for light and dark pages as one."""
    figures = [one for one in shown if is_in_panel(one.kind)]
    pair = list(zip(renderings, figures, strict=False))
    if not pair:
        return list(shown)
    html = "".join(f'<div class="only-{scheme}">{one.text}</div>' for scheme, one in pair)
    place = shown.index(figures[0])
    taken = [one for _, one in pair]
    others = [[one for one in part if one not in taken] for part in (shown[:place], shown[place:])]
    return [*others[0], Shown(figures[0].kind, html), *others[1]]


def _figure(
    html: str, attribute: str, caption: str, options: CellOptions, markdown: ToHtml, name: str = "figure"
) -> str:
    text = markdown(caption)
    one = _ONE_PARAGRAPH.fullmatch(text)
    caption_html = f"<figcaption>{one[1] if one else text}</figcaption>"
    inner = f"{caption_html}{html}" if options.caption_location == "top" else f"{html}{caption_html}"
    return f'<figure class="{name}"{attribute}>{inner}</figure>'


def _panels(shown: Sequence[Shown], options: CellOptions, rendering: Rendering, markdown: ToHtml) -> str:
    """Return what was printed, then the figures beside one another."""
    before = [f'<div class="output output-{kind}">{html}</div>\n' for kind, html in shown if not is_in_panel(kind)]
    figures = [one for one in shown if is_in_panel(one.kind)]
    label = rendering.claim_id(options.label) if options.label else ""
    panels = []
    for number, (kind, html) in enumerate(figures):
        attribute = f' id="{escape(rendering.claim_id(f"{options.label}-{number + 1}"))}"' if label else ""
        output = f'<div class="output output-{kind}">{html}</div>'
        caption = subcaption(options, number)
        panels.append(
            _figure(output, attribute, caption, options, markdown, "panel")
            if caption
            else f'<div class="panel"{attribute}>{output}</div>'
        )
    text = "".join(_rows(panels, options))
    attribute = f' id="{escape(label)}"' if label else ""
    if options.caption:
        text, attribute = _figure(text, attribute, options.caption, options, markdown), ""
    return "".join(before) + f'<div class="output output-panels"{attribute}>{text}</div>\n'


def _rows(panels: Sequence[str], options: CellOptions) -> Iterator[str]:
    """Yield the rows of panels; each is a grid, which is one column on a small screen."""
    rest = list(panels)
    for row in options.panel_layout:
        if not rest:
            return
        cells = [rest.pop(0) if width > 0 and rest else "<div></div>" for width in row]
        yield _grid(cells, " ".join(f"minmax(0, {abs(width):g}fr)" for width in row))
    if rest:
        rows = options.panel_rows or 1
        columns = options.panel_columns or (-(-len(rest) // rows) if options.panel_rows else min(len(rest), 2))
        yield _grid(rest, f"repeat({min(columns, len(rest))}, minmax(0, 1fr))")


def _grid(cells: Sequence[str], columns: str) -> str:
    lines = "\n".join(cells)
    return f'<div class="panels" style="--columns: {columns}">\n{lines}\n</div>'


def _with_widths(html: str, widths: Sequence[float]) -> str:
    """Return HTML whose first table has columns of these widths, in percent."""
    match = _TABLE.search(html)
    if match is None:
        return html
    columns = "".join(f'<col style="width: {width:g}%">' for width in widths)
    return f"{html[: match.end()]}<colgroup>{columns}</colgroup>{html[match.end() :]}"
