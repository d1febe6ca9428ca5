"""What an address shows, and when it counts as changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from blogtools.errors import Finding, Where
from blogtools.serve.pages import Response, Site, find_file, page_at, with_client

PAGE = b"""<link rel="alternate" href="../feed.xml"><link rel=stylesheet href="/blog/own.css?v=2">
<script src='../own.js'></script><a href="../other/">Other</a><img alt="" src="a%20picture.png">
<img src="data:image/png;base64,AAAA"><img src="https://example.org/far.png">"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with one page and what it uses."""
    (tmp_path / "post").mkdir()
    (tmp_path / "other").mkdir()
    for name in ("feed.xml", "own.css", "own.js", "post/a picture.png", "other/index.html"):
        (tmp_path / name).write_text(name)
    (tmp_path / "post/index.html").write_bytes(PAGE)
    return Site(tmp_path.resolve(), "/blog/")


def shown(site: Site, path: str) -> Response:
    """The page at a path."""
    page = page_at(site, path)
    assert page
    return page


@pytest.mark.parametrize("name", ["post/index.html", "own.css", "own.js", "post/a picture.png"])
def test_a_page_changes_with_what_it_uses(site: Site, name: str) -> None:
    """Also where a file keeps its name; and it is the old one again when all is as it was."""
    before = (site.folder / name).read_bytes()
    first = shown(site, "/blog/post/").version
    (site.folder / name).write_bytes(before + b" ")
    assert first != shown(site, "/blog/post/").version
    (site.folder / name).write_bytes(before)
    assert first == shown(site, "/blog/post/").version


@pytest.mark.parametrize("name", ["other/index.html", "feed.xml"])
def test_a_page_does_not_change_with_what_it_links_to(site: Site, name: str) -> None:
    """Feeds and lists change with every post."""
    first = shown(site, "/blog/post/").version
    (site.folder / name).write_text("changed")
    assert first == shown(site, "/blog/post/").version


def test_the_page_for_missing_pages_may_be_the_blog_s_own(site: Site) -> None:
    """As hosts do it, with status 404 and with the script."""
    (site.folder / "404.html").write_text("<p>Nothing here")
    page = shown(site, "/blog/gone/")
    assert (404, b"<p>Nothing here") == (page.status, page.content)
    assert b"client.js" in with_client(page, "client.js")


def test_a_file_is_no_folder(site: Site) -> None:
    """Links of a page would lead elsewhere."""
    assert None is find_file(site, "/blog/post/index.html/")
    assert site.folder / "post/index.html" == find_file(site, "/blog/post/index.html")


def test_problems_are_text_on_the_page_for_missing_pages(site: Site) -> None:
    """Whatever a notebook says is no HTML there."""
    problem = Finding("x", "found <script>", Where("a&b.ipynb", 2, 3), "mend <it>", "error")
    page = shown(Site(site.folder, "/blog/", (problem,)), "/blog/gone/")
    expected = "<li><strong>a&amp;b.ipynb, cell 2, line 3</strong>found &lt;script&gt;<em>mend &lt;it&gt;</em></li>"
    assert expected in page.content.decode()
    assert page.shows_problems
