"""The door by which HTML of authors enters a page: whatever it is, nothing in it asks other servers at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from justhtml import JustHTML

from blogtools.model import Cell, CellOptions, Origin
from blogtools.render.context import Rendering
from blogtools.render.sanitize.contain import is_contained
from blogtools.render.sanitize.fragment import Rules, clean_fragment, rules_for
from tests.test_page_structure import fragments

OUTSIDE = "//x.org"


def live(html: str) -> Iterator[tuple[str, dict[str, str | None]]]:
    """The elements of a fragment, without those in a `<template>`, which are not alive."""

    def walk(node: Any) -> Iterator[tuple[str, dict[str, str | None]]]:
        for child in node.children or ():
            if not child.name.startswith(("#", "!")):
                yield child.name, dict(child.attrs or {})
                if child.name != "template":
                    yield from walk(child)

    return walk(JustHTML(f"<!doctype html><div>{html}</div>", sanitize=False).root)


@pytest.mark.parametrize("sanitize", [False, True])
def test_no_fragment_asks_at_once(request: pytest.FixtureRequest, *, sanitize: bool) -> None:
    """By any element or style; links are for readers to follow."""
    for html in fragments(request.config.getoption("--fragments")):
        shown = clean_fragment(html, Rendering("a"), Rules(1, sanitize, is_output=True))
        for name, attributes in live(shown):
            asks = [
                value
                for attribute, value in attributes.items()
                if value and attribute not in ("title", "alt") and not (name == "a" and attribute == "href")
            ]
            assert not any(OUTSIDE in value and "(" in value for value in asks), (html, shown)
            assert not any(value.startswith(OUTSIDE) for value in asks), (html, shown)
            if sanitize:
                assert name not in ("script", "iframe", "object", "embed", "form", "link", "meta", "base"), html
                assert not any(attribute.startswith("on") for attribute in attributes), html


@pytest.mark.parametrize("has_script", [False, True])
@pytest.mark.parametrize("held", ["img src", "iframe src", "script src", "video poster", "object data"])
@pytest.mark.parametrize("around", ["<math><main><mi><mglyph>{}</mi></main></math>", "<svg><main>{}</main></svg>"])
def test_what_is_held_back_in_formulas_and_drawings_ends_nothing(around: str, held: str, *, has_script: bool) -> None:
    """Words stand for it: a box, which is HTML, would end them, and leave their end tags to the page."""
    rendering = Rendering("a")
    rendering.has_script = has_script
    shown = clean_fragment(around.format(f"<math><{held}=//x.org/a></math>"), rendering, Rules(1))
    assert is_contained(shown), shown


@pytest.mark.parametrize(
    "html", ["a", "<b>x</b>", "<table><tr><td style='color:red'>1</td></tr></table>", "<img src=a>"]
)
def test_what_asks_for_nothing_stays(html: str) -> None:
    """Byte for byte."""
    assert html == clean_fragment(html, Rendering("a"), Rules(1, is_output=True))


def test_rules() -> None:
    """A sanitized cell loads nothing, whatever it asks for."""
    rendering = Rendering("a")
    cell = Cell(3, "code", "", options=CellOptions(load_external=True))
    assert Rules(3, sanitize=False, loads=True, is_output=True) == rules_for(cell, rendering)
    origin = Origin("b.ipynb", "b", "B", sanitize=True)
    embedded = Cell(3, "code", "", options=CellOptions(load_external=True), origin=origin)
    assert Rules(3, sanitize=True, loads=False, is_output=True) == rules_for(embedded, rendering)
    rendering.sanitize = rendering.loads_external = True
    assert Rules(3, sanitize=True, loads=False, is_output=True) == rules_for(cell, rendering)
