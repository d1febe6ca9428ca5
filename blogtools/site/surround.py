"""Fills the place that each page has for what the site says around its post."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from blogtools.errors import Finding, Where, WriteError, contained
from blogtools.model import Slots
from blogtools.render.links import relative_url, term_url
from blogtools.render.targets import Target, own
from blogtools.site.around import Around, Neighbor, Surroundings, find_users
from blogtools.site.shelf import Shelf
from blogtools.store.manifest import Record, build_key, content_hash
from blogtools.store.output import Destination

Fill = Callable[[Around, str], bytes]
"""What is around a post, in the form of the page at a path."""


def surround(
    records: Mapping[str, Record],
    shelf: Shelf,
    target: Target,
    destination: Destination,
    *,
    lists: bool,
    only: Collection[str] | None = None,
) -> tuple[dict[str, Record], tuple[Finding, ...]]:
    """Bring every page (or `only` those of some notebooks) up to date with what is around it.

    Gives the records as they are now, and an error for each page that stays as it was because of a defect. Without
    `lists` only what embeds from a post is around it.

    Raises:
        TemplateError, WriteError: a page cannot be made or written, or something else writes there.
    """
    now = dict(records)
    errors: list[Finding] = []
    # A whole blog may be what cannot be handled; its pages stand all the same.
    with contained("", errors.append, foreseen=False):
        surroundings = Surroundings(shelf.posts if lists else (), find_users(records))
        fill = html_fill(shelf.page) if target.is_html else _markdown(target)
        for name in sorted(records if only is None else records.keys() & only):
            with contained(name, errors.append, foreseen=False):
                now[name] = _filled(records[name], surroundings, fill, destination)
    return now, tuple(errors)


_NOTHING = Around()


def _filled(record: Record, surroundings: Surroundings, fill: Fill, destination: Destination) -> Record:
    """Bring one page up to date, and return its record."""
    around = surroundings.of(record.summary)
    digest = content_hash(msgspec.json.encode(around))[:16] if around != _NOTHING else ""
    if digest == record.around or record.slots.around < 0:
        return record
    text = fill(around, record.summary.path) if digest else b""
    page = destination.read(record.summary.path)
    if page is None or len(page) != record.size:
        message = "was changed while this build wrote it"
        raise WriteError(message, where=Where(record.summary.path), hint="build again")
    start = record.slots.around
    content = page[:start] + text + page[start + record.around_size :]
    destination.write(record.summary.path, content)
    return msgspec.structs.replace(
        record,
        around=digest,
        around_size=len(text),
        size=len(content),
        slots=_moved(record.slots, start, len(text) - record.around_size),
    )


def surroundings_state(records: Mapping[str, Record]) -> str:
    """A hash of all that pages say of other posts; while it is the same, only new pages need be filled."""
    told = [
        (
            name,
            *(summary.title, summary.path, summary.date, summary.draft, summary.series),
            *(summary.tags, summary.categories, summary.keywords, summary.entries, record.embeds),
        )
        for name, record in records.items()
        for summary in (record.summary,)
    ]
    return build_key(told)


def _moved(slots: Slots, start: int, by: int) -> Slots:
    """Where things are once what stands at `start` has grown `by` so many bytes."""
    body, body_end = (place + by if place > start else place for place in (slots.body, slots.body_end))
    return Slots(body, body_end, slots.around)


def html_fill(render: Callable[..., bytes]) -> Fill:
    """What makes HTML of that; `render(template, path, **values)` renders a template for the page at a path."""

    def fill(around: Around, page: str) -> bytes:
        values = {
            "older": _link(around.older, page),
            "newer": _link(around.newer, page),
            "series": None,
            "related": _links(around.related, page),
            "used_in": _links(around.used_in, page),
            "same_day": [(_link(day, page), _links(others, page)) for day, others in around.same_day],
        }
        if (part := around.series) is not None:
            values["series"] = {
                "name": part.name,
                "number": part.number,
                "count": part.count,
                "url": "../" * page.count("/") + term_url("series", part.name),
                "previous": _link(part.previous, page),
                "next": _link(part.next, page),
            }
        return render("post_around.html.j2", page, around=values)

    return fill


def _markdown(target: Target) -> Fill:
    # The Markdown writer is loaded only for the targets that it writes.
    from blogtools.render.markdown.page import used_in

    def fill(around: Around, page: str) -> bytes:
        def url(other: str) -> str:
            return own(target.post_url(other)) if target.post_url else relative_url(other, page)

        return used_in([(user.title, url(user.page)) for user in around.used_in], target).encode(errors="replace")

    return fill


def _links(neighbors: Collection[Neighbor], page: str) -> list[dict[str, Any]]:
    return [_link(neighbor, page) for neighbor in neighbors]  # type: ignore[misc]


def _link(neighbor: Neighbor | None, page: str) -> dict[str, Any] | None:
    if neighbor is None:
        return None
    fragment = f"#{quote(neighbor.anchor)}" if neighbor.anchor else ""
    url = fragment if fragment and neighbor.page == page else relative_url(neighbor.page, page) + fragment
    return {"title": neighbor.title, "url": url, "year": neighbor.year}
