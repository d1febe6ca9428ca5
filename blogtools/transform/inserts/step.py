"""The transform step that fills shortcodes, Liquid, substitutions and the videos of other tools."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from blogtools.errors import Finding, Where
from blogtools.model import Cell, Post
from blogtools.transform.context import Context
from blogtools.transform.dialects.spans import Replacement
from blogtools.transform.dialects.written_lines import with_edits, written_line
from blogtools.transform.inserts.calls import Call, Surroundings, find_calls
from blogtools.transform.inserts.liquid import liquid_edits, raw_parts
from blogtools.transform.inserts.looks import may_insert
from blogtools.transform.inserts.quoted import quoted_edits
from blogtools.transform.inserts.shortcodes import fill
from blogtools.transform.inserts.templates import Templates
from blogtools.transform.inserts.values import Filled, Values

_ICONS = ("fa", "bi", "iconify")


def fill_shortcodes(post: Post, context: Context) -> Post:
    """Put text and HTML in the place of shortcodes; what blogtools does not know stays, and is reported as a mark.

    Raises:
        TemplateError: A template of the blog's own shortcodes fails.
    """
    inserter = _Inserter(post, context)
    cells = tuple(
        inserter.filled(cell) if cell.kind == "markdown" and may_insert(cell.source) else cell for cell in post.cells
    )
    return msgspec.structs.replace(post, cells=cells, findings=post.findings + tuple(inserter.findings))


class _Inserter:
    """Fills the marks of one post."""

    def __init__(self, post: Post, context: Context) -> None:
        self.source = post.source
        self.values = Values(post, context)
        self.templates = Templates(post, context)
        self.findings: list[Finding] = []

    def filled(self, cell: Cell) -> Cell:
        """Return a cell in which its marks are filled."""
        text = Surroundings(cell.source)
        edits, literal = raw_parts(text)
        others = (*self.calls(text, cell), *liquid_edits(text, self.values), *quoted_edits(text))
        edits += (edit for edit in others if edit.start not in literal)
        return with_edits(cell, text.data, edits)

    def calls(self, text: Surroundings, cell: Cell) -> Iterator[Replacement]:
        for call in find_calls(text):
            found = self.templates.fill(call, cell.number, self.values) or fill(call, self.values)
            if found is None:
                continue
            if call.name in _ICONS and not found.text:
                self.tell_icon(call, cell)
            yield Replacement(call.start, call.end, _placed(found, call, text.data))

    def tell_icon(self, call: Call, cell: Cell) -> None:
        message = f"{{{{< {call.name} {' '.join(call.arguments.positional)} >}}}} is an icon, which is left out"
        place = Where(self.source, cell.number, written_line(cell, call.line))
        self.findings.append(Finding("foreign-mark", message, place, "give it a title, or remove it", "note"))


def _placed(found: Filled, call: Call, data: bytes) -> bytes:
    """Return what takes the place of a call; a block that stands in a line of text gets lines of its own."""
    text = found.text.encode()
    if not found.is_block:
        return text
    line = data.rfind(b"\n", 0, call.start) + 1
    end = data.find(b"\n", call.end)
    after = data[call.end : end if end >= 0 else len(data)]
    before = data[line : call.start]
    # In a list or a quotation, its own place is the best.
    if before.strip(b" \t>-*+0123456789."):
        text = b"\n\n" + text
    return text + b"\n\n" if after.strip() else text
