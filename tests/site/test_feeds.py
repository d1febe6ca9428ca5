from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from blogtools.model import Moment
from blogtools.site.feeds import Feed, FeedItem, atom, entry_id, json_feed, rfc3339

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

POST = FeedItem(
    id="tag:example.org,2026-01-02:/rain/",
    url="https://example.org/rain/",
    title="Rain & <sun>",
    html='<p>It rained: 1 &lt; 2, "x" &amp; y ]]&gt;.</p>\n<pre>a\n  b</pre>',
    published="2026-01-02T00:00:00+01:00",
    updated="2026-01-03T08:30:00+01:00",
    summary="It rained.",
    authors=("Ada", "Bo"),
    tags=("weather", 'C++ & "C"'),
    image="https://example.org/rain/cloud.png",
    language="de",
)
BARE = FeedItem("tag:example.org,2026-01-01:/a/", "https://example.org/a/", "A", "", None, "2026-01-01T00:00:00+00:00")
FEED = Feed(
    id="tag:example.org,2026-01-01:/",
    title="A blog",
    home_url="https://example.org/",
    feed_url="https://example.org/feed.xml",
    description="About <things>",
    author="Ada",
    language="en",
    updated="2026-01-03T08:30:00+01:00",
    items=(POST, BARE),
    icon="https://example.org/icon.png",
)
NOBODY = msgspec.structs.replace(FEED, author="", description="", icon="")
FEEDS = pytest.mark.parametrize(
    "feed",
    [
        pytest.param(FEED, id="all there is"),
        pytest.param(NOBODY, id="as little as there can be"),
        pytest.param(msgspec.structs.replace(NOBODY, items=(POST,)), id="authors of posts alone"),
        pytest.param(msgspec.structs.replace(NOBODY, items=(), title=""), id="no posts, no title"),
        pytest.param(msgspec.structs.replace(NOBODY, language="en_US"), id="language as in a locale"),
        pytest.param(msgspec.structs.replace(NOBODY, language="Klingon, I think"), id="language that is none"),
        pytest.param(msgspec.structs.replace(FEED, author=" \x00", items=(BARE,)), id="author without a name"),
        pytest.param(
            msgspec.structs.replace(FEED, items=(msgspec.structs.replace(POST, tags=("", "\x01"), authors=("",)),)),
            id="tags and authors that say nothing",
        ),
    ],
)


def legal(text: str) -> str:
    """What XML 1.0 can hold of a text (2.2, production 2)."""
    return "".join(
        one
        for one in text
        if one in "\t\n\r" or " " <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one > "\uffff"
    )


