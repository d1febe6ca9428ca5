"""Roles of MyST and Sphinx that style some words, as Markdown and HTML: `{sub}`, `{kbd}`, `{abbr}` and others."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from blogtools.memo import lazy_pattern

_NAMES_OF_KEYS = {
    "ctrl": "Ctrl",
    "control": "Ctrl",
    "cmd": "Cmd",
    "command": "Cmd",
    "del": "Del",
    "ins": "Ins",
    "esc": "Esc",
    "arrow-up": "↑",
    "arrow-down": "↓",
    "arrow-left": "←",
    "arrow-right": "→",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "page-up": "Page Up",
    "page-down": "Page Down",
    "plus": "+",
    "minus": "-",
    "pipe": "|",
    "backslash": "\\",
    "slash": "/",
    "period": ".",
    "comma": ",",
    "tab": "Tab",
    "space": "Space",
}
_WITH_DETAIL = lazy_pattern(r"(?P<text>.*?)[ \t]*(?:<(?P<address>[^<>]*)>|\((?P<title>[^()]*)\))\Z", re.DOTALL)


def keyboard(written: str) -> str:
    """Return the keys of a combination such as `ctrl+c` in HTML."""
    names = re.findall(r'"[^"]*"|[^+]+', written)
    return "+".join(f"<kbd>{_key(name)}</kbd>" for name in names)


def _key(name: str) -> str:
    if name.startswith('"'):
        return name.strip('"')
    known = _NAMES_OF_KEYS.get(name.lower())
    return known or " ".join(part[:1].upper() + part[1:] for part in name.split("-"))


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


STYLE_ROLES: dict[str, Callable[[str], str]] = {
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
