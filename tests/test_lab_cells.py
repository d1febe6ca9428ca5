"""Cells in a browser: what readers see of them is changed and shown there, and what is written is completed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Request, Route, expect

from tests.conftest import WriteNotebook
from tests.lab_hosts import KERNEL, LabServer, host, lab_server
from tests.lab_page import LabPage, lab_page
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


def badge(lab: LabPage, cell: int) -> Locator:
    """The badge at a cell, counted from 0."""
    return lab.page.locator(".jp-Notebook .jp-Cell").nth(cell).locator(".blogtools-badge")


def menu(lab: LabPage, cell: int) -> Locator:
    """The menu at a cell, open."""
    lab.select_cell(cell)
    lab.page.locator('.jp-Cell.jp-mod-active [data-jp-item-name="blogtools-readers"]').click()
    return lab.page.locator(".lm-Menu")


def test_a_cell_is_folded_named_and_described(
    server: LabServer, browser: Browser, write_notebook: WriteNotebook
) -> None:
    """By the menu at the cell; a badge says it, the page follows, and it can be undone."""
    write_notebook(server.root / "a.ipynb", "![](dot.svg)", ("code", "x = 1\nx"), ("code", "y = 2"), **KERNEL)
    (server.root / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    with lab_page(browser, server, "a.ipynb") as lab:
        page = lab.page
        lab.run("blogtools:preview")
        frame = page.frame_locator(".blogtools-preview iframe")
        expect(frame.locator(".cell-code")).to_have_count(2)
        menu(lab, 1).locator(".lm-Menu-item", has_text="Fold Input").click()
        expect(frame.locator("details.fold-source")).to_have_count(1)
        expect(badge(lab, 1)).to_have_text("input folded")
        marked = menu(lab, 1).locator(".lm-mod-toggled")
        expect(marked).to_have_text(["Fold Input", "Show Output", "Show Cell"])
        expect(marked.locator("svg")).to_have_count(3)
        page.keyboard.press("Escape")

        page.evaluate("() => void window.jupyterapp.commands.execute('blogtools:cell-name')")
        page.get_by_label("Name").fill("one-x")
        page.keyboard.press("Enter")
        expect(badge(lab, 1)).to_have_text("input folded · snippet one-x")
        assert "#| snippet: one-x\nx = 1\nx" == lab.cell_source(1)

        lab.run("blogtools:cell-visibility", {"part": "source", "value": "show"})
        expect(badge(lab, 1)).to_have_text("snippet one-x")
        expect(frame.locator("details.fold-source")).to_have_count(0)

        disabled = menu(lab, 0).locator(".lm-mod-disabled:not([data-type=separator])")
        expect(disabled).to_have_text([*(f"{verb} {part}" for part in ("Input", "Output") for verb in VERBS), NAME])
        page.keyboard.press("Escape")
        page.evaluate("() => void window.jupyterapp.commands.execute('blogtools:cell-describe')")
        page.get_by_label("dot.svg").fill("A dot")
        page.locator(".jp-Dialog button.jp-mod-accept").click()
        expect(frame.get_by_alt_text("A dot")).to_be_attached()
        assert "![A dot](dot.svg)" == lab.cell_source(0)

        lab.run("blogtools:cell-visibility", {"part": "cell", "value": "remove"})
        expect(badge(lab, 0)).to_have_text("hidden")
        expect(frame.locator(".cell-markdown")).to_have_count(0)
        lab.run("notebook:undo-cell-action")
        expect(frame.locator(".cell-markdown")).to_have_count(1)
        expect(badge(lab, 0)).to_have_count(0)
        lab.assert_quiet()


REFUSAL = {
    "message": "this cell cannot be changed",
    "problem": {"slug": "x", "message": "this cell cannot be changed", "where": {}, "hint": "", "severity": "error"},
}


def test_what_is_refused_is_told_and_not_lost(
    server: LabServer, browser: Browser, write_notebook: WriteNotebook
) -> None:
    """In the dialog, where the text stays for another try; without a dialog, in a notification that stays."""
    write_notebook(server.root / "d.ipynb", ("code", "x = 1"), **KERNEL)
    with lab_page(browser, server, "d.ipynb") as lab:
        page = lab.page
        lab.select_cell(0)
        page.route("**/blogtools/edit*", lambda route: route.fulfill(status=422, json=REFUSAL))
        page.evaluate("() => void window.jupyterapp.commands.execute('blogtools:cell-describe')")
        caption = page.get_by_label("Caption")
        caption.fill("A caption that took long to write")
        page.locator(".jp-Dialog button.jp-mod-accept").click()
        expect(page.locator(".jp-Dialog").get_by_role("alert")).to_have_text("This cell cannot be changed")
        expect(caption).to_have_value("A caption that took long to write")
        page.unroute("**/blogtools/edit*")
        page.locator(".jp-Dialog button.jp-mod-accept").click()
        expect(page.locator(".jp-Dialog")).to_have_count(0)
        assert "#| fig-cap: A caption that took long to write\nx = 1" == lab.cell_source(0)

        page.route("**/blogtools/edit*", lambda route: route.fulfill(status=422, json=REFUSAL))
        lab.run("blogtools:cell-visibility", {"part": "cell", "value": "remove"})
        expect(page.locator(".Toastify__toast")).to_contain_text("This cell cannot be changed")


COVERED = """() => [...document.querySelectorAll('.blogtools-badge')].filter((badge) => {
  const here = badge.getBoundingClientRect();
  const texts = '.jp-InputArea-editor, .jp-RenderedMarkdown, .jp-OutputArea-output';
  return [...badge.parentElement.querySelectorAll(texts)].some((part) => {
    const { left, right, top, bottom } = part.getBoundingClientRect();
    return left < here.right && here.left < right && top < here.bottom && here.top < bottom;
  });
}).map((badge) => badge.textContent)"""
VERBS = ("Show", "Fold", "Hide")
NAME = "Name as Snippet …"


def test_badges_say_what_the_author_has_set(server: LabServer, browser: Browser, write_notebook: WriteNotebook) -> None:
    """By tags, lines or JupyterLab's own buttons; captions are written as the cell has them; the settings end it."""
    cells = [
        {"cell_type": "code", "source": "1 + " * 99 + "1", "metadata": {"tags": ["hide-input", "remove_output"]}},
        ("code", "#| include: false\n2"),
        {"cell_type": "code", "source": "3", "metadata": {"jupyter": {"source_hidden": True}}},
        {"cell_type": "markdown", "source": "4", "metadata": {"tags": ["remove-cell"]}},
        ("code", "5"),
    ]
    write_notebook(server.root / "b.ipynb", *cells, **KERNEL)
    with lab_page(browser, server, "b.ipynb") as lab:
        for cell, words in enumerate(("input folded · output hidden", "hidden", "input folded", "hidden")):
            expect(badge(lab, cell)).to_have_text(words)
        expect(badge(lab, 4)).to_have_count(0)
        assert [] == lab.page.evaluate(COVERED)
        lab.select_cell(4)
        lab.page.evaluate("() => void window.jupyterapp.commands.execute('blogtools:cell-describe')")
        lab.page.get_by_label("Caption").fill("Five: *it*")
        lab.page.get_by_label("Alternative text").fill("A 5")
        lab.page.locator(".jp-Dialog button.jp-mod-accept").click()
        expect(lab.page.locator(".jp-Notebook .jp-Cell").nth(4)).to_contain_text("fig-alt")
        assert '#| fig-cap: "Five: *it*"\n#| fig-alt: A 5\n5' == lab.cell_source(4)
        save_settings = """(on) => window.jupyterapp.serviceManager.settings.save(
            'blogtools:plugin', JSON.stringify({ badges: on, completion: on }))"""
        lab.page.evaluate(save_settings, arg=False)
        lab.open("b.ipynb")
        lab.run("blogtools:preview")
        expect(lab.page.frame_locator(".blogtools-preview iframe").locator(".post-body")).to_be_visible()
        expect(lab.page.locator(".blogtools-badge")).to_have_count(0)
        asked: list[Request] = []
        lab.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright writes to the function
        with lab.page.expect_response("**/blogtools/preview*"):
            lab.type_in_cell(3, " @")
        lab.page.evaluate("() => new Promise(requestAnimationFrame)")
        assert [] == [request for request in asked if "/blogtools/complete" in request.url]
        expect(menu(lab, 1).locator(".lm-mod-toggled")).to_contain_text(["Hide Cell"])
        lab.page.keyboard.press("Escape")
        expect(lab.page.locator(".blogtools-badge")).to_have_count(0)
        lab.page.evaluate(save_settings, arg=True)
        lab.assert_quiet()


