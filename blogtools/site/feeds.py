"""Feeds: what readers subscribe to, as Atom and as JSON Feed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from blogtools._version import __version__
from blogtools.dates import time_zone
from blogtools.model import Moment

_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
"""RFC 4287, appendix B, `atomLanguageTag`."""
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_TAG_URI_PATH = "/:@!$&'()*+,;=?%"
"""What may stand in the last part of a tag URI beside letters and digits (RFC 4151, 2.1; RFC 3986, `pchar`)."""


class Item(msgspec.Struct, frozen=True):
    """A post, or a day of a diary."""

    id: str
    """What it is known by for good, wherever it moves: an IRI, unique in the feed."""
    url: str
    """Absolute, as all addresses here are."""
    title: str
    """Plain text, as are all texts but `html`."""
    html: str
    """All of it, as `fragment.feed_fragment` makes it."""
    published: str | None
    """RFC 3339, as are all dates here."""
    updated: str
    summary: str = ""
    authors: tuple[str, ...] = ()
    """Names; empty for the feed's author."""
    tags: tuple[str, ...] = ()
    image: str = ""
    """Address of a picture for lists."""
    language: str = ""
    """BCP 47; empty for the feed's language."""


class Feed(msgspec.Struct, frozen=True):
    """A list of posts with their texts, and who speaks."""

    id: str
    """An IRI; it stays when the feed moves."""
    title: str
    home_url: str
    feed_url: str
    """Where this very file will be."""
    description: str
    author: str
    """Empty if nobody is named."""
    language: str
    """BCP 47."""
    updated: str
    items: tuple[Item, ...]
    """Newest first, each `id` once."""
    icon: str = ""
    """Address of a square picture."""


def atom(feed: Feed) -> bytes:
    """The feed as Atom (RFC 4287), UTF-8. The same feed gives the same bytes."""
    lines = [
        b'<?xml version="1.0" encoding="utf-8"?>',
        _tag(
            "feed",
            xmlns="http://www.w3.org/2005/Atom",
            xmlns_media="http://search.yahoo.com/mrss/",
            xml_lang=_language(feed.language),
        ),
        *(b"  " + line for line in _atom_head(feed)),
    ]
    for item in feed.items:
        lines.append(b"  " + _tag("entry", xml_lang=_own_language(item, feed)))
        lines += [b"    " + line for line in _atom_entry(item)]
        lines.append(b"  </entry>")
    return b"\n".join([*lines, b"</feed>", b""])


def _atom_head(feed: Feed) -> Iterator[bytes]:
    yield _element("id", feed.id)
    yield _element("title", feed.title)
    if feed.description:
        yield _element("subtitle", feed.description)
    yield _element("updated", feed.updated)
    yield _tag("link", rel="self", type="application/atom+xml", href=feed.feed_url, end="/>")
    yield _tag("link", rel="alternate", type="text/html", href=feed.home_url, end="/>")
    authors = _named([feed.author])
    if not authors and not all(_named(item.authors) for item in feed.items):
        # Somebody must have written an entry (RFC 4287, 4.1.1): where nobody is named, the blog did.
        authors = _named([feed.title]) or [feed.home_url]
    yield from _atom_authors(authors)
    if feed.icon:
        yield _element("icon", feed.icon)
    yield _element("generator", "blogtools", version=__version__)


def _atom_entry(item: Item) -> Iterator[bytes]:
    yield _element("id", item.id)
    yield _element("title", item.title)
    yield _tag("link", rel="alternate", type="text/html", href=item.url, end="/>")
    if item.published:
        yield _element("published", item.published)
    yield _element("updated", item.updated)
    yield from _atom_authors(_named(item.authors))
    yield from (_tag("category", term=tag, end="/>") for tag in _named(item.tags))
    if item.image:
        yield _tag("media:thumbnail", url=item.image, end="/>")
    if item.summary:
        yield _element("summary", item.summary)
    yield _element("content", item.html, type="html")


def _atom_authors(names: Sequence[str]) -> Iterator[bytes]:
    return (b"<author>" + _element("name", name) + b"</author>" for name in names)


def _element(name: str, text: str, **attributes: str) -> bytes:
    return b"".join((_tag(name, **attributes), _text(text), f"</{name}>".encode()))


