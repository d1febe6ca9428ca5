"""Attachments and files beside the notebook become assets of the post."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

import msgspec

from blogtools.errors import Finding, Where
from blogtools.memo import lazy_pattern
from blogtools.model import Asset, Cell, Markdown, Post, Visibility
from blogtools.redaction import Redaction
from blogtools.transform.context import IS_FOLDER, NOT_FOUND, Context
from blogtools.transform.files.media import file_asset, image_asset
from blogtools.transform.files.other_posts import POST_HEAD, PostKind, post_kind
from blogtools.transform.markdown.addresses import html_addresses, html_pieces, may_have_addresses
from blogtools.transform.markdown.mathematics import restore
from blogtools.transform.markdown.parse import parse_markdown
from blogtools.transform.portable_names import portable_name
from blogtools.transform.redaction.texts import redact_file

SHOWN_ELSEWHERE = {"image/png", "image/jpeg", "image/gif", "image/webp"}
"""Types of pictures that other sites show beside a link; none of them shows SVG."""
LONGEST_SHOWN = 80
"""Characters of a name in a message; a `data:` URL has thousands."""
LONGEST_FILE_NAME = 180
"""Bytes of a file's name that a page keeps; file systems take 255, and a build needs some of them."""
MOST_MISSING = 5
"""Missing files of one cell that are reported one by one; a scraped page among the outputs may name hundreds."""
_RELATIVE = lazy_pattern(r"(?![a-zA-Z][a-zA-Z0-9+.-]*:|//|#|\?).")
"""Matches URLs relative to the notebook, or to the blog."""
_NOT_IN_NAMES = lazy_pattern('[\x00-\x1f\x7f\\\\/:*?"<>|\ud800-\udfff]')
"""Matches characters that no file may have in its name, on one system or another."""

_UNPUBLISHED: dict[PostKind, tuple[str, str]] = {
    "other": ("is a post, but no notebook, and not published", "make one of it: blogtools import {path}"),
    "untitled": ("has front matter without a title, and is not published", "give it a `title:`"),
    "page": ("has front matter of a page that is no post, and is not published", "link to the page itself"),
    "copy": ("is the copy of a notebook, and not published", "link to the notebook"),
    "readme": ("has front matter, but is no post, and not published", "remove its front matter"),
}
"""Why a file that a link leads to is not published, as the end of a message, and what to do."""
NamedFile = tuple[str, bool]
"""A URL, and True if it is only linked: False for a resource that is part of the page."""


def attach_files(post: Post, context: Context) -> Post:
    """Attach the files that URLs in cells and their outputs name, and the one that the post's `image` names."""
    findings: list[Finding] = []
    cells = tuple(_attach(cell, post, context, findings) for cell in post.cells)
    picture = _picture(post, context, findings)
    return msgspec.structs.replace(post, cells=cells, picture=picture, findings=post.findings + tuple(findings))


def _picture(post: Post, context: Context, findings: list[Finding]) -> Asset | None:
    name = post.front.image
    if not name or name.lower().startswith(("https://", "http://")):
        return None
    path, data = _read(name, context) if _RELATIVE.match(name) else (name, None)
    # Browsers read a backslash as a slash, and two of them begin the name of a host.
    if data is None and name.startswith("/") and "\\" not in name:
        return None  # A path of the site.
    if data is None and _RELATIVE.match(name):
        # Relative to the blog (fastpages).
        data = _read(f"/{name}", context)[1]
    shown = _short(name)
    if data is None:
        why, hint = context.absence(path)
        findings.append(Finding("missing-file", f"image: {shown} {why}", Where(post.source), hint))
        return None
    data = redact_file(data, post.redaction)
    picture = image_asset("image/png", data)  # The type is that of the file's signature, whatever its name.
    if picture is not None and picture.width and picture.mime in SHOWN_ELSEWHERE:
        return picture
    message, hint = f"image: {shown} is no picture that other sites show", "use a PNG, JPEG, GIF or WebP file"
    findings.append(Finding("image", message, Where(post.source), hint))
    return None


def _attach(cell: Cell, post: Post, context: Context, findings: list[Finding]) -> Cell:
    if cell.markdown is not None:
        named = context.call(_urls, cell.markdown)
    elif cell.outputs or cell.kind == "raw":
        named = context.call(_urls_of_html, cell)
    else:
        return cell
    assets: dict[str, Asset] = {}
    missing: dict[str, Finding] = {}
    linked = {url for url, is_link in named if is_link}
    for url, is_link in named:
        if url in assets or url in missing:
            continue
        asset = _asset(url, cell, context, post.redaction, is_linked=url in linked)
        if asset is not None:
            assets[url] = asset
        elif url.startswith("/"):
            continue  # The site may have it; its links are checked when all of it is there.
        elif url.startswith("attachment:"):
            missing[url] = _lost(url, cell, post)
        else:
            why, hint = _absence(url, context)
            # What is no file may be a page of the site, to which the URL is relative for readers.
            if not (is_link and why in (NOT_FOUND, IS_FOLDER)):
                missing[url] = Finding("missing-file", f"{_short(url)} {why}", Where(post.source, cell.number), hint)
    findings.extend(_first(list(missing.values())))
    return context.call(_with_files, cell, tuple(missing), *assets.items()) if assets or missing else cell


