"""blogtools inside Jupyter's own tools."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import WriteNotebook

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture
def notebook(tmp_path: Path, write_notebook: WriteNotebook) -> Path:
    """A post with a title cell, an attachment and an output picture."""
    output = {"output_type": "display_data", "data": {"image/png": PNG, "text/plain": "<Figure>"}, "metadata": {}}
    return write_notebook(
        tmp_path / "my post.ipynb",
        ("raw", "---\ntitle: Red / blue\n---"),
        {"cell_type": "markdown", "source": "![dot](attachment:a.png)", "attachments": {"a.png": {"image/png": PNG}}},
        {"cell_type": "code", "source": "draw()", "outputs": [output]},
    )


def nbconvert(*args: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the real nbconvert."""
    command = [sys.executable, "-m", "jupyter", "nbconvert", *map(str, args)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_nbconvert_makes_one_self_contained_page(notebook: Path) -> None:
    """`--to blogpost` gives one file, pictures and style inside."""
    done = nbconvert("--to", "blogpost", notebook, folder=notebook.parent)
    assert done.returncode == 0, done.stderr
    page = notebook.with_suffix(".html").read_text()
    assert "Red / blue</h1>" in page
    assert page.count(f"data:image/png;base64,{PNG}") == 2
    assert [path.name for path in notebook.parent.iterdir() if path != notebook] == ["my post.html"]


def test_nbconvert_makes_markdown_with_its_files(notebook: Path) -> None:
    """`--to blogpost_markdown` writes the pictures beside the text that names them."""
    done = nbconvert("--to", "blogpost_markdown", notebook, folder=notebook.parent)
    assert done.returncode == 0, done.stderr
    text = notebook.with_suffix(".md").read_text()
    pictures = [path.name for path in notebook.parent.glob("*.png")]
    assert text.startswith("---\ntitle: Red / blue\n")
    assert len(pictures) == 1
    assert text.count(f"]({pictures[0]}") == 2


def test_jupyterlab_lists_and_runs_the_exporters(notebook: Path) -> None:
    """The server behind *Save and Export Notebook As* knows both keys, and gives the page for download."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    shutil.copy(notebook, notebook.with_name("post.ipynb"))
    command = [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", f"--port={port}"]
    settings = ["--IdentityProvider.token=secret", f"--ServerApp.root_dir={notebook.parent}"]
    server = subprocess.Popen([*command, *settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        formats = json.loads(ask(f"{base}/api/nbconvert"))
        assert formats["blogpost"]["output_mimetype"] == "text/html"
        assert formats["blogpost_markdown"]["output_mimetype"] == "text/markdown"
        page = ask(f"{base}/nbconvert/blogpost/post.ipynb?download=true", Referer=base)
        assert "Red / blue</h1>" in page
    finally:
        server.terminate()
        server.wait(10)


def ask(url: str, **headers: str) -> str:
    """Ask the server, once it is up."""
    request = urllib.request.Request(url, headers={"Authorization": "token secret", **headers})  # noqa: S310 - our own server
    for _ in range(100):
        try:
            with urllib.request.urlopen(request) as response:  # noqa: S310 - likewise
                return str(response.read().decode())
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.2)
    return pytest.fail("the server did not start")
