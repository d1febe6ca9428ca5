"""The feed of each list: its newest posts and diary days, with their full text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blogtools.content.order import stored_moment
from blogtools.errors import contained
from blogtools.languages import text_direction
from blogtools.model import Summary
from blogtools.render.links import page_url
from blogtools.site.archive import Dated, dated_items
from blogtools.site.context import SiteContext, SiteFile
from blogtools.site.listings import Listing

if TYPE_CHECKING:
    from blogtools.site.feeds import FeedItem

MAX_ITEMS = 20
"""Items in a feed, which readers download again and again."""
NEVER = "1970-01-01T00:00:00+00:00"
"""Date of a feed without items, since the format requires one."""
FEED, JSON_FEED = "feed.xml", "feed.json"


def feed_files(site: SiteContext) -> Iterator[SiteFile]:
    """Yield the feeds; none without `base_url`, since feeds need absolute URLs."""
    if not site.settings.home:
        return
    everything = Listing("", "", "", site.posts)
    yield feed_file(site, everything, FEED)
    yield feed_file(site, everything, JSON_FEED)
    for listings in site.terms.values():
        for listing in listings:
            yield feed_file(site, listing, listing.folder + FEED)


def feed_file(site: SiteContext, listing: Listing, path: str) -> SiteFile:
    """Return the feed of a list at a path relative to the output folder."""
    posts = [post for post in listing.posts if not post.draft]
    items = dated_items(posts, site.settings.timezone)[:MAX_ITEMS]
    records = [site.records[item.source] for item in items]
    sources = [
        (item, record.summary, record.body, site.first(record.summary))
        for item, record in zip(items, records, strict=True)
    ]
    return SiteFile(
        path,
        ("feed", listing.name, listing.kind, sources, site.feed_home, site.id_path),
        lambda: _feed(site, listing, items, path),
        themed=False,
    )


def _feed(site: SiteContext, listing: Listing, items: Sequence[Dated], path: str) -> bytes:
    # Imported here because most builds change no feed.
    from blogtools.site.feeds import Feed, atom, json_feed

    home = site.settings.home
    anchors: dict[str, list[str]] = {}
    for item in items:
        anchors.setdefault(item.source, []).append(item.anchor)
    entries = []
    for item in items:
        with contained(item.source, site.problems.append):
            entries.append(_item(site, item, anchors[item.source]))
    name = site.settings.title or urlsplit(home).netloc
    feed = Feed(
        id=site.feed_home + listing.folder,
        title=f"{name}: {listing.name}" if listing.name else name,
        home_url=home + listing.folder,
        feed_url=home + path,
        description=site.settings.description if not listing.name else "",
        author=site.settings.author,
        language=site.settings.language,
        updated=max((entry.updated for entry in entries), key=dt.datetime.fromisoformat, default=NEVER),
        items=tuple(entries),
    )
    return json_feed(feed) if path.endswith(".json") else atom(feed)


def _item(site: SiteContext, item: Dated, anchors: Sequence[str]) -> FeedItem:
    """Return an item; `anchors` are those of all items of its post."""
    from blogtools.site.feeds import FeedItem, rfc3339  # As above.

    zone = site.settings.timezone
    record = site.records[item.source]
    post = record.summary
    url = site.url(post.path)
    language = post.language or site.settings.language
    published = rfc3339(item.day if item.anchor else stored_moment(post.date) or item.day, zone)
    changed = stored_moment(post.updated) if not item.anchor else None
    return FeedItem(
        id=_id(site, item, post),
        url=url + item.fragment,
        title=item.title,
        html=_directed(site.fragments.of(record, url, anchors).get(item.anchor, ""), language),
        published=published,
        updated=rfc3339(changed, zone) if changed else published,
        summary="" if item.anchor else post.teaser or post.description,
        authors=post.authors,
        author_urls=post.author_urls,
        tags=post.tags,
        language=language,
    )


def _directed(html: str, language: str) -> str:
    """Return the HTML of an item in an element that says its direction, which feeds cannot say, unless it is usual."""
    return f'<div dir="rtl" lang="{language}">{html}</div>' if text_direction(language) == "rtl" else html


def _id(site: SiteContext, item: Dated, post: Summary) -> str:
    """Return the permanent id of an item, which stays when its page moves."""
    from blogtools.site.feeds import entry_id  # As above.

    host, path = urlsplit(site.feed_home).hostname or "", site.id_path
    page, date = site.first(post)
    if not item.anchor:
        return entry_id(host, date or post.date or "", f"{path}{page_url(page)}")
    # A day's heading, and so its anchor, may change; its rank among the days of the same date does not.
    same = [entry.anchor for entry in post.entries if entry.date == item.day]
    number = same.index(item.anchor)
    day = f"{item.day.isoformat()}-{number + 1}" if number else item.day.isoformat()
    return entry_id(host, item.day.isoformat(), f"{path}{page_url(page)}{day}")
