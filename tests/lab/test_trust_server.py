"""A real Jupyter server uses templates and plugins of a folder once its user trusts them, and until they change."""

from __future__ import annotations

import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blogtools.cli import main
from tests.conftest import make_cell, make_notebook, tree
from tests.lab_server import TOKEN, LabServer, Reply, Visitor, lab_server

TEMPLATE = '{% extends "default/post.html.j2" %}{% block content %}{{ super() }}<p>by our template</p>{% endblock %}'
PLUGIN = """\
from pathlib import Path

import msgspec
from blogtools.plugins.rows import Step

Path({ran!r}).touch()


def sign(post, context):
    cells = [msgspec.structs.replace(cell, source=cell.source + " signed") for cell in post.cells]
    return msgspec.structs.replace(post, cells=tuple(cells))


steps = [Step("sign", sign, before="markdown")]
"""
UNTRUSTED = "the blog's own templates and plugins (mine), which are code"
CHANGED = "the blog's own templates and plugins (mine), which have changed since you trusted them"
NOTEBOOK = "blog/notebooks/a.ipynb"
WINDOW = "w"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A server whose contents are empty, with an empty folder of what Jupyter keeps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("BLOGTOOLS_TRUSTED", raising=False)
        folder = tmp_path_factory.mktemp("trust")
        (folder / "contents").mkdir()
        with lab_server(folder / "contents", folder / "own") as running:
            yield running


@pytest.fixture
def blog(server: LabServer, tmp_path: Path) -> Iterator[Path]:
    """A blog with a template and a plugin, whose code tells of itself if it runs."""
    folder = server.folder / "blog"
    for name in ("notebooks", "templates", "plugins"):
        (folder / name).mkdir(parents=True)
    (folder / "blogtools.toml").write_text('title = "Blog"\ncards = false\nplugins = ["mine"]\n')
    (folder / "templates/post.html.j2").write_text(TEMPLATE)
    (folder / "plugins/mine.py").write_text(PLUGIN.format(ran=str(tmp_path / "ran")))
    (folder / "notebooks/a.ipynb").write_text(json.dumps(make_notebook("# A", "words")))
    yield folder
    server.log_in().ask("trust/withdraw", {"path": NOTEBOOK})
    shutil.rmtree(folder)


@pytest.fixture
def visitor(server: LabServer, blog: Path) -> Visitor:  # noqa: ARG001 - of whose server the blog is a part
    """The author of the blog, logged in."""
    return server.log_in()


def request_of(source: str = "words") -> dict[str, Any]:
    """What a window tells of a notebook with a cell."""
    cell = {"id": "c", **make_cell(source)}
    return {"id": WINDOW, "path": NOTEBOOK, "update": {"order": ["c"], "cells": {"c": cell}}}


def preview(visitor: Visitor) -> tuple[str, str]:
    """The page of the notebook in the preview, and what it is made without."""
    reply = visitor.ask("preview", request_of())
    assert reply.status == 200, reply.body
    answer = reply.json()
    return "".join(answer["parts"]), answer.get("unused", "")


def uses_own(page: str) -> tuple[bool, bool]:
    """Whether a page is made with the blog's template, and with its plugin."""
    return "by our template" in page, "words signed" in page


def trust(visitor: Visitor) -> Reply:
    """Trust the blog as it is now, as the dialog does."""
    digest = visitor.get(f"trust?path={NOTEBOOK}").json()["digest"]
    return visitor.ask("trust", {"path": NOTEBOOK, "digest": digest})


def all_doors(visitor: Visitor, server: LabServer) -> list[Reply]:
    """What each address says that may need the blog; none of them is a page that the blog's code took part in."""
    doors: tuple[tuple[str, dict[str, Any]], ...] = (
        ("preview", {}),
        ("facts", {}),
        ("edit", {"edit": {"kind": "fields", "changes": {}}}),
        ("linked", {"url": "../b/"}),
        ("live", {}),
        ("cells", {}),
        ("published", {}),
        ("publish/unsaved", {}),
        ("publish/post", {"alone": True, "anyway": True, "others": True}),
        ("publish/plan", {}),
        ("publish/blog", {"agreed": ["removed-urls", "foreign-file"]}),
        ("new", {"title": "New", "folder": "blog/notebooks"}),
    )
    replies = [visitor.ask(address, {**request_of(), **more}) for address, more in doors]
    replies += [
        visitor.get(f"{address}") for address in ("blog?path=blog/notebooks", "name?folder=blog/notebooks&title=B")
    ]
    replies += [exported(server, name) for name in ("blogpost", "blogpost_markdown")]
    live = replies[4].json()["url"]
    return [*replies, server.ask(live, token="")]


