"""reStructuredText as Markdown, by way of docutils and of the HTML that it makes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from docutils import nodes
from docutils.core import publish_doctree, publish_from_doctree
from selectolax.lexbor import LexborHTMLParser

from blogtools.errors import Finding, SourceError, Where
from blogtools.importers.html.to_markdown import markdown_of
from blogtools.importers.pictures import Address
from blogtools.importers.rst.directives import register

_SETTINGS: dict[str, Any] = {
    "_disable_config": True,
    "docinfo_xform": False,
    "embed_stylesheet": False,
    "file_insertion_enabled": False,
    "halt_level": 5,
    "initial_header_level": 2,
    "input_encoding": "unicode",
    "line_length_limit": 10_000_000,
    "math_output": "LaTeX",
    "output_encoding": "unicode",
    "raw_enabled": True,
    "report_level": 2,
    "sectsubtitle_xform": False,
    "syntax_highlight": "none",
    "tab_width": 4,
}
_WARNING = 2
_QUIET = re.compile(r"(?i)duplicate (?:explicit|implicit) target|title underline too short|inline .* start-string")
"""Messages about what is read as it was meant."""


class Document(msgspec.Struct, frozen=True):
    """A text that was read."""

    title: str
    fields: dict[str, str]
    """The list of fields at its start, names in small letters."""
    markdown: str
    findings: tuple[Finding, ...]


def read_rst(text: str, path: Path, first: int, address: Address, *, has_title: bool) -> Document:
    """Return a text as Markdown; `first` is the number of its first line, `has_title` that a lone heading is its title.

    Raises:
        SourceError: it is nested too deeply, or docutils fails at it.
    """
    told: list[tuple[int, str]] = []
    register(text, lambda line, message: told.append((line, message)))
    settings = {**_SETTINGS, "warning_stream": io.StringIO(), "doctitle_xform": has_title}
    try:
        tree = publish_doctree(text, settings_overrides=settings)
        fields = _fields(tree)
        told += _messages(tree)
        html = publish_from_doctree(tree, writer="html5", settings_overrides=settings)
    except RecursionError as error:
        message = "is nested too deeply"
        raise SourceError(message, where=Where(str(path))) from error
    title, body = _body(html if isinstance(html, str) else html.decode())
    findings = tuple(Finding("import", message, Where(str(path), line=first - 1 + line)) for line, message in told)
    return Document(title, fields, markdown_of(body, Where(str(path)), address), findings)


def _fields(tree: nodes.document) -> dict[str, str]:
    """Take the list of fields at the start out of a document, and return it."""
    for node in tree.children:
        if isinstance(node, nodes.field_list):
            found = {
                field[0].astext().strip().lower(): " ".join(field[1].astext().split())
                for field in node.children
                if isinstance(field, nodes.field)
            }
            tree.remove(node)
            return found
        if not isinstance(node, nodes.title | nodes.subtitle | nodes.comment | nodes.decoration | nodes.target):
            return {}
    return {}


def _messages(tree: nodes.document) -> Iterator[tuple[int, str]]:
    """Take the messages of docutils out of a document, and yield them; the text that they quote stays."""
    for section in list(tree.findall(nodes.section)):
        if "system-messages" in section["classes"] and section.parent is not None:
            for message in section.findall(nodes.system_message):
                yield from _message(message)
            section.parent.remove(section)
    for message in list(tree.findall(nodes.system_message)):
        yield from _message(message)
        _replace(message, [child for child in message.children if isinstance(child, nodes.literal_block)])
    for problem in list(tree.findall(nodes.problematic)):
        _replace(problem, [nodes.Text(problem.astext())])


def _replace(node: nodes.Element, others: Sequence[nodes.Node]) -> None:
    if node.parent is not None:
        index = node.parent.index(node)
        node.parent[index : index + 1] = list(others)


def _message(message: nodes.system_message) -> Iterator[tuple[int, str]]:
    words = next((child.astext() for child in message.children if isinstance(child, nodes.paragraph)), "")
    words = " ".join(words.split())
    if message["level"] >= _WARNING and not _QUIET.search(words):
        yield message.get("line", 1), f"docutils says: {words.rstrip('.')}; the text stays as it is written"


def _body(html: str) -> tuple[str, str]:
    """Return the title and the rest of a document in HTML."""
    page = LexborHTMLParser(html)
    main = page.css_first("main") or page.body
    if main is None:
        return "", ""
    title = ""
    heading = main.css_first("h1.title")
    if heading is not None:
        title = " ".join(heading.text().split())
        heading.decompose()
    return title, main.html or ""