def _lost(url: str, cell: Cell, post: Post) -> Finding:
    """Return a finding for an attachment that does not become an asset."""
    where, hint = Where(post.source, cell.number), "insert the picture into the cell again"
    bundle = _attachment(url, cell)
    if not bundle:
        return Finding("missing-file", f"{_short(url)} was not found", where, hint)
    message = f"{_short(url)} is not published: it is no picture, though the cell has it as {', '.join(bundle)}"
    return Finding("missing-file", message, where, f"{hint}, as PNG, JPEG, GIF, WebP or SVG")


def _attachment(url: str, cell: Cell) -> dict[str, Any]:
    """Return the contents of an attachment by MIME type; none if the cell does not have it."""
    name = url.removeprefix("attachment:")
    return cell.attachments.get(name) or cell.attachments.get(unquote(name)) or {}


def _absence(url: str, context: Context) -> tuple[str, str]:
    """Return why a file does not become an asset, and what to do."""
    path, data = _read(url, context)
    kind = post_kind(path, data[:POST_HEAD]) if data is not None else ""
    if kind == "post":
        return NOT_FOUND, ""  # The link leads to its page, or is told where that is looked for.
    why, hint = _UNPUBLISHED.get(kind, ("", ""))
    return (why, hint.format(path=path)) if why else context.absence(_path(url))


def _first(missing: list[Finding]) -> list[Finding]:
    """Return the findings of a cell; of very many, the last one stands for the rest."""
    if len(missing) <= MOST_MISSING:
        return missing
    last = missing[MOST_MISSING - 1]
    message = f"{last.message}, and {len(missing) - MOST_MISSING} more files of this cell are missing"
    return [*missing[: MOST_MISSING - 1], msgspec.structs.replace(last, message=message)]


def _with_files(cell: Cell, missing: tuple[str, ...], *assets: tuple[str, Asset]) -> Cell:
    return msgspec.structs.replace(cell, assets=dict(assets), missing=frozenset(missing))


def _asset(url: str, cell: Cell, context: Context, redaction: Redaction, *, is_linked: bool) -> Asset | None:
    if url.startswith("attachment:"):
        for mime, content in _attachment(url, cell).items():
            if isinstance(content, str):
                return context.call(image_asset, mime, content)
        return None
    path, data = _read(url, context)
    if data is None or (is_linked and post_kind(path, data[:POST_HEAD]) not in ("", "plain")):
        return None
    if redaction.rules:
        data = context.call(redact_file, data, redaction, path.lower().endswith((".svg", ".html", ".htm", ".xml")))
    return context.call(_linked_asset if is_linked else file_asset, posixpath.basename(path), data)


def _linked_asset(name: str, data: bytes) -> Asset:
    """Return a file that a link leads to as an asset with its own name, unless that is too odd for a URL."""
    asset = file_asset(name, data)
    own = portable_name(_NOT_IN_NAMES.sub("-", name))
    return msgspec.structs.replace(asset, own_name=own if len(own.encode()) <= LONGEST_FILE_NAME else "")


def _read(url: str, context: Context) -> tuple[str, bytes | None]:
    """Return the path that a URL means, decoded or else as written, and what is there."""
    path = _path(url)
    data = context.read_file(path)
    if data is None and "%" in url:
        written = re.split(r"[?#]", url, maxsplit=1)[0]
        found = context.read_file(written) if written != path else None
        return (path, None) if found is None else (written, found)
    return path, data


def _path(url: str) -> str:
    return unquote(re.split(r"[?#]", url, maxsplit=1)[0])


def _short(url: str) -> str:
    return url if len(url) <= LONGEST_SHOWN else f"{url[: LONGEST_SHOWN - 1]}…"


def _urls(markdown: Markdown) -> tuple[NamedFile, ...]:
    """Return the URLs of files that a piece of Markdown names."""
    return tuple(_walk_urls(markdown))


def _walk_urls(markdown: Markdown) -> Iterator[NamedFile]:
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


def _urls_of_html(cell: Cell) -> tuple[NamedFile, ...]:
    """Return the URLs of files that a raw cell, or the outputs of a code cell, name."""
    return tuple(_walk_html(cell))


def _walk_html(cell: Cell) -> Iterator[NamedFile]:
    for html, markdown in _shown_texts(cell):
        if markdown:
            yield from _walk_urls(parse_markdown(markdown))
        if may_have_addresses(html):
            yield from (found for found in html_addresses(html) if _is_file(found.url))


def _shown_texts(cell: Cell) -> Iterable[tuple[str, str]]:
    """Yield the HTML, or else the Markdown, that a cell without Markdown of its own shows."""
    if cell.kind == "raw":
        yield cell.source, ""
    elif cell.options.output is not Visibility.REMOVE:
        yield "", cell.options.caption or ""
        for output in cell.outputs:
            if output.data:
                html, markdown = output.data.get("text/html"), output.data.get("text/markdown")
                if isinstance(html, str):
                    yield html, ""
                elif isinstance(markdown, str):
                    yield "", markdown


def _is_file(url: str) -> bool:
    if url.startswith("attachment:"):
        return True
    if not _RELATIVE.match(url):
        return False
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    return not path.lower().endswith((".ipynb", "/")) and path not in (".", "..")
