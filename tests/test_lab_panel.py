"""The post panel in a browser: a form that is bound both ways, and what the author is told and can do beside it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Route, expect

from tests.conftest import make_notebook
from tests.lab_hosts import KERNEL, host, lab_server
from tests.lab_page import IDLE, SHOWN, LabPage, lab_page
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
SOURCE_IS = SOURCE_HAS.replace(".includes(text)", " === text")
STICKING_OUT = """panel => [...panel.querySelectorAll('.blogtools-section-body')].flatMap(body => {
  const end = body.getBoundingClientRect().right - parseFloat(getComputedStyle(body).paddingRight);
  const out = [...body.querySelectorAll('*')].filter(node => node.getBoundingClientRect().right > end);
  return out.filter(node => !node.parentElement.closest('pre')).map(node => node.outerHTML);
})"""
REFUSED = re.compile(r"console: .* 422 \(Unprocessable Entity\) \(http://\S+/blogtools/edit\?\d+\)")
"""What a browser notes of an edit that the author is told cannot be made."""
SET_SOURCE = "(panel, [index, source]) => panel.content.model.cells.get(index).sharedModel.setSource(source)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all hosts."""
    with chromium() as browser:
        yield browser


def make_blog(folder: Path) -> None:
    """A blog with three posts, whose terms are offered to others, and a picture."""
    (folder / "notebooks").mkdir()
    (folder / "blogtools.toml").write_text('title = "Shore"\nbase_url = "https://shore.example.org/"\n')
    for name, terms in (
        ("one", "tags: [sea, dunes]\nseries: Coast"),
        ("two", "tags: [dunes]\ncategories: [walks]"),
        ("three", "tags: [dunes]\nseries: Inland"),
    ):
        save(folder, name, ("raw", f"---\n{terms}\n---"))
    stream = io.BytesIO()
    Image.new("RGB", (1200, 600), "#2a6f77").save(stream, "PNG")
    (folder / "notebooks/wave.png").write_bytes(stream.getvalue())


