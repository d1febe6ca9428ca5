"""Layout of a post's page; if only the theme changes, just this step is repeated."""

from __future__ import annotations

from typing import Any

import msgspec
from markupsafe import Markup

from blogtools.model import Placeholders, SharedFile
from blogtools.render.theme.environment import Theme
from blogtools.render.theme.placeholders import BODY, BODY_END, NAV, extract_placeholders
from blogtools.render.theme.toc import Node


class PageContext(msgspec.Struct, frozen=True):
    """Everything that the page of a post shows, as serializable data."""

    path: str
    """Path of the page, relative to the site root."""
    canonical: str | None
    language: str | None
    post: dict[str, Any]
    """Template variable `post`."""
    structured: str
    """JSON-LD of the post."""
    toc: list[Node]
    body: str
    footnotes: str
    runs: bool
    """True if the page has snippets that can run."""
    draws: bool
    """True if a script draws figures on the page."""


def render_layout(page_context: PageContext, theme: Theme) -> tuple[bytes, Placeholders, tuple[SharedFile, ...]]:
    """Render the page; return it, its placeholders, and theme files that only some pages use.

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
    return *extract_placeholders(html), shared


def encode_page_context(page_context: PageContext) -> bytes:
    """Serialize a page context; empty if the author's extra fields would not survive the round trip."""
    try:
        data = msgspec.json.encode(page_context)
        extra = page_context.post.get("extra")
        return data if not extra or msgspec.json.decode(msgspec.json.encode(extra)) == extra else b""
    except UnicodeEncodeError:
        return b""  # A lone surrogate.


def decode_page_context(data: bytes) -> PageContext:
    """Deserialize the result of `encode_page_context`."""
    return msgspec.json.decode(data, type=PageContext)


def _markup(html: str) -> Markup:
    return Markup(html)  # noqa: S704 - made by the renderers, which escape


def _line(node: Node) -> dict[str, Any]:
    children = [_line(child) for child in node.children]
    return {"text_html": _markup(node.text_html), "anchor": node.anchor, "children": children}
