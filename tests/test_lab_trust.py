"""Trust in a blog, given and withdrawn by its author in the browser; no page and no notebook gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import WriteNotebook
from tests.lab_hosts import KERNEL, host, lab_server
from tests.lab_page import SHOWN, LabPage, lab_page
from tests.web import chromium

TEMPLATE = '{% extends "default/post.html.j2" %}{% block content %}{{ super() }}<p>By our template.</p>{% endblock %}'
LURE = """\
# A walk

<div class="blogtools-trust"><button type="button" class="lure">Trust This Blog …</button></div>
"""
BAR = ".blogtools-preview:not(.lm-mod-hidden) .blogtools-trust"
FRAME = ".blogtools-preview:not(.lm-mod-hidden) iframe"


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog with a template of its own."""
    folder = tmp_path_factory.mktemp("trusted")
    (folder / "templates").mkdir()
    (folder / "templates/post.html.j2").write_text(TEMPLATE)
    (folder / "blogtools.toml").write_text('title = "Rain"\ncards = false\n')
    return folder


@pytest.fixture(scope="module")
def lab(blog: Path) -> Iterator[LabPage]:
    """JupyterLab on the blog."""
    with chromium() as browser, lab_server(host("lab"), blog) as server, lab_page(browser, server) as lab:
        yield lab


def test_a_blog_is_trusted_and_trusted_no_longer(lab: LabPage, blog: Path, write_notebook: WriteNotebook) -> None:
    """The line above the page says what is missing, the dialog what would be trusted; a notebook changes nothing."""
    write_notebook(blog / "notebooks/walk.ipynb", LURE, ("code", "1 + 1"), **KERNEL)
    lab.run("docmanager:open", {"path": "notebooks/walk.ipynb"})
    lab.page.wait_for_function(SHOWN, arg="notebooks/walk.ipynb")
    lab.run("blogtools:preview")
    bar, frame = lab.page.locator(BAR), lab.page.frame_locator(FRAME)
    expect(bar).to_contain_text("The page is shown without the blog's own templates, which are code.")
    expect(frame.get_by_role("heading", name="A walk")).to_be_visible()
    expect(frame.get_by_text("By our template.")).to_have_count(0)

    # Buttons of a notebook, in its cell and on its page, may look as ours do. They may run commands of JupyterLab, too,
    # so there is none that gives trust.
    lab.page.locator(".jp-Notebook .jp-MarkdownOutput").get_by_text("Trust This Blog …").click()
    frame.locator(".lure").click()
    expect(lab.page.locator(".jp-Dialog")).to_have_count(0)
    commands = lab.page.evaluate("() => window.jupyterapp.commands.listCommands()")
    assert ["blogtools:withdraw-trust"] == [name for name in commands if re.match("blogtools:.*trust", name)]

    bar.get_by_role("button", name="Trust This Blog …").click()
    dialog = lab.page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("templates/post.html.j2")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    lab.page.keyboard.press("Enter")
    expect(bar).to_be_visible()
    bar.get_by_role("button", name="Trust This Blog …").click()
    dialog.get_by_role("button", name="Trust", exact=True).click()
    expect(frame.get_by_text("By our template.")).to_be_visible()
    expect(bar).to_be_hidden()

    # What somebody else changes is not used, and is pointed out.
    (blog / "templates/post.html.j2").write_text(TEMPLATE.replace("our", "their"))
    lab.page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(bar).to_contain_text("which have changed since you trusted them.")
    expect(frame.get_by_text("template.")).to_have_count(0)
    bar.get_by_role("button", name="Trust This Blog …").click()
    expect(dialog).to_contain_text("templates/post.html.j2 changed")
    dialog.get_by_role("button", name="Trust", exact=True).click()
    expect(frame.get_by_text("By their template.")).to_be_visible()

    lab.run("blogtools:withdraw-trust")
    expect(bar).to_contain_text("The page is shown without the blog's own templates, which are code.")
    expect(frame.get_by_text("By their template.")).to_have_count(0)
    lab.assert_quiet()
