"""Drawings of engines as they can stand in a page: what authors write in a diagram is not to be trusted."""

from __future__ import annotations

import html
import re
from typing import Any, cast

import tinycss2

from blogtools.render.context import Rendering
from blogtools.render.diagrams.drawing import ROOT_ID, Drawing
from blogtools.render.sanitize.clean import cleaned
from blogtools.render.sanitize.ids import unique_ids
from blogtools.transform.anchors import UniqueNames

_POINT = 4 / 3
"""Pixels."""
_LABEL = re.compile(rf'<defs><g id="{ROOT_ID}-foreignobject-label-(\d+)"><svg\b[^>]*>(.*?)</svg></g></defs>', re.DOTALL)
_USE = re.compile(rf'<use\b[^>]*? href="#{ROOT_ID}-foreignobject-label-(\d+)"[^>]*/>')
_INVISIBLE = re.compile(r"<rect\b[^>]*?opacity:0;[^>]*/>")
_IDLE = re.compile(
    r"(?:opacity:1;)?display:inline;visibility:inherit;clip-path:none;mask:none;filter:none;"
    r"transform:(?:none|matrix\(1 0 0 1 0 0\));?"
)
_MATRIX = re.compile(r'style="([^"]*?)transform:(matrix\([^)"]*\));?([^"]*)"')
_CLUTTER = re.compile(r' (?:(?:data-[\w-]+|xml:space)="[^"]*"|class="merman-foreignobject-[^"]*"|style="")')
_COMMENT_OR_TITLE = re.compile(r"<!--.*?-->\s*|<(?:title|desc)\b[^>]*>.*?</(?:title|desc)>\s*", re.DOTALL)
_ROOT = re.compile(r"<svg\b[^>]*>")
_VIEW = re.compile(r'viewBox="(-?[\d.]+)[ ,]+(-?[\d.]+)[ ,]+([\d.]+)[ ,]+([\d.]+)"')
_SHEET = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_TEXT = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def cleaned_drawing(svg: str) -> Drawing:
    """Return a drawing of an engine without scripts, requests, HTML in it, and styles for the rest of the page."""
    points = 'pt"' in _root(svg)
    svg = cleaned(_tidied(svg))
    sheets = "".join(_own_rules(sheet) for sheet in _SHEET.findall(svg))
    drawing = svg[svg.find("<svg") :]
    view = _VIEW.search(_root(drawing))
    if view is None or not drawing.startswith("<svg"):
        return Drawing(problem="its drawing has no size")
    left, top, *size = map(float, view.groups())
    width, height = (side * _POINT if points else side for side in size)
    body = drawing[len(_root(drawing)) : drawing.rindex("</svg>")]
    style = f"<style>{sheets}</style>" if sheets else ""
    root = f'<svg id="{ROOT_ID}" viewBox="{left:g} {top:g} {size[0]:g} {size[1]:g}">'
    whole = unique_ids(f"{root}{style}{body}</svg>", cast(Rendering, _Prefixed()))
    words = (" ".join(html.unescape(_TAG.sub(" ", text)).split()) for text in _TEXT.findall(body))
    return Drawing(whole, round(width, 1), round(height, 1), ", ".join(dict.fromkeys(filter(None, words))))


class _Prefixed:
    """Claims ids that begin with that of the drawing, which a page replaces by one of its own; engines repeat some."""

    def __init__(self) -> None:
        self._names = UniqueNames()

    def claim_id(self, wanted: str) -> str:
        return self._names.claim(wanted if wanted.startswith(ROOT_ID) else f"{ROOT_ID}-{wanted}")


def _root(svg: str) -> str:
    found = _ROOT.search(svg)
    return found[0] if found else ""


def _tidied(svg: str) -> str:
    """Return a drawing in which labels stand where they are shown, without what no reader needs."""
    svg = _COMMENT_OR_TITLE.sub("", svg[max(svg.find("<svg"), 0) :])
    labels = {number: _INVISIBLE.sub("", inner) for number, inner in _LABEL.findall(svg)}
    if labels:
        svg = _USE.sub(lambda use: labels.get(use[1], ""), _LABEL.sub("", svg))
    svg = _CLUTTER.sub("", _IDLE.sub("", svg))
    return _MATRIX.sub(r'transform="\2" style="\1\3"', svg).replace("xlink:href=", "href=")


def _own_rules(sheet: str) -> str:
    """Return the rules of a style sheet, which are safe already, that reach nothing outside of the drawing."""
    rules: list[Any] = tinycss2.parse_stylesheet(html.unescape(sheet), skip_comments=True, skip_whitespace=True)
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            prelude, block = tinycss2.serialize(rule.prelude), tinycss2.serialize(rule.content)
            if _is_inside(prelude) and block.strip():
                kept.append(f"{prelude}{{{block}}}")
    return "".join(kept).replace("&", "&amp;").replace("<", "&lt;")


def _is_inside(prelude: str) -> bool:
    """Return True if all selectors begin with the drawing, and none goes on beside it."""
    if {"+", "~"} & set(prelude):
        return False
    return all(re.match(rf"\s*#{ROOT_ID}(?![\w-])", selector) for selector in prelude.split(","))
