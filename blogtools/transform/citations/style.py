"""The style of citations: one that the formatter has by name, or a file in CSL."""

from __future__ import annotations

import re

import msgspec

from blogtools.memo import lazy_pattern

DEFAULT = "chicago-author-date"
"""Quarto's and Pandoc's default."""
LARGEST_STYLE = 1_000_000
"""Bytes of a style; the largest of the public ones has 150,000."""
_ADDRESS = lazy_pattern(r"https?://(?:www\.)?zotero\.org/styles/([\w-]+?)(?:\.csl)?/?")
_PAGE_LABEL = lazy_pattern(r"<label\b[^>]*\bvariable=\"locator\"")
_BARE_PAGES = ("chicago", "modern-language", "mla", "turabian", "american-physics", "nature", "vancouver")
"""Beginnings of the names of styles that cite a page by its number alone."""
_RANGE = lazy_pattern(r"\d+\s*[-–,]")
_PAGES = {
    **dict.fromkeys(("en", "es", "it", "pt"), ("p.", "pp.")),
    **dict.fromkeys(("fr", "nl"), ("p.", "p.")),
    **dict.fromkeys(("sv", "da", "nb", "no", "pl", "cs", "fi"), ("s.", "s.")),
    "de": ("S.", "S."),
    "ru": ("с.", "с."),
}
"""Languages to the short forms of "page" and "pages"."""


class CitationStyle(msgspec.Struct, frozen=True):
    """A style of citations."""

    name: str = DEFAULT
    text: str = ""
    """CSL; empty for a style that the formatter knows by its name."""
    has_notes: bool = False
    """True if it cites in footnotes."""

    def locator(self, written: str, language: str) -> str:
        """Return where in a work to look, as the style has it: a bare number is that of a page."""
        if not written[:1].isdigit():
            return written
        is_bare = not _PAGE_LABEL.search(self.text) if self.text else self.name.startswith(_BARE_PAGES)
        labels = _PAGES.get(re.split("[-_]", language.lower())[0])
        if is_bare or labels is None:
            return written
        return f"{labels[bool(_RANGE.match(written))]}\u00a0{written}"


def style_name(written: str) -> str:
    """Return the name of a style, given that or its address at Zotero; empty for the path of a file."""
    match = _ADDRESS.fullmatch(written)
    if match:
        return match[1]
    return "" if written.lower().endswith((".csl", ".xml")) else written
