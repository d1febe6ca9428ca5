"""Pandoc's attributes (`{#id .class key="value"}`), and whether they hide what they belong to."""

from __future__ import annotations

import msgspec

from blogtools.memo import lazy_pattern

HIDING = frozenset({"hidden", "content-hidden", "d-none", "notes", "speaker-notes"})
"""Classes that hide: Quarto's, Bootstrap's, and those of notes for a speaker (Pandoc), which no reader is to see."""
HTML_FORMATS = frozenset({"html", "html:js", "html4", "html5"})
"""Quarto's names of the formats that a post is published in; it is one even where a generator makes the page."""
_ATTRIBUTE = lazy_pattern(
    r"\.(?P<class>[\w:-]+)|\#(?P<id>[\w:.-]+)|(?P<key>[\w:-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'}]+))"
)
_CLASS_ONLY = lazy_pattern(r"[\w-]+\Z")


class Attributes(msgspec.Struct, frozen=True):
    """The attributes of a div, span, heading or block of code."""

    classes: tuple[str, ...]
    """In the order in which they are written."""
    pairs: dict[str, str]
    id: str = ""

    @property
    def hides(self) -> bool:
        """True if no reader of a page is to see what has these attributes, or it cannot be told."""
        if "content-visible" in self.classes:
            return self._holds() is not True
        if "content-hidden" in self.classes:
            return self._holds() is not False
        return not HIDING.isdisjoint(self.classes)

    def _holds(self) -> bool | None:
        """Return whether the conditions hold on a page; None if there are none for `content-hidden` to depend on.

        What depends on metadata or on a profile does so on a run of Quarto, and is hidden either way.
        """
        pairs = self.pairs
        unknown = {"when-meta", "unless-meta", "when-profile", "unless-profile"} & pairs.keys()
        if unknown:
            return None
        conditions = []
        if "when-format" in pairs:
            conditions.append(pairs["when-format"].lower() in HTML_FORMATS)
        if "unless-format" in pairs:
            conditions.append(pairs["unless-format"].lower() not in HTML_FORMATS)
        if conditions:
            return all(conditions)
        return True if "content-visible" in self.classes else None


def read_attributes(written: str) -> Attributes:
    """Read attributes, with or without the braces around them; a single word is a class."""
    written = written.strip()
    if _CLASS_ONLY.match(written):
        return Attributes((written,), {})
    classes = []
    pairs = {}
    name = ""
    for match in _ATTRIBUTE.finditer(written):
        if match["class"]:
            classes.append(match["class"])
        elif match["id"]:
            name = name or match["id"]
        else:
            pairs[match["key"]] = match["double"] or match["single"] or match["bare"] or ""
    classes += pairs.get("class", "").split()
    return Attributes(tuple(dict.fromkeys(classes)), pairs, name or pairs.get("id", ""))
