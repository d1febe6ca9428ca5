"""A blog of hostile notebooks, in a real browser: nothing of them runs, and no other host is asked for anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from playwright.sync_api import Browser, Page, Route

from blogtools.build.pipeline import convert
from blogtools.config import find_blog
from blogtools.errors import InternalError
from tests.attacks import AUTHOR, DATA, Place, write_attacks
from tests.web import chromium, hosted


class Mode(msgspec.Struct, frozen=True):
    """Settings of a blog, and the places of notebooks from which nothing may run then."""

    settings: str
    places: dict[str, Place]


MODES = {
    "author": Mode("", DATA),
    "sanitize": Mode('html = "sanitize"', DATA | AUTHOR),
}

HARMFUL = """() => [...document.querySelectorAll("*")].flatMap(element => [...element.attributes]
    .filter(({name, value}) => name.startsWith("on") || (
        /^(href|src|action|formaction|data|xlink:href)$/.test(name) &&
        /^\\s*((java\\s*|vb)script:|data:text)/i.test(value)))
    .map(({name, value}) => `<${element.localName} ${name}="${value}">`))"""
"""Returns the attributes of a page that would run something if a reader clicked."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module", params=MODES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The attacks as a blog, converted; none of them costs more than itself."""
    folder = tmp_path_factory.mktemp("attacked") / "blog"
    mode = MODES[request.param]
    assert write_attacks(folder, mode.places, mode.settings) >= 100
    report = convert(find_blog(folder))
    assert [] == [str(error) for error in report.errors if error.slug == InternalError.slug]
    assert len(report.built) >= 100
    return folder / "_site"


class Victim:
    """A reader's browser, and what happened in it."""

    def __init__(self, browser: Browser, address: str) -> None:
        """Open a page that has the canary, and lets no request to another host through."""
        self.address = address
        self.calls: list[str] = []
        self.requests: list[str] = []
        self.context = browser.new_context()
        self.context.expose_binding("__pwned", lambda source: self.calls.append(source["page"].url))
        self.context.route("**/*", self._route)
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: dialog.dismiss())

    def _route(self, route: Route) -> None:
        url = route.request.url
        if url.startswith((self.address, "data:", "blob:")):
            route.continue_()
        else:
            self.requests.append(f"{self.page.url}: {url}")
            route.abort()

    def visit(self, path: str) -> Page:
        """Open a page of the site, and wait until what would run at once has run."""
        self.page.goto(self.address + path, wait_until="load")
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 20)))")
        return self.page

    def assert_unharmed(self) -> None:
        """Check that nothing ran, and nobody was asked."""
        assert [] == self.calls
        assert [] == self.requests


@pytest.fixture
def victim(site: Path, browser: Browser) -> Iterator[Victim]:
    """A reader of the attacked blog."""
    with hosted(site) as address:
        one = Victim(browser, address)
        yield one
        one.context.close()


def test_no_page_runs_anything(site: Path, victim: Victim) -> None:
    """Posts, lists, terms, archive, snippets and redirects; nor would a click run anything."""
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    assert len(pages) > 150
    harmful = {}
    for path in pages:
        page = victim.visit(quote(path))
        if found := page.evaluate(HARMFUL):
            harmful[path] = found
    victim.assert_unharmed()
    assert {} == harmful


def test_search_runs_nothing(victim: Victim) -> None:
    """Results show titles and texts of all the posts that have the word."""
    page = victim.visit("search/")
    page.get_by_role("searchbox").fill("zebra")
    page.locator("main li").nth(4).wait_for()
    assert [] == page.evaluate(HARMFUL)
    victim.assert_unharmed()


def test_feeds_run_nothing(site: Path, victim: Victim) -> None:
    """As a reader of feeds shows them that takes their HTML for harmless."""
    items = json.loads((site / "feed.json").read_bytes())["items"]
    assert items
    page = victim.visit("404.html")
    for item in items:
        page.evaluate("html => { document.body.innerHTML = html }", item["content_html"])
        assert [] == page.evaluate(HARMFUL)
    victim.assert_unharmed()
