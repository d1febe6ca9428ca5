"""Rewrites what has a label or a caption as plain Markdown, with its number: figures, tables, theorems, exercises.

A theorem becomes a quotation with a bold name, a caption a line below its figure, so that every generator shows them.
The lines of a cell keep their numbers, but for a few captions that take a line of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from blogtools.memo import lazy_pattern
from blogtools.transform.crossrefs.floats import code_float, figure, listing, picture, table, table_caption
from blogtools.transform.crossrefs.labels import THEOREMS, Label, kind_of
from blogtools.transform.crossrefs.lines import (
    Marked,
    TextLine,
    as_quotation,
    directive,
)
from blogtools.transform.crossrefs.numbering import Numbering
from blogtools.transform.markdown.attributes import read_attributes
from blogtools.transform.markdown.block_fences import COLONS, FENCE, after_fence, closing_colons
from blogtools.transform.markdown.callouts import CALLOUT_KINDS, normal_callouts
from blogtools.transform.markdown.directives import fold_of

MAX_BLOCK_NESTING = 8
"""Levels of blocks that are rewritten; what is nested deeper stays as it is written."""

_TARGET = lazy_pattern(r" {0,3}\(([\w:./ -]+)\)=[ \t]*$")
_HEADING = lazy_pattern(r" {0,3}#{1,6}[ \t]+(.*)$")
_HEADING_ATTRIBUTES = lazy_pattern(r"\{[^{}]*\}$")
_STANDS_ALONE = lazy_pattern(r"[-*+#>|<:]|\d+[.)]|`{3}|~{3}|\$\$|[ ]{4}|!\[|\\begin")
"""Matches the start of a block of its own, to which no name can be prefixed."""
_CLASSES = ("proof", "remark", "solution", "algorithm")
"""Classes of divs (Quarto) that are blocks with a name, but without a number."""


def rewrite(lines: list[str], first: int, numbering: Numbering, depth: int = 0) -> list[TextLine]:
    """Return lines rewritten; `first` is the number of the first one, `depth` that of the blocks around them."""
    if depth > MAX_BLOCK_NESTING:
        return [TextLine(line) for line in lines]
    out: list[TextLine] = []
    ends = closing_colons(lines)
    position = 0
    while position < len(lines):
        line = lines[position]
        number = first + position
        block, end = (None, position + 1) if number in numbering.html else _block(lines, position, ends, first)
        done = None if block is None else _rewritten(block, numbering, depth)
        if done is not None:
            # A line for the fence that closes it.
            out += _padded(done, end - position)
        elif block is not None and block.name in CALLOUT_KINDS and FENCE.match(line):
            body = rewrite(block.body, block.body_line, numbering, depth + 1)
            head = lines[position : position + block.before]
            out += [*(TextLine(one, is_text=False) for one in head), *body, TextLine(lines[end - 1], is_text=False)]
        elif fence := FENCE.match(line):
            end = after_fence(lines, position, fence[2])
            out += listing(fence[3].strip(), lines[position:end], number, numbering)
            numbering.settle(None)
        else:
            out.append(TextLine(_line(line, number, numbering, has_room=not (out and out[-1].text.strip()))))
            end = position + 1
        position = end
    return out


def _block(lines: list[str], position: int, ends: dict[int, int], first: int) -> tuple[Marked | None, int]:
    """Return the directive or div that begins at a line, and the index after it."""
    line = lines[position]
    if (fence := FENCE.match(line)) and fence[3].lstrip().startswith("{"):
        end = after_fence(lines, position, fence[2])
        is_closed = end - 1 > position and not lines[end - 1].strip().strip(fence[2][0])
        return (directive(fence[3], lines[position + 1 : end - 1], first + position) if is_closed else None), end
    if position in ends and (colons := COLONS.match(line)):
        end = ends[position]
        body = lines[position + 1 : end]
        found = directive(colons[3].strip(), body, first + position)
        return found or Marked("", colons[3].strip(), {}, 1, body, first + position), end + 1
    return None, position + 1


def _padded(lines: list[TextLine], count: int) -> list[TextLine]:
    """Return lines with empty ones at the end, so that they are as many as those that they replace."""
    missing = count - sum(line.text.count("\n") + 1 for line in lines)
    return [*lines, *[TextLine("")] * missing]


def _rewritten(block: Marked, numbering: Numbering, depth: int) -> list[TextLine] | None:
    """Return a directive or div in Markdown; None if it is none of those here."""
    if not block.name:
        return _div(block, numbering, depth)
    name = block.name.removeprefix("prf:")
    if write := _DIRECTIVES.get(name):
        return write(block, numbering)
    if block.name.startswith("prf:") and name in THEOREMS:
        numbered = "nonumber" not in block.options and name != "proof"
        return _theorem(name, block.argument, block, numbering, depth, numbered=numbered)
    if name == "exercise":
        return _theorem(name, block.argument, block, numbering, depth, numbered="nonumber" not in block.options)
    if name == "solution":
        return _theorem(name, _solved(block), block, numbering, depth, numbered=False)
    if name == "table":
        return table(block, rewrite(block.body, block.body_line, numbering, depth + 1), numbering)
    return None


def _solved(block: Marked) -> str:
    """Return a reference to the exercise that a solution is of."""
    return f"{{prf:ref}}`{block.argument}`" if block.argument else ""


def _gate(block: Marked, numbering: Numbering) -> list[TextLine]:
    """Return the name of an exercise or solution that goes on through other cells, up to its end."""
    kind = block.name.removesuffix("-start")
    is_exercise = kind == "exercise"
    title = block.argument if is_exercise else _solved(block)
    lead = _lead(kind, title, block, numbering, numbered=is_exercise and "nonumber" not in block.options)
    return [
        TextLine(""),
        TextLine(lead),
        *([TextLine("")] if block.body else []),
        *map(TextLine, block.body),
        TextLine(""),
    ]


def _gate_end(block: Marked, _: Numbering) -> list[TextLine]:
    """Return nothing in place of the end of an exercise or solution, but for what is written in it."""
    return [TextLine(""), *map(TextLine, block.body), TextLine("")]


def _math(block: Marked, _: Numbering) -> list[TextLine]:
    """Return a formula between dollars, with its label behind it."""
    body = [line for line in (block.argument, *block.body) if line.strip()]
    label = f" {{#{block.label}}}" if block.label else ""
    blank = [TextLine("")] * (block.before - 1)
    if "nowrap" in block.options and not label:
        return [*blank, TextLine(""), *map(TextLine, body), TextLine("")]
    return [*blank, TextLine("$$"), *map(TextLine, body), TextLine(f"$${label}")]


_DIRECTIVES: dict[str, Callable[[Marked, Numbering], list[TextLine] | None]] = {
    "figure": figure,
    "image": figure,
    "math": _math,
    "code-block": code_float,
    "code": code_float,
    "sourcecode": code_float,
    "exercise-start": _gate,
    "solution-start": _gate,
    "exercise-end": _gate_end,
    "solution-end": _gate_end,
}


def _div(block: Marked, numbering: Numbering, depth: int) -> list[TextLine] | None:
    if not block.argument.startswith("{") and block.argument not in _CLASSES:
        return None
    attributes = read_attributes(block.argument)
    kind = kind_of(attributes.id)
    if not kind:
        kind = next((name for name in _CLASSES if name in attributes.classes), "")
    if kind in THEOREMS:
        given = Marked("", "", {"label": attributes.id}, 1, block.body, block.line)
        title = attributes.pairs.get("name", "")
        index = next((index for index, line in enumerate(block.body) if line.strip()), None)
        heading = _heading(block.body[index])[0] if index is not None and not title else ""
        if heading and index is not None:
            title = heading
            given = Marked("", "", given.options, 2 + index, block.body[index + 1 :], block.line)
        numbered = bool(attributes.id)
        return _theorem(kind, title, given, numbering, depth, numbered=numbered)
    if kind in ("figure", "table", "listing", "video"):
        return _float(kind, attributes.id, attributes.pairs, block, numbering, depth)
    if kind in CALLOUT_KINDS and any(name.startswith("callout-") for name in attributes.classes):
        return _callout(kind, attributes.id, block, numbering, depth)
    return None


def _callout(kind: str, name: str, block: Marked, numbering: Numbering, depth: int) -> list[TextLine]:
    """Return a callout with a number in its title (Quarto)."""
    attributes = read_attributes(block.argument)
    title = attributes.pairs.get("title", "")
    label = numbering.add(kind, name, block.line, title)
    heading = numbering.heading(label).replace('"', "”")
    callout = next(one for one in sorted(attributes.classes) if one.startswith("callout-"))
    pairs = "".join(f' {key}="{value}"' for key, value in attributes.pairs.items() if key != "title")
    opening = f'<a id="{name}"></a>\n\n::: {{.{callout} title="{heading}"{pairs}}}'
    return [TextLine(opening), *rewrite(block.body, block.body_line, numbering, depth + 1), TextLine(":::")]


def _float(
    kind: str, name: str, pairs: dict[str, str], block: Marked, numbering: Numbering, depth: int
) -> list[TextLine]:
    """Return the content of a figure or table (Quarto), with its last paragraph, or an attribute, as its caption."""
    start, caption = _last_paragraph(block.body)
    given = pairs.get("fig-cap") or pairs.get("tbl-cap") or pairs.get("lst-cap") or ""
    body = block.body if given else block.body[:start]
    label = numbering.add(kind, name, block.line, given or caption)
    with numbering.inside(label):
        inner = rewrite(body, block.body_line, numbering, depth + 1)
    index = next((index for index, line in enumerate(inner) if line.text.strip()), None)
    anchor = numbering.anchor(name)
    if index is not None and not _STANDS_ALONE.match(inner[index].text.replace("![", "", 1)):
        inner[index] = TextLine(anchor + inner[index].text)
        anchor = ""
    return [TextLine(""), *inner, TextLine(numbering.caption(label, anchor)), TextLine("")]


def _last_paragraph(body: Sequence[str]) -> tuple[int, str]:
    """Return where the last paragraph begins, and its text; the end and nothing if it is no caption."""
    end = len(body)
    while end and not body[end - 1].strip():
        end -= 1
    start = end
    while start and body[start - 1].strip():
        start -= 1
    if start == end or _STANDS_ALONE.match(body[start]) or "{{<" in body[start]:
        return len(body), ""
    return start, " ".join(line.strip() for line in body[start:end])


def _theorem(
    kind: str, title: str, block: Marked, numbering: Numbering, depth: int, *, numbered: bool
) -> list[TextLine]:
    """Return a block of text with its name in front, as a quotation."""
    lead = _lead(kind, title, block, numbering, numbered=numbered)
    inner = _without_callouts(rewrite(block.body, block.body_line, numbering, depth + 1))
    blank = 0
    while blank < len(inner) and not inner[blank].text.strip():
        blank += 1
    while len(inner) > blank and not inner[-1].text.strip():
        inner.pop()
    above = [TextLine("")] * (block.before + blank)
    content = inner[blank:]
    if fold := fold_of(block.options):
        opening = [TextLine(f":::{{dropdown}} {lead}"), *([TextLine(":open:")] if fold == "open" else [])]
        return [*above[len(opening) :], *opening, TextLine(""), *content, TextLine(""), TextLine(":::")]
    if not content:
        return [TextLine(""), *as_quotation([TextLine(lead)]), TextLine("")]
    if content[0].is_text and not _STANDS_ALONE.match(content[0].text):
        content[0] = TextLine(f"{lead} {content[0].text.lstrip()}")
    elif len(above) > 1:
        above = [*above[:-2], *as_quotation([TextLine(lead), TextLine("")])]
    else:
        content = [TextLine(lead), TextLine(""), *content]
    return [*above, *as_quotation(content), TextLine("")]


def _without_callouts(lines: list[TextLine]) -> list[TextLine]:
    """Return lines with their callouts as quotations, which is what they are in a quotation."""
    if all(line.is_text and ":::" not in line.text for line in lines):
        return lines
    return [TextLine(line) for line in normal_callouts("\n".join(line.text for line in lines)).split("\n")]


def _lead(kind: str, title: str, block: Marked, numbering: Numbering, *, numbered: bool) -> str:
    """Return the name of a block: `**Theorem 1 (Title).**`, with its id."""
    label = numbering.add(kind, block.label, block.line, title, numbered=numbered)
    name = f' id="{label.anchor}"' if label.anchor else ""
    mark = "*" if kind == "proof" else "**"
    behind = f" ({title})" if title else ""
    return f'<span class="theorem"{name}>{mark}{numbering.word(label)}{behind}.{mark}</span>'


def _line(line: str, number: int, numbering: Numbering, *, has_room: bool) -> str:
    """Return a line that is no block, with its caption if it is a figure, or the caption of a table."""
    if not line.strip() or number in numbering.html:
        return line
    if target := _TARGET.match(line):
        numbering.expect(target[1].strip(), number)
        return line
    label: Label | None = None
    if "{" in line and (shown := picture(line, number, numbering) or table_caption(line, number, numbering)):
        return shown if has_room or shown.lstrip().startswith("![") else f"\n{shown}"
    title, name = _heading(line)
    if title:
        label = Label("", "section", title=title)
        if name:
            numbering.add("section", name, number, title, numbered=False)
    numbering.settle(label)
    return line


def _heading(line: str) -> tuple[str, str]:
    """Return the text of a heading and its label; empty texts for another line."""
    match = _HEADING.match(line)
    if match is None:
        return "", ""
    text = match[1].rstrip()
    attributes = _HEADING_ATTRIBUTES.search(text) if text.endswith("}") else None
    if attributes:
        text = text[: attributes.start()].rstrip()
    return text.rstrip("#").rstrip(), read_attributes(attributes[0]).id if attributes else ""


def settle_first(source: str, numbering: Numbering) -> None:
    """Give the targets at the end of the cell above what a cell begins with."""
    first = next((line for line in source.split("\n") if line.strip()), "") if numbering.waits else ""
    if first:
        title, _ = _heading(first)
        numbering.settle(Label("", "section", title=title) if title else None)
