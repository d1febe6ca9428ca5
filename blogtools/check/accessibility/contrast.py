"""Check for text that the author colored so that it is hard to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.check.accessibility.colors import contrast_ratio, parse_color
from blogtools.check.accessibility.markup import Token, tokens_of
from blogtools.check.places import Problem, find_in_markdown
from blogtools.errors import Finding
from blogtools.memo import Memoizer, lazy_pattern
from blogtools.model import Markdown, Post

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3."""
LEAST_CONTRAST_LARGE = 3.0
"""The same, for text of 24 CSS pixels or more."""
_LARGE = {"px": 24.0, "pt": 18.0, "em": 1.5, "rem": 1.5, "%": 150.0}
_SIZE = lazy_pattern(r"(\d{1,4}(?:\.\d{1,4})?)\s*(px|pt|em|rem|%)", re.IGNORECASE)
_HEADINGS = ("h1", "h2")


def find_contrast(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each `style` in Markdown whose text is hard to read on its own background."""
    for where, message in find_in_markdown(post, call, _in_markdown):
        yield Finding(
            "contrast", message, where, "make the text darker or the background lighter, or the reverse", "note"
        )


def _in_markdown(markdown: Markdown) -> tuple[Problem, ...]:
    text = markdown.text
    # Only what sets both colors: what is behind a text otherwise is for the theme to decide.
    return tuple(_problems(markdown)) if b"color" in text and b"background" in text else ()


def _problems(markdown: Markdown) -> Iterator[Problem]:
    for token in tokens_of(markdown):
        style = token.attributes.get("style", "")
        if "color" in style.lower():
            problem = _problem(token, _declarations(style))
            if problem:
                yield token.position, problem


def _problem(token: Token, style: dict[str, str]) -> str:
    written = style.get("color", ""), style.get("background-color") or style.get("background", "")
    text, background = map(parse_color, written)
    if text is None or background is None:
        return ""
    ratio = contrast_ratio(text, background)
    least = LEAST_CONTRAST_LARGE if token.name in _HEADINGS or _is_large(style) else LEAST_CONTRAST
    return (
        f"{written[0]} on {written[1]} is hard to read: contrast {ratio:.1f}, at least {least}" if ratio < least else ""
    )


def _declarations(style: str) -> dict[str, str]:
    """Return the properties of a `style` attribute and their values; of several with one name, the last."""
    pairs = (declaration.partition(":") for declaration in style.split(";"))
    return {
        name.strip().lower(): value.strip().lower().removesuffix("!important").strip()
        for name, _, value in pairs
        if value
    }


def _is_large(style: dict[str, str]) -> bool:
    size = _SIZE.fullmatch(style.get("font-size", ""))
    return size is not None and float(size[1]) >= _LARGE[size[2].lower()]
