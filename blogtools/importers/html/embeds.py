"""Frames of other sites that a post can show without them."""

from __future__ import annotations

import re

_YOUTUBE = re.compile(
    r"(?:https?:)?//(?:www\.|m\.)?(?:youtube(?:-nocookie)?\.com/(?:embed/|v/|shorts/|live/|watch\?(?:[^#\s]*&)?v=)"
    r"|youtu\.be/)([\w-]{6,20})"
)
_VIMEO = re.compile(r"(?:https?:)?//(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d{4,12})")


def embed(address: str) -> str:
    """Return the shortcode for a video of YouTube or Vimeo, given its page or frame; empty for any other address."""
    found = _YOUTUBE.match(address)
    if found:
        return f"{{{{< video https://www.youtube.com/watch?v={found[1]} >}}}}"
    found = _VIMEO.match(address)
    return f"{{{{< video https://vimeo.com/{found[1]} >}}}}" if found else ""
