"""Posts made in a line, and what the checks find in them."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from pathlib import Path
from typing import Any

from blogtools.check.findings import check_post
from blogtools.content.discover import Source
from blogtools.content.load import decode_post, transform_post
from blogtools.model import Post
from blogtools.transform.context import Context
from tests.conftest import make_cell, make_notebook

GITHUB = "ghp_" + "x9Kd2LmPq8RtVw3Yz5Bc7FgHj4NsAe6UiOoT"


def make_post(*cells: Any, files: dict[str, Any] | None = None, **metadata: Any) -> Post:
    """A post of a notebook `post.ipynb` that has passed all steps; `files` are notebooks beside it."""

    def read(name: str) -> bytes | None:
        return json.dumps((files or {})[name]).encode() if name in (files or {}) else None

    data = json.dumps(make_notebook(*cells, **metadata)).encode()
    source = Source(Path("post.ipynb"), "post.ipynb", Path())
    return transform_post(decode_post(source, data, {}), Context(read))


def found(slug: str, *cells: Any, **metadata: Any) -> list[tuple[int | None, int | None, str]]:
    """Cell, line and message of each finding of a slug."""
    findings = [finding for finding in check_post(make_post(*cells, **metadata)) if finding.slug == slug]
    assert all(finding.where.file == "post.ipynb" and finding.hint for finding in findings)
    return [(finding.where.cell, finding.where.line, finding.message) for finding in findings]


def code(source: str, *outputs: dict[str, Any], count: int | None = None, **metadata: Any) -> dict[str, Any]:
    """A code cell with its outputs."""
    return {
        **make_cell(("code", source)),
        "outputs": list(outputs),
        "execution_count": count,
        "metadata": metadata,
    }


def image(mime: str = "image/png", metadata: dict[str, Any] | None = None, **other: Any) -> dict[str, Any]:
    """An output that is an image."""
    return {"output_type": "display_data", "data": {mime: "AAAA", **other}, "metadata": metadata or {}}


def printed(text: str, name: str = "stdout") -> dict[str, Any]:
    """An output that was printed."""
    return {"output_type": "stream", "name": name, "text": text}


def failed(name: str = "KeyError") -> dict[str, Any]:
    """The output of a cell that failed."""
    return {"output_type": "error", "ename": name, "evalue": "1", "traceback": ["KeyError: 1"]}


def png(width: int, size: int = 600_000) -> bytes:
    """A PNG of a width in pixels, and at least as many bytes."""
    header = struct.pack(">IIBBBBB", width, 100, 8, 0, 0, 0, 0)
    chunks = (b"IHDR" + header, b"tEXt" + b"x" * size)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in chunks
    )


def shown(data: bytes, **metadata: Any) -> dict[str, Any]:
    """An output with a PNG."""
    return image(metadata=metadata, **{"image/png": base64.encodebytes(data).decode()})
