"""Whatever HTML is in whatever place of a post, every page that shows something of it stands.

`pytest tests/fuzz/test_structure.py --fuzz-cases 100000` is the thorough run; `python -m tests.fuzz.structure` keeps
what it finds.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import msgspec
import pytest

from blogtools.build.pipeline import convert
from blogtools.config import Settings, find_blog
from blogtools.content.discover import Source
from blogtools.content.neighbors import blog_context
from blogtools.live.draft import Draft, Update
from blogtools.live.page import NotebookPlace, RenderCache, live_page
from blogtools.render.theme.environment import Theme
from tests.fuzz.structure import (
    PLACES,
    Judge,
    Place,
    by_html5lib,
    by_justhtml,
    fallen,
    fuzzed,
    outline,
    page_of,
    plain,
    posts,
    shown,
)
from tests.test_page_structure import is_whole

SEED = 14
CASES = 800
"""Posts of a normal run; `--fuzz-cases` says another number."""
BLOG = 20
"""Posts that are one blog."""
ATOM = "{http://www.w3.org/2005/Atom}"


def test_pages_of_fuzzed_posts_stand(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Title, contents, cells, footnotes and footer are where they are on the page of a post without HTML."""
    theme = Theme(Settings(), (tmp_path / "templates",))
    cases = request.config.getoption("--fuzz-cases") or CASES
    wrong = list(fallen(posts(cases, SEED), theme, Judge(theme)))
    for number, (_, data) in enumerate(wrong[:20]):
        (tmp_path / f"failure-{number}.ipynb").write_bytes(data)
    assert [] == [told for told, _ in wrong], f"the notebooks are in {tmp_path}"


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog of fuzzed posts, converted."""
    folder = tmp_path_factory.mktemp("fuzzed")
    (folder / "notebooks").mkdir()
    (folder / "blogtools.toml").write_text('title = "T"\nbase_url = "https://example.org/"\ncards = false\n')
    for number, data in enumerate(posts(BLOG, SEED)):
        (folder / f"notebooks/p{number}.ipynb").write_bytes(data)
    report = convert(find_blog(folder))
    assert len(report.built) > BLOG / 2
    return folder


def frame(html: bytes) -> list[tuple[str, ...]]:
    """The elements of a page around what it is about, by each of two parsers; one may be right about both."""
    found = []
    for parse in (by_html5lib, by_justhtml):
        elements = outline(parse(html.decode()))
        found.append(tuple(name for depth, name, _ in elements if depth <= 2))
    return found


PAGE = ("html", "head", "body", "a", "header", "main", "footer")


def test_lists_of_fuzzed_posts_stand(blog: Path) -> None:
    """Index, tags, authors, archive, and posts with what is related to them."""
    pages = sorted((blog / "_site").rglob("*.html"))
    assert len(pages) > 2 * BLOG
    assert [] == [str(path) for path in pages if PAGE not in frame(path.read_bytes())]


def test_feeds_of_fuzzed_posts_are_whole(blog: Path) -> None:
    """They are XML and JSON, and the HTML of each item stays in the element that a reader puts it in."""
    items = [item["content_html"] for item in json.loads((blog / "_site/feed.json").read_bytes())["items"]]
    for path in sorted((blog / "_site").rglob("feed.xml")):
        entries = ET.fromstring(path.read_bytes()).findall(f"{ATOM}entry")  # noqa: S314 - made here
        assert entries
        items += [entry.findtext(f"{ATOM}content") or "" for entry in entries]
    for html in items:
        page = f"<!doctype html><title>t</title><p>s<main><article><div>{html}</div><p>n</article></main><footer>f"
        assert any(is_whole(parse(page), in_item=False) for parse in (by_html5lib, by_justhtml)), html


def test_previews_of_fuzzed_posts_stand(blog: Path) -> None:
    """As JupyterLab shows them while they are written, from scratch and with what it remembers."""
    memory = RenderCache()
    for path in sorted((blog / "_site").glob("p*/index.html")):
        notebook = json.loads((blog / f"notebooks/{path.parent.name}.ipynb").read_bytes())
        source = Source(blog / f"notebooks/{path.parent.name}.ipynb", f"notebooks/{path.parent.name}.ipynb", blog)
        config = find_blog(blog)
        place = NotebookPlace(config, source, blog_context(config, source))
        cells = {str(number): msgspec.Raw(json.dumps(cell).encode()) for number, cell in enumerate(notebook["cells"])}
        draft = Draft().after(Update([*cells], cells, msgspec.Raw(json.dumps(notebook["metadata"]).encode())))
        for _ in range(2):
            assert PAGE in frame(live_page(place, draft, memory).content)


def test_a_page_that_one_parser_fails_on_is_judged_by_the_other() -> None:
    """html5lib stops at a table in MathML that has elements of HTML's names."""
    theme = Theme(Settings(), (Path("/nowhere"),))
    judge = Judge(theme)
    post = fuzzed(Random(1), lambda _: "<math><colgroup><mtext><table></table>")  # noqa: S311 - any numbers will do
    page = page_of(post, theme)
    assert judge.stands(page)
    assert judge.only_newer == 1
    assert not judge.stands(page.replace(b"</main>", b""))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("<p>last words</p>", "</div><p>last words</p><div>", id="a paragraph is outside its cell"),
        pytest.param('<div class="cell cell-', '<div><div class="cell cell-', id="a cell is in another element"),
        pytest.param("<p>word</p>\n</div>", "<p>word</p>\n<!-- </div>", id="a cell is in a comment"),
        pytest.param("</main>", "", id="the footer is in main"),
        pytest.param("</nav>", "", id="the article is in the contents"),
        pytest.param("</article>", "</article></article><p>", id="a paragraph is after the article"),
    ],
)
def test_a_page_that_does_not_stand_is_told(old: str, new: str) -> None:
    """Of cells the outline says nothing, so they are looked at by themselves."""
    theme = Theme(Settings(), (Path("/nowhere"),))
    page = page_of(fuzzed(Random(1), plain, [PLACES["paragraph"]]), theme).decode()  # noqa: S311 - any numbers will do
    assert Judge(theme).stands(page.encode())
    assert old in page
    assert not Judge(theme).stands(page.replace(old, new, 1).encode())


def test_what_each_parser_takes_wrongly_is_no_fault_of_a_page() -> None:
    """`</table>` in a caption ends the formatting in it, which justhtml forgets; `main` is special, as in browsers."""
    theme = Theme(Settings(), (Path("/nowhere"),))
    places: list[Place] = [
        lambda _html, _rng: shown("text/html", "<table><caption><a></table>"),
        lambda _html, _rng: "y<dd><main><dd>",
    ]
    for chosen in (places[:1], places[1:], places):
        page = page_of(fuzzed(Random(1), plain, chosen), theme)  # noqa: S311 - any numbers will do
        assert Judge(theme).stands(page)


def test_the_same_seed_makes_the_same_posts() -> None:
    """So that what one run finds can be looked at in another."""
    one, other = Random(1), Random(1)  # noqa: S311 - any numbers will do
    assert [fuzzed(one) for _ in range(9)] == [fuzzed(other) for _ in range(9)]
