"""Reads metadata from `key: value` lines: cells of fastpages and pelican-jupyter, and files beside the notebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from blogtools.errors import Finding, Where
from blogtools.memo import lazy_pattern
from blogtools.read.block import Block, BlockFormat
from blogtools.read.keys import is_known
from blogtools.read.shown import one_line
from blogtools.read.yaml_text import Scalar, YamlError, read_mapping

_ITEM = lazy_pattern(r"[-*][ \t]+([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?$")
_SIDECAR_LINE = lazy_pattern(r"([A-Za-z][\w -]*):[ \t]*(.*)$")
_HEADER_LINE = lazy_pattern(r"([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*)")
_CONTINUED = lazy_pattern(r"(?: {4}|\t)[ \t]*(\S.*)")
_NIKOLA_LINE = lazy_pattern(r"\.\.[ \t]+([\w-]+):[ \t]*(.*)$")

POST_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")
"""Suffixes of posts in Markdown."""
NOTEBOOK_TAG = lazy_pattern(
    r"\{%-?\s*notebook\s+(?P<path>[^%]+?\.ipynb)(?:\s+cells\[(?P<start>-?\d*):(?P<end>-?\d*)\])?[^%]*%\}"
)
"""The tag of Pelican's `liquid_tags` that shows a notebook, or some of its cells, in a post."""

KeyValueLine = tuple[int, str, str]
"""Line number, key and value, as written."""


def fastpages_block(source: str, number: int, where: Where) -> Block | None:
    """Read `# "Title"`, `> summary` and `- key: value` lines (fastpages, nbdev); None if there is other text."""
    lines = source.rstrip().split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    title = _heading_text(lines[first])
    items: list[KeyValueLine] = []
    summary = []
    for index, line in enumerate(lines[first + 1 :], first + 2):
        stripped = line.strip()
        match = _ITEM.match(stripped)
        if match:
            items.append((index, match[1], match[2] or ""))
        elif stripped.startswith(">"):
            summary.append(stripped.lstrip("> "))
        elif stripped:
            return None
    if title is None or not _is_metadata(items):
        return None
    values: dict[str, Any] = {"title": _unquoted(title)}
    if summary:
        values["description"] = _unquoted(" ".join(summary))
    return _block(values, items, where, number, form="fastpages")


def pelican_block(source: str, number: int, where: Where) -> Block | None:
    """Read a list of only `- key: value` items, with a title (pelican-jupyter); None for others."""
    items: list[KeyValueLine] = []
    for index, line in enumerate(source.rstrip().split("\n"), 1):
        stripped = line.strip()
        match = _ITEM.match(stripped)
        if match:
            items.append((index, match[1], match[2] or ""))
        elif stripped and (items or stripped.lower().lstrip("# ") not in ("metadata", "meta")):
            return None
    if not any(key.lower() == "title" for _, key, _ in items) or not _is_metadata(items):
        return None
    return _block({}, items, where, number, form="pelican")


def sidecar_block(text: str, suffix: str, where: Where) -> Block | None:
    """Read a file beside the notebook: `Key: value` (pelican-jupyter), `.. key: value` (Nikola)."""
    pattern = _NIKOLA_LINE if suffix == ".meta" else _SIDECAR_LINE
    found = ((index, pattern.match(line.strip())) for index, line in enumerate(text.split("\n"), 1))
    items = [(index, match[1].strip(), match[2]) for index, match in found if match]
    return _block({}, items, where, None, form="sidecar") if items else None


def header_lines(lines: Sequence[str], start: int = 0) -> tuple[list[KeyValueLine], int]:
    """Return the keys and values of the lines from an index up to the first blank one, and the index of that one.

    None if any is no such line, or none is the title. A line that is indented goes on with the value above it.
    """
    found: dict[str, tuple[int, str, list[str]]] = {}
    values: list[str] = []
    end = start
    while end < len(lines) and lines[end].strip():
        match, more = _HEADER_LINE.fullmatch(lines[end].rstrip()), _CONTINUED.fullmatch(lines[end].rstrip())
        if match and match[1].lower() not in found:
            values = [match[2]]
            found[match[1].lower()] = end + 1, match[1], values
        elif more and found:
            values.append(more[1])
        else:
            return [], start
        end += 1
    if "title" not in found:
        return [], start
    return [(number, key, " ".join(parts).strip()) for number, key, parts in found.values()], end


def header_block(text: str, where: Where, number: int) -> Block | None:
    """Read the `Title: …` lines that are the front matter of a post in Markdown (Pelican, MultiMarkdown)."""
    lines = text.split("\n")
    items, _ = header_lines(lines, next((index for index, line in enumerate(lines) if line.strip()), 0))
    block = _block({}, items, where, None, form="sidecar")
    return msgspec.structs.replace(block, cell=number) if items else None


def is_only_notebook(text: str) -> bool:
    """Return True if a post of Pelican is one tag that shows a notebook, below its metadata."""
    body = _without_header(text)
    return NOTEBOOK_TAG.fullmatch(body) is not None


def pelican_post_block(text: str, where: Where) -> Block | None:
    """Read the header of a post of Pelican that shows a notebook, and which cells it shows."""
    block = sidecar_block(text[: len(text) - len(_without_header(text))], ".md", where)
    tag = NOTEBOOK_TAG.search(text)
    if block is None or tag is None or tag["start"] is None:
        return block
    cells = [Scalar.make(tag["start"] or "None"), Scalar.make(tag["end"] or "None")]
    line = text.count("\n", 0, tag.start()) + 1
    return msgspec.structs.replace(
        block, values={**block.values, "Subcells": cells}, lines={**block.lines, "Subcells": line}
    )


def _without_header(text: str) -> str:
    return text.strip().partition("\n\n")[2].strip()


def _block(
    values: dict[str, Any], items: Sequence[KeyValueLine], where: Where, number: int | None, *, form: BlockFormat
) -> Block:
    lines = {}
    for index, key, written in items:
        if key not in values:
            values[key] = _item_value(written)
            lines[key] = index
    return Block(values, where, number, lines, tuple(_unknown(items, where)) if number else (), form=form)


def _is_metadata(items: Sequence[KeyValueLine]) -> bool:
    """Return True if a list is metadata: one key is known, and unknown ones are lowercase, unlike `Dataset`."""
    return any(is_known(key) for _, key, _ in items) and all(is_known(key) or key.islower() for _, key, _ in items)


def _unknown(items: Sequence[KeyValueLine], where: Where) -> Iterator[Finding]:
    for index, key, _ in items:
        if not is_known(key):
            message = f"{one_line(key)}: is treated as metadata for another tool, and not shown"
            place = Where(where.file, where.cell, index)
            yield Finding(
                "front-matter", message, place, "if readers should see it, put it in a cell of its own", "note"
            )


def _item_value(written: str) -> Any:
    """Return the value of a line: a YAML list, mapping or quoted string, else the text as written."""
    written = written.strip()
    if written[:1] in tuple("[{\"'"):
        try:
            return read_mapping(f"value: {written}").values["value"]
        except YamlError:
            return written
    return Scalar.make(written)


def _heading_text(line: str) -> str | None:
    """Return the text of a Markdown heading of level 1, without closing `#` characters; None for other lines."""
    line = line.strip()
    if not line.startswith(("# ", "#\t")):
        return None
    text = line[1:].strip()
    bare = text.rstrip("#")
    return (bare.rstrip() if bare[-1:] in ("", " ", "\t") else text) or None


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and text[0] not in text[1:-1]
    return text[1:-1] if quoted else text
