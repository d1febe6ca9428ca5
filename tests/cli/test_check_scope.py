"""`blogtools check` with any paths: of several blogs, of what is no post, and as pre-commit calls it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.checking import GITHUB
from tests.conftest import Run, WriteNotebook, make_repository

ROOT = Path(__file__).parent.parent.parent
Commit = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def repository(tmp_path: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two blogs, each with a post that has a placeholder, and with notebooks that are no posts."""
    for name in ("one", "two"):
        write_notebook(tmp_path / f"here/{name}/notebooks/post.ipynb", f"# {name}", "TODO")
        write_notebook(tmp_path / f"here/{name}/analysis/scratch.ipynb", GITHUB)
        write_notebook(tmp_path / f"here/{name}/static/download.ipynb", GITHUB)
        (tmp_path / f"here/{name}/blogtools.toml").write_text(f'title = "{name}"\n')
    (tmp_path / "here/two/blogtools.toml").write_text('[findings]\nunfinished = "error"\n')
    make_repository(tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def found(out: str) -> list[tuple[str, str, str]]:
    """File, level and kind of each finding in a JSON report."""
    return [(one["where"]["file"], one["severity"], one["slug"]) for one in json.loads(out)["findings"]]


@pytest.mark.usefixtures("repository")
def test_each_path_is_checked_with_the_settings_of_its_blog(run: Run) -> None:
    """Paths of the report are from the working directory, for the blogs have posts of the same name."""
    paths = ("one/notebooks/post.ipynb", "two/notebooks/post.ipynb")
    status, out, _ = run("check", "--json", *paths)
    assert (status, found(out)) == (1, [(paths[0], "warning", "unfinished"), (paths[1], "error", "unfinished")])
    assert json.loads(out)["checked"] == [*paths]
    lines = run("check", *paths)[1].splitlines()
    assert [line for line in lines if line.endswith(".ipynb")] == [*paths]
    assert lines[-1].startswith("2 posts checked in ")
    files = [line.split(",")[0] for line in run("check", "--format", "github", *paths)[1].splitlines()]
    assert files == [f"::warning file={paths[0]}", f"::error file={paths[1]}"]


def test_settings_of_one_blog_stop_all(run: Run, repository: Path) -> None:
    """Nobody takes the silence of the others for success."""
    (repository / "two/blogtools.toml").write_text("titel = 1\n")
    status, out, err = run("check", "one", "two")
    assert (status, out) == (2, "")
    assert "unknown key `titel`" in err


def test_what_is_no_post_is_skipped(run: Run, repository: Path) -> None:
    """Notebooks beside the folder of posts, and in `static/`; without the option, a path is checked as it is named."""
    others = ("one/analysis/scratch.ipynb", "one/static/download.ipynb")
    status, out, _ = run("check", "--json", *others)
    assert (status, [kind for _, _, kind in found(out)]) == (1, ["secret", "secret"])
    status, out, err = run("check", "--only-posts", *others)
    assert (status, err) == (0, "")
    assert out.startswith("0 posts checked in ")
    status, out, _ = run("check", "--json", "--only-posts", *others, "one/notebooks/post.ipynb", "two/notebooks")
    assert (status, [file for file, _, _ in found(out)]) == (
        1,
        ["one/notebooks/post.ipynb", "two/notebooks/post.ipynb"],
    )
    assert json.loads(run("check", "--format", "sarif", "--only-posts", *others)[1])["runs"][0]["results"] == []
    status, _, err = run("check", "--only-posts", "one/notebooks/none.ipynb")
    assert (status, err) == (2, "error: there is no file or folder one/notebooks/none.ipynb\n")
    # A link out of the blog is no post, and is told.
    (repository / "one/notebooks/link.ipynb").symlink_to(repository / "two/notebooks/post.ipynb")
    status, out, _ = run("check", "--json", "--only-posts", "one/notebooks/link.ipynb")
    assert [error["slug"] for error in json.loads(out)["errors"]] == ["notebook"]


def test_only_posts_without_paths_is_the_whole_blog(
    run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which has nothing else."""
    monkeypatch.chdir(repository / "two")
    assert run("check", "--only-posts", "--json")[0] == 1
    # Nor is a folder without settings another blog than that of a command without the option.
    monkeypatch.chdir(repository / "one/analysis")
    (repository / "one/blogtools.toml").unlink()
    assert found(run("check", "--only-posts", "--json", "scratch.ipynb")[1])[0][2] == "secret"


@pytest.fixture
def commit(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commit:
    """Commit what is staged, with the hook installed by pre-commit from a repository that has this project's file."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    for line in ("init -q", "config user.name A", "config user.email a@b.c", "add .", "commit -q -m hooks", "tag v1"):
        subprocess.run(["git", *line.split()], cwd=hooks, check=True)
    # The program of this environment, which pre-commit would install otherwise.
    hook = {"id": "blogtools-check", "language": "system", "args": ["--strict"]}
    settings = {"repos": [{"repo": hooks.as_uri(), "rev": "v1", "hooks": [hook]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(settings))
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    monkeypatch.delenv("SKIP", raising=False)
    subprocess.run(["pre-commit", "install"], cwd=repository, check=True, capture_output=True)

    def commit(*paths: str) -> subprocess.CompletedProcess[str]:
        subprocess.run(["git", "add", ".pre-commit-config.yaml", *paths], cwd=repository, check=True)
        return subprocess.run(
            ["git", "commit", "-q", "-m", "x"], cwd=repository, check=False, capture_output=True, text=True
        )

    return commit


def test_pre_commit_holds_back_what_has_a_problem(
    repository: Path, commit: Commit, write_notebook: WriteNotebook
) -> None:
    """And only staged posts count: of every blog, and no other notebook."""
    done = commit("one/analysis", "one/static", "one/blogtools.toml")
    assert (done.returncode, "Passed" in done.stderr) == (0, True)
    done = commit("one", "two")
    assert (done.returncode, "Failed" in done.stderr) == (1, True)
    for name in ("one", "two"):
        assert f"{name}/notebooks/post.ipynb\n" in done.stderr
        write_notebook(repository / f"{name}/notebooks/post.ipynb", f"# {name}", "Done.")
    assert "secret" not in done.stderr
    assert commit("one", "two").returncode == 0
