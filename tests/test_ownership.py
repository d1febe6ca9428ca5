"""Nothing that blogtools did not write is overwritten or removed, wherever a site goes."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from blogtools.api import Blog
from blogtools.errors import UsageError
from blogtools.store.ownership import OWNED_FILES
from tests.conftest import Told, WriteNotebook, make_repository, tree

IN_THE_WAY = ("index.html", "404.html", "feed.xml", "sitemap.xml", "rain/index.html", "sun/index.html")
OTHERS = ("about.html", "CNAME", "img/photo.jpg", "rain/own.txt", "deep/er/still.txt", ".htaccess")
FOREIGN = {name: f"mine: {name}".encode() for name in (*IN_THE_WAY, *OTHERS)}


@pytest.fixture
def blog(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """A blog with two posts, in a repository whose remote is beside it."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://example.org"\ncards = false\n')
    write_notebook(blog_folder / "notebooks/rain.ipynb", ("raw", "---\ndate: 2024-01-02\n---"), "# Rain", "Wet.")
    write_notebook(blog_folder / "notebooks/sun.ipynb", ("raw", "---\ndate: 2024-01-03\n---"), "# Sun", "Dry.")
    make_repository(blog_folder)
    return blog_folder


def put(folder: Path, names: tuple[str, ...] = tuple(FOREIGN)) -> None:
    """Write files of the author's own."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"mine: " + name.encode())


def lost(found: dict[str, bytes], names: tuple[str, ...] = tuple(FOREIGN)) -> list[str]:
    """The author's files that are not as they were."""
    return [name for name in names if found.get(name) != b"mine: " + name.encode()]


def unnamed(printed: str, names: tuple[str, ...] = tuple(FOREIGN)) -> list[str]:
    """The author's files that are not named."""
    return [name for name in names if name not in printed]


def push_foreign(blog: Path, names: tuple[str, ...] = tuple(FOREIGN)) -> None:
    """Give the remote a branch `gh-pages` with somebody's files."""
    folder = blog.parent / "somebody"
    put(folder, names)
    for line in ("init -q -b gh-pages", "config user.name B", "config user.email b@b.c", "add -A", "commit -q -m Old"):
        subprocess.run(["git", *line.split()], cwd=folder, check=True)
    subprocess.run(["git", "push", "-q", "../remote", "gh-pages"], cwd=folder, check=True)


def branch_files(blog: Path) -> dict[str, bytes]:
    """The files of the branch on the remote."""
    folder = blog.parent / "clone"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["git", "clone", "-q", "-b", "gh-pages", "remote", "clone"], cwd=blog.parent, check=True)
    shutil.rmtree(folder / ".git")
    return tree(folder)


@pytest.mark.parametrize("cache", ["kept", "lost"])
@pytest.mark.parametrize("door", ["html", "hugo"])
def test_convert_into_a_folder_of_the_authors(blog: Path, told: Told, door: str, cache: str) -> None:
    """What is in the way is named and stays, also when the cache is lost; the rest is written and named once."""
    out = blog.parent / "docs"
    in_the_way = IN_THE_WAY if door == "html" else ("rain/index.md", "sun/index.md")
    put(out, (*in_the_way, *OTHERS))
    for number in range(2):
        status, printed = told("convert", "-o", out, "--to", door)
        assert (status, lost(tree(out), (*in_the_way, *OTHERS))) == (1, [])
        assert unnamed(printed, in_the_way) == []
        assert number or unnamed(printed, OTHERS) == []
        if cache == "lost":
            shutil.rmtree(blog / ".blogtools")
    status, printed = told("convert", "-o", out, "--to", door, "--adopt")
    assert (status, lost(tree(out), OTHERS)) == (0, [])
    assert lost(tree(out), in_the_way) == list(in_the_way)
    assert unnamed(printed, in_the_way) == []
    assert told("convert", "-o", out, "--to", door)[0] == 0


