"""`blogtools serve` and a real browser: pages that follow every save."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import make_notebook
from tests.serving import Served, save, serving
from tests.web import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def tab(browser: Browser) -> Iterator[BrowserContext]:
    """A profile of its own, in which every error of a script is a failure."""
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    trouble: list[str] = []
    context.on("weberror", lambda error: trouble.append(str(error.error)))
    yield context
    context.close()
    assert trouble == []


@pytest.fixture
def blog(blog_folder: Path) -> Path:
    """A blog of two posts, each longer than the window."""
    write(blog_folder, "one", "First words")
    write(blog_folder, "two", "Other words")
    return blog_folder


@pytest.fixture
def served(blog: Path) -> Iterator[Served]:
    """Its preview."""
    with serving(blog) as served:
        yield served


def write(blog: Path, name: str, *cells: str, title: str = "") -> None:
    """Save a post whose last words are far below the window."""
    long = "\n\n".join(f"Paragraph {number} of it." for number in range(80))
    notebook = make_notebook(f"# {title or name.title()}", *cells, long, "The end.")
    save(blog / f"notebooks/{name}.ipynb", json.dumps(notebook))


def opened(tab: BrowserContext, url: str) -> Page:
    """A page that remembers whether it was loaded again."""
    page = tab.new_page()
    page.goto(url)
    page.evaluate("window.stays = true")
    return page


def is_same(page: Page) -> bool:
    """Whether the page was not loaded again since it was opened."""
    return page.evaluate("window.stays === true")


def test_a_save_reloads_its_page_where_the_author_is_and_no_other(
    blog: Path, served: Served, tab: BrowserContext
) -> None:
    """The others stay too, as long as they say the same; its neighbors name its title."""
    one, two, top = (opened(tab, served.url + path) for path in ("one/", "two/", ""))
    one.evaluate("scrollTo(0, 1234)")
    write(blog, "one", "Second words")
    expect(one.get_by_text("Second words")).to_be_attached()
    one.wait_for_function("scrollY === 1234")
    assert not is_same(one)
    assert is_same(two)

    write(blog, "one", "Second words", title="A new title")
    expect(top.get_by_text("A new title")).to_be_visible()
    expect(one.get_by_role("heading", name="A new title")).to_be_attached()
    one.wait_for_function("scrollY === 1234")
    expect(two.get_by_text("A new title")).to_be_attached()


def test_a_tab_that_nobody_sees_catches_up(blog: Path, served: Served, tab: BrowserContext) -> None:
    """It holds no connection meanwhile."""
    page = opened(tab, served.url + "one/")
    hide = "Object.defineProperty(document, 'visibilityState', { value: %r, configurable: true });"
    fire = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(hide % "hidden" + fire)
    write(blog, "one", "Second words")
    served.wait_for("one.ipynb: changed.")
    assert is_same(page)
    page.evaluate(hide % "visible" + fire)
    expect(page.get_by_text("Second words")).to_be_attached()


def test_more_tabs_than_a_browser_has_connections(served: Served, tab: BrowserContext) -> None:
    """All of them show their pages, for only those that are seen hold one; here all others are closed to the eye."""
    pages = [tab.new_page() for _ in range(8)]
    for page in pages:
        page.goto(served.url + "one/")
        page.evaluate(
            "Object.defineProperty(document, 'visibilityState', { value: 'hidden' });"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
    expect(pages[-1].get_by_text("First words")).to_be_visible()


def test_the_theme_is_followed(blog: Path, served: Served, tab: BrowserContext) -> None:
    """A style sheet of the blog's own changes all pages."""
    page = opened(tab, served.url + "one/")
    (blog / "templates").mkdir()
    save(blog / "templates/style.css", "body { background: rgb(1, 2, 3) }")
    expect(page.locator("body")).to_have_css("background-color", "rgb(1, 2, 3)")
    save(blog / "templates/style.css", "body { background: rgb(3, 2, 1) }")
    expect(page.locator("body")).to_have_css("background-color", "rgb(3, 2, 1)")


