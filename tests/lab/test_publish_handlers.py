"""Publishing from JupyterLab, and the live page."""

from __future__ import annotations

import http.client
import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.content.order import current_time
from blogtools.lab.access_tokens import LIFETIME, MAX_TOKENS, AccessTokens, DraftPage
from tests.conftest import make_notebook
from tests.lab_server import TOKEN, LabServer, Visitor, lab_server
from tests.web import chromium

BASE_URL = "https://example.org/blog"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A server for a folder with two blogs, one of them in git."""
    folder = tmp_path_factory.mktemp("contents")
    for name in ("blog", "git"):
        (folder / name / "notebooks").mkdir(parents=True)
        (folder / name / "blogtools.toml").write_text(f'title = "Blog"\nbase_url = "{BASE_URL}"\ncards = false\n')
    posts = folder / "blog" / "notebooks"
    write(posts / "post.ipynb", "# Title", "Text.")
    write(posts / "draft.ipynb", ("raw", "---\ntitle: Not yet\ndraft: true\n---"), "Text.")
    write(posts / "later.ipynb", ("raw", "---\ntitle: Later\ndate: 2999-01-01\n---"), "Text.")
    write(posts / "broken.ipynb", ("raw", "---\ntitle: [\n---"))
    write(folder / "git" / "notebooks" / "one.ipynb", "# One")
    git(folder, "init", "--quiet", "--bare", "remote.git")
    git(folder / "git", "init", "--quiet")
    git(folder / "git", "remote", "add", "origin", str(folder / "remote.git"))
    git(folder / "git", "config", "user.name", "Author")
    git(folder / "git", "config", "user.email", "author@example.org")
    with lab_server(folder, tmp_path_factory.mktemp("own")) as running:
        yield running


def write(path: Path, *cells: Any) -> None:
    """Write a notebook."""
    path.write_text(json.dumps(make_notebook(*cells)))


def git(folder: Path, *args: str) -> str:
    """Run the real git."""
    done = subprocess.run(["git", *args], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def publish(server: LabServer, name: str, **more: Any) -> Any:
    """Publish a post; gives the last line."""
    reply = server.ask("publish/post", {"path": f"blog/notebooks/{name}.ipynb", **more})
    assert (reply.status, reply.headers["content-type"]) == (200, "application/x-ndjson")
    return reply.lines()[-1]


def preview(visitor: Visitor, *cells: dict[str, Any], window: str = "w") -> str:
    """Open a notebook in a window; gives the path of its page."""
    known = {f"c{number}": cell for number, cell in enumerate(cells)}
    ask = {"id": window, "path": "blog/notebooks/live.ipynb", "update": {"order": [*known], "cells": known}}
    answer = visitor.ask("preview", ask).json()
    assert "problem" not in answer
    return str(answer["path"])


def markdown(text: str) -> dict[str, Any]:
    """A cell."""
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def html_output(text: str) -> dict[str, Any]:
    """A cell whose output is HTML."""
    output = {"output_type": "display_data", "data": {"text/html": text}, "metadata": {}}
    return {"cell_type": "code", "metadata": {}, "source": "show()", "outputs": [output], "execution_count": 1}


def test_a_post_is_built_with_its_lists(server: LabServer) -> None:
    """The answer tells how far it is, then where the page is and what brings it to readers."""
    reply = server.ask("publish/post", {"path": "blog/notebooks/post.ipynb", "sources": ["# Title", "Text."]})
    *progress, last = reply.lines()
    assert [*progress][-1]["progress"][2].startswith("notebooks/")
    done = last["done"]
    assert (done["title"], done["page"], done["url"]) == ("Title", "post/index.html", f"{BASE_URL}/post/")
    assert (done["goal"], done["next"], done["is_current"]) == ("", "copy", True)
    assert [one["where"]["file"] for one in done["findings"]] == ["notebooks/broken.ipynb"]
    site = server.folder / "blog/_site"
    assert b"Title</h1>" in (site / "post/index.html").read_bytes()
    assert b"Title" in (site / "index.html").read_bytes()
    assert b"/post/" in (site / "sitemap.xml").read_bytes()
    assert publish(server, "post")["done"] == done


@pytest.mark.parametrize(
    ("name", "reason", "title"), [pytest.param("draft", "draft", "Not yet"), pytest.param("later", "future", "Later")]
)
def test_what_readers_must_not_see_yet_is_not_built(server: LabServer, name: str, reason: str, title: str) -> None:
    """A draft, and a post whose date has not come; the answer has what the author can change."""
    stopped = publish(server, name)["stopped"]
    today = current_time("UTC").date().isoformat()
    assert (stopped["reason"], stopped["title"]) == (reason, title)
    assert stopped["detail"] == (today if reason == "future" else "")
    assert not (server.folder / f"blog/_site/{name}").exists()


def test_a_file_that_lags_behind_is_told(server: LabServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is waited for, but not for ever; the page has what the file has."""
    monkeypatch.setattr("blogtools.lab.publish_post.SAVED_WITHIN", 0.2)
    done = publish(server, "post", sources=["# Title", "Text with more words."])["done"]
    assert not done["is_current"]


