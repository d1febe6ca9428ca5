"""Writes the attributes of other tools as tags of HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from blogtools.memo import lazy_pattern
from blogtools.transform.markdown.attributes import Attributes

_LENGTH = lazy_pattern(r"(\d+(?:\.\d+)?)(px|%|em|rem|ch|in|cm|mm|pt|vw)?\Z")
_KEPT = frozenset({"title", "lang", "dir", "role", "style", "hreflang", "rel", "target"})
"""Attributes that are those of HTML; others, but for `aria-` and `data-`, are options of a tool."""


def opening_tag(name: str, attributes: Attributes, *, classes: Iterable[str] = (), style: str = "") -> str:
    """Return the start tag of an element with these attributes, more `classes` before its own, and more `style`."""
    pairs = {
        key: value for key, value in attributes.pairs.items() if key in _KEPT or key.startswith(("aria-", "data-"))
    }
    styles = [part.strip().rstrip(";") for part in (style, pairs.pop("style", "")) if part.strip()]
    values = {
        "id": attributes.id,
        "class": " ".join(dict.fromkeys((*classes, *attributes.classes))),
        "style": "; ".join(styles),
        **pairs,
    }
    written = "".join(f' {key}="{escape(value)}"' for key, value in values.items() if value)
    return f"<{name}{written}>"


def size_style(attributes: Attributes) -> str:
    """Return the width and height in CSS, a bare number being pixels; empty if there are none."""
    sizes = []
    for key in ("width", "height"):
        match = _LENGTH.match(attributes.pairs.get(key, "").strip())
        if match:
            sizes.append(f"{key}: {match[1]}{match[2] or 'px'}")
    return "; ".join(sizes)
