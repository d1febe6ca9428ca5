"""A real Jupyter server tells the facts of drafts, and works out edits of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blogtools.lab import sessions
from blogtools.lab.post_panel import Publications
from blogtools.lab.sessions import OpenPost, PreviewRequest, ThreadRunner
from blogtools.live.draft import Draft, Update
from blogtools.live.page import live_page
from tests.conftest import make_cell, make_notebook
from tests.drafts import Editor, blog
from tests.lab_server import LabServer, Visitor, lab_server

PATH = "notebooks/draft.ipynb"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A server of a blog."""
    folder = tmp_path_factory.mktemp("blog")
    blog(folder)
    with lab_server(folder, tmp_path_factory.mktemp("own")) as running:
        yield running


@pytest.fixture
def visitor(server: LabServer) -> Visitor:
    """Somebody who is logged in."""
    return server.log_in()


def question(
    *cells: tuple[str, str], base: int = 0, order: list[str] | None = None, window: str = "w"
) -> dict[str, Any]:
    """What a front end asks of a draft that it tells as a whole."""
    told = {f"c{number}": {"id": f"c{number}", **make_cell(cell)} for number, cell in enumerate(cells)}
    update = {"order": order or list(told), "cells": told, "metadata": {}, "base": base}
    return {"id": window, "path": PATH, "update": update}


META = ("raw", "---\ntitle: Tides\n---")
TEXT = ("markdown", "![](dot.png)")


@pytest.mark.parametrize("path", ["facts", "edit", "complete"])
def test_nobody_else_may_ask(path: str, server: LabServer, visitor: Visitor) -> None:
    """Neither without a token, nor from a page of somebody else."""
    said = {**question(META), "edit": {"kind": "fields", "changes": {}}, "cell": "c0", "offset": 0}
    assert 403 == server.ask(path, said, token="").status
    assert 403 == visitor.ask(path, said, forged=True).status
    assert 200 == visitor.ask(path, said).status


def test_facts_of_a_draft(visitor: Visitor) -> None:
    """They come as the front end reads them, of a notebook that nobody has saved."""
    reply = visitor.ask("facts", question(META, TEXT))
    facts = reply.json()
    assert 200 == reply.status
    assert ("Tides", "draft", PATH) == (facts["form"]["fields"]["title"], facts["slug"], facts["source"])
    assert "https://blog.example.org/draft/" == facts["address"]
    finding = next(one for one in facts["findings"] if one["slug"] == "missing-alt")
    assert [{"kind": "alt", "cell": 2, "image": 0, "text": ""}] == [fix["edit"] for fix in finding["fixes"]]
    assert "text" == finding["fixes"][0]["asks"]
    fresh = facts["freshness"]
    assert (0, [], []) == (fresh["code"], fresh["not_run"], fresh["out_of_order"])
    assert ("outside", "never", "unknown") == (fresh["membership"], fresh["built"], fresh["published"])
    assert ["dot.png"] == next(one["choices"] for one in facts["controls"] if one["name"] == "image")


def test_completion_in_a_draft(visitor: Visitor) -> None:
    """What can be written at the cursor comes with the range that it replaces; where nothing can be, nothing comes."""
    asked = question(META, TEXT, ("code", "#| ec\nx"), window="completed")
    reply = visitor.ask("complete", {**asked, "cell": "c2", "offset": 5})
    (echo, *_) = reply.json()["items"]
    assert (200, 3, True) == (reply.status, reply.json()["start"], reply.json()["is_whole"])
    assert {"label": "echo", "note": "false: removes the code", "insert": "echo: "} == echo
    reply = visitor.ask("complete", {**asked, "cell": "c1", "offset": 1})
    assert (200, 1, []) == (reply.status, reply.json()["start"], reply.json()["items"])
    assert 400 == visitor.ask("complete", {**asked, "cell": "gone", "offset": 1}).status


def test_the_card_is_a_picture_of_the_window(server: LabServer, visitor: Visitor) -> None:
    """The facts say where below the window's address the picture is, whether a preview was shown or not."""
    facts = visitor.ask("facts", question(META, TEXT, window="card")).json()
    with visitor.opener.open(f"{server.base}/blogtools/page/card/{facts['card']}") as response:
        assert "image/png" == response.headers["Content-Type"]
        assert response.read().startswith(b"\x89PNG")


def test_a_picture_is_there_while_the_next_keys_are_typed(visitor: Visitor) -> None:
    """It is asked for a moment after the page, which may be another one by then."""
    facts = visitor.ask("facts", question(META, TEXT, window="typing")).json()
    for number in range(3):
        visitor.ask("preview", question(("raw", f"---\ntitle: Tides {number}\n---"), TEXT, window="typing"))
    assert visitor.get(f"page/typing/{facts['card']}").body.startswith(b"\x89PNG")
    assert 404 == visitor.get("page/typing/draft/none.png").status


