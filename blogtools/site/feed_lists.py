"""Each list has a feed: the newest of its posts, and of its diaries the newest days, with all their text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blogtools.content.order import moment
from blogtools.errors import contained
from blogtools.model import Summary
from blogtools.render.links import page_url
from blogtools.site.archive import Dated, dated_items
from blogtools.site.listings import Listing
from blogtools.site.shelf import Product, Shelf

if TYPE_CHECKING:
    from blogtools.site.feeds import Item

MOST_ITEMS = 20
"""Items of a feed: what most readers fetch again and again."""
NEVER = "1970-01-01T00:00:00+00:00"
"""A feed must have a date, even before it has an item."""
FEED, JSON_FEED = "feed.xml", "feed.json"


def feed_products(shelf: Shelf) -> Iterator[Product]:
    """The feeds, where the blog's address is known: they carry whole addresses."""
    if not shelf.settings.home:
        return
    everything = Listing("", "", "", shelf.posts)
    yield _product(shelf, everything, FEED)
    yield _product(shelf, everything, JSON_FEED)
    for listings in shelf.terms.values():
        for listing in listings:
            yield _product(shelf, listing, listing.folder + FEED)


def _product(shelf: Shelf, listing: Listing, path: str) -> Product:
    posts = [post for post in listing.posts if not post.draft]
    items = dated_items(posts, shelf.settings.timezone)[:MOST_ITEMS]
    records = [shelf.records[item.source] for item in items]
    sources = [
        (item, record.summary, record.body, shelf.first(record.summary))
        for item, record in zip(items, records, strict=True)
    ]
    return Product(
        path, ("feed", listing.name, listing.kind, sources), lambda: _feed(shelf, listing, items, path), themed=False
    )


def _feed(shelf: Shelf, listing: Listing, items: Sequence[Dated], path: str) -> bytes:
    # Feeds are made only in builds in which a post of one changed.
    from blogtools.site.feeds import Feed, atom, json_feed

    home = shelf.settings.home
    entries = []
    for item in items:
        with contained(item.source, shelf.problems.append):
            entries.append(_item(shelf, item))
    name = shelf.settings.title or urlsplit(home).netloc
    feed = Feed(
        id=home + listing.folder,
        title=f"{name}: {listing.name}" if listing.name else name,
        home_url=home + listing.folder,
        feed_url=home + path,
        description=shelf.settings.description if not listing.name else "",
        author=shelf.settings.author,
        language=shelf.settings.language,
        updated=max((entry.updated for entry in entries), key=dt.datetime.fromisoformat, default=NEVER),
        items=tuple(entries),
    )
    return json_feed(feed) if path.endswith(".json") else atom(feed)


def _item(shelf: Shelf, item: Dated) -> Item:
    from blogtools.site.feeds import Item, rfc3339  # As above.

    zone = shelf.settings.timezone
    record = shelf.records[item.source]
    post = record.summary
    url = shelf.url(post.path)
    published = rfc3339(item.day if item.anchor else moment(post.date) or item.day, zone)
    changed = moment(post.updated) if not item.anchor else None
    return Item(
        id=_id(shelf, item, post),
        url=url + item.fragment,
        title=item.title,
        html=shelf.fragments.of(record, url).get(item.anchor, ""),
        published=published,
        updated=rfc3339(changed, zone) if changed else published,
        summary="" if item.anchor else post.teaser or post.description,
        authors=post.authors,
        tags=post.tags,
    )


def _id(shelf: Shelf, item: Dated, post: Summary) -> str:
    """What a reader knows an item by, wherever it moves."""
    from blogtools.site.feeds import entry_id  # As above.

    host = urlsplit(shelf.settings.home).hostname or ""
    page, date = shelf.first(post)
    if not item.anchor:
        return entry_id(host, date or post.date or "", f"/{page_url(page)}")
    # A day may get other words; which one it is of those with its date stays.
    same = [entry.anchor for entry in post.entries if entry.date == item.day]
    number = same.index(item.anchor)
    day = f"{item.day.isoformat()}-{number + 1}" if number else item.day.isoformat()
    return entry_id(host, item.day.isoformat(), f"/{page_url(page)}{day}")
