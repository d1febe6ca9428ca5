"""Markdown for generators comes out of the real ones as it is meant: the guide, and posts with one of everything.

CI builds all that can be installed; elsewhere, what is missing is installed once, or the test is skipped with the
reason. See `tests/generator_sites.py`, also for those that are not built.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.render.targets import TARGETS
from tests.conftest import make_notebook
from tests.generator_sites import NOT_BUILT, SITES, Built, page_of, plain_tex, tex_of
from tests.render.test_targets import PNG

NOT_THE_POST = "header, nav, footer, script, style, sup, .headerlink, a.anchor, .footnotes, .footnote, .external"
UNKNOWN_TEX = {
    **dict.fromkeys(("eleventy", "astro"), ("\\bbox",)),
    "hexo": ("\\bbox", "\\enclose", "\\ce{", "\\mean"),
    "myst": ("k\\right)^2",),
}
"""Commands that the site's KaTeX does not know, or (`\\mean`) forgets from one formula to the next.

MyST puts a formula between the tags of a folded solution into its tree as HTML.
"""
GUIDE = Path(__file__).parent.parent / "notebooks"
OUTPUT = {"output_type": "display_data", "data": {"image/png": PNG, "text/plain": "x"}, "metadata": {}}
EVERYTHING = (
    ("raw", "---\ntitle: 'One of: *everything*'\ndate: 2026-03-04\ntags: [alpha, beta gamma]\n---"),
    "Text with $x_1 + y_2$, `code | bar`, [a link](undated.ipynb) and 5$ more.\n\n$$\na\n- b\n= c_1 * d_1\n$$\n\nafter",
    "## A heading {with braces}\n\n- one\n  - nested\n\n    ```python\n    in_a_list = 1\n    ```\n- two\n  more of it",
    "> [!NOTE]\n> A *note* with $z$.\n>\n> - of two\n> - lines",
    ':::{warning} Take care\n```python\nin_a_warning = "a:b"\n```\n:::',
    "| a | b |\n|---|---|\n| $|x|$ | `c \\| d` |\n| e | f |",
    "<details><summary>Fold</summary>\n\n**bold** inside\n\n```text\nin_a_fold\n```\n\n</details>",
    "A note.[^n] And {{ nothing.here }}, {% nothing x %}, {{< nothing >}}, @someone, {{% nothing %}}.",
    "![gone](gone.png)\n\n[^n]: Its *text*.",
    {"cell_type": "code", "source": "#| code-fold: true\nfolded = '{{ x }} {% y %}'", "outputs": [OUTPUT]},
    "#### Deeper\n\n\\begin{align}\na &= b \\\\\n- c &= d\n\\end{align}",
    "Setext\n------\n\n```{python}\nbraces = 1\n```",
)


@pytest.fixture(scope="session")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide, which is real posts, and some that are made for this; one has no date, and one is a draft."""
    import json

    folder = tmp_path_factory.mktemp("generators") / "blog"
    shutil.copytree(GUIDE, folder / "notebooks")
    (folder / "blogtools.toml").write_text("title = 'x'\nbase_url = 'https://example.org/'\nauthor = 'A B'\n")
    posts = {
        "everything": EVERYTHING,
        "undated": ("No date, but a [link](everything.ipynb#Deeper).", "# A part\n\n## Below it\n\ntext"),
        "left-out": (("raw", "---\ndate: 2026-01-02\ndraft: true\n---"), "A draft."),
        "long": (("raw", "---\ndate: 2026-01-02\n---"), "Before.\n\n<!-- more -->\n\nAfter."),
        "swallows": (("raw", "---\ndate: 2026-01-02\n---"), "<div>\n\n*open*", "```\nopen", "<!-- open", "## Seen"),
        "colons": (("raw", "---\ndate: 2026-01-02\ntitle: 'A: b # c'\n---"), "Time 3:30, :smile:, key:value, a::b."),
    }
    for name, cells in posts.items():
        (folder / f"notebooks/{name}.ipynb").write_text(json.dumps(make_notebook(*cells)))
    convert(find_blog(folder), options=Options(search=False))
    return folder


class Facts(NamedTuple):
    """What a reader finds on a page."""

    headings: list[str]
    code: Counter[str]
    cells: Counter[str]
    tex: Counter[str]
    images: list[str]
    folds: int


def facts_of(main: LexborNode, *, is_ours: bool) -> Facts:
    """Return the facts of a page; what each generator adds to a post is left out."""
    if is_ours:
        tex = Counter(plain_tex(node.attributes["alttext"] or "") for node in main.css("math[alttext]"))
        for node in main.css("math, .math-tex, .snippet-program"):
            node.decompose()
    else:
        tex = Counter(tex_of(main))
    for node in main.css(
        "header, nav, footer, script, style, sup, .headerlink, a.anchor, .footnotes, .footnote, .external"
    ):
        node.decompose()
    code: Counter[str] = Counter()
    for node in main.css("pre"):
        # The number of an annotation is no part of the code on our pages, and a comment in it elsewhere.
        lines = (re.sub(r"\s*(#|//) \(\d+\)$", "", line) for line in node.text().splitlines())
        code.update(one for line in lines if (one := plain(line)))
    return Facts(
        [text for node in main.css("h1, h2, h3, h4, h5, h6") if (text := plain(node.text()))],
        code,
        Counter(text for node in main.css("th, td") if (text := plain(node.text()))),
        tex,
        [node.attributes.get("src") or "" for node in main.css("img")],
        len(main.css("details")),
    )


