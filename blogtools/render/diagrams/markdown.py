"""Diagrams in the Markdown of a generator: a block that it draws itself, or a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.model import Asset, Cell, Markdown
from blogtools.render.context import Rendering
from blogtools.render.diagrams.drawing import ROOT_ID, Drawing
from blogtools.render.diagrams.html import DiagramPlace, described, drawn
from blogtools.render.diagrams.source import DiagramKind, DiagramText, read_diagram
from blogtools.transform.files.media import image_asset
from blogtools.transform.markdown.addresses import ByteEdit
from blogtools.transform.markdown.mathematics import restore

_INDENT = re.compile(r"[^>\s]")
_TICKS = re.compile(r"`{3,}")
_EMPHASIS = re.compile(r"[*_`]")
_BRACKETS = re.compile(r"[\\\[\]<]")


def diagram_markdown(kind: DiagramKind, source: str, text: DiagramText, place: DiagramPlace) -> str:
    """Return a block that the generator draws, or a picture with its caption; empty if it cannot be drawn."""
    if kind in place.rendering.draws_itself:
        return diagram_fence(source, kind)
    drawing = drawn(kind, source, text, place)
    asset = None if drawing is None else drawing_file(drawing)
    if drawing is None or asset is None:
        return ""
    words = " ".join((text.alt or _EMPHASIS.sub("", text.caption) or described(drawing)).split())
    words = _BRACKETS.sub(r"\\\g<0>", words)
    picture = f"![{words}]({place.rendering.add_asset(asset)})"
    caption = " ".join(text.caption.split())
    return f"{picture}\n\n{caption if '*' in caption else f'*{caption}*'}" if caption else picture


def block_edits(
    kind: DiagramKind, markdown: Markdown, span: tuple[int, int], cell: Cell, rendering: Rendering
) -> Iterator[ByteEdit]:
    """Yield the edit of a block of code that is a diagram, at a byte range of the text of a cell."""
    start, end = span
    text = markdown.text
    before = text[text.rfind(b"\n", 0, start) + 1 : start].decode()
    lines = restore(text[start:end].decode(), markdown.formulas).rstrip().split("\n")
    # What a list item or a quotation begins its lines with.
    indent = _INDENT.sub(" ", before)
    source = "\n".join(line.removeprefix(indent) for line in lines[1:-1])
    place = DiagramPlace(
        rendering,
        cell.number,
        line_of=lambda: text.count(b"\n", 0, start) + 1,
        address=lambda url: rendering.address(url, cell.number, cell.assets),
    )
    written = diagram_markdown(kind, source, read_diagram(source), place)
    if written:
        last = b"\n" if text[end - 1 : end] == b"\n" else b""
        yield start, end, written.replace("\n", f"\n{indent}").encode() + last


def diagram_fence(text: str, language: str) -> str:
    """Return text in a fenced block, with a diagram_fence longer than any in the text."""
    ticks = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    return f"{ticks}{language}\n{text}\n{ticks}"


def drawing_file(drawing: Drawing) -> Asset | None:
    """Return a drawing as a file, on white: whether the page around it is dark is not known."""
    size = f'width="{drawing.width:g}" height="{drawing.height:g}" style="background: #fff"'
    # What HTML writes by name, XML knows by number.
    svg = drawing.svg.replace(ROOT_ID, "diagram").replace("&nbsp;", "&#160;")
    return image_asset("image/svg+xml", svg.replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" {size} ', 1))
