"""Links, folders without permission, pipes and full disks: each costs one line, and nothing that was published."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from blogtools.build.check import check
from blogtools.build.pipeline import convert
from blogtools.config import find_blog
from blogtools.content.discover import find_sources
from tests.conftest import WriteNotebook

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\0\0\0\x03\0\0\0\x02"
OUT = "is a link that leads out of the blog, and is not followed"
PERMISSION = "cannot be read: Permission denied (change its permissions)"


def cli(folder: Path, *args: str, asks: bool = False, **streams: Any) -> subprocess.CompletedProcess[str]:
    """Run the program; root may read everything, unless it `asks` for permission as others do."""
    asking = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if asks and os.geteuid() == 0 else []
    return subprocess.run(
        [*asking, sys.executable, "-m", "blogtools", *args],
        cwd=folder,
        check=False,
        text=True,
        timeout=120,
        **(streams or {"capture_output": True}),
    )


def pages(folder: Path) -> list[str]:
    """The pages of posts."""
    return sorted(path.parent.name for path in (folder / "_site").glob("*/index.html"))


def test_notebooks_may_be_a_link_inside_the_blog(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Files beside the notebook, and beside the link, are found; so are links between posts."""
    (blog_folder / "notebooks").rmdir()
    write_notebook(blog_folder / "content/posts/a.ipynb", "# A\n\n![x](x.png) ![y](../y.png) [b](sub/b.ipynb)")
    write_notebook(blog_folder / "content/posts/sub/b.ipynb", "# B\n\n[a](../a.ipynb#a)")
    (blog_folder / "content/posts/x.png").write_bytes(PNG)
    (blog_folder / "y.png").write_bytes(PNG + b"y")
    (blog_folder / "notebooks").symlink_to("content/posts")
    report = convert(find_blog(blog_folder))
    assert () == report.findings + report.errors
    assert ["a", "b"] == pages(blog_folder)
    assert len(list((blog_folder / "_site/a").glob("*.png"))) == 2
    assert () == convert(find_blog(blog_folder)).built
    assert () == check(find_blog(blog_folder), [Path("notebooks/sub/b.ipynb")]).findings


def test_notebooks_may_not_be_a_link_out_of_the_blog(
    blog_folder: Path, tmp_path: Path, write_notebook: WriteNotebook
) -> None:
    """Nothing is written then: the site may be a good one."""
    write_notebook(tmp_path / "elsewhere/a.ipynb", "# A")
    (blog_folder / "notebooks").rmdir()
    (blog_folder / "notebooks").symlink_to(tmp_path / "elsewhere")
    for command in ("convert", "check"):
        done = cli(blog_folder, command)
        assert (2, "") == (done.returncode, done.stdout)
        assert done.stderr == (
            "error: `notebooks` is a link that leads out of the blog"
            " (move that folder into the blog, or the settings to where it leads)\n"
        )
    assert not (blog_folder / "_site").exists()


def test_linked_folders_are_followed_inside_the_blog(
    blog_folder: Path, tmp_path: Path, write_notebook: WriteNotebook
) -> None:
    """Each folder once; what leads out, back or nowhere is a warning, and no other post is the worse for it."""
    notebooks = blog_folder / "notebooks"
    write_notebook(notebooks / "2024/a.ipynb", "# A")
    write_notebook(blog_folder / "more/b.ipynb", "# B\n\n![x](x.png)")
    write_notebook(blog_folder / "more/deeper/c.ipynb", "# C\n\n[a](../../2024/a.ipynb)")
    (blog_folder / "more/x.png").write_bytes(PNG)
    write_notebook(tmp_path / "elsewhere/d.ipynb", "# D")
    links = {
        "more": "../more",
        "again": "2024",
        "to-deeper": "../more/deeper",
        "out": tmp_path / "elsewhere",
        "up": "..",
        "self": ".",
        "loop": "loop",
        "nothing": "gone",
        "built": "../_site",
    }
    for name, target in links.items():
        (notebooks / name).symlink_to(target)
    report = convert(find_blog(blog_folder))
    assert () == report.errors
    assert ["a", "b", "c"] == pages(blog_folder)
    back = "is a link that leads back to a folder that contains it (remove it)"
    expected = [
        f"notebooks/out: {OUT} (put the folder itself there)",
        f"notebooks/self: {back}",
        f"notebooks/up: {back}",
    ]
    assert expected == sorted(str(one) for one in report.findings if "built" not in one.where.file)
    report = convert(find_blog(blog_folder))
    assert () == report.built
    assert "notebooks/built: is a link to a folder that has no posts (remove it)" in map(str, report.findings)
    assert set(expected) < set(map(str, check(find_blog(blog_folder)).findings))


def test_a_notebook_that_is_a_link_is_read_inside_the_blog_only(
    blog_folder: Path, tmp_path: Path, write_notebook: WriteNotebook
) -> None:
    """By whatever path it is given; a page that was published stays."""
    write_notebook(blog_folder / "drafts/a.ipynb", "# A")
    write_notebook(tmp_path / "b.ipynb", "# Secret")
    (blog_folder / "notebooks/a.ipynb").symlink_to("../drafts/a.ipynb")
    write_notebook(blog_folder / "notebooks/b.ipynb", "# B")
    convert(find_blog(blog_folder))
    (blog_folder / "notebooks/b.ipynb").unlink()
    (blog_folder / "notebooks/b.ipynb").symlink_to(tmp_path / "b.ipynb")
    (blog_folder / "notebooks/c.ipynb").symlink_to("c.ipynb")
    for paths in ((), (Path("notebooks/b.ipynb"), Path("notebooks/c.ipynb")), (Path("notebooks"),)):
        errors = [str(one) for one in convert(find_blog(blog_folder), paths).errors]
        assert errors == [
            f"notebooks/b.ipynb: {OUT} (put the notebook itself there)",
            "notebooks/c.ipynb: cannot be read: Too many levels of symbolic links",
        ]
    assert ["a", "b"] == pages(blog_folder)
    assert "Secret" not in (blog_folder / "_site/b/index.html").read_text()


