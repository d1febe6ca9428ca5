"""What is typed in the panel is on the page, however soon after it is saved or published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import WriteNotebook
from tests.lab_hosts import KERNEL, LabServer, host, lab_server
from tests.lab_page import LabPage, lab_page
from tests.web import chromium

TIMES = 24
KEYS = ("ControlOrMeta+Alt+p", "toolbar", "command")
"""Ways to publish."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A blog in the newest JupyterLab."""
    folder = tmp_path_factory.mktemp("prompt")
    (folder / "notebooks").mkdir()
    (folder / "blogtools.toml").write_text('title = "Rain"\ncards = false\n')
    with lab_server(host("lab"), folder) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


def opened(lab: LabPage) -> LabPage:
    """The page, with the panel filled."""
    lab.run("application:toggle-left-area")
    lab.run("blogtools:show-post-panel")
    expect(lab.page.locator('[data-field="title"] input')).to_have_value("A walk")
    return lab


def test_the_last_words_are_published(server: LabServer, browser: Browser, write_notebook: WriteNotebook) -> None:
    """By key, by button and by command, with a tag that is only half typed: each of two dozen pages has them."""
    text = "---\ntitle: A walk\ndescription: Nothing yet.\n---"
    path = write_notebook(server.root / "notebooks/a.ipynb", ("raw", text), "Rain.", **KERNEL)
    html = server.root / "_site/a/index.html"
    with lab_page(browser, server, path.relative_to(server.root).as_posix(), kernel=True) as window:
        lab = opened(window)
        description = lab.page.locator('[data-field="description"] textarea, [data-field="description"] input')
        tags = lab.page.locator('[data-field="tags"] input')
        late = []
        for number in range(TIMES):
            description.fill("")
            description.press_sequentially(f"Walk number {number}")
            if number % 4 == 3:
                tags.click()
                tags.press_sequentially(f"tag{number}")
            with lab.page.expect_response(lambda response: "publish/post" in response.url) as answer:
                publish(lab, KEYS[number % len(KEYS)])
            answer.value.finished()
            page = html.read_text(encoding="utf-8")
            if f'content="Walk number {number}"' not in page or (number % 4 == 3 and f">tag{number}<" not in page):
                late.append(number)
        assert late == []
        lab.assert_quiet()


def publish(lab: LabPage, way: str) -> None:
    """Publish the post at once, in one of the ways."""
    if way == "toolbar":
        lab.page.locator('.jp-Toolbar-item[data-jp-item-name="blogtools-publish"]:visible').click()
    elif way == "command":
        lab.page.evaluate("() => void window.jupyterapp.commands.execute('blogtools:publish-post')")
    else:
        lab.page.keyboard.press(way)


def test_the_last_words_are_saved(server: LabServer, browser: Browser, write_notebook: WriteNotebook) -> None:
    """By the key for saving in the panel, and by the command; the file has them as soon as it is saved."""
    path: Path = write_notebook(server.root / "notebooks/b.ipynb", ("raw", "---\ntitle: A walk\n---"), **KERNEL)
    with lab_page(browser, server, "notebooks/b.ipynb", kernel=True) as window:
        lab = opened(window)
        description = lab.page.locator('[data-field="description"] textarea, [data-field="description"] input')
        clean = "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
        for number in range(6):
            description.fill(f"Saved {number}")
            if number % 2:
                lab.save()
            else:
                description.press("ControlOrMeta+s")
                lab.page.wait_for_function(f"() => ({clean})() && !document.querySelector('.jp-mod-dirty')")
                expect(lab.page.locator(".jp-Notebook .jp-Cell").first).to_contain_text(f"Saved {number}")
                lab.page.wait_for_function(clean)
            assert f"Saved {number}" in path.read_text(encoding="utf-8")


def test_what_cannot_be_written_stops_publishing(
    server: LabServer, browser: Browser, write_notebook: WriteNotebook
) -> None:
    """The dialog says which field it is; nothing is built."""
    write_notebook(server.root / "notebooks/c.ipynb", ("raw", "---\ntitle: A walk\n---"), **KERNEL)
    with lab_page(browser, server, "notebooks/c.ipynb", kernel=True) as window:
        lab = opened(window)
        lab.page.locator('[data-field="date"] input').fill("someday")
        publish(lab, "command")
        dialog = lab.page.locator(".blogtools-dialog")
        expect(dialog).to_contain_text("The post was not published")
        expect(dialog).to_contain_text("Date: ")
        assert not (server.root / "_site/c").exists()
