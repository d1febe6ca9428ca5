"""Tabs, collapsed callouts and dropdowns in a generator's own form of what readers can fold."""

from __future__ import annotations

import re
from html import escape, unescape

from blogtools.memo import lazy_pattern
from blogtools.render.targets import template_syntax

_DETAILS = lazy_pattern(
    r"^(?P<start><details class=\"(?:tab|dropdown|details|callout callout-\w+)\"[^<>]*>"
    r"<summary>(?P<summary>.*?)</summary>)$"
    r"|^<details\b|^(?P<end></details>)",
    re.MULTILINE,
)
_TAG = lazy_pattern(r"<[^<>]*>")


def with_folds(text: str, fold: tuple[str, str]) -> str:
    """Return Markdown with the `<details>` that stand for marks of other tools as `fold` has them.

    Where that is `<details>`, nothing changes.
    """
    if fold[0].startswith("<details"):
        return text
    opened: list[bool] = []

    def write(match: re.Match[str]) -> str:
        if match["end"]:
            is_ours = opened.pop() if opened else False
            return native_tag(match[0], fold) if is_ours else match[0]
        opened.append(bool(match["start"]))
        return native_tag(match[0], fold) if match["start"] else match[0]

    return _DETAILS.sub(write, text)


def native_tag(tag: str, fold: tuple[str, str]) -> str:
    """Return the start of a `<details>` with its summary, or its end, as `fold` has them; other tags stay."""
    before, after = fold
    if before.startswith("<details"):
        return tag
    if tag == "</details>":
        return template_syntax(after.format())
    match = _DETAILS.match(tag)
    if match is None or not match["start"]:
        return tag
    return template_syntax(before.format(summary=escape(unescape(_TAG.sub("", match["summary"])))))
