"""Cache template contexts, so that a change of the theme re-renders layouts only."""

from __future__ import annotations

from pathlib import Path

import msgspec

from blogtools.build.task import Job
from blogtools.content.discover import Source
from blogtools.errors import WriteError
from blogtools.model import Page, Placeholders
from blogtools.render.theme.environment import FIGURES, Theme
from blogtools.render.theme.layout import decode_page_context, render_layout
from blogtools.store.manifest import Record, cache_name, content_hash
from blogtools.store.output import Destination


def rerender_layout(job: Job, source: Source, theme: Theme, destination: Destination) -> Record | None:
    """Write the page of a post for which only the theme changed; return None if its context is not cached."""
    record = job.layout_only[source.name]
    path = record.summary.path
    data = Destination(job.page_contexts).read(cache_name(path)) if job.page_contexts and record.page_context else None
    if data is None or content_hash(data) != record.page_context:
        return None
    content, placeholders, shared = render_layout(decode_page_context(data), theme)
    for file in shared:
        destination.write(file.name, file.read(), immutable=True)
    destination.write(path, content)
    files = (name for name in record.files if not name.startswith(FIGURES))
    return msgspec.structs.replace(
        record,
        files=(*files, *(file.name for file in shared)),
        body=body_hash(content, placeholders),
        placeholders=placeholders,
        size=len(content),
        nav="",
        nav_size=0,
    )


def store_page_context(folder: Path | None, page: Page) -> str:
    """Store the template context of a page; return its hash, or an empty string if it was not stored."""
    if folder is None or not page.page_context:
        return ""
    try:
        Destination(folder).write(cache_name(page.path), page.page_context)
    except WriteError:
        return ""
    return content_hash(page.page_context)


def body_hash(content: bytes, placeholders: Placeholders) -> str:
    """Return the hash of the post's body on its page; empty if a template leaves the body out."""
    return content_hash(content[placeholders.body : placeholders.body_end]) if placeholders.body >= 0 else ""
