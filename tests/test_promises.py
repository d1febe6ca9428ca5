"""Every address that was ever published still leads to its post, or the author says that it may not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.build.report import Report
from blogtools.config import find_blog
from blogtools.errors import NoPostsError, PublishError, RemovedUrlError, SettingsError
from blogtools.permalinks.registry_file import REGISTRY_FILE
from blogtools.publish import publish
from blogtools.publish.folder import Folder
from blogtools.store.output import Destination
from tests.conftest import WriteNotebook, tree


@pytest.fixture
def blog(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """Three posts, published."""
    (blog_folder / "blogtools.toml").write_text('title = "Test"\nbase_url = "https://example.org/blog"\n')
    for day, name in enumerate(("rain", "snow", "sun"), 1):
        front = ("raw", f"---\ntitle: The {name}\ndate: 2026-01-0{day}\n---")
        write_notebook(
            blog_folder / f"notebooks/{name}.ipynb", front, f"About {name}.", "## First part", "## Second part"
        )
    build()
    return blog_folder


def build(**options: Any) -> Report:
    """Publish the whole blog to `_site`, a folder like any other here."""
    report = publish(find_blog(Path.cwd()), Folder(Path("_site")), **options).report
    assert () == report.errors
    return report


def try_out(**options: Any) -> Report:
    """Convert the whole blog, which publishes nothing."""
    report = convert(find_blog(Path.cwd()), options=Options(output=Path("trial"), **options))
    assert () == report.errors
    return report


def pages_of(folder: Path) -> dict[str, bytes]:
    """Read the files of a site, without the records that publishing adds."""
    records = ("blogtools-ledger.json", ".blogtools-published.json")
    return {name: data for name, data in tree(folder).items() if name not in records}


def edit(path: Path, old: str, new: str) -> None:
    """Change the text of a notebook."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def leads_to(folder: Path, address: str) -> str:
    """The page that a reader of an address ends at."""
    page = folder / "_site" / address / "index.html"
    found = re.search('http-equiv="refresh" content="0; url=([^"]+)"', page.read_text())
    return page.parent.joinpath(found[1]).resolve().relative_to(folder / "_site").as_posix() if found else address


def test_a_post_that_moves_leaves_a_redirect(blog: Path) -> None:
    """By its slug, its file, the blog's pattern of addresses, or all of them; and each leads straight to it."""
    notebooks = blog / "notebooks"
    edit(notebooks / "rain.ipynb", "date:", "slug: wet\\ndate:")
    build()
    assert "wet" == leads_to(blog, "rain")
    edit(notebooks / "rain.ipynb", "slug: wet", "slug: wetter")
    (notebooks / "snow.ipynb").rename(notebooks / "white.ipynb")
    (blog / "blogtools.toml").write_text('base_url = "https://example.org/blog"\npermalink = "/{year}/{slug}/"\n')
    build()
    assert ["2026/wetter"] * 3 == [leads_to(blog, address) for address in ("rain", "wet", "2026/wetter")]
    assert ["2026/white", "2026/sun"] == [leads_to(blog, address) for address in ("snow", "sun")]
    assert (
        "/blog/rain/ /blog/2026/wetter/ 301\n/blog/snow/ /blog/2026/white/ 301\n"
        "/blog/sun/ /blog/2026/sun/ 301\n/blog/wet/ /blog/2026/wetter/ 301\n"
    ) == (blog / "_site/_redirects").read_text()
    edit(notebooks / "rain.ipynb", "slug: wetter", "slug: rain")
    (blog / "blogtools.toml").write_text('base_url = "https://example.org/blog"\n')
    build()
    assert ["rain"] * 3 == [leads_to(blog, address) for address in ("rain", "wet", "2026/wetter")]
    try_out(cache=False)
    assert pages_of(blog / "trial") == pages_of(blog / "_site")


