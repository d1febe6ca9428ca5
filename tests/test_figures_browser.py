"""Figures in a real browser, from the disk, with the libraries that are installed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from blogtools.build.pipeline import Options, convert
from blogtools.build.report import Report
from blogtools.config import find_blog
from tests.conftest import WriteNotebook
from tests.web import chromium

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200"/></svg>'
PLOTLY = {
    "application/vnd.plotly.v1+json": {"data": [{"type": "bar", "x": ["a", "b"], "y": [1, 2]}], "layout": {}},
    "image/svg+xml": SVG,
}
VEGA = {
    "application/vnd.vegalite.v6+json": {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": [{"a": number, "b": number % 7} for number in range(4000)]},
        "mark": "point",
        "encoding": {"x": {"field": "a", "type": "quantitative"}, "y": {"field": "b", "type": "quantitative"}},
    }
}
WORDS = ("markdown", "Word. " * 2000)


def bokeh() -> dict[str, Any]:
    """A figure as Bokeh itself saves it."""
    from bokeh.embed.notebook import notebook_content
    from bokeh.plotting import figure

    plot = figure(title="A line", width=300, height=200)
    plot.line([1, 2, 3], [3, 1, 2])
    script, _, _ = notebook_content(plot)
    return {"application/javascript": script, "application/vnd.bokehjs_exec.v0+json": ""}


def code(data: dict[str, Any]) -> dict[str, Any]:
    """A cell with one output."""
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    return {"cell_type": "code", "source": "figure", "outputs": [output], "execution_count": 1}


def build(folder: Path) -> Report:
    """The blog as it is now."""
    report = convert(find_blog(folder), options=Options(output=folder / "_site", allow_removed_urls=True))
    assert [] == [str(finding) for finding in (*report.errors, *report.findings) if finding.severity != "note"]
    return report


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog with one figure of each library, each below a page of text."""
    folder = tmp_path_factory.mktemp("blog")
    (folder / "blogtools.toml").write_text('title = "Figures"\n')
    cells = [WORDS, code(PLOTLY), WORDS, code(VEGA), WORDS, code(bokeh()), WORDS]
    notebook = {
        "cells": [
            cell if isinstance(cell, dict) else {"cell_type": cell[0], "source": cell[1], "metadata": {}}
            for cell in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    for cell in notebook["cells"]:
        cell.setdefault("metadata", {})
    (folder / "figures.ipynb").write_text(json.dumps(notebook))
    build(folder)
    return folder / "_site"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def requests() -> list[str]:
    """What the page asked for."""
    return []


@pytest.fixture
def page(browser: Browser, site: Path, requests: list[str]) -> Iterator[Page]:
    """The post, opened from the disk; an error on it is a failure."""
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: requests.append(request.url))
    page.goto((site / "figures" / "index.html").as_uri())
    yield page
    context.close()
    assert trouble == []


def test_each_figure_is_drawn_when_it_comes_near(page: Page, requests: list[str], site: Path) -> None:
    """Before, nothing of it is loaded; large data too comes from a file then; and nothing comes from elsewhere."""
    page.wait_for_timeout(300)
    names = ("plotly", "vega", "bokeh")
    early = [url for url in requests if any(f"/{name}." in url for name in names)]
    assert early == []
    (data,) = (site / "figures").glob("*.js")
    marks = {"plotly": ".bars path", "vega": "svg.marks", "bokeh": ".bokeh-place > *"}
    for kind, mark in marks.items():
        assert not any(f"/assets/{kind}." in url for url in requests)
        figure = page.locator(f"[data-kind={kind}]")
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-state", "drawn", timeout=20_000)
        expect(figure.locator(mark).first).to_be_visible()
        expect(figure.locator(".figure-still")).to_be_hidden()
        assert 1 == sum(f"/assets/{kind}." in url for url in requests)
    assert data.as_uri() in requests
    assert [] == [url for url in requests if not url.startswith(("file:", "data:", "blob:"))]


def test_the_page_does_not_jump(page: Page) -> None:
    """The height of a figure is kept free."""
    figure = page.locator("[data-kind=plotly]")
    height = "document.querySelector('[data-kind=plotly]').offsetHeight"
    before = page.evaluate(height)
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-state", "drawn", timeout=20_000)
    assert before == page.evaluate(height)


def test_figures_follow_the_colors_of_the_page(page: Page) -> None:
    """Where the author has chosen none."""
    figure = page.locator("[data-kind=plotly]")
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-state", "drawn", timeout=20_000)
    label = figure.locator(".xtick text").first
    by_day = label.evaluate("e => getComputedStyle(e).fill")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    expect(label).not_to_have_css("fill", by_day)


def test_on_paper_there_is_the_still(page: Page) -> None:
    """What is drawn depends on the size of the window."""
    figure = page.locator("[data-kind=plotly]")
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-state", "drawn", timeout=20_000)
    page.emulate_media(media="print")
    expect(figure.locator(".figure-still")).to_be_visible()
    expect(figure.locator(".figure-drawing")).to_be_hidden()


def test_without_scripts_there_are_stills_and_words(browser: Browser, site: Path) -> None:
    """No figure is an empty place."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "figures" / "index.html").as_uri())
    assert ["plotly", "vega", "bokeh"] == [
        figure.get_attribute("data-kind") for figure in page.locator(".live-figure").all()
    ]
    for kind in ("plotly", "vega"):
        expect(page.locator(f"[data-kind={kind}] img")).to_be_visible()
    text = page.locator("[data-kind=bokeh]").inner_text()
    assert ["A line", "Line chart (Bokeh); 3 points."] == text.splitlines()[:3:2]
    context.close()


def test_a_library_that_does_not_come_leaves_the_still(browser: Browser, site: Path, tmp_path: Path) -> None:
    """And a line below it."""
    shutil.copytree(site, tmp_path / "site")
    for library in (tmp_path / "site" / "assets").glob("plotly.*"):
        library.unlink()
    page = browser.new_page()
    page.goto((tmp_path / "site" / "figures" / "index.html").as_uri())
    figure = page.locator("[data-kind=plotly]")
    figure.scroll_into_view_if_needed()
    expect(figure.locator(".figure-note")).to_be_visible()
    expect(figure.locator("img")).to_be_visible()
    page.close()


def test_a_library_stays_while_a_page_uses_it(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """One copy for all, written once, removed with the last page that draws with it."""
    one, two = (blog_folder / "notebooks" / name for name in ("one.ipynb", "two.ipynb"))
    for path in (one, two):
        write_notebook(path, code(PLOTLY))
    assets = blog_folder / "_site" / "assets"
    build(blog_folder)
    (library,) = assets.glob("plotly.*.js")
    written = library.stat().st_mtime_ns
    write_notebook(one, "No figure any more.")
    build(blog_folder)
    assert library.stat().st_mtime_ns == written
    assert (1, 0) == (len(list(assets.glob("figures.*.js"))), len(list(assets.glob("vega.*"))))
    two.unlink()
    build(blog_folder)
    assert [] == [*assets.glob("plotly.*"), *assets.glob("figures.*")]


def test_an_installed_library_is_a_reason_to_build_again(
    blog_folder: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words of the reason say which."""
    from blogtools.render.figures import libraries as figure_libraries

    write_notebook(blog_folder / "notebooks" / "one.ipynb", code(PLOTLY))
    monkeypatch.setitem(figure_libraries.PACKAGES, "plotly", ("plotly", "plotly-that-is-not-there"))
    build(blog_folder)
    assert "live-figure" not in (blog_folder / "_site" / "one" / "index.html").read_text()
    assert 1 == build(blog_folder).unchanged
    monkeypatch.undo()
    monkeypatch.chdir(blog_folder)
    assert ["plotly, which draws its figures, is another one now"] == [page.reason for page in build(blog_folder).built]
    assert "live-figure" in (blog_folder / "_site" / "one" / "index.html").read_text()
