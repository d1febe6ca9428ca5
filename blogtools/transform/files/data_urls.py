"""Photos in `data:` URLs, in any text that may show one: HTML, Markdown, SVG, JSON of figures."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from re import Match

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.files.position import may_have_position, without_position

MARK = ";base64,"
"""Is in every such URL (RFC 2397). Its type is not asked for: browsers look at the content."""
_CONTENT = lazy_pattern(rf"(?<={MARK})(?:[A-Za-z0-9+/\s]|%2[BbFf]|%0[AaDd]|%20)+(?:=|%3[Dd])*")
_FROM_URL = {"%2B": "+", "%2F": "/", "%3D": "=", "%0A": "", "%0D": "", "%20": ""}


def without_positions(text: str, told: Callable[[], object] = lambda: None) -> str:
    """Return a text whose photos have no position; `told` is called for each that had one."""

    def published(match: Match[str]) -> str:
        content = match[0]
        for written, meant in _FROM_URL.items() if "%" in content else ():
            content = content.replace(written, meant).replace(written.lower(), meant)
        data = decode_data(content)
        if data is None or not may_have_position(data):
            return match[0]
        changed = without_position(data)
        if changed is data:
            return match[0]
        told()
        return b64encode(changed).decode()

    return _CONTENT.sub(published, text) if MARK in text else text


def decode_data(text: str) -> bytes | None:
    """Decode base64; white space and missing padding are tolerated. None for other invalid characters."""
    text = text.strip()
    # msgspec's decoder is five times as fast as binascii's, and images are the largest part of many notebooks.
    try:
        return msgspec.convert(text.replace("\n", "") if "\n" in text else text, bytes)
    except msgspec.ValidationError:
        text = "".join(text.split()).rstrip("=")
    try:
        return msgspec.convert(text + "=" * (-len(text) % 4), bytes)
    except msgspec.ValidationError:
        return None
