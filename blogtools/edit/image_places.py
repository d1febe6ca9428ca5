"""Locates the images in Markdown as the author wrote it, by character."""

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


class ImagePlace(msgspec.Struct, frozen=True):
    """An image, and its start and end offsets in the source."""

    url: str
    alt: str
    start: int
    end: int
    written: str
    """The image's source."""
    inside: tuple[int, int] = (0, 0)
    """For Markdown: start and end offsets of the alternative text in `written`."""
    kind: str = ""
    """For Markdown: `Inline`, `Reference`, `Collapsed` or `Shortcut`."""
    is_html: bool = False
    has_alt: bool = False
    """For HTML: whether there is an `alt` attribute, even an empty one."""

    def with_alt(self, text: str) -> str:
        """Return the image's source with another alternative text, which must be escaped."""
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


def find_places(source: str) -> list[ImagePlace]:
    """Return the images of a source in order, without those that cannot be located in it."""
    markdown = parse_markdown(source)
    if b"![" not in markdown.text and b"<img" not in markdown.text.lower():
        return []
    shown = list(_places(markdown))
    # Formulas are replaced by letters of the same length, so that offsets stay the same.
    text, formulas = protect(source)
    masked = replace_marks(text, ["x" * len(formula.written.encode()) for formula in formulas])
    plain = list(_places(Markdown(masked.encode(), ()), source.encode()))
    if [one.written for one in plain] == [one.written for one in shown]:
        return [
            msgspec.structs.replace(one, start=two.start, end=two.end) for one, two in zip(shown, plain, strict=True)
        ]
    return list(_search(source, shown))


def outline(source: str) -> list[Any]:
    """Return the parser events of a source, without the content of images."""
    events: list[Any] = []
    depth = 0
    for event in parse_markdown(source).events:
        is_image = _is_image(event)
        depth -= event == {"End": "Image"}
        if depth == 0:
            events.append("image" if is_image else event)
        depth += is_image
    return events


def _search(source: str, shown: list[ImagePlace]) -> Iterator[ImagePlace]:
    """Locate images by searching for their source, in order, for text that was rewritten before it was parsed."""
    done = 0
    for one in shown:
        start = source.find(one.written, done)
        if start >= 0:
            done = start + len(one.written)
            yield msgspec.structs.replace(one, start=start, end=done)


def _places(markdown: Markdown, source: bytes | None = None) -> Iterator[ImagePlace]:
    """Yield the images of a parsed text; `source` is the original text, if it has the same byte offsets."""
    text = source or markdown.text
    characters = _Characters(text)
    located = located_events(markdown)
    position = 0
    while position < len(located):
        event, start, end = located[position]
        if _is_image(event):
            stop = next(n for n in range(position + 1, len(located)) if _closes(located, position, n))
            yield _markdown_place(markdown, text, characters, located[position : stop + 1])
            position = stop
        elif event == {"Start": "HtmlBlock"} or (isinstance(event, dict) and "InlineHtml" in event):
            yield from _html_places(text[start:end].decode(), characters.before(start))
        position += 1


class _Characters:
    """Converts offsets in UTF-8 to offsets in characters; each starts from the one before, as they mostly ascend."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._known = 0, 0

    def before(self, offset: int) -> int:
        """Return the number of characters before a byte."""
        done, count = self._known if self._known[0] <= offset else (0, 0)
        count += len(self._text[done:offset].decode())
        self._known = offset, count
        return count


def _is_image(event: Any) -> bool:
    return isinstance(event, dict) and isinstance(event.get("Start"), dict) and "Image" in event["Start"]


def _closes(located: tuple[Any, ...], position: int, other: int) -> bool:
    event, start, end = located[other]
    return bool(event == {"End": "Image"} and (start, end) == located[position][1:])


def _markdown_place(markdown: Markdown, text: bytes, characters: _Characters, located: tuple[Any, ...]) -> ImagePlace:
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
    return ImagePlace(
        url=restore(data["dest_url"], markdown.formulas),
        alt=restore("".join(parts), markdown.formulas),
        start=characters.before(start),
        end=characters.before(end),
        written=restore(text[start:end].decode(), markdown.formulas),
        inside=(before, before + len(restore(text[first:last].decode(), markdown.formulas))),
        kind=kind,
    )


def _html_places(html: str, offset: int) -> Iterator[ImagePlace]:
    for token in _TOKEN.finditer(html):
        if token["img"]:
            found = {match[1].lower(): match[2] or "" for match in reversed(list(_ATTRIBUTE.finditer(token[0])))}
            yield ImagePlace(
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
