"""What tests of finished sites share: a host of static files, a browser, and tools from npm."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, sync_playwright

from tests.programs import CHROMIUM, require

CACHE = Path.home() / ".cache" / "blogtools-tests"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt")


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """A folder below `CACHE` that outlives the tests: made aside, then renamed, so that what is there is whole.

    `make` fills a folder that is not there yet. Of several runs of the tests at once, one makes it and the others wait.
    """
    if folder.is_dir():
        return folder
    # Windows has none; there, only the tests that come here fail.
    import fcntl

    folder.parent.mkdir(parents=True, exist_ok=True)
    part = folder.with_name(f"{folder.name}.part")
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            shutil.rmtree(part, ignore_errors=True)
            make(part)
            part.rename(folder)
    return folder


def npm(folder: Path, *arguments: str) -> None:
    """Run npm in a folder, without the scripts of packages."""
    require("npm")
    command = ["npm", *arguments, "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def npm_package(package: str) -> Path:
    """The folder of a package of npm (`name@version`), downloaded once for all runs of the tests."""
    folder = made_once(CACHE / package.replace("@", "-"), lambda part: npm(part, "install", package))
    return folder / "node_modules" / package.rpartition("@")[0]


class Handler(SimpleHTTPRequestHandler):
    """A host of static files as there are many: below a path, with compression and a page for what is not there."""

    prefix = "/"
    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".wasm": "application/wasm",
        ".json": "application/json",
        ".svg": "image/svg+xml",
        ".xml": "application/xml",
    }

    def do_GET(self) -> None:
        """A file, compressed if the browser takes that."""
        path = unquote(urlsplit(self.path).path)
        found = Path(self.directory, path.removeprefix(self.prefix)) if path.startswith(self.prefix) else None
        status = 200
        if found is not None and found.is_dir():
            found /= "index.html"
        if found is None or not found.is_file():
            found, status = Path(self.directory, "404.html"), 404
        data = found.read_bytes() if found.is_file() else b""
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(str(found)))
        if found.suffix in COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", ""):
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        shutil.copyfileobj(BytesIO(data), self.wfile)

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextmanager
def hosted(folder: Path, prefix: str = "/") -> Iterator[str]:
    """Serve a folder; gives the address of its top."""
    handler = type("Host", (Handler,), {"prefix": prefix})
    with ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: handler(*given, directory=str(folder))) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{prefix}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that talks to nobody else."""
    require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
