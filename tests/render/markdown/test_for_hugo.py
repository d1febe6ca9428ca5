"""What goes to Hugo comes out of the real Hugo as it is meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.render.targets import TARGETS
from tests.conftest import WriteNotebook
from tests.hugo_site import build_hugo, formulas_of, hugo, shown_of

pytestmark = pytest.mark.skipif(hugo() is None, reason="there is no Hugo on this machine")


def page_of(tmp_path: Path, blog_folder: Path) -> str:
    """Convert the blog for Hugo, build the site, and return the page of the notebook `a`."""
    content = tmp_path / "site/content/posts"
    assert convert(find_blog(blog_folder), options=Options(TARGETS["hugo"], content)).errors == ()
    return (build_hugo(tmp_path / "site") / "a/index.html").read_text(encoding="utf-8")


FORMULAS = {
    "a minus begins a line": ("$$\na\n- c\n$$", ["a - c"]),
    "an equals sign is alone in a line": ("$$\na\n=\nx\n$$", ["a = x"]),
    "a number begins a line": ("$$\na =\n1. + b\n$$", ["a = 1. + b"]),
    "a comment": ("$$\na % not c\n+ b\n$$", ["a + b"]),
    "a percent sign": ("$$\na \\%\n+ b\n$$", [r"a \% + b"]),
    "in a quote": ("> $$\n> a\n> = b\n> $$", ["a = b"]),
    "in a list": ("- b\n\n  $$\n  a\n  - c\n  $$", ["a - c"]),
    "bare environment": (
        "\\begin{align}\na &= b \\\\\n- c &= d\n\\end{align}",
        ["\\begin{align} a &= b \\\\ - c &= d \\end{align}"],
    ),
    "underscores": ("$a_b$ and $c_d$ and $a*b*c$", ["a_b", "c_d", "a*b*c"]),
    "in a table": ("| a |\n|---|\n| $|x|$ |\n| $\\|x\\|$ |", [r"\vert x\vert", r"\Vert x\Vert"]),
    "dollars in text": ("US\\$5 and $x$ and \\$6", ["x"]),
    "a dollar alone": ("$x$ costs 5$", ["x"]),
    "a dollar in a formula": ("$a \\$ b$ and $\\text{if $c$}$ d", [r"a \$ b", r"\text{if $c$}"]),
    "JupyterLab's parentheses": (r"\\(a_b\\) and \\[c_d\\]", ["a_b", "c_d"]),
    "brackets that are none": (r"\(a\) and \[b\]", []),
    "in code": ("`$a$` and $b$ and `c$`\n\n```\n$d$\n```", ["b"]),
    "in bold": ("**$a$** and [$b$](https://x.org)", ["a", "b"]),
    "two lines": ("so $a\n- b$ is", ["a - b"]),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_are_all_there(name: str, tmp_path: Path, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Hugo's passthrough finds each formula whole, and nothing else."""
    source, expected = FORMULAS[name]
    write_notebook(blog_folder / "notebooks/a.ipynb", source)
    page = page_of(tmp_path, blog_folder)
    text = LexborHTMLParser(page).css_first("main").text()
    assert [" ".join(tex.split()) for tex in formulas_of(page)] == expected
    assert ("$d$" in text, text.count("$") - "".join(expected).count("$")) == (
        "$d$" in source,
        {"in code": 5, "dollars in text": 2, "a dollar alone": 1}.get(name, 0),
    )


