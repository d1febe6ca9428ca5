"""`blogtools publish`, with real repositories: what arrives, and what stays untouched."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from unittest.mock import ANY

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.errors import PublishError
from blogtools.publish import publish
from blogtools.publish.branch import open_branch
from blogtools.publish.changes import Changes, compare
from blogtools.store.ownership import OWNED_FILES
from tests.conftest import Run, WriteNotebook, tree


def git(folder: Path, *args: str) -> str:
    """What git prints."""
    return subprocess.run(["git", *args], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def files(folder: Path, ref: str = "gh-pages") -> dict[str, bytes]:
    """The files of a commit, to the byte."""
    names = git(folder, "ls-tree", "-r", "-z", "--name-only", "--full-tree", ref).split("\0")[:-1]
    line = ["git", "cat-file", "blob"]
    return {
        name: subprocess.check_output([*line, f"{ref}:{name}"], cwd=folder) for name in names if name != OWNED_FILES
    }


def refs(folder: Path) -> str:
    """Every ref and what it stands for, and the branch that is worked on."""
    return git(folder, "for-each-ref") + (folder / ("HEAD" if (folder / "HEAD").exists() else ".git/HEAD")).read_text()


def hook(folder: Path, name: str, script: str) -> None:
    """Make a hook of a repository's own."""
    path = folder / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def run(run: Run) -> Run:
    """Run `blogtools publish`: exit status, stdout, stderr."""
    return partial(run, "publish")


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's settings for git, and nobody else's."""
    path = tmp_path / "gitconfig"
    path.write_text("[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return path


@pytest.fixture
def blog(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """A blog with a post and a draft, committed; its remote is a bare repository, `remote` beside it."""
    write_notebook(blog_folder / "notebooks/rain.ipynb", "# Rain", "Wet.")
    write_notebook(blog_folder / "notebooks/draft.ipynb", ("raw", "---\ndraft: true\n---"), "Not yet.")
    git(blog_folder.parent, "init", "--quiet", "--bare", "remote")
    git(blog_folder, "init", "--quiet")
    git(blog_folder, "remote", "add", "origin", "../remote")
    git(blog_folder, "add", "-A")
    git(blog_folder, "commit", "--quiet", "-m", "Start")
    return blog_folder


@pytest.fixture
def remote(blog: Path) -> Path:
    """The repository that the blog is pushed to."""
    return blog.parent / "remote"


@pytest.fixture
def other(blog: Path, remote: Path) -> Path:
    """The same blog on another machine, cloned before anything was published."""
    git(blog, "push", "--quiet", "origin", "main")
    folder = remote.parent / "other"
    git(remote.parent, "clone", "--quiet", "--branch", "main", str(remote), str(folder))
    return folder


def test_a_new_branch_holds_the_site_and_nothing_else(blog: Path, remote: Path, run: Run) -> None:
    """It begins anew, arrives at the remote to the byte, and its message says what it was made from."""
    status, out, err = run()
    commit = git(blog, "rev-parse", "gh-pages")
    assert (0, f"Published to gh-pages on origin: 8 added ({commit[:10]}).\n", "") == (status, out, err)
    convert(find_blog(blog), (), Options(output=blog.parent / "site", cache=False))
    found = files(remote)
    assert found.pop("blogtools-ledger.json") == (blog / ".blogtools-ledger.json").read_bytes()
    assert {**tree(blog.parent / "site"), ".nojekyll": b""} == found
    assert commit == git(remote, "rev-parse", "gh-pages")
    assert commit == git(blog, "rev-list", "gh-pages")
    source = git(blog, "rev-parse", "HEAD")
    assert git(blog, "log", "-1", "--format=%B", "gh-pages") == f"Publish the blog: 8 added\n\nSource-Commit: {source}"


def test_working_tree_index_and_head_stay_as_they_are(blog: Path, run: Run) -> None:
    """With files that are staged, changed and new; the message tells that these are not committed.

    Only the ledger is new, and the cache.
    """
    (blog / "staged.txt").write_text("staged")
    git(blog, "add", "staged.txt")
    (blog / "staged.txt").write_text("changed since")
    (blog / "blogtools.toml").write_text('title = "Other"\n')
    before = (tree(blog / ".git" / "info"), (blog / ".git/index").read_bytes(), git(blog, "branch", "--show-current"))
    here = {path: data for path, data in tree(blog).items() if not path.startswith(".git/")}
    assert run()[0] == 0
    found = {path: data for path, data in tree(blog).items() if not path.startswith((".git/", ".blogtools/"))}
    assert ".blogtools-ledger.json" in found
    assert here == {path: data for path, data in found.items() if path != ".blogtools-ledger.json"}
    index = (blog / ".git/index").read_bytes()
    assert before == (tree(blog / ".git" / "info"), index, git(blog, "branch", "--show-current"))
    assert git(blog, "log", "-1", "--format=%b", "gh-pages").endswith(", with uncommitted changes")
    assert b"<title>Other</title>" in files(blog)["index.html"]


def test_the_next_commit_builds_upon_the_last(
    blog: Path, remote: Path, run: Run, write_notebook: WriteNotebook
) -> None:
    """Nothing changed makes none; a post that is gone is gone there, and what others put there stays."""
    assert run()[0] == 0
    first = git(blog, "rev-parse", "gh-pages")
    assert (0, "Nothing changed: gh-pages on origin is up to date.\n", "") == run()
    assert first == git(blog, "rev-parse", "gh-pages")

    desk = blog.parent / "desk"
    git(remote.parent, "clone", "--quiet", "--branch", "gh-pages", str(remote), str(desk))
    (desk / "CNAME").write_text("blog.example.org\n")
    (desk / "stray.txt").write_text("stray")
    git(desk, "add", "-A")
    git(desk, "commit", "--quiet", "-m", "Name the domain")
    git(desk, "push", "--quiet")

    (blog / "notebooks/rain.ipynb").unlink()
    write_notebook(blog / "notebooks/snow.ipynb", "# Snow")
    status, out, _ = run("--message", "Snow ☃", "--allow-removed-urls")
    assert (0, "1 added, 2 changed, 1 removed") == (status, out.split(": ")[1].split(" (")[0])
    names = [name for name in files(remote) if not name.startswith("assets/")]
    assert names == [
        ".nojekyll",
        "404.html",
        "CNAME",
        "blogtools-ledger.json",
        "index.html",
        "snow/index.html",
        "stray.txt",
    ]
    assert git(blog, "log", "--format=%s", "gh-pages").split("\n") == [
        "Snow ☃",
        "Name the domain",
        "Publish the blog: 8 added",
    ]


def test_a_branch_that_only_the_remote_has_is_built_upon(
    other: Path, blog: Path, remote: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other machine never heard of it; pushing fast-forwards."""
    assert run()[0] == 0
    first = git(blog, "rev-parse", "gh-pages")
    monkeypatch.chdir(other)
    (other / "blogtools.toml").write_text('title = "Other"\n')
    before = refs(other)
    assert run("--dry-run") == (0, ANY, "")
    assert before == refs(other)
    assert run()[0] == 0
    assert git(other, "rev-parse", "gh-pages^") == first
    # And back on the first machine, whose branch is behind now.
    monkeypatch.chdir(blog)
    assert run()[0] == 0
    assert git(blog, "rev-parse", "gh-pages~2") == first
    assert git(remote, "rev-parse", "gh-pages") == git(blog, "rev-parse", "gh-pages")