@pytest.mark.parametrize(
    ("path", "reason", "detail"),
    [
        pytest.param("blog/notes/x.ipynb", "outside", "notebooks", id="outside of the posts"),
        pytest.param("plain/x.ipynb", "none", "plain/_site", id="in no blog"),
    ],
)
def test_a_notebook_that_is_no_post_says_so_first(server: LabServer, path: str, reason: str, detail: str) -> None:
    """Before anything is written; the page of one in no blog can be written alone."""
    file = server.folder / path
    file.parent.mkdir(exist_ok=True)
    write(file, "# X")
    before = sorted(server.folder.rglob("*"))
    stopped = server.ask("publish/post", {"path": path}).lines()[-1]["stopped"]
    assert (stopped["reason"], stopped["title"]) == (reason, "x.ipynb")
    assert stopped["detail"].endswith(detail)
    assert sorted(server.folder.rglob("*")) == before
    if reason == "none":
        done = server.ask("publish/post", {"path": path, "alone": True}).lines()[-1]["done"]
        assert (done["page"], done["next"]) == ("x/index.html", "")
        assert (file.parent / "_site/x/index.html").is_file()
        (error,) = server.ask("publish/plan", {"path": path}).lines()[-1]["failed"]["errors"]
        assert error["message"] == "is in no blog, so there is nothing to publish"
    file.unlink()


@pytest.mark.parametrize("anyway", [False, True])
def test_what_readers_must_never_see_stops_a_post_whatever_its_author_insists_on(
    *, server: LabServer, anyway: bool
) -> None:
    """Such as a key; the finding says in which cell, and only its mark there lets it through."""
    key = "AKIA" + "Q7RZ3WXKD5MNJ2TV"
    write(server.folder / "blog/notebooks/key.ipynb", "# Key", ("code", f'key = "{key}"'))
    (finding,) = publish(server, "key", anyway=anyway)["failed"]["errors"]
    assert (finding["slug"], finding["severity"]) == ("secret", "error")
    assert (finding["where"]["cell"], finding["where"]["line"]) == (2, 1)
    assert not (server.folder / "blog/_site/key").exists()
    (server.folder / "blog/notebooks/key.ipynb").unlink()


def test_a_post_that_cannot_be_read_tells_where(server: LabServer) -> None:
    """So that its author can go there."""
    (error,) = publish(server, "broken")["failed"]["errors"]
    assert (error["slug"], error["where"]["cell"]) == ("front-matter", 1)


def test_a_post_does_not_take_the_page_of_another(server: LabServer) -> None:
    """Though it alone is built; its author learns which post has the address."""
    publish(server, "post")
    write(server.folder / "blog/notebooks/twin.ipynb", ("raw", "---\nslug: post\n---"), "# Twin")
    (error,) = publish(server, "twin", anyway=True)["failed"]["errors"]
    assert error["message"] == "has the same address as notebooks/post.ipynb: post/index.html"
    assert (error["where"]["cell"], error["where"]["line"]) == (1, 2)
    assert b"Title</h1>" in (server.folder / "blog/_site/post/index.html").read_bytes()
    (server.folder / "blog/notebooks/twin.ipynb").unlink()


def test_a_notebook_that_is_not_there_is_told(server: LabServer) -> None:
    """As it would be on the command line."""
    (error,) = publish(server, "gone")["failed"]["errors"]
    assert "gone.ipynb" in error["where"]["file"] + error["message"]


