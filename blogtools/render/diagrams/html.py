"""Diagrams on pages: an SVG in a figure, or the source where it cannot be drawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from blogtools.errors import Severity
from blogtools.render.code.block import code_block
from blogtools.render.context import Rendering
from blogtools.render.diagrams.draw import draw
from blogtools.render.diagrams.drawing import ROOT_ID, Drawing
from blogtools.render.diagrams.engines import ENGINE_PACKAGES, engine
from blogtools.render.diagrams.source import DIAGRAM_NAMES, LANGUAGES, DiagramKind, DiagramText
from blogtools.transform.markdown.addresses import with_html_addresses

_EMPHASIS = re.compile(r"[*_`]")
LONGEST_LABEL = 200
"""Characters of the text that stands for a diagram without an alternative text."""


class DiagramPlace:
    """Where on a page a diagram is, and what it needs from the page."""

    def __init__(
        self,
        rendering: Rendering,
        cell: int,
        *,
        line_of: Callable[[], int] = lambda: 0,
        markdown: Callable[[str], str] = escape,
        address: Callable[[str], str] = str,
    ) -> None:
        """Store the page and the number of the cell.

        `line_of` returns the line of the cell before the first one of the source, `markdown` the HTML of a caption,
        `address` the URL to write for one in the diagram.
        """
        self.rendering = rendering
        self.cell = cell
        self.line_of = line_of
        self.markdown = markdown
        self.address = address


def drawn(kind: DiagramKind, source: str, text: DiagramText, place: DiagramPlace) -> Drawing | None:
    """Return the drawing of a diagram; None, which is reported, if there is none."""
    rendering = place.rendering
    rendering.libraries[kind] = engine(kind)
    name = DIAGRAM_NAMES[kind]
    if not engine(kind):
        message = f"a {name} diagram is shown as code: {ENGINE_PACKAGES[kind]} is not installed"
        hint = "pip install 'blogtools[diagrams]' where blogtools is, or tag the cell `ok:diagram`"
        _report(place, message, hint=hint, severity="note")
        return None
    drawing = draw(kind, source, rendering.drawings)
    if not drawing.svg:
        line = place.line_of() + drawing.line if drawing.line else place.line_of() + 1
        hint = "correct the source; until then, readers see it as code"
        rendering.report(
            "diagram", f"a {name} diagram cannot be drawn: {drawing.problem}", cell=place.cell, line=line, hint=hint
        )
        return None
    if not (text.alt or text.caption):
        mark = "//" if kind == "graphviz" else "%%"
        hint = f"begin it with a line `{mark}| fig-alt: what it shows`"
        _report(place, f"a {name} diagram has no alternative text", slug="missing-alt", hint=hint, severity="note")
    return drawing


def diagram_html(kind: DiagramKind, source: str, text: DiagramText, place: DiagramPlace) -> str:
    """Return a diagram as a figure; an empty string, which is reported, if it cannot be drawn."""
    drawing = drawn(kind, source, text, place)
    if drawing is None:
        return ""
    caption = f"<figcaption>{_caption(text, place)}</figcaption>" if text.caption else ""
    svg = svg_html(drawing, text.alt or _EMPHASIS.sub("", text.caption), place)
    return f'<figure class="diagram"{_id(text, place)}>{svg}{caption}</figure>\n'


def source_html(kind: DiagramKind, source: str, text: DiagramText, place: DiagramPlace) -> str:
    """Return the source of a diagram that cannot be drawn, as a figure."""
    block = code_block(source, next(name for name, one in LANGUAGES.items() if one == kind))
    caption = _caption(text, place) if text.caption else f"{DIAGRAM_NAMES[kind]} diagram"
    return f'<figure class="diagram"{_id(text, place)}><figcaption>{caption}</figcaption>{block}</figure>\n'


def _caption(text: DiagramText, place: DiagramPlace) -> str:
    html = place.markdown(text.caption).strip()
    return html.removeprefix("<p>").removesuffix("</p>") if html.count("<p>") == 1 else html


def _id(text: DiagramText, place: DiagramPlace) -> str:
    return f' id="{escape(place.rendering.claim_id(text.label))}"' if text.label else ""


def svg_html(drawing: Drawing, alt: str, place: DiagramPlace) -> str:
    """Return a drawing as an inline SVG, which scrolls where it would be too small to read."""
    svg = drawing.svg.replace(ROOT_ID, place.rendering.claim_id("diagram"))
    has_links = "<a " in svg
    if has_links:
        svg = with_html_addresses(svg, place.address)
    label = escape(alt or described(drawing))
    # What can be clicked may not be in an image.
    role = "group" if has_links else "img"
    size = f"--diagram-width: {drawing.width:g}px"
    svg = svg.replace("<svg ", f'<svg role="{role}" aria-label="{label}" style="{size}" ', 1)
    return f'<div class="diagram-scroll" tabindex="0" role="group" aria-label="Diagram">{svg}</div>'


def described(drawing: Drawing) -> str:
    """Return a text that stands for a diagram of which nobody says what it shows: its labels."""
    words = drawing.words
    return words if len(words) <= LONGEST_LABEL else f"{words[:LONGEST_LABEL].rpartition(', ')[0]}, …"


def _report(place: DiagramPlace, message: str, *, slug: str = "diagram", hint: str, severity: Severity) -> None:
    latest = place.rendering.findings[-8:]
    if not any(one.slug == slug and one.where.cell == place.cell and one.message == message for one in latest):
        place.rendering.report(slug, message, cell=place.cell, hint=hint, severity=severity)
