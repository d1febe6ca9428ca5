"""Places in a page that the site comes back to: the post's own body, and what is said around it."""

from __future__ import annotations

import secrets

from markupsafe import Markup

from blogtools.model import Placeholders

_MARK = secrets.token_hex(16)
"""No author can write it: it is another one in every process, and never gets into a page."""
BODY = Markup(f"<!--{_MARK} body-->")  # noqa: S704 - marks of our own
BODY_END = Markup(f"<!--{_MARK} end-->")  # noqa: S704
NAV = Markup(f"<!--{_MARK} around-->\n")  # noqa: S704


def cut_slots(html: str) -> tuple[bytes, Placeholders]:
    """A page without the marks, and where each was, in bytes; a template of the blog may leave any out."""
    content = bytearray()
    offsets = {}
    for name, mark in (("body", BODY), ("end", BODY_END), ("nav", NAV)):
        before, found, rest = html.partition(mark)
        if found:
            content += before.encode(errors="replace")
            offsets[name] = len(content)
            html = rest
    # A template that shows its content twice shows the marks twice.
    content += html.replace(_MARK, "").encode(errors="replace")
    body = offsets.get("body", -1)
    return bytes(content), Placeholders(body, offsets.get("end", body), offsets.get("nav", -1))
