"""Files of the blog that a cell includes: their text, their parts, and what must never come in by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from blogtools.model import Cell, FrontMatter, Notebook
from blogtools.redaction import Redaction
from blogtools.transform.context import Context
from blogtools.transform.identity import post_from_notebook
from blogtools.transform.inserts.includes import DEEPEST, include_files
from blogtools.transform.inserts.table import INCLUDED
from tests.conftest import Told, WriteNotebook

FILES = {
    "a.md": b"one\ntwo\nthree\nfour",
    "front.qmd": b"---\ntitle: T\n---\ntext",
    "sub/b.md": b"![p](p.png) [q](https://x.org/)\n\n{{< include c.md >}}",
    "sub/c.md": b"deep",
    "f.py": b"import a\n\n\ndef f():\n    # start\n    return 1\n    # end\n",
    "s.md": b"--8<-- [start:x]\nin x\n--8<-- [end:x]\nout",
    "loop.md": b"{{< include loop.md >}}",
    "n.ipynb": b"{}",
    "bin.md": b"\xff\xfe",
    "hidden.md": b"shown\n\n<!-- secret -->\n\n::: {.content-hidden}\nsecret\n:::\n\n<!-- open: secret",
    "key.md": b"The PASSPHRASE is here",
    "liquid.html": b"{{ x }}",
    "_includes/j.md": b"jekyll",
    **{f"d{level}.md": b"{{< include d%d.md >}}" % (level + 1) for level in range(20)},
}


def included(source: str, redaction: Redaction | None = None) -> tuple[str, list[str]]:
    """The source of a cell after the step, and the findings."""
    notebook = Notebook((Cell(1, "markdown", source),))
    post = post_from_notebook(notebook, FrontMatter(), frozenset(), "a.ipynb", (), redaction or Redaction(()))
    done = include_files(post, Context(read_file=FILES.get))
    return done.cells[0].source, [str(one) for one in done.findings]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("a\n\n{{< include a.md >}}\n\nb", "a\n\none\ntwo\nthree\nfour\n\nb", id="Quarto"),
        pytest.param("{{< include /a.md >}}", "one\ntwo\nthree\nfour", id="from the root"),
        pytest.param("{{< include front.qmd >}}", "text", id="front matter"),
        pytest.param("{{< include sub/b.md >}}", "![p](p.png) [q](https://x.org/)\n\ndeep", id="nested"),
        pytest.param("```{include} sub/b.md\n```", "![p](sub/p.png) [q](https://x.org/)\n\ndeep", id="MyST"),
        pytest.param(":::{include} a.md\n:start-line: 1\n:end-line: 3\n:::", "two\nthree", id="lines from 0"),
        pytest.param("```{include} a.md\n:lines: 1,3-\n```", "one\nthree\nfour", id="list of lines"),
        pytest.param("```{include} a.md\n:start-after: one\n:end-before: four\n```", "two\nthree", id="between texts"),
        pytest.param("```{include} a.md\n:start-at: two\n:end-at: three\n```", "two\nthree", id="from text to text"),
        pytest.param("```{include} a.md\n:literal:\n```", "```md\none\ntwo\nthree\nfour\n```", id="literal"),
        pytest.param(
            "```{literalinclude} f.py\n:language: python\n:start-after: start\n:end-before: end\n:dedent:\n```",
            "```python\nreturn 1\n```",
            id="code",
        ),
        pytest.param(
            "```{literalinclude} f.py\n:lines: 1\n:caption: C\n```", "*C*\n\n```py\nimport a\n```", id="caption"
        ),
        pytest.param('--8<-- "a.md"', "one\ntwo\nthree\nfour", id="snippet"),
        pytest.param('--8<-- "a.md:2:3"', "two\nthree", id="snippet, lines"),
        pytest.param('--8<-- "a.md:-1"', "four", id="snippet, from the end"),
        pytest.param('--8<-- "a.md:1:1,4:4"', "one\nfour", id="snippet, ranges"),
        pytest.param('--8<-- "s.md:x"', "in x", id="section"),
        pytest.param('--8<-- "s.md"', "in x\nout", id="marks of sections"),
        pytest.param("--8<--\na.md:1:1\nsub/c.md\na.md:2:2\n--8<--", "one\n\ndeep\n\ntwo", id="several"),
        pytest.param('```python\n--8<-- "f.py:1:1"\n```', "```python\nimport a\n```", id="snippet in code"),
        pytest.param('```\n--8<-- "none.py"\n```', '```\n--8<-- "none.py"\n```', id="example in code"),
        pytest.param("{% include j.md %} ", "jekyll", id="Jekyll"),
        pytest.param("{% include_relative a.md %}", "one\ntwo\nthree\nfour", id="Jekyll, relative"),
        pytest.param("{% include_relative liquid.html %}", "{% include_relative liquid.html %}", id="template"),
        pytest.param("{% include none.html %}", "{% include none.html %}", id="no such template"),
        pytest.param("```\n{{< include a.md >}}\n```", "```\n{{< include a.md >}}\n```", id="Quarto's in code"),
        pytest.param("<!--\n{{< include a.md >}}\n-->", "<!--\n{{< include a.md >}}\n-->", id="in a comment"),
        pytest.param('- a\n\n  --8<-- "a.md:1:2"', "- a\n\n  one\n  two", id="in a list"),
    ],
)
def test_text_of_files(source: str, expected: str) -> None:
    """In the place of the mark."""
    assert included(source) == (expected, [])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param("a\n\n{{< include no.md >}}", "cell 1, line 3: the included file no.md was not", id="missing"),
        pytest.param("{{< include loop.md >}}", "loop.md (included by loop.md) includes itself", id="cycle"),
        pytest.param("{{< include d0.md >}}", f"is included by more than {DEEPEST} files", id="depth"),
        pytest.param("{{< include n.ipynb >}}", "n.ipynb is a notebook (embed its cells:", id="notebook"),
        pytest.param("{{< include bin.md >}}", "bin.md is no text in UTF-8", id="binary"),
        pytest.param('--8<-- "s.md:y"', "s.md has no section y", id="section"),
        pytest.param("```{include} a.md\n:start-after: nine\n```", "a.md has no line with nine", id="text"),
        pytest.param("```{include} a.md\n:lines: x\n```", "a.md has no lines x", id="numbers"),
    ],
)
def test_what_cannot_be_included_is_found(source: str, message: str) -> None:
    """Readers see nothing in its place."""
    text, findings = included(source)
    assert len(findings) == 1
    assert message in findings[0]
    assert text.strip() in ("a", "")


def test_what_a_file_hides_stays_hidden() -> None:
    """Also by a comment that it does not end, which ends with the file."""
    text, _ = included("{{< include hidden.md >}}\n\nafter")
    assert "secret" not in text
    assert "shown" in text
    assert text.endswith("after")


def test_rules_of_the_author_apply_to_files() -> None:
    """As to the notebook."""
    assert included("{{< include key.md >}}", Redaction((("PASSPHRASE", "…"),)))[0] == "The … is here"


def test_much_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is included again and again."""
    monkeypatch.setattr("blogtools.transform.inserts.includes.MOST_INCLUDES", 30)
    _, findings = included("{{< include a.md >}}\n\n{{< include a.md >}}")
    assert "a.md is too much" in findings[0]


