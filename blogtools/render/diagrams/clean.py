"""Drawings of engines as they can stand in a page: what authors write in a diagram is not to be trusted."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
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
_EMPTY = re.compile(r"(?:<defs>)?<filter\b[^>]*></filter>(?:</defs>)?")
_CLASSES = re.compile(r'\sclass="([^"]*)"')
_NAMES = re.compile(r"<([a-zA-Z]+)")
_CLASS = re.compile(r"\.([A-Za-z_][\w-]*)")
_ID = re.compile(r'\[id="([\w-]+)"\]')
_TYPE = re.compile(r"[\s>]([A-Za-z]+)")


def cleaned_drawing(svg: str) -> Drawing:
    """Return a drawing of an engine without scripts, requests, HTML in it, and styles for the rest of the page."""
    points = 'pt"' in _root(svg)
    svg = cleaned(_tidied(svg))
    sheets = _SHEET.findall(svg)
    # A filter of which nothing is left would hide what it is for.
    drawing = _EMPTY.sub("", svg[svg.find("<svg") :])
    view = _VIEW.search(_root(drawing))
    if view is None or not drawing.startswith("<svg"):
        return Drawing(problem="its drawing has no size")
    left, top, *size = map(float, view.groups())
    width, height = (side * _POINT if points else side for side in size)
    body = drawing[len(_root(drawing)) : drawing.rindex("</svg>")]
    used = _Used(body)
    rules = "".join(rule for sheet in sheets for rule in _own_rules(sheet, used))
    style = f"<style>{rules}</style>" if rules else ""
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


class _Used:
    """The classes and elements of a drawing: engines give all drawings of a kind the same long style sheet."""

    def __init__(self, body: str) -> None:
        self.classes = {name for names in _CLASSES.findall(body) for name in names.split()}
        self.elements = {*_NAMES.findall(body), "svg"}

    def has(self, selector: str) -> bool:
        """Return True if a selector may apply: it begins with the drawing, and does not go on beside it."""
        if not re.match(rf"\s*#{ROOT_ID}(?![\w-])", selector) or {"+", "~"} & set(selector) or "[data-" in selector:
            return False
        return self.classes.issuperset(_CLASS.findall(selector)) and self.elements.issuperset(_TYPE.findall(selector))


def _own_rules(sheet: str, used: _Used) -> Iterator[str]:
    """Yield the rules of a style sheet, which are safe already, that apply to something in the drawing alone."""
    rules: list[Any] = tinycss2.parse_stylesheet(html.unescape(sheet), skip_comments=True, skip_whitespace=True)
    for rule in rules:
        if rule.type == "qualified-rule":
            prelude = _ID.sub(r"#\1", tinycss2.serialize(rule.prelude))
            block = tinycss2.serialize(rule.content)
            selectors = ",".join(one.strip() for one in prelude.split(",") if used.has(one))
            # A comma in brackets parts no selectors; what it leaves has brackets that do not match.
            if selectors and block.strip() and not set("()[]") & set(selectors):
                yield f"{selectors}{{{block}}}".replace("&", "&amp;").replace("<", "&lt;")
