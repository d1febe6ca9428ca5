"""HTML of a figure: its still or description, and the inert data from which figures.js draws it."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from html import escape

from blogtools.model import Asset
from blogtools.plugins.rows import Shown
from blogtools.render.context import Rendering
from blogtools.render.display import Display
from blogtools.render.figures.description import Description, describe
from blogtools.render.figures.detect import Figure
from blogtools.render.figures.libraries import installed_version

INLINE = 50_000
"""Characters of data to inline; more go into a file that is loaded when the figure scrolls into view."""
DEFAULT_HEIGHT = 400
"""Pixels reserved for a figure of unknown height."""

_HEIGHT = re.compile(r'<img\b[^>]* height="(\d+)"')


def figure_html(display: Display, figure: Figure, still: Shown | None) -> Shown:
    """Return a live figure if its library is available; its still is shown without scripts, in print and on errors."""
    rendering = display.rendering
    look_for(figure, rendering)
    urls, problem = _scripts(display, figure)
    if problem and still is None:
        report_still_figure(display, figure, problem)
    if not urls:
        return still or Shown("figure", f'<div class="figure-words">{_words(describe(figure))}</div>')
    description = describe(figure)
    place = still.text if still else _words(description)
    words = "" if still else " figure-words"
    # Vega's height excludes axes and titles.
    size = _HEIGHT.search(still.text) if still and (figure.height is None or figure.kind == "vega") else None
    height = int(size[1]) if size else figure.height or DEFAULT_HEIGHT
    return Shown(
        "figure",
        f'<div class="live-figure" role="group" aria-label="{escape(str(description))}" data-kind="{figure.kind}"'
        f' data-scripts="{escape(" ".join(urls))}" style="--figure-height: {height}px"{_data(display, figure)}'
        f'<div class="figure-still{words}">{place}</div></div>',
    )


def look_for(figure: Figure, rendering: Rendering) -> None:
    """Record the installed version of the figure's library, on which the page depends."""
    rendering.libraries[figure.kind] = installed_version(figure.kind)


def report_still_figure(display: Display, figure: Figure, problem: str) -> None:
    """Report that readers see a description or still instead of the live figure."""
    hint = "save a PNG or SVG still with the figure"
    if problem.endswith("not installed"):
        hint = f"install it in the environment of blogtools, or {hint}"
    display.report("interactive-output", f"a {figure.name} figure is shown as a description: {problem}", hint=hint)


def _scripts(display: Display, figure: Figure) -> tuple[tuple[str, ...], str]:
    """Return the URLs of the scripts that draw the figure, and the reason if there are none."""
    rendering = display.rendering
    if display.rules.sanitize:
        return (), "the HTML of its notebook is sanitized"
    if rendering.scripts is None:
        return (), "scripts are not part of this format"
    if figure.elsewhere:
        return (), f"it needs {figure.elsewhere} from elsewhere"
    urls, files, problem = rendering.scripts(figure)
    rendering.shared.update((file.name, file) for file in files)
    rendering.draws = rendering.draws or bool(urls)
    return urls, problem


def _data(display: Display, figure: Figure) -> str:
    """Return the end of the start tag, followed by the figure's JSON unless that goes into a file."""
    text = json.dumps(figure.spec, ensure_ascii=False, separators=(",", ":"))
    if len(text) <= INLINE:
        # Without `<`, the data can neither end the element nor start a comment.
        return f'><script type="application/json">{text.replace("<", chr(92) + "u003c")}</script>'
    name = sha256(text.encode(errors="replace")).hexdigest()[:16]
    # A page opened from disk may not fetch files, but may run them as scripts.
    script = f'(window.blogtoolsFigures ??= {{}})["{name}"] = {text};\n'
    url = display.rendering.add_asset(Asset(f"{name}.js", script.encode(errors="replace"), "text/javascript"))
    return f' data-name="{name}" data-source="{escape(url)}">'


def _words(description: Description) -> str:
    title = f'<p class="figure-title">{escape(description.title, quote=False)}</p>' if description.title else ""
    return f"{title}<p>{escape(description.sentence, quote=False)}</p>{_table(description)}"


def _table(description: Description) -> str:
    if not description.rows:
        return ""
    head = "".join(f"<th>{escape(name, quote=False)}</th>" for name in description.header)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(value, quote=False)}</td>" for value in row) + "</tr>"
        for row in description.rows
    )
    return (
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Data of the figure">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
