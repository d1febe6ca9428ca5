"""Roles of MyST and Sphinx that style some words: `{sub}`, `{kbd}`, `{abbr}` and others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import Replacement
from blogtools.transform.inline.delimited import keyboard
from blogtools.transform.inline.places import Places

_ROLE = lazy_pattern(rb"\{(?P<name>[a-z][\w:.+-]*)\}(?P<ticks>`+)(?!`)(?P<text>[^\n]+?)(?<!`)(?P=ticks)(?!`)")
_WITH_DETAIL = lazy_pattern(r"(?P<text>.*?)[ \t]*(?:<(?P<address>[^<>]*)>|\((?P<title>[^()]*)\))\Z", re.DOTALL)


def _in(tag: str) -> Callable[[str], str]:
    return lambda text: f"<{tag}>{text}</{tag}>"


def _of_class(name: str) -> Callable[[str], str]:
    return lambda text: f'<span class="{name}">{text}</span>'


def _abbreviation(text: str) -> str:
    match = _WITH_DETAIL.match(text)
    if match and match["title"] is not None:
        return f'<abbr title="{escape(match["title"])}">{match["text"]}</abbr>'
    return f"<abbr>{text}</abbr>"


def _link(text: str) -> str:
    """Return a link in Markdown: to the address after the text, else to the text itself, under the name of its file."""
    match = _WITH_DETAIL.match(text)
    if match and match["address"] is not None:
        return f"[{match['text']}]({match['address']})"
    return f"[{text.rpartition('/')[2]}]({text})"


def _code(text: str) -> str:
    ticks = "``" if "`" in text else "`"
    return f"{ticks}{text}{ticks}"


def _menu(text: str) -> str:
    return f"**{text.replace('-->', '›')}**"


ROLES: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("sub", "subscript"), _in("sub")),
    **dict.fromkeys(("sup", "superscript"), _in("sup")),
    **dict.fromkeys(("del", "strike"), _in("del")),
    **dict.fromkeys(("u", "underline"), _in("u")),
    **dict.fromkeys(("sc", "smallcaps"), _of_class("smallcaps")),
    **dict.fromkeys(("strong", "guilabel", "command", "program"), "**{}**".format),
    **dict.fromkeys(("emphasis", "dfn", "term"), "*{}*".format),
    **dict.fromkeys(("code", "literal", "file", "samp", "envvar", "option", "py:mod", "py:func", "py:class"), _code),
    **dict.fromkeys(("abbr", "abbreviation"), _abbreviation),
    "menuselection": _menu,
    "kbd": keyboard,
    "button": _of_class("button"),
    "download": _link,
    "math": "${}$".format,
}


def roles(places: Places) -> Iterator[Replacement]:
    """Yield what takes the place of roles."""
    if b"}`" not in places.data:
        return
    for match in _ROLE.finditer(places.data):
        write = ROLES.get(match["name"].decode())
        if write and places.is_text(match.start()) and match.start("ticks") in places.structure.marked_code:
            yield from places.take(Replacement(*match.span(), write(match["text"].decode()).encode()))
