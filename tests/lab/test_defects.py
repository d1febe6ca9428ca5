"""A defect of blogtools is a message in JupyterLab: to the window that met it, and in one line of the server's log."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from blogtools.lab.sessions import PreviewRequest, PreviewResponse, SessionStore
from blogtools.live.draft import Update
from blogtools.live.page import NotebookPlace
from tests.conftest import WriteNotebook, make_notebook
from tests.drafts import blog
from tests.failing import inject
from tests.lab_server import lab_server

INTERNAL = "internal error: KeyError: 'x'; this is a bug in blogtools, please report it"
HINT = "(start JupyterLab with BLOGTOOLS_DEBUG=1 for the traceback)"
BREAKS = """
def _jupyter_server_extension_points():
    return [{"module": "breaks"}]

def broken(*_, **__):
    raise KeyError("x")

def _load_jupyter_server_extension(app):
    import blogtools.lab.cells, blogtools.lab.live_page, blogtools.lab.publish_post
    blogtools.lab.cells.cells_of = broken
    blogtools.lab.publish_post.check_post = broken
    blogtools.lab.live_page.AccessTokens.find = broken
"""
"""An extension of a Jupyter server, which puts defects into three handlers."""


def update(*sources: str) -> Update:
    """A notebook of Markdown cells."""
    cells = {str(n): {"cell_type": "markdown", "metadata": {}, "source": text} for n, text in enumerate(sources)}
    return Update([*cells], {name: msgspec.Raw(json.dumps(cell).encode()) for name, cell in cells.items()})


def answers(place: NotebookPlace, *sources: str, sessions: SessionStore) -> PreviewResponse:
    """What a window gets that shows a notebook."""
    ask = PreviewRequest("w", place.source.name, update(*sources))

    async def run() -> PreviewResponse:
        async with sessions.open("ada", "w") as post:
            return await post.answer(ask, lambda _: place, sessions.work)

    return asyncio.run(run())


@pytest.mark.parametrize(
    "place",
    [
        "blogtools.live.page:notebook_of",
        "blogtools.transform.steps:parse_cells",
        "blogtools.render.html.page:_cell",
        "blogtools.live.page:theme_fingerprint",
        "blogtools.live.post_nav:summarize",
    ],
)
def test_a_preview_tells_of_a_defect_and_heals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """The page is that of a server which never met one, as soon as it is gone."""
    sessions, where = SessionStore(), blog(tmp_path)
    answers(where, "# One", "Text.", sessions=sessions)
    with monkeypatch.context() as patch:
        inject(patch, place, mark="")
        problem = answers(where, "# One", "Text, changed.", sessions=sessions).problem
    assert problem is not None
    assert (INTERNAL, "notebooks/draft.ipynb") == (problem.message, problem.where.file)
    healed, fresh = (
        answers(where, "# Two", "Text.", sessions=sessions),
        answers(where, "# Two", "Text.", sessions=SessionStore()),
    )
    assert (None, fresh.digest) == (healed.problem, healed.digest)


def test_a_handler_answers_with_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_notebook: WriteNotebook
) -> None:
    """In JSON, as for every mistake, and never with a traceback; nor does the log have one."""
    folder, own, start = tmp_path / "contents", tmp_path / "own", tmp_path / "start"
    start.mkdir()
    (start / "breaks.py").write_text(BREAKS)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(start), os.environ.get("PYTHONPATH")))))
    write_notebook(folder / "post.ipynb", "# One")
    extensions = {"blogtools.lab": True, "breaks": True}
    with lab_server(folder, own, [f"--ServerApp.jpserver_extensions={extensions}"]) as server:
        cells = {"0": make_notebook("# One")["cells"][0]}
        question: dict[str, Any] = {"id": "w", "path": "post.ipynb", "update": {"order": ["0"], "cells": cells}}
        reply = server.ask("cells", question)
        assert (422, f"{INTERNAL} {HINT}") == (reply.status, reply.json()["message"])
        assert "internal-error" == reply.json()["problem"]["slug"]
        (line,) = server.ask("publish/post", {"path": "post.ipynb", "alone": True}).lines()
        assert [f"post.ipynb: {INTERNAL}"] == [
            f"{error['where']['file']}: {error['message']}" for error in line["failed"]["errors"]
        ]
        assert 500 == server.ask("live/token/index.html").status
        log = (own / "log").read_text()
    assert "KeyError" in log
    assert "Traceback" not in log
