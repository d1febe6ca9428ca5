"""The project's own blog in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from blogtools import read_post
from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.render.targets import SINGLE_FILE
from tests.web import chromium

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's blog, converted."""
    folder = tmp_path_factory.mktemp("site")
    report = convert(find_blog(ROOT), options=Options(output=folder, cache=False))
    assert (report.errors, report.findings) == ((), ())
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests, which talks to nobody."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which every error and every request to elsewhere is a failure."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text) if message.type in ("error", "warning") else None)
    page.on(
        "request",
        lambda request: trouble.append(request.url) if not request.url.startswith(("file:", "data:")) else None,
    )
    yield page
    context.close()
    assert trouble == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem[:30])
def test_title_and_headings_are_those_of_the_notebook(site: Path, page: Page, notebook: Path) -> None:
    """To the letter; and the contents say the same."""
    post = read_post(notebook)
    page.goto((site / post.slug / "index.html").as_uri())
    assert page.evaluate("document.querySelector('h1').textContent") == post.title
    shown = [heading.text for heading in post.headings if (heading.cell, heading.event) != post.title_heading]
    texts = "[...document.querySelectorAll('.post-body :is(h2, h3, h4)')].map(e => e.textContent)"
    assert page.evaluate(texts) == shown
    contents = page.evaluate("[...document.querySelectorAll('.toc a')].map(e => [e.textContent, e.hash])")
    assert [text for text, _ in contents] == [text for text in shown if text in {name for name, _ in contents}]
    links = '[...document.querySelectorAll(\'a[href^="#"]:not([href="#"])\')].map(e => decodeURIComponent(e.hash))'
    fragments = page.evaluate(links)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert sorted(set(ids)) == sorted(ids)
    assert {fragment.removeprefix("#") for fragment in fragments} <= set(ids)


def is_elsewhere(url: str) -> bool:
    """Whether a request leaves the folder of the site."""
    return not url.startswith(("file:", "data:"))


@pytest.mark.parametrize("width", [320, 360, 768])
def test_no_page_is_wider_than_the_window(site: Path, page: Page, width: int) -> None:
    """Wide things scroll inside themselves."""
    page.set_viewport_size({"width": width, "height": 800})
    for path in sorted(site.rglob("index.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.parent.name


def test_the_theme_follows_the_system_and_the_switch_is_remembered(site: Path, page: Page) -> None:
    """Light and dark, with and without a choice of the reader's."""
    background = "getComputedStyle(document.body).backgroundColor"
    page.goto((site / "index.html").as_uri())
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(background)
    assert light != dark
    page.get_by_role("button").first.click()
    assert page.evaluate(background) == light

    def reloaded() -> str:
        page.reload()
        return str(page.evaluate(background))

    # Chromium writes what a page stores a little later, and a machine under load is faster to load the page again.
    assert any(reloaded() == light for _ in range(20))


def test_code_can_be_copied(site: Path, page: Page) -> None:
    """The button copies the source to the letter."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto((site / "gallery" / "index.html").as_uri())
    page.locator("pre.code").first.hover()
    page.get_by_role("button", name="Copy").first.click()
    source = page.evaluate("document.querySelector('pre.code code').textContent")
    assert page.evaluate("navigator.clipboard.readText()") == source


def test_a_page_reads_without_scripts(site: Path, browser: Browser) -> None:
    """No text depends on one."""
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto((site / "gallery" / "index.html").as_uri())
    assert "Callouts" in plain.inner_text("body")
    assert plain.locator("math").count() > 3
    plain.context.close()


def test_a_single_file_needs_nothing_beside_it(page: Page, tmp_path: Path) -> None:
    """Pictures are inside: each has its size."""
    report = convert(find_blog(ROOT), [ROOT / "notebooks/gallery.ipynb"], Options(SINGLE_FILE, tmp_path, cache=False))
    page.goto((tmp_path / report.built[0].page).as_uri())
    page.evaluate("document.querySelectorAll('img').forEach(e => e.loading = 'eager')")
    page.wait_for_function("[...document.images].every(e => e.complete && e.naturalWidth > 0)")
    assert page.evaluate("document.images.length") > 3