def test_a_blog_is_planned_and_then_published(server: LabServer) -> None:
    """The plan changes nothing; afterwards there is nothing to change. Posts and other files are told apart."""
    ask = {"path": "git/notebooks/one.ipynb"}
    plan = server.ask("publish/plan", ask).lines()[-1]["done"]
    assert plan["changes"]["added"] == [{"source": "notebooks/one.ipynb", "page": "one/index.html"}]
    assert {"index.html", "feed.xml", "404.html"} < {*plan["changes"]["files"]["added"]}
    assert (plan["goal"], plan["decisions"]) == ("gh-pages on origin", [])
    assert git(server.folder / "remote.git", "branch").strip() == ""
    done = server.ask("publish/blog", ask).lines()[-1]["done"]
    assert done["changes"] == plan["changes"]
    assert done["line"].startswith("Published to gh-pages on origin: ")
    assert "one/index.html" in git(server.folder / "remote.git", "ls-tree", "-r", "--name-only", "gh-pages")
    again = server.ask("publish/plan", {"path": "git"}).lines()[-1]["done"]
    files = {"added": [], "changed": [], "removed": []}
    assert again["changes"] == {**files, "files": files}


def test_removed_addresses_are_for_the_author_to_decide(server: LabServer) -> None:
    """The plan tells what would go; only who agrees lets it go."""
    folder = server.folder / "git"
    write(folder / "notebooks/brief.ipynb", "# Brief")
    convert(find_blog(folder))
    ask = {"path": "git/notebooks/one.ipynb"}
    assert "done" in server.ask("publish/blog", ask).lines()[-1]
    (folder / "notebooks/brief.ipynb").unlink()
    plan = server.ask("publish/plan", ask).lines()[-1]["done"]
    assert plan["changes"]["removed"] == [{"source": "notebooks/brief.ipynb", "page": "brief/index.html"}]
    (decision,) = plan["decisions"]
    assert decision["slug"] == "removed-urls"
    assert "/brief/ (notebooks/brief.ipynb is gone)" in decision["message"]
    (error,) = server.ask("publish/blog", ask).lines()[-1]["failed"]["errors"]
    assert error["slug"] == "removed-urls"
    assert "--" not in error["message"] + error["hint"]
    done = server.ask("publish/blog", {**ask, "agreed": ["removed-urls"]}).lines()[-1]["done"]
    assert done["changes"]["removed"] == plan["changes"]["removed"]
    convert(find_blog(folder), (), Options(allow_removed_urls=True))


def test_a_post_goes_where_the_settings_say(server: LabServer) -> None:
    """With the lists; but first its author agrees to what else would change for readers, if anything does."""
    folder = server.folder / "way"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "blogtools.toml").write_text('title = "Way"\ncards = false\n[publish]\nfolder = "../readers"\n')
    ask = {"path": "way/notebooks/one.ipynb"}
    write(folder / "notebooks/one.ipynb", ("raw", "---\ndate: 2026-01-01\n---"), "# One")
    first = server.ask("publish/post", ask).lines()[-1]["done"]
    readers = server.folder / "readers"
    assert (first["goal"], first["next"]) == (str(readers), "")
    assert b"One</h1>" in (readers / "one/index.html").read_bytes()
    assert b"One" in (readers / "index.html").read_bytes()
    write(folder / "notebooks/two.ipynb", ("raw", "---\ndate: 2026-01-02\n---"), "# Two")
    two = {"path": "way/notebooks/two.ipynb"}
    # The page of the first post changes as well: it has a link to the second one now, and nothing else.
    assert server.ask("publish/post", two).lines()[-1]["done"]["goal"] == str(readers)
    assert b"../two/" in (readers / "one/index.html").read_bytes()
    write(folder / "notebooks/one.ipynb", ("raw", "---\ndate: 2026-01-01\n---"), "# One", "Half a thought")
    write(folder / "notebooks/two.ipynb", ("raw", "---\ndate: 2026-01-02\n---"), "# Two", "A thought.")
    stopped = server.ask("publish/post", two).lines()[-1]["stopped"]
    assert stopped["reason"] == "others"
    assert stopped["posts"] == [{"source": "notebooks/one.ipynb", "page": "one/index.html"}]
    assert b"thought" not in (readers / "two/index.html").read_bytes()
    assert server.ask("publish/post", {**two, "others": True}).lines()[-1]["done"]["goal"] == str(readers)
    assert b"Half a thought" in (readers / "one/index.html").read_bytes()
    key = "AKIA" + "Q7RZ3WXKD5MNJ2TV"
    write(folder / "notebooks/two.ipynb", ("raw", "---\ndate: 2026-01-02\n---"), "# Two", ("code", f"key = '{key}'"))
    (error,) = server.ask("publish/post", {**two, "anyway": True, "others": True}).lines()[-1]["failed"]["errors"]
    assert error["slug"] == "secret"
    assert key.encode() not in (readers / "two/index.html").read_bytes()


