"""Finds embeds in Markdown: Quarto's `{{< embed other.ipynb#name >}}` and MyST's `![](#label)`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

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
    """A line of Markdown that embeds cells."""

    written: str
    """The reference as written: `other.ipynb#name` or `#label`."""
    path: str
    """Path of the notebook, as written; empty for a label in any notebook."""
    names: tuple[str, ...]
    line: str
    """The whole line."""
    is_image: bool = False
    """True if it is in MyST's syntax, which may also be an ordinary image."""
    options: dict[str, str] = {}
    alt: str = ""
    """Alternative text of the image."""


Parts = tuple[str | Embed, ...]
"""Pieces of Markdown and embeds, in order."""


def may_embed(source: str) -> bool:
    """Return True if a piece of Markdown may have embeds; a fast check, because it runs on all Markdown of a blog."""
    return ("{{<" in source or "](#" in source) and bool(_ANYWHERE.search(source) or _IMAGE.search(source))


def split_at_embeds(source: str) -> tuple[Parts, bool]:
    """Split a piece of Markdown at its embeds; embeds in code are examples, and stay.

    Also return whether there is an embed that cannot be resolved: inside a line, a quote or a callout.
    """
    # Fenced divs would be split in two. They mean nothing here, so their fences are removed.
    text = normal_callouts(source) if ":::" in source else source
    verbatim = _verbatim_ranges(text)
    found = sorted(
        (match.start(), match.end(), embed)
        for match, embed in (*_shortcodes(text), *_images(text))
        if not _is_within(match.end() - 1, verbatim)
    )
    spans = [(start, end) for start, end, _ in found]
    overlooked = any(
        not _is_within(match.start(), spans) and not _is_within(match.end() - 1, verbatim)
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


def merge_text_parts(parts: Iterable[str | Embed]) -> Parts:
    """Merge adjacent texts, after some embeds became text again, and repeat link definitions in each text."""
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


def _verbatim_ranges(text: str) -> list[tuple[int, int]]:
    """Return the ranges of code, and of HTML whose content is not Markdown, in order."""
    data = text.encode()
    ranges: list[tuple[int, int]] = []
    done = characters = 0
    for event, start, end in located_events(Markdown(data, ())):
        if event.__class__ is str:
            continue
        ((kind, value),) = event.items()
        is_code = kind == "Code" or (kind == "Start" and value.__class__ is dict and "CodeBlock" in value)
        is_html = value == "HtmlBlock" or kind == "InlineHtml"
        if is_code or (is_html and data[start:end].decode().lstrip().lower().startswith(_NO_MARKDOWN)):
            characters += len(data[done:start].decode())
            done = start
            ranges.append((characters, characters + len(data[start:end].decode())))
    return ranges


def _is_within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Return True if a position is in one of some spans, which are in order and do not overlap."""
    index = bisect_right(spans, position, key=itemgetter(0)) - 1
    return index >= 0 and position < spans[index][1]


def _with_definitions(parts: Parts) -> Parts:
    """Add link definitions (`[label]: url`) to each piece that lacks them: links may be used in another piece."""
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
