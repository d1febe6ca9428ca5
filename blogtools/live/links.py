"""Where a link of a page leads that is still being written."""

from __future__ import annotations

import posixpath
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from blogtools.build.page import neighbor_page
from blogtools.content.neighbors import neighbors
from blogtools.live.page import LivePage, NotebookPlace
from blogtools.render.targets import HTML, with_permalink


def linked_path(page: LivePage, url: str) -> str:
    """The path below the site's top that a relative URL of a page leads to."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), unquote(url)))
    return posixpath.join(path, "index.html") if url.endswith(("/", ".")) else path


def notebook_at(place: NotebookPlace, path: str) -> Path | None:
    """The notebook of the blog whose page is at a path; None if there is none, or if the blog is elsewhere."""
    if not place.on_disk:
        return None
    target = with_permalink(HTML, place.blog.settings.permalink)
    # Nearly always the address has the file's name in it.
    others = sorted(neighbors(place.blog, place.source), key=lambda other: PurePosixPath(other.name).stem not in path)
    return next((one.path for one in others if neighbor_page(place.source, one.name, target) == path), None)