def test_the_panel_knows_what_readers_have(server: LabServer) -> None:
    """Before and after publishing, after an edit, and after somebody else has published something else."""
    folder = server.folder / "team"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "blogtools.toml").write_text('title = "Team"\ncards = false\n')
    write(folder / "notebooks/one.ipynb", "# One", "Text.")
    git(server.folder, "init", "--quiet", "--bare", "team.git")
    git(folder, "init", "--quiet")
    git(folder, "remote", "add", "origin", str(server.folder / "team.git"))
    for key, value in (("name", "Author"), ("email", "author@example.org")):
        git(folder, "config", f"user.{key}", value)
    visitor = server.log_in()

    def state(text: str = "Text.") -> tuple[str, str]:
        assert visitor.ask("published", {"path": "team/notebooks/one.ipynb"}).status == 200
        cells = {"a": markdown("# One"), "b": markdown(text)}
        ask = {"id": "team", "path": "team/notebooks/one.ipynb", "update": {"order": [*cells], "cells": cells}}
        fresh = visitor.ask("facts", ask).json()["freshness"]
        assert fresh["goal"] == "gh-pages on origin"
        return fresh["published"], fresh["note"]

    assert state() == ("never", "as of the last push or fetch from here")
    assert "done" in server.ask("publish/blog", {"path": "team"}).lines()[-1]
    assert state() == ("same", "")
    assert state("More text.") == ("older", "")
    theirs = server.folder / "theirs"
    git(server.folder, "clone", "--quiet", "--branch", "gh-pages", "team.git", "theirs")
    page = theirs / "one/index.html"
    page.write_text(page.read_text().replace("Text.", "More text."))
    git(theirs, "-c", "user.name=Ben", "-c", "user.email=b@example.org", "commit", "--quiet", "-am", "Other words")
    git(theirs, "push", "--quiet", "origin", "gh-pages")
    ask = {"path": "team/notebooks/one.ipynb", "now": True}
    assert visitor.ask("published", ask).status == 200
    assert (state(), state("More text.")) == (("older", ""), ("same", ""))
    assert "done" in server.ask("publish/blog", {"path": "team"}).lines()[-1]
    assert state() == ("same", "")
    git(folder, "remote", "set-url", "origin", str(server.folder / "nowhere.git"))
    assert visitor.ask("published", ask).status == 200
    known, note = state()
    assert (known, note.startswith("origin does not answer: ")) == ("same", True)
    assert "--" not in note


def test_a_blog_that_is_in_no_repository_is_told(server: LabServer) -> None:
    """Before anything is built."""
    (error,) = server.ask("publish/plan", {"path": "blog/notebooks/post.ipynb"}).lines()[-1]["failed"]["errors"]
    assert error["message"] == "is not in a git repository, which publishing to a branch needs"
    assert error["hint"].startswith("run `git init` in the blog's folder")
    assert "--" not in error["hint"]


def test_one_thing_is_published_at_a_time_and_to_its_end(server: LabServer) -> None:
    """Whoever asks meanwhile is told so; the work goes on though the one who asked has gone."""
    for number in range(150):
        write(server.folder / "git/notebooks" / f"many{number}.ipynb", f"# Many {number}")
    connection = http.client.HTTPConnection(urlsplit(server.base).netloc)
    body = json.dumps({"path": "git/notebooks/one.ipynb"})
    connection.request("POST", "/blogtools/publish/blog", body, {"Authorization": f"token {TOKEN}"})
    response = connection.getresponse()
    assert "progress" in json.loads(response.readline())
    reply = server.ask("publish/blog", json.loads(body))
    assert (reply.status, reply.json()["problem"]["message"]) == (422, "is already being published")
    response.close()
    connection.close()
    end = time.monotonic() + 60
    while server.ask("publish/plan", json.loads(body)).status == 422:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert "many149/index.html" in git(server.folder / "remote.git", "ls-tree", "-r", "--name-only", "gh-pages")


