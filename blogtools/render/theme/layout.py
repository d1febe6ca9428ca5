"""The frame of a post's page: the theme, around what the renderers made. When the theme changes, only this is new."""

from __future__ import annotations

from typing import Any

import msgspec
from markupsafe import Markup

from blogtools.model import Placeholders, SharedFile
from blogtools.render.theme.environment import Theme
from blogtools.render.theme.placeholders import BODY, BODY_END, NAV, cut_slots
from blogtools.render.theme.toc import Node


class PageContext(msgspec.Struct, frozen=True):
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


def render_layout(page_context: PageContext, theme: Theme) -> tuple[bytes, Placeholders, tuple[SharedFile, ...]]:
    """The page, its slots, and the files of the theme that only some pages use.

    Raises:
        TemplateError: as `Theme.page`.
    """
    root = "../" * page_context.path.count("/")
    body = page_context.body
    shared: tuple[SharedFile, ...] = ()
    if page_context.runs:
        body += theme.runner(root)
    if page_context.draws:
        script = theme.figures()
        shared = (script,)
        body += f'<script src="{root}{script.name}" defer></script>\n'
    html = theme.page(
        "post.html.j2",
        root,
        page_path=page_context.path,
        canonical=page_context.canonical,
        language=page_context.language,
        post=page_context.post,
        structured=_markup(page_context.structured),
        toc=[_line(node) for node in page_context.toc],
        content=BODY + _markup(body),
        footnotes=_markup(page_context.footnotes) + BODY_END,
        nav=NAV,
    )
    return *cut_slots(html), shared


def encode_page_context(page_context: PageContext) -> bytes:
    """A filling for the cache; empty if the author's own fields would not come back as they are."""
    try:
        data = msgspec.json.encode(page_context)
        extra = page_context.post.get("extra")
        return data if not extra or msgspec.json.decode(msgspec.json.encode(extra)) == extra else b""
    except UnicodeEncodeError:
        return b""  # Half of a pair of surrogates.


def decode_page_context(data: bytes) -> PageContext:
    """What `encode_page_context` made."""
    return msgspec.json.decode(data, type=PageContext)


def _markup(html: str) -> Markup:
    return Markup(html)  # noqa: S704 - made by the renderers, which escape


def _line(node: Node) -> dict[str, Any]:
    children = [_line(child) for child in node.children]
    return {"text_html": _markup(node.text_html), "anchor": node.anchor, "children": children}
