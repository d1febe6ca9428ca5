"""Diagrams in the forms of other tools: a cell with a magic, MyST's directives, Quarto's cells that show nothing."""

from __future__ import annotations

import re

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Cell, Output, Post, Visibility, markdown_sources
from blogtools.transform.context import Context
from blogtools.transform.dialects.cells import with_source
from blogtools.transform.dialects.structure import structure_of

_MAGIC = lazy_pattern(r"(?:[ \t]*\n|[ \t]*#\|[^\n]*\n)*%%(mermaid|mmd|dot|graphviz)\b[^\n]*\n", re.IGNORECASE)
_FENCE = lazy_pattern(
    r"^(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*(?P<open>\{?)(?P<name>mermaid|graphviz|dot)\b[^\n]*\n"
    r"(?P<body>.*?)^[ \t]*(?P=fence)[`~:]*[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_MYST_OPTION = lazy_pattern(r"[ \t]*:([\w-]+):[ \t]*(.*?)[ \t]*\Z")
_HIDDEN = lazy_pattern(
    r"^[ \t]*(?:%%|//|#)\|[ \t]*(?:include|output)[ \t]*:[ \t]*(?:false|no|off)[ \t]*$", re.MULTILINE
)
_SIGNATURES = ("{mermaid}", "{graphviz}", "{dot}", "| include", "| output", "|include", "|output")
"""Strings of which each block that is written anew has one."""
_MIMES = {"mermaid": "text/vnd.mermaid", "mmd": "text/vnd.mermaid"}
_MEANINGS = {"caption": "fig-cap", "alt": "fig-alt", "name": "label", "label": "label"}
"""MyST's options (sphinxcontrib-mermaid, sphinx.ext.graphviz), and Quarto's of the same meaning."""


def find_diagrams(post: Post, context: Context) -> Post:
    """Write diagrams in one form: blocks of code in Markdown, and outputs of code."""
    text = markdown_sources(post.cells)
    signatures = [name for name in _SIGNATURES if name in text]
    cells = tuple(
        context.call(_with_diagram, cell)
        if cell.kind == "code" and "%%" in cell.source and _MAGIC.match(cell.source)
        else context.call(_with_blocks, cell)
        if cell.kind == "markdown" and signatures and any(name in cell.source for name in signatures)
        else cell
        for cell in post.cells
    )
    return post if cells == post.cells else msgspec.structs.replace(post, cells=cells)


def _with_diagram(cell: Cell) -> Cell:
    """Return a cell that begins with a magic as one whose output is the diagram, whatever is saved with it."""
    magic = _MAGIC.match(cell.source)
    assert magic is not None  # noqa: S101 - it was looked at
    source = cell.source[magic.end() :]
    options = cell.options
    if options.source is Visibility.SHOW:
        options = msgspec.structs.replace(options, source=Visibility.REMOVE)
    mime = _MIMES.get(magic[1].lower(), "text/vnd.graphviz")
    line = cell.source.count("\n", 0, magic.end())
    shown = not _HIDDEN.search(source)
    output = Output("display_data", data={mime: source}, metadata={"line": line})
    return msgspec.structs.replace(cell, options=options, outputs=(output,) if shown else ())


def _with_blocks(cell: Cell) -> Cell:
    source = cell.source
    structure = structure_of(source.encode())

    def written(match: re.Match[str]) -> str:
        start = len(source[: match.start("fence")].encode())
        is_colons = match["fence"][0] == ":"
        is_example = start in structure.code if is_colons else start not in structure.marked_code
        return match[0] if is_example else _block(match)

    return with_source(cell, _FENCE.sub(written, source))


def _block(match: re.Match[str]) -> str:
    """Return a directive as a block of code with as many lines."""
    if _HIDDEN.search(match["body"]):
        return "\n" * match[0].count("\n")
    if not match["open"]:
        return match[0]
    mark = "%%" if match["name"] == "mermaid" else "//"
    lines = match["body"].split("\n")
    for index, line in enumerate(lines):
        option = _MYST_OPTION.match(line)
        if option is None:
            break
        meaning = _MEANINGS.get(option[1])
        lines[index] = f"{match['indent']}{mark}| {meaning}: {option[2]}" if meaning else ""
    fence = match["fence"] if match["fence"][0] != ":" else "`" * max(3, len(match["fence"]))
    body = "\n".join(lines)
    language = "mermaid" if match["name"] == "mermaid" else "dot"
    return f"{match['indent']}{fence}{language}\n{body}{match['indent']}{fence}"