@pytest.mark.parametrize(
    ("edit", "change"),
    [
        pytest.param(
            {"kind": "fields", "changes": {"title": "Ebb: and flow", "tags": ["sea"]}},
            {"cells": [{"cell": 1, "source": '---\ntitle: "Ebb: and flow"\ntags: [sea]\n---'}]},
            id="fields",
        ),
        pytest.param(
            {"kind": "alt", "cell": 2, "image": 0, "text": "A dot"},
            {"cells": [{"cell": 2, "source": "![A dot](dot.png)"}]},
            id="alt",
        ),
        pytest.param(
            {"kind": "option", "cell": 3, "option": "snippet", "value": "sum"},
            {"cells": [{"cell": 3, "source": "#| snippet: sum\n1 + 1"}]},
            id="option",
        ),
        pytest.param(
            {"kind": "tag", "cell": 3, "tag": "redact"},
            {"cells": [{"cell": 3, "metadata": {"tags": ["redact"]}}]},
            id="tag",
        ),
        pytest.param({"kind": "tag", "cell": 3, "tag": "redact", "present": False}, {}, id="nothing-to-do"),
    ],
)
def test_edits_are_worked_out(edit: dict[str, Any], change: dict[str, Any], visitor: Visitor) -> None:
    """The answer is the change, which the front end makes."""
    reply = visitor.ask("edit", {**question(META, TEXT, ("code", "1 + 1")), "edit": edit})
    assert (200, change) == (reply.status, reply.json())


def test_the_first_cell_is_made(visitor: Visitor) -> None:
    """A notebook without metadata gets a cell for them."""
    said = {**question(TEXT), "edit": {"kind": "fields", "changes": {"title": "Tides"}}}
    assert {"first": {"kind": "raw", "source": "---\ntitle: Tides\n---"}} == visitor.ask("edit", said).json()


@pytest.mark.parametrize(
    ("edit", "status", "message"),
    [
        pytest.param(
            {"kind": "fields", "changes": {"date": "soon"}},
            422,
            f'{PATH}: date: expected a date such as 2014-11-17 or 2014-11-17 08:00, found "soon"',
            id="no-date",
        ),
        pytest.param({"kind": "tag", "cell": 9, "tag": "a"}, 422, f"{PATH}: there is no cell 9", id="no-cell"),
        pytest.param({"kind": "burn"}, 400, "The request cannot be read: Invalid value 'burn'", id="no-such-edit"),
        pytest.param({"kind": "alt", "cell": 2}, 400, "missing required field `image`", id="half-an-edit"),
    ],
)
def test_what_cannot_be_done_is_said(edit: dict[str, Any], status: int, message: str, visitor: Visitor) -> None:
    """One clear line, and for what the author did, the same as a finding."""
    reply = visitor.ask("edit", {**question(META, TEXT), "edit": edit})
    assert status == reply.status
    assert message in reply.json()["message"]
    if status == 422:
        assert reply.json()["problem"]["message"] in reply.json()["message"]


@pytest.mark.parametrize("path", ["facts", "edit"])
def test_an_unknown_revision(path: str, visitor: Visitor) -> None:
    """The front end has to tell all, and is told so."""
    said = {**question(base=7, order=["c0"], window="unknown"), "edit": {"kind": "fields", "changes": {}}}
    reply = visitor.ask(path, said)
    assert (409, "The whole notebook has to be sent") == (reply.status, reply.json()["message"])


def test_settings_that_cannot_be_used(server: LabServer, visitor: Visitor) -> None:
    """The reason is told."""
    settings = server.folder / "sub" / "blogtools.toml"
    settings.parent.mkdir()
    settings.write_text("title = 1\n")
    reply = visitor.ask("facts", {**question(META, window="settings"), "path": "sub/a.ipynb"})
    assert (422, "blogtools.toml: `title` must be a quoted string, found 1") == (reply.status, reply.json()["message"])


def test_the_shown_page_is_not_rendered_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts of what the window shows use its page; facts of anything else render."""
    place = blog(tmp_path)
    rendered = []

    def counted(*given: Any) -> Any:
        rendered.append(given)
        return live_page(*given)

    monkeypatch.setattr(sessions, "live_page", counted)
    editor = Editor([make_cell("Text"), make_cell("More")])

    async def story() -> list[int]:
        post, work, counts = OpenPost(), ThreadRunner(), []

        def find(_: str) -> Any:
            return place

        async def facts(update: Update, path: str = PATH) -> None:
            await post.facts(post.draft.after(update), path, find, work, Publications().of)
            counts.append(len(rendered))

        update = editor.update()
        await post.answer(PreviewRequest("w", PATH, update), find, work)
        same = Update(update.order, base=post.draft.revision)
        await facts(same)
        await facts(same)
        turned = Update(list(reversed(update.order)), base=post.draft.revision)
        await facts(turned)
        await facts(turned)
        await facts(same, "notebooks/renamed.ipynb")
        await facts(same, "notebooks/renamed.ipynb")
        return counts

    assert [1, 1, 2, 2, 3, 3] == asyncio.run(story())


def test_drafts_are_compared_by_what_they_say() -> None:
    """Not by their revisions; the order of cells is a part of it."""
    cells = {"a": b"1", "b": b"2"}
    assert Draft(1, cells).same_content(Draft(2, {"a": b"1", "b": b"2"}))
    assert not Draft(1, cells).same_content(Draft(1, {"b": b"2", "a": b"1"}))
    assert not Draft(1, cells).same_content(Draft(1, cells, b'{"a": 1}'))


def test_saved_notebooks_are_not_touched(server: LabServer, visitor: Visitor) -> None:
    """Asking changes no file."""
    path = server.folder / PATH
    path.write_text(json.dumps(make_notebook(META)))
    before = path.read_bytes()
    visitor.ask("edit", {**question(META), "edit": {"kind": "fields", "changes": {"title": "Other"}}})
    visitor.ask("facts", question(("raw", "---\ntitle: Other\n---")))
    assert before == path.read_bytes()
