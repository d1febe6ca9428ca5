"""Dates of posts in lists, feeds and pages: their order, their changes, and posts without one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from blogtools.build.check import check
from blogtools.build.pipeline import Options, convert
from blogtools.cli import cli
from blogtools.config import find_blog
from blogtools.render.targets import TARGETS
from blogtools.starter.post import NewPost, create_post
from tests.conftest import WriteNotebook


def write_post(write_notebook: WriteNotebook, folder: Path, name: str, **front: object) -> None:
    """Write a notebook whose front matter is `front`."""
    lines = "".join(f"{key}: {value}\n" for key, value in front.items())
    write_notebook(folder / f"notebooks/{name}.ipynb", ("raw", f"---\n{lines}---"), "Text.")


def test_posts_of_one_day_are_in_order(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """By time, then by file name, the last first; names with numbers by number."""
    write_post(write_notebook, blog_folder, "day-9", title="Z", date="2026-03-01")
    write_post(write_notebook, blog_folder, "day-10", title="A", date="2026-03-01")
    write_post(write_notebook, blog_folder, "b", title="B", date="2026-03-01 09:00")
    write_post(write_notebook, blog_folder, "a", title="C", date="2026-03-01T11:30:00+02:00")
    write_post(write_notebook, blog_folder, "e", title="D", date="2026-03-01 09:00", series="S")
    write_post(write_notebook, blog_folder, "c", title="E", date="2026-03-01 09:00", series="S")
    convert(find_blog(blog_folder))
    cards = r'<h3><a href="[^"]*?([\w-]+)/">'
    assert re.findall(cards, (blog_folder / "_site/index.html").read_text()) == ["a", "e", "c", "b", "day-10", "day-9"]
    assert re.findall(cards, (blog_folder / "_site/series/s/index.html").read_text()) == ["c", "e"]


def test_new_posts_are_in_the_order_in_which_they_were_begun(
    blog_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their metadata has the time, in the zone of the blog."""
    (blog_folder / "blogtools.toml").write_text('timezone = "Asia/Tokyo"\n')
    for time, title in ((1772532000, "Zebra"), (1772532007, "Ant")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(time))
        path = create_post(find_blog(blog_folder), NewPost(title))
    assert "date: 2026-03-03 19:00:07\n" in json.loads(path.read_text())["cells"][0]["source"]
    assert len(convert(find_blog(blog_folder)).built) == 2
    html = (blog_folder / "_site/index.html").read_text()
    assert re.findall(r'<h3><a href="(\w+)/">', html) == ["ant", "zebra"]


@pytest.mark.parametrize(
    ("updated", "shown"),
    [
        pytest.param("2026-03-01", "2026-03-01T10:00:00+01:00", id="the same day"),
        pytest.param("2026-02-01", "2026-03-01T10:00:00+01:00", id="an earlier day"),
        pytest.param("2026-03-01 09:59", "2026-03-01T10:00:00+01:00", id="an earlier time"),
        pytest.param("2026-03-01T09:30:00Z", "2026-03-01T09:30:00+00:00", id="a later time elsewhere"),
        pytest.param("2026-03-02", "2026-03-02T00:00:00+01:00", id="a later day"),
    ],
)
def test_no_post_is_updated_before_its_date(
    blog_folder: Path, write_notebook: WriteNotebook, updated: str, shown: str
) -> None:
    """In feeds, on pages, for search engines and for other generators; `check` tells of another day."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://example.org/"\ntimezone = "Europe/Berlin"\n')
    write_post(write_notebook, blog_folder, "a", date="2026-03-01 10:00", lastmod=updated)
    convert(find_blog(blog_folder))
    entry = (blog_folder / "_site/feed.xml").read_text().partition("<entry")[2]
    assert re.findall("<updated>(.*)</updated>", entry) == [shown]
    html = (blog_folder / "_site/a/index.html").read_text()
    (modified,) = re.findall('"dateModified":"(.*?)"', html)
    assert shown.startswith(modified)
    sitemap = (blog_folder / "_site/sitemap.xml").read_text()
    assert f"<lastmod>{shown[:10]}</lastmod>" in sitemap
    convert(find_blog(blog_folder), options=Options(target=TARGETS["hugo"]))
    assert f"lastmod: {shown[:10]}" in (blog_folder / "_markdown/hugo/a/index.md").read_text()
    found = [str(finding) for finding in check(find_blog(blog_folder)).findings]
    assert found == (
        [
            "notebooks/a.ipynb, cell 1, line 3: was updated on 2026-02-01, before its date 2026-03-01;"
            " readers see the later one (correct one of the two)"
        ]
        if updated == "2026-02-01"
        else []
    )


def test_posts_without_a_date_are_named_once(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """With what to do, in each build of the blog; drafts are not."""
    write_post(write_notebook, blog_folder, "dated", date="2026-03-01")
    write_post(write_notebook, blog_folder, "a", title="A")
    write_post(write_notebook, blog_folder, "draft", title="Draft", draft="true")
    what = "no archive and no feed"
    hint = "(add `date:` with a day, such as 2014-11-17, to the metadata)"
    one = f"note: notebooks/a.ipynb: has no date: it comes last in lists and stands in {what} {hint}\n"
    for _ in range(2):
        done = CliRunner().invoke(cli, ["convert"])
        assert (done.exit_code, done.stderr) == (0, one)
    assert CliRunner().invoke(cli, ["convert", "notebooks/a.ipynb"]).stderr == ""
    assert CliRunner().invoke(cli, ["convert", "--quiet"]).stderr == ""
    for number in range(7):
        write_post(write_notebook, blog_folder, f"u{number}", title="U")
    names = ", ".join(f"notebooks/{name}.ipynb" for name in ("a", "u0", "u1", "u2", "u3"))
    assert str(convert(find_blog(blog_folder)).undated_note()) == (
        f"8 posts have no date: they come last in lists and stand in {what}: {names} and 3 more {hint}"
    )
