"""The feeds of a whole blog: each list has one, with whole posts, and never a word that is not published."""

from __future__ import annotations

import json
import re
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from tests.conftest import WriteNotebook

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "site/atom.rng"))


@pytest.fixture
def blog(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """A post, a diary, a draft, a post of the future and one without a date."""
    notebooks = blog_folder / "notebooks"
    (blog_folder / "blogtools.toml").write_text(
        'title = "Test & more"\nbase_url = "https://example.org/blog"\nauthor = "Ada"\ntimezone = "Europe/Paris"\n'
    )
    (notebooks / "p.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    front = "---\ntitle: Rain & <snow>\ndate: 2026-01-02 08:30\nupdated: 2026-02-01\ntags: [weather]\nseries: Sky\n---"
    write_notebook(
        notebooks / "rain.ipynb",
        ("raw", front),
        "Before. <!-- more --> See [below](#below), [the diary](diary.ipynb) and ![a picture](p.svg).",
        "## Below\n\n$x^2$",
        {"cell_type": "code", "source": "#| snippet: sum\n1 + 1", "outputs": [], "execution_count": 1},
    )
    write_notebook(
        notebooks / "diary.ipynb", "# Diary", "## November 17, 2025: Wind", "Blew.", "## November 18, 2025", "Calm."
    )
    write_notebook(
        notebooks / "draft.ipynb", ("raw", "---\ndate: 2026-01-01\ndraft: true\ntags: [weather]\n---"), "Secret."
    )
    write_notebook(notebooks / "far.ipynb", ("raw", "---\ndate: 2099-01-01\ntags: [weather]\n---"), "Secret.")
    write_notebook(notebooks / "undated.ipynb", "# Undated", "No day.")
    convert(find_blog(blog_folder))
    return blog_folder


def test_each_list_has_a_feed_that_is_valid(blog: Path) -> None:
    """The blog, its tags, its series; and each list's page says where."""
    site = blog / "_site"
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("feed.xml"))
    assert ["feed.xml", "series/sky/feed.xml", "tags/weather/feed.xml"] == found
    for name in found:
        SCHEMA.assertValid(etree.parse(site / name))
        parsed = feedparser.parse((site / name).read_bytes())
        assert not parsed.bozo
        html = (site / name).with_name("index.html").read_text()
        assert re.search(r'<link rel="alternate" type="application/atom\+xml"[^>]* href="feed.xml">', html)
    assert 'href="../feed.xml"' in (site / "rain/index.html").read_text()


def test_items_are_whole_posts_and_days(blog: Path) -> None:
    """Newest first, with absolute addresses and without tools; a day of a diary is an item of its own."""
    feed = json.loads((blog / "_site/feed.json").read_text())
    assert ["Rain & <snow>", "November 18, 2025", "November 17, 2025: Wind"] == [
        item["title"] for item in feed["items"]
    ]
    post, _, day = feed["items"]
    home = "https://example.org/blog/"
    assert {
        "id": "tag:example.org,2026-01-02:/blog/rain/",
        "url": f"{home}rain/",
        "date_published": "2026-01-02T08:30:00+01:00",
        "date_modified": "2026-02-01T00:00:00+01:00",
        "summary": "Before.",
        "tags": ["weather"],
    }.items() <= post.items()
    html = post["content_html"]
    assert f'<a href="{home}rain/#below">' in html
    assert f'<a href="{home}diary/">' in html
    assert re.search(rf'<img[^>]* src="{home}rain/[0-9a-f]+\.svg"', html)
    assert "<math" in html
    assert not re.search("<script|<button|class=.snippet|Copy", html)
    assert {
        "id": "tag:example.org,2025-11-17:/blog/diary/2025-11-17",
        "url": f"{home}diary/#november-17-2025-wind",
        "date_published": "2025-11-17T00:00:00+01:00",
    }.items() <= day.items()
    assert "Blew." in day["content_html"]
    assert "Calm." not in day["content_html"]


def test_what_is_not_published_is_in_no_feed_and_no_list(blog: Path) -> None:
    """Also where drafts are shown: feeds are for readers."""
    machines = {".xml", ".json", ".txt"}
    for options in (Options(), Options(drafts=True, future=True)):
        convert(find_blog(blog), options=options)
        for path in (blog / "_site").rglob("*"):
            if path.suffix in machines and not options.future:
                assert not re.search(r"Secret|draft|/far", path.read_text())
            if path.suffix in machines:
                assert not re.search(r"/draft/", path.read_text())


def test_an_edit_reaches_its_feeds_and_no_others(blog: Path) -> None:
    """They are made of the pages; the texts of the other posts are not made again."""
    site = blog / "_site"
    before = {path: path.read_bytes() for path in site.rglob("feed.*")}
    diary = blog / "notebooks/diary.ipynb"
    diary.write_text(diary.read_text().replace("Calm.", "Quiet."))
    kept = {path: path.stat().st_mtime_ns for path in (blog / ".blogtools/feeds").iterdir()}
    convert(find_blog(blog))
    changed = {path.relative_to(site).as_posix() for path, data in before.items() if path.read_bytes() != data}
    assert {"feed.xml", "feed.json"} == changed
    assert "Quiet." in (site / "feed.xml").read_text()
    again = [path for path in (blog / ".blogtools/feeds").iterdir() if path.stat().st_mtime_ns != kept.get(path)]
    assert 1 == len(again)


def test_without_an_address_there_is_no_feed(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """And no page names one."""
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", "---\ndate: 2026-01-01\n---"), "# A")
    convert(find_blog(blog_folder))
    assert [] == list((blog_folder / "_site").rglob("feed.*"))
    assert not any("feed." in path.read_text() for path in (blog_folder / "_site").rglob("*.html"))


def test_a_blog_without_dates_has_a_feed_without_items(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """It is valid, and says that nothing has happened yet."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://example.org"\n')
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    convert(find_blog(blog_folder))
    SCHEMA.assertValid(etree.parse(blog_folder / "_site/feed.xml"))
    assert [] == json.loads((blog_folder / "_site/feed.json").read_text())["items"]
