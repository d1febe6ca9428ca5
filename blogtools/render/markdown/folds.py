"""Tabs, collapsed callouts and dropdowns in a generator's own form of what readers can fold."""

from __future__ import annotations

import re
from html import escape, unescape

from blogtools.memo import lazy_pattern
from blogtools.render.targets import template_syntax

_DETAILS = lazy_pattern(
    r"<details class=\"(?:tab|dropdown|details|callout callout-\w+)\"[^<>]*><summary>(?P<summary>.*?)</summary>$",
    re.MULTILINE,
)
_TAG = lazy_pattern(r"<[^<>]*>")


def native_tag(tag: str, fold: tuple[str, str]) -> str:
    """Return the start of a `<details>` with its summary, or its end, as `fold` has them; other tags stay."""
    before, after = fold
    if before.startswith("<details"):
        return tag
    if tag == "</details>":
        return template_syntax(after.format())
    match = _DETAILS.match(tag)
    if match is None:
        return tag
    return template_syntax(before.format(summary=escape(unescape(_TAG.sub("", match["summary"])))))
