"""The lists of a whole blog: pages, tags, series, archive, redirects, and what search engines read."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.content.reserved import reserved_for
from blogtools.errors import SettingsError
from blogtools.permalinks.aliases import alias_path
from tests.conftest import WriteNotebook, tree

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def page(folder: Path, name: str) -> str:
    """Text of a page of the site."""
    return (folder / "_site" / name).read_text(encoding="utf-8")


def titles(html: str) -> list[str]:
    """The titles on the cards of a list, in order."""
    return re.findall(r'<h3><a href="[^"]*">(.*?)</a></h3>', html)


def write_post(write_notebook: WriteNotebook, folder: Path, name: str, *cells: str, **front: object) -> None:
    """Write a notebook whose front matter is `front`."""
    lines = "".join(f"{key}: {value}\n" for key, value in front.items())
    write_notebook(folder / f"notebooks/{name}.ipynb", ("raw", f"---\n{lines}---"), *(cells or ("Text.",)))


def test_a_long_list_has_pages(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Newest first, the pages linked to each other; pages that are needed no more go."""
    (blog_folder / "blogtools.toml").write_text("posts_per_page = 2\n")
    for day in range(1, 6):
        write_post(write_notebook, blog_folder, f"p{day}", title=f"Post {day}", date=f"2026-01-0{day}")
    convert(find_blog(blog_folder))
    assert titles(page(blog_folder, "index.html")) == ["Post 5", "Post 4"]
    assert titles(page(blog_folder, "page/2/index.html")) == ["Post 3", "Post 2"]
    assert titles(page(blog_folder, "page/3/index.html")) == ["Post 1"]
    assert 'href="page/2/" rel="next"' in page(blog_folder, "index.html")
    assert 'href="../../" rel="prev"' in page(blog_folder, "page/2/index.html")
    assert 'href="../../p3/"' in page(blog_folder, "page/2/index.html")
    (blog_folder / "blogtools.toml").write_text("posts_per_page = 5\n")
    convert(find_blog(blog_folder))
    assert not (blog_folder / "_site/page").exists()
    assert 'class="pager"' not in page(blog_folder, "index.html")


