"""Directives and roles that docutils does not know, or reads more strictly than blogs are written."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from docutils.languages import get_language
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.directives.images import Figure
from docutils.utils import new_document

from blogtools.importers.html.embeds import embed

Tell = Callable[[int, str], None]
"""Given a line of the text and a message: a part that has no counterpart."""
_DIRECTIVE = re.compile(r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([A-Za-z][\w:+.-]*)::(?:\s|$)", re.MULTILINE)
_ROLE = re.compile(r":([A-Za-z][\w:+.-]*):`|`:([A-Za-z][\w:+.-]*):")
_VIDEOS = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}
_ENGLISH: Any = get_language("en")
_TAGS = {"kbd": "kbd", "del": "del", "ins": "ins", "mark": "mark", "samp": "code", "file": "code", "command": "code"}


class _AnyOptions(dict[str, Any]):
    """Takes every option as it stands."""

    def __missing__(self, name: str) -> Any:
        return directives.unchanged


class _Lenient(Directive):
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = _AnyOptions(name=directives.unchanged)


class _Code(_Lenient):
    """A block of code; what themes do with numbers and marks of its lines is left."""

    def run(self) -> list[nodes.Node]:
        language = (self.arguments[0].split() if self.arguments else [""])[0]
        code = "\n".join(self.content)
        if not code and self.arguments and len(self.arguments[0].split("\n")) > 1:
            language, _, code = self.arguments[0].partition("\n")
        return [nodes.literal_block(code, code, classes=["code", language] if language else ["code"])]


class _Nothing(_Lenient):
    """A directive for something that a page of blogtools has by itself, or that nobody sees."""

    def run(self) -> list[nodes.Node]:
        return []


class _Video(_Lenient):
    """A video of another site."""

    def run(self) -> list[nodes.Node]:
        given = (self.arguments[0] if self.arguments else "").strip()
        address = given if "/" in given else _VIDEOS[self.name] + given
        return [_made(embed(address) or f"<{address}>")]


class _Gist(_Lenient):
    """A gist of GitHub, as a link."""

    def run(self) -> list[nodes.Node]:
        given = (self.arguments[0] if self.arguments else "").split()
        address = next(iter(given), "")
        return [_made(f"<{address if '/' in address else f'https://gist.github.com/{address}'}>")]


class _Thumbnail(Figure):
    """A picture of Nikola that opens larger."""


def _made(markdown: str) -> nodes.raw:
    text = f'<x-markdown data-markdown="{html.escape(markdown)}"></x-markdown>'
    return nodes.raw("", text, format="html")


_OWN: dict[str, type[Directive]] = {
    **dict.fromkeys(("code", "code-block", "sourcecode", "prism", "highlight"), _Code),
    **dict.fromkeys(("contents", "toc", "sectnum", "index", "role", "teaser_end", "more"), _Nothing),
    **dict.fromkeys(_VIDEOS, _Video),
    "gist": _Gist,
    "thumbnail": _Thumbnail,
}


def register(text: str, tell: Tell) -> None:
    """Make docutils take every directive and role of a text; those that have no counterpart are told."""
    for name, directive in _OWN.items():
        if name != "role":
            directives.register_directive(name, directive)
    for name in {match[1].lower() for match in _DIRECTIVE.finditer(text)}:
        found, _ = directives.directive(name, _ENGLISH, new_document(""))
        if name not in _OWN and (found is None or issubclass(found, _Unknown)):
            directives.register_directive(name, _unknown(tell))
    for name in {(match[1] or match[2]).lower() for match in _ROLE.finditer(text)}:
        roles.register_local_role(name, _role(name, tell)) if _is_unknown_role(name) else None


def _is_unknown_role(name: str) -> bool:
    found, _ = roles.role(name, _ENGLISH, 0, new_document("").reporter)
    return found is None or getattr(found, "is_of_blogs", False)


class _Unknown(_Lenient):
    """A directive that nobody knows: its words stay."""

    tell: Tell

    def run(self) -> list[nodes.Node]:
        type(self).tell(self.lineno, f"the directive {self.name} has no counterpart; its text stays")
        found: list[nodes.Node] = []
        if self.arguments:
            found.append(nodes.paragraph("", "", nodes.Text(self.arguments[0])))
        if self.content:
            code = "\n".join(self.content)
            found.append(nodes.literal_block(code, code))
        return found


def _unknown(tell: Tell) -> type[_Unknown]:
    return type("_UnknownHere", (_Unknown,), {"tell": staticmethod(tell)})


def _role(name: str, tell: Tell) -> Any:
    def read(
        _name: str, source: str, text: str, line: int, *_: Any, **__: Any
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        del source
        if tag := _TAGS.get(name):
            return [nodes.raw("", f"<{tag}>{html.escape(text)}</{tag}>", format="html")], []
        tell(line, f"the role {name} has no counterpart; its text stays")
        return [nodes.Text(text.replace("\x00", "\\"))], []

    read.is_of_blogs = True  # type: ignore[attr-defined]
    return read
