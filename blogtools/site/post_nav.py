"""Navigation below a post: neighbors, series, related posts, backlinks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from blogtools.errors import Finding, Where, WriteError, contained
from blogtools.model import Placeholders
from blogtools.render.links import relative_url
from blogtools.render.targets import Target, template_syntax
from blogtools.render.terms import TermSlugs
from blogtools.site.context import SiteContext
from blogtools.site.related_content import Neighbor, RelatedContent, RelatedContentIndex, find_backlinks
from blogtools.store.manifest import Record, build_key, content_hash
from blogtools.store.output import Destination

RenderPostNav = Callable[[RelatedContent, str], bytes]
"""Renders the navigation of a post for the page at a path."""


def inject_post_nav(
    records: Mapping[str, Record],
    site: SiteContext,
    target: Target,
    destination: Destination,
    *,
    lists: bool,
    only: Collection[str] | None = None,
) -> tuple[dict[str, Record], tuple[Finding, ...]]:
    """Update the navigation of every page, or of `only` some notebooks.

    Return the updated records, and an error for each page that keeps its old navigation because of a bug. With
    `lists=False`, only backlinks from embedding posts are injected.

    Raises:
        TemplateError: the navigation cannot be rendered.
        WriteError: a page cannot be written, or was changed by something else during the build.
    """
    now = dict(records)
    errors: list[Finding] = []
    # A bug may concern the whole blog; its pages are kept all the same.
    with contained("", errors.append, foreseen=False):
        index = RelatedContentIndex(site.posts if lists else (), find_backlinks(records), site.term_slugs)
        render = html_post_nav(site.page) if target.is_html else _markdown(target)
        for name in sorted(records if only is None else records.keys() & only):
            with contained(name, errors.append, foreseen=False):
                now[name] = _with_nav(records[name], index, render, destination)
    return now, tuple(errors)


_NOTHING = RelatedContent()


def _with_nav(record: Record, index: RelatedContentIndex, render: RenderPostNav, destination: Destination) -> Record:
    """Bring one page up to date, and return its record."""
    related = index.of(record.summary)
    digest = content_hash(msgspec.json.encode(related))[:16] if related != _NOTHING else ""
    if digest == record.nav or record.placeholders.nav < 0:
        return record
    text = render(related, record.summary.path) if digest else b""
    page = destination.read(record.summary.path)
    if page is None or len(page) != record.size:
        message = "was changed while this build wrote it"
        raise WriteError(message, where=Where(record.summary.path), hint="build again")
    start = record.placeholders.nav
    content = page[:start] + text + page[start + record.nav_size :]
    destination.write(record.summary.path, content)
    return msgspec.structs.replace(
        record,
        nav=digest,
        nav_size=len(text),
        size=len(content),
        placeholders=_moved(record.placeholders, start, len(text) - record.nav_size),
    )


def post_nav_key(records: Mapping[str, Record], slugs: TermSlugs) -> str:
    """Return a hash of everything that navigation depends on; if it is unchanged, only new pages need theirs."""
    sources = [
        (
            name,
            *(summary.title, summary.path, summary.date, summary.draft, summary.series),
            *(summary.tags, summary.categories, summary.heading_words, summary.entries, record.embeds),
        )
        for name, record in records.items()
        for summary in (record.summary,)
    ]
    return build_key(sources, slugs.get("series", {}))


def _moved(placeholders: Placeholders, start: int, by: int) -> Placeholders:
    """Return the placeholders after the content at `start` has grown by `by` bytes."""
    body, body_end = (place + by if place > start else place for place in (placeholders.body, placeholders.body_end))
    return Placeholders(body, body_end, placeholders.nav)


def html_post_nav(render: Callable[..., bytes]) -> RenderPostNav:
    """Return a renderer of navigation as HTML; `render(template, path, **values)` renders a template for a page."""

    def render_nav(related: RelatedContent, page: str) -> bytes:
        values = {
            "older": _link(related.older, page),
            "newer": _link(related.newer, page),
            "series": None,
            "related": _links(related.related, page),
            "used_in": _links(related.used_in, page),
            "same_day": [(_link(day, page), _links(others, page)) for day, others in related.same_day],
        }
        if (part := related.series) is not None:
            values["series"] = {
                "name": part.name,
                "number": part.number,
                "count": part.count,
                "url": "../" * page.count("/") + quote(part.folder),
                "previous": _link(part.previous, page),
                "next": _link(part.next, page),
            }
        return render("post_nav.html.j2", page, nav=values)

    return render_nav


def _markdown(target: Target) -> RenderPostNav:
    # Imported only for Markdown targets.
    from blogtools.render.markdown.page import used_in

    def render_nav(related: RelatedContent, page: str) -> bytes:
        def url(other: str) -> str:
            return template_syntax(target.address_of(other)) or relative_url(other, page)

        if target.needs_home:
            return b""  # A text on another server is no part of a blog.
        return used_in([(user.title, url(user.page)) for user in related.used_in], target).encode(errors="replace")

    return render_nav


def _links(neighbors: Collection[Neighbor], page: str) -> list[dict[str, Any]]:
    return [_link(neighbor, page) for neighbor in neighbors]  # type: ignore[misc]


def _link(neighbor: Neighbor | None, page: str) -> dict[str, Any] | None:
    if neighbor is None:
        return None
    fragment = f"#{quote(neighbor.anchor)}" if neighbor.anchor else ""
    url = fragment if fragment and neighbor.page == page else relative_url(neighbor.page, page) + fragment
    return {"title": neighbor.title, "url": url, "year": neighbor.year}