def test_posts_are_listed_by_tag_category_series_and_author(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Spellings that differ in case are one list; a series begins with its first post; posts link to their lists."""
    common = {"categories": "[Notes]", "series": "Brewing", "authors": "[Ada Ångström]"}
    write_post(write_notebook, blog_folder, "a", title="One", date="2026-01-01", tags="[Machine Learning]", **common)
    write_post(write_notebook, blog_folder, "b", title="Two", date="2026-01-02", tags="[machine learning]", **common)
    write_post(write_notebook, blog_folder, "c", title="Three", date="2026-01-03", tags="[machine learning, C++]")
    convert(find_blog(blog_folder))
    assert titles(page(blog_folder, "tags/machine-learning/index.html")) == ["Three", "Two", "One"]
    assert "<h1>machine learning</h1>" in page(blog_folder, "tags/machine-learning/index.html")
    assert titles(page(blog_folder, "series/brewing/index.html")) == ["One", "Two"]
    assert titles(page(blog_folder, "categories/notes/index.html")) == ["Two", "One"]
    assert titles(page(blog_folder, "authors/ada-angstrom/index.html")) == ["Two", "One"]
    assert '<a href="cpp/">C++</a> <span>1 post</span>' in page(blog_folder, "tags/index.html")
    assert '<a href="../tags/machine-learning/" rel="tag">Machine Learning</a>' in page(blog_folder, "a/index.html")
    assert '<a href="../series/brewing/"><cite>Brewing</cite></a>' in page(blog_folder, "a/index.html")
    assert '<a href="../authors/ada-angstrom/" rel="author">Ada Ångström</a>' in page(blog_folder, "a/index.html")
    for way in ("archive", "tags", "categories", "series", "authors"):
        assert f'<a href="{way}/">' in page(blog_folder, "index.html")


def test_a_tag_that_no_post_has_any_more_loses_its_list(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """And the lists that did not change are not written again."""
    write_post(write_notebook, blog_folder, "a", title="A", date="2026-01-01", tags="[x, y]")
    write_post(write_notebook, blog_folder, "b", title="B", date="2026-01-02", tags="[y]")
    convert(find_blog(blog_folder))
    before = (blog_folder / "_site/tags/y/index.html").stat().st_mtime_ns
    write_post(write_notebook, blog_folder, "a", "Text.", "More text.", title="A", date="2026-01-01", tags="[y, x]")
    write_post(write_notebook, blog_folder, "b", title="B", date="2026-01-02", tags="[z]")
    convert(find_blog(blog_folder))
    assert (blog_folder / "_site/tags/y/index.html").stat().st_mtime_ns > before
    before = (blog_folder / "_site/tags/z/index.html").stat().st_mtime_ns
    write_post(write_notebook, blog_folder, "a", title="A", date="2026-01-01", tags="[y]")
    convert(find_blog(blog_folder))
    assert sorted(path.name for path in (blog_folder / "_site/tags").iterdir()) == ["index.html", "y", "z"]
    assert (blog_folder / "_site/tags/z/index.html").stat().st_mtime_ns == before


def test_the_days_of_a_diary_stand_in_the_archive(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Each with its own address and to the letter, among the posts of its month, newest first."""
    days = ("## November 17, 2014 - Rain / sun", "A.", "## December 1, 2014", "B.", "## January 2, 2015", "C.")
    write_post(write_notebook, blog_folder, "diary", *days, title="A diary")
    write_post(write_notebook, blog_folder, "post", title="A post", date="2014-11-20")
    convert(find_blog(blog_folder))
    year = page(blog_folder, "archive/2014/index.html")
    assert re.findall(r'<h2 id="(.*?)">(.*?)</h2>', year) == [("month-12", "December"), ("month-11", "November")]
    links = re.findall(r'<time datetime="(.*?)">\d+</time> <span><a href="(.*?)">(.*?)</a>', year)
    assert links == [
        ("2014-12-01", "../../diary/#december-1-2014", "December 1, 2014"),
        ("2014-11-20", "../../post/", "A post"),
        ("2014-11-17", "../../diary/#november-17-2014---rain--sun", "November 17, 2014 - Rain / sun"),
    ]
    assert 'id="november-17-2014---rain--sun"' in page(blog_folder, "diary/index.html")
    assert '<a href="2015/">2015</a>' in page(blog_folder, "archive/index.html")
    assert titles(page(blog_folder, "index.html")) == ["A post", "A diary"]


@pytest.mark.parametrize("mark", ["<!-- more -->", "<!--more-->", "<!-- TEASER_END -->", "<!-- truncate -->"])
def test_what_stands_before_the_mark_is_the_teaser(blog_folder: Path, write_notebook: WriteNotebook, mark: str) -> None:
    """Lists show it whole; search engines get the description."""
    write_post(write_notebook, blog_folder, "a", f"First *one*.\n\nSecond.\n\n{mark}\n\nThird.", description="Short.")
    convert(find_blog(blog_folder))
    assert '<p class="post-excerpt">First one. Second.</p>' in page(blog_folder, "index.html")
    assert '<meta name="description" content="Short.">' in page(blog_folder, "a/index.html")


def test_drafts_are_in_no_list(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Their words stand nowhere on the site; shown on demand, search engines are still not told."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://example.org"\n')
    front = {"title": "Hidden plan", "date": "2026-01-01", "tags": "[hidden]", "aliases": "[/hidden-before/]"}
    write_post(write_notebook, blog_folder, "d", draft="true", **front)
    write_post(write_notebook, blog_folder, "a", title="Seen")
    convert(find_blog(blog_folder))
    written = {name: data for name, data in tree(blog_folder / "_site").items() if not name.startswith("assets/")}
    assert not [name for name, data in written.items() if b"Hidden plan" in data or b"hidden" in data or "hid" in name]
    convert(find_blog(blog_folder), options=Options(drafts=True))
    assert titles(page(blog_folder, "tags/hidden/index.html")) == ["Hidden plan"]
    assert "/d/" not in page(blog_folder, "sitemap.xml")
    assert not (blog_folder / "_site/hidden-before").exists()


def test_pages_live_where_the_permalink_says(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Links, pictures and canonical addresses follow; a post without a date has no year to live in."""
    (blog_folder / "blogtools.toml").write_text(
        'base_url = "https://example.org/blog/"\npermalink = "/{year}/{month}/{slug}/"\n'
    )
    (blog_folder / "notebooks/dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    write_post(write_notebook, blog_folder, "a", "![dot](dot.svg) [b](b.ipynb)", date="2026-03-09", title="Å / B")
    write_post(write_notebook, blog_folder, "b", "[a](a.ipynb)", title="B")
    report = convert(find_blog(blog_folder))
    assert sorted(built.page for built in report.built) == ["2026/03/a/index.html", "b/index.html"]
    html = page(blog_folder, "2026/03/a/index.html")
    assert 'href="../../../b/"' in html
    assert '<link rel="canonical" href="https://example.org/blog/2026/03/a/">' in html
    assert '<meta property="og:url" content="https://example.org/blog/2026/03/a/">' in html
    beside = [path.suffix for path in (blog_folder / "_site/2026/03/a").iterdir() if path.name != "index.html"]
    assert [".svg"] == beside
    assert 'href="../2026/03/a/"' in page(blog_folder, "b/index.html")
    assert 'href="2026/03/a/"' in page(blog_folder, "index.html")


def test_search_engines_are_told_of_every_post(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The sitemap has public addresses and the days of change; the page for missing addresses works at any depth."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://example.org/blog"\n')
    write_post(write_notebook, blog_folder, "a", date="2026-01-01", updated="2026-02-03T10:00:00")
    write_post(write_notebook, blog_folder, "b", title="B")
    convert(find_blog(blog_folder))
    root = ET.fromstring(page(blog_folder, "sitemap.xml"))  # noqa: S314 - our own file
    found = [(url.findtext(f"{SITEMAP}loc"), url.findtext(f"{SITEMAP}lastmod")) for url in root]
    assert found == [
        ("https://example.org/blog/", None),
        ("https://example.org/blog/a/", "2026-02-03"),
        ("https://example.org/blog/b/", None),
    ]
    assert "Sitemap: https://example.org/blog/sitemap.xml\n" in page(blog_folder, "robots.txt")
    missing = page(blog_folder, "404.html")
    assert '<a href="/blog/">All posts</a>' in missing
    assert 'href="/blog/assets/style.' in missing
    assert '<meta name="robots" content="noindex">' in missing


def test_a_blog_without_an_address_has_no_public_links(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """No sitemap, no canonical link: they would be wrong."""
    write_post(write_notebook, blog_folder, "a")
    convert(find_blog(blog_folder))
    assert not (blog_folder / "_site/sitemap.xml").exists()
    assert "canonical" not in page(blog_folder, "a/index.html")


def test_aliases_lead_to_the_post(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """A page for browsers, a line for hosts that read `_redirects`; an alias that goes takes both along."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://example.org/blog"\n')
    write_post(write_notebook, blog_folder, "a", title="A <b> & c", aliases="[/2020/old/, old.html]")
    convert(find_blog(blog_folder))
    stub = page(blog_folder, "2020/old/index.html")
    assert '<meta http-equiv="refresh" content="0; url=../../a/">' in stub
    assert '<link rel="canonical" href="https://example.org/blog/a/">' in stub
    assert "A &lt;b&gt; &amp; c</a>" in stub
    assert page(blog_folder, "_redirects") == "/blog/2020/old/ /blog/a/ 301\n/blog/old.html /blog/a/ 301\n"
    write_post(write_notebook, blog_folder, "a", title="A")
    convert(find_blog(blog_folder))
    assert not {"2020", "old.html", "_redirects"} & {path.name for path in (blog_folder / "_site").iterdir()}


def test_an_alias_that_cannot_be_is_an_error(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """It is named with what stands in its way; the posts are published all the same."""
    write_post(write_notebook, blog_folder, "a", aliases="[/b/, /tags/, /shared/, ../up/]", tags="[t]")
    write_post(write_notebook, blog_folder, "b", aliases="[/shared/]", title="B")
    report = convert(find_blog(blog_folder))
    assert {(finding.where.file, finding.where.line) for finding in report.findings} == {
        ("notebooks/a.ipynb", 2),
        ("notebooks/b.ipynb", 2),
    }
    assert sorted(f"{finding.message} ({finding.hint})" for finding in report.findings) == [
        "alias ../up/ is not an address on this site (write it as /old/address/)",
        "alias /b/ is already a page: b/index.html (remove the alias, or move that page)",
        "alias /shared/ is also an alias of notebooks/a.ipynb (remove it from one of the posts)",
        "alias /tags/ is already a page: tags/index.html (remove the alias, or move that page)",
    ]
    assert (report.exit_status(), len(report.built)) == (1, 2)


@pytest.mark.parametrize(
    ("alias", "path"),
    [
        pytest.param("/a/b/", "a/b/index.html", id="a folder"),
        pytest.param("a", "a/index.html", id="without slashes"),
        pytest.param("/a/B.html", "a/B.html", id="a file"),
        pytest.param("https://example.org/x/", "x/index.html", id="the blog's own address"),
        pytest.param("https://example.com/x/", None, id="another site"),
        pytest.param("/a/%2e%2e/%2e%2e/etc/", None, id="up, hidden"),
        pytest.param("/a//b", None, id="an empty part"),
        pytest.param("\\\\host\\share", None, id="backslashes"),
        pytest.param("/", None, id="the site's top"),
        pytest.param("/a?b=1", None, id="a query"),
    ],
)
def test_an_alias_is_a_path_below_the_site_s_top(alias: str, path: str | None) -> None:
    """Nothing else can be a file."""
    assert alias_path(alias, "https://example.org/") == path


def test_a_post_gives_way_to_a_list(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The author is told; when the post moves away, it is published."""
    write_post(write_notebook, blog_folder, "tags", title="About tags", tags="[x]")
    write_post(write_notebook, blog_folder, "a", title="A", tags="[x]")
    report = convert(find_blog(blog_folder))
    assert [str(error) for error in report.errors] == [
        "notebooks/tags.ipynb: is not published: its address, tags/index.html, is that of a list of posts"
        " (give it another `slug:`)"
    ]
    assert report.exit_status() == 1
    assert titles(page(blog_folder, "tags/x/index.html")) == ["A"]
    assert "<h1>Tags</h1>" in page(blog_folder, "tags/index.html")
    write_post(write_notebook, blog_folder, "tags", title="About tags", tags="[x]", slug="about-tags")
    assert convert(find_blog(blog_folder)).exit_status() == 0
    assert "<h1>Tags</h1>" in page(blog_folder, "tags/index.html")
    assert titles(page(blog_folder, "tags/x/index.html")) == ["About tags", "A"]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        pytest.param("slug: feed.xml", "its address, feed.xml/index.html, is that of a feed", id="the feed"),
        pytest.param("slug: 404.html", "that of the page for missing addresses", id="the page for missing addresses"),
        pytest.param("slug: Robots.TXT", "that of a file for crawlers and hosts", id="in another case"),
        pytest.param("permalink: /sitemap.xml/", "that of the sitemap", id="a permalink"),
        pytest.param("slug: search", "that of the search page", id="the search page"),
        pytest.param("slug: index.html", "that of the list of all posts", id="the first page"),
        pytest.param("slug: SERIES", "that of a list of posts", id="a list that may be there one day"),
        pytest.param("aliases: [/feed.xml]", "alias /feed.xml is already a page: feed.xml", id="an alias of a file"),
        pytest.param("aliases: [/Good/]", "alias /Good/ is already a page: good/index.html", id="an alias in capitals"),
        pytest.param("aliases: [/assets/]", "", id="a folder that has no page"),
        pytest.param("aliases: [/pagefind/x.js]", "is in the place of pagefind, which", id="an alias in the index"),
        pytest.param("aliases: [/_redirects]", "is in the place of _redirects, which", id="an alias of redirects"),
        pytest.param(
            "aliases: [/a.html, /a.html/b/]",
            "alias /a.html/b/ clashes with an alias of notebooks/bad.ipynb: a.html",
            id="an alias below an alias",
        ),
        pytest.param("aliases: ['https://x.org/a']", "is not an address on this site", id="an alias elsewhere"),
        pytest.param(f"aliases: [/{'é' * 130}/]", "is too long: a part may have 240 bytes", id="an alias too long"),
        pytest.param(f"aliases: [/{'d/' * 600}]", "is too long", id="an alias too deep"),
        pytest.param(f"tags: [{'x' * 300}, {'x' * 300}y]", "", id="tags too long"),
    ],
)
def test_no_post_costs_the_blog_its_lists(
    blog_folder: Path, write_notebook: WriteNotebook, line: str, error: str
) -> None:
    """What cannot be gives way, and is named with its line; also if the lists were there before."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://example.org/"\nsearch = false\n')
    write_post(write_notebook, blog_folder, "good", title="Good", date="2026-01-01", tags="[t]")
    before = convert(find_blog(blog_folder))
    assert before.exit_status() == 0
    lists = {*tree(blog_folder / "_site")}
    key, _, value = line.partition(": ")
    write_post(write_notebook, blog_folder, "bad", title="Bad", **{key: value})
    for report in (
        convert(find_blog(blog_folder)),
        convert(find_blog(blog_folder), options=Options(output=blog_folder / "clean", cache=False)),
    ):
        found = [str(finding) for finding in (*report.errors, *report.findings) if finding.severity == "error"]
        assert [error in text and text.startswith("notebooks/bad.ipynb, cell 1, line 3: ") for text in found] == (
            [True] if error else []
        )
        assert report.exit_status() == bool(error)
    assert lists <= {*tree(blog_folder / "_site")}
    assert tree(blog_folder / "_site") == tree(blog_folder / "clean")


def test_the_page_of_a_post_that_gives_way_is_removed(
    blog_folder: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An earlier version may have written one; the list that was missing comes in its place."""
    write_post(write_notebook, blog_folder, "tags", title="About tags", tags="[x]")
    write_post(write_notebook, blog_folder, "a", title="A", tags="[x]")
    with monkeypatch.context() as earlier:
        earlier.setattr("blogtools.build.routes.reserved_for", lambda _: "")
        assert "has a file in the place of a list" in str(convert(find_blog(blog_folder)).findings)
    assert "About tags</h1>" in page(blog_folder, "tags/index.html")
    report = convert(find_blog(blog_folder))
    assert [error.where.file for error in report.errors] == ["notebooks/tags.ipynb"]
    assert report.findings == ()
    assert "<h1>Tags</h1>" in page(blog_folder, "tags/index.html")
    assert titles(page(blog_folder, "index.html")) == ["A"]


def test_pages_in_each_other_s_place_are_not_published(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """A page `x.html` cannot be where the folder `x.html/` is; both authors are told."""
    (blog_folder / "blogtools.toml").write_text('permalink = "/{slug}{year}.html"\n')
    write_post(write_notebook, blog_folder, "a", title="A", date="2026-01-01", slug="x")
    write_post(write_notebook, blog_folder, "b", title="B", slug="x2026.html")
    report = convert(find_blog(blog_folder))
    assert [str(error) for error in report.errors] == [
        "notebooks/a.ipynb, cell 1, line 4: has the same address as notebooks/b.ipynb: x2026.html/index.html"
        " (give one of them a `slug:` of its own)",
        "notebooks/b.ipynb, cell 1, line 3: has the same address as notebooks/a.ipynb: x2026.html/index.html"
        " (give one of them a `slug:` of its own)",
    ]


def test_all_that_a_blog_generates_is_reserved(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """So that a list that a blog has only later takes no post's address."""
    (blog_folder / "blogtools.toml").write_text(
        'base_url = "https://example.org/"\nposts_per_page = 1\nllms_txt = true\nsearch = true\n'
    )
    terms = {"tags": "[t]", "categories": "[c]", "series": "S", "authors": "[A]"}
    write_post(write_notebook, blog_folder, "a", title="A", date="2026-01-01", aliases="[/old/]", **terms)
    write_post(write_notebook, blog_folder, "b", title="B", date="2026-01-01", **terms)
    write_notebook(blog_folder / "notebooks/c.ipynb", ("code", "#| label: one\n1 + 1"))
    convert(find_blog(blog_folder))
    ours = [name for name in tree(blog_folder / "_site") if not name.startswith(("assets/", "a/", "b/", "c/", "old/"))]
    assert {"feed.json", "llms.txt", "page/2/index.html", "snippets/index.html", "tags/t/page/2/index.html"} <= {*ours}
    assert [name for name in ours if not reserved_for(name)] == []
    assert not [name for name in ("a/index.html", "2026/tags/index.html", "assets/index.html") if reserved_for(name)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(
            'base_url = "example.org"', "`base_url` must be an address such as https://example.org/blog", id="no scheme"
        ),
        pytest.param('base_url = "https://u:p@example.org"', "`base_url` must be an address", id="a password"),
        pytest.param('base_url = "https://example.org/?a"', "`base_url` must be an address", id="a query"),
        pytest.param('permalink = "/{year}/"', "`permalink` must be a pattern such as", id="no slug"),
        pytest.param('permalink = "/../{slug}/"', "`permalink` must be a pattern such as", id="up"),
        pytest.param('permalink = "/{slug.title}/"', "`permalink` must be a pattern such as", id="an attribute"),
        pytest.param("posts_per_page = 0", "`posts_per_page` must be at least 1, found 0", id="no posts"),
        pytest.param("page_weight = -1", "`page_weight` must be at least 1, found -1", id="no weight"),
        pytest.param('posts_per_page = "2"', "`posts_per_page` must be an integer, found '2'", id="text"),
        pytest.param("posts_per_page = true", "`posts_per_page` must be an integer, found True", id="a switch"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(blog_folder: Path, line: str, message: str) -> None:
    """With what was found and what would do, and nothing is written."""
    (blog_folder / "blogtools.toml").write_text(f"{line}\n")
    with pytest.raises(SettingsError, match=re.escape(message)):
        find_blog(blog_folder)


def test_a_build_from_the_last_one_equals_a_clean_one(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """After edits, additions, removals and new tags, to the byte."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://example.org"\nposts_per_page = 2\n')
    for day in range(1, 6):
        tags = f"[t{day % 2}]"
        write_post(write_notebook, blog_folder, f"p{day}", title=f"P{day}", date=f"2026-01-0{day}", tags=tags)
    convert(find_blog(blog_folder))
    (blog_folder / "notebooks/p3.ipynb").unlink()
    write_post(write_notebook, blog_folder, "p1", title="Changed", date="2025-12-31", tags="[t0]", aliases="[/q/]")
    write_post(write_notebook, blog_folder, "p9", title="New", tags="[t9]", series="S")
    convert(find_blog(blog_folder), options=Options(allow_removed_urls=True))
    convert(find_blog(blog_folder), options=Options(output=blog_folder / "clean", cache=False))
    assert tree(blog_folder / "_site") == tree(blog_folder / "clean")
