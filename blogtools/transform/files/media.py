"""Turns images, audio, video and other files into assets, named by content hash so that equal files are shared."""

from __future__ import annotations

import re
from hashlib import sha256

from blogtools.memo import lazy_pattern
from blogtools.model import Asset
from blogtools.transform.files.data_urls import decode_data, without_positions
from blogtools.transform.files.image_size import image_size, sniff
from blogtools.transform.files.position import without_position

MEDIA_EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/svg+xml": "svg",
    "image/tiff": "tiff",
    "image/x-icon": "ico",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/ogg": "ogv",
    "video/quicktime": "mov",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/mp4": "m4a",
    "application/pdf": "pdf",
    "application/json": "json",
    "application/zip": "zip",
    "text/csv": "csv",
    "text/plain": "txt",
    "text/html": "html",
}
_ALIASES = {
    "image/jpg": "image/jpeg",
    "image/svg": "image/svg+xml",
    "audio/x-wav": "audio/wav",
    "audio/mp3": "audio/mpeg",
}
_BY_EXTENSION = {extension: mime for mime, extension in MEDIA_EXTENSIONS.items()} | {
    "jpeg": "image/jpeg",
    "tif": "image/tiff",
}
_EXTENSION = lazy_pattern(r"\.([A-Za-z0-9]{1,8})\Z")
_DATA_URI = lazy_pattern(r"\s*data:([\w.+-]+/[\w.+-]+)?((?:;[^,;]*)*),", re.IGNORECASE)
_SVG_ROOT = lazy_pattern(rb"<svg\b", re.IGNORECASE)
_DOCUMENTS = ("html", "xml", "script")
"""Ends of MIME types whose files a browser would run, as pages of the blog's own host."""
_BITMAPS = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"})


def image_asset(mime: str, content: str | bytes) -> Asset | None:
    """Return an image of an output or attachment as an asset.

    `content` is the value of the MIME type in the notebook: base64, SVG source or a `data:` URI; or bytes. A bitmap
    gets the MIME type of its signature. None if the content is not an image.
    """
    decoded = _decode(_ALIASES.get(mime, mime), content)
    if decoded is None:
        return None
    mime, data = decoded
    if _is_document(mime):
        return None
    if mime == "image/svg+xml":
        data = _standalone_svg(data) or b""
    elif mime in _BITMAPS:
        mime = sniff(data) or ""
    return _asset(mime, data) if mime and data else None


def media_asset(mime: str, content: str | bytes) -> Asset | None:
    """Return a video, audio or other file of an output as an asset.

    None if its base64 is invalid, or if it says that it is a page or a script.
    """
    decoded = _decode(_ALIASES.get(mime, mime), content)
    return _asset(*decoded) if decoded and decoded[1] and not _is_document(decoded[0]) else None


def _is_document(mime: str) -> bool:
    return mime.lower().endswith(_DOCUMENTS) and mime != "image/svg+xml"


def file_asset(name_hint: str, data: bytes) -> Asset:
    """Return a file of any type as an asset; its extension and MIME type are those of `name_hint`."""
    match = _EXTENSION.search(name_hint)
    extension = match[1].lower() if match else "bin"
    return _asset(_BY_EXTENSION.get(extension, "application/octet-stream"), data, extension)


def _asset(mime: str, data: bytes, extension: str | None = None) -> Asset:
    published = _drawing_without_positions(data) if mime == "image/svg+xml" else without_position(data)
    had_position = published is not data
    data = published
    width, height = image_size(mime, data) or (None, None)
    if extension is None:
        extension = (
            MEDIA_EXTENSIONS.get(mime) or re.sub(r"\W", "", mime.partition("/")[2].lower().removeprefix("x-"))[:8]
        )
    name = f"{sha256(data).hexdigest()[:16]}.{extension or 'bin'}"
    return Asset(name, data, mime, width, height, had_position=had_position)


def _drawing_without_positions(data: bytes) -> bytes:
    """Return SVG without the positions of photos in it; the same object if there are none, or if it is not UTF-8."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data
    new = without_positions(text)
    return data if new == text else new.encode()


def _decode(mime: str, content: str | bytes) -> tuple[str, bytes] | None:
    if isinstance(content, bytes):
        return mime, content
    is_base64 = mime != "image/svg+xml" or "<" not in content
    uri = _DATA_URI.match(content) if content.lstrip()[:5].lower() == "data:" else None
    if uri:
        mime = _ALIASES.get(uri[1], uri[1]) if uri[1] else mime
        is_base64 = "base64" in uri[2].lower()
        content = content[uri.end() :]
        if not is_base64 or "%" in content:
            from urllib.parse import unquote_to_bytes  # Rarely needed, and slow to import.

            data = unquote_to_bytes(content)
            return (mime, data) if not is_base64 else _decode(mime, data.decode("ascii", "replace"))
    decoded = decode_data(content) if is_base64 else content.encode("utf-8", "replace")
    return (mime, decoded) if decoded else None


def _standalone_svg(data: bytes) -> bytes | None:
    """Return SVG that works as a file of its own, with namespaces; None if it is not well formed."""
    root = _SVG_ROOT.search(data)
    if root is None:
        return None
    head = data[root.end() : data.find(b">", root.end())]
    missing = b"" if b"xmlns=" in head else b' xmlns="http://www.w3.org/2000/svg"'
    if b"xlink:" in data and b"xmlns:xlink" not in data:
        missing += b' xmlns:xlink="http://www.w3.org/1999/xlink"'
    data = data[: root.end()] + missing + data[root.end() :] if missing else data
    from xml.parsers import expat  # Only needed for posts with SVG.

    try:
        expat.ParserCreate().Parse(data.strip(), True)
    except expat.ExpatError:
        return None
    return data
