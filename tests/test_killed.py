"""A build that is killed, at whatever moment, is made whole by the next one; readers never see half a page."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from tests.conftest import WriteNotebook, tree

KILLS = 40
COMMAND = (sys.executable, "-m", "blogtools", "convert", "--allow-removed-urls")


def fill(folder: Path, write_notebook: WriteNotebook, version: int) -> None:
    """Twelve posts in one of its versions; one comes, one goes and one moves from version to version."""
    for number in range(12):
        path = folder / f"notebooks/p{number}.ipynb"
        slug = f"slug: moved-{version}\n" if number == 0 else ""
        title = f"title: Post {number} ({version % 3})\ndate: 2026-01-{number + 1:02}"
        front = f"---\n{title}\n{slug}tags: [t{number % 3}]\n---"
        write_notebook(path, ("raw", front), f"Version {version}.\n\n" * 200, "![](data:image/gif;base64,R0lGODdhAQAB)")
    (folder / f"notebooks/only{(version - 1) % 4}.ipynb").unlink(missing_ok=True)
    write_notebook(folder / f"notebooks/only{version % 4}.ipynb", f"# Only now: {version}", "x")


def is_whole(page: bytes) -> bool:
    """Whether nothing is missing at a page's end."""
    return page.rstrip().endswith(b"</html>")


def test_killed_builds_are_made_whole(tmp_path: Path, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Forty times, at random moments; after each the blog has changed again when the next build comes."""
    chance = random.Random(7)  # noqa: S311 - any moment will do
    site = blog_folder / "_site"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000"}
    killed = version = 0
    delay = 0.3
    while killed < KILLS:
        fill(blog_folder, write_notebook, version)
        process = subprocess.Popen(
            COMMAND, cwd=blog_folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
        )
        # The first part of a process only loads.
        time.sleep(delay * chance.uniform(0.3, 1))
        process.send_signal(signal.SIGKILL)
        was_killed = process.wait() == -signal.SIGKILL
        killed += was_killed
        # The longest wait follows the time that a build takes just now.
        delay *= 1.03 if was_killed else 0.9
        assert all(is_whole(path.read_bytes()) for path in site.rglob("*.html"))
        if version % 4 == 0:
            convert(find_blog(blog_folder), options=Options(allow_removed_urls=True))
            clean = tmp_path / "clean"
            shutil.rmtree(clean, ignore_errors=True)
            convert(find_blog(blog_folder), options=Options(output=clean, cache=False))
            assert tree(clean) == tree(site)
        version += 1
