"""Search as readers use it: real Pagefind, real Chromium, below a path of the host, as any host of files serves it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from tests.conftest import make_notebook, tree
from tests.web import chromium, hosted

SETTINGS = 'title = "Test"\nbase_url = "https://example.org/my/blog"\nsearch = true\n'


def write(folder: Path, name: str, *cells: Any, **fields: Any) -> None:
    """Write a post."""
    front = "\n".join(f"{key}: {json.dumps(value)}" for key, value in fields.items())
    path = folder / f"notebooks/{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(make_notebook(("raw", f"---\n{front}\n---"), *cells)), encoding="utf-8")


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Posts with rare words, many with a common one, a draft, and one in another script."""
    folder = tmp_path_factory.mktemp("blog")
    (folder / "blogtools.toml").write_text(SETTINGS)
    write(
        folder,
        "rain",
        "Words of a zebra & a <b>lion</b>.",
        "## Far below\n\n" + "and " * 200 + "quetzal.",
        title="Rain",
    )
    write(folder, "draft", "A secretive okapi.", title="Draft", draft=True)
    write(folder, "cyrillic", "Про дождь и снег.", title="Дождь", language="ru", date="2026-01-02")
    for number in range(25):
        write(folder, f"p{number}", "A common gazelle.", title=f"Post {number}")
    report = convert(find_blog(folder), options=Options(drafts=True))
    assert () == (*report.errors, *report.findings)
    return folder


@pytest.fixture(scope="module")
def address(blog: Path) -> Iterator[str]:
    """Where the blog is served."""
    with hosted(blog / "_site", "/my/blog/") as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which every error of a script is a failure."""
    context = browser.new_context()
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    yield page
    context.close()
    assert trouble == []


def test_nothing_is_loaded_before_the_box_is_used(page: Page, address: str) -> None:
    """On the page of the search and on all that lead to it."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}rain/")
    page.get_by_role("link", name="Search").click()
    expect(page.get_by_role("heading", name="Search")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert not any("pagefind" in url for url in asked)
    page.get_by_role("searchbox").focus()
    page.wait_for_load_state("networkidle")
    assert any("pagefind" in url for url in asked)
    assert all(url.startswith(address) for url in asked)


def test_words_are_found_while_they_are_typed(page: Page, address: str) -> None:
    """With the words around them, and a link to the part of the post in which they stand."""
    page.goto(f"{address}search/")
    page.get_by_role("searchbox").press_sequentially("quetz", delay=20)
    expect(page.get_by_role("status")).to_have_text("1 post")
    link = page.locator(".search-results").get_by_role("link")
    expect(link).to_have_text("Rain")
    assert f"{address}rain/#far-below" == link.evaluate("link => link.href")
    expect(page.locator(".search-results mark")).to_have_text(re.compile("quetzal"))
    expect(page.locator(".search-results .post-meta")).to_have_text("Far below")
    assert page.url.endswith("/search/?q=quetz")
    link.click()
    expect(page).to_have_url(f"{address}rain/#far-below")
    page.go_back()
    expect(page.get_by_role("status")).to_have_text("1 post")
    page.get_by_role("searchbox").fill("zebra")
    expect(page.locator(".search-results .post-excerpt")).to_contain_text("Words of a zebra & a lion.")


def test_many_results_come_in_turn(page: Page, address: str) -> None:
    """The keyboard goes on where the new ones begin."""
    page.goto(f"{address}search/?q=gazelle")
    expect(page.get_by_role("status")).to_have_text("25 posts")
    results = page.locator(".search-results > li")
    expect(results).to_have_count(10)
    page.get_by_role("button", name="More results").press("Enter")
    expect(results).to_have_count(20)
    assert results.nth(10).get_by_role("link").evaluate("link => link === document.activeElement")
    page.get_by_role("button", name="More results").click()
    expect(results).to_have_count(25)
    expect(page.get_by_role("button", name="More results")).to_be_hidden()


@pytest.mark.parametrize("words", ["okapi", "secretive"])
def test_drafts_are_in_no_index(page: Page, address: str, words: str) -> None:
    """Though they are shown on this site."""
    page.goto(f"{address}search/?q={words}")
    expect(page.get_by_role("status")).to_have_text(f"Nothing was found for “{words}”.")


def test_another_script_is_found(page: Page, address: str) -> None:
    """In a post of another language than the blog's; its date is told."""
    page.goto(f"{address}search/")
    page.get_by_role("searchbox").fill("дождь")
    expect(page.locator(".search-results").get_by_role("link")).to_have_text("Дождь")
    expect(page.locator(".search-results .post-meta")).to_have_text("January 2, 2026")


def test_an_emptied_box_shows_nothing(page: Page, address: str) -> None:
    """Nor does its address."""
    page.goto(f"{address}search/?q=zebra")
    expect(page.get_by_role("status")).to_have_text("1 post")
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".search-results > li")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("")
    assert page.url.endswith("/search/")


def test_without_scripts_it_says_so(blog: Path) -> None:
    """And leads on; read from the file, for Chromium hides `<noscript>` where only a test forbids scripts."""
    html = (blog / "_site/search/index.html").read_text()
    assert re.search(r'<noscript><p>[^<]*needs JavaScript\. <a href="\.\./archive/">', html)


def test_an_index_that_is_missing_is_told(browser: Browser, blog: Path, tmp_path: Path) -> None:
    """As in the preview, which makes none."""
    convert(find_blog(blog), options=Options(output=tmp_path / "out", search=False))
    with hosted(tmp_path / "out") as address:
        page = browser.new_page()
        page.goto(f"{address}search/?q=zebra")
        expect(page.get_by_role("status")).to_contain_text("The index could not be loaded.")
        page.close()


def test_the_index_follows_the_posts_and_nothing_else(blog: Path) -> None:
    """It is made again when a post says something else, and goes with the setting."""
    site = blog / "_site"
    entry = site / "pagefind/pagefind-entry.json"
    convert(find_blog(blog))
    before, written = tree(site / "pagefind"), entry.stat().st_mtime_ns
    convert(find_blog(blog))
    (blog / "templates").mkdir()
    (blog / "templates/no_posts.html.j2").write_text("<p>None.</p>")
    convert(find_blog(blog))
    assert written == entry.stat().st_mtime_ns
    (site / "pagefind/mine.txt").write_text("mine")
    write(blog, "rain", "Words of a giraffe.", title="Rain")
    convert(find_blog(blog))
    after = tree(site / "pagefind")
    assert before.keys() - after.keys() != set()
    convert(find_blog(blog), options=Options(output=blog / "clean", cache=False))
    assert after == tree(blog / "clean/pagefind") | {"mine.txt": b"mine"}
    (blog / "blogtools.toml").write_text(SETTINGS.replace("true", "false"))
    convert(find_blog(blog))
    assert {"mine.txt": b"mine"} == tree(site / "pagefind")
    assert not (site / "search").exists()
    assert "Search" not in (site / "index.html").read_text()
