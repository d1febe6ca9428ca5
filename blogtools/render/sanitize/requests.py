"""Finds what HTML of authors would ask of other servers, and puts it into boxes that a reader can click.

Frames, pictures and players are replaced one by one; scripts of an output hold back all of it, because its parts belong
together; whatever else loads a file (style sheets, backgrounds, parts of drawings) is dropped.
"""

from __future__ import annotations

import re
import secrets
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from blogtools.render.sanitize.boxes import external_box
from blogtools.render.sanitize.contain import parse_fragment
from blogtools.render.sanitize.hosts import Hosts, listed
from blogtools.transform.markdown.tags import element_names

_MAY_ASK_CSS = re.compile(r"url|image|src|\\|&")

_FRAMES = element_names("iframe frame embed object applet portal fencedframe")
_PICTURES = element_names("img picture input")
_PLAYERS = element_names("video audio bgsound")
_HELD = _FRAMES | _PICTURES | _PLAYERS
_NOUNS = {"video": "video", "audio": "sound", "bgsound": "sound", "script": "script"} | dict.fromkeys(
    _PICTURES, "image"
)
_LOADING = element_names(
    "src srcset imagesrcset poster data background href xlink:href values to from by archive codebase classid icon"
    " lowsrc dynsrc manifest"
)
"""Attributes with an address that is loaded without a click; that of a link (`<a>`, `<area>`) is not."""
_SETS = element_names("srcset imagesrcset values archive")
_LINKS = element_names("a area")
_WORDS = element_names("alt title cite content placeholder summary label value id class name for headers action")
"""Attributes whose brackets are those of a sentence."""
_SCRIPT_TYPES = re.compile(r"|module|importmap|speculationrules|(?:text|application)/(?:x-)?(?:java|ecma|j)script.*")
_DOCUMENT = re.compile(r"data:(?!image/|audio/|video/)[^,]*?(;base64)?,(.*)", re.IGNORECASE | re.DOTALL)
_PIXELS = re.compile(r"(\d{2,4})(?:px)?")
_MOST_NESTED = 3
"""Documents in frames of documents that are looked into."""

HtmlNode = Any
"""A node of a parsed fragment (selectolax)."""


