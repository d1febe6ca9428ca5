"""What a real Jupyter server with the extension refuses: strangers, forged requests, and paths outside its root."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blogtools.lab.live_page import LivePageHandler
from blogtools.lab.routes import ROUTES
from tests.conftest import make_cell, make_notebook
from tests.drafts import PNG
from tests.lab_server import LabServer, lab_server

SECRET = "nobody-may-read-this"  # noqa: S105 - what stands in the files that are outside
SHOWN = "everybody-may-read-this"
WINDOW = "w"
ADDRESSES = {
    "blog": "blog?path=",
    "name": "name?folder=&title=A",
    r"page/([\w-]+)/(.*)": f"page/{WINDOW}/post/index.html",
    "trust": "trust?path=",
}
"""An address for each pattern that takes a GET."""
DOORS = [pytest.param(pattern, handler, id=pattern) for pattern, handler in ROUTES if handler is not LivePageHandler]
"""All handlers but the one whose addresses are secrets; those have tests of their own."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A server whose root is a folder of a blog; above it, and behind links in it, are files that it must not give."""
    folder = tmp_path_factory.mktemp("blog")
    (folder / "blogtools.toml").write_text('title = "Blog"\n')
    root = folder / "notebooks/shown"
    root.mkdir(parents=True)
    for outside in (folder, folder / "notebooks"):
        (outside / "secret.txt").write_text(SECRET)
        (outside / "secret.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text>{SECRET}</text></svg>')
        cells = [("markdown", f"# Secret\n\n{SECRET}"), ("code", f"#| label: secret\n# {SECRET}\nx = 1")]
        (outside / "secret.ipynb").write_text(json.dumps(make_notebook(*cells)))
    (root / "inside.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text>{SHOWN}</text></svg>')
    (root / "link").symlink_to(folder)
    (root / "linked.svg").symlink_to(folder / "secret.svg")
    with lab_server(root, tmp_path_factory.mktemp("own")) as running:
        yield running


def question(source: str, path: str = "post.ipynb") -> dict[str, Any]:
    """What a window tells of a notebook with one Markdown cell."""
    attachments = {"../a.png": {"image/png": PNG}}
    cell = {"id": "c", **make_cell({"cell_type": "markdown", "source": source, "attachments": attachments})}
    return {"id": WINDOW, "path": path, "update": {"order": ["c"], "cells": {"c": cell}}}


@pytest.mark.parametrize(("pattern", "handler"), DOORS)
def test_strangers_are_refused(pattern: str, handler: type, server: LabServer) -> None:
    """A request without the token, and one that a page of somebody else makes in the author's browser."""
    if "get" in vars(handler):
        assert re.fullmatch(pattern, ADDRESSES[pattern].partition("?")[0])
        assert 403 == server.ask(ADDRESSES[pattern], token="").status
        assert 200 == server.ask(ADDRESSES[pattern]).status
    if "post" in vars(handler):
        visitor = server.log_in()
        assert 403 == server.ask(pattern, {}, token="").status
        assert 403 == visitor.ask(pattern, {}, forged=True).status
        # The same from JupyterLab is let in, and told that it asks for nothing that makes sense.
        assert visitor.ask(pattern, {}).status in (200, 400, 404)


OUTSIDE = ["../secret", "../../secret", "link/secret", "link/notebooks/secret", "x/../../secret", "%2e%2e/secret"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_notebook_shows_nothing_from_outside(name: str, server: LabServer) -> None:
    """Neither as a picture, nor as a link, nor embedded; in the page or in what may be asked for it."""
    source = "\n\n".join(
        [
            f"![](inside.svg) ![a]({name}.svg) ![b](linked.svg) ![](attachment:../a.png)",
            f'<img src="{name}.svg"> <object data="{name}.txt"></object>',
            f"[text]({name}.txt) [notebook]({name}.ipynb#secret)",
            f"{{{{< include {name}.txt >}}}}",
        ]
    )
    visitor = server.log_in()
    reply = visitor.ask("preview", question(source))
    assert (200, True) == (reply.status, "parts" in reply.json())
    facts = visitor.ask("facts", question(source))
    assert 200 == facts.status
    embedded = visitor.ask("preview", question(f"{{{{< embed {name}.ipynb#secret echo=true >}}}}"))
    assert "embed" == embedded.json()["problem"]["slug"]
    assert SECRET not in (reply.body + facts.body + embedded.body).decode()
    named = re.findall(r'src=\\"([^"\\]+)', reply.body.decode())
    paths = [*(f"post/{path}" for path in named), f"{name}.svg", f"post/{name}.svg", f"post/{name}.txt"]
    files = "".join(visitor.get(f"page/{WINDOW}/{path}").body.decode(errors="replace") for path in paths)
    assert (SHOWN in files, SECRET in files) == (True, False)


@pytest.mark.parametrize(
    "path", ["../secret.ipynb", "/../secret.ipynb", "a/../../secret.ipynb", "..", "a\0b.ipynb", "link/../../x.ipynb"]
)
def test_a_path_outside_of_the_contents_is_none(path: str, server: LabServer) -> None:
    """Whatever is asked of it."""
    visitor = server.log_in()
    asked = question("Text.", path)
    for address, more in (
        ("preview", {}),
        ("facts", {}),
        ("edit", {"edit": {"kind": "fields", "changes": {}}}),
        ("publish/post", {}),
        ("publish/plan", {}),
        ("publish/blog", {}),
        ("live", {"id": ""}),
        ("trust", {"digest": ""}),
        ("trust/withdraw", {}),
    ):
        reply = visitor.ask(address, {**asked, **more})
        assert (404, False) == (reply.status, SECRET in reply.body.decode()), address
    reply = visitor.ask("new", {"title": "A", "folder": path})
    assert reply.status in (404, 422), reply.body


@pytest.mark.parametrize(
    "path",
    ["../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fsecret.txt", "/etc/passwd", "link/secret.txt"],
)
def test_a_window_has_only_the_files_of_its_page(path: str, server: LabServer) -> None:
    """A file is one that the page shows, by name; no path leads to another one."""
    visitor = server.log_in()
    visitor.ask("preview", question("Text."))
    reply = visitor.get(f"page/{WINDOW}/{path}")
    assert 404 == reply.status
    assert SECRET not in reply.body.decode(errors="replace")


def test_windows_are_their_users(server: LabServer) -> None:
    """What one user's window shows is not another's, though they call their windows the same."""
    one, other = server.log_in(), server.log_in()
    one.ask("preview", question("The first."))
    again = {**question("x")["update"], "cells": {}, "base": 1}
    reply = other.ask("facts", {"id": WINDOW, "path": "post.ipynb", "update": again})
    assert 409 == reply.status


def test_nothing_was_written(server: LabServer) -> None:
    """None of all that left a file outside."""
    above = server.folder.parents[1]
    expected = {"blogtools.toml", "notebooks", "secret.txt", "secret.svg", "secret.ipynb"}
    assert expected == {path.name for path in Path(above).iterdir()} - {".blogtools", "_site"}