def test_formulas_in_html_are_mathml(tmp_path: Path, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """No parser of Markdown looks for formulas there."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "<p title='$t$'>a $x_1$\n$y$ b</p>")
    tree = LexborHTMLParser(page_of(tmp_path, blog_folder))
    assert [node.attributes["alttext"] for node in tree.css("p > math")] == ["x_1", "y"]
    assert tree.css_first("p").attributes["title"] == "$t$"


def test_files_of_html_stop_nothing(tmp_path: Path, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Hugo takes HTML and Markdown beside a post for content, and stops or leaves them out; so they get other names."""
    files = {"b.html": "b.shtml", "C.HTM": "C.shtml", "n.md": "n.md.txt", "r.rst": "r.rst.txt", "d.csv": "d.csv"}
    for name in files:
        (blog_folder / "notebooks" / name).write_text(f"{name} itself")
    links = " ".join(f"[{name}]({name}#x)" for name in files)
    write_notebook(blog_folder / "notebooks/a.ipynb", f"{links}\n\n<iframe src='b.html'></iframe>")
    tree = LexborHTMLParser(page_of(tmp_path, blog_folder))
    assert [node.attributes["href"] for node in tree.css("a")] == [f"{name}#x" for name in files.values()]
    frame = tree.css_first("iframe").attributes["src"]
    assert frame is not None
    assert (tmp_path / "site/public/posts/a" / frame).read_text() == "b.html itself"
    for name, published in files.items():
        assert (tmp_path / "site/public/posts/a" / published).read_text() == f"{name} itself"


def test_folds_and_callouts_are_shown(tmp_path: Path, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Folds are `<details>`, callouts have their name, and Markdown in both is Markdown."""
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        "> [!NOTE]\n> - one\n\n> [!TIP]\n> *two*\n\n- > [!WARNING]\n  > three",
        ("code", "#| code-fold: true\n'{{< x >}}'"),
        "<details>\n<summary>s</summary>\n\n**four**[^1]\n\n</details>\n\n[^1]: five",
    )
    page = page_of(tmp_path, blog_folder)
    tree = LexborHTMLParser(page)
    names = [node.text() for node in tree.css("blockquote > p:first-child > strong")]
    assert (names, "[!" in page) == (["Note", "Tip", "Warning"], False)
    assert [node.text() for node in tree.css("blockquote li, blockquote em, li blockquote p + p")] == [
        "one",
        "two",
        "three",
    ]
    assert [node.text().strip() for node in tree.css("details > summary")] == ["Show code", "s"]
    assert tree.css_first("details pre").text().strip() == "'{{< x >}}'"
    assert tree.css_first("details > p > strong").text() == "four"
    assert "five" in tree.css_first(".footnotes").text()


def test_labels_are_those_of_their_cell(tmp_path: Path, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Two cells may use one label for two footnotes, or for two addresses."""
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        "a[^1] [b][x] ![p][x]\n\n[x]: https://one.org 'T'\n[^1]: first",
        "c[^1] [x] [d][X]\n\n[^1]: second\n\n[x]: <https://two.org/a b>",
        "[x] e[^1]\n\n[^2]: nobody refers to it",
    )
    page = page_of(tmp_path, blog_folder)
    tree = LexborHTMLParser(page)
    links = [node.attributes["href"] for node in tree.css("main > p a") if "footnote" not in str(node.attributes)]
    assert links == ["https://one.org", "https://two.org/a%20b", "https://two.org/a%20b"]
    assert [node.text(strip=True).rstrip("↩︎\xa0") for node in tree.css(".footnotes li")] == ["first", "second"]
    assert "[x] e" in shown_text(page)
    assert "nobody refers to it" in shown_text(page)


def shown_text(page: str) -> str:
    """The text of a page, on one line."""
    return " ".join(LexborHTMLParser(page).css_first("main").text().split())


def test_attributes_of_fences_stop_nothing(tmp_path: Path, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Languages stay, and so do Hugo's own attributes."""
    infos = {
        "{python}": "python",
        "{.bash f='x'}": "bash",
        "{r, echo=FALSE}": "r",
        "{code-cell} ipython3": "python",
        "js {1,3-4}": "js",
        "python {linenos=true}": "python",
        "c++": "c++",
    }
    write_notebook(blog_folder / "notebooks/a.ipynb", *(f"```{info}\nx\n```" for info in infos))
    page = page_of(tmp_path, blog_folder)
    names = [node.attributes["data-lang"] for node in LexborHTMLParser(page).css("code[data-lang]")]
    assert [name.replace("javascript", "js") for name in names] == list(infos.values())
    assert page.count('class="lntd"') == 2  # The numbers, and the code beside them.
    assert shown_of(page).code.count("x") == len(infos)
