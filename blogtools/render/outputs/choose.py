"""Choice of the richest MIME type of an output that a page can show."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from blogtools.memo import lazy_pattern
from blogtools.model import FORMULA_CLOSE, FORMULA_OPEN, Formula
from blogtools.plugins.rows import Show, Shown
from blogtools.render.display import Display, OutputTable, ShowFigure
from blogtools.render.sanitize.fragment import sanitized
from blogtools.transform.markdown.mathematics import protect

INTERACTIVE = {
    "application/vnd.plotly.": "Plotly",
    "application/vnd.vega.": "Vega",
    "application/vnd.vegalite.": "Vega-Lite",
    "application/vnd.bokehjs": "Bokeh",
    "application/vnd.holoviews": "HoloViews",
    "application/vnd.jupyter.widget-view": "widget",
}
"""Prefix to library, for MIME types that only a library in the browser can show."""
LOADERS = ("application/vnd.bokehjs_load.", "application/vnd.holoviews_load.")
"""Prefixes of MIME types that load a library into a notebook and show nothing."""
RECORDS = ("application/papermill.record/",)
"""Prefixes of MIME types of values that `scrapbook` and `glue` store for other cells; never shown."""

_LIVE = tuple(INTERACTIVE)
_WIDGET = "application/vnd.jupyter.widget-view"
_FIGURES = tuple(start for start in INTERACTIVE if start != _WIDGET)
_DRAWN = ("vegaEmbed", "Plotly", "docs_json", 'require.undef("plotly")', "esms-options", "bk-", "data-root-id")
"""Substrings of HTML that embeds a figure or prepares for one."""
_SCRIPT_OR_FRAME = lazy_pattern(r"<(?:script|iframe|object|embed)\b", re.IGNORECASE)
_STYLE = lazy_pattern(r"<style>.*?</style>", re.DOTALL)
_SHOWS = lazy_pattern(r"<(?:img|svg|audio|video|table|a|hr|progress|meter)\b|>[^<]*[^<\s]|\A[^<]*[^<\s]")
"""Matches sanitized HTML that has something to see."""
_SCRIPT = lazy_pattern(r"<script\b", re.IGNORECASE)
_SCRIPT_FROM_ELSEWHERE = lazy_pattern(r"<script\b[^>]*\ssrc\s*=\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE)
_DELIMITED = lazy_pattern(r"\$\$((?:[^$\\]|\\.)+)\$\$|\$((?:[^$\\]|\\.)+)\$|\\\[(.+)\\\]|\\\((.+)\\\)", re.DOTALL)


def choose(display: Display, table: OutputTable, show_figure: ShowFigure) -> Shown | None:
    """Render an output in its richest form; None if it has nothing to show."""
    data = display.output.data
    for mime in data:
        if mime.startswith(RECORDS):
            data = {mime: content for mime, content in data.items() if not mime.startswith(RECORDS)}
            break
    for mime in data:
        if mime.startswith(LOADERS):
            return None
    if not data:
        return None
    if _may_be_figure(data):
        # Imported only for posts that may have a figure.
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
                _report_interactive(display, f"a {live} output is shown as {shown.kind}")
            return shown
        was_tried = True
    name = next(iter(data))
    if live:
        _report_interactive(display, f"a {live} output cannot be shown")
    elif not was_tried:
        display.report(
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


def _figure(display: Display, figure: Any, table: OutputTable, show_figure: ShowFigure) -> Shown:
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


def readable_html(display: Display, html: str) -> str | None:
    """Return the HTML of an output, sanitized if it is to be; None if only scripts could show something.

    Then another form of the output is shown.
    """
    if not display.rules.sanitize:
        return html
    clean = sanitized(html, display.rules)
    if _SHOWS.search(_STYLE.sub("", clean)) or not _SCRIPT_OR_FRAME.search(html):
        return clean
    display.report(
        "interactive-output",
        "an output that needs scripts is left out: the HTML of its notebook is sanitized",
        hint="save a PNG or SVG still with the output",
    )
    return None


def check_scripts(display: Display, html: str) -> None:
    """Report scripts that the page would load from other sites."""
    if _SCRIPT_FROM_ELSEWHERE.search(html):
        display.report(
            "script",
            "an output loads a script from another site",
            hint="feeds and offline readers do not show it",
            severity="note",
        )


def report_javascript(display: Display, _mime: str, _content: object) -> None:
    """Report JavaScript, which is not run on the page, so that the next MIME type is shown."""
    _report_interactive(display, "a JavaScript output is not run on the page")


def formulas_in(latex: str) -> tuple[str, tuple[Formula, ...]]:
    """Replace the formulas of a `text/latex` output by marks, like `transform.markdown.mathematics.protect`."""
    text = latex.strip()
    if match := _DELIMITED.fullmatch(text):
        tex = next(part for part in match.groups() if part is not None).strip()
        # SymPy and IPython write display formulas as $\displaystyle …$.
        return f"{FORMULA_OPEN}0{FORMULA_CLOSE}", (
            Formula(tex.removeprefix("\\displaystyle").strip(), display=True, written=text),
        )
    return protect(text)


def as_text(content: object) -> str:
    """Return content of any type as text; JSON values are serialized."""
    if isinstance(content, str):
        return content
    return json.dumps(content, indent=2, ensure_ascii=False)


def _report_interactive(display: Display, message: str) -> None:
    hint = "save a PNG or SVG still with the figure"
    if any(mime.startswith(_WIDGET) for mime in display.output.data):
        hint = "save the notebook with its widget state"
    display.report("interactive-output", message, hint=hint)


def _library(mime: str) -> str:
    return next(name for start, name in INTERACTIVE.items() if mime.startswith(start))


def _forms(data: Mapping[str, Any], table: OutputTable, *, is_live: bool) -> Iterator[tuple[str, Show]]:
    forms = _matching(data, table)
    if is_live:
        # Still images first; HTML that needs scripts last.
        return iter(
            sorted(
                forms, key=lambda form: 0 if form[0].startswith("image/") else 2 if _needs_script(form[0], data) else 1
            )
        )
    return forms


def _matching(data: Mapping[str, Any], table: OutputTable) -> Iterator[tuple[str, Show]]:
    for pattern, show in table:
        if pattern in data:
            yield pattern, show
        elif pattern[-1] == "/":
            others = [mime for mime in data if mime.startswith(pattern)]
            yield from ((mime, show) for mime in others if all(mime != name for name, _ in table))


def _needs_script(mime: str, data: Mapping[str, Any]) -> bool:
    return mime == "text/html" and bool(_SCRIPT.search(as_text(data[mime])))
