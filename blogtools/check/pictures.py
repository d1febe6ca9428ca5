"""Check for pictures with many more pixels than any screen shows of them."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from collections.abc import Iterator, Mapping

from blogtools.check.accessibility.markup import tokens_of
from blogtools.check.places import own_cells
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer, lazy_pattern
from blogtools.model import Cell, Output, Post, Visibility
from blogtools.transform.files.image_size import Size, image_size, sniff

MOST_BYTES = 500_000
"""Size up to which a picture may have any number of pixels."""
TEXT_WIDTH = 640
"""CSS pixels that the theme's text is wide (`--measure` in `style.css`)."""
DENSITY = 3
"""Pixels in the width of a CSS pixel on the densest screens."""
_HEAD = 1 << 16
"""Characters of base64, a multiple of four, in which the size of a picture is looked for."""
_BITMAPS = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/avif", "image/bmp")
_PIXELS = lazy_pattern(r"\s*(\d{1,5})(?:\.\d*)?(?:px)?\s*", re.IGNORECASE)

_Picture = tuple[str, int, Size, int]
"""Name, bytes, width and height in pixels, and the width in CSS pixels that it is shown with."""


def find_large_pictures(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each picture of many bytes that is shown much smaller than it is."""
    for cell in own_cells(post):
        if cell.markdown is not None:
            pictures = call(_of_markdown, cell) if cell.assets else ()
        elif cell.outputs and cell.options.output is not Visibility.REMOVE:
            pictures = tuple(one for output in cell.outputs if (one := call(_of_output, output)))
        else:
            continue
        for name, size, (width, height), shown in pictures:
            if width > DENSITY * shown:
                message = (
                    f"{name} has {width} × {height} pixels in {size / 1e6:.1f} MB, and is shown {shown} pixels wide"
                )
                hint = f"save it {2 * shown} pixels wide, or as WebP"
                yield Finding("large-picture", message, Where(post.source, cell.number), hint, "note")


def _of_markdown(cell: Cell) -> tuple[_Picture, ...]:
    large = {url: one for url, one in cell.assets.items() if one.mime in _BITMAPS and len(one.data) > MOST_BYTES}
    if not large or cell.markdown is None:
        return ()
    shown = dict.fromkeys(large, 0)
    for token in tokens_of(cell.markdown):
        url = token.attributes.get("src", "") if token.name == "img" else ""
        if url in shown:
            shown[url] = max(shown[url], _shown(token.attributes.get("width"), large[url].width or 0))
    return tuple(
        (url.removeprefix("attachment:"), len(one.data), (one.width, one.height), shown[url])
        for url, one in large.items()
        if one.width and one.height and shown[url]
    )


def _of_output(output: Output) -> _Picture | None:
    for mime in _BITMAPS:
        content = output.data.get(mime)
        if isinstance(content, str) and len(content) * 3 / 4 > MOST_BYTES and "text/html" not in output.data:
            size = _size(content)
            if size is not None:
                own = output.metadata.get(mime)
                width = own.get("width") if isinstance(own, Mapping) else output.metadata.get("width")
                return "a picture among the outputs", len(content) * 3 // 4, size, _shown(width, size[0])
    return None


def _size(content: str) -> Size | None:
    """Return width and height of a picture in base64, of which only the beginning is decoded."""
    try:
        data = a2b_base64("".join(content[:_HEAD].split())[: _HEAD // 2])
    except (Error, ValueError):
        return None
    return image_size(sniff(data) or "", data)


def _shown(wanted: object, width: int) -> int:
    """Return the width in CSS pixels that a picture is shown with; one that is wider than the text is scaled down."""
    match = _PIXELS.fullmatch(str(wanted))
    return min(int(match[1]) if match and int(match[1]) else width, TEXT_WIDTH)