def test_a_build_knows_its_own_files_without_its_cache(blog: Path, told: Told) -> None:
    """It writes them again, and removes those of posts that went meanwhile."""
    assert told("convert")[0] == 0
    put(blog / "_site", OTHERS)
    shutil.rmtree(blog / ".blogtools")
    (blog / "notebooks/sun.ipynb").unlink()
    status, _ = told("convert", "--no-cache", "--allow-removed-urls")
    assert (status, lost(tree(blog / "_site"), OTHERS)) == (0, [])
    assert not (blog / "_site/sun").exists()
    assert "Wet." in (blog / "_site/rain/index.html").read_text()


def test_a_site_without_a_record_is_known_by_the_cache(blog: Path, told: Told) -> None:
    """As versions left it that kept none; what was changed since is no longer theirs, and `--adopt` is the way out."""
    assert told("convert")[0] == 0
    (blog / "_site" / OWNED_FILES).unlink()
    (blog / "blogtools.toml").write_text('title = "Other"\nbase_url = "https://example.org"\ncards = false\n')
    put(blog / "_site", ("index.html",))
    status, printed = told("convert")
    assert (status, lost(tree(blog / "_site"), ("index.html",))) == (1, [])
    assert "_site/index.html: was not written by blogtools, and stays" in printed
    assert "--adopt" in printed
    assert "Other" in (blog / "_site/rain/index.html").read_text()
    assert told("convert", "--adopt")[0] == 0
    (blog / "_site" / OWNED_FILES).unlink()
    shutil.rmtree(blog / ".blogtools")
    (blog / "blogtools.toml").write_text('title = "Third"\nbase_url = "https://example.org"\ncards = false\n')
    assert told("convert")[0] == 1
    assert told("convert", "--adopt")[0] == 0
    assert "Third" in (blog / "_site/index.html").read_text()


def test_publish_to_a_folder_of_the_authors(blog: Path, told: Told) -> None:
    """Nothing is written until it is adopted."""
    out = blog.parent / "www"
    put(out)
    for extra in ((), ("--dry-run",)):
        status, printed = told("publish", "--to", out, *extra)
        assert (status, tree(out), unnamed(printed)) == (1, FOREIGN, [])
    status, printed = told("publish", "--to", out, "--adopt", "--dry-run")
    assert (status, tree(out), unnamed(printed, IN_THE_WAY)) == (0, FOREIGN, [])
    assert told("publish", "--to", out, "--adopt")[0] == 0
    assert lost(tree(out)) == list(IN_THE_WAY)
    assert told("publish", "--to", out)[0] == 0


def test_publish_to_a_branch_of_somebody_elses(blog: Path, told: Told) -> None:
    """The old site stays; adopted, only what is in the way goes, and later publishing keeps the rest."""
    push_foreign(blog)
    for extra in ((), ("--dry-run",)):
        status, printed = told("publish", *extra)
        assert (status, branch_files(blog), unnamed(printed)) == (1, FOREIGN, [])
    status, printed = told("publish", "--adopt")
    assert (status, lost(branch_files(blog)), unnamed(printed, OTHERS)) == (0, list(IN_THE_WAY), [])
    (blog / "notebooks/sun.ipynb").unlink()
    assert told("publish", "--allow-removed-urls")[0] == 0
    found = branch_files(blog)
    assert (lost(found, OTHERS), [name for name in found if name.startswith("sun/")]) == ([], [])


def test_publish_to_a_branch_with_files_in_no_ones_way(blog: Path, told: Told) -> None:
    """A first time it is asked for; files that come later are simply kept, except where a page is to be."""
    push_foreign(blog, OTHERS)
    status, printed = told("publish")
    assert (status, sorted(branch_files(blog)), unnamed(printed, OTHERS)) == (1, sorted(OTHERS), [])
    assert told("publish", "--adopt")[0] == 0
    somebody = blog.parent / "somebody"
    subprocess.run(["git", "pull", "-q", "../remote", "gh-pages"], cwd=somebody, check=True)
    (somebody / "ads.txt").write_text("mine")
    (somebody / "snow").write_text("mine")
    subprocess.run(["git", "add", "-A"], cwd=somebody, check=True)
    subprocess.run(["git", "commit", "-q", "-m", "More"], cwd=somebody, check=True)
    subprocess.run(["git", "push", "-q", "../remote", "gh-pages"], cwd=somebody, check=True)
    assert told("publish")[0] == 0
    assert branch_files(blog)["ads.txt"] == b"mine"
    (blog / "notebooks/sun.ipynb").rename(blog / "notebooks/snow.ipynb")
    status, printed = told("publish", "--allow-removed-urls")
    assert (status, branch_files(blog)["snow"]) == (1, b"mine")
    assert "these would be replaced: snow;" in printed