def exported(server: LabServer, exporter: str) -> Reply:
    """What the server sends for "Save and Export Notebook As"."""
    return server.ask(f"/nbconvert/{exporter}/{NOTEBOOK}", Referer=f"{server.base}/lab")


def save(server: LabServer, path: str, content: str) -> None:
    """Save a file as JupyterLab's editor does."""
    body = json.dumps({"type": "file", "format": "text", "content": content}).encode()
    headers = {"Authorization": f"token {TOKEN}"}
    request = urllib.request.Request(f"{server.base}/api/contents/{path}", body, headers, method="PUT")  # noqa: S310
    with urllib.request.urlopen(request) as response:  # noqa: S310 - our own server
        assert response.status in (200, 201)


def test_code_of_a_folder_that_is_only_opened_never_runs(
    visitor: Visitor, server: LabServer, blog: Path, tmp_path: Path
) -> None:
    """Whatever is asked for; the page is shown with the default theme, and the author is told why."""
    page, unused = preview(visitor)
    assert (uses_own(page), unused) == ((False, False), UNTRUSTED)
    replies = all_doors(visitor, server)
    said = b"\n".join(reply.body for reply in replies)
    assert b"by our template" not in said
    assert b"signed" not in said
    assert [] == [reply.status for reply in replies if reply.status >= 500]
    refused = [reply for reply in replies if f"cannot be published without {UNTRUSTED}".encode() in reply.body]
    assert len(refused) == 3
    assert b"untrusted-code" in replies[1].body
    assert not (tmp_path / "ran").exists()
    assert not (blog / "_site").exists()


def test_a_trusted_blog_is_shown_and_published_with_its_code(
    visitor: Visitor, server: LabServer, blog: Path, tmp_path: Path
) -> None:
    """From the next page on; by every door."""
    assert uses_own(preview(visitor)[0]) == (False, False)
    before = tree(blog)
    assert trust(visitor).status == 200
    assert tree(blog) == before
    page, unused = preview(visitor)
    assert (uses_own(page), unused) == ((True, True), "")
    assert (tmp_path / "ran").exists()
    assert b"untrusted-code" not in visitor.ask("facts", request_of()).body
    assert uses_own(exported(server, "blogpost").body.decode()) == (True, True)
    assert "done" in visitor.ask("publish/post", request_of()).lines()[-1]
    assert uses_own((blog / "_site/a/index.html").read_text()) == (True, True)


@pytest.mark.parametrize(
    "name", ["templates/post.html.j2", "templates/head.html.j2", "plugins/mine.py", "plugins/new.py"]
)
def test_what_changes_after_trust_was_given_never_runs(
    name: str, visitor: Visitor, server: LabServer, blog: Path, tmp_path: Path
) -> None:
    """Not for a moment, as after `git pull`; nor does the rest, until the blog is trusted again."""
    assert trust(visitor).status == 200
    assert uses_own(preview(visitor)[0]) == (True, True)
    (tmp_path / "ran").unlink()
    file = blog / name
    theirs = {".j2": "by our template {{ 1 }}", ".py": PLUGIN.format(ran=str(tmp_path / "ran"))}
    file.write_text(theirs[file.suffix] + "\n")
    page, unused = preview(visitor)
    assert (uses_own(page), unused) == ((False, False), CHANGED)
    assert b"by our template" not in b"".join(reply.body for reply in all_doors(visitor, server))
    assert not (tmp_path / "ran").exists()
    change = "changed" if name in ("templates/post.html.j2", "plugins/mine.py") else "new"
    files = visitor.get(f"trust?path={NOTEBOOK}").json()["files"]
    assert [one for one in files if one["change"]] == [{"path": name, "change": change}]
    assert trust(visitor).status == 200
    assert preview(visitor)[1] == ""


def test_the_authors_own_edits_stay_trusted(visitor: Visitor, server: LabServer, blog: Path) -> None:
    """What is saved in JupyterLab is shown at once; before trust was given, it is not."""
    save(server, "blog/templates/post.html.j2", TEMPLATE.replace("by our template", "by our template, edited"))
    assert uses_own(preview(visitor)[0]) == (False, False)
    assert trust(visitor).status == 200
    save(server, "blog/templates/post.html.j2", TEMPLATE.replace("by our template", "by our template, edited again"))
    page, unused = preview(visitor)
    assert (uses_own(page), unused) == ((True, True), "")
    assert "by our template, edited again" in page
    source = (blog / "plugins/mine.py").read_text()
    save(server, "blog/plugins/mine.py", source.replace(" signed", " signed, edited"))
    assert "words signed, edited" in preview(visitor)[0]
    (blog / "templates/head.html.j2").write_text("theirs")
    save(server, "blog/templates/post.html.j2", TEMPLATE)
    assert preview(visitor)[1] == CHANGED


