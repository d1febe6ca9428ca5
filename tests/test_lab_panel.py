"""The post panel in a browser: a form that is bound both ways, and what the author is told and can do beside it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Route, expect

from tests.conftest import WriteNotebook
from tests.lab_hosts import KERNEL, LabServer, host, lab_server
from tests.lab_page import LabPage, lab_page
from tests.web import chromium, npm_package

AXE = "axe-core@4.14.1"
FRONT = """\
---
# What it is about
title: 'Tides: high / low 🌊'
date: 2026-01-02   # a Friday
layout: wide
tags: [sea, moon]
params:
  depth: 3
---"""
SOURCE_HAS = """([index, text]) => {
  const panels = [...window.jupyterapp.shell.widgets('main')].filter(widget => widget.hasClass('jp-NotebookPanel'));
  return panels.some(panel => panel.isVisible && panel.content.widgets[index]?.model.sharedModel.source.includes(text));
}"""
MISPLACED = """panel => [...panel.querySelectorAll('p, li, input, textarea, img, button, label, summary, form *')]
.filter((node) => {
  const box = node.getBoundingClientRect();
  let around = node.parentElement;
  while (getComputedStyle(around).display === 'contents') around = around.parentElement;
  const form = node.closest('form')?.getBoundingClientRect();
  const isBelow = form && Math.abs(box.top + box.bottom - form.top - form.bottom) > 2;
  return box.width && (isBelow || box.right > around.getBoundingClientRect().right + 0.5);
}).map(node => node.outerHTML)"""
"""The parts of the panel that stick out of what they are in, and those of a small form that are on a second line."""
SET_SOURCE = "(panel, [index, source]) => panel.content.widgets[index].model.sharedModel.setSource(source)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def server(write_notebook: WriteNotebook, blog: LabServer) -> LabServer:
    """A blog with two other posts, whose terms are offered, and a picture."""
    write_notebook(blog.root / "notebooks/one.ipynb", ("raw", "---\ntags: [sea, dunes]\nseries: Coast\n---"), **KERNEL)
    write_notebook(blog.root / "notebooks/two.ipynb", ("raw", "---\ntags: [dunes]\ncategories: [walks]\n---"), **KERNEL)
    stream = io.BytesIO()
    Image.new("RGB", (1200, 600), "#2a6f77").save(stream, "PNG")
    (blog.root / "notebooks/wave.png").write_bytes(stream.getvalue())
    return blog


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """An empty blog in the newest JupyterLab."""
    folder = tmp_path_factory.mktemp("blog")
    (folder / "notebooks").mkdir()
    (folder / "blogtools.toml").write_text('title = "Shore"\nbase_url = "https://shore.example.org/"\n')
    with lab_server(host("lab"), folder) as running:
        yield running


class Panel:
    """The post panel of a page, open."""

    def __init__(self, lab: LabPage) -> None:
        self.lab = lab
        self.node = lab.page.locator(".blogtools-post-panel")
        lab.run("blogtools:show-post-panel")
        expect(self.node.locator("fieldset")).to_be_enabled()

    def field(self, name: str) -> Locator:
        """All of a field."""
        return self.node.locator(f'[data-field="{name}"]')

    def box(self, name: str) -> Locator:
        """Where something is typed into a field."""
        return self.field(name).locator("input, textarea").first

    def fill(self, name: str, text: str) -> None:
        """Put a text in the place of what stands in a field, and leave it."""
        self.box(name).fill(text)
        self.box(name).press("Tab")

    def section(self, name: str) -> Locator:
        """A part of the panel."""
        return self.node.locator(f'[data-section="{name}"]')

    def wait_for(self, text: str, cell: int = 0) -> str:
        """The source of a cell, once it has a text."""
        self.lab.page.wait_for_function(SOURCE_HAS, arg=[cell, text])
        return self.lab.cell_source(cell)


def forget_refusals(lab: LabPage) -> None:
    """The browser itself writes to the console that an edit was refused, which the panel tells its author."""
    lab.errors[:] = [line for line in lab.errors if not re.search(r"status of 422 .*/blogtools/edit\b", line)]


def test_each_field_is_bound_both_ways(server: LabServer, browser: Browser, write_notebook: WriteNotebook) -> None:
    """What is typed changes its line and no other; what is written in the cell is in the form; undo takes it back."""
    write_notebook(server.root / "notebooks/tides.ipynb", ("raw", FRONT), "Twice a day.", **KERNEL)
    with lab_page(browser, server, "notebooks/tides.ipynb") as lab:
        panel = Panel(lab)
        expect(panel.box("title")).to_have_value("Tides: high / low 🌊")
        expect(panel.box("date")).to_have_value("2026-01-02")
        expect(panel.field("tags").locator("li")).to_have_text(["sea", "moon"])
        expect(panel.box("slug")).to_have_attribute("placeholder", "tides")

        panel.fill("title", "Ebb: 8:00 / it's # 🐚")
        said = FRONT.replace("'Tides: high / low 🌊'", "'Ebb: 8:00 / it''s # 🐚'")
        assert said == panel.wait_for("Ebb")
        panel.fill("date", "2026-01-03 08:30")
        said = said.replace("2026-01-02 ", "2026-01-03 08:30 ")
        assert said == panel.wait_for("08:30")
        for name, text, line in (
            ("description", "A tide: of two", "description: 'A tide: of two'"),
            ("slug", "ebb", "slug: ebb"),
            ("series", "Coast", "series: Coast"),
            ("image", "wave.png", "image: wave.png"),
            ("aliases", "/old/\n/older/", "aliases: [/old/, /older/]"),
        ):
            panel.fill(name, text)
            after = panel.wait_for(f"\n{line}\n").split("\n")
            assert said.split("\n") == [one for one in after if one != line]
            said = "\n".join(after)
        panel.box("draft").check()
        panel.wait_for("\ndraft: true\n")
        for name in ("description", "slug", "series", "image", "aliases"):
            panel.fill(name, "")
        panel.box("draft").uncheck()
        lab.page.wait_for_function(
            SOURCE_HAS.replace(".includes(text)", " === text"),
            arg=[
                0,
                FRONT.replace("'Tides: high / low 🌊'", "'Ebb: 8:00 / it''s # 🐚'").replace("01-02 ", "01-03 08:30 "),
            ],
        )

        lab.in_notebook(SET_SOURCE, [0, "---\ntitle: By hand\ntags:\n  - one # why\n---"])
        expect(panel.box("title")).to_have_value("By hand")
        expect(panel.field("tags").locator("li")).to_have_text(["one"])
        panel.fill("title", "By form")
        assert "---\ntitle: By form\ntags:\n  - one # why\n---" == panel.wait_for("By form")
        lab.run("notebook:undo-cell-action")
        expect(panel.box("title")).to_have_value("By hand")

        panel.box("title").press("End")
        panel.box("title").press_sequentially(" and more", delay=40)
        lab.in_notebook(SET_SOURCE, [1, "Three times."])
        panel.box("title").press_sequentially(", yes", delay=40)
        expect(panel.box("title")).to_have_value("By hand and more, yes")
        panel.wait_for("title: By hand and more, yes\n")

        panel.fill("date", "someday")
        expect(panel.field("date").get_by_role("alert")).to_contain_text("someday")
        assert "someday" not in lab.cell_source(0)
        panel.box("date").press("Escape")
        expect(panel.field("date").get_by_role("alert")).to_be_hidden()
        panel.field("date").get_by_role("button", name="Today").click()
        panel.wait_for("\ndate: 20")
        forget_refusals(lab)
        lab.assert_quiet()


@pytest.mark.parametrize(
    ("cell", "after"),
    [
        pytest.param(
            ("raw", "+++\ntitle = 'A' # why\n+++"), "+++\ntitle = 'B: c' # why\ntags = [\"sea\"]\n+++", id="toml"
        ),
        pytest.param(
            ("markdown", "# A\n> sum\n\n- toc: true"), "# B: c\n> sum\n\n- toc: true\n- tags: [sea]", id="list"
        ),
        pytest.param(("markdown", "Text."), '---\ntitle: "B: c"\ntags: [sea]\n---', id="none"),
    ],
)
def test_other_forms_are_kept(
    cell: tuple[str, str], after: str, server: LabServer, browser: Browser, write_notebook: WriteNotebook
) -> None:
    """The metadata stays what it is, or gets a cell of its own."""
    write_notebook(server.root / "notebooks/form.ipynb", cell, "More.", **KERNEL)
    with lab_page(browser, server, "notebooks/form.ipynb") as lab:
        panel = Panel(lab)
        panel.fill("title", "B: c")
        panel.wait_for("B: c")
        panel.box("tags").fill("sea")
        panel.box("tags").press("Enter")
        assert after == panel.wait_for("sea")
        expect(panel.field("tags").locator("li")).to_have_text(["sea"])
        lab.assert_quiet()


def test_what_is_known_is_offered(server: LabServer, browser: Browser, write_notebook: WriteNotebook) -> None:
    """Terms of other posts, those that most posts have first; pictures, which are shown; the card as others see it."""
    write_notebook(server.root / "notebooks/new.ipynb", ("raw", "---\ntitle: New\n---"), "It *rained* here.", **KERNEL)
    with lab_page(browser, server, "notebooks/new.ipynb") as lab:
        panel = Panel(lab)

        def offered(name: str) -> list[str]:
            expect(panel.box(name)).to_have_attribute("list", re.compile("."))
            values: list[str] = panel.box(name).evaluate("input => [...input.list.options].map(({ value }) => value)")
            return values

        assert (["dunes", "sea"], ["Coast"], ["walks"]) == (
            offered("tags")[:2],
            offered("series"),
            offered("categories"),
        )
        assert ["wave.png"] == offered("image")
        tags = panel.box("tags")
        tags.fill("sea, moon,")
        expect(panel.field("tags").locator("li")).to_have_text(["sea", "moon"])
        tags.fill("sea")
        tags.press("Enter")
        expect(panel.field("tags").locator("li")).to_have_text(["sea", "moon"])
        tags.press("Backspace")
        panel.wait_for("\ntags: [sea]\n")
        panel.field("tags").get_by_role("button", name="Remove the tag sea").click()
        expect(tags).to_be_focused()
        # A browser's own list cannot be opened without a hand; this is what it does when something is chosen there.
        tags.evaluate("input => { input.value = 'dunes'; input.dispatchEvent(new InputEvent('input')) }")
        panel.wait_for("\ntags: [dunes]\n")

        alert = panel.field("slug").get_by_role("alert")
        panel.fill("slug", "One")
        expect(alert).to_have_text("Has the same address as notebooks/one.ipynb: One/index.html")
        panel.fill("slug", "")
        expect(alert).to_be_hidden()

        panel.box("description").fill("Rain.")
        expect(panel.field("description")).to_contain_text("5 characters, short of 50")
        panel.fill("description", "It rained all day, on the hills and on the shore, and nobody minded.")
        expect(panel.field("description")).to_contain_text("a good length")
        card = panel.section("card")
        expect(card.locator(".blogtools-card-text")).to_contain_text("nobody minded")
        expect(card.locator(".blogtools-card-title")).to_have_text("New")
        expect(card.locator(".blogtools-card-host")).to_have_text("shore.example.org")
        drawn = card.locator("img").get_attribute("src")
        panel.fill("image", "wave.png")
        thumbnail = panel.field("image").locator("img")
        expect(thumbnail).to_be_visible()
        expect(thumbnail).to_have_js_property("naturalWidth", 1200)
        expect(card.locator("img")).not_to_have_attribute("src", drawn or "")
        expect(card.locator("img")).to_have_js_property("naturalWidth", 1200)
        lab.assert_quiet()


def test_findings_are_mended_on_the_spot(server: LabServer, browser: Browser, write_notebook: WriteNotebook) -> None:
    """With keys alone, too; each leads to its place, and the tab in the side bar says how many there are."""
    key = "AKIA" + "Q7RZ3WXKD5MNJ2TV"
    cells = [("raw", "---\nslug: Tides_Today\n---"), "# T\n\n![](wave.png)", ("code", f"\nkey = '{key}'")]
    write_notebook(server.root / "notebooks/bad.ipynb", *cells, **KERNEL)
    with lab_page(browser, server, "notebooks/bad.ipynb") as lab:
        panel = Panel(lab)
        lab.run("blogtools:preview")
        page = lab.page.frame_locator(".blogtools-preview iframe")
        expect(page.locator(".cell-code")).to_contain_text(key)
        findings = panel.section("findings")
        tab = lab.page.locator('.lm-TabBar-tab[data-id="blogtools-post-panel"]')
        expect(tab).to_have_attribute("title", re.compile(r"Post: \d+ findings"))

        secret = findings.locator(".blogtools-item", has_text="key")
        secret.get_by_role("button", name="Go to cell 3, line 2").click()
        lab.page.wait_for_function("() => document.activeElement?.closest('.jp-CodeCell .cm-content')")
        secret.get_by_role("button", name="Mark as redacted").press("Enter")
        expect(secret).to_have_count(0)
        expect(page.locator(".cell-code")).to_contain_text("••••••••")
        expect(page.locator(".cell-code")).not_to_contain_text(key)

        slug = findings.locator(".blogtools-item", has_text="Tides_Today")
        slug.get_by_role("button", name="Use tides-today").press("Enter")
        panel.wait_for("slug: tides-today")
        image = findings.locator(".blogtools-item", has_text="wave.png")
        image.get_by_role("button", name="Describe it").press("Enter")
        text = image.get_by_role("textbox")
        expect(text).to_be_focused()
        text.fill("A wave")
        text.press("Escape")
        expect(image.get_by_role("button", name="Describe it")).to_be_focused()
        image.get_by_role("button", name="Describe it").press("Enter")
        text.fill("A [tall] wave")
        text.press("Enter")
        panel.wait_for("![A [tall] wave](wave.png)", 1)
        expect(page.get_by_alt_text("A [tall] wave")).to_be_attached()
        expect(image).to_have_count(0)
        lab.assert_quiet()


def test_snippets_and_freshness(server: LabServer, browser: Browser, write_notebook: WriteNotebook) -> None:
    """A cell is named, copied with what it needs, and named otherwise; what was edited since it ran is told."""
    cells = [("code", "import math"), ("code", "r = 2\ns = 3"), ("code", "math.pi * r * r")]
    write_notebook(server.root / "notebooks/area.ipynb", *cells, **KERNEL)
    with lab_page(browser, server, "notebooks/area.ipynb", kernel=True) as lab:
        lab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        panel = Panel(lab)
        glance = panel.section("glance")
        expect(glance).to_contain_text("No words yet.")
        expect(glance).to_contain_text("No cell was run")
        for index in (0, 1, 2):
            lab.run_cell(index)
        expect(glance).to_contain_text("All 3 cells have run, in order.")
        lab.run_cell(0)
        expect(glance).to_contain_text("run before a cell above")
        lab.type_in_cell(1, "\nt = 4")
        expect(glance).to_contain_text("Cell 2 was edited since it ran")

        lab.select_cell(2)
        snippets = panel.section("snippets")
        snippets.get_by_role("button", name="Name cell 3").click()
        snippets.get_by_role("textbox").fill("area")
        snippets.get_by_role("textbox").press("Enter")
        assert "#| snippet: area\nmath.pi * r * r" == panel.wait_for("snippet", 2)
        row = snippets.locator(".blogtools-item")
        expect(row).to_contain_text("area")
        row.get_by_text("Whole program").click()
        expect(row.locator("pre")).to_contain_text("r = 2")
        expect(row.locator("pre")).not_to_contain_text("s = 3")
        row.get_by_role("button", name="Copy").click()
        expect(row.get_by_role("button", name="Copied")).to_be_visible()
        copied = lab.page.evaluate("navigator.clipboard.readText()")
        assert ("import math" in copied, "s = 3" in copied) == (True, False)
        snippets.get_by_role("button", name="Rename cell 3").click()
        snippets.get_by_role("textbox").fill("not a name")
        snippets.get_by_role("textbox").press("Enter")
        expect(snippets.get_by_role("alert")).to_contain_text(
            "'not a name' is no name for a snippet; begin with a letter"
        )
        snippets.get_by_role("textbox").fill("disc-area")
        snippets.get_by_role("textbox").press("Enter")
        panel.wait_for("#| snippet: disc-area\n", 2)
        forget_refusals(lab)

        asked: list[str] = []
        lab.page.on("request", lambda request: asked.append(request.url))
        lab.run("application:toggle-right-area")
        expect(panel.node).to_be_hidden()
        asked.clear()
        lab.type_in_cell(1, "\nu = 5")
        lab.page.wait_for_timeout(800)  # twice the panel's pause: whoever is hidden asks nothing
        assert [] == [url for url in asked if url.endswith("/blogtools/facts")]
        lab.assert_quiet()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_nobody_is_kept_out(theme: str, server: LabServer, browser: Browser, write_notebook: WriteNotebook) -> None:
    """By axe-core: the panel, the preview's bar, and the dialogs; and all that is in the panel has room there."""
    long = "longer-than-the-panel-is-wide-" * 3
    front = f"---\ntitle: {long}\nslug: A_B\ntags: [sea, {long}]\nimage: wave.png\n---"
    cells = [("raw", front), "![](wave.png)", ("code", f"#| snippet: {long}\n'{long}'")]
    write_notebook(server.root / "notebooks/axe.ipynb", *cells, **KERNEL)
    write_notebook(server.root / "notebooks/broken.ipynb", ("raw", "---\ntags: [a\n---"), **KERNEL)
    axe = (npm_package(AXE) / "axe.min.js").read_text()
    with lab_page(browser, server, "notebooks/axe.ipynb") as lab:
        lab.run("apputils:change-theme", {"theme": theme})
        panel = Panel(lab)
        lab.run("blogtools:preview")
        panel.section("findings").get_by_role("button", name="Describe it").click()
        panel.box("date").fill("someday")
        panel.box("date").press("Tab")
        expect(panel.field("date").get_by_role("alert")).to_be_visible()
        lab.page.evaluate(axe)

        def broken(part: str) -> list[str]:
            found = lab.page.evaluate("part => axe.run(part, { resultTypes: ['violations'] })", part)
            return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]

        assert [] == [*broken(".blogtools-post-panel"), *broken(".blogtools-bar")]
        assert [] == panel.node.evaluate(MISPLACED)
        for command in ("blogtools:new-post", "blogtools:cell-name"):
            lab.select_cell(2)
            lab.page.evaluate("command => void window.jupyterapp.commands.execute(command)", command)
            lab.page.locator(".jp-Dialog input, .jp-Dialog textarea").first.wait_for()
            assert [] == broken(".jp-Dialog-content")
            lab.page.keyboard.press("Escape")
            expect(lab.page.locator(".jp-Dialog")).to_have_count(0)

        # It comes late, as large notebooks do: of one that is not here yet, nothing is told.
        held: list[Route] = []
        address = re.compile(r"/api/contents/notebooks/broken\.ipynb\?.*content=1")
        lab.page.route(address, lambda route, _: held.append(route))
        lab.run("docmanager:open", {"path": "notebooks/broken.ipynb"})
        expect(panel.node.get_by_role("status").first).to_have_text("Reading the post …")
        lab.page.wait_for_timeout(500)  # more than the panel's pause
        held[0].continue_()
        expect(panel.section("form")).to_contain_text("The metadata cannot be read")
        expect(panel.section("card").locator("img")).to_be_hidden()
        assert [] == broken(".blogtools-post-panel")
        panel.section("form").get_by_role("button", name="Go to cell 1, line 2").press("Enter")
        lab.page.wait_for_function("() => document.activeElement?.closest('.jp-RawCell .cm-content')")
