"""Where the images of a piece of Markdown stand in what its author wrote, to the character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import msgspec

from blogtools.model import Markdown
from blogtools.transform.markdown.mathematics import protect, replace_marks, restore
from blogtools.transform.markdown.parse import located_events, parse_markdown

_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<raw>script|style|textarea|title|xmp|iframe|noscript)\b.*?</(?P=raw)\s*>"
    r"|(?P<img><img(?=[\s/>])(?:[^>\"']|\"[^\"]*\"|'[^']*')*>)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"[\s/]([^\s\"'<>/=]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?")


class Place(msgspec.Struct, frozen=True):
    """An image, and where it stands."""

    url: str
    alt: str
    start: int
    end: int
    written: str
    """As it stands there."""
    inside: tuple[int, int] = (0, 0)
    """Of Markdown: where its text begins and ends in what is written."""
    kind: str = ""
    """Of Markdown: `Inline`, `Reference`, `Collapsed` or `Shortcut`."""
    is_html: bool = False
    has_alt: bool = False
    """Whether it says something of its text, if only that it is empty."""

    def with_alt(self, text: str) -> str:
        """What is written, with another text, which is escaped already."""
        if self.is_html:
            return _html_with_alt(self.written, text)
        start, end = self.inside
        label = self.written[start:end]
        tail = self.written[end:]
        if self.kind == "Collapsed":
            tail = f"][{label}]"
        elif self.kind == "Shortcut":
            tail = f"{tail}[{label}]"
        return self.written[:start] + text + tail


def find_places(source: str) -> list[Place]:
    """The images of a source, in the order of the page; not those that cannot be found in it again."""
    markdown = parse_markdown(source)
    if b"![" not in markdown.text and b"<img" not in markdown.text.lower():
        return []
    shown = list(_places(markdown))
    # Formulas give way to letters, so that all else stands where it stood.
    text, formulas = protect(source)
    masked = replace_marks(text, ["x" * len(formula.written.encode()) for formula in formulas])
    plain = list(_places(Markdown(masked.encode(), ()), source.encode()))
    if [one.written for one in plain] == [one.written for one in shown]:
        return [
            msgspec.structs.replace(one, start=two.start, end=two.end) for one, two in zip(shown, plain, strict=True)
        ]
    return list(_searched(source, shown))


def outline(source: str) -> list[Any]:
    """The events of a source, without what stands inside of its images."""
    events: list[Any] = []
    depth = 0
    for event in parse_markdown(source).events:
        is_image = _is_image(event)
        depth -= event == {"End": "Image"}
        if depth == 0:
            events.append("image" if is_image else event)
        depth += is_image
    return events


def _searched(source: str, shown: list[Place]) -> Iterator[Place]:
    """Where a source was rewritten before it was parsed, what is written is looked for, in order."""
    done = 0
    for one in shown:
        start = source.find(one.written, done)
        if start >= 0:
            done = start + len(one.written)
            yield msgspec.structs.replace(one, start=start, end=done)


def _places(markdown: Markdown, source: bytes | None = None) -> Iterator[Place]:
    """The images of a parsed text; `source` is what stands in its place, byte for byte."""
    text = source or markdown.text
    located = located_events(markdown)
    position = 0
    while position < len(located):
        event, start, end = located[position]
        if _is_image(event):
            stop = next(n for n in range(position + 1, len(located)) if _closes(located, position, n))
            yield _markdown_place(markdown, text, located[position : stop + 1])
            position = stop
        elif event == {"Start": "HtmlBlock"} or (isinstance(event, dict) and "InlineHtml" in event):
            yield from _html_places(text, start, end)
        position += 1


def _is_image(event: Any) -> bool:
    return isinstance(event, dict) and isinstance(event.get("Start"), dict) and "Image" in event["Start"]


def _closes(located: tuple[Any, ...], position: int, other: int) -> bool:
    event, start, end = located[other]
    return bool(event == {"End": "Image"} and (start, end) == located[position][1:])


def _markdown_place(markdown: Markdown, text: bytes, located: tuple[Any, ...]) -> Place:
    (event, start, end), *inner, _ = located
    data = event["Start"]["Image"]
    first = start + 2
    last = max((stop for _, _, stop in inner), default=first)
    last = text.index(b"]", last)
    kind = data["link_type"]
    if kind == "Collapsed" and text[end : end + 2] == b"[]":
        end += 2
    parts = [" " if isinstance(one, str) else one.get("Text") or one.get("Code") or "" for one, _, _ in inner]
    before = len(text[start:first].decode())
    return Place(
        url=restore(data["dest_url"], markdown.formulas),
        alt=restore("".join(parts), markdown.formulas),
        start=len(text[:start].decode()),
        end=len(text[:end].decode()),
        written=restore(text[start:end].decode(), markdown.formulas),
        inside=(before, before + len(restore(text[first:last].decode(), markdown.formulas))),
        kind=kind,
    )


def _html_places(text: bytes, start: int, end: int) -> Iterator[Place]:
    offset = len(text[:start].decode())
    for token in _TOKEN.finditer(text[start:end].decode()):
        if token["img"]:
            found = {match[1].lower(): match[2] or "" for match in reversed(list(_ATTRIBUTE.finditer(token[0])))}
            yield Place(
                url=_value(found.get("src", "")),
                alt=_value(found.get("alt", "")),
                start=offset + token.start(),
                end=offset + token.end(),
                written=token[0],
                is_html=True,
                has_alt="alt" in found,
            )


def _value(written: str) -> str:
    return unescape(written[1:-1] if written[:1] in ("'", '"') else written)


def _html_with_alt(written: str, value: str) -> str:
    attributes = list(_ATTRIBUTE.finditer(written))
    old = next((match for match in attributes if match[1].lower() == "alt"), None)
    if old is not None:
        sign = "'" if (old[2] or "").startswith("'") else '"'
        return f"{written[: old.start(1)]}{old[1]}={sign}{value}{sign}{written[old.end() :]}"
    source = next((match for match in attributes if match[1].lower() == "src"), None)
    at = source.end() if source else len("<img")
    return f'{written[:at]} alt="{value}"{written[at:]}'
