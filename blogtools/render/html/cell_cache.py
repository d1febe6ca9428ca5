"""What cells became on a page is used again for the next page of the same post, while someone writes it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from blogtools.model import Cell
from blogtools.render.context import Rendering
from blogtools.render.html.markdown_state import PageMarkdown

Write = Callable[[Rendering, PageMarkdown], str]
"""Writes the HTML of a cell into a page."""
Did = tuple[str, str, tuple[Any, ...], dict[str, Any], Any]
"""What a cell asked of its page: of which part of it, the question, its arguments by place and by name, the answer."""

QUESTIONS = {
    "rendering": frozenset({"add_asset", "find", "claim_id", "is_taken"}),
    "footnotes": frozenset({"reference", "define"}),
}
"""What can be asked again, by part of the page. What a cell does besides (figures, widgets) is not remembered."""
FACTS = frozenset({"source", "findings", "plugins"})
"""Attributes that cells only look at; of the findings, each looks at its own."""


class OtherwiseError(Exception):
    """The page answers a cell otherwise than the page before: nothing that is remembered may be used."""


class _Kept:
    """What a cell became."""

    def __init__(self, given: tuple[Any, ...], html: str, did: list[Did], headings: dict[str, str]) -> None:
        self.given = given
        self.html = html
        self.did = did
        self.headings = headings


class CellMemory:
    """The cells of the page before, by the identity of each.

    A cell that is the same, of which the page says the same, is not written again: what it asked of the page (files,
    ids, links, footnotes, findings) is asked again. If an answer differs, the whole page has to be made without this.
    """

    def __init__(self) -> None:
        self._before: dict[int, list[_Kept]] = {}
        self._now: dict[int, list[_Kept]] = {}

    def next_round(self) -> None:
        """Forget the cells that the page which ends here does not have."""
        self._before, self._now = self._now, {}

    def html(self, cell: Cell, given: tuple[Any, ...], write: Write, rendering: Rendering, page: PageMarkdown) -> str:
        """The HTML of a cell, of which the post says `given` (compared by value).

        Raises:
            OtherwiseError: the page must be made anew, with a new memory.
        """
        given = (cell, *given)
        for kept in self._before.get(id(cell), ()):
            if kept.given[0] is cell and kept.given[1:] == given[1:]:
                _ask_again(kept.did, rendering, page)
                break
        else:
            kept, can_be_asked = _write(given, write, rendering, page)
            if not can_be_asked:
                kept.given = ()
        page.heading_html.update(kept.headings)
        if kept.given:
            self._now.setdefault(id(cell), []).append(kept)
        return kept.html


def _ask_again(did: list[Did], rendering: Rendering, page: PageMarkdown) -> None:
    parts = {"rendering": rendering, "footnotes": page.footnotes, "page": page}
    for part, question, given, named, answer in did:
        if getattr(parts[part], question)(*given, **named) != answer:
            raise OtherwiseError


def _write(given: tuple[Any, ...], write: Write, rendering: Rendering, page: PageMarkdown) -> tuple[_Kept, bool]:
    """What a cell becomes, and whether that can be used again."""
    did: list[Did] = []
    asked = _Asked("rendering", rendering, did)
    footnotes = _Asked("footnotes", page.footnotes, did)
    own: Any = copy.copy(page)
    own.rendering, own.footnotes, own.heading_html = asked, footnotes, {}
    own.link = _noting("page", "link", page.link, did)
    stand_in: Any = asked
    html = write(stand_in, own)
    return _Kept(given, html, did, own.heading_html), asked.can_be_asked and footnotes.can_be_asked


class _Asked:
    """Stands in for a part of a page, and notes what is asked of it."""

    def __init__(self, part: str, real: object, did: list[Did]) -> None:
        vars(self).update(part=part, real=real, did=did, can_be_asked=True)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.real, name)
        if name in QUESTIONS[self.part]:
            return _noting(self.part, name, value, self.did)
        if name not in FACTS:
            vars(self)["can_be_asked"] = False
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        vars(self)["can_be_asked"] = False
        setattr(self.real, name, value)


def _noting(part: str, name: str, question: Callable[..., Any], did: list[Did]) -> Callable[..., Any]:
    def ask(*given: Any, **named: Any) -> Any:
        answer = question(*given, **named)
        did.append((part, name, given, named, answer))
        return answer

    return ask
