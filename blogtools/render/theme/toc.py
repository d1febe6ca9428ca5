"""The table of contents: the headings of a page as a tree, in their own words."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from blogtools.model import Post
from blogtools.render.sanitize.contain import parse_fragment, serialize
from blogtools.transform.markdown.tags import element_names

CONTENTS_FROM = 3
"""Headings that make a table of contents worth its place."""
CONTENTS_DEPTH = 3
"""Levels of headings, counted from the highest in use, that the table of contents shows."""

_TEXT = element_names(
    "abbr b bdi bdo br cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub u var wbr"
)
_FORMULA = element_names(
    "math semantics annotation mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom menclose"
    " msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd"
)
_HIDDEN = element_names("script style template title textarea select svg iframe object audio video canvas")
"""Elements that go with all that is in them; of all others that are not kept, the content stays."""


class Node(msgspec.Struct):
    """A line of the table of contents."""

    text_html: str
    anchor: str
    children: list[Node]


def table_of_contents(post: Post, heading_html: Mapping[str, str]) -> list[Node]:
    """Return the headings on the page as a tree; `heading_html` has the inner HTML of each, by anchor."""
    shown = [
        heading
        for heading in post.headings
        if heading.anchor in heading_html and heading.text.strip() and "unlisted" not in heading.classes
    ]
    if post.front.toc is False or (len(shown) < CONTENTS_FROM and not post.front.toc):
        return []
    highest = min((heading.level for heading in shown), default=1)
    # The author counts levels as they are written; those of the highest headings are always shown.
    lowest = max(post.front.toc_depth, highest) if post.front.toc_depth else highest + CONTENTS_DEPTH - 1
    roots: list[Node] = []
    open_nodes: list[tuple[int, list[Node]]] = [(0, roots)]
    for heading in shown:
        if heading.level > lowest:
            continue
        while open_nodes[-1][0] >= heading.level:
            open_nodes.pop()
        node = Node(_text(heading_html[heading.anchor]), heading.anchor, [])
        open_nodes[-1][1].append(node)
        open_nodes.append((heading.level, node.children))
    return roots


def _text(html: str) -> str:
    """Return the inner HTML of a heading for use in a link: only text, phrasing elements and formulas."""
    if "<" not in html:
        return html
    tree = parse_fragment(html)
    for node in tree.css("*"):
        if node.tag in _HIDDEN:
            node.decompose()
    for node in tree.css("*"):
        if node.tag not in _TEXT and node.tag not in _FORMULA:
            node.unwrap(delete_empty=True)
    for node in tree.css("[id], [href]"):
        for name in ("id", "href"):
            if name in node.attrs:
                del node.attrs[name]
    return serialize(tree)
