"""Fuzzed posts in a real browser: the elements of a page that are not the author's are those of a post without HTML.

`pytest tests/test_structure_browser.py --fuzz-cases 300` is the thorough run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Page

from blogtools.config import Settings
from blogtools.errors import BlogtoolsError
from blogtools.render.theme.environment import Theme
from tests.fuzz.structure import PLACES, fuzzed, page_of, plain, posts
from tests.web import chromium

SEED = 15
CASES = 40
"""Posts of a normal run; `--fuzz-cases` says another number."""
OUTLINE = """() => {
    const found = [];
    const walk = (element, depth) => {
        if (element.localName === "li" || element.classList.contains("cell")) return;
        found.push(`${depth} ${element.localName} ${element.classList}`);
        if (element.localName !== "head") for (const child of element.children) walk(child, depth + 1);
    };
    walk(document.documentElement, 0);
    return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page that asks nobody for anything."""
    context = browser.new_context(java_script_enabled=request.param)
    context.route("**/*", lambda route: route.abort())
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    yield page
    context.close()


def shown(page: Page, html: bytes) -> list[str]:
    """The outline of a page as the browser understands it."""
    page.set_content(html.decode(), wait_until="commit")
    found: list[str] = page.evaluate(OUTLINE)
    return found


def test_fuzzed_posts_stand_in_a_browser(request: pytest.FixtureRequest, page: Page, tmp_path: Path) -> None:
    """Whatever is in title, headings, footnotes, outputs and all other places."""
    theme = Theme(Settings(), (tmp_path,))
    rng = Random(0)  # noqa: S311 - any numbers will do
    wanted = [
        shown(page, page_of(fuzzed(rng, plain, [PLACES[name]]), theme)) for name in ("paragraph", "Plotly figure")
    ]
    wrong = []
    for number, data in enumerate(posts(request.config.getoption("--fuzz-cases") or CASES, SEED)):
        try:
            html = page_of(data, theme)
        except BlogtoolsError:
            continue  # Its author is told.
        if shown(page, html) not in wanted:
            (tmp_path / f"failure-{number}.ipynb").write_bytes(data)
            wrong.append(number)
    assert [] == wrong, f"the notebooks are in {tmp_path}"
