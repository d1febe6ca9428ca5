"""A whole blog, from notebooks on disk to files on disk."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.errors import UsageError
from blogtools.render.targets import SINGLE_FILE, TARGETS
from blogtools.store.manifest import cache_name
from tests.conftest import WriteNotebook, tree


def test_each_post_becomes_a_page_in_a_folder_of_its_slug(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The page of notebooks/a-day.ipynb is _site/a-day/index.html, and the index links to it."""
    write_notebook(blog_folder / "notebooks/a-day.ipynb", "# A day / a night", "Text.")
    report = convert(find_blog(blog_folder))
    assert report.exit_status() == 0
    assert [built.page for built in report.built] == ["a-day/index.html"]
    assert "A day / a night</h1>" in (blog_folder / "_site/a-day/index.html").read_text()
    assert 'href="a-day/"' in (blog_folder / "_site/index.html").read_text()


def test_one_bad_notebook_does_not_stop_the_others(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The good post is written, the bad one is named, the exit status is 1."""
    write_notebook(blog_folder / "notebooks/good.ipynb", "Good.")
    (blog_folder / "notebooks/bad.ipynb").write_text("{")
    report = convert(find_blog(blog_folder))
    assert report.exit_status() == 1
    assert [error.where.file for error in report.errors] == ["notebooks/bad.ipynb"]
    assert (blog_folder / "_site/good/index.html").exists()


def test_a_post_that_fails_keeps_its_last_good_page(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """A page that was written stays while its notebook cannot be read."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "First words.")
    convert(find_blog(blog_folder))
    path.write_text("{")
    assert convert(find_blog(blog_folder)).exit_status() == 1
    assert "First words." in (blog_folder / "_site/a/index.html").read_text()
    assert convert(find_blog(blog_folder)).exit_status() == 1
    assert "First words." in (blog_folder / "_site/a/index.html").read_text()


def test_two_posts_with_one_slug_are_an_error_that_names_both(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Neither of them is written, since no one knows which is meant."""
    write_notebook(blog_folder / "notebooks/x/same.ipynb", "One.")
    write_notebook(blog_folder / "notebooks/y/same.ipynb", "Two.")
    errors = [str(error) for error in convert(find_blog(blog_folder)).errors]
    assert errors == [
        "notebooks/x/same.ipynb: has the same address as notebooks/y/same.ipynb: same/index.html"
        " (give one of them a `slug:` of its own)",
        "notebooks/y/same.ipynb: has the same address as notebooks/x/same.ipynb: same/index.html"
        " (give one of them a `slug:` of its own)",
    ]


def test_nothing_changed_builds_nothing(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The second build touches no page."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "A.")
    convert(find_blog(blog_folder))
    before = {path: path.stat().st_mtime_ns for path in (blog_folder / "_site").rglob("*")}
    report = convert(find_blog(blog_folder))
    assert (len(report.built), report.unchanged) == (0, 1)
    assert {path: path.stat().st_mtime_ns for path in (blog_folder / "_site").rglob("*")} == before


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        pytest.param("notebook", {"notebooks/a.ipynb": "changed"}, id="a notebook"),
        pytest.param("picture", {"notebooks/b.ipynb": "dot.svg, which it shows, changed"}, id="a file it shows"),
        pytest.param("page", {"notebooks/a.ipynb": "a/index.html is missing"}, id="a page that was removed"),
        pytest.param(
            "settings",
            dict.fromkeys(("notebooks/a.ipynb", "notebooks/b.ipynb"), "settings or version changed"),
            id="the settings",
        ),
        pytest.param(
            "template",
            dict.fromkeys(("notebooks/a.ipynb", "notebooks/b.ipynb"), "the theme changed"),
            id="a template",
        ),
    ],
)
def test_what_changed_is_rebuilt_and_says_why(
    blog_folder: Path, write_notebook: WriteNotebook, change: str, reasons: dict[str, str]
) -> None:
    """Only posts that depend on a change are built again."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    write_notebook(blog_folder / "notebooks/a.ipynb", "A.")
    write_notebook(blog_folder / "notebooks/b.ipynb", "![dot](dot.svg)")
    (blog_folder / "notebooks/dot.svg").write_text(svg)
    convert(find_blog(blog_folder))
    match change:
        case "notebook":
            write_notebook(blog_folder / "notebooks/a.ipynb", "A, again.")
        case "picture":
            (blog_folder / "notebooks/dot.svg").write_text(svg.replace('"1"', '"2"'))
        case "page":
            (blog_folder / "_site/a/index.html").unlink()
        case "settings":
            (blog_folder / "blogtools.toml").write_text('title = "Another"')
        case "template":
            (blog_folder / "templates").mkdir()
            (blog_folder / "templates/post.html.j2").write_text('{% extends "default/post.html.j2" %}')
    report = convert(find_blog(blog_folder))
    assert {built.source: built.reason for built in report.built} == reasons


def test_a_link_to_a_notebook_leads_to_its_page_and_follows_it(
    blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """When the other post moves, the page that links to it is built again."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "See [b](b.ipynb#Some-Heading).")
    write_notebook(blog_folder / "notebooks/b.ipynb", "## Some Heading")
    convert(find_blog(blog_folder))
    assert 'href="../b/#Some-Heading"' in (blog_folder / "_site/a/index.html").read_text()
    write_notebook(blog_folder / "notebooks/b.ipynb", ("raw", "---\nslug: bee\n---"), "## Some Heading")
    report = convert(find_blog(blog_folder))
    reasons = {built.source: built.reason for built in report.built}
    assert reasons == {
        "notebooks/a.ipynb": "notebooks/b.ipynb, which it links to, moved",
        "notebooks/b.ipynb": "changed",
    }
    assert 'href="../bee/#Some-Heading"' in (blog_folder / "_site/a/index.html").read_text()


def test_a_link_to_a_missing_notebook_is_a_finding(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The link stays as written, and the author is told the cell."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "Text.", "See [b](gone.ipynb).")
    report = convert(find_blog(blog_folder))
    assert [str(finding) for finding in report.findings] == [
        "notebooks/a.ipynb, cell 2: links to gone.ipynb, which is no post (fix or remove the link)"
    ]
    assert (report.exit_status(), report.exit_status(strict=True)) == (0, 1)


def test_drafts_are_left_out_unless_asked_for(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """A draft has no page, no place in the index, and the report says that there is one."""
    write_notebook(blog_folder / "notebooks/d.ipynb", ("raw", "---\ntitle: Secret plan\ndraft: true\n---"), "Text.")
    report = convert(find_blog(blog_folder))
    assert report.drafts == 1
    assert "Secret plan" not in (blog_folder / "_site/index.html").read_text()
    assert not (blog_folder / "_site/d").exists()
    convert(find_blog(blog_folder), options=Options(drafts=True))
    assert (blog_folder / "_site/d/index.html").exists()
    convert(find_blog(blog_folder))
    assert not (blog_folder / "_site/d").exists()


def test_a_deleted_notebook_takes_its_page_along_and_nothing_else(
    blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """Files that blogtools did not write stay."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "A.")
    write_notebook(blog_folder / "notebooks/b.ipynb", "B.")
    convert(find_blog(blog_folder))
    (blog_folder / "_site/a/note.txt").write_text("mine")
    path.unlink()
    report = convert(find_blog(blog_folder), options=Options(allow_removed_urls=True))
    assert report.removed == ("a/index.html",)
    assert [] == list((blog_folder / ".blogtools").rglob(cache_name("a/index.html")))
    assert sorted(tree(blog_folder / "_site/a")) == ["note.txt"]


@pytest.mark.parametrize("target", [*TARGETS.values(), SINGLE_FILE], ids=lambda target: target.name)
def test_two_builds_in_two_folders_are_the_same_to_the_byte(
    tmp_path: Path, target: object, request: pytest.FixtureRequest
) -> None:
    """No clock, no path and no order of chance is in the output; one process or two."""
    blog = find_blog(request.config.rootpath)
    for name, workers in (("one", 1), ("two", 2)):
        convert(blog, [blog.notebooks], Options(target, tmp_path / name, workers=workers, cache=False))  # type: ignore[arg-type]
    first = tree(tmp_path / "one")
    assert len(first) >= 5
    assert tree(tmp_path / "two") == first


def test_notebooks_outside_of_any_blog_convert(
    tmp_path: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path is all that is needed; pictures beside the notebook come along."""
    monkeypatch.chdir(tmp_path)
    write_notebook(tmp_path / "some/where/n.ipynb", "![dot](img/dot.svg)")
    (tmp_path / "some/where/img").mkdir()
    (tmp_path / "some/where/img/dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    report = convert(find_blog(tmp_path), [Path("some/where/n.ipynb")], Options(output=tmp_path / "out"))
    assert report.exit_status() == 0
    assert [path.suffix for path in (tmp_path / "out/n").iterdir() if path.suffix != ".html"] == [".svg"]


def test_a_path_that_does_not_exist_is_wrong_usage(blog_folder: Path) -> None:
    """Nothing is written."""
    with pytest.raises(UsageError, match=r"^there is no file or folder nowhere\.ipynb$"):
        convert(find_blog(blog_folder), [Path("nowhere.ipynb")])
    assert not (blog_folder / "_site").exists()


def test_no_file_outside_of_the_blog_is_read(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Neither by a path that climbs out, nor through a link, nor from a hidden folder."""
    (blog_folder.parent / "secret.txt").write_text("secret")
    (blog_folder / ".env").write_text("secret")
    (blog_folder / "notebooks/link.txt").symlink_to(blog_folder.parent / "secret.txt")
    write_notebook(
        blog_folder / "notebooks/a.ipynb", "![a](../../secret.txt) ![b](link.txt) ![c](../.env) ![d](/etc/hostname)"
    )
    report = convert(find_blog(blog_folder))
    assert [finding.slug for finding in report.findings] == ["missing-file"] * 3 + ["broken-link"]
    assert not any(data == b"secret" for data in tree(blog_folder / "_site").values())


def test_single_files_carry_their_pictures_and_style(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """One file a post, with nothing beside it."""
    (blog_folder / "notebooks/dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    write_notebook(blog_folder / "notebooks/a.ipynb", "![dot](dot.svg)")
    convert(find_blog(blog_folder), options=Options(SINGLE_FILE))
    files = tree(blog_folder / "_single-file")
    assert list(files) == ["a.html"]
    assert b'src="data:image/svg+xml;base64,' in files["a.html"]
    assert b"<style>" in files["a.html"]
    assert b'<link rel="stylesheet"' not in files["a.html"]


def test_a_full_disk_is_one_clear_line(
    blog_folder: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The post that cannot be written is named, nothing half written stays, the last page stands."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "First.")
    convert(find_blog(blog_folder))
    path.write_text(path.read_text().replace("First.", "Second."))

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "replace", full)
    report = convert(find_blog(blog_folder), options=Options(workers=1))
    assert [str(error) for error in report.errors] == [
        f"{blog_folder}/_site/a/index.html: cannot be written: No space left on device (the old file is kept)"
    ]
    assert "First." in (blog_folder / "_site/a/index.html").read_text()
    assert not list((blog_folder / "_site").rglob("*.part"))


def test_a_link_out_of_the_output_folder_is_refused(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Nothing is written through it."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "A.")
    outside = blog_folder.parent / "outside"
    outside.mkdir()
    (blog_folder / "_site").mkdir()
    (blog_folder / "_site/a").symlink_to(outside)
    report = convert(find_blog(blog_folder))
    assert [str(error) for error in report.errors] == [
        f"{blog_folder}/_site/a: is a link that leads out of the output folder (remove the link)"
    ]
    assert not list(outside.iterdir())


def test_the_report_is_plain_data(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """`--json` says what was written and found, and what it cost."""
    import msgspec

    write_notebook(blog_folder / "notebooks/a.ipynb", "![](gone.png)")
    data = json.loads(msgspec.json.encode(convert(find_blog(blog_folder))))
    assert data["built"] == [
        {"source": "notebooks/a.ipynb", "page": "a/index.html", "reason": "new", "files": ["a/index.html"]}
    ]
    assert {finding["slug"] for finding in data["findings"]} == {"missing-file", "missing-alt"}
    assert data["seconds"] > 0


def test_a_change_within_the_clock_s_resolution_is_seen(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Same size, same time of change, other content: the file is young, so it is read."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "Words A.")
    time = path.stat().st_mtime_ns
    convert(find_blog(blog_folder))
    convert(find_blog(blog_folder))
    path.write_text(path.read_text().replace("Words A.", "Words B."))
    os.utime(path, ns=(time, time))
    assert len(convert(find_blog(blog_folder)).built) == 1
    assert "Words B." in (blog_folder / "_site/a/index.html").read_text()


def test_old_files_that_did_not_change_are_not_read(
    blog_folder: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their size and time are enough; a metadata file that appears beside one is noticed."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "Text.")
    os.utime(path, (1, 1))
    convert(find_blog(blog_folder))
    with monkeypatch.context() as patch:
        patch.setattr("blogtools.build.routes.read_source", lambda _: pytest.fail("the notebook was read"))
        assert convert(find_blog(blog_folder)).unchanged == 1
    path.with_suffix(".nbdata").write_text("Title: From beside\n")
    assert len(convert(find_blog(blog_folder)).built) == 1
    assert "From beside</h1>" in (blog_folder / "_site/a/index.html").read_text()


def test_a_change_of_settings_is_not_forgotten_by_converting_one_post(
    blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """The other posts still have pages of the old settings, and are built with the next whole build."""
    for name in ("a", "b"):
        write_notebook(blog_folder / f"notebooks/{name}.ipynb", "Text.")
    convert(find_blog(blog_folder))
    (blog_folder / "blogtools.toml").write_text('title = "Another name"')
    convert(find_blog(blog_folder), [Path("notebooks/a.ipynb")])
    report = convert(find_blog(blog_folder))
    assert [built.source for built in report.built] == ["notebooks/b.ipynb"]
    assert "Another name" in (blog_folder / "_site/b/index.html").read_text()


def test_posts_inherit_the_metadata_of_their_folders(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """And follow it when it changes."""
    write_notebook(blog_folder / "notebooks/trips/a.ipynb", "A.")
    (blog_folder / "notebooks/trips/_metadata.yml").write_text("title: Of the trips\n")
    (blog_folder / "_metadata.yml").write_text("title: Of the blog\nauthor: B\n")
    page = blog_folder / "_site/a/index.html"
    convert(find_blog(blog_folder))
    assert "Of the trips</h1>" in page.read_text()
    (blog_folder / "notebooks/trips/_metadata.yml").unlink()
    report = convert(find_blog(blog_folder))
    assert [built.reason for built in report.built] == ["changed"]
    assert "Of the blog</h1>" in page.read_text()


@pytest.mark.parametrize("name", ["_metadata.yml", "a.nbdata"])
def test_what_is_wrong_around_notebooks_is_said_once_and_costs_no_page(
    blog_folder: Path, write_notebook: WriteNotebook, name: str
) -> None:
    """The last good pages stand."""
    for post in ("a", "b"):
        write_notebook(blog_folder / f"notebooks/{post}.ipynb", "Text.")
    convert(find_blog(blog_folder))
    (blog_folder / "notebooks" / name).write_text("---\ntoc: perhaps\n---\n")
    report = convert(find_blog(blog_folder))
    assert [str(error) for error in report.errors] == [
        f'notebooks/{name}, line 2: toc: expected true or false, found "perhaps"'
    ]
    assert report.removed == ()
    assert (blog_folder / "_site/a/index.html").exists()
    assert (blog_folder / "_site/b/index.html").exists()


def test_another_theme_puts_a_new_frame_around_the_same_post(
    blog_folder: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without reading the notebooks; and where what pages are filled with was not kept, they are read."""
    write_notebook(
        blog_folder / "notebooks/a.ipynb", ("raw", "---\nmood: {sky: [grey, 3]}\n---"), "# A\n\n## One", "## Two"
    )
    write_notebook(blog_folder / "notebooks/b.ipynb", ("raw", f"---\nnumber: {10**30}\n---"), "# B", "Words.")
    convert(find_blog(blog_folder))
    template = blog_folder / "templates/post_meta.html.j2"
    template.parent.mkdir()
    template.write_text("<p>{{ post.extra }} {{ post.words }}</p>")

    read: list[str] = []
    from blogtools.build.post import page as build

    real = build.read_source
    monkeypatch.setattr(build, "read_source", lambda source: read.append(source.name) or real(source))
    report = convert(find_blog(blog_folder))
    assert ["the theme changed"] * 2 == [page.reason for page in report.built]
    assert [] == read
    assert (
        "<p>{&#39;mood&#39;: {&#39;sky&#39;: [&#39;grey&#39;, 3]}} 6</p>"
        in (blog_folder / "_site/a/index.html").read_text()
    )
    convert(find_blog(blog_folder), options=Options(output=blog_folder / "clean", cache=False))
    assert tree(blog_folder / "clean") == tree(blog_folder / "_site")

    for path in (blog_folder / ".blogtools/pages").iterdir():
        path.write_bytes(b"something else")
    template.unlink()
    read.clear()
    convert(find_blog(blog_folder))
    assert ["notebooks/a.ipynb", "notebooks/b.ipynb"] == read
    convert(find_blog(blog_folder), options=Options(output=blog_folder / "clean2", cache=False))
    assert tree(blog_folder / "clean2") == tree(blog_folder / "_site")