@pytest.mark.parametrize(
    ("change", "again"),
    [
        pytest.param((), True, id="the file alone"),
        pytest.param(("About rain", "On rain"), True, id="its words too"),
        pytest.param(("title: The rain", "slug: rain\\ntitle: Rainfall"), True, id="its title, but not its address"),
        pytest.param(("The rain", "Rainfall"), True, id="its title too"),
        pytest.param(("The rain", "Rainfall", "First part", "One", "Second part", "Two"), False, id="most of it"),
        pytest.param(("date: 2026-01-01", "date: 2026-05-01"), True, id="its date too"),
    ],
)
@pytest.mark.parametrize("remembers", [True, False], ids=["with the cache", "in a fresh checkout"])
def test_a_notebook_that_is_renamed_is_known_again(
    blog: Path, change: tuple[str, ...], *, again: bool, remembers: bool
) -> None:
    """By what is in it; where nothing is left to know it by, the build stops."""
    notebooks = blog / "notebooks"
    (notebooks / "rain.ipynb").rename(notebooks / "water.ipynb")
    for old, new in zip(change[::2], change[1::2], strict=True):
        edit(notebooks / "water.ipynb", old, new)
    if not remembers:
        for path in (blog / ".blogtools").glob("manifest-*"):
            path.unlink()
    if not again:
        with pytest.raises(RemovedUrlError):
            build()
        return
    build()
    assert leads_to(blog, "rain") in ("water", "rain")


def test_feeds_know_a_post_again(blog: Path) -> None:
    """Whatever its address and its date are now, and that of the blog."""

    def ids() -> dict[str, str]:
        items = json.loads((blog / "_site/feed.json").read_text())["items"]
        return {item["title"]: item["id"] for item in items}

    before = ids()
    assert "tag:example.org,2026-01-01:/blog/rain/" == before["The rain"]
    (blog / "notebooks/rain.ipynb").rename(blog / "notebooks/water.ipynb")
    build()
    edit(blog / "notebooks/water.ipynb", "date: 2026-01-01", "date: 2026-01-09")
    (blog / "blogtools.toml").write_text('base_url = "https://example.com/"\npermalink = "/{year}/{slug}/"\n')
    build()
    assert before == ids()
    assert "<id>https://example.org/blog/</id>" in (blog / "_site/feed.xml").read_text()


def test_links_to_reworded_headings_keep_working(blog: Path) -> None:
    """Also those to what they were before that, and in a checkout without a cache."""
    notebook = blog / "notebooks/rain.ipynb"
    edit(notebook, "## First part", "## How it began")
    build()
    edit(notebook, "## How it began", "## The beginning")
    assert ["notebooks/rain.ipynb"] == [page.source for page in build().built]
    html = (blog / "_site/rain/index.html").read_text()
    heading = html[html.index('<h2 id="the-beginning">') :].partition("</h2>")[0]
    assert '<span id="first-part"></span><span id="how-it-began"></span>The beginning' in heading
    assert () == build().built
    try_out(cache=False)
    assert html == (blog / "trial/rain/index.html").read_text()
    edit(notebook, "## The beginning", "## First part")
    build()
    html = (blog / "_site/rain/index.html").read_text()
    assert 1 == html.count('id="first-part"')
    assert '<span id="how-it-began">' in html