def _tag(name: str, *, end: str = ">", **attributes: str) -> bytes:
    """A tag with those attributes that have a value; in their names `_` is a colon."""
    # A parser makes a space of a line break or a tab that is not written as a number.
    written = b"".join(
        b' %s="%s"'
        % (
            key.replace("_", ":").encode(),
            _text(value).replace(b'"', b"&quot;").replace(b"\n", b"&#10;").replace(b"\t", b"&#9;"),
        )
        for key, value in attributes.items()
        if value
    )
    return f"<{name}".encode() + written + end.encode()


def _text(text: str) -> bytes:
    # On bytes this takes a third of the time that it takes on text with emoji.
    data = _legal_bytes(text).replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    # A parser makes a line feed of a carriage return that is not written as a number.
    return data.replace(b"\r", b"&#13;")


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1 (jsonfeed.org), UTF-8. The same feed gives the same bytes."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": legal_text(feed.title),
        **_some(home_page_url=feed.home_url, feed_url=feed.feed_url, description=feed.description, icon=feed.icon),
        **_json_authors([feed.author]),
        **_some(language=_language(feed.language)),
        "items": [_json_item(item, feed) for item in feed.items],
    }
    return msgspec.json.encode(document) + b"\n"


def _json_item(item: Item, feed: Feed) -> dict[str, Any]:
    tags = _named(item.tags)
    return {
        "id": legal_text(item.id),
        **_some(url=item.url, title=item.title),
        "content_html": legal_text(item.html),
        **_some(summary=item.summary, image=item.image),
        **_some(date_published=item.published or "", date_modified=item.updated),
        **_json_authors(item.authors),
        **({"tags": tags} if tags else {}),
        **_some(language=_own_language(item, feed)),
    }


def _json_authors(names: Sequence[str]) -> dict[str, Any]:
    authors = [{"name": name} for name in _named(names)]
    return {"authors": authors} if authors else {}


def _some(**texts: str) -> dict[str, str]:
    """The texts that say something."""
    return {name: legal for name, text in texts.items() if (legal := legal_text(text))}


def _named(names: Sequence[str]) -> list[str]:
    return [legal for name in names if (legal := legal_text(name).strip())]


def _language(language: str) -> str:
    """The tag as feeds write it, of one as authors do (`en_US`); empty if it is none."""
    tag = language.replace("_", "-")
    return tag if _LANGUAGE_TAG.fullmatch(tag) else ""


def _own_language(item: Item, feed: Feed) -> str:
    """The language of an item, if it is not that of its feed."""
    return _language(item.language) if item.language != feed.language else ""


def legal_text(text: str) -> str:
    """The same text without the characters that XML 1.0 cannot hold: most control characters, halves of pairs."""
    return _legal_bytes(text).decode()


def _legal_bytes(text: str) -> bytes:
    # Passes in C over bytes; a regular expression takes several times as long.
    data = text.encode(errors="ignore").translate(None, _CONTROLS)
    if b"\xef\xbf" in data:
        data = data.replace("\ufffe".encode(), b"").replace("\uffff".encode(), b"")
    return data


def rfc3339(moment: Moment, zone: str) -> str:
    """A date or time as RFC 3339 wants it, always with an offset; `zone` (IANA) is that of all without one.

    A date is its first moment.
    """
    when = moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time())
    if when.tzinfo is None:
        when = when.replace(tzinfo=time_zone(zone))
    offset = when.utcoffset() or dt.timedelta()
    # Before standard time, clocks differed from Greenwich by seconds too, which the format cannot say.
    whole = dt.timedelta(minutes=offset // dt.timedelta(minutes=1))
    return when.replace(tzinfo=dt.timezone(whole)).isoformat(timespec="seconds")


def entry_id(host: str, date: str, path: str) -> str:
    """The tag URI (RFC 4151) of a post: `tag:example.org,2026-01-02:/first-path/`.

    `host` is that of the blog (a port is left out), `date` the ISO date on which it was the blog's, such as the post's
    own, and `path` the first that the post had, with or without percent signs.
    """
    name = host.partition(":")[0].lower()
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    return f"tag:{name},{date[:10]}:{quote(_LONE_PERCENT.sub('%25', path), safe=_TAG_URI_PATH)}"