class Held:
    """The parts of a fragment that are held back."""

    def __init__(self, hosts: Hosts, read: Callable[[str], str], *, has_script: bool) -> None:
        """Hold back what is not on `hosts.own`; pages with `has_script` can load it on a click, others link to it.

        `read` returns the text of a file that is published with the page, given its URL; empty for any other.
        """
        self.hosts = hosts
        self.read = read
        self.has_script = has_script
        self.boxes: dict[str, str] = {}
        """Mark in the text of the fragment to the HTML that goes there."""
        self.waiting: dict[str, set[str]] = {}
        """Noun to the hosts of what waits for a click."""
        self.dropped: set[str] = set()
        """Hosts of what is left out."""
        self.has_changed = False
        """True if anything was replaced or dropped."""

    def hold(self, tree: Any) -> None:
        """Replace what a fragment would load, by marks for the boxes."""
        replaced: set[int] = set()
        for node in tree.css("*"):
            if replaced and not replaced.isdisjoint(parent.mem_id for parent in _parents(node)):
                continue
            name = node.tag
            if name in _HELD or name == "script":
                asked = self.asked(node)
                if asked:
                    self.has_changed = True
                    replaced.add(node.mem_id)
                    self._replace(node, asked)
            elif node.attributes:
                self._strip(node)

    def asked(self, node: HtmlNode, level: int = 0) -> frozenset[str]:
        """Return the hosts that an element and all in it would ask."""
        return frozenset(host for inner in (node, *node.css("*")) for host in self._asked_alone(inner, level))

    def _asked_alone(self, node: HtmlNode, level: int) -> set[str]:
        """Return the hosts that an element would ask, without those in it."""
        found: set[str] = set()
        for name, value in node.attributes.items():
            found |= self._asked_by(node, name, value or "", level)
        if node.tag == "script" and _is_program(node):
            found |= self.hosts.in_script(node.text())
        elif node.tag == "style":
            found |= _css_hosts(node.text(), self.hosts)
        elif node.tag == "template" and "shadowrootmode" in node.attributes:
            found |= self._in_document(node.inner_html or "", level)
        return found

    def box(self, html: str, asked: frozenset[str], noun: str, url: str = "", title: str = "", height: int = 0) -> str:
        """Return the box for a piece of HTML, and remember that it waits."""
        self.waiting.setdefault(noun, set()).update(asked)
        has_script = self.has_script and _fits_template(html)
        return external_box(html, asked, noun, url=url, title=title, height=height, has_script=has_script)

    def _replace(self, node: HtmlNode, asked: frozenset[str]) -> None:
        noun = _NOUNS.get(node.tag, "frame")
        title = next((text for name in ("alt", "title", "aria-label") if (text := _attribute(node, name).strip())), "")
        if node.tag == "picture":
            image = node.css_first("img")
            title = _attribute(image, "alt").strip() if image is not None else ""
        if any(parent.tag in ("a", "button", "svg", "math") for parent in _parents(node)):
            # Where a click does something already, and where a box would end what is around it, words must do.
            self.dropped |= asked
            node.replace_with("" if noun == "script" else title or f"{noun.capitalize()} from {listed(asked)}")
            return
        watched = _attribute(node, "data-video")
        if watched and self.hosts.other(watched):
            # The frame of a video that the author wrote by its address.
            noun, address = "video", watched
        else:
            address = next(filter(self.hosts.other, _addresses(node)), "")
        height = _PIXELS.fullmatch(_attribute(node, "height").strip())
        mark = f"blogtools-{secrets.token_hex(16)}"
        html = node.html or ""
        self.boxes[mark] = self.box(html, asked, noun, address, title, int(height[1]) if height else 0)
        node.replace_with(mark)

    def _strip(self, node: HtmlNode) -> None:
        if node.tag == "link":
            rel = _attribute(node, "rel").lower().split()
            asked = self.asked(node)
            self.dropped |= asked
            if asked or "stylesheet" in rel:
                self.has_changed = True
                node.decompose()
            return
        for name, value in list(node.attributes.items()):
            asked = self._asked_by(node, name, value or "", 0)
            if not asked and name != "shadowrootmode":
                continue
            self.dropped |= asked
            self.has_changed = True
            if name == "style":
                from blogtools.render.sanitize.css import without_requests  # As in `_css_hosts`.

                node.attrs["style"] = without_requests(value or "", self.hosts)[0]
            else:
                del node.attrs[name]

    def _asked_by(self, node: HtmlNode, name: str, value: str, level: int) -> frozenset[str]:
        if not value or name.startswith("xmlns"):
            return frozenset()
        if name == "srcdoc":
            return self._in_document(value, level)
        if node.tag == "meta" and name == "content" and "http-equiv" in node.attributes:
            urls = re.split(r"[\s,;='\"]+", value)
            return frozenset(host for url in urls if (host := self.hosts.other(url)))
        if name in _LOADING:
            if node.tag in _LINKS and name.endswith("href"):
                return frozenset()
            document = _DOCUMENT.match(value.strip()) if node.tag in _FRAMES else None
            if document:
                return self._in_document(_decoded(document), level)
            own = self.read(value.strip()) if node.tag in _FRAMES else ""
            if own:
                return self._in_document(own, level)
            urls = re.split(r"[\s,;]+", value) if name in _SETS else [value]
            return frozenset(host for url in urls if (host := self.hosts.other(url)))
        if name == "style" or ("(" in value and name not in _WORDS):
            return _css_hosts(value, self.hosts) if _MAY_ASK_CSS.search(value.lower()) else frozenset()
        return frozenset()

    def _in_document(self, html: str, level: int) -> frozenset[str]:
        if level >= _MOST_NESTED:
            return frozenset(("another server",))
        from selectolax.lexbor import LexborHTMLParser  # As in `contain`.

        tree = LexborHTMLParser(html.encode(errors="replace"))
        return frozenset(host for node in tree.css("*") for host in self._asked_alone(node, level + 1))


def scripts_ask(tree: Any, held: Held) -> frozenset[str]:
    """Return the hosts that the scripts of a fragment would ask."""
    return frozenset(host for node in tree.css("script") for host in held.asked(node))


def _fits_template(html: str) -> bool:
    """Return True if HTML stays in a `<template>`: what an SVG script holds may end it, once it is written out."""
    tree = parse_fragment(f"<template>{html}</template>")
    return tree.root is not None and tree.root.tag == "template" and tree.root.next is None


def _css_hosts(css: str, hosts: Hosts) -> frozenset[str]:
    # Little HTML has styles with addresses; the parser of CSS is loaded for what does.
    from blogtools.render.sanitize.css import css_hosts

    return css_hosts(css, hosts)


def _is_program(script: HtmlNode) -> bool:
    return bool(_SCRIPT_TYPES.fullmatch(_attribute(script, "type").strip().lower()))


def _addresses(node: HtmlNode) -> Iterator[str]:
    for inner in (node, *node.css("*")):
        for name in ("src", "data", "srcset", "poster"):
            value = _attribute(inner, name)
            if value:
                yield value.split()[0] if name == "srcset" else value.strip()


def _attribute(node: HtmlNode, name: str) -> str:
    return node.attributes.get(name) or ""


def _parents(node: HtmlNode) -> Iterator[HtmlNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _decoded(document: re.Match[str]) -> str:
    data = unquote_to_bytes(document[2])
    if document[1]:
        try:
            data = b64decode(data, validate=False)
        except Base64Error:
            return ""
    return data.decode(errors="replace")
