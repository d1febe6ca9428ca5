"""Tags of divs that reach over several cells, safe to stand between cells."""

from __future__ import annotations

import re

from blogtools.memo import lazy_pattern
from blogtools.render.context import Rendering
from blogtools.render.sanitize.fragment import Rules, clean_fragment

_START = lazy_pattern(
    r"(?P<tag><[a-z]+(?: [^<>]*)?>)"
    r"(?:(?P<opening><(?P<name>summary|p)\b[^<>]*>)(?P<title>.*)(?P<closing></(?P=name)>))?",
    re.DOTALL,
)
_ID = lazy_pattern(r' id="([^"]*)"')


def frame_html(tag: str, rendering: Rendering, rules: Rules) -> str:
    """Return a tag with a title that is contained, and cleaned if the rules say so; an id is unique on the page."""
    if tag.startswith("</"):
        return tag
    match = _START.fullmatch(tag)
    if match is None:
        return f"<{tag[1:].partition(' ')[0].partition('>')[0]}>"
    start = _ID.sub(lambda found: f' id="{rendering.claim_id(found[1])}"', match["tag"])
    if match["title"] is None:
        return start
    return f"{start}{match['opening']}{clean_fragment(match['title'], rendering, rules)}{match['closing']}"
