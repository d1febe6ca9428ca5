"""Fills the place that each page has for what the site says around its post."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from blogtools.errors import Where, WriteError
from blogtools.model import Placeholders
from blogtools.render.links import relative_url, term_url
from blogtools.render.targets import Target, template_syntax
from blogtools.site.context import SiteContext
from blogtools.site.related_content import Neighbor, RelatedContent, RelatedContentIndex, find_backlinks
from blogtools.store.manifest import Record, build_key, content_hash
from blogtools.store.output import Destination

RenderPostNav = Callable[[RelatedContent, str], bytes]
"""What is around a post, in the form of the page at a path."""


def inject_post_nav(
    records: Mapping[str, Record],
    site: SiteContext,
    target: Target,
    destination: Destination,
    *,
    lists: bool,
    only: Collection[str] | None = None,
) -> dict[str, Record]:
    """Bring every page (or `only` those of some notebooks) up to date with what is around it.

    Gives the records as they are now. Without `lists` only what embeds from a post is around it.

    Raises:
        TemplateError, WriteError: it cannot be made or written, or something else writes there.
    """
    surroundings = RelatedContentIndex(site.posts if lists else (), find_backlinks(records))
    fill = html_post_nav(site.page) if target.is_html else _markdown(target)
    now = dict(records)
    for name in records if only is None else records.keys() & only:
        record = records[name]
        related = surroundings.of(record.summary)
        digest = content_hash(msgspec.json.encode(related))[:16] if related != _NOTHING else ""
        if digest == record.nav or record.placeholders.nav < 0:
            continue
        text = fill(related, record.summary.path) if digest else b""
        page = destination.read(record.summary.path)
        if page is None or len(page) != record.size:
            message = "was changed while this build wrote it"
            raise WriteError(message, where=Where(record.summary.path), hint="build again")
        start = record.placeholders.nav
        content = page[:start] + text + page[start + record.nav_size :]
        destination.write(record.summary.path, content)
        now[name] = msgspec.structs.replace(
            record,
            nav=digest,
            nav_size=len(text),
            size=len(content),
            placeholders=_moved(record.placeholders, start, len(text) - record.nav_size),
        )
    return now


_NOTHING = RelatedContent()


def post_nav_key(records: Mapping[str, Record]) -> str:
    """A hash of all that pages say of other posts; while it is the same, only new pages need be filled."""
    told = [
        (
            name,
            *(summary.title, summary.path, summary.date, summary.draft, summary.series),
            *(summary.tags, summary.categories, summary.heading_words, summary.entries, record.embeds),
        )
        for name, record in records.items()
        for summary in (record.summary,)
    ]
    return build_key(told)


def _moved(placeholders: Placeholders, start: int, by: int) -> Placeholders:
    """Where things are once what stands at `start` has grown `by` so many bytes."""
    body, body_end = (place + by if place > start else place for place in (placeholders.body, placeholders.body_end))
    return Placeholders(body, body_end, placeholders.nav)


def html_post_nav(render: Callable[..., bytes]) -> RenderPostNav:
    """What makes HTML of that; `render(template, path, **values)` renders a template for the page at a path."""

    def fill(related: RelatedContent, page: str) -> bytes:
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
                "url": "../" * page.count("/") + term_url("series", part.name),
                "previous": _link(part.previous, page),
                "next": _link(part.next, page),
            }
        return render("post_nav.html.j2", page, nav=values)

    return fill


def _markdown(target: Target) -> RenderPostNav:
    # The Markdown writer is loaded only for the targets that it writes.
    from blogtools.render.markdown.page import used_in

    def fill(related: RelatedContent, page: str) -> bytes:
        def url(other: str) -> str:
            return template_syntax(target.post_url(other)) if target.post_url else relative_url(other, page)

        return used_in([(user.title, url(user.page)) for user in related.used_in], target).encode(errors="replace")

    return fill


def _links(neighbors: Collection[Neighbor], page: str) -> list[dict[str, Any]]:
    return [_link(neighbor, page) for neighbor in neighbors]  # type: ignore[misc]


def _link(neighbor: Neighbor | None, page: str) -> dict[str, Any] | None:
    if neighbor is None:
        return None
    fragment = f"#{quote(neighbor.anchor)}" if neighbor.anchor else ""
    url = fragment if fragment and neighbor.page == page else relative_url(neighbor.page, page) + fragment
    return {"title": neighbor.title, "url": url, "year": neighbor.year}
