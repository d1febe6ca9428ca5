"""The icon of the site, in a real browser: it is found, and no other is asked for."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from blogtools.build.pipeline import convert
from blogtools.config import find_blog
from tests.conftest import WriteNotebook
from tests.web import chromium

PATIENCE = 10
"""Seconds that a test waits at most; all of it only where it fails."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium that talks to nobody else."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def requests(blog_folder: Path) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """A web server of the blog's site: its address, and the path and status of each answer so far."""
    answers: list[tuple[str, int]] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_request(self, code: int | str = "-", _: int | str = "-") -> None:
            answers.append((self.path, int(code)))

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    handler = partial(Handler, directory=str(blog_folder / "_site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", answers
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/", "/a/", "/tags/x/", "/archive/2026/", "/404.html", "/old/"])
def test_no_request_of_any_page_fails(
    blog_folder: Path,
    write_notebook: WriteNotebook,
    browser: Browser,
    requests: tuple[str, list[tuple[str, int]]],
    path: str,
) -> None:
    """A browser asks for the icon of the page, or else for /favicon.ico, which there is not."""
    front = ("raw", "---\ntags: [x]\ndate: 2026-01-01\naliases: [/old/]\n---")
    write_notebook(blog_folder / "notebooks/a.ipynb", front, "A.")
    convert(find_blog(blog_folder))
    address, answers = requests
    context = browser.new_context()
    context.new_page().goto(f"{address}{path}")
    end = time.monotonic() + PATIENCE
    while not any("favicon" in name for name, _ in answers) and time.monotonic() < end:
        time.sleep(0.02)
    context.close()
    assert [name for name, _ in answers if re.fullmatch(r"/assets/favicon\.\w+\.svg", name)]
    assert [answer for answer in answers if answer[1] != 200] == []
