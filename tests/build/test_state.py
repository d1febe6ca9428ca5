from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from blogtools.build.lock import locked
from blogtools.build.pipeline import Options, convert
from blogtools.build.state import BuildState
from blogtools.config import find_blog
from blogtools.store.output import Destination
from tests.conftest import WriteNotebook, tree

COMMAND = (sys.executable, "-m", "blogtools", "convert")


def memory_of(folder: Path) -> BuildState:
    """The memory of builds into `_site`."""
    return BuildState(folder / ".blogtools", folder / "_site", "html")


def test_two_builds_into_one_folder_wait_for_each_other(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The second says why nothing happens, and goes on once the first is done."""
    write_notebook(blog_folder / "notebooks/2014-11-17-a.ipynb", "# A")
    state = memory_of(blog_folder)
    state.open()
    with locked(state.lock, lambda: None):
        process = subprocess.Popen(COMMAND, cwd=blog_folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        assert "Waiting for another build into this folder to end …\n" == process.stderr.readline()
        assert not (blog_folder / "_site").exists()
    out, err = process.communicate(timeout=30)
    assert (0, "") == (process.returncode, err)
    assert out.startswith("1 post written to ")


def test_many_builds_at_once_leave_what_one_leaves(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Whatever order they come in."""
    for number in range(6):
        write_notebook(blog_folder / f"notebooks/p{number}.ipynb", f"# Post {number}", "x")
    processes = [subprocess.Popen(COMMAND, cwd=blog_folder, stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [0, 0, 0, 0] == [process.wait(60) for process in processes]
    convert(find_blog(blog_folder), options=Options(output=blog_folder / "clean", cache=False))
    assert tree(blog_folder / "clean") == tree(blog_folder / "_site")
    assert not memory_of(blog_folder).journal.exists()


def test_a_lock_is_given_back_with_its_holder(tmp_path: Path) -> None:
    """In one process as well: a thread waits until the other is done."""
    path = tmp_path / "deep/lock"
    order: list[str] = []
    waits = threading.Event()

    def second() -> None:
        with locked(path, waits.set):
            order.append("second")

    with locked(path, lambda: None):
        thread = threading.Thread(target=second)
        thread.start()
        assert waits.wait(10)
        order.append("first")
    thread.join(10)
    assert ["first", "second"] == order


def test_a_cache_that_cannot_be_written_costs_only_speed(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The blog is built all the same."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    (blog_folder / ".blogtools").write_text("in the way")
    for number in range(4):
        if number == 2:
            (blog_folder / "blogtools.toml").unlink()
        report = convert(find_blog(blog_folder))
        assert (1, ()) == (len(report.built), report.errors)


def test_files_of_a_build_that_did_not_end_are_known(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """A page of a post that is gone by then, and what was being written aside, are removed; nothing else is."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    convert(find_blog(blog_folder))
    before = tree(blog_folder / "_site")
    destination = Destination(blog_folder / "_site", memory_of(blog_folder).journal)
    destination.write("b/index.html", b"half a blog")
    destination.close()
    (blog_folder / "_site/b/.index.html.123.part").write_bytes(b"half a page")
    (blog_folder / "_site/mine.html").write_bytes(b"mine")
    convert(find_blog(blog_folder))
    assert {**before, "mine.html": b"mine"} == tree(blog_folder / "_site")
