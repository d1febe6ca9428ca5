"""Of the forms in which an output holds one result, the richest that a page can show is chosen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from blogtools.model import FORMULA_CLOSE, FORMULA_OPEN, Formula
from blogtools.plugins.rows import Show, Shown
from blogtools.render.display import Display, ShowFigure, Table
from blogtools.transform.markdown.mathematics import protect

INTERACTIVE = {
    "application/vnd.plotly.": "Plotly",
    "application/vnd.vega.": "Vega",
    "application/vnd.vegalite.": "Vega-Lite",
    "application/vnd.bokehjs": "Bokeh",
    "application/vnd.holoviews": "HoloViews",
    "application/vnd.jupyter.widget-view": "widget",
}
"""Beginnings of the MIME types that only a library running in the browser can show."""
LOADERS = ("application/vnd.bokehjs_load.", "application/vnd.holoviews_load.")
"""MIME types of scripts that bring a library into a notebook; there is nothing to see in them."""
RECORDS = ("application/papermill.record/",)
"""MIME types of values that `scrapbook` and `glue` keep for other cells; they are never shown."""

_LIVE = tuple(INTERACTIVE)
_WIDGET = "application/vnd.jupyter.widget-view"
_FIGURES = tuple(start for start in INTERACTIVE if start != _WIDGET)
_DRAWN = ("vegaEmbed", "Plotly", "docs_json", 'require.undef("plotly")', "esms-options", "bk-", "data-root-id")
"""Words of the HTML in which libraries hide a figure, or prepare for one."""
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_SCRIPT_FROM_ELSEWHERE = re.compile(r"<script\b[^>]*\ssrc\s*=\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE)
_DELIMITED = re.compile(r"\$\$((?:[^$\\]|\\.)+)\$\$|\$((?:[^$\\]|\\.)+)\$|\\\[(.+)\\\]|\\\((.+)\\\)", re.DOTALL)


def choose(display: Display, table: Table, show_figure: ShowFigure) -> Shown | None:
    """The output in its richest form; None if it holds nothing for readers."""
    data = display.output.data
    if any(mime.startswith(RECORDS) for mime in data):
        data = {mime: content for mime, content in data.items() if not mime.startswith(RECORDS)}
    if not data or any(mime.startswith(LOADERS) for mime in data):
        return None
    if _may_be_figure(data):
        # What knows figures is loaded for posts that have one.
        from blogtools.render.figures.detect import draws_nothing, find_figure, is_scaffold

        figure = find_figure(data)
        if figure is not None:
            return None if draws_nothing(figure) else _figure(display, figure, table, show_figure)
        if is_scaffold(as_text(data.get("text/html", ""))):
            return None
    live = next((_library(mime) for mime in data if mime.startswith(_LIVE)), None)
    was_tried = False
    for mime, show in _forms(data, table, is_live=live is not None):
        shown = show(display, mime, data[mime])
        if shown is not None:
            if live and shown.kind not in ("image", "widget"):
                _find_interactive(display, f"a {live} output is shown as {shown.kind}")
            return shown
        was_tried = True
    name = next(iter(data))
    if live:
        _find_interactive(display, f"a {live} output cannot be shown")
    elif not was_tried:
        display.find(
            "unknown-output",
            f"an output of type {name} cannot be shown",
            hint="display it as text, HTML or an image, too",
        )
    return Shown("unknown", name)


def _may_be_figure(data: Mapping[str, Any]) -> bool:
    if any(mime.startswith(_FIGURES) for mime in data):
        return True
    html = data.get("text/html")
    return isinstance(html, str) and ("<script" in html or "<div" in html) and any(word in html for word in _DRAWN)


def _figure(display: Display, figure: Any, table: Table, show_figure: ShowFigure) -> Shown:
    # As in `choose`.
    from blogtools.render.figures.description import describe
    from blogtools.render.figures.stills import vega_still

    display.description = lambda: str(describe(figure))
    data = display.output.data
    images = ((mime, show) for mime, show in _matching(data, table) if mime.startswith("image/"))
    still = next((shown for mime, show in images if (shown := show(display, mime, data[mime]))), None)
    made = None if still else vega_still(figure)
    if made:
        mime = "image/svg+xml"
        still = next(show for name, show in table if name == mime)(display, mime, made)
    return show_figure(display, figure, still)


def check_scripts(display: Display, html: str) -> None:
    """Note scripts that the page would have to fetch."""
    if _SCRIPT_FROM_ELSEWHERE.search(html):
        display.find(
            "script",
            "an output loads a script from elsewhere",
            hint="readers without network access, and feeds, do not see it",
            severity="note",
        )


def find_javascript(display: Display, _mime: str, _content: object) -> None:
    """Code for the author's session is not run on the page; the text beside it is shown."""
    _find_interactive(display, "JavaScript among the outputs is not run on the page")


def formulas_in(latex: str) -> tuple[str, tuple[Formula, ...]]:
    """A `text/latex` output with its formulas replaced by marks, as `transform.mathematics.protect` does it."""
    text = latex.strip()
    if match := _DELIMITED.fullmatch(text):
        tex = next(part for part in match.groups() if part is not None).strip()
        # SymPy and IPython write $\displaystyle …$ for what stands on a line of its own.
        return f"{FORMULA_OPEN}0{FORMULA_CLOSE}", (
            Formula(tex.removeprefix("\\displaystyle").strip(), display=True, written=text),
        )
    return protect(text)


def as_text(content: object) -> str:
    """Content of any type as text."""
    if isinstance(content, str):
        return content
    return json.dumps(content, indent=2, ensure_ascii=False)


def _find_interactive(display: Display, message: str) -> None:
    hint = "save a PNG or SVG still with the figure"
    if any(mime.startswith(_WIDGET) for mime in display.output.data):
        hint = "save the notebook with the state of its widgets"
    display.find("interactive-output", message, hint=hint)


def _library(mime: str) -> str:
    return next(name for start, name in INTERACTIVE.items() if mime.startswith(start))


def _forms(data: Mapping[str, Any], table: Table, *, is_live: bool) -> Iterator[tuple[str, Show]]:
    forms = _matching(data, table)
    if is_live:
        # A still first; HTML that needs its script only where there is nothing else.
        return iter(
            sorted(
                forms, key=lambda form: 0 if form[0].startswith("image/") else 2 if _needs_script(form[0], data) else 1
            )
        )
    return forms


def _matching(data: Mapping[str, Any], table: Table) -> Iterator[tuple[str, Show]]:
    for pattern, show in table:
        if pattern in data:
            yield pattern, show
        elif pattern[-1] == "/":
            others = [mime for mime in data if mime.startswith(pattern)]
            yield from ((mime, show) for mime in others if all(mime != name for name, _ in table))


def _needs_script(mime: str, data: Mapping[str, Any]) -> bool:
    return mime == "text/html" and bool(_SCRIPT.search(as_text(data[mime])))
