"""Blocks of HTML around Markdown, as lines: each tag stands between blank lines, so that what is inside stays Markdown.

`markdown="1"` tells kramdown and Python-Markdown (Jekyll, MkDocs) that it is; pages do not have the attribute.
"""

from __future__ import annotations

import re

import pyromark

from blogtools.memo import lazy_pattern
from blogtools.transform.markdown.attributes import Attributes
from blogtools.transform.markdown.html_tags import opening_tag
from blogtools.transform.markdown.mathematics import protect, restore

_PARSER = pyromark.Markdown(options=pyromark.Options.ENABLE_GFM | pyromark.Options.ENABLE_STRIKETHROUGH)
_HEADING = lazy_pattern(r"<h1>(.*)</h1>\s*\Z", re.DOTALL)
_ANCHOR = lazy_pattern(r"<a(?: id=\"[^\"]*\")?(?: class=\"[^\"]*\")?></a>")
_LINK = lazy_pattern(r"</?a\b[^<>]*>")
NO_ATTRIBUTES = Attributes((), {})


def element_lines(
    name: str, attributes: Attributes, body: list[str], *, style: str = "", before: str = ""
) -> list[str]:
    """Return an element around some lines of Markdown; `before` is HTML between its start tag and them."""
    tag = opening_tag(name, attributes, style=style).removesuffix(">")
    return ["", f'{tag} markdown="1">{before}', "", *stripped(body), "", f"</{name}>", ""]


def details(title: str, body: list[str], *, classes: tuple[str, ...], is_open: bool, name: str = "") -> list[str]:
    """Return lines that a reader can fold, with a title in Markdown; of those with one `name` only one is open.

    Links in the title are text: a summary is a button, in which nothing else can be clicked (`nested-interactive`).
    """
    tags = f'<details class="{" ".join(classes)}"' + (f' name="{name}"' if name else "") + (" open" if is_open else "")
    return [
        "",
        f'{tags} markdown="1"><summary>{_LINK.sub("", inline_html(title))}</summary>',
        "",
        *stripped(body),
        "",
        "</details>",
        "",
    ]


def inline_html(text: str) -> str:
    """Return a line of Markdown as HTML, with formulas as they are written."""
    protected, formulas = protect(_ANCHOR.sub("", text).strip().rstrip("#").rstrip())
    match = _HEADING.match(_PARSER.html(f"# {protected}"))
    return restore(match[1] if match else protected, formulas)


def stripped(body: list[str]) -> list[str]:
    """Return the lines without blank ones at both ends."""
    first, last = 0, len(body)
    while first < last and not body[first].strip():
        first += 1
    while first < last and not body[last - 1].strip():
        last -= 1
    return body[first:last]