def test_the_live_page_is_a_stranger_in_the_browser(server: LabServer) -> None:
    """Its scripts may run, but without an origin; nobody can frame it, and its address goes nowhere."""
    visitor = server.log_in()
    page = preview(visitor, markdown("# Live\n\nText."))
    url = visitor.ask("live", {"id": "w"}).json()["url"]
    assert url.endswith(f"/{page}")
    reply = server.ask(url, token="")
    assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"Live</h1>" in reply.body
    policy = reply.headers["content-security-policy"]
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (reply.headers["x-content-type-options"], reply.headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert "access-control-allow-origin" not in reply.headers
    assert "set-cookie" not in reply.headers
    style = reply.body.decode().partition("../assets/style.")[2].partition('"')[0]
    file = server.ask(url.removesuffix(page) + f"assets/style.{style}", token="")
    assert (file.status, file.headers["access-control-allow-origin"]) == (200, "*")
    assert file.headers["content-security-policy"] == policy


@pytest.mark.parametrize("path", ["../blogtools.toml", "%2e%2e/blogtools.toml", "..%2fblogtools.toml", "none.html"])
def test_the_published_page_opens_its_site_and_nothing_else(server: LabServer, path: str) -> None:
    """Folders lead to their pages."""
    publish(server, "post")
    ask = {"path": "blog/notebooks/post.ipynb", "page": "post/index.html"}
    url = server.ask("live", ask).json()["url"]
    top = url.removesuffix("post/index.html")
    assert b"Title</h1>" in server.ask(url, token="").body
    assert server.ask(f"{top}post", token="").headers["location"] == f"{top}post/index.html"
    assert server.ask(top + path, token="").status == 404


def test_a_wrong_token_opens_nothing(server: LabServer) -> None:
    """And says what to do."""
    reply = server.ask("live/nothing/post/index.html", token="")
    assert reply.status == 404
    assert b"Open it again from JupyterLab" in reply.body
    assert "sandbox" in reply.headers["content-security-policy"]


def test_a_ticket_is_good_for_an_hour() -> None:
    """And as long as not too many newer ones were asked for."""
    now = [0.0]
    tokens = AccessTokens(lambda: now[0])
    what = DraftPage("user", "window")
    first = tokens.issue(what)
    now[0] = LIFETIME - 1
    assert tokens.find(first) == what
    second = tokens.issue(what)
    now[0] = LIFETIME
    assert (tokens.find(first), tokens.find(second)) == (None, what)
    issued = [tokens.issue(what) for _ in range(MAX_TOKENS)]
    assert (tokens.find(second), tokens.find(issued[0])) == (None, what)
    assert len({*issued}) == MAX_TOKENS


@pytest.mark.parametrize("path", ["publish/post", "publish/plan", "publish/blog", "live"])
def test_nobody_publishes_without_the_token(server: LabServer, path: str) -> None:
    """Neither without any authority, nor with a cookie that another site may have sent; nor by nonsense."""
    ask = {"path": "blog/notebooks/post.ipynb"}
    assert server.ask(path, ask, token="").status == 403
    assert server.log_in().ask(path, ask, forged=True).status == 403
    assert server.ask(path, b"[]").status == 400
    assert server.ask(path, {"path": "../x.ipynb"}).status == 404


SCRIPT = """<script>(async () => {
  const tell = async (name, act) => { try { told[name] = await act(); } catch (error) { told[name] = error.name; } };
  const told = {origin};
  const headers = {"Content-Type": "application/json"};
  const body = '{"type": "file", "format": "text", "content": ""}';
  const ask = (path, options) => fetch(`/api/contents${path}`, {credentials: "include", ...options});
  await tell("cookie", () => document.cookie);
  await tell("storage", () => localStorage.length);
  await tell("read", async () => (await ask("", {})).status);
  await tell("write", async () => (await ask("/pwned", {method: "PUT", headers, body})).status);
  await tell("blind", async () => (await ask("/pwned", {method: "POST", mode: "no-cors", body})).type);
  await tell("socket", () => new Promise((resolve) => {
    const socket = new WebSocket(`ws://${location.host}/api/events/subscribe`);
    socket.onopen = () => resolve("open");
    socket.onerror = () => resolve("refused");
  }));
  document.documentElement.dataset.told = JSON.stringify(told);
})();</script>"""


def test_a_script_on_the_live_page_has_nothing_of_the_session(server: LabServer) -> None:
    """It runs, but can neither read nor write Jupyter's contents, though its reader is logged in."""
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{server.base}/login?token={TOKEN}")
        assert page.evaluate("fetch('/api/contents').then((answer) => answer.status)") == 200
        before = sorted(path.name for path in server.folder.iterdir())
        visitor = server.log_in()
        preview(visitor, html_output(SCRIPT), window="evil")
        page.goto(server.base + visitor.ask("live", {"id": "evil"}).json()["url"])
        page.wait_for_selector("[data-told]", state="attached")
        told = json.loads(page.evaluate("document.documentElement.dataset.told"))
        assert told == {
            "origin": "null",
            "cookie": "SecurityError",
            "storage": "SecurityError",
            "read": "TypeError",
            "write": "TypeError",
            "blind": "opaque",
            "socket": "refused",
        }
        assert before == sorted(path.name for path in server.folder.iterdir())
