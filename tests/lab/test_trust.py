"""Opening somebody's notebook in JupyterLab runs nothing of the folder that it lies in."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager

from blogtools.errors import PublishError
from blogtools.lab.exporters import BlogPostExporter
from blogtools.lab.places import find_place
from blogtools.lab.publish_post import PublishPostRequest, publish_blog, publish_post
from blogtools.live.draft import Draft
from blogtools.live.facts import facts_of
from blogtools.live.page import NotebookPlace, RenderCache, live_page, notebook_of
from blogtools.memo import Memo
from tests.conftest import make_notebook

PLUGIN = """\
from pathlib import Path

import msgspec
from blogtools.plugins.rows import Step, ThemeFolder

Path(__file__).with_name("ran").touch()


def shout(post, context):
    cells = [msgspec.structs.replace(cell, source=cell.source.upper()) for cell in post.cells]
    return msgspec.structs.replace(post, cells=tuple(cells))


steps = [Step("shout", shout, before="markdown")]
themes = [ThemeFolder("mine", Path(__file__).parent)]
"""
SETTINGS = 'title = "Blog"\ncards = false\nplugins = ["mine"]\ntheme = "mine"\n'


Find = Callable[[str], NotebookPlace]


@pytest.fixture
def find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Find:
    """Find the notebook of one of two blogs in Jupyter's contents, as the server does; its user trusts one of them."""
    for name in ("trusted", "other"):
        (tmp_path / name / "notebooks").mkdir(parents=True)
        (tmp_path / name / "plugins").mkdir()
        (tmp_path / name / "plugins/mine.py").write_text(PLUGIN)
        (tmp_path / name / "blogtools.toml").write_text(SETTINGS)
        (tmp_path / name / "notebooks/a.ipynb").write_text(json.dumps(make_notebook("# Quiet", "words")))
    monkeypatch.setenv("BLOGTOOLS_TRUSTED", os.pathsep.join(["/nowhere", str(tmp_path / "trusted")]))
    manager = FileContentsManager(root_dir=str(tmp_path))
    loop = asyncio.new_event_loop()
    loop.close()
    return lambda name: find_place(manager, f"{name}/notebooks/a.ipynb", loop)


def draft_of(place: NotebookPlace) -> Draft:
    """The notebook as an editor has it."""
    cells = json.loads(place.source.path.read_bytes())["cells"]
    return Draft(1, {str(number): json.dumps(cell).encode() for number, cell in enumerate(cells)})


def test_plugins_of_a_blog_that_nobody_trusts_do_not_run(find: Find, tmp_path: Path) -> None:
    """The page is shown with the default theme, and the author is told why; nothing is published without them."""
    place = find("other")
    draft = draft_of(place)
    page = live_page(place, draft, RenderCache())
    assert b"<p>words</p>" in page.content
    facts = facts_of(place, notebook_of(place, draft), page, Memo())
    (finding,) = [one for one in facts.findings if one.slug == "untrusted-code"]
    assert finding.severity == "note"
    assert finding.message == "the page is shown without the blog's own plugins (mine), which are code"
    for publish in (
        lambda: publish_post(place, PublishPostRequest("a.ipynb"), lambda *_: None),
        lambda: publish_blog(place, lambda *_: None, dry_run=False),
    ):
        with pytest.raises(PublishError) as raised:
            publish()
        assert str(raised.value) == (
            "notebooks/a.ipynb: cannot be published without the blog's own plugins (mine), which are code "
            "(read them, then trust the blog: with the button above the preview, or with `blogtools trust`)"
        )
    assert b"<p>words</p>" in BlogPostExporter().from_filename(str(place.source.path))[0].encode()
    assert not (tmp_path / "other/plugins/ran").exists()
    assert not (tmp_path / "other/_site").exists()


def test_an_export_says_what_it_is_made_without(find: Find, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """In the log, as an export has no other place for words."""
    exporter = BlogPostExporter(log=logging.getLogger("export"))
    exporter.from_filename(str(find("other").source.path))
    assert caplog.messages == [
        f"{tmp_path / 'other'} is converted without the blog's own plugins (mine), which are code (read them, then "
        "trust the blog: with the button above the preview, or with `blogtools trust`)"
    ]
    caplog.clear()
    exporter.from_filename(str(find("trusted").source.path))
    assert caplog.messages == []


def test_plugins_of_a_trusted_blog_run(find: Find, tmp_path: Path) -> None:
    """In the preview as in what is published."""
    place = find("trusted")
    draft = draft_of(place)
    page = live_page(place, draft, RenderCache())
    assert b"<p>WORDS</p>" in page.content
    facts = facts_of(place, notebook_of(place, draft), page, Memo())
    assert [one.slug for one in facts.findings] == []
    publish_post(place, PublishPostRequest("a.ipynb"), lambda *_: None)
    assert b"<p>WORDS</p>" in (tmp_path / "trusted/_site/a/index.html").read_bytes()


def test_a_changed_plugin_changes_the_page_that_is_open(find: Find, tmp_path: Path) -> None:
    """Though nothing else did, and all cells are remembered."""
    place, memory = find("trusted"), RenderCache()
    draft = draft_of(place)
    assert b"<p>WORDS</p>" in live_page(place, draft, memory).content
    file = tmp_path / "trusted/plugins/mine.py"
    file.write_text(file.read_text().replace("upper()", "title()"))
    assert b"<p>Words</p>" in live_page(find("trusted"), draft, memory).content
