"""Rewrites the blocks of pymdownx between slashes: `/// note | Title` up to `///`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from blogtools.memo import lazy_pattern
from blogtools.transform.markdown.attributes import Attributes, read_attributes
from blogtools.transform.markdown.block_fences import FENCE, after_fence
from blogtools.transform.markdown.divs import RewriteLines
from blogtools.transform.markdown.html_blocks import element_lines
from blogtools.transform.markdown.html_tags import opening_tag
from blogtools.transform.markdown.tabs import Tab, tab_set

_OPENING = lazy_pattern(r" {0,3}(?P<fence>/{3,})[ \t]+(?P<name>[\w-]+)[ \t]*(?:\|[ \t]*(?P<argument>.*?))?[ \t]*$")
_OPTION = lazy_pattern(r" {4}[ ]*([\w-]+):[ \t]*(.*?)[ \t]*$")
_ELEMENT = lazy_pattern(r"(?P<name>[a-z][a-z0-9]*)(?P<rest>(?:[.#][\w-]+)*)(?:\[(?P<pairs>[^\]]*)\])?$")
_DEFINITION = lazy_pattern(r"-[ \t]{1,3}(?=\S)")
_ELEMENTS = frozenset({"div", "section", "article", "aside", "figure", "p", "span", "details", "blockquote", "center"})


class SlashBlock(NamedTuple):
    """A block as it is written."""

    name: str
    argument: str
    """The text after the bar."""
    options: dict[str, str]
    body: list[str]
    end: int
    """Index of the line after it."""


class WriteCallout(Protocol):
    """Writes a callout: `(kind, title, body)`."""

    def __call__(self, kind: str, title: str, body: list[str], *, fold: str = "") -> list[str]:
        """Return its lines; one that is `closed` or `open` (`fold`) can be folded."""


def slash_block(
    lines: list[str], start: int, rewrite: RewriteLines, callout: WriteCallout, kinds: frozenset[str]
) -> tuple[list[str], int] | None:
    """Return the block that begins at a line as Markdown and HTML, and the index of the line after it.

    None if none of a known name begins there, or nothing closes it. `kinds` are the names of callouts.
    """
    block = _read(lines, start)
    if block is None:
        return None
    name, body = block.name, block.body
    if name in kinds or name == "admonition":
        kind = block.options.get("type", "note") if name == "admonition" else name
        return callout(kind, block.argument, body), block.end
    if name == "details":
        fold = "open" if block.options.get("open", "").lower() == "true" else "closed"
        return callout(block.options.get("type", "note"), block.argument or "Details", body, fold=fold), block.end
    if name == "tab":
        return _tabs(lines, start, rewrite)
    write = _WRITERS.get(name)
    written = write(block, rewrite) if write else None
    return (written, block.end) if written is not None else None


def _read(lines: list[str], start: int) -> SlashBlock | None:
    opening = _OPENING.match(lines[start])
    if opening is None:
        return None
    position = start + 1
    options: dict[str, str] = {}
    while position < len(lines) and (option := _OPTION.match(lines[position])):
        options[option[1]] = option[2].strip("\"'")
        position += 1
    first = position
    while position < len(lines):
        if fence := FENCE.match(lines[position]):
            position = after_fence(lines, position, fence[2])
        elif lines[position].strip() == opening["fence"]:
            body = lines[first:position]
            return SlashBlock(opening["name"].lower(), opening["argument"] or "", options, body, position + 1)
        else:
            position += 1
    return None


def _tabs(lines: list[str], start: int, rewrite: RewriteLines) -> tuple[list[str], int]:
    """Return tabs that follow one another as a set."""
    tabs: list[Tab] = []
    end = position = start
    while position < len(lines):
        block = _read(lines, position)
        if block is None or block.name != "tab" or (tabs and block.options.get("new", "").lower() == "true"):
            break
        is_open = block.options.get("select", "").lower() == "true"
        tabs.append(Tab(block.argument or "Tab", rewrite(block.body), is_open))
        end = position = block.end
        while position < len(lines) and not lines[position].strip():
            position += 1
    return tab_set(tabs), end


def _html(block: SlashBlock, rewrite: RewriteLines) -> list[str] | None:
    """Return an element, given as `div.class#id[title="a"]`; None for one of another name than those for text."""
    match = _ELEMENT.match(block.argument)
    if match is None or match["name"] not in _ELEMENTS:
        return None
    rest = match["rest"].replace(".", " .").replace("#", " #")
    attributes = read_attributes(f"{{{rest} {match['pairs'] or ''}}}")
    return element_lines(match["name"], attributes, rewrite(block.body))


def _caption(block: SlashBlock, _: RewriteLines) -> list[str]:
    """Return a caption of what is above."""
    name = next((word[1:] for word in block.argument.split() if word.startswith("#")), "")
    attributes = Attributes((), {}, name if name.lstrip("#") and not name.isdigit() else "")
    text = " ".join(line.strip() for line in block.body if line.strip())
    return ["", f"{opening_tag('span', attributes, classes=('caption',))}{text}</span>", ""]


def _definitions(block: SlashBlock, rewrite: RewriteLines) -> list[str]:
    """Return terms and definitions, which are items of lists in the block, in Markdown's form."""
    lines = [_DEFINITION.sub(":   ", line, count=1) if _DEFINITION.match(line) else line for line in block.body]
    return ["", *rewrite(lines), ""]


_WRITERS: dict[str, Callable[[SlashBlock, RewriteLines], list[str] | None]] = {
    "html": _html,
    **dict.fromkeys(("caption", "figure-caption", "table-caption"), _caption),
    "define": _definitions,
}