def test_links_to_a_title_that_was_reworded_keep_working(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """It is no heading of the body."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "# The first title\n\nWords.")
    build()
    edit(path, "The first title", "Another")
    build()
    html = (blog_folder / "_site/a/index.html").read_text()
    assert '<h1 id="another">Another</h1>' in html
    assert '<span id="the-first-title"></span>' in html


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        pytest.param(
            lambda posts: posts["rain"].unlink(),
            "a published address would vanish: /rain/ (notebooks/rain.ipynb is gone)",
            id="a post is gone",
        ),
        pytest.param(
            lambda posts: edit(posts["rain"], "date:", "draft: true\\ndate:"),
            "a published address would vanish: /rain/ (notebooks/rain.ipynb is a draft now)",
            id="a post is a draft",
        ),
        pytest.param(
            lambda posts: edit(posts["rain"], "date: 2026", "date: 2096"),
            "a published address would vanish: /rain/ (notebooks/rain.ipynb waits for its date now)",
            id="a post waits",
        ),
        pytest.param(
            lambda posts: [path.unlink() for path in posts.values()],
            "3 published addresses (all there are) would vanish: /rain/ (notebooks/rain.ipynb is gone), "
            "/snow/ (notebooks/snow.ipynb is gone), /sun/ (notebooks/sun.ipynb is gone)",
            id="an empty blog",
        ),
    ],
)
def test_what_would_vanish_stops_the_build_before_it_writes(blog: Path, harm: Any, message: str) -> None:
    """It names what would, and how to go on; then that can be done."""
    before = tree(blog / "_site")
    ledger = (blog / REGISTRY_FILE).read_bytes()
    harm({path.stem: path for path in (blog / "notebooks").glob("*.ipynb")})
    with pytest.raises(RemovedUrlError) as error:
        build()
    assert f"{message}; nothing was written (" in str(error.value)
    assert "or add --allow-removed-urls" in str(error.value)
    assert before == tree(blog / "_site")
    assert ledger == (blog / REGISTRY_FILE).read_bytes()
    assert not any((blog / ".blogtools").glob("journal-*"))
    with pytest.raises((RemovedUrlError, NoPostsError)):
        try_out()
    try_out(allow_removed_urls=True)
    assert ledger == (blog / REGISTRY_FILE).read_bytes()
    if not any((blog / "notebooks").iterdir()):
        with pytest.raises(PublishError):
            build(allow_removed_urls=True)
        return
    build(allow_removed_urls=True)
    assert not (blog / "_site/rain/index.html").exists()
    build()
    try_out()


def test_an_alias_of_another_post_answers_for_one_that_is_gone(blog: Path) -> None:
    """As the error says."""
    (blog / "notebooks/rain.ipynb").unlink()
    edit(blog / "notebooks/sun.ipynb", "date:", "aliases: [/rain/]\\ndate:")
    build()
    assert "sun" == leads_to(blog, "rain")
    build()


def test_a_post_that_fails_keeps_its_promise(blog: Path) -> None:
    """Its page stands, and so does what leads to it."""
    edit(blog / "notebooks/rain.ipynb", "date:", "slug: wet\\ndate:")
    build()
    convert(find_blog(blog), options=Options(output=blog / "trial"))
    (blog / "notebooks/rain.ipynb").write_text("{")
    report = convert(find_blog(blog), options=Options(output=blog / "trial"))
    assert 1 == len(report.errors)
    assert 1 == len(publish(find_blog(blog), Folder(blog / "_site")).report.errors)
    assert "wet" == leads_to(blog, "rain")
    assert "../wet/" in (blog / "trial/rain/index.html").read_text()
    ledger = json.loads((blog / REGISTRY_FILE).read_text())
    assert ["rain/index.html"] == ledger["posts"]["notebooks/rain.ipynb"]["previous_paths"]


def test_drafts_and_previews_promise_nothing(blog: Path, write_notebook: WriteNotebook) -> None:
    """What was only looked at may be thrown away."""
    ledger = (blog / REGISTRY_FILE).read_text()
    path = write_notebook(blog / "notebooks/idea.ipynb", ("raw", "---\ntitle: Idea\ndraft: true\n---"), "x")
    try_out(drafts=True)
    build()
    path.unlink()
    path = write_notebook(blog / "notebooks/later.ipynb", ("raw", "---\ntitle: Later\ndate: 2099-01-01\n---"), "x")
    try_out(future=True)
    path.unlink()
    write_notebook(path, "# Now", "x")
    try_out()
    path.unlink()
    (blog / "blogtools.toml").write_text('base_url = "https://example.org/blog"\npermalink = "/{year}/{slug}/"\n')
    try_out()
    (blog / "blogtools.toml").write_text('title = "Test"\nbase_url = "https://example.org/blog"\n')
    try_out()
    build()
    assert ledger == (blog / REGISTRY_FILE).read_text()


def test_some_notebooks_alone_promise_nothing_and_break_nothing(blog: Path) -> None:
    """They are no whole blog; links to their headings still work."""
    ledger = (blog / REGISTRY_FILE).read_text()
    edit(blog / "notebooks/rain.ipynb", "## First part", "## How it began")
    (blog / "notebooks/snow.ipynb").unlink()
    convert(find_blog(blog), [blog / "notebooks/rain.ipynb"], Options(output=blog / "trial"))
    assert '<span id="first-part">' in (blog / "trial/rain/index.html").read_text()
    assert ledger == (blog / REGISTRY_FILE).read_text()


def test_a_ledger_that_cannot_be_read_is_never_taken_for_empty(blog: Path) -> None:
    """That would lose redirects."""
    text = '{"version": 1, "posts": {\n<<<<<<< HEAD\n'
    (blog / REGISTRY_FILE).write_text(text)
    with pytest.raises(SettingsError) as error:
        build()
    assert str(error.value).startswith(".blogtools-ledger.json, line 2: has merge conflict markers (")
    assert text == (blog / REGISTRY_FILE).read_text()


def test_a_build_of_nothing_leaves_the_ledger_as_it_is(blog: Path) -> None:
    """To the time of its change."""
    before = (blog / REGISTRY_FILE).stat().st_mtime_ns
    build()
    assert before == (blog / REGISTRY_FILE).stat().st_mtime_ns


def test_a_folder_without_settings_is_promised_too(
    tmp_path: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its ledger lies in the cache, for the folder is not a blog's."""
    monkeypatch.chdir(tmp_path)
    path = write_notebook(tmp_path / "a.ipynb", "# A", "x")
    build()
    assert not (tmp_path / REGISTRY_FILE).exists()
    path.unlink()
    with pytest.raises(RemovedUrlError):
        build()


def test_a_term_that_is_renamed_or_removed_leaves_a_redirect(blog: Path) -> None:
    """To the list of its new name, else to that of all terms; its feed stays, and so do the pages of a list."""
    settings = (blog / "blogtools.toml").read_text()
    (blog / "blogtools.toml").write_text(f"{settings}posts_per_page = 1\n")
    for name in ("rain", "snow"):
        edit(blog / f"notebooks/{name}.ipynb", "date:", "tags: [Wether]\\nseries: Old\\nauthors: [Ada]\\ndate:")
    build()
    assert (blog / "_site/tags/wether/page/2/index.html").exists()
    for name in ("rain", "snow"):
        path = blog / f"notebooks/{name}.ipynb"
        edit(path, "tags: [Wether]\\nseries: Old\\nauthors: [Ada]", "tags: [Weather]\\nauthors: [Ada L]")
    (blog / "blogtools.toml").write_text(settings)
    for _ in range(2):
        build()
        assert "tags/weather" == leads_to(blog, "tags/wether")
        assert "tags/weather" == leads_to(blog, "tags/wether/page/2")
        assert "authors/ada-l" == leads_to(blog, "authors/ada")
        assert ["."] * 3 == [leads_to(blog, old) for old in ("series/old", "series", "page/3")]
        assert "/rain/" in (blog / "_site/tags/wether/feed.xml").read_text()
        assert "<entry>" not in (blog / "_site/series/old/feed.xml").read_text()
    for name in ("rain", "snow"):
        edit(blog / f"notebooks/{name}.ipynb", "[Weather]", "[Wether]")
    build()
    assert ["tags/wether"] * 2 == [leads_to(blog, address) for address in ("tags/wether", "tags/weather")]


def test_a_list_whose_posts_went_many_ways_leads_to_all_lists(blog: Path) -> None:
    """No list is the one that it became."""
    for name in ("rain", "snow", "sun"):
        edit(blog / f"notebooks/{name}.ipynb", "date:", "tags: [sky]\\ndate:")
    build()
    for name in ("rain", "snow", "sun"):
        edit(blog / f"notebooks/{name}.ipynb", "[sky]", f"[{name}]")
    build()
    assert "tags" == leads_to(blog, "tags/sky")


def test_an_alias_that_is_taken_away_still_leads_there(blog: Path) -> None:
    """It was an address of the post."""
    edit(blog / "notebooks/sun.ipynb", "date:", "aliases: [/shine/]\\ndate:")
    build()
    edit(blog / "notebooks/sun.ipynb", "aliases: [/shine/]\\ndate:", "date:")
    build()
    assert "sun" == leads_to(blog, "shine")


def test_a_slug_that_changes_only_in_case_leaves_a_redirect(blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk holds both; where it does not, there is one page, with its new name, and the report says so."""
    edit(blog / "notebooks/rain.ipynb", "date:", "slug: Rain\\ndate:")
    build()
    assert ["Rain", "Rain"] == [leads_to(blog, address) for address in ("rain", "Rain")]
    edit(blog / "notebooks/rain.ipynb", "slug: Rain", "slug: rain\\naliases: [/Rain/]")
    build()
    assert ["rain", "rain"] == [leads_to(blog, address) for address in ("rain", "Rain")]
    monkeypatch.setattr(Destination, "is_same", lambda _, one, other: one.casefold() == other.casefold())
    (finding,) = try_out().findings
    assert "the old address /Rain/ has no redirect: it differs from /rain/ only in case" in finding.message


def test_a_file_gets_the_case_of_its_new_name(tmp_path: Path) -> None:
    """On a disk that ignores case, a new page is written into the folder of the old one."""
    Destination(tmp_path).write("Rain/Sub/index.html", b"x")
    Destination(tmp_path).recase("Rain/Sub/index.html", "rain/sub/index.html")
    assert {"rain/sub/index.html": b"x"} == tree(tmp_path)


@pytest.mark.parametrize("lost", ["ledger", "record", "both"])
def test_what_stands_there_is_promised_without_a_record(blog: Path, lost: str) -> None:
    """Pages, redirects, anchors and feed ids are read from the site itself."""
    edit(blog / "notebooks/rain.ipynb", "date:", "slug: wet\\ndate:")
    edit(blog / "notebooks/rain.ipynb", "## First part", "## How it began")
    build()
    ids = [item["id"] for item in json.loads((blog / "_site/feed.json").read_text())["items"]]
    if lost in ("ledger", "both"):
        (blog / REGISTRY_FILE).unlink()
    if lost in ("record", "both"):
        (blog / "_site/blogtools-ledger.json").unlink()
    (blog / "blogtools.toml").write_text('base_url = "https://example.com/"\n')
    edit(blog / "notebooks/rain.ipynb", "slug: wet", "slug: wetter")
    edit(blog / "notebooks/rain.ipynb", "## How it began", "## The beginning")
    (blog / "notebooks/snow.ipynb").rename(blog / "notebooks/white.ipynb")
    build()
    assert ["wetter", "wetter", "white"] == [leads_to(blog, address) for address in ("rain", "wet", "snow")]
    html = (blog / "_site/wetter/index.html").read_text()
    heading = html[html.index('<h2 id="the-beginning">') :].partition("</h2>")[0]
    assert {"first-part", "how-it-began", "First-part", "How-it-began"} <= set(re.findall('id="([^"]+)"', heading))
    assert ids == [item["id"] for item in json.loads((blog / "_site/feed.json").read_text())["items"]]
    (blog / REGISTRY_FILE).unlink()
    (blog / "_site/blogtools-ledger.json").unlink()
    (blog / "notebooks/sun.ipynb").unlink()
    with pytest.raises(RemovedUrlError, match="/sun/"):
        build()


def test_a_record_that_is_damaged_can_be_done_without_and_one_of_a_newer_version_cannot(blog: Path) -> None:
    """The pages tell what it told; what only a newer version knows must not be lost."""
    record = blog / "_site/blogtools-ledger.json"
    text = record.read_text()
    record.write_text("{")
    with pytest.raises(PublishError, match=r"would be replaced: blogtools-ledger\.json \("):
        build()
    record.unlink()
    build()
    assert json.loads(text) == json.loads(record.read_text())
    record.write_text(text.replace('"version": 2', '"version": 3'))
    with pytest.raises(SettingsError, match="was written by a newer version of blogtools"):
        build()


def test_a_ledger_of_the_first_version_keeps_its_feed_ids(blog: Path) -> None:
    """They had no path of the blog; those of posts that are new have none either, until the blog begins anew."""
    (blog / "_site/blogtools-ledger.json").unlink()
    ledger = json.loads((blog / REGISTRY_FILE).read_text())
    kept = ("page", "title", "date", "first_date", "anchors")
    posts = {name: {key: post[key] for key in kept} for name, post in ledger["posts"].items()}
    (blog / REGISTRY_FILE).write_text(json.dumps({"version": 1, "posts": posts}))
    for name in ("feed.xml", "index.html", "rain/index.html", "snow/index.html", "sun/index.html"):
        (blog / "_site" / name).unlink()
    for _ in range(2):
        build()
        items = json.loads((blog / "_site/feed.json").read_text())["items"]
        assert "tag:example.org,2026-01-03:/sun/" == items[0]["id"]


def test_two_blogs_on_one_host_share_no_feed_id(blog: Path) -> None:
    """The path of the blog is in each."""
    (blog / "blogtools.toml").write_text('base_url = "https://example.org/other"\n')
    publish(find_blog(blog), Folder(blog / "one"))
    (blog / REGISTRY_FILE).unlink()
    publish(find_blog(blog), Folder(blog / "two"))
    items = [
        {item["id"] for item in json.loads((blog / folder / "feed.json").read_text())["items"]}
        for folder in ("_site", "one", "two")
    ]
    assert items[0] == items[1]
    assert not items[0] & items[2]
