"""What readers see of a cell is changed and shown at the cell, in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import WriteNotebook
from tests.lab_hosts import KERNEL, LabServer, host, lab_server
from tests.lab_page import lab_page
from tests.web import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all hosts."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module", params=["lab-4.2", "lab", "notebook"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A folder of notebooks, served by each host."""
    with lab_server(host(request.param), tmp_path_factory.mktemp(request.param)) as running:
        yield running


def test_a_cell_is_folded_named_and_described(
    server: LabServer, browser: Browser, write_notebook: WriteNotebook, tmp_path: Path
) -> None:
    """By the menu at the cell; a badge says it, the page follows, and it can be undone."""
    write_notebook(server.root / "a.ipynb", "![](dot.svg)", ("code", "x = 1\nx"), ("code", "y = 2"), **KERNEL)
    (server.root / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    with lab_page(browser, server, "a.ipynb") as lab:
        page = lab.page
        lab.run("blogtools:preview")
        frame = page.frame_locator(".blogtools-preview iframe")
        expect(frame.locator(".cell-code")).to_have_count(2)
        lab.select_cell(1)
        page.locator('.jp-Cell.jp-mod-active [data-jp-item-name="blogtools-readers"]').click()
        page.get_by_role("menuitem", name="Fold Input").click()
        expect(frame.locator("details.fold-source")).to_have_count(1)
        badge = page.locator(".jp-Cell .blogtools-badge")
        expect(badge).to_have_text("input folded")
        lab.shot(tmp_path / "badge.png")

        page.evaluate("() => void window.jupyterapp.commands.execute('blogtools:cell-name')")
        page.get_by_label("Name").fill("one-x")
        page.locator(".jp-Dialog button.jp-mod-accept").click()
        expect(badge).to_have_text("input folded · snippet one-x")
        assert "#| snippet: one-x\nx = 1\nx" == lab.cell_source(1)

        lab.run("blogtools:cell-visibility", {"part": "source", "value": "show"})
        expect(badge).to_have_text("snippet one-x")
        expect(frame.locator("details.fold-source")).to_have_count(0)

        lab.select_cell(0)
        page.evaluate("() => void window.jupyterapp.commands.execute('blogtools:cell-describe')")
        page.get_by_label("dot.svg").fill("A dot")
        page.locator(".jp-Dialog button.jp-mod-accept").click()
        expect(frame.get_by_alt_text("A dot")).to_be_attached()
        assert "![A dot](dot.svg)" == lab.cell_source(0)

        lab.run("blogtools:cell-visibility", {"part": "cell", "value": "remove"})
        expect(page.locator(".jp-Cell").nth(0).locator(".blogtools-badge")).to_have_text("hidden")
        expect(frame.locator(".cell-markdown")).to_have_count(0)
        lab.run("notebook:undo-cell-action")
        expect(frame.locator(".cell-markdown")).to_have_count(1)
        lab.assert_quiet()