def save(folder: Path, name: str, *cells: str | tuple[str, str]) -> str:
    """Save a notebook in a blog; gives its path there."""
    path = f"notebooks/{name}.ipynb"
    (folder / path).write_text(json.dumps(make_notebook(*cells, **KERNEL)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[LabPage]:
    """A blog in the newest JupyterLab, on one page for all tests, with the live preview open; nothing goes wrong."""
    folder = tmp_path_factory.mktemp("blog")
    make_blog(folder)
    with lab_server(host("lab"), folder) as server, lab_page(browser, server) as lab:
        lab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        lab.run("application:toggle-left-area")
        yield lab
        assert_quiet(lab)


def assert_quiet(lab: LabPage) -> None:
    """Nothing went wrong but edits that the author was told cannot be made."""
    lab.errors[:] = [error for error in lab.errors if not REFUSED.fullmatch(error)]
    lab.assert_quiet()


class Panel:
    """The post panel of a page, at a notebook."""

    def __init__(self, lab: LabPage) -> None:
        self.lab = lab
        self.node = lab.page.locator(".blogtools-post-panel")
        lab.run("blogtools:show-post-panel")

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

    def chips(self, name: str) -> Locator:
        """The names that a field has."""
        return self.field(name).locator(".blogtools-name")

    def offered(self, name: str) -> Locator:
        """What can be chosen in a field now."""
        return self.field(name).get_by_role("option")

    def section(self, name: str) -> Locator:
        """A part of the panel."""
        return self.node.locator(f'[data-section="{name}"]')

    def wait_for(self, text: str, cell: int = 0) -> str:
        """The source of a cell, once it has a text."""
        self.lab.page.wait_for_function(SOURCE_HAS, arg=[cell, text])
        return self.lab.cell_source(cell)


def panel_at(lab: LabPage, name: str, *cells: str | tuple[str, str], kernel: bool = False) -> Panel:
    """The panel at a new notebook, opened beside those that are open."""
    path = save(lab.server.root, name, *cells)
    lab.run("docmanager:open", {"path": path})
    lab.page.wait_for_function(SHOWN, arg=path)
    if kernel:
        lab.page.wait_for_function(IDLE, arg=path)
    expect(lab.page.locator(".blogtools-panel-name")).to_have_text(f"{name}.ipynb")
    panel = Panel(lab)
    expect(panel.box("title")).to_be_enabled()
    return panel


def test_each_field_is_bound_both_ways(lab: LabPage) -> None:
    """What is typed changes its line and no other; what is written in the cell is in the form; undo takes it back."""
    panel = panel_at(lab, "tides", ("raw", FRONT), "Twice a day.")
    expect(panel.box("title")).to_have_value("Tides: high / low 🌊")
    expect(panel.box("date")).to_have_value("2026-01-02")
    expect(panel.chips("tags")).to_have_text(["sea", "moon"])
    expect(panel.box("slug")).to_have_attribute("placeholder", "tides")

    panel.fill("title", "Ebb: 8:00 / it's # 🐚")
    said = FRONT.replace("'Tides: high / low 🌊'", "'Ebb: 8:00 / it''s # 🐚'")
    assert said == panel.wait_for("Ebb")
    panel.fill("date", "2026-01-03 08:30")
    start = said = said.replace("2026-01-02 ", "2026-01-03 08:30 ")
    assert said == panel.wait_for("08:30")
    texts = {"description": "A tide: of two", "slug": "ebb", "series": "Coast", "image": "wave.png"}
    lines = {"description": "'A tide: of two'", "aliases": "[/old/, /older/]", "categories": "[walks]"}
    for name, text in {**texts, "categories": "walks", "aliases": "/old/\n/older/"}.items():
        panel.fill(name, text)
        line = f"{name}: {lines.get(name, text)}"
        after = panel.wait_for(f"\n{line}\n").split("\n")
        assert said.split("\n") == [one for one in after if one != line]
        said = "\n".join(after)
    panel.box("draft").check()
    panel.wait_for("\ndraft: true\n")
    for name in (*texts, "aliases"):
        panel.fill(name, "")
    panel.field("categories").get_by_role("button", name="Remove the category walks").click()
    panel.box("draft").uncheck()
    lab.page.wait_for_function(SOURCE_IS, arg=[0, start])

    lab.in_notebook(SET_SOURCE, [0, "---\ntitle: By hand\ntags:\n  - one # why\n---"])
    expect(panel.box("title")).to_have_value("By hand")
    expect(panel.chips("tags")).to_have_text(["one"])
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
    expect(panel.box("date")).to_have_value("")
    panel.field("date").get_by_role("button", name="Today").click()
    panel.wait_for("\ndate: 20")


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
def test_other_forms_are_kept(cell: tuple[str, str], after: str, lab: LabPage, request: pytest.FixtureRequest) -> None:
    """The metadata stays what it is, or gets a cell of its own."""
    panel = panel_at(lab, request.node.callspec.id, cell, "More.")
    panel.fill("title", "B: c")
    panel.wait_for("B: c")
    panel.box("tags").fill("sea")
    panel.box("tags").press("Enter")
    assert after == panel.wait_for("sea")
    expect(panel.chips("tags")).to_have_text(["sea"])


def test_what_is_known_is_offered(lab: LabPage) -> None:
    """Terms of other posts, those that most posts have first; pictures, which are shown; the card as others see it."""
    panel = panel_at(lab, "new", ("raw", "---\ntitle: New\n---"), "It *rained* here.")
    expect(panel.section("status")).to_contain_text("3 words, about a minute to read.")
    tags = panel.box("tags")
    tags.focus()
    expect(panel.offered("tags")).to_have_count(0)
    tags.press("ArrowDown")
    expect(panel.offered("tags").first).to_have_text("dunes")
    expect(panel.offered("tags").first).to_have_attribute("aria-selected", "true")
    tags.press("Enter")
    panel.wait_for("\ntags: [dunes]\n")
    tags.press_sequentially("SE")
    expect(panel.offered("tags").first).to_have_text("sea")
    tags.press("ArrowUp")
    tags.press("ArrowUp")
    expect(tags).not_to_have_attribute("aria-activedescendant", re.compile("."))
    tags.press("ArrowDown")
    tags.press("Enter")
    tags.press_sequentially("sea, moon,x")
    tags.press("Escape")  # What is a tag already stays, though it is not written yet.
    expect(tags).to_have_value("")
    expect(panel.chips("tags")).to_have_text(["dunes", "sea", "moon"])
    panel.wait_for("\ntags: [dunes, sea, moon]\n")
    tags.press("Backspace")
    panel.wait_for("\ntags: [dunes, sea]\n")
    panel.field("tags").get_by_role("button", name="Remove the tag dunes").click()
    expect(tags).to_be_focused()
    panel.wait_for("\ntags: [sea]\n")
    tags.click()
    panel.offered("tags").get_by_text("dunes", exact=True).click()
    panel.wait_for("\ntags: [sea, dunes]\n")

    series = panel.box("series")
    series.press_sequentially("a")
    expect(panel.offered("series")).to_have_text(["Coast", "Inland"])
    series.press("Escape")
    expect(panel.offered("series")).to_have_count(0)
    expect(series).to_have_value("a")
    series.press("ArrowUp")
    series.press("Enter")
    panel.wait_for("\nseries: Inland\n")
    panel.box("categories").click()
    expect(panel.offered("categories")).to_have_text(["walks"])

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
    panel.box("image").click()
    panel.offered("image").get_by_text("wave.png", exact=True).click()
    panel.wait_for("\nimage: wave.png\n")
    thumbnail = panel.field("image").locator("img")
    expect(thumbnail).to_be_visible()
    expect(thumbnail).to_have_js_property("naturalWidth", 1200)
    expect(card.locator("img")).not_to_have_attribute("src", drawn or "")
    expect(card.locator("img")).to_have_js_property("naturalWidth", 1200)


def test_findings_are_mended_on_the_spot(lab: LabPage) -> None:
    """With keys alone, too; each leads to its place, and the tab in the side bar says how many there are."""
    key = "AKIA" + "Q7RZ3WXKD5MNJ2TV"
    todo = "\n\n".join(f"TODO {number}" for number in range(12))
    cells = [("raw", "---\nslug: Tides_Today\n---"), "# T\n\n![](wave.png)", ("code", f"\nkey = '{key}'"), todo]
    panel = panel_at(lab, "bad", *cells)
    lab.run("blogtools:preview")
    page = lab.page.frame_locator(".blogtools-preview iframe")
    expect(page.locator(".cell-code")).to_contain_text(key)
    findings = panel.section("findings")
    rows = findings.locator(".blogtools-item")
    tab = lab.page.locator('.lm-TabBar-tab[data-id="blogtools-post-panel"]')
    expect(tab).to_have_attribute("title", "Post: 15 findings")
    expect(tab).to_have_attribute("data-blogtools-count", "15")

    secret = rows.filter(has_text="AWS access key")
    secret.get_by_role("button", name="Go to cell 3, line 2").click()
    lab.page.wait_for_function("() => document.activeElement?.closest('.jp-CodeCell .cm-content')")
    secret.get_by_role("button", name="Mark as redacted").press("Enter")
    expect(secret).to_have_count(0)
    expect(page.locator(".cell-code")).to_contain_text("••••••••")
    expect(page.locator(".cell-code")).not_to_contain_text(key)

    slug = rows.filter(has_text="Tides_Today")
    slug.get_by_role("button", name="Use tides-today").press("Enter")
    panel.wait_for("slug: tides-today")
    expect(rows).to_have_count(10)
    findings.get_by_role("button", name="Show 3 more").press("Enter")
    expect(rows).to_have_count(13)
    expect(rows.nth(10).get_by_role("button").first).to_be_focused()
    image = rows.filter(has_text="wave.png")
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
    lab.in_notebook(SET_SOURCE, [3, "Done."])
    expect(findings).to_contain_text("No findings.")
    expect(tab).to_have_attribute("title", "Post")


def test_snippets_and_freshness(lab: LabPage) -> None:
    """A cell is named, copied with what it needs, and named otherwise; what was edited since it ran is told."""
    cells = [("code", "import math"), ("code", "r = 2\ns = 3"), ("code", "math.pi * r * r")]
    panel = panel_at(lab, "area", *cells, kernel=True)
    status = panel.section("status")
    expect(status).to_contain_text("No words yet.")
    expect(status).to_contain_text("No cell has been run")
    for index in (0, 1, 2):
        lab.run_cell(index)
    expect(status).to_contain_text("All 3 cells have run, in order.")
    lab.run_cell(0)
    expect(status).to_contain_text("run before a cell above")
    lab.type_in_cell(1, "\nt = 4")
    expect(status).to_contain_text("Cell 2 was edited since it ran")

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
    message = "'not a name' is not a valid snippet name; begin with a letter"
    expect(snippets.get_by_role("alert")).to_contain_text(message)
    snippets.get_by_role("textbox").fill("disc-area")
    snippets.get_by_role("textbox").press("Enter")
    panel.wait_for("#| snippet: disc-area\n", 2)


def test_who_is_hidden_asks_nothing(lab: LabPage) -> None:
    """What was typed before is written; once the panel is shown again, it has what is there by then."""
    panel = panel_at(lab, "quiet", ("raw", "---\ntitle: A\n---"), "Text.")
    lab.run("blogtools:preview")
    page = lab.page.frame_locator(".blogtools-preview iframe")
    expect(page.locator("h1")).to_have_text("A")
    panel.box("title").fill("B")
    lab.run("application:toggle-right-area")
    expect(panel.node).to_be_hidden()
    expect(page.locator("h1")).to_have_text("B")
    asked: list[str] = []
    lab.page.on("request", lambda request: asked.append(urlsplit(request.url).path.rpartition("/")[2]))
    for number in range(1, 5):
        lab.in_notebook(SET_SOURCE, [1, f"Once more, {number}"])
        expect(page.locator(".cell-markdown")).to_have_text(f"Once more, {number}")
    lab.page.wait_for_timeout(500)  # Longer than the panel waits from one question to the next.
    assert ("preview" in asked, "facts" in asked) == (True, False)
    lab.in_notebook(SET_SOURCE, [0, "---\ntitle: C\n---"])
    with lab.page.expect_request("**/blogtools/facts?*"):
        lab.run("application:toggle-right-area")
    expect(panel.box("title")).to_have_value("C")


def test_what_is_typed_stays_with_its_notebook(lab: LabPage) -> None:
    """Also if another one is opened before it is written; what cannot be read leads to its line."""
    panel = panel_at(lab, "left", ("raw", "---\ntitle: A\n---"))
    panel.box("title").fill("Left")
    # It comes late, as large notebooks do: of one that is not here yet, nothing is told.
    held: list[Route] = []
    lab.page.route(
        re.compile(r"/api/contents/notebooks/right\.ipynb\?.*content=1"), lambda route, _: held.append(route)
    )
    save(lab.server.root, "right", ("raw", "---\ntitle: Right\ntags: [a\n---"))
    lab.run("docmanager:open", {"path": "notebooks/right.ipynb"})
    expect(panel.node.get_by_role("status").first).to_have_text("Reading the post …")
    lab.page.wait_for_timeout(500)  # more than the panel's pause
    held[0].continue_()
    expect(panel.node).to_contain_text("The metadata cannot be read: it is not valid YAML")
    expect(panel.box("title")).to_be_disabled()
    panel.section("form").get_by_role("button", name=re.compile("Go to cell 1")).click()
    lab.page.wait_for_function("() => document.activeElement?.closest('.jp-RawCell .cm-content')")
    for name, is_told in (("form", True), ("card", False), ("findings", True), ("snippets", False), ("status", False)):
        expect(panel.section(name)).to_be_visible(visible=is_told)
    lab.in_notebook(SET_SOURCE, [0, "---\ntitle: Right\ntags: [a]\n---"])
    expect(panel.section("card").locator("img")).to_be_visible()
    expect(panel.chips("tags")).to_have_text(["a"])
    lab.run("docmanager:open", {"path": "notebooks/left.ipynb"})
    expect(panel.box("title")).to_have_value("Left")
    assert "---\ntitle: Left\n---" == panel.wait_for("Left")


def test_nobody_is_kept_out(lab: LabPage) -> None:
    """By keys all is reached, in order; nothing sticks out where it is narrow; axe-core has nothing to say."""
    cells = [
        ("raw", f"---\nslug: A_B\ntags: [{'a-long-name' * 5}, x]\ntitle: {'long ' * 20}\n---"),
        "![](wave.png)",
        ("code", "#| snippet: one\n1"),
    ]
    panel = panel_at(lab, "axe", *cells)
    lab.run("blogtools:preview")
    panel.section("findings").get_by_role("button", name="Describe it").click()
    panel.fill("date", "someday")
    expect(panel.field("date").get_by_role("alert")).to_be_visible()
    panel.section("form").locator("summary").focus()
    reached = []
    while reached[-1:] != ["status"]:
        lab.page.keyboard.press("Tab")
        where = lab.page.evaluate(
            "() => { const at = document.activeElement;"
            " return at.closest('[data-field]')?.dataset.field ?? at.closest('[data-section]')?.dataset.section }"
        )
        assert where, f"after {reached} the focus leaves the panel"
        reached += [where] if reached[-1:] != [where] else []
    fields = ["title", "date", "draft", "tags", "categories", "series", "description", "slug", "image", "aliases"]
    assert [*fields, "card", "findings", "snippets", "status"] == reached

    panel.node.evaluate("node => { node.style.width = '240px' }")
    assert [] == panel.node.evaluate(STICKING_OUT)
    error = panel.field("date").get_by_role("alert").evaluate("node => getComputedStyle(node).paddingLeft")
    assert error == "6px"
    save, cancel = (panel.node.get_by_role("button", name=name).bounding_box() for name in ("Save", "Cancel"))
    assert save
    assert cancel
    assert abs(save["y"] + save["height"] / 2 - cancel["y"] - cancel["height"] / 2) < 2
    panel.node.evaluate("node => { node.style.width = '' }")

    lab.page.evaluate((npm_package(AXE) / "axe.min.js").read_text())

    def broken(part: str) -> list[str]:
        found = lab.page.evaluate("part => axe.run(part, { resultTypes: ['violations'] })", part)
        return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]

    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        lab.run("apputils:change-theme", {"theme": theme})
        panel.box("tags").press("ArrowDown")
        expect(panel.offered("tags").first).to_be_visible()
        assert [] == [*broken(".blogtools-post-panel"), *broken(".blogtools-bar")]
        for command in ("blogtools:new-post", "blogtools:cell-name"):
            lab.select_cell(2)
            lab.page.evaluate("command => void window.jupyterapp.commands.execute(command)", command)
            lab.page.locator(".jp-Dialog input, .jp-Dialog textarea").first.wait_for()
            assert [] == broken(".jp-Dialog-content")
            lab.page.keyboard.press("Escape")
            expect(lab.page.locator(".jp-Dialog")).to_have_count(0)


@pytest.mark.parametrize("name", ["lab-4.2", "notebook"])
def test_other_hosts_have_it_too(name: str, browser: Browser, tmp_path: Path) -> None:
    """The form, what it offers, and what is told at the field."""
    make_blog(tmp_path)
    path = save(tmp_path, "new", ("raw", "---\ntitle: New\n---"), "Text.")
    with lab_server(host(name), tmp_path) as server, lab_page(browser, server, path) as lab:
        panel = Panel(lab)
        expect(panel.box("title")).to_be_enabled()
        panel.fill("title", "Newer: yes")
        panel.wait_for('title: "Newer: yes"\n')
        for key in ("d", "ArrowDown", "Enter"):
            panel.box("tags").press(key)
        panel.wait_for("\ntags: [dunes]\n")
        panel.fill("date", "someday")
        expect(panel.field("date").get_by_role("alert")).to_contain_text("someday")
        lab.run("notebook:undo-cell-action")
        expect(panel.chips("tags")).to_have_count(0)
        assert_quiet(lab)
