"""Blocks of code that other tools take for text of a format (Pandoc, MyST), and who may read them."""

from __future__ import annotations

from blogtools.memo import lazy_pattern
from blogtools.transform.markdown.attributes import HTML_FORMATS, read_attributes

_DIRECTIVE = lazy_pattern(r"\{(=|[\w:-]+\})[ \t]*([^\n}]*)")
_HIDING_TAG = lazy_pattern(r"\b(?:remove|hide)[-_](?:cell|input|output)\b")
_OPTIONS = lazy_pattern(r"\A(?:[ \t]*:[\w-]+:.*\n?|---\n.*?\n---\n?)+")


def is_for_pages(info: str) -> bool:
    """Return True if the text after a fence says that HTML follows: `{=html}`, `{raw} html`, `{only} html`."""
    return _format(info) is True


def is_hidden_block(info: str, body: str) -> bool:
    """Return True if the reader of a page is not to see a block of code, given the text after its fence."""
    shown = _format(info)
    if shown is not None:
        return not shown
    if info.startswith("{code-cell}"):
        options = _OPTIONS.match(body)
        return bool(options and _HIDING_TAG.search(options[0]))
    if info.startswith("{ifconfig}"):
        return True
    return info.startswith("{.") and read_attributes(info[1:].partition("}")[0]).hides


def _format(info: str) -> bool | None:
    """Return True if a block is for HTML, False if it is for another format, None if it is for all."""
    match = _DIRECTIVE.match(info)
    if match is None:
        return None
    name, rest = match[1], match[2].strip().lower()
    if name == "=":
        return rest in HTML_FORMATS
    if name == "raw}":
        return bool(set(rest.split()) & HTML_FORMATS)
    if name == "only}":
        return _holds(rest)
    return None


def _holds(expression: str) -> bool:
    """Return the value of Sphinx's `only`, such as `html and not draft`; what cannot be read does not hold."""
    for group in expression.replace("(", " ").replace(")", " ").split(" or "):
        terms = [term.split() for term in group.split(" and ")]
        if all((term[-1:] and term[-1] in HTML_FORMATS) is not (term[:1] == ["not"]) for term in terms):
            return True
    return False
