"""Writers of feeds: Atom and JSON Feed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from blogtools._version import __version__
from blogtools.dates import time_zone
from blogtools.model import Moment

NO_URLS: Mapping[str, str] = {}
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
"""RFC 4287, appendix B, `atomLanguageTag`."""
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_TAG_URI_PATH = "/:@!$&'()*+,;=?%"
"""Characters allowed in the last part of a tag URI besides letters and digits (RFC 4151, 2.1; RFC 3986, `pchar`)."""


class FeedItem(msgspec.Struct, frozen=True):
    """An item of a feed: a post, or a day of a diary."""

    id: str
    """Permanent IRI, unique in the feed; stays when the page moves."""
    url: str
    """Absolute, like all URLs here."""
    title: str
    """Plain text, like all strings except `html`."""
    html: str
    """Full content, as `fragment.feed_fragment` returns it."""
    published: str | None
    """RFC 3339, like all dates here."""
    updated: str
    summary: str = ""
    authors: tuple[str, ...] = ()
    """Names; empty if the author is the feed's."""
    author_urls: dict[str, str] = {}
    """Author to the URL of a page about them."""
    tags: tuple[str, ...] = ()
    image: str = ""
    """URL of a thumbnail."""
    language: str = ""
    """BCP 47 tag; empty if the language is the feed's."""


class Feed(msgspec.Struct, frozen=True):
    """A feed: metadata and items."""

    id: str
    """Permanent IRI; stays when the feed moves."""
    title: str
    home_url: str
    feed_url: str
    """URL of the feed itself."""
    description: str
    author: str
    """Empty if unknown."""
    language: str
    """BCP 47."""
    updated: str
    items: tuple[FeedItem, ...]
    """Newest first, each `id` once."""
    icon: str = ""
    """URL of a square image."""


def atom(feed: Feed) -> bytes:
    """Return the feed as Atom (RFC 4287) in UTF-8; equal feeds yield equal bytes."""
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
        # Every entry needs an author (RFC 4287, 4.1.1); without a name, the blog's title stands in.
        authors = _named([feed.title]) or [feed.home_url]
    yield from _atom_authors(authors)
    if feed.icon:
        yield _element("icon", feed.icon)
    yield _element("generator", "blogtools", version=__version__)


def _atom_entry(item: FeedItem) -> Iterator[bytes]:
    yield _element("id", item.id)
    yield _element("title", item.title)
    yield _tag("link", rel="alternate", type="text/html", href=item.url, end="/>")
    if item.published:
        yield _element("published", item.published)
    yield _element("updated", item.updated)
    yield from _atom_authors(_named(item.authors), item.author_urls)
    yield from (_tag("category", term=tag, end="/>") for tag in _named(item.tags))
    if item.image:
        yield _tag("media:thumbnail", url=item.image, end="/>")
    if item.summary:
        yield _element("summary", item.summary)
    yield _element("content", item.html, type="html")


def _atom_authors(names: Sequence[str], urls: Mapping[str, str] = NO_URLS) -> Iterator[bytes]:
    for name in names:
        uri = _element("uri", urls[name]) if name in urls else b""
        yield b"<author>" + _element("name", name) + uri + b"</author>"


def _element(name: str, text: str, **attributes: str) -> bytes:
    return b"".join((_tag(name, **attributes), _text(text), f"</{name}>".encode()))


def _tag(name: str, *, end: str = ">", **attributes: str) -> bytes:
    """Return a start tag; empty attributes are left out, and `_` in names becomes a colon."""
    # Parsers turn line breaks and tabs in attributes into spaces unless they are character references.
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
    # Three times as fast on bytes as on strings with emoji.
    data = _legal_bytes(text).replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    # Parsers turn a carriage return into a line feed unless it is a character reference.
    return data.replace(b"\r", b"&#13;")


def json_feed(feed: Feed) -> bytes:
    """Return the feed as JSON Feed 1.1 (jsonfeed.org) in UTF-8; equal feeds yield equal bytes."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": legal_text(feed.title),
        **_some(home_page_url=feed.home_url, feed_url=feed.feed_url, description=feed.description, icon=feed.icon),
        **_json_authors([feed.author]),
        **_some(language=_language(feed.language)),
        "items": [_json_item(item, feed) for item in feed.items],
    }
    return msgspec.json.encode(document) + b"\n"


def _json_item(item: FeedItem, feed: Feed) -> dict[str, Any]:
    tags = _named(item.tags)
    return {
        "id": legal_text(item.id),
        **_some(url=item.url, title=item.title),
        "content_html": legal_text(item.html),
        **_some(summary=item.summary, image=item.image),
        **_some(date_published=item.published or "", date_modified=item.updated),
        **_json_authors(item.authors, item.author_urls),
        **({"tags": tags} if tags else {}),
        **_some(language=_own_language(item, feed)),
    }


def _json_authors(names: Sequence[str], urls: Mapping[str, str] = NO_URLS) -> dict[str, Any]:
    authors = [{"name": name, **_some(url=urls.get(name, ""))} for name in _named(names)]
    return {"authors": authors} if authors else {}


def _some(**texts: str) -> dict[str, str]:
    """Return the non-empty texts, without illegal characters."""
    return {name: legal for name, text in texts.items() if (legal := legal_text(text))}


def _named(names: Sequence[str]) -> list[str]:
    return [legal for name in names if (legal := legal_text(name).strip())]


def _language(language: str) -> str:
    """Normalize a language tag such as `en_US` to BCP 47; return an empty string if it is invalid."""
    tag = language.replace("_", "-")
    return tag if _LANGUAGE_TAG.fullmatch(tag) else ""


def _own_language(item: FeedItem, feed: Feed) -> str:
    """Return the language of an item if it differs from the feed's, else an empty string."""
    return _language(item.language) if item.language != feed.language else ""


def legal_text(text: str) -> str:
    """Remove characters that XML 1.0 does not allow: most control characters, lone surrogates."""
    return _legal_bytes(text).decode()


def _legal_bytes(text: str) -> bytes:
    # `translate` on bytes is several times as fast as a regular expression.
    data = text.encode(errors="ignore").translate(None, _CONTROLS)
    if b"\xef\xbf" in data:
        data = data.replace("\ufffe".encode(), b"").replace("\uffff".encode(), b"")
    return data


def rfc3339(moment: Moment, zone: str) -> str:
    """Format a date or time as RFC 3339, always with an offset.

    `zone` (an IANA name) applies to values without an offset; a date stands for its first moment.
    """
    when = moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time())
    if when.tzinfo is None:
        when = when.replace(tzinfo=time_zone(zone))
    offset = when.utcoffset() or dt.timedelta()
    # Local mean time, used before standard time, has offsets with seconds, which the format cannot express.
    whole = dt.timedelta(minutes=offset // dt.timedelta(minutes=1))
    return when.replace(tzinfo=dt.timezone(whole)).isoformat(timespec="seconds")


def entry_id(host: str, date: str, path: str) -> str:
    """Return the tag URI (RFC 4151) of a post, such as `tag:example.org,2026-01-02:/first-path/`.

    `host` is the blog's (a port is dropped), `date` an ISO date on which the host belonged to the blog, such as the
    post's, and `path` the post's first path, percent-encoded or not.
    """
    name = host.partition(":")[0].lower()
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    return f"tag:{name},{date[:10]}:{quote(_LONE_PERCENT.sub('%25', path), safe=_TAG_URI_PATH)}"