@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
@pytest.mark.parametrize("command", ["convert", "check", "convert notebooks/odd.ipynb", "snippets list"])
def test_what_is_no_file_is_one_line(blog_folder: Path, write_notebook: WriteNotebook, kind: str, command: str) -> None:
    """Nobody waits for what a pipe will never say."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A\n\n![](#label)")
    odd = blog_folder / "notebooks/odd.ipynb"
    if kind == "pipe":
        os.mkfifo(odd)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as one:
            os.chdir(odd.parent)
            one.bind(odd.name)
    else:
        odd.symlink_to("/dev/zero")
    done = cli(blog_folder, *command.split())
    said = done.stdout + done.stderr
    if command != "snippets list":
        assert (1, 1) == (done.returncode, said.count("odd.ipynb"))
        assert {
            "pipe": "is not a regular file",
            "socket": "cannot be read: No such device or address",
            "device": OUT,
        }[kind] in said
    assert "internal error" not in said
    if command == "convert":
        assert ["a"] == pages(blog_folder)


@pytest.fixture
def guarded(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """A blog that was built."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    write_notebook(blog_folder / "notebooks/folder/b.ipynb", "# B")
    write_notebook(blog_folder / "notebooks/folder/c.ipynb", "# C")
    assert () == convert(find_blog(blog_folder)).errors
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root reads everything, and there is no setpriv")
    return blog_folder


@pytest.mark.parametrize("mode", [0o000, 0o444], ids=["unreadable", "not to be entered"])
def test_a_folder_that_cannot_be_read_is_one_line(guarded: Path, mode: int) -> None:
    """Its posts keep their pages; those of others are built."""
    folder = guarded / "notebooks/folder"
    folder.chmod(mode)
    try:
        for command in ("convert", "check", "convert"):
            done = cli(guarded, command, asks=True)
            said = [line for line in (done.stdout + done.stderr).splitlines() if "ermission" in line]
            assert 1 == done.returncode
            assert "internal error" not in done.stdout + done.stderr
            if mode == 0:
                expected = f"notebooks/folder: {PERMISSION}"
                assert len(said) == 1
                assert said[0].endswith(expected if command == "convert" else f"{PERMISSION}  [notebook]")
    finally:
        folder.chmod(0o755)
    assert ["a", "b", "c"] == pages(guarded)


@pytest.mark.parametrize("name", ["folder/b.ipynb", "folder/_metadata.yml", "folder/b.nbdata", "folder/x.png"])
def test_a_file_that_cannot_be_read_is_one_line(guarded: Path, write_notebook: WriteNotebook, name: str) -> None:
    """A notebook, its metadata, a picture: the finding names it."""
    file = guarded / "notebooks" / name
    if not file.exists():
        file.write_bytes(PNG)
    if name.endswith("png"):
        write_notebook(guarded / "notebooks/folder/b.ipynb", "# B\n\n![x](x.png)")
    file.chmod(0)
    done = cli(guarded, "convert", asks=True)
    assert "internal error" not in done.stderr
    assert file.name in done.stderr
    assert "permission denied" in done.stderr.lower()
    assert ["a", "b", "c"] == pages(guarded)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("command", ["check", "check --json", "convert --explain", "--help", "check --help"])
def test_a_full_disk_is_one_line(blog_folder: Path, write_notebook: WriteNotebook, command: str) -> None:
    """On standard error; the exit status tells that the output is not whole."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    with Path("/dev/full").open("w") as full:
        done = cli(blog_folder, *command.split(), stdout=full, stderr=subprocess.PIPE)
    assert (1, "error: standard output: cannot be written: No space left on device\n") == (done.returncode, done.stderr)
    with Path("/dev/full").open("w") as full:
        assert 2 == cli(blog_folder, "convert", "gone.ipynb", stderr=full).returncode


@pytest.mark.parametrize("command", ["check", "check --json", "convert --explain", "--help"])
def test_a_closed_pipe_ends_the_program_quietly(blog_folder: Path, write_notebook: WriteNotebook, command: str) -> None:
    """As whoever reads with `head` expects."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    process = subprocess.Popen(
        [sys.executable, "-m", "blogtools", *command.split()],
        cwd=blog_folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert ("", 1) == (process.stderr.read(), process.wait(60))
    process.stderr.close()


def test_a_link_is_no_second_name_for_a_search(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Folders are searched in the order of their names, links last."""
    for name in ("b", "c"):
        write_notebook(blog_folder / f"notebooks/{name}/{name}.ipynb", f"# {name}")
    (blog_folder / "notebooks/a").symlink_to("c")
    names = [source.name for source in find_sources(find_blog(blog_folder), ())]
    assert ["notebooks/b/b.ipynb", "notebooks/c/c.ipynb"] == names