def test_branches_that_went_two_ways_are_not_joined(
    other: Path, blog: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one has published, the other must not lose; the way out that is told leads out."""
    (blog / "blogtools.toml").write_text('title = "Mine"\n')
    assert run("--no-push")[0] == 0
    monkeypatch.chdir(other)
    assert run()[0] == 0
    monkeypatch.chdir(blog)
    assert run() == (
        1,
        "",
        "error: the branch gh-pages and the one on origin have diverged"
        " (to continue from origin: git branch -D gh-pages, then publish again)\n",
    )
    git(blog, "branch", "-D", "gh-pages")
    assert run()[0] == 0
    assert git(blog, "rev-parse", "gh-pages^") == git(other, "rev-parse", "gh-pages")


def test_no_push_stays_here_until_it_is_pushed(blog: Path, remote: Path, run: Run) -> None:
    """The commit made offline is the one that arrives later; nothing is committed twice."""
    status, out, _ = run("--no-push")
    commit = git(blog, "rev-parse", "gh-pages")
    assert (0, f"Published to gh-pages (not pushed): 8 added ({commit[:10]}).\n") == (status, out)
    assert git(remote, "for-each-ref") == ""
    assert run("--no-push")[1] == "Nothing changed: gh-pages (not pushed) is up to date.\n"
    assert run()[1] == f"Published to gh-pages on origin: 8 added ({commit[:10]}).\n"
    assert git(remote, "rev-list", "gh-pages") == commit


def test_a_domain_named_here_is_pushed(blog: Path, remote: Path, run: Run) -> None:
    """What stands on the branch here and not yet on the remote goes with the next push."""
    assert run()[0] == 0
    desk = blog.parent / "desk"
    git(blog, "worktree", "add", "--quiet", str(desk), "gh-pages")
    (desk / "CNAME").write_text("blog.example.org\n")
    git(desk, "add", "CNAME")
    git(desk, "commit", "--quiet", "-m", "Name the domain")
    git(blog, "worktree", "remove", str(desk))
    commit = git(blog, "rev-parse", "gh-pages")
    assert run("--dry-run")[1] == "added   CNAME\nWould publish to gh-pages on origin: 1 added.\n"
    (blog / "blogtools.toml").write_text('title = "Other"\n')
    assert run()[0] == 0
    assert (git(remote, "rev-parse", "gh-pages^"), files(remote)["CNAME"]) == (commit, b"blog.example.org\n")


def test_a_push_that_comes_second_is_not_forced(other: Path, blog: Path, run: Run) -> None:
    """Somebody publishes between our look and our push."""
    assert run()[0] == 0
    git(other, "fetch", "--quiet")
    commit = git(other, "commit-tree", "-p", "origin/gh-pages", "-m", "Theirs", "origin/gh-pages^{tree}")
    (blog / "blogtools.toml").write_text('title = "Mine"\n')
    before = refs(blog)
    found = find_blog(blog)
    branch = open_branch(found, "gh-pages", "origin")
    git(other, "push", "--quiet", "origin", f"{commit}:refs/heads/gh-pages")
    with pytest.raises(PublishError) as stop:
        publish(found, branch)
    assert str(stop.value) == (
        "origin did not take gh-pages: [rejected] (fetch first)"
        " (somebody else has published meanwhile; publish again to build on theirs)"
    )
    assert before == refs(blog)
    assert run()[0] == 0
    assert git(blog, "rev-parse", "gh-pages^") == commit


@pytest.mark.parametrize(
    ("where", "name", "reason"),
    [
        ("remote", "pre-receive", "[remote rejected] (pre-receive hook declined) remote: only on Tuesdays"),
        ("blog/.git", "pre-push", "only on Tuesdays"),
    ],
    ids=["remote", "pre-push"],
)
def test_who_refuses_a_push_is_quoted(blog: Path, remote: Path, run: Run, where: str, name: str, reason: str) -> None:
    """On one line; neither side has changed."""
    hook(blog.parent / where, name, "echo 'only on Tuesdays' >&2; exit 1")
    before = refs(blog), refs(remote)
    status, out, err = run()
    assert (1, "", 1) == (status, out, err.count("\n"))
    assert err.startswith(f"error: origin did not take gh-pages: {reason} ")
    assert err.endswith("(nothing has changed, locally or on the remote; fix the cause and publish again)\n")
    assert before == (refs(blog), refs(remote))


def test_no_setting_of_the_user_changes_what_is_published(
    blog: Path, settings: Path, tmp_path: Path, run: Run, write_notebook: WriteNotebook
) -> None:
    """Line ends, ignored names, filters, quoting, hooks and signing are for the user's own commits."""
    (blog / 'notebooks/Größe "1".csv').write_bytes(b"a\r\nb\n")
    (blog / "templates").mkdir()
    write_notebook(blog / "notebooks/snow.ipynb", '# Snow\n\n[data](<Größe "1".csv>)')
    attributes = "* text eol=crlf filter=shout ident\n"
    (tmp_path / "attributes").write_text(attributes)
    (tmp_path / "ignored").write_text("*.html\n*.csv\nassets\n.nojekyll\n")
    with settings.open("a") as file:
        file.write(f"""
[core]
autocrlf = true
safecrlf = true
attributesFile = {tmp_path}/attributes
excludesFile = {tmp_path}/ignored
quotePath = true
splitIndex = true
[commit]
gpgSign = true
[push]
gpgSign = true
[gpg]
program = false
[filter "shout"]
clean = tr a-z A-Z
required = true
[i18n]
commitEncoding = ISO-8859-1
""")
    (blog / ".gitattributes").write_text(attributes)
    (blog / ".git/info/attributes").write_text(attributes)
    for name in ("pre-commit", "commit-msg", "reference-transaction", "post-index-change"):
        hook(blog / ".git", name, "exit 1")
    convert(find_blog(blog), (), Options(output=tmp_path / "site", cache=False))
    assert any(name.endswith(".csv") for name in tree(tmp_path / "site"))
    assert run("--message", "Größe") == (0, ANY, "")
    found = files(blog)
    assert found.pop("blogtools-ledger.json") == (blog / ".blogtools-ledger.json").read_bytes()
    assert {**tree(tmp_path / "site"), ".nojekyll": b""} == found
    commit = subprocess.check_output(["git", "cat-file", "commit", "gh-pages"], cwd=blog)
    fields, _, message = commit.partition(b"\n\n")
    assert [b"tree", b"author", b"committer"] == [line.split()[0] for line in fields.splitlines()]
    source = git(blog, "rev-parse", "HEAD")
    assert message.decode() == f"Größe\n\nSource-Commit: {source}, with uncommitted changes\n"
    assert list((blog / ".git").glob("sharedindex*")) == []


def test_a_hook_can_publish(blog: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The variables that git gives to hooks name another repository, or an index in use."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert run()[0] == 0
    monkeypatch.undo()
    assert not (tmp_path / "index").exists()
    assert "index.html" in files(blog)


def test_a_blog_in_a_sub_folder_of_a_linked_working_tree(
    blog: Path, tmp_path: Path, run: Run, settings: Path, write_notebook: WriteNotebook
) -> None:
    """The branch holds the site at its top, and nothing of the rest; a new post is known not to be committed."""
    (blog / "docs").mkdir()
    git(blog, "mv", "notebooks", "blogtools.toml", "docs")
    git(blog, "commit", "--quiet", "-m", "Move")
    git(blog, "worktree", "add", "--quiet", "-b", "work", str(tmp_path / "linked"))
    os.chdir(tmp_path / "linked/docs")
    assert run()[0] == 0
    assert "rain/index.html" in files(blog)
    assert git(tmp_path / "linked", "status", "--porcelain") == "?? docs/.blogtools-ledger.json"
    assert git(blog, "log", "-1", "--format=%b", "gh-pages") == f"Source-Commit: {git(blog, 'rev-parse', 'work')}"
    settings.write_text(settings.read_text() + "[status]\nshowUntrackedFiles = no\n")
    write_notebook(Path("notebooks/snow.ipynb"), "# Snow")
    assert run()[0] == 0
    assert git(blog, "log", "-1", "--format=%b", "gh-pages").endswith(", with uncommitted changes")


@pytest.mark.parametrize("linked", [False, True], ids=["here", "in a linked working tree"])
def test_a_branch_that_is_checked_out_is_left_alone(*, blog: Path, tmp_path: Path, run: Run, linked: bool) -> None:
    """Whoever works on it would find files changed behind their back."""
    desk = tmp_path / "desk" if linked else blog
    if linked:
        git(blog, "worktree", "add", "--quiet", "-b", "gh-pages", str(desk))
    else:
        git(blog, "checkout", "--quiet", "--orphan", "gh-pages")
    assert run() == (
        1,
        "",
        f"error: the branch gh-pages is checked out in {desk} (switch to another branch there, or"
        " choose another one with --branch)\n",
    )


def test_the_branch_of_the_blog_itself_is_left_alone(blog: Path, run: Run) -> None:
    """`--branch main`, while another branch is checked out, would remove every notebook from it."""
    git(blog, "checkout", "--quiet", "-b", "work")
    assert run("--branch", "main", "--no-push") == (
        1,
        "",
        "error: the branch main holds the blog's sources (notebooks/draft.ipynb), which publishing would remove"
        " (choose another branch with --branch)\n",
    )


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (
            ["--remote", "upstream"],
            1,
            "the repository has no remote upstream (git remote add upstream URL, or --no-push)",
        ),
        (["--remote", "./no"], 1, "./no does not answer: fatal: './no' does not appear to be a git repository fatal:"),
        (["--branch", "a..b"], 2, "'a..b' is not a valid branch name"),
    ],
    ids=["no-remote", "no-answer", "name"],
)
@pytest.mark.usefixtures("blog")
def test_what_cannot_be_is_said_in_one_line(run: Run, args: list[str], status: int, message: str) -> None:
    """And what to do about it."""
    found, out, err = run(*args)
    assert (status, "", 1) == (found, out, err.count("\n"))
    assert err.startswith(f"error: {message}")


