"""The preview over real HTTP."""

from __future__ import annotations

import json
import re
import socket
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import pytest
from jupyter_server.services.contents.fileio import atomic_writing

from tests.conftest import WriteNotebook, make_notebook, tree
from tests.serving import PATIENCE, Served, save, serving

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog below a path, with a post, a draft, and things that an author may have put beside the result."""
    folder = tmp_path_factory.mktemp("blog")
    (folder / "blogtools.toml").write_text('title = "Test"\nbase_url = "https://example.org/my%20blog/"\n')
    (folder / "notebooks").mkdir()
    (folder / "notebooks/a.ipynb").write_text(json.dumps(make_notebook("# One\n\nText.")))
    (folder / "notebooks/b.ipynb").write_text(json.dumps(make_notebook("---\ndraft: true\n---", "# Two")))
    output = folder / ".blogtools/serve"
    output.mkdir(parents=True)
    (output / "secret").symlink_to(folder / "blogtools.toml")
    for name in ("film.mp4", "data.json", "extra.xml", "run.mjs", "a.wasm", "a.avif", "a.webp", "a.svg", "a.tar.gz"):
        (output / name).write_bytes(b"0123456789")
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    """One server for the tests that change nothing."""
    with serving(folder) as served:
        yield served


def ask(served: Served, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    """Send one request, its path to the letter."""
    connection = HTTPConnection(urlsplit(served.url).netloc, timeout=20)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_the_site_lies_where_base_url_says(served: Served, folder: Path) -> None:
    """And a page is its file, with one line at its end."""
    assert served.url.endswith("/my%20blog/")
    response, body = ask(served, "/my%20blog/a/")
    assert (200, "text/html; charset=utf-8") == (response.status, response.headers["Content-Type"])
    file = (folder / ".blogtools/serve/a/index.html").read_bytes()
    assert body.startswith(file)
    assert re.fullmatch(
        rb'\n<script src="/.blogtools/client.js" data-version="\w{16}"></script>\n', body.removeprefix(file)
    )


@pytest.mark.parametrize(
    ("path", "location"),
    [
        pytest.param("/", "/my%20blog/", id="top of the server"),
        pytest.param("/my%20blog", "/my%20blog/", id="top of the site"),
        pytest.param("/my%20blog/a", "/my%20blog/a/", id="folder without its slash"),
    ],
)
def test_an_incomplete_address_leads_to_the_complete_one(served: Served, path: str, location: str) -> None:
    """As hosts of static files do it."""
    response, _ = ask(served, path)
    assert (302, location) == (response.status, response.headers["Location"])


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/my%20blog/gone/", id="no such page"),
        pytest.param("/a/", id="outside of the site"),
        pytest.param("/my%20blog/assets/", id="folder without a page"),
        pytest.param("/my%20blog/../../../blogtools.toml", id="above"),
        pytest.param("/my%20blog/%2e%2e/%2e%2e/blogtools.toml", id="above, in disguise"),
        pytest.param("/my%20blog/..%2f..%2fblogtools.toml", id="above, slashes in disguise"),
        pytest.param("/my%20blog//etc/passwd", id="top of the disk"),
        pytest.param("//etc/passwd", id="top of the disk, at once"),
        pytest.param("/my%20blog/secret", id="link that leads out"),
        pytest.param("/my%20blog/a%00", id="null byte"),
        pytest.param("/my%20blog/" + "a" * 5000, id="too long for a file"),
        pytest.param("/my%20blog/b/", id="draft"),
    ],
)
def test_what_is_no_file_of_the_site_is_404(served: Served, path: str) -> None:
    """With a page that says so, and that becomes the post once there is one."""
    response, body = ask(served, path)
    assert (404, "text/html; charset=utf-8") == (response.status, response.headers["Content-Type"])
    assert b"<h1>Page not found</h1>" in body
    assert b"data-version=" in body
    assert b"root:" not in body
    assert b"base_url" not in body


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.avif", "image/avif"),
        ("a.svg", "image/svg+xml"),
        ("a.tar.gz", "application/gzip"),
        ("a.wasm", "application/wasm"),
        ("a.webp", "image/webp"),
        ("data.json", "application/json"),
        ("extra.xml", "application/xml; charset=utf-8"),
        ("film.mp4", "video/mp4"),
        ("run.mjs", "text/javascript; charset=utf-8"),
    ],
    ids=lambda value: value if "/" not in value else "",
)
def test_files_have_their_type_and_are_not_kept(served: Served, name: str, expected: str) -> None:
    """The same on every system."""
    response, body = ask(served, f"/my%20blog/{name}")
    assert (200, expected, "no-store", b"0123456789") == (
        response.status,
        response.headers["Content-Type"],
        response.headers["Cache-Control"],
        body,
    )


def test_a_part_of_a_film_can_be_asked_for(served: Served) -> None:
    """Or Safari plays none."""
    response, body = ask(served, "/my%20blog/film.mp4", Range="bytes=2-4")
    assert (206, "bytes 2-4/10", b"234") == (response.status, response.headers["Content-Range"], body)


def test_a_file_is_sent_again_even_if_the_browser_has_it(served: Served) -> None:
    """For it may have changed within the second."""
    response, _ = ask(served, "/my%20blog/film.mp4")
    assert response.headers["ETag"] is None
    response, body = ask(served, "/my%20blog/film.mp4", If_Modified_Since=response.headers["Last-Modified"])
    assert (200, b"0123456789") == (response.status, body)


@pytest.mark.parametrize("path", ["/my%20blog/a/", "/my%20blog/film.mp4"], ids=["page", "file"])
def test_head_is_get_without_the_body(served: Served, path: str) -> None:
    """All headers are the same."""
    full, _ = ask(served, path)
    response, body = ask(served, path, "HEAD")
    names = ("Content-Type", "Content-Length", "Cache-Control")
    assert (200, b"") == (response.status, body)
    assert [full.headers[name] for name in names] == [response.headers[name] for name in names]


def test_nothing_can_be_sent_to_it(served: Served) -> None:
    """It only shows."""
    assert [405, 405] == [ask(served, "/my%20blog/a/", method)[0].status for method in ("POST", "DELETE")]


@pytest.mark.parametrize("path", ["/my%20blog/a/", "/.blogtools/events?page=/", "/.blogtools/client.js", "/"])
@pytest.mark.parametrize("host", ["evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "0.0.0.0"])  # noqa: S104 - a name to refuse
def test_foreign_names_are_refused(served: Served, path: str, host: str) -> None:
    """A foreign page whose name leads to this machine must not read drafts (DNS rebinding)."""
    response, body = ask(served, path, Host=host)
    assert (403, b"This preview responds to localhost and 127.0.0.1 only.\n") == (response.status, body)


@pytest.mark.parametrize("host", ["localhost:8000", "LOCALHOST", "127.0.0.1", "[::1]:80"])
def test_names_of_this_machine_are_answered(served: Served, host: str) -> None:
    """Through a tunnel the port is another one."""
    assert 200 == ask(served, "/my%20blog/a/", Host=host)[0].status


def test_only_this_machine_can_connect(served: Served) -> None:
    """No other address of it is listened at."""
    port = urlsplit(served.url).port
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", port), timeout=5)


def test_a_page_inside_a_page_has_no_script(served: Served) -> None:
    """Its problems would be told twice."""
    assert b"client.js" not in ask(served, "/my%20blog/a/", Sec_Fetch_Dest="iframe")[1]


def test_the_files_have_no_script(served: Served, folder: Path) -> None:
    """It is in pages only as they are served; and `_site` is left alone."""
    assert [] == [name for name, data in tree(folder).items() if b"client.js" in data]
    assert served.url
    assert not (folder / "_site").exists()


@contextmanager
def listening(served: Served, page: str) -> Iterator[Iterator[dict[str, Any]]]:
    """What a page is told, from now on."""
    with closing(HTTPConnection(urlsplit(served.url).netloc, timeout=PATIENCE)) as connection:
        connection.request("GET", f"/.blogtools/events?page={page}")
        with connection.getresponse() as response:
            assert "text/event-stream" == response.headers["Content-Type"]
            yield (json.loads(line.removeprefix(b"data: ")) for line in response if line.startswith(b"data: "))


def test_a_page_hears_of_each_build(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Its version changes with it and with what it shows, not with another page."""
    one, two = blog_folder / "notebooks/one.ipynb", blog_folder / "notebooks/two.ipynb"
    write_notebook(one, "# One")
    write_notebook(two, "# Two")
    with serving(blog_folder) as served, listening(served, "/one/") as told:
        first = next(told)
        version = re.search(rb'data-version="(\w+)"', ask(served, "/one/")[1])
        assert version
        assert {"version": version[1].decode(), "problems": []} == first

        save(two, json.dumps(make_notebook("# Two", "Again")))
        served.wait_for("two.ipynb: changed.")
        assert first == next(told)
        save(one, json.dumps(make_notebook("# One, again")))
        served.wait_for("one.ipynb: changed.")
        assert any(state["version"] != first["version"] for state in told)