def test_single_files_do_not_lie_among_the_pages(blog: Path, told: Told) -> None:
    """They have a folder of their own, and files of the author's there stay."""
    assert told("convert")[0] == 0
    before = tree(blog / "_site")
    put(blog / "_single-file", OTHERS)
    (blog / "_single-file/rain.html").write_text("mine")
    status, printed = told("convert", "--single-file")
    assert (status, tree(blog / "_site")) == (1, before)
    assert lost(tree(blog / "_single-file"), OTHERS) == unnamed(printed, OTHERS) == []
    assert (blog / "_single-file/rain.html").read_text() == "mine"
    assert "_single-file/rain.html: was not written by blogtools, and stays" in printed
    assert "Dry." in (blog / "_single-file/sun.html").read_text()
    status, printed = told("convert", "--single-file", "-o", "_site")
    assert (status, tree(blog / "_site")) == (2, before)
    assert "cannot write single files to _site: it has the pages of the site" in printed


@pytest.mark.parametrize("folder", ["", ".", "..", "notebooks", "notebooks/out", "templates/a", "static", "plugins"])
@pytest.mark.parametrize("command", [("convert", "-o"), ("publish", "--to")])
def test_a_site_is_not_scattered_among_the_sources(blog: Path, told: Told, command: list[str], folder: str) -> None:
    """Such a folder is a mistake in the command, and nothing is written."""
    before = tree(blog)
    status, printed = told(*command, folder)
    assert status == 2
    assert "cannot write to" in printed or "the name of the output folder is empty" in printed
    assert tree(blog) == before
    with pytest.raises(UsageError):
        Blog.open().convert(output=folder)


def test_two_targets_share_a_folder(blog: Path, told: Told) -> None:
    """Neither removes the files of the other, with a cache or without one."""
    for cache in ("kept", "lost"):
        for door in ("html", "markdown"):
            assert told("convert", "-o", blog.parent / "out", "--to", door)[0] == 0
            if cache == "lost":
                shutil.rmtree(blog / ".blogtools")
    found = tree(blog.parent / "out")
    assert {"rain/index.html", "rain/index.md"} <= found.keys()
    owned = json.loads((blog.parent / "out" / OWNED_FILES).read_bytes())
    assert (owned["rain/index.html"], owned["rain/index.md"]) == ("html", "markdown")


def test_the_record_is_not_written_again_without_need(blog: Path, told: Told) -> None:
    """A build that changes no names leaves it alone."""
    assert told("convert")[0] == 0
    record = blog / "_site" / OWNED_FILES
    before = record.stat().st_mtime_ns
    (blog / "blogtools.toml").write_text('title = "Other"\nbase_url = "https://example.org"\ncards = false\n')
    assert told("convert")[0] == 0
    assert record.stat().st_mtime_ns == before


def test_a_snippet_does_not_replace_a_script_of_the_authors(
    blog: Path, write_notebook: WriteNotebook, told: Told
) -> None:
    """A script that was exported before is replaced by the new one."""
    path = write_notebook(blog / "notebooks/a.ipynb", ("code", "#| snippet: hail\nprint(1)"))
    out = blog / "snippets"
    out.mkdir()
    (out / "hail.py").write_text("mine")
    status, printed = told("snippets", "export")
    assert (status, (out / "hail.py").read_text()) == (1, "mine")
    assert "snippets/hail.py: was not written by blogtools, and stays" in printed
    assert told("snippets", "export", "--adopt")[0] == 0
    write_notebook(path, ("code", "#| snippet: hail\nprint(2)"))
    assert told("snippets", "export")[0] == 0
    assert "print(2)" in (out / "hail.py").read_text()