@pytest.mark.parametrize(("_dialect", "_name", "example"), INCLUDED, ids=[example for *_, example in INCLUDED])
def test_each_row_of_the_table_is_included(_dialect: str, _name: str, example: str) -> None:
    """From a file that is there."""
    post = post_from_notebook(
        Notebook((Cell(1, "markdown", example),)), FrontMatter(), frozenset(), "a.ipynb", (), Redaction(())
    )
    assert "x" in include_files(post, Context(read_file=lambda _: b"x\ny")).cells[0].source.splitlines()


def test_a_blog_includes_only_its_own_files(blog_folder: Path, write_notebook: WriteNotebook, told: Told) -> None:
    """No file outside, no link out, no hidden one, no key; a page is built again when its file changes."""
    (blog_folder.parent / "outside.md").write_text("stolen", encoding="utf-8")
    folder = blog_folder / "notebooks"
    (folder / "link.md").symlink_to(blog_folder.parent / "outside.md")
    (folder / ".private.md").write_text("stolen", encoding="utf-8")
    (folder / "id_rsa").write_text("stolen", encoding="utf-8")
    (folder / "part.md").write_text("## First\n\n{{< meta x >}}", encoding="utf-8")
    names = ("../../outside.md", "link.md", ".private.md", "id_rsa", "/../outside.md", "part.md")
    includes = "\n\n".join(f"{{{{< include {name} >}}}}" for name in names)
    write_notebook(folder / "a.ipynb", "---\nx: Value\n---", "# T", includes)
    _, text = told("convert")
    page = blog_folder / "_site/a/index.html"
    html = page.read_text(encoding="utf-8")
    assert "stolen" not in html
    assert "First" in html
    assert "Value" in html
    assert text.count("the included file") == 5
    (folder / "part.md").write_text("## Second", encoding="utf-8")
    told("convert")
    assert "Second" in page.read_text(encoding="utf-8")


def test_a_password_in_an_included_file_withholds_the_page(
    blog_folder: Path, write_notebook: WriteNotebook, told: Told
) -> None:
    """As in a cell."""
    key = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    (blog_folder / "notebooks/part.md").write_text(f"token = {key}", encoding="utf-8")
    write_notebook(blog_folder / "notebooks/a.ipynb", "# T\n\n{{< include part.md >}}")
    status, text = told("convert")
    assert (status, key in text) == (1, False)
    assert not (blog_folder / "_site/a/index.html").exists()
