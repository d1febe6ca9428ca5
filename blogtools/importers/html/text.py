"""HTML as plain text: for titles and descriptions."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser

_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h\d|/td|/blockquote)\b", re.IGNORECASE)


def page_text(source: str) -> str:
    """Return the words of a piece of HTML, on one line."""
    if "<" not in source:
        return " ".join(html.unescape(source).split())
    body = LexborHTMLParser("<body>" + _BREAK.sub(r" \g<0>", source)).body
    return " ".join((body.text() if body else "").split())
