"""A real Jupyter server with the extension's server part, in a process of its own, and ways to ask it."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.lab_hosts import free_port

TOKEN = "secret"  # noqa: S105 - of a server that lives as long as a test
PATIENCE = 180
"""Seconds until the server must answer."""
ROOT = Path(__file__).parent.parent


class Reply(msgspec.Struct, frozen=True):
    """What the server says."""

    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def base64(self) -> str:
        """The body as notebooks have pictures."""
        return base64.b64encode(self.body).decode()

    def lines(self) -> list[Any]:
        """The body as lines of JSON."""
        return [json.loads(line) for line in self.body.splitlines()]


class LabServer(msgspec.Struct, frozen=True):
    """A running server."""

    base: str
    """URL, without a slash at its end."""
    folder: Path
    """Its contents."""

    def ask(self, path: str, body: Any = None, *, token: str = TOKEN, **headers: str) -> Reply:
        """GET, or POST of JSON; `path` is below `/blogtools/`, or begins with a slash."""
        url = self.base + (path if path.startswith("/") else f"/blogtools/{path}")
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Authorization": f"token {token}", **headers} if token else headers
        return _open(urllib.request.build_opener(_Stay()), url, data, sent)

    def log_in(self) -> Visitor:
        """Somebody with the server's cookies."""
        jar = CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        _open(opener, f"{self.base}/login?token={TOKEN}", None, {})
        cookies = {cookie.name: cookie.value or "" for cookie in jar}
        if "_xsrf" not in cookies or not any(name.startswith("username-") for name in cookies):
            pytest.fail(f"the server did not log in: {cookies}")
        return Visitor(self.base, opener, cookies["_xsrf"])


class Visitor(msgspec.Struct, frozen=True):
    """Somebody who is logged in, and the same one with every request (a token alone is another one each time)."""

    base: str
    opener: urllib.request.OpenerDirector
    secret: str
    """What only pages of the server itself can read."""

    def ask(self, path: str, body: Any, *, forged: bool = False) -> Reply:
        """POST of JSON below `/blogtools/`; a forged one comes from a page of somebody else."""
        headers = {} if forged else {"X-XSRFToken": self.secret}
        return _open(self.opener, f"{self.base}/blogtools/{path}", json.dumps(body).encode(), headers)

    def get(self, path: str) -> Reply:
        """GET below `/blogtools/`."""
        return _open(self.opener, f"{self.base}/blogtools/{path}", None, {})


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow nothing: where a redirect leads is a part of the answer."""


def _open(opener: urllib.request.OpenerDirector, url: str, data: bytes | None, headers: dict[str, str]) -> Reply:
    request = urllib.request.Request(url, data, headers)  # noqa: S310 - our own server
    try:
        with opener.open(request, timeout=PATIENCE) as response:
            return Reply(response.status, {k.lower(): v for k, v in response.headers.items()}, response.read())
    except urllib.error.HTTPError as error:
        return Reply(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())


@contextmanager
def lab_server(folder: Path, own: Path, settings: Sequence[str] = ()) -> Iterator[LabServer]:
    """Serve a folder; `own` is an empty one for what Jupyter keeps, so that nothing of this machine takes part."""
    enabled = own / "etc" / "jupyter_server_config.d"
    enabled.mkdir(parents=True)
    shutil.copy(ROOT / "blogtools" / "lab" / "config" / "blogtools.json", enabled)
    names = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    env = {**os.environ, **{f"JUPYTER_{name}": str(own / name.lower()) for name in names}}
    env |= {"JUPYTER_CONFIG_PATH": str(own / "etc"), "IPYTHONDIR": str(own / "ipython")}
    port = free_port()
    options = ["--no-browser", "--allow-root", f"--port={port}", "--port-retries=0", f"--ServerApp.root_dir={folder}"]
    command = [sys.executable, "-m", "jupyter", "server", f"--IdentityProvider.token={TOKEN}", *options, *settings]
    with (own / "log").open("wb") as log, subprocess.Popen(command, env=env, stdout=log, stderr=log) as process:
        try:
            server = LabServer(f"http://127.0.0.1:{port}", folder)
            _wait(server, process, own / "log")
            yield server
        finally:
            process.terminate()


def _wait(server: LabServer, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            if server.ask("/api/status").status == 200:
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")