def check_atom(data: bytes) -> etree._Element:
    """Hold a document to the schema of RFC 4287 and to the rules that it cannot say; returns its root."""
    root = etree.fromstring(data, etree.XMLParser(huge_tree=True))
    SCHEMA.assertValid(root)
    authors = root.findall(f"{ATOM}author")
    entries = root.findall(f"{ATOM}entry")
    assert all(authors or entry.findall(f"{ATOM}author") for entry in entries)
    for container in (root, *entries):
        alternates = [link for link in container.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert 1 == len(alternates)
        assert all(RFC3339.fullmatch(container.findtext(f"{ATOM}{name}", "")) for name in ("updated",))
    assert all(urlsplit(link.get("href")).scheme for link in root.iter(f"{ATOM}link"))
    return root


def check_json_feed(data: bytes) -> dict[str, Any]:
    """Hold a document to each "must" of JSON Feed 1.1; returns it decoded."""
    feed = json.loads(data)
    assert "https://jsonfeed.org/version/1.1" == feed["version"]
    assert isinstance(feed["title"], str)
    assert isinstance(feed["items"], list)
    identities = [item["id"] for item in feed["items"]]
    assert len(identities) == len(set(identities))
    for one in (feed, *feed["items"]):
        for name in ("home_page_url", "feed_url", "icon", "url", "image"):
            assert name not in one or urlsplit(one[name]).scheme in ("http", "https")
        for name in ("date_published", "date_modified"):
            assert name not in one or RFC3339.fullmatch(one[name])
        for name in ("description", "summary", "language"):
            assert name not in one or (isinstance(one[name], str) and one[name])
        for author in one.get("authors", ()):
            assert author["name"]
        assert all(isinstance(tag, str) and tag for tag in one.get("tags", ()))
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["id"]
        assert isinstance(item["content_html"], str)
    return dict(feed)


@FEEDS
def test_atom_is_valid(feed: Feed) -> None:
    """The document follows RFC 4287, and a feed reader has nothing to complain about."""
    data = atom(feed)
    check_atom(data)
    parsed = feedparser.parse(data)
    assert (False, "atom10", len(feed.items)) == (parsed.bozo, parsed.version, len(parsed.entries))


@FEEDS
def test_json_feed_is_valid(feed: Feed) -> None:
    """The document follows JSON Feed 1.1."""
    assert [item.id for item in feed.items] == [item["id"] for item in check_json_feed(json_feed(feed))["items"]]


def test_atom_says_all_there_is() -> None:
    """Each fact of the feed and of a post is where a feed reader looks for it."""
    parsed = feedparser.parse(atom(FEED), sanitize_html=False)
    head, entry = parsed.feed, parsed.entries[0]
    assert (FEED.id, FEED.title, FEED.description, FEED.author) == (head.id, head.title, "About <things>", "Ada")
    assert (FEED.updated, FEED.icon, "blogtools") == (head.updated, head.icon, head.generator)
    links = {(link.rel, link.type, link.href) for link in head.links}
    assert {
        ("self", "application/atom+xml", FEED.feed_url),
        ("alternate", "text/html", FEED.home_url),
    } == links
    assert (POST.id, POST.url, POST.title) == (entry.id, entry.link, entry.title)
    assert (POST.published, POST.updated, POST.summary) == (entry.published, entry.updated, entry.summary)
    assert ["Ada", "Bo"] == [author.name for author in entry.authors]
    assert list(POST.tags) == [tag.term for tag in entry.tags]
    assert [{"url": POST.image}] == entry.media_thumbnail
    assert [(POST.html, "text/html", "de")] == [(part.value, part.type, part.language) for part in entry.content]


def test_json_feed_says_all_there_is() -> None:
    """Each fact of the feed and of a post has its key; what is not known has none."""
    assert {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A blog",
        "home_page_url": "https://example.org/",
        "feed_url": "https://example.org/feed.xml",
        "description": "About <things>",
        "icon": "https://example.org/icon.png",
        "authors": [{"name": "Ada"}],
        "language": "en",
        "items": [
            {
                "id": POST.id,
                "url": POST.url,
                "title": POST.title,
                "content_html": POST.html,
                "summary": "It rained.",
                "image": POST.image,
                "date_published": POST.published,
                "date_modified": POST.updated,
                "authors": [{"name": "Ada"}, {"name": "Bo"}],
                "tags": list(POST.tags),
                "language": "de",
            },
            {"id": BARE.id, "url": BARE.url, "title": "A", "content_html": "", "date_modified": BARE.updated},
        ],
    } == json.loads(json_feed(FEED))


def test_somebody_has_written_each_entry() -> None:
    """The feed has an author where a post names none: the blog's, or else the blog."""
    names = {
        case: check_atom(atom(feed)).findtext(f"{ATOM}author/{ATOM}name")
        for case, feed in {
            "author": FEED,
            "title": NOBODY,
            "address": msgspec.structs.replace(NOBODY, title=""),
            "posts": msgspec.structs.replace(NOBODY, items=(POST,)),
        }.items()
    }
    assert {"author": "Ada", "title": "A blog", "address": "https://example.org/", "posts": None} == names


def test_only_another_language_is_told() -> None:
    """An entry has a language of its own if it is not that of the feed."""
    root = check_atom(atom(FEED))
    assert ["en", "de", None] == [one.get(XML_LANG) for one in (root, *root.findall(f"{ATOM}entry"))]


def test_the_same_feed_gives_the_same_bytes() -> None:
    """A build that changes nothing changes no feed; and one can be read, a fact on each line."""
    assert (atom(FEED), json_feed(FEED)) == (atom(FEED), json_feed(FEED))
    assert b"  <entry>\n    <id>tag:example.org,2026-01-01:/a/</id>\n    <title>A</title>\n" in atom(FEED)


NASTY = st.sampled_from(["]]>", "<![CDATA[", "&amp;", "&#1;", "\r\n", "\x1b[0m", "שלום", "مرحبا"]) | st.sampled_from(
    "<>&\"'\r\n\t\x00\x0b\x85\u2028\u202e😀\U0010ffff\ufffd\ufffe\uffff\ud83d\ude00"
)
TEXTS = st.lists(NASTY | st.text(st.characters(), max_size=8), max_size=6).map("".join)


@given(title=TEXTS, html=TEXTS, tag=TEXTS, name=TEXTS)
def test_any_text_comes_back(title: str, html: str, tag: str, name: str) -> None:
    """Whatever a post says, its feed can be parsed, and says the same, but for characters that XML cannot hold."""
    item = msgspec.structs.replace(POST, title=title, html=html, tags=(tag,), authors=(name,), summary=html)
    feed = msgspec.structs.replace(FEED, items=(item,), title=title)
    tags, names = ([text] if (text := legal(one).strip()) else [] for one in (tag, name))

    data = atom(feed)
    root = check_atom(data)
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert [legal(title)] * 2 == [one.findtext(f"{ATOM}title") for one in (root, entry)]
    assert legal(html) == entry.findtext(f"{ATOM}content")
    assert tags == [one.get("term") for one in entry.findall(f"{ATOM}category")]
    assert names == [one.findtext(f"{ATOM}name") for one in entry.findall(f"{ATOM}author")]
    assert not feedparser.parse(data).bozo

    shown = check_json_feed(json_feed(feed))
    (shown_item,) = shown["items"]
    assert (legal(title), legal(html)) == (shown["title"], shown_item["content_html"])
    assert (tags, names) == (shown_item.get("tags", []), [one["name"] for one in shown_item.get("authors", [])])


EST = dt.timezone(dt.timedelta(hours=-5))


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        pytest.param(dt.date(2026, 1, 2), "UTC", "2026-01-02T00:00:00+00:00", id="date"),
        pytest.param(dt.date(2026, 1, 2), "Europe/Paris", "2026-01-02T00:00:00+01:00", id="date in winter"),
        pytest.param(dt.date(2026, 7, 2), "Europe/Paris", "2026-07-02T00:00:00+02:00", id="date in summer"),
        pytest.param(dt.datetime(2026, 7, 2, 8, 30), "Europe/Paris", "2026-07-02T08:30:00+02:00", id="time"),  # noqa: DTZ001 - naive is the case
        pytest.param(dt.datetime(2026, 7, 2, 8, 30, tzinfo=EST), "Europe/Paris", "2026-07-02T08:30:00-05:00", id="own"),
        pytest.param(dt.datetime(2026, 7, 2, 8, 0, 5, 99, dt.UTC), "UTC", "2026-07-02T08:00:05+00:00", id="fraction"),
        pytest.param(dt.date(1900, 1, 1), "Europe/Paris", "1900-01-01T00:00:00+00:09", id="before standard time"),
        pytest.param(dt.date(1, 1, 1), "America/New_York", "0001-01-01T00:00:00-04:57", id="first year"),
    ],
)
def test_rfc3339(moment: Moment, zone: str, expected: str) -> None:
    """A moment always has an offset: its own, or that of the zone."""
    assert expected == rfc3339(moment, zone)


