"""Figures, tables and listings with captions, as Markdown."""

from __future__ import annotations

from blogtools.memo import lazy_pattern
from blogtools.transform.crossrefs.labels import kind_of
from blogtools.transform.crossrefs.lines import Marked, TextLine
from blogtools.transform.crossrefs.numbering import Numbering
from blogtools.transform.markdown.attributes import read_attributes

_PICTURE = lazy_pattern(
    r" {0,3}!\[(?P<caption>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\((?:[^()\n]|\([^()\n]*\))*\)"
    r"\{(?P<attributes>[^{}\n]*)\}[ \t]*$"
)
_TABLE_CAPTION = lazy_pattern(r" {0,3}(?:Table)?:[ \t]+(?P<caption>(?:\S.*)?)\{(?P<attributes>[^{}\n]*)\}[ \t]*$")
_FENCE_ATTRIBUTES = lazy_pattern(r"\{(?=[^{}\n]*#lst-)(?P<attributes>[^{}\n]*)\}$")
_MARKUP = lazy_pattern(r"\{[a-z:]+\}(?=`)|[\[\]`*\\]|\]\([^)]*\)|<[^<>]*>")
_PASSED = {"width": "width", "height": "height", "align": "fig-align", "scale": "scale", "target": "fig-link"}
"""Options of a picture (MyST) to its attributes (Pandoc)."""
_OF_CAPTION = ("caption", "name", "label")
"""Options of a block of code that say its caption, and what refers to it."""


def figure(block: Marked, numbering: Numbering) -> list[TextLine]:
    """Return a picture with its caption, and the text below that, from a directive."""
    caption, legend = _split(block.body)
    is_figure = block.name == "figure" and bool(caption or block.label)
    alt = block.options.get("alt") or _MARKUP.sub("", caption)
    names = [f"#{block.label}"] if block.label else []
    names += [f".{name}" for name in block.options.get("class", "").split()]
    names += [f"{_PASSED[key]}={value}" for key, value in block.options.items() if key in _PASSED and value]
    attributes = f"{{{' '.join(names)}}}" if names else ""
    url = block.argument if " " not in block.argument else f"<{block.argument}>"
    shown = f"![{alt}]({url}){attributes}"
    if is_figure:
        label = numbering.add("figure", block.label, block.line, caption)
        shown += f"<br>{numbering.caption(label)}"
    else:
        numbering.settle(None)
        legend = block.body
    return [TextLine(""), TextLine(shown), TextLine(""), *map(TextLine, legend)]


def _split(body: list[str]) -> tuple[str, list[str]]:
    """Return the first paragraph of a directive, and what follows."""
    lines = list(body)
    while lines and not lines[0].strip():
        lines.pop(0)
    end = next((index for index, line in enumerate(lines) if not line.strip()), len(lines))
    return " ".join(line.strip() for line in lines[:end]), lines[end + 1 :]


def table(block: Marked, body: list[TextLine], numbering: Numbering) -> list[TextLine]:
    """Return a table with its caption above, from a directive."""
    label = numbering.add("table", block.label, block.line, block.argument)
    above = TextLine(numbering.caption(label, numbering.anchor(block.label)))
    return [TextLine(""), above, TextLine(""), *body, TextLine("")]


def code_float(block: Marked, numbering: Numbering) -> list[TextLine] | None:
    """Return code with its caption above, from a directive; None for one without."""
    caption = block.options.get("caption", "")
    if not caption and not block.label:
        return None
    label = numbering.add("listing", block.label, block.line, caption)
    above = numbering.caption(label, numbering.anchor(block.label))
    ticks = "`" * max(3, 1 + max((len(line) - len(line.lstrip("`")) for line in block.body), default=0))
    kept = [f":{name}: {value}".rstrip() for name, value in block.options.items() if name not in _OF_CAPTION]
    opening = [f"{ticks}{{code-block}} {block.argument}", *kept] if kept else [f"{ticks}{block.argument}"]
    body = block.body[1:] if block.body and not block.body[0].strip() else block.body
    return [TextLine(""), TextLine(above), *map(TextLine, (*opening, *body, ticks))]


def listing(info: str, lines: list[str], number: int, numbering: Numbering) -> list[TextLine]:
    """Return a block of code; of one with a label (Quarto), with its caption above."""
    match = _FENCE_ATTRIBUTES.match(info)
    if match is None:
        return [TextLine(line) for line in lines]
    attributes = read_attributes(match["attributes"])
    label = numbering.add("listing", attributes.id, number, attributes.pairs.get("lst-cap", ""))
    above = numbering.caption(label, numbering.anchor(attributes.id))
    opening = lines[0][: lines[0].index("{")].rstrip()
    kept = [f".{name}" for name in sorted(attributes.classes)]
    kept += [f'{key}="{value}"' for key, value in attributes.pairs.items() if key != "lst-cap"]
    language = kept[0].removeprefix(".") if len(kept) == 1 else f"{{{' '.join(kept)}}}" if kept else ""
    return [TextLine(f"\n{above}"), TextLine(opening + language), *map(TextLine, lines[1:])]


def picture(line: str, number: int, numbering: Numbering) -> str:
    """Return a line that is a picture with a label, with its caption; empty if it is none."""
    match = _PICTURE.match(line)
    name = read_attributes(match["attributes"]).id if match else ""
    kind = kind_of(name)
    if match is None or kind not in ("figure", "table", "listing"):
        return ""
    label = numbering.add(kind, name, number, match["caption"])
    return f"{line.rstrip()}<br>{numbering.caption(label)}"


def table_caption(line: str, number: int, numbering: Numbering) -> str:
    """Return the caption of a table (Pandoc) with its number; empty for another line."""
    match = _TABLE_CAPTION.match(line)
    name = read_attributes(match["attributes"]).id if match else ""
    if match is None or kind_of(name) != "table":
        return ""
    label = numbering.add("table", name, number, match["caption"].strip())
    return numbering.caption(label, numbering.anchor(name))
