"""A part of a page as Markdown."""

from __future__ import annotations

import re

from blogtools.errors import SourceError, Where
from blogtools.importers.extra import missing_extra
from blogtools.importers.pictures import Address

MAX_HTML = 20_000_000
"""Characters of a post in HTML."""
_MATHJAX = re.compile(r"mathjax|katex|usemath", re.IGNORECASE)


def markdown_of(html: str, where: Where, address: Address = lambda given, _: given, *, dollars: bool = False) -> str:
    """Return a part of a page as Markdown; `address` gives the addresses in it, `dollars` that `$x$` is a formula.

    Raises:
        SourceError: markdownify is not installed, or the page is too large or nested too deeply.
    """
    if not html.strip():
        return ""
    if len(html) > MAX_HTML:
        message = f"has {len(html):,} characters of HTML; the limit is {MAX_HTML:,}"
        raise SourceError(message, where=where)
    try:
        # Only those who import HTML need it.
        from blogtools.importers.html.clean import parsed
        from blogtools.importers.html.converter import Converter
    except ImportError as error:
        raise missing_extra(error, where) from error
    try:
        text: str = Converter(dollars=dollars).convert_soup(parsed(html, address))
    except RecursionError as error:
        message = "has HTML that is nested too deeply"
        raise SourceError(message, where=where) from error
    return text.strip("\n")


def has_formulas(page: str) -> bool:
    """Return whether a page loads a script that makes formulas of what stands between dollar signs."""
    return _MATHJAX.search(page) is not None
