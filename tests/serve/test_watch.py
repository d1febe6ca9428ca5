"""Which folders are watched."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from blogtools.serve.watch import folders, is_watched


def test_folders_that_hold_no_part_of_a_page_are_not_watched(tmp_path: Path) -> None:
    """Nor anything in them: there may be thousands."""
    blog, elsewhere = tmp_path / "blog", tmp_path / "elsewhere"
    for name in (
        *("notebooks/2014/pictures", "templates", "static", "_site/a", "_markdown/hugo", ".blogtools/serve"),
        *("notebooks/.ipynb_checkpoints", ".git/objects", "node_modules/x", "notebooks/__pycache__", "env/lib"),
    ):
        (blog / name).mkdir(parents=True)
    (blog / "env/pyvenv.cfg").touch()
    (elsewhere / "inside").mkdir(parents=True)
    (blog / "linked").symlink_to(elsewhere)
    (blog / "static/linked").symlink_to(blog)
    expected = ["", "linked", "linked/inside", "notebooks", "notebooks/2014", "notebooks/2014/pictures"]
    expected += ["static", "templates"]
    assert sorted(str(blog / name) for name in expected) == sorted(folders(blog))


def test_a_blog_that_is_gone_has_no_folders(tmp_path: Path) -> None:
    """And is no error here."""
    assert [] == list(folders(tmp_path / "gone"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.ipynb", True),
        ("_metadata.yml", True),
        ("blogtools.toml", True),
        ("helper.py", True),
        (".~a.ipynb", False),
        (".a.ipynb.swp", False),
        ("style.css~", False),
        ("_site", False),
        (".ipynb_checkpoints", False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hidden_files_and_copies_of_editors_change_nothing(name: str, expected: bool) -> None:  # noqa: FBT001 - a case
    """JupyterLab writes aside before it moves into place."""
    assert expected == is_watched(name)


def test_a_limit_of_the_system_is_told_with_the_way_out(blog_folder: Path) -> None:
    """In one line."""
    unshare = ["unshare", "--user", "--map-root-user", "sh", "-c"]
    limit = "echo 1 > /proc/sys/user/max_inotify_watches"
    if not shutil.which("unshare") or subprocess.run([*unshare, limit], check=False, capture_output=True).returncode:
        pytest.skip("limits cannot be set on this machine")
    command = f"{limit} && exec {sys.executable} -m blogtools serve --port 0"
    done = subprocess.run([*unshare, command], capture_output=True, text=True, check=False, timeout=60)
    error = done.stderr.splitlines()[-1]
    assert 2 == done.returncode
    assert error.startswith(f"error: {blog_folder}: cannot be watched: OS file watch limit reached.")
    assert error.endswith("or set WATCHFILES_FORCE_POLLING=1)")