@given(st.dates() | st.datetimes(timezones=st.none() | st.timezones()), st.sampled_from(["UTC", "Asia/Kolkata"]))
def test_any_moment_is_written(moment: Moment, zone: str) -> None:
    """No date is out of range."""
    assert RFC3339.fullmatch(rfc3339(moment, zone))


@pytest.mark.parametrize(
    ("host", "date", "path", "expected"),
    [
        pytest.param("example.org", "2026-01-02", "/a-post/", "tag:example.org,2026-01-02:/a-post/", id="usual"),
        pytest.param("Example.org:8000", "2026-01-02T08:00", "/", "tag:example.org,2026-01-02:/", id="port and time"),
        pytest.param(
            "example.org", "2026-01-02", "/日/ #?", "tag:example.org,2026-01-02:/%E6%97%A5/%20%23?", id="path"
        ),
        pytest.param("example.org", "2026-01-02", "/%E6/5%/", "tag:example.org,2026-01-02:/%E6/5%25/", id="escapes"),
        pytest.param("bücher.example", "2026-01-02", "/", "tag:xn--bcher-kva.example,2026-01-02:/", id="host"),
    ],
)
def test_entry_id(host: str, date: str, path: str, expected: str) -> None:
    """A tag URI of RFC 4151, in which all is ASCII."""
    assert expected == entry_id(host, date, path)
