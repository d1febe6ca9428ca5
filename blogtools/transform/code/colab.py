"""Forms of Colab: `#@title A title` in the first line of a cell, and `#@param {…}` behind values that it asks for."""

from __future__ import annotations

import re
from typing import NamedTuple

from blogtools.memo import lazy_pattern

_TITLE = lazy_pattern(r"\A(?:[ \t]*\n)*#[ \t]?@title(?:[ \t]+(?P<title>[^\n{]*))?(?:\{[^\n]*\})?[ \t]*(?:\n|\Z)")
_PARAM = lazy_pattern(r"[ \t]*#[ \t]?@param[ \t]*(?=[{\[\"'(]|$)[^\n]*", re.MULTILINE)


class ColabForm(NamedTuple):
    """The code of a form, without what only Colab reads."""

    source: str
    title: str


def take_form(source: str) -> ColabForm:
    """Return the code of a cell without its title and without the marks of its parameters."""
    title = _TITLE.match(source)
    rest = source[title.end() :] if title else source
    return ColabForm(_PARAM.sub("", rest), (title["title"] or "").strip() if title else "")