def plain(text: str) -> str:
    """Text without typography."""
    table = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "--", "—": "---", "…": "...", "¶": "", "\u00a0": " "}
    for sign, ascii_sign in table.items():
        text = text.replace(sign, ascii_sign)
    return " ".join(text.split())


def own(blog: Path, slug: str) -> Facts:
    """Return the facts of the blog's own page of a post."""
    tree = LexborHTMLParser((blog / "_site" / slug / "index.html").read_text(encoding="utf-8"))
    main = tree.css_first("article.post")
    assert main is not None
    return facts_of(main, is_ours=True)


@pytest.fixture(
    scope="session", params=[pytest.param(name, marks=pytest.mark.xdist_group(f"site of {name}")) for name in SITES]
)
def site(request: pytest.FixtureRequest, blog: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Built]:
    """The site of a generator, built of all posts."""
    name = request.param
    folder = tmp_path_factory.mktemp(name)
    report = convert(find_blog(blog), options=Options(TARGETS[name], folder / SITES[name].output, drafts=False))
    assert report.errors == ()
    return name, SITES[name].build(folder)


def test_each_post_has_its_page_and_no_draft_has_one(site: tuple[str, Built], blog: Path) -> None:
    """An undated post stops no site."""
    _, built = site
    posts = {path.parent.name for path in (blog / "_site").glob("*/index.html") if "article" in path.read_text()}
    slugs = {path.stem for path in (blog / "notebooks").glob("*.ipynb")}
    shown = {slug for slug in posts if slug in slugs or any(name.endswith(f"-{slug}") for name in slugs)}
    assert len(shown) > 25
    assert shown <= built.pages.keys()
    assert "left-out" not in built.pages


def test_title_date_and_tags_are_those_of_the_post(site: tuple[str, Built]) -> None:
    """As the generator read its front matter."""
    name, built = site
    tree, _ = page_of(built, "everything")
    head = tree.html or ""
    assert "One of: *everything*" in plain(tree.css_first("title").text()) or name == "quarto", name
    if tree.css("time"):
        assert any("2026-03-04" in (node.text() + str(node.attributes.get("datetime"))) for node in tree.css("time"))
    if tree.css(".tags"):
        assert [node.text() for node in tree.css(".tags li")] == ["alpha", "beta gamma"]
    colons, _ = page_of(built, "colons")
    assert "A: b # c" in plain(colons.css_first("title").text()), name
    assert "everything" in head


def test_nothing_that_a_reader_looks_for_is_lost(site: tuple[str, Built], blog: Path) -> None:
    """Headings in order, lines of code, cells of tables, formulas and pictures are those of the blog's own pages."""
    name, built = site
    lost: dict[str, object] = {}
    for slug in sorted(built.pages):
        if not (blog / "_site" / slug / "index.html").is_file() or "/" in slug:
            continue
        if LexborHTMLParser((blog / "_site" / slug / "index.html").read_text()).css_first("article.post") is None:
            continue
        ours = own(blog, slug)
        _, main = page_of(built, slug)
        theirs = facts_of(main, is_ours=False)
        missing = {
            "headings": [heading for heading in ours.headings[1:] if heading not in theirs.headings],
            "code": ours.code - theirs.code,
            "cells": ours.cells - theirs.cells,
            "tex": [tex for tex in ours.tex - theirs.tex if not any(one in tex for one in UNKNOWN_TEX.get(name, ()))],
            "pictures": [url for url in theirs.images if url != "gone.png" and not _is_there(url, built.pages[slug])],
        }
        missing = {what: items for what, items in missing.items() if items}
        if missing:
            lost[slug] = missing
    assert lost == {}, name


def _is_there(url: str, page: Path) -> bool:
    if url.startswith(("http:", "https:", "data:")):
        return True
    path = unquote(url.partition("#")[0].partition("?")[0])
    folders = [page.parent] if not path.startswith("/") else list(page.parents)
    return any((folder / path.lstrip("/")).is_file() for folder in folders)


def test_text_of_the_author_stays_text(site: tuple[str, Built]) -> None:
    """No generator runs what looks like its template syntax, and none shows marks that were meant for it."""
    _, built = site
    _, main = page_of(built, "everything")
    text = plain(main.text())
    assert "{{ nothing.here }}, {% nothing x %}, {{< nothing >}}, @someone, {{% nothing %}}" in text
    for mark in ("[!NOTE]", "[^n]", ":::", "!!!", "<details", "{.", "hl_lines", "markdown="):
        assert mark not in text, mark
    assert "in_a_warning" in text
    assert "Take care" in (main.html or "")  # For Quarto, it is an attribute.
    assert "folded = '{{ x }} {% y %}'" in text
    assert "Its text." in text


def test_other_targets_are_not_built_for_a_reason() -> None:
    """Each target is built here, or it is said why not."""
    built = {*SITES, *NOT_BUILT, "html", "markdown"}
    assert built == TARGETS.keys()
    assert re.search(r"\w+ \w+", " ".join(NOT_BUILT.values()))
