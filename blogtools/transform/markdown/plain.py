"""Plain text as Markdown."""

from __future__ import annotations

from blogtools.memo import lazy_pattern

_SIGN = lazy_pattern(r"[&<>*`\\\[\]{}$@#~|^=]|(?<![^\W_])_|_(?![^\W_])|:(?=[\w+-]+:)|!(?=\[)")


def escaped(text: str) -> str:
    """Return a text on one line as Markdown in which nothing means anything, for any dialect and generator."""
    return _SIGN.sub(lambda match: f"&#{ord(match[0])};", text)