def test_a_folder_without_settings_is_trusted_likewise(visitor: Visitor, server: LabServer, blog: Path) -> None:
    """It is that of the notebook, whose templates stand beside it."""
    (blog / "blogtools.toml").unlink()
    (blog / "templates").rename(blog / "notebooks/templates")
    assert preview(visitor)[1] == "the blog's own templates, which are code"
    assert trust(visitor).status == 200
    save(
        server, "blog/notebooks/templates/post.html.j2", TEMPLATE.replace("by our template", "by our template, edited")
    )
    page, unused = preview(visitor)
    assert ("by our template, edited" in page, unused) == (True, "")


def test_trust_is_withdrawn_at_once(visitor: Visitor, blog: Path, tmp_path: Path) -> None:
    """And can be given again."""
    assert trust(visitor).status == 200
    assert uses_own(preview(visitor)[0]) == (True, True)
    assert visitor.ask("trust/withdraw", {"path": NOTEBOOK}).json() == {"was_trusted": True}
    (tmp_path / "ran").unlink()
    page, unused = preview(visitor)
    assert (uses_own(page), unused) == ((False, False), UNTRUSTED)
    assert visitor.ask("trust/withdraw", {"path": NOTEBOOK}).json() == {"was_trusted": False}
    assert not (tmp_path / "ran").exists()
    assert (blog / "templates/post.html.j2").read_text() == TEMPLATE


def test_only_what_was_shown_is_trusted(visitor: Visitor, blog: Path) -> None:
    """Not what comes while the author reads."""
    shown = visitor.get(f"trust?path={NOTEBOOK}").json()
    assert [one["path"] for one in shown["files"]] == ["plugins/mine.py", "templates/post.html.j2"]
    assert shown["root"] == str(blog)
    (blog / "templates/head.html.j2").write_text("theirs")
    reply = visitor.ask("trust", {"path": NOTEBOOK, "digest": shown["digest"]})
    message = "blog: has changed while you were looking at it, and is not trusted (look again)"
    assert (reply.status, reply.json()["message"]) == (422, message)
    assert preview(visitor)[1] == UNTRUSTED


def test_a_page_of_somebody_else_gives_no_trust(visitor: Visitor, server: LabServer) -> None:
    """Neither in the author's browser, nor without the token; the same from JupyterLab is let in."""
    body = {"path": NOTEBOOK, "digest": visitor.get(f"trust?path={NOTEBOOK}").json()["digest"]}
    assert visitor.ask("trust", body, forged=True).status == 403
    assert server.ask("trust", body, token="").status == 403
    assert preview(visitor)[1] == UNTRUSTED
    assert visitor.ask("trust", body).status == 200
    assert visitor.ask("trust/withdraw", body, forged=True).status == 403
    assert server.ask("trust/withdraw", body, token="").status == 403
    assert preview(visitor)[1] == ""


def test_who_may_run_no_code_gives_no_trust(blog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a server that lets some people only read and write notebooks."""
    (tmp_path / "nokernels.py").write_text(
        "from jupyter_server.auth import Authorizer\n\n\n"
        "class NoKernels(Authorizer):\n"
        "    def is_authorized(self, handler, user, action, resource):\n"
        "        return resource != 'kernels'\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "own").mkdir()
    with lab_server(blog.parent, tmp_path / "own", ["--ServerApp.authorizer_class=nokernels.NoKernels"]) as server:
        author = server.log_in()
        assert author.get(f"trust?path={NOTEBOOK}").status == 403
        assert author.ask("trust", {"path": NOTEBOOK, "digest": ""}).status == 403
        assert author.ask("trust/withdraw", {"path": NOTEBOOK}).status == 403
        assert preview(author)[1] == UNTRUSTED


def test_the_command_line_trusts_a_blog(
    visitor: Visitor, server: LabServer, blog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """For a server that runs already; to convert a blog, which is the author's own act, is not to trust it."""
    monkeypatch.chdir(blog)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(server.folder.parent / "own/data_dir"))
    with pytest.raises(SystemExit):
        main(["convert", "--quiet"])
    assert uses_own((blog / "_site/a/index.html").read_text()) == (True, True)
    assert preview(visitor)[1] == UNTRUSTED
    capsys.readouterr()
    with pytest.raises(SystemExit) as stop:
        main(["trust"])
    told = (
        "  plugins/mine.py",
        "  templates/post.html.j2",
        f"{blog} is trusted: JupyterLab uses these files until they change.",
    )
    assert (stop.value.code, tuple(capsys.readouterr().out.splitlines())) == (0, told)
    assert preview(visitor)[1] == ""
    with pytest.raises(SystemExit):
        main(["trust", "--withdraw"])
    assert capsys.readouterr().out == f"{blog} is no longer trusted.\n"
    assert preview(visitor)[1] == UNTRUSTED
