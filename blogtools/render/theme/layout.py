"""The frame of a post's page: the theme, around what the renderers made. When the theme changes, only this is new."""

from __future__ import annotations

from typing import Any

import msgspec
from markupsafe import Markup

from blogtools.model import SharedFile, Slots
from blogtools.render.theme.environment import Theme
from blogtools.render.theme.placeholders import AROUND, BODY, BODY_END, cut_slots
from blogtools.render.theme.toc import Node


class Filling(msgspec.Struct, frozen=True):
    """All that the page of a post shows, as data that a cache can hold."""

    path: str
    """Of the page, below the site's top."""
    canonical: str | None
    language: str | None
    post: dict[str, Any]
    """The post as templates see it."""
    structured: str
    """Its JSON-LD."""
    toc: list[Node]
    body: str
    footnotes: str
    runs: bool
    """Whether the page has snippets that run."""
    draws: bool
    """Whether a script draws figures on it."""


def frame(filling: Filling, theme: Theme) -> tuple[bytes, Slots, tuple[SharedFile, ...]]:
    """The page, its slots, and the files of the theme that only some pages use.

    Raises:
        TemplateError: as `Theme.page`.
    """
    root = "../" * filling.path.count("/")
    body = filling.body
    shared: tuple[SharedFile, ...] = ()
    if filling.runs:
        body += theme.runner(root)
    if filling.draws:
        script = theme.figures()
        shared = (script,)
        body += f'<script src="{root}{script.name}" defer></script>\n'
    html = theme.page(
        "post.html.j2",
        root,
        page_path=filling.path,
        canonical=filling.canonical,
        language=filling.language,
        post=filling.post,
        structured=_markup(filling.structured),
        toc=[_line(node) for node in filling.toc],
        content=BODY + _markup(body),
        footnotes=_markup(filling.footnotes) + BODY_END,
        around=AROUND,
    )
    return *cut_slots(html), shared


def encode_filling(filling: Filling) -> bytes:
    """A filling for the cache; empty if the author's own fields would not come back as they are."""
    try:
        data = msgspec.json.encode(filling)
        extra = filling.post.get("extra")
        return data if not extra or msgspec.json.decode(msgspec.json.encode(extra)) == extra else b""
    except UnicodeEncodeError:
        return b""  # Half of a pair of surrogates.


def decode_filling(data: bytes) -> Filling:
    """What `encode_filling` made."""
    return msgspec.json.decode(data, type=Filling)


def _markup(html: str) -> Markup:
    return Markup(html)  # noqa: S704 - made by the renderers, which escape


def _line(node: Node) -> dict[str, Any]:
    children = [_line(child) for child in node.children]
    return {"text_html": _markup(node.text_html), "anchor": node.anchor, "children": children}
