"""Formats citations with Hayagriva, which is part of typst: entries and a style of CSL go in, HTML comes out.

The source that typst compiles is always the same. What is other people's reaches it as data: keys and locators as JSON,
entries without a character that means anything. So nothing in a bibliography is run, and no file is read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import msgspec

from blogtools.transform.citations.entries import BibEntry, biblatex
from blogtools.transform.citations.style import CitationStyle

ENGINE = "typst"
_SOURCE = rb"""
#let job = json(bytes(sys.inputs.job))
#set text(lang: job.language, region: job.region)
#for group in job.groups {
  html.elem("div", for (key, form, locator) in group {
    cite(label(key), form: form, supplement: if locator == "" { none } else { [#locator] })
  })
}
#bibliography(bytes(sys.inputs.entries), title: none, style: if job.csl == "" { job.style } else { bytes(job.csl) })
"""


class Item(msgspec.Struct, frozen=True, array_like=True):
    """A citation of one entry."""

    key: str
    form: str = "normal"
    """`normal`, `prose`, `author` or `year`."""
    locator: str = ""


class FormatError(Exception):
    """The formatter refuses an entry or the style; the message is its own."""


def has_engine() -> bool:
    """Return True if the formatter is installed."""
    return find_spec(ENGINE) is not None


def format_citations(
    entries: Sequence[BibEntry], groups: Sequence[Sequence[Item]], style: CitationStyle, language: str
) -> str:
    """Return HTML with one `div` for each group and for each entry after that, and the list of all entries.

    Raises:
        FormatError: The formatter refuses an entry or the style.
    """
    numbers = {entry.key: f"k{number}" for number, entry in enumerate(entries)}
    language, _, region = language.replace("_", "-").partition("-")
    job = {
        "language": language.lower() if 2 <= len(language) <= 3 else "en",  # noqa: PLR2004 - as typst takes them
        "region": region.upper() if len(region) == 2 and region.isalpha() else None,  # noqa: PLR2004 - likewise
        "style": style.name,
        "csl": style.text,
        "groups": [
            *([[numbers[item.key], item.form, item.locator] for item in group] for group in groups),
            *([[number, "normal", ""]] for number in numbers.values()),
        ],
    }
    text = "".join(biblatex(entry, number) for number, entry in enumerate(entries))
    # Imported here, and installed only where somebody cites.
    import typst

    try:
        found = _compiler().compile(_SOURCE, format="html", sys_inputs={"job": json.dumps(job), "entries": text})
    except typst.TypstError as error:
        raise FormatError(str(error).split("\n")[0]) from error
    assert isinstance(found, bytes)  # noqa: S101 - HTML is one file
    return found.decode()


def engine_version() -> str:
    """Return the version of the formatter."""
    from importlib.metadata import version

    return version(ENGINE)


@lru_cache(1)
def _compiler() -> Any:
    """Return the compiler, which keeps the styles that it has parsed."""
    import typst

    # The root is no folder: nothing is to be read, and if something were, there is nothing in it.
    return typst.Compiler(root=__file__, ignore_system_fonts=True)
