"""Whatever a cell leaves open ends with it, in the text that goes to Hugo as on our own page."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.render.targets import TARGETS
from tests.conftest import WriteNotebook
from tests.hugo_site import build_hugo, hugo, shown_of

ENDS = {
    "fence": "a\n\n```python\nx = 1",
    "fence-of-four": "````\n```\nx",
    "tildes": "~~~ {.py}\nx",
    "fence-in-list": "- a\n\n  ```py\n  x",
    "fence-in-quote": "> ```py\n> x",
    "braces": "```{python echo=false}\nx\n```",
    "quarto": "```{r, fig.width=3}\n#| echo: false\nx\n```",
    "lines": "```py {2,4-6}\nx\n```",
    "comment": "a\n\n<!-- b",
    "comment-in-quote": "> <!-- b",
    "pre": "<pre>\nx\n\ny",
    "div": "<div class='x'>\n\nb",
    "divs": "<div><section>\n\nb\n\n</div>",
    "div-in-list": "- <div>b",
    "stray": "a\n\n</div></section>",
    "stray-in-line": "a </span></div> b",
    "bold": "a <b>b",
    "span": "a <span>b",
    "title": "a <title> b",
    "table-of-html": "<table><tr><td>b",
    "details": "<details><summary>s</summary>\n\nb",
    "svg": "## h <svg><desc> b",
    "title-with-html": "# h <svg><desc> b",
    "unfinished": "a <b c\n\n<div class='d",
    "list": "- a\n- b",
    "numbers": "1. a\n2. b",
    "nested": "- a\n  - b\n\n    c",
    "quote": "> a",
    "callout": "> [!NOTE]\n> a",
    "table": "| a | b |\n|---|---|\n| c | d |",
    "dollars": "a $$ b",
    "dollar": "a $5 b",
    "align": "\\begin{align}\na",
    "definition": "[x]: https://x.org\n\n[x] b",
    "definition-alone": "[x]: https://y.org",
    "footnote": "b[^1]\n\n[^1]: c",
    "terms": "b\n: c",
    "code": "a\n\n    x",
    "backslash": "a\\",
    "shortcode": "a {{< b",
    "shortcode-in-code": "```\n{{% b\n```",
    "shortcodes": "a {{< b >}} c {{% d %}} e {{< /b >}}",
    "php": "<?php x",
}
STARTS = {
    "text": "next",
    "item": "- next\n- more",
    "number": "3. next",
    "star": "* next",
    "code": "    next",
    "indented": "  next",
    "term": ": next",
    "quote": "> next",
    "table": "| next |\n|---|\n| more |",
    "fence": "```\nnext\n```",
    "link": "[next][x] [x]",
    "footnote": "next[^1]\n\n[^1]: more",
    "rule": "---\n\nnext",
    "underline": "===\n\nnext",
    "heading": "## next",
    "html": "<p>next</p>",
    "end-of-div": "</div>\n\nnext",
    "end-of-comment": "-->\n\nnext",
    "fence-alone": "```",
    "formula": "$$\nx\n- y\n$$",
    "dollar": "next $6",
}


@pytest.mark.skipif(hugo() is None, reason="there is no Hugo on this machine")
def test_no_cell_reaches_into_the_next(tmp_path: Path, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Headings, code, cells of tables and words are those of our page, and the last paragraph is in no element."""
    names = [f"{end}-then-{start}" for end, start in product(ENDS, STARTS)]
    for name, (end, start) in zip(names, product(ENDS.values(), STARTS.values()), strict=True):
        write_notebook(blog_folder / f"notebooks/{name}.ipynb", "Before.", end, start, "Behind.")
    (blog_folder / "blogtools.toml").write_text("search = false\ncards = false\n", encoding="utf-8")
    assert convert(find_blog(blog_folder), options=Options(TARGETS["html"])).errors == ()
    content = tmp_path / "site/content/posts"
    assert convert(find_blog(blog_folder), options=Options(TARGETS["hugo"], content)).errors == ()
    public = build_hugo(tmp_path / "site")
    wrong = []
    for name in names:
        ours, theirs = (
            (folder / name / "index.html").read_text(encoding="utf-8") for folder in (blog_folder / "_site", public)
        )
        last = [node for node in LexborHTMLParser(theirs).css("main > p") if node.text() == "Behind."]
        if shown_of(ours) != shown_of(theirs) or len(last) != 1:
            wrong.append(f"{name}: {shown_of(ours)} {shown_of(theirs)}")
    assert wrong == []
