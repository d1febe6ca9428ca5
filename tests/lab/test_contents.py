"""A real Jupyter server whose notebooks are no files: what can be shown is shown, what cannot be done is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import make_cell
from tests.drafts import PNG
from tests.lab_server import LabServer, Visitor, lab_server

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A server with contents in memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        settings = ["--ServerApp.contents_manager_class=tests.elsewhere.Elsewhere"]
        with lab_server(tmp_path_factory.mktemp("empty"), tmp_path_factory.mktemp("own"), settings) as running:
            yield running


@pytest.fixture
def visitor(server: LabServer) -> Visitor:
    """Somebody who is logged in."""
    return server.log_in()


def question(*sources: str) -> dict[str, Any]:
    """What a window tells of a notebook of Markdown cells."""
    cells = {f"c{number}": {"id": f"c{number}", **make_cell(source)} for number, source in enumerate(sources)}
    return {"id": "w", "path": "posts/a.ipynb", "update": {"order": [*cells], "cells": cells}}


def test_a_page_is_shown_with_its_pictures(visitor: Visitor) -> None:
    """They are asked of the contents; one that is not there is a finding."""
    asked = question("# Far: 8:00 AM / away", "![](../pictures/dot.png) ![](../pictures/none.png)")
    page = visitor.ask("preview", asked).json()
    assert "Far: 8:00 AM / away" == page["title"]
    html = "".join(page["parts"])
    name = html.partition('<img src="')[2].partition('"')[0]
    assert PNG == visitor.get(f"page/w/a/{name}").base64()
    facts = visitor.ask("facts", asked).json()
    found = [one["message"] for one in facts["findings"]]
    assert "../pictures/none.png was not found" in found
    assert "../pictures/dot.png was not found" not in found
    assert "unknown" == facts["freshness"]["published"]


def test_a_post_is_begun_in_the_contents(server: LabServer, visitor: Visitor) -> None:
    """In a folder that is made for it; once."""
    wish = {"title": "Far away", "tags": ["a"], "folder": "posts/new"}
    assert (201, {"path": "posts/new/far-away.ipynb"}) == ((reply := visitor.ask("new", wish)).status, reply.json())
    kept = server.ask("/api/contents/posts/new/far-away.ipynb").json()["content"]
    assert "title: Far away" in "".join(kept["cells"][0]["source"])
    assert "already exists" in visitor.ask("new", wish).json()["message"]


@pytest.mark.parametrize("path", ["publish/post", "publish/plan", "publish/blog"])
def test_publishing_is_for_files(path: str, visitor: Visitor) -> None:
    """In one line that says what to do."""
    (failed,) = [line["failed"] for line in visitor.ask(path, {"path": "posts/a.ipynb"}).lines() if "failed" in line]
    (error,) = failed["errors"]
    assert "cannot be published from here: the server does not keep its notebooks in local files" == error["message"]
    assert "download the blog and run `blogtools convert`" == error["hint"]
