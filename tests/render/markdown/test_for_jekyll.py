"""What goes to Jekyll comes out of the real Jekyll as it is meant."""

from __future__ import annotations

import subprocess
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.render.targets import TARGETS
from tests.conftest import WriteNotebook
from tests.programs import require

CELLS = (
    "an $x_1$ and\n$$\na\n- |b|\n$$\nafter",
    "$y$\n\n- $$z$$",
    "a | b and `c | d`",
    "> [!NOTE]\n> *text*",
    "<details><summary>s</summary>\n\n**bold**\n\n</details>",
    "```{python echo=false}\nx = 1",
    "- one",
    "- two\n\n<div>\n\n*three*",
    "| a | b |\n|---|---|\n| $t$ | c |\nd",
    "text\n1. four\n\n{% raw %} {{ page.title }} {% endraw %}",
)


def test_formulas_callouts_folds_and_lists_are_shown(
    tmp_path: Path, blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """Markdown is Markdown in HTML, too, and each cell ends where it ends."""
    require("jekyll")
    write_notebook(blog_folder / "notebooks/2026-01-02-a.ipynb", *CELLS)
    assert convert(find_blog(blog_folder), options=Options(TARGETS["jekyll"], tmp_path / "site")).errors == ()
    (tmp_path / "site/_layouts").mkdir()
    (tmp_path / "site/_layouts/post.html").write_text("<!doctype html><main>{{ content }}</main>")
    (tmp_path / "site/_config.yml").write_text("highlighter: none\n")
    command = ["jekyll", "build", "--quiet", "--disable-disk-cache"]
    done = subprocess.run(command, cwd=tmp_path / "site", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    tree = LexborHTMLParser((tmp_path / "site/_site/2026/01/02/a.html").read_text(encoding="utf-8"))
    main = tree.css_first("main")
    assert main is not None
    text = " ".join(main.text().split())
    formulas = [r"\(x_1\)", r"\[a - \vert b\vert\]", r"\(y\)", r"\[\displaystyle z\]", r"\(t\)"]
    assert [formula for formula in formulas if formula not in text] == []
    assert "a | b and c | d" in text
    assert [node.text().strip() for node in tree.css("main > table td")] == [r"\(t\)", "c", "d", ""]
    assert [node.text() for node in tree.css("blockquote strong, blockquote em")] == ["Note", "text"]
    assert [node.text() for node in tree.css("details > p > strong")] == ["bold"]
    assert tree.css_first("code.language-python").text().strip() == "x = 1"
    assert [len(node.css("li")) for node in tree.css("main > ul, main > ol")][1:] == [1, 1, 1]
    assert [node.text() for node in tree.css("main > div > p > em")] == ["three"]
    assert text.endswith("{{ page.title }}")
