"""What stands around a post: neighbors, series, related posts, users, the same day in other years."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.render.targets import TARGETS
from tests.conftest import WriteNotebook


def front(**fields: object) -> tuple[str, str]:
    """A metadata cell."""
    return "raw", "---\n" + "\n".join(f"{key}: {json.dumps(value)}" for key, value in fields.items()) + "\n---"


def footer(folder: Path, slug: str) -> str:
    """The foot of a post's page, in text, without white space at the ends of lines and empty lines."""
    html = (folder / "_site" / slug / "index.html").read_text()
    text = re.sub("<[^>]+>", "", html[html.index('<footer class="post-footer"') : html.index("</article>")])
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def test_a_series_has_parts_from_the_oldest_on(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """And the neighbors of a post are those in time, whatever their series."""
    for month, series in ((1, "Counting"), (2, None), (3, "Counting"), (4, "Counting")):
        fields = {"title": f"Post {month}", "date": f"2026-0{month}-01"} | ({"series": series} if series else {})
        write_notebook(blog_folder / f"notebooks/p{month}.ipynb", front(**fields), "Words.")
    convert(find_blog(blog_folder))
    assert (
        "Part 2 of 3 in the series Counting\nPrevious: Post 1\nNext: Post 4\nNewer Post 4\nOlder Post 2\nAll posts"
    ) == footer(blog_folder, "p3")
    assert "Older Post 1" in footer(blog_folder, "p2")
    assert "series" not in footer(blog_folder, "p2")


def test_related_posts_share_rare_tags_then_words(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """A tag that every post has says nothing; a post that shares nothing is not related."""
    posts = {
        "a": ("Rivers of the north", ["notes", "water"]),
        "b": ("Lakes", ["notes", "water"]),
        "c": ("Clouds of the north", ["notes"]),
        "d": ("Bread", ["notes"]),
        "e": ("Chess", ["games"]),
        "f": ("Cards", []),
        "g": ("Stones", []),
    }
    for name, (title, tags) in posts.items():
        write_notebook(blog_folder / f"notebooks/{name}.ipynb", front(title=title, tags=tags), "Words.")
    convert(find_blog(blog_folder))
    text = footer(blog_folder, "a")
    related = text[text.index("Related posts") : text.index("Newer" if "Newer" in text else "Older")]
    assert "Related posts\nLakes\nClouds of the north\nBread\n" == related
    assert "Related posts" not in footer(blog_folder, "e")


def test_a_day_of_a_diary_leads_to_the_same_day_of_other_years(
    blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """In its own diary and in others; a fragment alone where it is on the same page."""
    write_notebook(
        blog_folder / "notebooks/old.ipynb",
        "# Old",
        "## May 1, 2013: A",
        "x",
        "## May 1, 2014: B",
        "y",
        "## May 2, 2014",
    )
    write_notebook(blog_folder / "notebooks/new.ipynb", "# New", "## May 1, 2015: C", "x", "## May 3, 2015: D", "y")
    convert(find_blog(blog_folder))
    html = (blog_folder / "_site/old/index.html").read_text()
    assert '<li>2014: <a href="#may-1-2014-b">May 1, 2014: B</a></li>' in html
    assert '<li>2015: <a href="../new/#may-1-2015-c">May 1, 2015: C</a></li>' in html
    assert ("On this day in other years\nMay 1, 2015: C\n2013: May 1, 2013: A\n2014: May 1, 2014: B\n") in footer(
        blog_folder, "new"
    )


def test_only_pages_around_which_something_changed_are_written(
    blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """A page is written anew when a neighbor has another title, though its own notebook is as it was."""
    for number in range(1, 6):
        write_notebook(
            blog_folder / f"notebooks/p{number}.ipynb", front(title=f"Post {number}", date=f"2026-01-0{number}"), "x"
        )
    convert(find_blog(blog_folder))
    before = {path: path.stat().st_mtime_ns for path in (blog_folder / "_site").rglob("p*/index.html")}
    write_notebook(blog_folder / "notebooks/p1.ipynb", front(title="Another", date="2026-01-01"), "x")
    report = convert(find_blog(blog_folder))
    assert ["notebooks/p1.ipynb"] == [page.source for page in report.built]
    written = {path.parent.name for path, time in before.items() if path.stat().st_mtime_ns != time}
    assert {"p1", "p2", "p3", "p4", "p5"} >= written >= {"p1", "p2"}
    assert "Older Another" in footer(blog_folder, "p2")
    write_notebook(blog_folder / "notebooks/p1.ipynb", front(title="Another", date="2026-01-01"), "other words")
    before = {path: path.stat().st_mtime_ns for path in before}
    convert(find_blog(blog_folder))
    assert {"p1"} == {path.parent.name for path, time in before.items() if path.stat().st_mtime_ns != time}
    assert "Newer Post 2" in footer(blog_folder, "p1")


def test_a_page_without_a_place_for_it_stays_as_it_is(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """A blog's own template may leave the footer out, or say it twice."""
    (blog_folder / "templates").mkdir()
    template = blog_folder / "templates/post.html.j2"
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A", "x")
    write_notebook(blog_folder / "notebooks/b.ipynb", "# B", "y")
    template.write_text('{% extends "default/post.html.j2" %}{% block post_footer %}{% endblock %}')
    convert(find_blog(blog_folder))
    assert "Older" not in (blog_folder / "_site/b/index.html").read_text()
    template.write_text('{% extends "default/post.html.j2" %}{% block post_footer %}{{ nav }}{{ nav }}{% endblock %}')
    pages = []
    for name in ("one", "two"):
        convert(find_blog(blog_folder), options=Options(output=blog_folder / name, cache=False))
        pages.append((blog_folder / name / "b/index.html").read_text())
    assert pages[0] == pages[1]
    assert pages[0].count("Older") == 1


@pytest.mark.parametrize("target", ["html", "hugo", "markdown"])
def test_posts_of_the_future_wait(blog_folder: Path, write_notebook: WriteNotebook, target: str) -> None:
    """Whether the metadata or only a heading tells the date; links to them are findings until then."""
    notebooks = blog_folder / "notebooks"
    write_notebook(
        notebooks / "now.ipynb", front(title="Now", date="2020-01-01"), "[soon](soon.ipynb), [far](far.ipynb)"
    )
    write_notebook(notebooks / "soon.ipynb", front(title="Soon", date="2099-01-01"), "Secret plans.")
    write_notebook(notebooks / "far.ipynb", "# Far", "## January 1, 2088", "Secret dreams.", "## January 2, 2088")
    blog = find_blog(blog_folder)
    options = Options(TARGETS[target], blog_folder / "out")
    report = convert(blog, options=options)
    assert (1, 2) == (len(report.built), report.future)
    assert {"notebooks/far.ipynb": "left out: its date has not come"}.items() <= report.explained.items()
    assert ["broken-link", "broken-link"] == [one.slug for one in report.findings if one.slug != "setup"]
    written = "".join(path.read_text() for path in (blog_folder / "out").rglob("*") if path.suffix in {".html", ".md"})
    assert not re.search("Secret|Soon|Far", written)
    assert report.summary().startswith(f"1 post written to {blog_folder}/out, 2 posts of the future left out in ")

    report = convert(blog, options=Options(TARGETS[target], blog_folder / "out", future=True))
    assert (3, 0) == (len(report.built), report.future)
    assert () == report.findings
    report = convert(blog, options=options)
    assert (1, 2) == (len(report.built), report.future)
    assert not re.search("Secret", "".join(path.read_text() for path in (blog_folder / "out").rglob("*.html")))


def test_what_day_it_is_can_be_said(
    blog_folder: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`SOURCE_DATE_EPOCH` makes a build repeatable; a day begins when it does in the blog's zone."""
    write_notebook(blog_folder / "notebooks/a.ipynb", front(title="A", date="2030-06-01"), "x")
    write_notebook(blog_folder / "notebooks/b.ipynb", front(title="B", date="2030-06-01 12:00"), "x")

    def shown(epoch: int, zone: str) -> list[str]:
        (blog_folder / "blogtools.toml").write_text(f'timezone = "{zone}"\n')
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch))
        convert(find_blog(blog_folder), options=Options(allow_removed_urls=True))
        return sorted(path.parent.name for path in (blog_folder / "_site").glob("?/index.html"))

    midnight = 1_906_502_400  # 2030-06-01 00:00 UTC
    assert [] == shown(midnight - 1, "UTC")
    assert ["a"] == shown(midnight, "UTC")
    assert ["a", "b"] == shown(midnight + 12 * 3600 + 1, "UTC")
    assert ["a"] == shown(midnight - 9 * 3600, "Asia/Tokyo")
    assert [] == shown(midnight, "America/New_York")