BIB = "@book{rain2020, author = {Ada Rain}, title = {On Rain}, year = 2020}\n"
POST = (
    ("raw", "---\ntitle: Tides\nbibliography: refs.bib\n\n---"),
    "",
    ("code", ""),
    ("code", "#| label: fig-dot\n#| fig-cap: A dot\n1"),
)


def rows(lab: LabPage) -> Locator:
    """The candidates that are shown."""
    return lab.page.locator(".blogtools-cell-completion:not(.lm-mod-hidden) .jp-Completer-item")


def labels(lab: LabPage) -> Locator:
    """What they are called."""
    return rows(lab).locator(".jp-Completer-match")


def test_a_post_is_written_with_it(server: LabServer, browser: Browser, write_notebook: WriteNotebook) -> None:
    """In Markdown, in code and in the metadata; by Enter, Tab and pointer; what is no candidate is left alone."""
    blog = server.root / "blog"
    write_notebook(blog / "notebooks/a day.ipynb", "# A long day")
    write_notebook(blog / "notebooks/tides.ipynb", *POST, **KERNEL)
    (blog / "blogtools.toml").write_text('title = "Rain"\n', encoding="utf-8")
    (blog / "notebooks/refs.bib").write_text(BIB, encoding="utf-8")
    with lab_page(browser, server, "blog/notebooks/tides.ipynb") as lab:
        keys = lab.page.keyboard
        lab.type_in_cell(1, "As @")
        expect(labels(lab)).to_have_text(["fig-dot", "rain2020"])
        expect(rows(lab).nth(1)).to_contain_text("Rain 2020 · On Rain")
        keys.type("fi")
        expect(labels(lab)).to_have_text(["fig-dot"])
        keys.press("Enter")
        keys.type(" and [@")
        expect(labels(lab)).to_have_text(["fig-dot", "rain2020"])
        keys.press("ArrowDown")
        keys.press("Enter")
        expect(rows(lab)).to_have_count(0)
        keys.type("], [](lon")
        expect(rows(lab)).to_have_text(["a day.ipynbA long day"])
        rows(lab).click()
        expect(rows(lab)).to_have_count(0)
        keys.type(")\n")
        keys.type("a@b, @nobody")
        expect(rows(lab)).to_have_count(0)
        keys.press("Enter")
        assert "As @fig-dot and [@rain2020], [](a%20day.ipynb)\na@b, @nobody\n" == lab.cell_source(1)

        lab.type_in_cell(2, "#| ech")
        expect(labels(lab)).to_have_text(["echo"])
        keys.press("Tab")
        expect(labels(lab)).to_have_text(["false"])
        keys.press("Enter")
        keys.press("Enter")
        keys.type("#|")
        expect(labels(lab).first).to_have_text("include")
        keys.press("Escape")
        expect(rows(lab)).to_have_count(0)
        keys.type(" code-fold: ")
        expect(labels(lab)).to_have_text(["true", "show"])
        keys.type("true")
        expect(rows(lab)).to_have_count(0)
        keys.press("Enter")
        keys.type("x = 1")
        assert "#| echo: false\n#| code-fold: true\nx = 1" == lab.cell_source(2)

        lab.type_in_cell(0, "")
        keys.press("ArrowUp")
        keys.type("dra")
        expect(labels(lab)).to_have_text(["draft"])
        keys.press("Enter")
        expect(labels(lab)).to_have_text(["true", "false"])
        keys.press("ArrowDown")
        keys.press("Enter")
        assert "---\ntitle: Tides\nbibliography: refs.bib\ndraft: false\n---" == lab.cell_source(0)
        lab.assert_quiet()
        assert_typing_goes_on(lab)


def assert_typing_goes_on(lab: LabPage) -> None:
    """Where the server answers late, or fails: nothing is offered, and each letter stays."""
    page, keys = lab.page, lab.page.keyboard
    late: list[Route] = []
    page.route("**/blogtools/complete*", lambda route: late.append(route))  # noqa: PLW0108 - Playwright writes to the function
    with page.expect_request("**/blogtools/complete*"):
        lab.type_in_cell(1, "@fi")
    keys.type("b or @rai")
    answer = {"start": 0, "items": [{"label": "fib", "note": "", "insert": "late"}], "is_whole": True, "by_note": False}
    for route in late:
        route.fulfill(json=answer)
    page.unroute("**/blogtools/complete*")
    expect(labels(lab)).to_have_text(["rain2020"])
    page.route("**/blogtools/complete*", lambda route: route.fulfill(status=500))
    with page.expect_response("**/blogtools/complete*"):
        keys.type("n2020 or @ra")
    keys.type("in\n")
    expect(rows(lab)).to_have_count(0)
    assert lab.cell_source(1).endswith("\n@fib or @rain2020 or @rain\n")
