"""The workflow that publishes a blog: what it installs, and that its commands do what they should."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from blogtools.errors import UsageError
from blogtools.starter import workflow as module
from blogtools.starter.blog import start_blog
from blogtools.starter.workflow import own_requirement, workflow

REPOSITORY = "https://example.org/ada/blogtools"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Installed:
    """Metadata of an installed distribution."""

    version = "1.2.3"

    def __init__(self, record: dict[str, Any] | None) -> None:
        self.record = record

    def read_text(self, name: str) -> str | None:
        """Return `direct_url.json`, which an installer writes unless it asked an index."""
        assert name == "direct_url.json"
        return json.dumps(self.record) if self.record else None


def install(monkeypatch: pytest.MonkeyPatch, record: dict[str, Any] | None, *others: str) -> None:
    """Let blogtools be installed as a record says, and other packages from an index."""
    known = {"blogtools": Installed(record), **{name: Installed(None) for name in others}}
    monkeypatch.setattr(module, "_distribution", known.get)
    monkeypatch.setattr(module, "installed", tuple)


def git(url: str, **more: str) -> dict[str, Any]:
    """Record of an installation from a repository."""
    return {"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT}, **more}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(None, "blogtools==1.2.3", id="index"),
        pytest.param(git(REPOSITORY), f"blogtools @ git+{REPOSITORY}@{COMMIT}", id="repository"),
        pytest.param(
            git(REPOSITORY, subdirectory="tool"),
            f"blogtools @ git+{REPOSITORY}@{COMMIT}#subdirectory=tool",
            id="subdirectory",
        ),
        pytest.param(
            git(REPOSITORY.replace("//", "//ada:secret@")), f"blogtools @ git+{REPOSITORY}@{COMMIT}", id="password"
        ),
        pytest.param(
            {"url": f"{REPOSITORY}-1.2.3-py3-none-any.whl", "archive_info": {}},
            f"blogtools @ {REPOSITORY}-1.2.3-py3-none-any.whl",
            id="wheel",
        ),
    ],
)
def test_the_workflow_pins_what_is_installed(
    monkeypatch: pytest.MonkeyPatch, record: dict[str, Any] | None, expected: str
) -> None:
    """Version, or commit of the repository; never a password."""
    install(monkeypatch, record)
    assert expected == own_requirement()
    assert [f"pip install '{expected}'"] == _commands(workflow())[0].splitlines()


@pytest.mark.parametrize(
    "record",
    [
        pytest.param({"url": "file:///home/ada/blogtools", "dir_info": {"editable": True}}, id="editable"),
        pytest.param({"url": "file:///home/ada/blogtools", "dir_info": {}}, id="folder"),
        pytest.param({"url": "file:///home/ada/blogtools-1.2.3.whl", "archive_info": {}}, id="wheel"),
        pytest.param(git("file:///home/ada/blogtools"), id="own repository"),
        pytest.param(git("ssh://git@example.org/ada/blogtools"), id="key"),
        pytest.param({"url": "http://localhost:8000/blogtools-1.2.3.whl", "archive_info": {}}, id="own server"),
        pytest.param(git("https://nas/ada/blogtools"), id="own network"),
    ],
)
def test_no_path_of_this_machine_is_written(monkeypatch: pytest.MonkeyPatch, record: dict[str, Any]) -> None:
    """The author is asked instead; what is asked for is what is installed."""
    install(monkeypatch, record)
    with pytest.raises(UsageError, match=r"from a folder, .* \(name a version or a public URL: --requirement ==1\.2"):
        workflow()
    text = workflow(f"git+{REPOSITORY}@v1")
    assert [f"pip install 'blogtools @ git+{REPOSITORY}@v1'"] == _commands(text)[0].splitlines()
    assert "/home" not in text


def test_what_a_blog_uses_is_installed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Extras, and the packages whose scripts pages load."""
    install(monkeypatch, git(REPOSITORY), "vl-convert-python", "plotly", "pagefind-bin-extended")
    expected = [f"blogtools[stills] @ git+{REPOSITORY}@{COMMIT}", "pagefind-bin-extended==1.2.3", "plotly==1.2.3"]
    assert [f"pip install '{one}'" for one in expected] == _commands(workflow())[0].splitlines()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("==1.2", "blogtools==1.2"),
        ("blogtools ~= 1.2", "blogtools~=1.2"),
        ("blogtools[stills]>=1", "blogtools[stills]>=1"),
        ("blogtools @ https://example.org/b.whl", "blogtools @ https://example.org/b.whl"),
        ("git+https://example.org/b@v1", "blogtools @ git+https://example.org/b@v1"),
    ],
)
def test_a_requirement_is_written_in_one_form(monkeypatch: pytest.MonkeyPatch, given: str, expected: str) -> None:
    """However it was given."""
    install(monkeypatch, None)
    assert expected == own_requirement(given)


@pytest.mark.parametrize(
    "given",
    ["", "blogtools", "1.2", ".", "/srv/b", "~/b", "file:///b", "==1'; rm x", "https://a.b/$(x)", "x==1"],
)
def test_a_requirement_that_pins_nothing_is_refused(given: str) -> None:
    """And one that is no requirement, or would be more than one command."""
    with pytest.raises(UsageError, match=r"^the requirement must be a version or a public URL of blogtools, found "):
        own_requirement(given)


@pytest.mark.skipif(os.name == "nt", reason="the workflow runs on Linux")
def test_the_workflow_publishes_from_a_throw_away_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its commands, in a fresh clone of what the author pushed, twice: the branch stands on the remote."""
    install(monkeypatch, None)
    blog, remote = tmp_path / "blog", tmp_path / "remote.git"
    start_blog(blog, "Notes", workflow=workflow())
    text = (blog / ".github/workflows/publish.yml").read_text()
    settings = yaml.safe_load(text)
    assert {"contents": "write"} == settings["permissions"]
    check, publish = settings["jobs"]["publish"]["steps"][-2:]
    assert (check["run"], check["continue-on-error"]) == ("blogtools check --format github", True)
    assert publish["run"].startswith("blogtools publish")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1", "OPTIONS": ""}
    environment["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), environment["PATH"]))

    def run(folder: Path, command: str) -> str:
        done = subprocess.run(
            ["sh", "-ec", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert 0 == done.returncode, done.stderr
        return done.stdout

    run(tmp_path, "git init -q --bare remote.git && git init -q -b trunk blog")
    ada = "git -c user.name=Ada -c user.email=a@example.org"
    run(blog, f"git add -A && {ada} commit -qm Start && git remote add origin {remote} && git push -q origin trunk")
    _, *commands = _commands(text)
    for number, told in enumerate(("Published to gh-pages on origin", "Nothing changed: gh-pages on origin")):
        clone = tmp_path / f"clone-{number}"
        run(tmp_path, f"git clone -q -b trunk {remote} {clone}")
        assert told in "".join(run(clone, command) for command in commands)
    assert "hello/index.html" in run(remote, "git ls-tree -r --name-only gh-pages")


def _commands(text: str) -> list[str]:
    """Return what the steps of a workflow run."""
    return [step["run"] for step in yaml.safe_load(text)["jobs"]["publish"]["steps"] if "run" in step]
