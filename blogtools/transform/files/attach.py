"""Attachments and files beside the notebook become assets of the post."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import msgspec

from blogtools.errors import Finding, Where
from blogtools.memo import lazy_pattern
from blogtools.model import Asset, Cell, Markdown, Post
from blogtools.transform.context import Context
from blogtools.transform.files.media import file_asset, image_asset
from blogtools.transform.markdown.addresses import html_addresses, html_pieces
from blogtools.transform.markdown.mathematics import restore

SHOWN_ELSEWHERE = {"image/png", "image/jpeg", "image/gif", "image/webp"}
"""Types of pictures that other sites show beside a link; none of them shows SVG."""
LONGEST_SHOWN = 80
"""Characters of a name in a message; a `data:` URL has thousands."""
_WHERE_FILES_LIE = "files must lie inside the blog, at a path relative to the notebook"
_RELATIVE = lazy_pattern(r"(?![a-zA-Z][a-zA-Z0-9+.-]*:|//|#|/|\?).")


def attach_files(post: Post, context: Context) -> Post:
    """Attach the files that URLs in Markdown cells name, and the one that the post's `image` names."""
    findings: list[Finding] = []
    cells = tuple(_attach(cell, post, context, findings) if cell.markdown is not None else cell for cell in post.cells)
    picture = _picture(post, context, findings)
    return msgspec.structs.replace(post, cells=cells, picture=picture, findings=post.findings + tuple(findings))


def _picture(post: Post, context: Context, findings: list[Finding]) -> Asset | None:
    name = post.front.image
    if not name or name.startswith("/") or name.lower().startswith(("https://", "http://")):
        return None
    path = unquote(re.split(r"[?#]", name, maxsplit=1)[0])
    data = context.read_file(path) if _RELATIVE.match(name) else None
    shown = name if len(name) <= LONGEST_SHOWN else f"{name[: LONGEST_SHOWN - 1]}…"
    if data is None:
        findings.append(Finding("missing-file", f"image: {shown} was not found", Where(post.source), _WHERE_FILES_LIE))
        return None
    picture = image_asset("image/png", data)  # The type is that of the file's signature, whatever its name.
    if picture is not None and picture.width and picture.mime in SHOWN_ELSEWHERE:
        return picture
    message, hint = f"image: {shown} is no picture that other sites show", "use a PNG, JPEG, GIF or WebP file"
    findings.append(Finding("image", message, Where(post.source), hint))
    return None


def _attach(cell: Cell, post: Post, context: Context, findings: list[Finding]) -> Cell:
    assets: dict[str, Asset] = {}
    assert cell.markdown is not None  # noqa: S101 - the caller's condition, told to the type checker
    for url, is_link in context.call(_urls, cell.markdown):
        if url in assets:
            continue
        asset = _asset(url, cell, context)
        if asset is not None:
            assets[url] = asset
        elif url.startswith("attachment:") or not is_link:
            findings.append(
                Finding(
                    "missing-file",
                    f"{url} was not found",
                    Where(post.source, cell.number),
                    _WHERE_FILES_LIE,
                )
            )
    return context.call(_with_assets, cell, *assets.items()) if assets else cell


def _with_assets(cell: Cell, *assets: tuple[str, Asset]) -> Cell:
    return msgspec.structs.replace(cell, assets=dict(assets))


def _asset(url: str, cell: Cell, context: Context) -> Asset | None:
    if url.startswith("attachment:"):
        name = url.removeprefix("attachment:")
        bundle = cell.attachments.get(name) or cell.attachments.get(unquote(name)) or {}
        for mime, content in bundle.items():
            if isinstance(content, str):
                return context.call(image_asset, mime, content)
        return None
    path = unquote(re.split(r"[?#]", url, maxsplit=1)[0])
    data = context.read_file(path)
    return None if data is None else context.call(file_asset, posixpath.basename(path), data)


def _urls(markdown: Markdown) -> tuple[tuple[str, bool], ...]:
    """Return the URLs of files that a piece of Markdown names, and for each whether it is only a link."""
    return tuple(_walk_urls(markdown))


def _walk_urls(markdown: Markdown) -> Iterator[tuple[str, bool]]:
    text = markdown.text
    if b"](" not in text and b"<" not in text and b"]:" not in text:
        return
    pieces = html_pieces(markdown.events) if b"<" in text else {}
    for position, event in enumerate(markdown.events):
        if event.__class__ is str:
            continue
        ((kind, value),) = event.items()
        if position in pieces:
            html = restore(pieces[position].text, markdown.formulas)
            yield from (found for found in html_addresses(html) if _is_file(found.url))
        elif kind == "Start" and value.__class__ is dict:
            data: Any = value.get("Image") or value.get("Link")
            if data:
                url = restore(data["dest_url"], markdown.formulas)
                if _is_file(url):
                    yield url, "Link" in value


def _is_file(url: str) -> bool:
    if url.startswith("attachment:"):
        return True
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    return bool(_RELATIVE.match(url)) and not path.lower().endswith((".ipynb", "/")) and path not in (".", "..")
