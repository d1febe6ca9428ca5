"""Links of posts, in every place where one can stand, to everything that a site has; and those that lead nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from blogtools.build.check import check
from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.errors import Finding
from blogtools.render.targets import SINGLE_FILE, TARGETS
from tests.conftest import WriteNotebook

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\0\0\0\x03\0\0\0\x02"
SETTINGS = 'title = "Test"\nbase_url = "https://example.org/blog"\ncards = false\n'
GOOD = {
    "another notebook": "other.ipynb",
    "heading of another notebook": "other.ipynb#a-heading",
    "heading as Jupyter has it": "other.ipynb#A-Heading",
    "id of another notebook": "other.ipynb#by-hand",
    "name of another notebook": "other.ipynb#by-name",
    "page": "/other/",
    "page without slash": "/other",
    "page with its file": "/other/index.html",
    "page, relative": "../other/",
    "page, relative, with a file": "../other/index.html",
    "anchor of a page": "/other/#a-heading",
    "anchor of a page, relative": "../other/#by-hand",
    "former address": "/old/",
    "alias that is a file": "/old.html",
    "list": "/tags/rain/",
    "feed": "/feed.xml",
    "home": "/",
    "home, relative": "../",
    "static file": "/img/x.png",
    "static file, in a folder with a space": "/img/a%20b.png",
    "static file with a query": "/img/x.png?v=2",
    "on the sub-path": "/blog/img/x.png",
    "on the sub-path, home": "/blog",
    "whole address": "https://example.org/blog/other/#a-heading",
    "whole address, without scheme": "//example.org/blog/img/x.png",
    "elsewhere": "https://example.org/else/",
    "file": "data.csv",
    "file with a query": "data.csv?raw=true",
    "file, percent-encoded": "a%20b.csv",
    "file with a percent sign": "100%.csv",
    "file with an anchor": "data.csv#row=3",
    "anchor": "#here",
    "anchor as Jupyter has it": "#Here",
    "anchor beyond ASCII": "#caf%C3%A9",
    "id": "#by-hand",
    "name": "#by-name",
    "top": "#top",
    "nothing": "#",
    "itself": "a.ipynb#here",
    "itself by page": "/a/#here",
    "mail": "mailto:a@example.org",
    "data": "data:text/plain,x",
    "query": "?x=1",
}
BROKEN = {
    "another notebook": ("gone.ipynb", "links to gone.ipynb, which is no post"),
    "case of a notebook": ("Other.ipynb", "did you mean other.ipynb?"),
    "draft": ("draft.ipynb", "which is no post"),
    "draft by page": ("/draft/", "which is no page or file of the site"),
    "heading of another notebook": ("other.ipynb#a-headin", "did you mean #a-heading?"),
    "anchor of a page": ("/other/#gone", "but the page has no #gone"),
    "anchor of a page, relative": ("../other/#gone", "but the page has no #gone"),
    "anchor of a whole address": ("https://example.org/blog/other/#gone", "but the page has no #gone"),
    "anchor": ("#hre", "did you mean #here?"),
    "anchor of itself": ("a.ipynb#gone", "but the page has no #gone"),
    "case of an anchor": ("#HERE", "did you mean #"),
    "page": ("/gone/", "which is no page or file of the site"),
    "page, relative": ("../gone/", "which is no page or file of the site"),
    "page, relative to the notebook": ("other/", "which is no page or file of the site"),
    "HTML beside": ("other.html", "which is no page or file of the site"),
    "case of a page": ("/Other/", "but the site has other/index.html (case matters on most servers)"),
    "case of a static file": ("/img/X.png", "but the site has img/x.png"),
    "list": ("/tags/snow/", "which is no page or file of the site"),
    "list, relative": ("../tags/snow/", "which is no page or file of the site"),
    "whole address": ("https://example.org/blog/gone/", "which is no page or file of the site"),
    "address without scheme": ("//example.org/blog/gone", "which is no page or file of the site"),
    "static file": ("/img/gone.png", "which is no page or file of the site"),
    "static file with a query": ("/img/gone.png?v=2", "which is no page or file of the site"),
    "static file, by its folder": ("/static/img/x.png", "which is no page or file of the site"),
    "on the sub-path": ("/blog/gone/", "which is no page or file of the site"),
    "beside the blog on its host": ("/else/", "which is no page or file of the site"),
    "file": ("gone.csv", "which is no page or file of the site"),
    "file, percent-encoded": ("a%20c.csv", "which is no page or file of the site"),
    "case of a file": ("Data.csv", "was not found, but data.csv was"),
    "folder": ("folder", "which is no page or file of the site"),
    "folder with a slash": ("folder/", "which is no page or file of the site"),
    "parent of the blog": ("../../gone/", "which is outside the blog"),
    "far above": ("../../../x.txt", "which is outside the blog"),
    "file of the machine": ("file:///home/me/x.csv", "a file on your machine"),
    "file of a Windows machine": ("C:/x.csv", "a file on your machine"),
    "path of the machine": ("/home/me/x.csv", "which is no page or file of the site"),
    "backslash": ("folder%5Cgone.csv", "which is no page or file of the site"),
}
PLACES = {
    "markdown": lambda url: f"[link](<{url}>)",
    "reference": lambda url: f"[link][1]\n\n[1]: <{url}>",
    "raw HTML": lambda url: f'<p>A <a href="{url}">link</a></p>',
    "inline HTML": lambda url: f"A <a href='{url}'>link</a>",
    "footnote": lambda url: f"A note[^1]\n\n[^1]: with a [link](<{url}>).",
    "raw cell": lambda url: ("raw", f'<a href="{url}">link</a>'),
    "HTML output": lambda url: display("text/html", f'<a href="{url}" target="_blank">{url}</a><br>'),
    "table output": lambda url: display("text/html", f'<table><tr><td><a href="{url}">x</a></td></tr></table>'),
    "Markdown output": lambda url: display("text/markdown", f"[link](<{url}>)"),
    "caption": lambda url: {
        **display("text/html", "<p>figure</p>"),
        "source": f"#| fig-cap: '[link](<{url}>)'\nshow()",
    },
}


def display(mime: str, data: str) -> dict[str, Any]:
    """A code cell with one display."""
    shown = {"output_type": "display_data", "data": {mime: data}, "metadata": {}}
    return {"cell_type": "code", "source": "show()", "outputs": [shown]}


@pytest.fixture
def blog(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """A blog with something of everything, on a sub-path of its host."""
    (blog_folder / "blogtools.toml").write_text(SETTINGS)
    front = {"tags": ["rain"], "aliases": ["/old/", "/old.html"]}
    write_notebook(
        blog_folder / "notebooks/other.ipynb",
        ("raw", f"---\n{json.dumps(front)}\n---"),
        "# Other\n\n## A Heading\n\n<p id='by-hand'>x</p> <a name='by-name'></a>",
    )
    write_notebook(blog_folder / "notebooks/draft.ipynb", ("raw", "---\ndraft: true\n---"), "# Draft")
    for name in ("x.png", "a b.png"):
        (blog_folder / "static/img").mkdir(parents=True, exist_ok=True)
        (blog_folder / "static/img" / name).write_bytes(PNG)
    for name in ("data.csv", "a b.csv", "100%.csv"):
        (blog_folder / "notebooks" / name).write_text(name)
    (blog_folder / "notebooks/folder").mkdir()
    return blog_folder


OWN = "# A\n\n## Here\n\n## Café\n\n<p id='by-hand'>x</p> <a name='by-name'></a>"


def serious(findings: tuple[Finding, ...]) -> list[str]:
    """Findings but notes, as printed."""
    return [str(one) for one in findings if one.severity != "note"]


@pytest.mark.parametrize("place", PLACES)
def test_good_links_are_not_reported(blog: Path, write_notebook: WriteNotebook, place: str) -> None:
    """Neither when the site is built, nor when it is only checked."""
    write_notebook(blog / "notebooks/a.ipynb", OWN, *(PLACES[place](url) for url in GOOD.values()))
    assert [] == serious(convert(find_blog(blog)).findings)
    assert [] == serious(check(find_blog(blog)).findings)
    assert [] == serious(check(find_blog(blog), [blog / "notebooks/a.ipynb"]).findings)


@pytest.mark.parametrize("place", PLACES)
def test_broken_links_are_reported_where_they_stand(blog: Path, write_notebook: WriteNotebook, place: str) -> None:
    """Each once, with its cell, by a build, by the next one that has nothing to do, and by a check."""
    write_notebook(blog / "notebooks/a.ipynb", OWN, *(PLACES[place](url) for url, _ in BROKEN.values()))
    built = serious(convert(find_blog(blog)).findings)
    for number, (what, (url, message)) in enumerate(BROKEN.items(), 2):
        found = [one for one in built if one.startswith(f"notebooks/a.ipynb, cell {number}: ")]
        assert len(found) == 1, (what, found)
        assert url in found[0], what
        assert message in found[0], what
    assert len(BROKEN) == len(built)
    again = convert(find_blog(blog))
    assert () == again.built
    assert built == serious(again.findings)
    assert sorted(built) == sorted(serious(check(find_blog(blog)).findings))
    # A check of one post does not know of the others which of them are drafts, nor how their names might be meant.
    known = [one for one in built if "draft.ipynb" not in one and "Other.ipynb" not in one]
    found = serious(check(find_blog(blog), [blog / "notebooks/a.ipynb"]).findings)
    assert sorted(known) == sorted(one for one in found if "Other.ipynb" not in one)


def test_an_image_of_the_front_matter_is_checked(blog: Path, write_notebook: WriteNotebook) -> None:
    """It may be a file of the site."""
    write_notebook(blog / "notebooks/a.ipynb", ("raw", "---\nimage: /img/x.png\n---"), "# A")
    write_notebook(blog / "notebooks/b.ipynb", ("raw", "---\nimage: /img/gone.png\n---"), "# B")
    write_notebook(blog / "notebooks/c.ipynb", ("raw", "---\nimage: /blog/img/x.png\n---"), "# C")
    message = (
        "notebooks/b.ipynb: refers to /img/gone.png, which is no page or file of the site (fix or remove the link)"
    )
    assert [message] == serious(convert(find_blog(blog)).findings)
    assert [message] == serious(check(find_blog(blog)).findings)
    for name in ("a", "c"):
        page = (blog / f"_site/{name}/index.html").read_text()
        assert 'property="og:image" content="https://example.org/blog/img/x.png"' in page


@pytest.mark.parametrize("home", ["", "https://example.org/", "https://example.org/blog"])
def test_rooted_addresses_lead_below_the_blog(blog: Path, write_notebook: WriteNotebook, home: str) -> None:
    """Wherever it is published: on pages they are relative."""
    (blog / "blogtools.toml").write_text(SETTINGS.replace("https://example.org/blog", home))
    write_notebook(
        blog / "notebooks/a.ipynb",
        "# A\n\n![x](/img/x.png?v=2) [home](/) <img alt='' srcset='/img/x.png 2x'> [other](/other/#a-heading)",
        display("text/html", '<img alt="" src="/img/a%20b.png">'),
    )
    assert [] == serious(convert(find_blog(blog)).findings)
    page = (blog / "_site/a/index.html").read_text()
    for written in ("../img/x.png?v=2", "../img/x.png 2x", "../img/a%20b.png", "../other/#a-heading", '"../"'):
        assert written in page


def test_links_are_checked_again_when_the_site_changes(blog: Path, write_notebook: WriteNotebook) -> None:
    """Also where the post itself does not: another post, a heading, a static file comes or goes."""
    write_notebook(blog / "notebooks/a.ipynb", "# A\n\n[1](/img/x.png) [2](../other/#a-heading)")
    assert [] == serious(convert(find_blog(blog)).findings)
    (blog / "static/img/x.png").unlink()
    assert len(serious(convert(find_blog(blog)).findings)) == 1
    (blog / "static/img/x.png").write_bytes(PNG)
    assert [] == serious(convert(find_blog(blog)).findings)
    write_notebook(blog / "notebooks/other.ipynb", "# Other\n\nWithout headings.")
    found = serious(convert(find_blog(blog)).findings)
    assert ["but the page has no #a-heading" in one for one in found] == [True]
    (blog / "notebooks/other.ipynb").unlink()
    found = serious(convert(find_blog(blog), options=Options(allow_removed_urls=True)).findings)
    assert ["which is no page or file of the site" in one for one in found] == [True]


def test_a_cell_or_the_blog_may_accept_broken_links(blog: Path, write_notebook: WriteNotebook) -> None:
    """As all other findings."""
    accepting = {"cell_type": "markdown", "source": "[1](/gone/) [2](#gone)", "metadata": {"tags": ["ok:broken-link"]}}
    write_notebook(blog / "notebooks/a.ipynb", "# A", accepting)
    assert [] == serious(convert(find_blog(blog)).findings)
    assert [] == serious(check(find_blog(blog)).findings)
    write_notebook(blog / "notebooks/a.ipynb", "# A", "[1](/gone/) [2](#gone)")
    (blog / "blogtools.toml").write_text(f'{SETTINGS}[findings]\nbroken-link = "error"\n')
    report = convert(find_blog(blog))
    assert {"error"} == {one.severity for one in report.findings if one.slug == "broken-link"}
    assert report.exit_status() == 1
    assert check(find_blog(blog)).exit_status() == 1


@pytest.mark.parametrize("target", [SINGLE_FILE, TARGETS["hugo"], TARGETS["jekyll"]], ids=lambda one: one.name)
def test_other_targets_leave_addresses_of_their_sites(blog: Path, write_notebook: WriteNotebook, target: Any) -> None:
    """Nothing is known of the site that they become part of."""
    write_notebook(blog / "notebooks/2026-01-02-a.ipynb", "# A\n\n[x](/img/gone.png) [y](/gone/) [z](../gone/#x)")
    assert [] == serious(convert(find_blog(blog), options=Options(target, blog / "out")).findings)
    (page,) = (path for path in (blog / "out").rglob("*") if path.is_file() and b"gone.png" in path.read_bytes())
    assert "/img/gone.png" in page.read_text().replace("../img", "")


def test_a_notebook_without_a_blog_is_checked_as_far_as_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_notebook: WriteNotebook
) -> None:
    """Pages and files of an unknown site may be there; a file beside the notebook is not."""
    monkeypatch.chdir(tmp_path)
    path = write_notebook(tmp_path / "a.ipynb", "# A\n\n[1](/x/) [2](../x/) [3](gone.csv) [4](#gone) [5](#a)")
    for report in (convert(find_blog(tmp_path), [path]), check(find_blog(tmp_path), [path])):
        assert {"gone.csv", "#gone"} == {one.message.split()[2].rstrip(",") for one in report.findings}
