"""The table of contents: the headings of a page as a tree, in their own words."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from blogtools.model import Post

CONTENTS_FROM = 3
"""Headings that make a table of contents worth its place."""
CONTENTS_DEPTH = 3
"""Levels of headings, counted from the highest in use, that the table of contents shows."""

_NOT_IN_CONTENTS = re.compile(r"</?(?:a|img|time|sup|input)\b[^>]*>|\s(?:id|href)=\"[^\"]*\"")


class Node(msgspec.Struct):
    """A line of the table of contents."""

    text_html: str
    anchor: str
    children: list[Node]


def table_of_contents(post: Post, heading_html: Mapping[str, str]) -> list[Node]:
    """The headings on the page as a tree; `heading_html` has what stands inside each, by anchor."""
    shown = [heading for heading in post.headings if heading.anchor in heading_html and heading.text.strip()]
    if post.front.toc is False or (len(shown) < CONTENTS_FROM and not post.front.toc):
        return []
    highest = min((heading.level for heading in shown), default=1)
    roots: list[Node] = []
    open_nodes: list[tuple[int, list[Node]]] = [(0, roots)]
    for heading in shown:
        if heading.level >= highest + CONTENTS_DEPTH:
            continue
        while open_nodes[-1][0] >= heading.level:
            open_nodes.pop()
        node = Node(_text(heading_html[heading.anchor]), heading.anchor, [])
        open_nodes[-1][1].append(node)
        open_nodes.append((heading.level, node.children))
    return roots


def _text(html: str) -> str:
    return _NOT_IN_CONTENTS.sub("", html)
