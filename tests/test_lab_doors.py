"""The small doors to blogtools in JupyterLab: snippets in cells, and the menu's entries of what a post is saved as."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.conftest import make_notebook
from tests.lab_hosts import KERNEL, host, lab_server
from tests.lab_page import LabPage, lab_page
from tests.web import chromium

SNIPPETS = (
    "# Circles",
    ("code", "#| snippet: circle-area\nPI = 3\n\n\ndef area(r):\n    return PI * r * r"),
    ("code", "#| snippet: circle-girth\ndef girth(r):\n    return 6 * r"),
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabPage]:
    """A page of the newest JupyterLab, in which a post is written that uses what another one has."""
    folder = tmp_path_factory.mktemp("doors")
    (folder / "notebooks").mkdir()
    (folder / "blogtools.toml").write_text('title = "Doors"\n')
    for name, cells in (("circles", SNIPPETS), ("post", ("# Red / blue", ("code", ""), ("code", ""), ("code", "")))):
        (folder / f"notebooks/{name}.ipynb").write_text(json.dumps(make_notebook(*cells, **KERNEL)))
    with (
        chromium() as browser,
        lab_server(host("lab"), folder) as server,
        lab_page(browser, server, "notebooks/post.ipynb", kernel=True) as lab,
    ):
        yield lab


def test_a_snippet_comes_into_the_next_cell(lab: LabPage) -> None:
    """With what it needs; its name is completed, and what Python would say is not offered."""
    lab.type_in_cell(1, "%load_ext blogtools")
    lab.run_cell(1)
    lab.type_in_cell(2, "%snippet circle-")
    lab.page.keyboard.press("Tab")
    names = lab.page.locator(".jp-Completer-item .jp-Completer-match")
    expect(names).to_have_text(["circle-area", "circle-girth"])
    lab.page.keyboard.press("Enter")
    expect(lab.page.locator(".jp-Completer-item:visible")).to_have_count(0)
    assert "%snippet circle-area" == lab.cell_source(2)
    lab.run_cell(2)
    code = lab.page.locator(".jp-CodeCell").nth(2)
    expect(code).to_contain_text("def area(r):")
    assert "# circle-area\nPI = 3\n\n\ndef area(r):\n    return PI * r * r" == lab.cell_source(3)
    lab.run_cell(3)
    lab.type_in_cell(4, "area(2)")
    lab.run_cell(4)
    expect(lab.page.locator(".jp-OutputArea-executeResult")).to_contain_text("12")
    lab.assert_quiet()


def test_the_menu_says_what_a_post_is_saved_as(lab: LabPage) -> None:
    """In words, where JupyterLab would show the keys of the exporters; and the page is downloaded."""
    page = lab.page
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.locator("#jp-mainmenu-file").get_by_text("Save and Export Notebook As").hover()
    menu = page.locator("#jp-mainmenu-file-notebookexport")
    labels = menu.locator(".lm-Menu-itemLabel")
    expect(labels.filter(has_text="Blog")).to_have_text(["Blog Post (HTML)", "Blog Post (Markdown)"])
    with page.context.expect_event("response", lambda response: "/nbconvert/blogpost/" in response.url) as answer:
        menu.get_by_text("Blog Post (HTML)").click()
    assert 200 == answer.value.status
    assert "attachment; filename*=utf-8''post.html" == answer.value.headers["content-disposition"]
    address = answer.value.url
    text = page.request.get(address, headers={"Referer": lab.server.url}).text()
    assert "Red / blue</h1>" in text