def test_problems_are_told_until_they_are_mended(blog: Path, served: Served, tab: BrowserContext) -> None:
    """Over the last good page, which stays."""
    page = opened(tab, served.url + "two/")
    panel = page.get_by_role("alert")
    expect(page.get_by_text("Other words")).to_be_visible()
    expect(panel).to_have_count(0)

    save(blog / "notebooks/one.ipynb", json.dumps(make_notebook(("raw", "---\ndate: [1\n---"), "Text")))
    expect(panel).to_be_visible()
    expect(panel.get_by_role("heading")).to_have_text("This could not be built")
    expect(panel.locator("strong")).to_have_text("notebooks/one.ipynb, cell 1, line 2")
    expect(panel.locator("span")).to_contain_text("is not valid YAML")
    save(blog / "notebooks/three.ipynb", "{")
    expect(panel.get_by_role("heading")).to_have_text("2 things could not be built")
    assert is_same(page)

    (blog / "notebooks/three.ipynb").unlink()
    write(blog, "one", "First words")
    expect(panel).to_have_count(0)
    assert is_same(page)


def test_problems_can_be_put_aside(blog: Path, served: Served, tab: BrowserContext) -> None:
    """Until there are others; with the keyboard too."""
    page = opened(tab, served.url + "two/")
    panel = page.get_by_role("alert")
    save(blog / "notebooks/one.ipynb", "{")
    panel.get_by_role("button", name="Close").press("Enter")
    expect(panel).to_have_count(0)
    write(blog, "two", "Second words")
    expect(page.get_by_text("Second words")).to_be_visible()
    page.wait_for_timeout(200)
    expect(panel).to_have_count(0)
    save(blog / "notebooks/one.ipynb", "[]")
    expect(panel).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_problems_can_be_read_by_day_and_by_night(blog: Path, served: Served, tab: BrowserContext, scheme: str) -> None:
    """Every text has a contrast of 4.5 at least (WCAG 2.2, 1.4.3), also where the reader has switched the theme."""
    page = opened(tab, served.url + "two/")
    page.evaluate("scheme => { document.documentElement.dataset.theme = scheme }", scheme)
    save(blog / "notebooks/one.ipynb", "{")
    panel = page.get_by_role("alert")
    expect(panel).to_be_visible()
    ground = rgb(panel.evaluate("e => getComputedStyle(e).backgroundColor"))
    assert (luminance(ground) < 0.2) == (scheme == "dark")
    for selector in ("h2", "strong", "span", "em", "p", "button"):
        ink = rgb(panel.locator(selector).evaluate("e => getComputedStyle(e).color"))
        low, high = sorted((luminance(ink), luminance(ground)))
        assert 4.5 <= (high + 0.05) / (low + 0.05), selector


def rgb(color: str) -> list[float]:
    """`rgb(255, 0, 0)` as numbers from 0 to 1."""
    return [float(part) / 255 for part in color.removeprefix("rgb(").removesuffix(")").split(", ")]


def luminance(color: list[float]) -> float:
    """Relative luminance (WCAG 2.2)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_blog_that_cannot_be_built_becomes_one(blog: Path, tab: BrowserContext) -> None:
    """The page that says why gives way to the blog, and a page that is not there to the post."""
    (blog / "templates").mkdir()
    save(blog / "templates/index.html.j2", "{% if %}")
    with serving(blog) as served:
        page, early = opened(tab, served.url), opened(tab, served.url + "three/")
        expect(page.get_by_role("heading")).to_have_text("The blog could not be built")
        expect(page.get_by_role("alert")).to_contain_text("templates/index.html.j2, line 1")
        expect(page.get_by_role("alert")).to_have_count(1)
        (blog / "templates/index.html.j2").unlink()
        expect(page.get_by_role("heading", name="Test blog")).to_be_visible()
        expect(early.get_by_role("heading")).to_have_text("Page not found")
        write(blog, "three", "Third words")
        expect(early.get_by_text("Third words")).to_be_visible()


def test_a_page_comes_back_with_the_server(blog: Path, tab: BrowserContext) -> None:
    """And is loaded again if it is another one by then."""
    with serving(blog) as served:
        page, other = opened(tab, served.url + "one/"), opened(tab, served.url + "two/")
        served.interrupt()
    write(blog, "one", "Second words")
    with serving(blog, "--port", str(urlsplit(served.url).port)) as again:
        assert served.url == again.url
        expect(page.get_by_text("Second words")).to_be_attached()
        write(blog, "one", "Third words")
        expect(page.get_by_text("Third words")).to_be_attached()
        assert is_same(other)
