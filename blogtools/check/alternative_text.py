"""Check for images without alternative text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from blogtools.check.accessibility.drafts import draft_alt
from blogtools.check.places import event_parts, markdown_line, own_cells, shortened
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer
from blogtools.model import Cell, Markdown, Output, Post, Visibility
from blogtools.transform.markdown.mathematics import restore
from blogtools.transform.markdown.parse import located_events

MAX_URL = 60
"""Longest URL shown in a message, in characters; a `data:` URL has thousands."""

_TAG = re.compile(r"<img\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s=\"'/>]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RICHER = ("text/html", "text/markdown")
"""MIME types that are shown in preference to an image of the same output."""
_DESCRIBED = (
    "application/vnd.plotly.",
    "application/vnd.vega",
    "application/vnd.bokehjs",
    "application/vnd.holoviews",
    "application/papermill.record/",
)
"""Prefixes of MIME types that need no alternative text: figures that describe themselves, values that are not shown."""

ImageReference = tuple[int, str]
"""Byte offset of an image in the parsed text, and its URL."""


def find_images(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each image without alternative text, in order.

    In HTML, `alt=""` marks an image as decoration.
    """
    for cell in own_cells(post):
        if cell.markdown is not None:
            yield from _of_markdown(post, cell, cell.markdown, call)
        elif cell.outputs and cell.options.output is not Visibility.REMOVE:
            yield from _of_outputs(post, cell, call)


def _of_markdown(post: Post, cell: Cell, markdown: Markdown, call: Memoizer) -> Iterator[Finding]:
    found = call(_images_without_alt, markdown)
    for start, message in shortened([(start, f"image {_short(url)} has no alternative text") for start, url in found]):
        where = Where(post.source, cell.number, markdown_line(post, cell, markdown, start))
        hint = "describe it between the brackets of ![…], or in the alt attribute of <img>"
        yield Finding("missing-alt", message, where, hint, "note")


def _may_be_image(event: Any) -> bool:
    kind, value = event_parts(event)
    if kind in ("Html", "InlineHtml"):
        return "<img" in value.lower()
    return kind == "Start" and isinstance(value, dict) and "Image" in value


def _images_without_alt(markdown: Markdown) -> tuple[ImageReference, ...]:
    """Return the images without alternative text in a piece of Markdown."""
    text = markdown.text
    may_have_images = (b"![" in text or b"<img" in text or b"<IMG" in text) and any(map(_may_be_image, markdown.events))
    return tuple(_walk(markdown)) if may_have_images else ()


def _walk(markdown: Markdown) -> Iterator[ImageReference]:
    html: list[str] = []
    html_start = 0
    image: ImageReference | None = None
    words = ""
    for event, start, end in located_events(markdown):
        kind, value = event_parts(event)
        if kind in ("Html", "InlineHtml"):
            # A tag over several lines comes as several events.
            html_start = html_start if html else start
            html.append(markdown.text[start:end].decode())
            continue
        if html:
            yield from _tags_without_alt("".join(html), html_start)
            html = []
        if kind == "Start" and isinstance(value, dict) and "Image" in value and image is None:
            image, words = (start, restore(value["Image"]["dest_url"], markdown.formulas)), ""
        elif kind == "End" and value == "Image" and image is not None:
            if not words.strip():
                yield image
            image = None
        elif kind in ("Text", "Code"):
            words += value
    yield from _tags_without_alt("".join(html), html_start)


def _tags_without_alt(html: str, start: int) -> Iterator[ImageReference]:
    html = _COMMENT.sub(lambda comment: " " * len(comment[0].encode()), html)
    for tag in _TAG.finditer(html):
        attributes = {name.lower(): value.strip("\"'") for name, value in _ATTRIBUTE.findall(tag[1])}
        if "alt" not in attributes and attributes.get("aria-hidden") != "true":
            yield start + len(html[: tag.start()].encode()), unescape(attributes.get("src", ""))


def _of_outputs(post: Post, cell: Cell, call: Memoizer) -> Iterator[Finding]:
    options = cell.options
    if any(text and text.strip() for text in (options.alt, options.caption, options.label)):
        return
    images = [mime for output in cell.outputs if (mime := _shown_image(output))]
    unnamed = [
        number
        for number, output in enumerate((output for output in cell.outputs if _shown_image(output)), 1)
        if not _has_alt(output)
    ]
    draft = call(draft_alt, cell.source) if unnamed else ""
    hint = f', for example `#| fig-alt: "{draft}"`' if draft else " `#| fig-alt: what the image shows`"
    for number in unnamed:
        name = f"image {number} of {len(images)}" if len(images) > 1 else "the image"
        message = f"{name} among the outputs ({images[number - 1]}) has no alternative text"
        where = Where(post.source, cell.number, 1)
        yield Finding("missing-alt", message, where, f"start the cell with a line{hint}", "note")


def _shown_image(output: Output) -> str:
    """Return the MIME type of the image that an output is shown as; "" if it is shown as something else."""
    data = output.data
    if not data or any(mime in data for mime in _RICHER) or any(mime.startswith(_DESCRIBED) for mime in data):
        return ""
    if "image/svg+xml" in data:
        return "image/svg+xml"
    return "" if "text/latex" in data else next((mime for mime in data if mime.startswith("image/")), "")


def _has_alt(output: Output) -> bool:
    """Return True if an output's metadata, flat or by MIME type, has alternative text."""
    tables = (output.metadata, *(table for table in output.metadata.values() if isinstance(table, Mapping)))
    return any(isinstance(text := table.get("alt"), str) and text.strip() for table in tables)


def _short(url: str) -> str:
    return url if len(url) <= MAX_URL else f"{url[: MAX_URL - 1]}…"
