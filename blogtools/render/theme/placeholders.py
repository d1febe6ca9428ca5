"""Placeholders: offsets in a page at which the body starts and ends and navigation is injected."""

from __future__ import annotations

import os

from markupsafe import Markup

from blogtools.model import Placeholders

_MARK = os.urandom(16).hex()
"""Random per process and never published, so no author can write it."""
BODY = Markup(f"<!--{_MARK} body-->")  # noqa: S704 - our own marks
BODY_END = Markup(f"<!--{_MARK} end-->")  # noqa: S704
NAV = Markup(f"<!--{_MARK} nav-->\n")  # noqa: S704


def extract_placeholders(html: str) -> tuple[bytes, Placeholders]:
    """Remove the marks from a page and return their byte offsets; a blog's template may omit any of them."""
    content = bytearray()
    offsets = {}
    for name, mark in (("body", BODY), ("end", BODY_END), ("nav", NAV)):
        before, found, rest = html.partition(mark)
        if found:
            content += before.encode(errors="replace")
            offsets[name] = len(content)
            html = rest
    # A template that outputs its content twice repeats the marks.
    content += html.replace(_MARK, "").encode(errors="replace")
    body = offsets.get("body", -1)
    return bytes(content), Placeholders(body, offsets.get("end", body), offsets.get("nav", -1))