def test_problems_are_told_and_the_last_good_page_stays(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """With place, message and hint; in full in the terminal; until they are mended."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "# A good page")
    with serving(blog_folder) as served, listening(served, "/a/") as told:
        good = next(told)
        save(path, '{"cells": [')
        state = next(state for state in told if state["problems"])
        (problem,) = state["problems"]
        assert "notebooks/a.ipynb, line 1" == problem["place"]
        assert f"error: notebooks/a.ipynb, line 1: {problem['message']}" in served.wait_for("1 failed")
        assert good["version"] == state["version"]
        assert b"A good page" in ask(served, "/a/")[1]
        save(path, json.dumps(make_notebook("# A good page")))
        assert good == next(state for state in told if not state["problems"])


@contextmanager
def in_place(path: Path) -> Iterator[IO[str]]:
    """Write as plain programs do."""
    with path.open("w") as file:
        yield file


@pytest.mark.parametrize(
    ("write", "seconds"),
    [
        pytest.param(in_place, 0.02, id="in place"),
        pytest.param(in_place, 0.1, id="in place, slowly"),
        pytest.param(atomic_writing, 0.7, id="by Jupyter, a large one"),
    ],
)
def test_a_half_written_notebook_is_no_problem(
    blog_folder: Path,
    write_notebook: WriteNotebook,
    write: Callable[[str | Path], AbstractContextManager[IO[str]]],
    seconds: float,
) -> None:
    """Nobody is told of it."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    whole = json.dumps(make_notebook("# B"))
    with serving(blog_folder) as served:
        with write(path) as file:
            file.write(whole[:50])
            file.flush()
            time.sleep(seconds)
            file.write(whole[50:])
        assert "error" not in served.wait_for("a.ipynb: changed.")
        assert b"B</h1>" in ask(served, "/a/")[1]


def test_whatever_stops_the_whole_build_is_shown(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """At the start on a page of its own, with file and line; later over the last good page."""
    template = blog_folder / "templates/post.html.j2"
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    settings = blog_folder / "blogtools.toml"
    settings.write_text('titel = "<Typo>"\n')
    with serving(blog_folder) as served:
        response, body = ask(served, "/")
        assert 404 == response.status
        assert b"<h1>The blog could not be built</h1>" in body
        assert b"<strong>blogtools.toml</strong>unknown key `titel`, did you mean `title`?<em>" in body
        assert "error: blogtools.toml: unknown key `titel`" in served.printed
        assert "Nothing was written." in served.printed

        save(settings, 'title = "Mended"\nbase_url = "https://example.org/blog"')
        served.wait_for("1 post written")
        assert b"Mended" in ask(served, "/blog/")[1]

        template.parent.mkdir()
        save(template, "<p>\n{% if %}")
        assert "templates/post.html.j2, line 2: Expected an expression" in served.wait_for("templates/post")
        assert b"A</h1>" in ask(served, "/blog/a/")[1]
        save(template, '{% extends "default/post.html.j2" %}{% block header %}My header{% endblock %}')
        served.wait_for("the theme changed")
        assert b"My header" in ask(served, "/blog/a/")[1]


def test_new_folders_and_files_are_seen(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Also those that come with all they hold; and pictures, when they change."""
    with serving(blog_folder) as served:
        write_notebook(blog_folder / "notebooks/deep/down/a.ipynb", "![a picture](pictures/a.png)")
        served.wait_for("a.ipynb: new.")
        (blog_folder / "notebooks/deep/down/pictures").mkdir()
        save(blog_folder / "notebooks/deep/down/pictures/a.png", PNG)
        served.wait_for("a.png, which it shows, changed.")
        (blog_folder / "notebooks/deep/down/a.ipynb").unlink()
        served.wait_for("old files removed")
        assert 404 == ask(served, "/a/")[0].status


def test_what_changes_no_page_is_not_told(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """A build is a line in the terminal; a warning is printed once."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "![](gone.png)")
    with serving(blog_folder) as served:
        assert served.printed.startswith("warning: ")
        start = len(served.printed)
        for number in range(3):
            save(blog_folder / "notes.txt", str(number))
            time.sleep(0.1)
        write_notebook(path, "![](gone.png)", "More")
        lines = served.wait_for("a.ipynb: changed.\n", start)[start:].splitlines()
        assert 1 == len(lines), lines


def test_drafts_are_shown_on_request(folder: Path) -> None:
    """Beside all others."""
    with serving(folder, "--port", "0", "--drafts") as served:
        assert b"Two</h1>" in ask(served, "/my%20blog/b/")[1]


def test_ctrl_c_ends_it_cleanly_with_pages_open(blog_folder: Path) -> None:
    """Status 0, and no traceback."""
    with serving(blog_folder) as served, listening(served, "/") as told:
        next(told)
        assert 0 == served.interrupt()
    assert "Traceback" not in served.printed


def test_a_taken_port_gives_way_to_the_next(blog_folder: Path) -> None:
    """And that is said."""
    with serving(blog_folder, "--port", "18000") as first, serving(blog_folder, "--port", "18000") as second:
        ports = [urlsplit(served.url).port or 0 for served in (first, second)]
        assert ports[0] < ports[1]
        assert "(port 18000 is taken)" in second.printed


@pytest.mark.skipif(sys.platform == "win32", reason="the browser is a shell script")
def test_the_browser_is_opened_on_request(blog_folder: Path, tmp_path: Path) -> None:
    """At the top of the site."""
    browser, called = tmp_path / "browser", tmp_path / "called"
    browser.write_text(f'#!/bin/sh\necho "$1" > {called}.part && mv {called}.part {called}\n')
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    with serving(blog_folder, "--port", "0", "--open", BROWSER=str(browser)) as served:
        end = time.monotonic() + PATIENCE
        while not called.exists() and time.monotonic() < end:
            time.sleep(0.01)
        assert f"{served.url}\n" == called.read_text()
