"""A figure on a page: its still or its description, and inert beside it what figures.js draws it from."""

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
"""Characters of data that a page carries itself; more are a file of their own, fetched when the figure comes near."""
DEFAULT_HEIGHT = 400
"""Pixels kept free for a figure that does not tell its height."""

_HEIGHT = re.compile(r'<img\b[^>]* height="(\d+)"')


def figure_html(display: Display, figure: Figure, still: Shown | None) -> Shown:
    """The figure, live where there is its library; the still in its place without scripts, on paper and in need."""
    rendering = display.rendering
    look_for(figure, rendering)
    urls, problem = _scripts(display, figure)
    if problem and still is None:
        find_still_figure(display, figure, problem)
    if not urls:
        return still or Shown("figure", f'<div class="figure-words">{_words(describe(figure))}</div>')
    description = describe(figure)
    place = still.text if still else _words(description)
    words = "" if still else " figure-words"
    # What Vega counts as the height leaves axes and titles out.
    size = _HEIGHT.search(still.text) if still and (figure.height is None or figure.kind == "vega") else None
    height = int(size[1]) if size else figure.height or DEFAULT_HEIGHT
    return Shown(
        "figure",
        f'<div class="live-figure" role="group" aria-label="{escape(str(description))}" data-kind="{figure.kind}"'
        f' data-scripts="{escape(" ".join(urls))}" style="--figure-height: {height}px"{_data(display, figure)}'
        f'<div class="figure-still{words}">{place}</div></div>',
    )


def look_for(figure: Figure, rendering: Rendering) -> None:
    """Note which library the figure looks for and what is installed: another one makes another page."""
    rendering.libraries[figure.kind] = installed_version(figure.kind)


def find_still_figure(display: Display, figure: Figure, problem: str) -> None:
    """Tell the author that readers see less of a figure than there is."""
    hint = "save a PNG or SVG still with the figure"
    if problem.endswith("not installed"):
        hint = f"install it where blogtools is, or {hint}"
    display.find("interactive-output", f"a {figure.name} figure is shown as a description: {problem}", hint=hint)


def _scripts(display: Display, figure: Figure) -> tuple[tuple[str, ...], str]:
    """The URLs of what draws the figure, and why there are none."""
    rendering = display.rendering
    if rendering.scripts is None:
        return (), "scripts are not part of this format"
    if figure.elsewhere:
        return (), f"it needs {figure.elsewhere} from elsewhere"
    urls, files, problem = rendering.scripts(figure)
    rendering.shared.update((file.name, file) for file in files)
    rendering.draws = rendering.draws or bool(urls)
    return urls, problem


def _data(display: Display, figure: Figure) -> str:
    """The end of the start tag, and after it the figure's JSON, unless a file holds it."""
    text = json.dumps(figure.spec, ensure_ascii=False, separators=(",", ":"))
    if len(text) <= INLINE:
        # Without a `<` no text can end the element, or begin a comment in it.
        return f'><script type="application/json">{text.replace("<", chr(92) + "u003c")}</script>'
    name = sha256(text.encode(errors="replace")).hexdigest()[:16]
    # A page opened from a disk may not fetch a file, but may run it as a script.
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
