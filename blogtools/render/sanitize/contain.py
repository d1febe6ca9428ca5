"""Author HTML made to stay within its place on a page, whatever it leaves open or closes too often.

The parser is lexbor's (selectolax), which follows the HTML Standard. It decides; nothing here guesses what a tag does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.markdown.tags import RAW_TEXT, element_names, tags

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser  # Loaded where it is used, see below.

_DEEPEST = 1000
"""Elements inside elements. A parser looks at all that are open for each tag: the time grows with the square."""
_MANY = 16_000
"""Tags that take a parser a second or two at worst, however deep they lie."""
_LONG = 100_000
"""Characters of HTML from which its tags are counted; in less, no tag has so many attributes that it matters."""
_MOST_ATTRIBUTES = 2000
"""Attributes of one tag. A parser compares each with all before it."""
_ROUNDS = 4
"""Times that a fragment is written anew before it is shown as text; those that settle at all do in two."""
_PROBE = "x-probe"

_VOID = element_names(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
)
_END_IMPLIED = element_names("p li dt dd td th tr tbody thead tfoot caption colgroup option optgroup rb rp rt rtc")
_SWALLOWS = RAW_TEXT | {"select", "template"}
"""Elements that hide what follows them if they have no end tag: an author wrote of the tag, or forgot to end it."""
_IN_SELECT = frozenset(("option", "optgroup", "hr"))
"""Children of `<select>`. Browsers before and after 2025 disagree on all others, and on where the element ends."""

_NOTABLE = lazy_pattern(r"<(meta|base|html|head|body|!doctype|template|annotation-xml|select|noscript)(?=[\s/>])")
_NOT_AS_WRITTEN = element_names("meta base html head body !doctype template annotation-xml")
"""Elements of whole documents, and those on whose ends parsers disagree if something in them is left open."""
_ROWS_AND_CELLS = ("table", "thead", "tbody", "tr", "th", "td")


class _Place(msgspec.Struct, frozen=True):
    """The elements around a fragment: all that an end tag of it could close, on pages of any theme."""

    names: tuple[str, ...]
    before: str
    after: str


def _place(*names: str) -> _Place:
    before = "<!doctype html><body>x" + "".join(f"<{name}>" for name in names)
    closing = "".join(f"</{name}>" for name in reversed(names))
    return _Place(names, before, f"<{_PROBE}></{_PROBE}>{closing}<footer></footer>")


_AROUND = (
    *(
        "main",
        "article",
        "section",
        "div",
        "header",
        "footer",
        "nav",
        "aside",
        "address",
        "blockquote",
        "center",
        "dialog",
        "dir",
    ),
    *("fieldset", "hgroup", "menu", "search", "dl", "h2", "pre", "ul", "details", "summary", "figure", "figcaption"),
    *("ol", "li"),
)
_BLOCK = _place(*_AROUND, "section", "div")
_ITEM = _place(*_AROUND)


def contain(html: str, *, in_item: bool = False) -> str:
    """Return HTML that neither ends nor outlasts the element it stands in, which is a `<li>` if `in_item`.

    HTML that does so already, however loosely it is written, comes back byte for byte; all other as the parser
    understood it. Tags that would swallow the rest of the page, such as a `<title>` in a sentence, are shown as text.
    Of documents, what head and body hold is kept.
    """
    if "<" not in html:
        return html
    if _is_too_complex(html):
        return _as_text(html)
    place = _ITEM if in_item else _BLOCK
    if _is_fine(html, place):
        return html
    html = _with_unfinished_tags_as_text(html)
    if _is_too_complex(html):
        return _as_text(html)
    if _is_fine(html, place):
        return html
    written = _written(html, place)
    for _ in range(_ROUNDS):
        shown = _with_unfinished_tags_as_text(written)
        again = _written(shown, place)
        if written == shown == again and _stays(written, place, _notable(written)):
            return written
        written = again
    return _as_text(html)


def is_contained(html: str) -> bool:
    """Return True if HTML leaves the element around it as it is; False if it is too complex to tell."""
    return "<" not in html or (not _is_too_complex(html) and _stays(html, _BLOCK, _notable(html)))


def is_plain_table(html: str) -> bool:
    """Return True if a `<table>` holds only rows and cells, all of them closed, and so needs no parser."""
    opened = sum(html.count(f"<{name}>") + html.count(f"<{name} ") for name in _ROWS_AND_CELLS)
    closed = sum(html.count(f"</{name}>") for name in _ROWS_AND_CELLS)
    return opened == closed and html.count("<") == opened + closed


def parse_fragment(html: str) -> LexborHTMLParser:
    """Return the tree of a piece of HTML, for changes that keep it well-formed."""
    from selectolax.lexbor import LexborHTMLParser  # A compiled library, for posts with HTML of their authors.

    return LexborHTMLParser(html.encode(errors="replace"), is_fragment=True)


def serialize(tree: LexborHTMLParser) -> str:
    """Return the HTML of a tree, which is the same tree when it is parsed again."""
    for node in tree.css("pre, textarea, listing"):
        # A parser drops a line break that directly follows the tag.
        first = node.first_child
        if first is not None and first.is_text_node and (first.text_content or "").startswith("\n"):
            first.insert_before("\n")
    return tree.html or ""


def _is_fine(html: str, place: _Place) -> bool:
    notable = _notable(html)
    return _NOT_AS_WRITTEN.isdisjoint(notable) and _stays(html, place, notable)


def _stays(html: str, place: _Place, notable: set[str]) -> bool:
    """Return True if a fragment leaves what is around it, and what follows it, as it is."""
    data = f"{place.before}{html}{place.after}".encode(errors="replace")
    # What `<noscript>` holds is markup for some readers and text for others.
    return _stays_parsed(data, place, notable, scripting=False) and (
        "noscript" not in notable or _stays_parsed(data, place, notable, scripting=True)
    )


def _stays_parsed(data: bytes, place: _Place, notable: set[str], *, scripting: bool) -> bool:
    from selectolax.lexbor import LexborHTMLParser  # As above.

    tree = LexborHTMLParser(data, scripting=scripting)
    root, body = tree.root, tree.body
    if root is None or body is None or root.attributes or body.attributes or body.next is not None:
        return False
    node: Any = body.first_child
    for name in ("-text", *place.names):
        if node is None or node.tag != name or (name not in ("-text", place.names[0]) and node.next is not None):
            return False
        before, node = node, node.next if name == "-text" else node.first_child
    last = before.last_child
    if last is None or last.tag != _PROBE or last.first_child is not None:
        return False
    footer: Any = body.last_child
    if footer.tag != "footer" or footer.first_child is not None or footer.prev.tag != place.names[0]:
        return False
    if "select" in notable and any(inner.tag not in _IN_SELECT for inner in tree.css("select *")):
        return False
    return place is not _ITEM or not any(_is_stray_item(item) for item in tree.css("li li"))


def _written(html: str, place: _Place) -> str:
    """Return the fragment as the parser understands it, without elements of whole documents."""
    tree = parse_fragment(html)
    is_document = "head" in _notable(html)
    for node in tree.css("meta, base, title" if is_document else "meta, base"):
        if node.parent is None or node.parent.tag != "svg":
            node.decompose()
    for node in tree.css("select *"):
        if node.tag not in _IN_SELECT:
            node.unwrap(delete_empty=True)
    if place is _ITEM:
        for node in tree.css("li"):
            if _is_stray_item(node):
                node.unwrap(delete_empty=True)
    return serialize(tree)


def _is_stray_item(item: Any) -> bool:
    """Return True if an item is in no list of its own, so that its start tag could end an item around the fragment."""
    return item.parent is None or item.parent.tag not in ("ul", "ol", "menu", "dir")


def _notable(html: str) -> set[str]:
    return set(_NOTABLE.findall(html.lower()))


def _with_unfinished_tags_as_text(html: str) -> str:
    """Return HTML with unfinished tags, and those whose element swallows the rest, escaped as text."""
    last_ends: dict[str, int] = {}
    parts: list[str] = []
    done = 0
    for tag in tags(html):
        is_text = tag.is_unfinished or (tag.name == "plaintext" and not tag.is_end)
        if not is_text and tag.name in _SWALLOWS and not tag.is_end:
            if tag.name not in last_ends:
                ends = re.compile(rf"</{tag.name}[\s/>]", re.IGNORECASE).finditer(html)
                last_ends[tag.name] = max((end.start() for end in ends), default=-1)
            is_text = last_ends[tag.name] < tag.start
        if is_text:
            parts += html[done : tag.start], "&lt;"
            done = tag.start + 1
    return "".join([*parts, html[done:]])


def _is_too_complex(html: str) -> bool:
    """Return True if a parser takes time with the square of the length, for what is deep or has many attributes."""
    may_be_deep = html.count("<") > _MANY
    if not may_be_deep and len(html) < _LONG:
        return False
    still_open: Counter[str] = Counter()
    depth = 0
    for tag in tags(html):
        # An attribute takes at least two characters, with the space before it.
        if len(tag.written) > 2 * _MOST_ATTRIBUTES and _count(tag.attributes) > _MOST_ATTRIBUTES:
            return True
        if tag.name in _VOID or tag.name in _END_IMPLIED:
            continue
        if not tag.is_end:
            still_open[tag.name] += 1
            depth += 1
        elif still_open[tag.name]:
            still_open[tag.name] -= 1
            depth -= 1
        if may_be_deep and depth > _DEEPEST:
            return True
    return False


def _count(items: Iterable[Any]) -> int:
    return sum(1 for _ in items)


def _as_text(html: str) -> str:
    return html.replace("<", "&lt;")
