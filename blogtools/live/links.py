"""Targets of links on a page that is still being written."""

from __future__ import annotations

import posixpath
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from blogtools.build.post.page import neighbor_page
from blogtools.content.neighbors import neighbors
from blogtools.live.page import LivePage, NotebookPlace
from blogtools.render.targets import HTML, with_permalink


def linked_path(page: LivePage, url: str) -> str:
    """Resolve a relative URL on a page to a path relative to the site root."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), unquote(url)))
    return posixpath.join(path, "index.html") if url.endswith(("/", ".")) else path


def notebook_at(place: NotebookPlace, path: str) -> Path | None:
    """Return the notebook whose page is at `path`; None if there is none or the blog is not on disk."""
    if not place.on_disk:
        return None
    target = with_permalink(HTML, place.blog.settings)
    # Nearly every address contains the file's stem, so the likely notebooks come first.
    others = sorted(neighbors(place.blog, place.source), key=lambda other: PurePosixPath(other.name).stem not in path)
    return next((one.path for one in others if neighbor_page(place.source, one.name, target) == path), None)