def test_a_folder_without_git_or_posts_says_so(
    blog_folder: Path, run: Run, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch, settings: Path
) -> None:
    """First there is no repository, then no post, then only a draft, then nobody to commit, then no git at all."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(blog_folder.parent))
    assert run() == (
        1,
        "",
        f"error: {blog_folder}: is not in a git repository, which publishing to a branch needs"
        " (run git init, or publish to a folder: --to FOLDER)\n",
    )
    git(blog_folder, "init", "--quiet")
    status, out, err = run("--no-push")
    nothing = f"error: {blog_folder}/notebooks: holds no notebook, and so no post; nothing was written"
    assert (1, "", nothing) == (status, out, err.partition(" (")[0])
    path = write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", "---\ndraft: true\n---"), "A.")
    assert run("--no-push") == (1, "", f"error: {blog_folder}/notebooks: holds only drafts; nothing was published\n")
    write_notebook(path, "A.")
    settings.write_text("[user]\nuseConfigOnly = true\n")
    assert run("--no-push") == (
        1,
        "",
        "error: git does not know your name and email, which a commit needs"
        " (git config user.name NAME && git config user.email ADDRESS)\n",
    )
    monkeypatch.setenv("PATH", str(blog_folder))
    assert run() == (1, "", "error: git is not installed (install it, or publish to a folder: --to FOLDER)\n")


@pytest.mark.parametrize("goal", [["--no-push"], ["--to", "../out"]], ids=["branch", "folder"])
def test_nothing_is_published_if_a_post_fails(blog: Path, run: Run, goal: list[str]) -> None:
    """The good posts wait for the bad one; the error is that of `convert`."""
    (blog / "notebooks/bad.ipynb").write_text("{")
    before = refs(blog)
    status, out, err = run(*goal)
    assert (1, "Nothing was published: 1 notebook.\n") == (status, out)
    assert err.startswith("error: notebooks/bad.ipynb, line 1: is truncated")
    assert (before, False) == (refs(blog), (blog.parent / "out").exists())


@pytest.mark.parametrize("goal", [[], ["--to", "../out"]], ids=["branch", "folder"])
def test_a_dry_run_lists_and_changes_nothing(
    blog: Path, remote: Path, run: Run, goal: list[str], write_notebook: WriteNotebook
) -> None:
    """Not even the folder, a ref, or what the remote is known to have."""
    listed = run(*goal, "--dry-run")[1].splitlines()
    assert ["added   404.html", "added   index.html", "added   rain/index.html"] == [
        line for line in listed if line.endswith(".html")
    ]
    assert (git(remote, "for-each-ref"), (blog.parent / "out").exists()) == ("", False)
    assert run(*goal)[0] == 0
    (blog / "notebooks/rain.ipynb").unlink()
    write_notebook(blog / "notebooks/snow.ipynb", "# Snow")
    before = (refs(blog), refs(remote), tree(blog.parent / "out"))
    name = "../out" if goal else "gh-pages on origin"
    assert run(*goal, "--dry-run", "--allow-removed-urls") == (
        0,
        "added   snow/index.html\nchanged blogtools-ledger.json\nchanged index.html\nremoved rain/index.html\n"
        f"Would publish to {name}: 1 added, 2 changed, 1 removed.\n",
        "",
    )
    assert before == (refs(blog), refs(remote), tree(blog.parent / "out"))


@pytest.mark.parametrize(
    ("settings", "options", "line"),
    [
        pytest.param('branch = "pages"', (), "Would publish to pages on origin", id="a branch"),
        pytest.param('remote = "origin"', ("--no-push",), "Would publish to gh-pages (not pushed)", id="a remote"),
        pytest.param('branch = "pages"', ("--branch", "other"), "Would publish to other on origin", id="asked for"),
        pytest.param('folder = "../out"', (), "Would publish to {out}", id="a folder"),
        pytest.param('folder = "../out"', ("--branch", "b"), "Would publish to b on origin", id="not that folder"),
        pytest.param('folder = "../out"', ("--to", "there"), "Would publish to there", id="another folder"),
    ],
)
def test_the_settings_say_where(blog: Path, run: Run, settings: str, options: tuple[str, ...], line: str) -> None:
    """Unless the command line does, from wherever it is called."""
    with (blog / "blogtools.toml").open("a") as file:
        file.write(f"\n[publish]\n{settings}\n")
    status, out, err = run(*options, "--dry-run")
    assert (status, out.splitlines()[-1].partition(":")[0], err) == (0, line.format(out=blog.parent / "out"), "")


def test_a_folder_of_the_settings_has_no_commits(blog: Path, run: Run) -> None:
    """An option that would do nothing is refused, and nothing is written."""
    with (blog / "blogtools.toml").open("a") as file:
        file.write('\n[publish]\nfolder = "../out"\n')
    assert (run("--message", "Hello")[0], (blog.parent / "out").exists()) == (2, False)


def test_a_folder_follows_the_blog(blog: Path, run: Run, write_notebook: WriteNotebook) -> None:
    """New, changed and removed files, and empty folders with them; what others keep there stays. No git is needed."""
    out = blog.parent / "out"
    (out / "rain").mkdir(parents=True)
    (out / "own.txt").write_text("own")
    kept = "Kept, not written by blogtools: own.txt.\n"
    assert run("--to", out) == (0, f"Published to {out}: 7 added. {kept}", "")
    assert run("--to", out) == (0, f"Nothing changed: {out} is up to date. {kept}", "")
    (blog / "notebooks/rain.ipynb").unlink()
    write_notebook(blog / "notebooks/snow.ipynb", "# Snow")
    assert run("--to", out, "--allow-removed-urls") == (
        0,
        f"Published to {out}: 1 added, 2 changed, 1 removed. {kept}",
        "",
    )
    convert(find_blog(blog), (), Options(output=blog.parent / "site", cache=False))
    found = tree(out)
    assert found.pop("blogtools-ledger.json") == (blog / ".blogtools-ledger.json").read_bytes()
    listed = json.loads((out / OWNED_FILES).read_bytes())
    assert sorted(listed) == sorted({*tree(blog.parent / "site"), "blogtools-ledger.json"})
    assert {**tree(blog.parent / "site"), "own.txt": b"own"} == found
    assert not (out / "rain").exists()


def test_files_of_others_in_a_folder_are_named_and_kept(blog: Path, run: Run) -> None:
    """One that stands where a page goes, one of ours that was changed since, a folder and a dead link; then none."""
    out = blog.parent / "out"
    assert run("--to", out)[0] == 0
    (out / "rain/index.html").write_text("edited by hand")
    (blog / "notebooks/rain.ipynb").rename(blog / "notebooks/snow.ipynb")
    (out / "snow").write_text("a file")
    (out / "index.html").unlink()
    (out / "index.html").symlink_to("nowhere")
    before = tree(out)
    assert run("--to", out) == (
        1,
        "",
        f"error: {out}: has files that blogtools did not write; these would be replaced: index.html, rain/index.html,"
        " snow/index.html; these would stay: snow (choose another place, or take it over: --adopt)\n",
    )
    assert before == tree(out)
    for name in ("index.html", "rain/index.html", "snow"):
        (out / name).unlink()
    assert run("--to", out)[0] == 0
    assert "Wet." in (out / "snow/index.html").read_text()


def test_a_folder_that_was_left_half_done_is_finished(blog: Path, run: Run) -> None:
    """What was written until the disk refused is known to be ours, and what was to go still goes."""
    out = blog.parent / "out"
    assert run("--to", out)[0] == 0
    (blog / "notebooks/rain.ipynb").rename(blog / "notebooks/snow.ipynb")
    (blog.parent / "elsewhere").mkdir()
    (out / "snow").symlink_to("../elsewhere")
    status, _, err = run("--to", out)
    assert (1, f"error: {out}/snow: is a link that leads out of the output folder (remove the link)\n") == (status, err)
    (out / "snow").unlink()
    (blog / "blogtools.toml").write_text('title = "Other"\n')
    assert run("--to", out) == (0, f"Published to {out}: 1 added, 3 changed.\n", "")
    assert "url=../snow/" in (out / "rain/index.html").read_text()


def test_a_copy_made_by_hand_is_taken_over(blog: Path, run: Run) -> None:
    """Files that are what would be written are ours from then on; a list that cannot be read is said to be."""
    out = blog.parent / "out"
    convert(find_blog(blog), (), Options(output=out, cache=False))
    assert run("--to", out, "--dry-run")[1] == f"added   blogtools-ledger.json\nWould publish to {out}: 1 added.\n"
    assert run("--to", out) == (0, f"Published to {out}: 1 added.\n", "")
    (blog / "notebooks/rain.ipynb").rename(blog / "notebooks/snow.ipynb")
    assert run("--to", out)[1].endswith("2 added, 3 changed.\n")
    (out / OWNED_FILES).write_text("{")
    status, _, err = run("--to", out)
    assert status == 1
    assert err.startswith(f"error: {out}/{OWNED_FILES}: cannot be read: ")


@pytest.mark.usefixtures("blog")
def test_a_folder_has_no_branch(run: Run) -> None:
    """Options that would do nothing are refused."""
    status, _, err = run("--to", "../out", "--branch", "pages")
    assert status == 2
    assert "--branch, --remote, --no-push and --message go with a branch" in err


NAMES = st.dictionaries(st.text(max_size=3), st.integers(0, 2))


@given(NAMES, NAMES)
def test_changes_lead_from_one_to_the_other(old: Mapping[str, int], new: Mapping[str, int]) -> None:
    """Every name is of one kind at most, and equal sets of files differ in nothing."""
    changes = compare(old, new)
    made = {name: value for name, value in old.items() if name not in changes.removed}
    made.update({name: new[name] for name in (*changes.added, *changes.changed)})
    assert new == made
    assert (old != new) == bool(changes)
    assert len(changes.added + changes.changed + changes.removed) == len(list(changes.lines()))


def test_a_name_that_cannot_be_printed_is_written_out() -> None:
    """A line break in a name makes no second line."""
    assert list(Changes(added=("a\nb", "ü\udcff")).lines()) == [r"added   'a\nb'", r"added   '\xfc\udcff'"]
