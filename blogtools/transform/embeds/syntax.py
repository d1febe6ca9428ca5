"""Where a Markdown cell asks for other cells: `{{< embed other.ipynb#name >}}` of Quarto, `![](#label)` of MyST."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Markdown
from blogtools.transform.markdown.callouts import normal_callouts
from blogtools.transform.markdown.parse import located_events, reference_definitions

_SHORTCODE = lazy_pattern(r"^ {0,3}(\{\{<[ \t]*embed(?:[ \t]+([^\n]*?))?[ \t]*>\}\})[ \t]*\r?$", re.MULTILINE)
_IMAGE = lazy_pattern(
    r"^ {0,3}!\[([^\]\n]*)\]\(#([^\s()]+)(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?\)[ \t]*\r?$", re.MULTILINE
)
_ARGUMENT = lazy_pattern(r"(?:(?P<key>[\w-]+)[ \t]*=[ \t]*)?(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"']+)")
_ANYWHERE = lazy_pattern(r"(?<!\{)\{\{<[ \t]*embed\b")
_NO_MARKDOWN = ("<!--", "<pre", "<script", "<style", "<textarea")


class Embed(msgspec.Struct, frozen=True):
    """A line of Markdown that asks for cells."""

    written: str
    """`other.ipynb#name`, or `#label`."""
    path: str
    """Of the notebook, as written; empty for a label of whatever notebook."""
    names: tuple[str, ...]
    line: str
    """The whole line."""
    is_image: bool = False
    """Whether it is MyST's form, which may just as well be an image."""
    options: dict[str, str] = {}
    alt: str = ""
    """Text for readers who do not see the picture."""


Parts = tuple[str | Embed, ...]
"""Markdown, and what it asks for, in the order of the text."""


def may_embed(source: str) -> bool:
    """Whether a piece of Markdown may ask for cells; asked of all the Markdown of a blog."""
    return ("{{<" in source or "](#" in source) and bool(_ANYWHERE.search(source) or _IMAGE.search(source))


def cut(source: str) -> tuple[Parts, bool]:
    """Cut a piece of Markdown at its embeds; what stands in code is an example, and stays.

    Also tells whether there is an embed where it cannot be followed: inside a line, a quote or a callout.
    """
    # A block of colons would be torn in two; Quarto's divs have no meaning here, and their fences go.
    text = normal_callouts(source) if ":::" in source else source
    hidden = _hidden(text)
    found = sorted(
        (match.start(), match.end(), embed)
        for match, embed in (*_shortcodes(text), *_images(text))
        if not _is_hidden(text, match.end() - 1, hidden)
    )
    overlooked = any(
        not any(start <= match.start() < end for start, end, _ in found)
        and not _is_hidden(text, match.end() - 1, hidden)
        for match in _ANYWHERE.finditer(text)
    )
    if not found:
        return (source,), overlooked
    parts: list[str | Embed] = []
    done = 0
    for start, end, embed in found:
        parts += [text[done:start], embed]
        done = end
    return (*parts, text[done:]), overlooked


def joined(parts: Iterable[str | Embed]) -> Parts:
    """Parts of which some embeds became text again: text beside text is one, and what its links refer to is in each."""
    merged: list[str | Embed] = [""]
    for part in parts:
        if isinstance(part, str) and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    shown = tuple(part for part in merged if not isinstance(part, str) or part.strip())
    return _with_definitions(shown) if len(shown) > 1 else shown


def _shortcodes(text: str) -> Iterator[tuple[re.Match[str], Embed]]:
    for match in _SHORTCODE.finditer(text):
        written, options = "", {}
        for argument in _ARGUMENT.finditer(match[2] or ""):
            value = argument["value"].strip("\"'")
            if argument["key"]:
                options[argument["key"]] = value
            else:
                written = written or value
        path, _, names = written.partition("#")
        yield match, Embed(written, path, tuple(name for name in names.split(",") if name), match[0], options=options)


def _images(text: str) -> Iterator[tuple[re.Match[str], Embed]]:
    for match in _IMAGE.finditer(text):
        yield match, Embed(f"#{match[2]}", "", (match[2],), match[0], is_image=True, alt=match[1].strip())


def _hidden(text: str) -> list[tuple[int, int]]:
    """Byte ranges of code, and of HTML in which nothing is Markdown."""
    data = text.encode()
    ranges = []
    for event, start, end in located_events(Markdown(data, ())):
        if event.__class__ is str:
            continue
        ((kind, value),) = event.items()
        is_code = kind == "Code" or (kind == "Start" and value.__class__ is dict and "CodeBlock" in value)
        is_html = value == "HtmlBlock" or kind == "InlineHtml"
        if is_code or (is_html and data[start:end].decode().lstrip().lower().startswith(_NO_MARKDOWN)):
            ranges.append((start, end))
    return ranges


def _is_hidden(text: str, position: int, hidden: list[tuple[int, int]]) -> bool:
    if not hidden:
        return False
    offset = len(text[:position].encode())
    return any(start <= offset < end for start, end in hidden)


def _with_definitions(parts: Parts) -> Parts:
    """A link may be defined (`[label]: url`) in another piece than it is used in: each piece gets what it lacks."""
    texts = [part for part in parts if isinstance(part, str) and "]:" in part]
    if not texts:
        return parts
    data = "\n\n".join(texts).encode()
    spans = reference_definitions(Markdown(data, ())).values()
    definitions = sorted({data[start:end].decode().strip() for start, end in spans})
    return tuple(
        "\n\n".join([part.rstrip("\n"), *(one for one in definitions if one not in part)])
        if isinstance(part, str) and "[" in part
        else part
        for part in parts
    )
