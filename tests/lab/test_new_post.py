"""Beginning a post from JupyterLab."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
import pytest

from blogtools import read_post
from tests.conftest import make_notebook
from tests.lab_server import LabServer, lab_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A server for a folder with a blog in it."""
    folder = tmp_path_factory.mktemp("contents")
    posts = folder / "blog" / "notebooks"
    posts.mkdir(parents=True)
    (folder / "blog" / "blogtools.toml").write_text('title = "My blog"\npermalink = "/posts/{slug}/"\n')
    for number in range(2):
        write(posts / f"p{number}.ipynb", f"---\ntags: [all, t{number}]\nseries: Walks\n---")
    write(posts / "odd.ipynb", "---\ntags: [all\n---")
    write(folder / "blog" / "templates" / "posts" / "field-notes.ipynb", "---\ntitle: T\ntags: [notes]\n---", "# Where")
    with lab_server(folder, tmp_path_factory.mktemp("own")) as running:
        yield running


def write(path: Path, metadata: str, *more: str) -> None:
    """Write a notebook with a metadata cell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(make_notebook(("raw", metadata), *more)))


def new(server: LabServer, **wish: Any) -> Any:
    """Ask for a post in the blog."""
    return server.ask("new", {"folder": "blog/notebooks", **wish})


@pytest.mark.parametrize(
    ("asked", "folder"),
    [
        pytest.param("blog/notebooks", "blog/notebooks", id="among the posts"),
        pytest.param("blog/notebooks/2026", "blog/notebooks/2026", id="below them"),
        pytest.param("blog", "blog/notebooks", id="beside them"),
        pytest.param("blog/_site/a", "blog/notebooks", id="in what builds write"),
        pytest.param("blog/notebooks/.hidden", "blog/notebooks", id="hidden"),
    ],
)
def test_a_post_goes_where_the_blog_has_its_posts(server: LabServer, asked: str, folder: str) -> None:
    """Or into the folder that the author looks at, if posts are searched there."""
    assert server.ask(f"blog?path={quote(asked)}").json()["folder"] == folder


def test_a_blog_tells_what_its_posts_are_sorted_by(server: LabServer) -> None:
    """What most of them have comes first; a notebook that cannot be read does no harm."""
    answer = server.ask("blog?path=blog").json()
    assert (answer["title"], answer["is_blog"]) == ("My blog", True)
    assert answer["terms"] == {"tags": ["all", "t0", "t1"], "categories": [], "series": ["Walks"]}
    assert [one["name"] for one in answer["templates"]] == ["blank", "diary", "tutorial", "field-notes"]


def test_a_folder_that_is_no_blog_takes_posts_too(server: LabServer) -> None:
    """They go where the author is."""
    answer = server.ask("blog?path=").json()
    assert (answer["title"], answer["is_blog"], answer["folder"]) == ("", False, "")
    assert server.ask("new", {"folder": "", "title": "Loose"}).json() == {"path": "loose.ipynb"}


def test_a_title_tells_its_file_and_its_address(server: LabServer) -> None:
    """While it is typed."""
    answer = server.ask(f"name?folder=blog/notebooks&title={quote('Über / all')}").json()
    assert answer == {"path": "blog/notebooks/uber-all.ipynb", "address": "/posts/uber-all/", "is_taken": False}
    assert server.ask("name?folder=blog/notebooks&title=p0").json()["is_taken"]


def test_a_post_is_written_with_all_that_was_asked_for(server: LabServer) -> None:
    """As a valid notebook that is a post at once."""
    wish = {"title": "8:00 AM / a: day", "tags": ["a", "b c"], "series": "Walks", "template": "diary", "draft": True}
    reply = new(server, **wish)
    assert (reply.status, reply.json()) == (201, {"path": "blog/notebooks/8-00-am-a-day.ipynb"})
    path = server.folder / "blog/notebooks/8-00-am-a-day.ipynb"
    nbformat.validate(nbformat.read(path, as_version=4))
    post = read_post(path)
    assert (post.title, post.front.tags, post.front.series, post.front.draft) == (
        wish["title"],
        ("a", "b c"),
        "Walks",
        True,
    )
    assert [heading.dated is not None for heading in post.headings] == [True, True]
    assert post.findings == ()


def test_a_folder_is_made_if_need_be(server: LabServer) -> None:
    """As `blogtools new` does."""
    assert new(server, folder="blog/notebooks/2026/may", title="Deep").status == 201
    assert (server.folder / "blog/notebooks/2026/may/deep.ipynb").is_file()


def test_a_name_that_is_taken_is_not_overwritten(server: LabServer) -> None:
    """The message says what to do, and the file stays."""
    before = (server.folder / "blog/notebooks/p0.ipynb").read_bytes()
    reply = new(server, title="P0")
    hint = "choose another title, or open the existing notebook"
    expected = f"blog/notebooks/p0.ipynb already exists and is not overwritten ({hint})"
    assert (reply.status, reply.json()["message"]) == (422, expected)
    assert before == (server.folder / "blog/notebooks/p0.ipynb").read_bytes()


@pytest.mark.parametrize(
    ("wish", "status", "message"),
    [
        pytest.param({"title": " "}, 422, "a post needs a title", id="no title"),
        pytest.param(
            {"title": "A", "template": "diray"},
            422,
            "there is no template 'diray' (did you mean diary?)",
            id="no template",
        ),
        pytest.param({"title": "A", "folder": "../x"}, 404, "'../x/post.ipynb' is outside the contents", id="outside"),
        pytest.param({"title": 1}, 400, "The request cannot be read: ", id="no text"),
        pytest.param({}, 400, "The request cannot be read: ", id="nothing"),
    ],
)
def test_what_cannot_be_is_told(server: LabServer, wish: dict[str, Any], status: int, message: str) -> None:
    """In the answer's message, which the dialog shows."""
    reply = new(server, **wish)
    assert reply.status == status
    assert reply.json()["message"].startswith(message)


def test_nobody_writes_without_the_token(server: LabServer) -> None:
    """Neither without any authority, nor with a cookie that another site may have sent."""
    wish = {"folder": "blog/notebooks", "title": "Forged"}
    assert server.ask("new", wish, token="").status == 403
    assert server.ask("blog?path=blog", token="").status == 403
    assert server.log_in().ask("new", wish, forged=True).status == 403
    assert not (server.folder / "blog/notebooks/forged.ipynb").exists()
    assert server.log_in().ask("new", {**wish, "title": "Own"}).status == 201


def test_a_long_title_gets_a_cut_name(server: LabServer) -> None:
    """One that file systems take, cut between words."""
    reply = new(server, title="long words " * 40)
    assert reply.status == 201
    name = reply.json()["path"].rsplit("/", 1)[-1]
    assert name.startswith("long-words-long-words")
    assert len(name) < 255
