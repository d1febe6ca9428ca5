"""Outputs that are diagrams, and their captions and labels, which are the cell's."""

from __future__ import annotations

from blogtools.plugins.rows import Shown
from blogtools.render.diagrams.html import DiagramPlace, diagram_html, source_html
from blogtools.render.diagrams.markdown import diagram_fence, diagram_markdown
from blogtools.render.diagrams.source import MIMES, DiagramText, read_diagram
from blogtools.render.display import Display


def diagram_output(display: Display, mime: str, source: str, *, is_html: bool) -> Shown | None:
    """Return an output as a diagram; if it cannot be drawn, None, or its source where the output has no other form."""
    kind = MIMES[mime]
    options = display.cell.options
    line = display.attribute("line", mime)
    place = DiagramPlace(
        display.rendering,
        display.cell.number,
        line_of=lambda: line if isinstance(line, int) else 0,
        markdown=display.markdown,
        address=display.address,
    )
    text = read_diagram(source)
    alt = text.alt or next(
        (one for one in (options.alt, display.attribute("alt", mime)) if isinstance(one, str) and one.strip()), ""
    )
    others = [name for name in display.output.data if name not in (mime, "text/plain")]
    # The caption of the cell is set below all of its output.
    of_cell = "" if alt or text.caption else options.caption or ""
    known = DiagramText(alt or of_cell, text.caption, text.label)
    written = (diagram_html if is_html else diagram_markdown)(kind, source, known, place)
    if written:
        return Shown("image", written)
    if others:
        return None
    return Shown("json", source_html(kind, source, known, place) if is_html else diagram_fence(source, kind))
