"""What the owner of a blog keeps from readers, by names or by settings of another generator, is told and nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from blogtools.api import Blog
from blogtools.build.report import Report
from blogtools.lab.exporters import BlogPostExporter
from tests.conftest import Run, WriteNotebook, tree

HIDDEN = "Zebra."


def published(report: Report) -> set[str]:
    """The notebooks of a report that became pages."""
    return {page.source for page in report.built}


def told(report: Report) -> dict[str, str]:
    """The notebooks that the report says are not published, and why."""
    return {one.where.file: one.message for one in report.findings if one.slug == "not-published"}


def assert_nowhere(folder: Path, word: str) -> None:
    """No file of a site has a word."""
    assert [] == [name for name, data in tree(folder).items() if word.encode() in data]


def test_names_that_begin_with_an_underscore(blog_folder: Path, write_notebook: WriteNotebook, run: Run) -> None:
    """Of notebooks and of their folders, however deep; each is told once, and whoever names one publishes it."""
    for name in ("_a", "_old/b", "talks/_drafts/c"):
        write_notebook(blog_folder / f"notebooks/{name}.ipynb", "# Hidden", HIDDEN)
    for name in ("d", "talks/e_f", "snake_case/g"):
        write_notebook(blog_folder / f"notebooks/{name}.ipynb", "# Shown")
    report = Blog.open(blog_folder).convert()
    assert {"notebooks/d.ipynb", "notebooks/talks/e_f.ipynb", "notebooks/snake_case/g.ipynb"} == published(report)
    assert told(report) == {
        "notebooks/_a.ipynb": "is not published: its name begins with _",
        "notebooks/_old/b.ipynb": "is not published: the name of its folder, _old, begins with _",
        "notebooks/talks/_drafts/c.ipynb": "is not published: the name of its folder, _drafts, begins with _",
    }
    assert report.exit_status(strict=True) == 0
    assert_nowhere(blog_folder / "_site", HIDDEN)
    assert published(Blog.open(blog_folder).convert([blog_folder / "notebooks/_a.ipynb"])) == {"notebooks/_a.ipynb"}
    status, output, _ = run("check")
    assert status == 0
    assert "name it: blogtools convert notebooks/_old/b.ipynb)" in output


@pytest.mark.parametrize("folder", ["_notebooks", "_posts"])
def test_folders_of_posts_that_begin_with_an_underscore(
    tmp_path: Path, write_notebook: WriteNotebook, folder: str
) -> None:
    """Those of fastpages and Jekyll are posts; what begins with one inside is not."""
    write_notebook(tmp_path / folder / "2020-01-02-a.ipynb", "# Shown")
    write_notebook(tmp_path / folder / "_b.ipynb", "# Hidden")
    assert published(Blog.open(tmp_path).convert()) == {f"{folder}/2020-01-02-a.ipynb"}


@pytest.mark.parametrize(
    ("render", "shown"),
    [
        ('["*.ipynb"]', {"a", "posts/b", "posts/old/c"}),
        ('["*.qmd", "posts/"]', {"posts/b", "posts/old/c"}),
        ('["posts/*.ipynb"]', {"posts/b"}),
        ('["posts/**/*.ipynb", "!posts/old/"]', {"posts/b"}),
        ('["!posts/old/c.ipynb"]', {"a", "posts/b"}),
        ("a.ipynb", {"a"}),
        ("\n    - ./a.ipynb\n    - posts", {"a", "posts/b", "posts/old/c"}),
        ("[]", {"a", "posts/b", "posts/old/c"}),
    ],
)
def test_what_quarto_renders(tmp_path: Path, write_notebook: WriteNotebook, render: str, shown: set[str]) -> None:
    """The list of a project says which notebooks are published."""
    (tmp_path / "_quarto.yml").write_text(f"project:\n  type: website\n  render: {render}\n", encoding="utf-8")
    for name in ("a", "posts/b", "posts/old/c"):
        write_notebook(tmp_path / f"{name}.ipynb", f"# {name}")
    report = Blog.open(tmp_path).convert()
    assert {name.removesuffix(".ipynb") for name in published(report)} == shown
    assert {name.removesuffix(".ipynb") for name in told(report)} == {"a", "posts/b", "posts/old/c"} - shown
    assert all("`render` in _quarto.yml" in reason for reason in told(report).values())


def test_a_project_that_cannot_be_read(tmp_path: Path, write_notebook: WriteNotebook, run: Run) -> None:
    """Nothing is published while nobody knows what."""
    (tmp_path / "_quarto.yml").write_text("project:\n  render: [a, b\n", encoding="utf-8")
    write_notebook(tmp_path / "a.ipynb", "# A")
    status, _, message = run("convert", tmp_path, "-o", tmp_path / "out")
    assert status == 2
    assert "_quarto.yml, line 2: is not valid YAML, so which notebooks it publishes is not known" in message
    assert not (tmp_path / "out").exists()


@pytest.fixture
def pelican(tmp_path: Path, write_notebook: WriteNotebook) -> Path:
    """A blog of Pelican with `liquid_tags`: two posts that show notebooks, and notebooks that none shows."""
    (tmp_path / "content/articles").mkdir(parents=True)
    settings = "import os\nPATH = 'content'\nNOTEBOOK_DIR = 'downloads/notebooks'\nSITEURL = os.environ['NOBODY']\n"
    (tmp_path / "pelicanconf.py").write_text(settings, encoding="utf-8")
    posts = {
        "one.md": "Title: One: two / three\ndate: 2012-10-04 18:40\nslug: first\ntags: a, b\n\n"
        "{% notebook downloads/notebooks/A.ipynb cells[2:] %}",
        "two.md": "Title: Two\ndate: 2012-10-05\n\n{% notebook B.ipynb %}\n",
        "three.md": "Title: Three\ndate: 2012-10-06\n\nBefore it.\n\n{% notebook downloads/notebooks/C.ipynb %}\n",
        "four.md": "Title: Four\ndate: 2012-10-07\nstatus: draft\n\n{% notebook downloads/notebooks/E.ipynb %}\n",
    }
    for name, text in posts.items():
        (tmp_path / "content/articles" / name).write_text(text, encoding="utf-8")
    for name in "ABCDE":
        cells = (f"# {name}", HIDDEN if name == "A" else "Text.", "Rain.", ("code", "rain = 1"))
        write_notebook(tmp_path / f"content/downloads/notebooks/{name}.ipynb", *cells)
    return tmp_path


def test_posts_of_pelican(pelican: Path) -> None:
    """A notebook has the metadata of its post and the cells that this shows; what no post shows is not published."""
    report = Blog.open(pelican).convert()
    notebooks = "content/downloads/notebooks"
    assert published(report) == {f"{notebooks}/A.ipynb", f"{notebooks}/B.ipynb"}
    assert told(report) == {
        f"{notebooks}/C.ipynb": "is not published: content/articles/three.md has more text around it",
        f"{notebooks}/D.ipynb": "is not published: no post in content/ names it (pelicanconf.py)",
    }
    assert report.drafts == 1
    page = (pelican / "_site/first/index.html").read_text(encoding="utf-8")
    assert ">One: two / three</h1>" in page
    assert '<time datetime="2012-10-04T18:40' in page
    assert "Rain." in page
    assert_nowhere(pelican / "_site", HIDDEN)


def test_a_post_of_pelican_that_changes(pelican: Path) -> None:
    """Its notebook is built anew, with the cells that it shows now."""
    Blog.open(pelican).convert()
    post = pelican / "content/articles/one.md"
    post.write_text(post.read_text(encoding="utf-8").replace("[2:]", "[3:]"), encoding="utf-8")
    assert published(Blog.open(pelican).convert()) == {"content/downloads/notebooks/A.ipynb"}
    assert "Rain." not in (pelican / "_site/first/index.html").read_text(encoding="utf-8")


def test_notebooks_that_pelican_reads_itself(pelican: Path, write_notebook: WriteNotebook) -> None:
    """With the plugin for it those below its folder of posts are; so is one that has a file with metadata beside it."""
    write_notebook(pelican / "scratch/f.ipynb", "# F")
    write_notebook(pelican / "scratch/g.ipynb", "# G")
    (pelican / "scratch/g.nbdata").write_text("Title: G\nSlug: gee\n", encoding="utf-8")
    with (pelican / "pelicanconf.py").open("a") as file:
        file.write("MARKUP = ('md', 'ipynb')\n")
    report = Blog.open(pelican).convert()
    assert set(told(report)) == {"scratch/f.ipynb"}
    assert (pelican / "_site/gee/index.html").is_file()


@pytest.mark.parametrize("given", ["[2, None]", "[2, 4]", "[-2, None]"])
def test_subcells(blog_folder: Path, write_notebook: WriteNotebook, given: str) -> None:
    """Cells that `Subcells` leaves out are in no page, list, feed, snippet or export."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "# A", HIDDEN, "Rain.", ("code", "rain = 1"))
    path.with_suffix(".nbdata").write_text(f"Title: A\nSubcells: {given}\n", encoding="utf-8")
    for target in ("html", "hugo", "jekyll"):
        Blog.open(blog_folder).convert(to=target, output=f"out/{target}")
        assert_nowhere(blog_folder / "out" / target, HIDDEN)
    assert "Rain." in (blog_folder / "out/html/a/index.html").read_text(encoding="utf-8")
    assert HIDDEN not in BlogPostExporter().from_filename(str(path))[0]


@pytest.mark.parametrize("given", ["2", "[1]", "[1, 2, 3]", "[a, b]", "[1.5, 2]", "[true, 2]"])
def test_subcells_that_are_none(blog_folder: Path, write_notebook: WriteNotebook, given: str) -> None:
    """The post is held back: which cells are for readers is not known."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "# A", HIDDEN)
    path.with_suffix(".nbdata").write_text(f"Title: A\nSubcells: {given}\n", encoding="utf-8")
    report = Blog.open(blog_folder).convert()
    (error,) = report.errors
    assert "Subcells: expected the first and the last cell, such as [2, None], found" in error.message
    assert report.exit_status() == 1
    assert_nowhere(blog_folder / "_site", HIDDEN)


FORMS = {
    "myst.md": "---\ntitle: A\nkernelspec:\n  name: python3\n---\n\nText.",
    "jupytext.markdown": "\ufeff---\r\njupytext:\r\n  formats: md\r\n---\r\n\r\nText.",
    "other-suffix.mkd": '+++\ndate = 2020-01-02\ntitle = "A"\n+++\n\nText.',
    "header.mdown": "Date: 2020-01-02\nTitle: A: b\nTags: x\n\nText.",
    "quarto.qmd": "---\nformat: html\n---\n\nText.",
    "r.Rmd": "---\ntitle: A\noutput: html_document\n---\n\nText.",
    "cells.py": "x = 1\n\n# %% [markdown]\n# Text.",
    "marimo.py": "import marimo\n\napp = marimo.App()\n\n@app.cell\ndef _():\n    x = 1\n",
    "project.deepnote": "project: {notebooks: [{name: a, blocks: [{type: markdown, content: Text.}]}]}",
    "percent.py": "# ---\n# jupyter:\n#   jupytext:\n#     formats: py\n# ---\n\n# %% [markdown]\n# Text.",
}
NO_FORMS = {
    "README.md": "# A\n\nText.\n\n---\ntitle: no\n---\n",
    "_part.md": "---\ntitle: A\n---\n\nText.",
    "rule.md": "---\n\nText.\n",
    "module.py": '"""A module."""\n',
    "note.txt": "Title: A\n\nText.",
    "copied.md": "---\ntitle: A\n---\n\nText.",
    "copied.py": FORMS["percent.py"],
}


def test_posts_that_are_no_notebooks(blog_folder: Path, write_notebook: WriteNotebook, run: Run) -> None:
    """One line names them, with what to do; what is no post, or the copy of a notebook, is not among them."""
    for name, text in (FORMS | NO_FORMS).items():
        (blog_folder / "notebooks" / name).write_bytes(text.encode())
    write_notebook(blog_folder / "notebooks/copied.ipynb", "# A")
    (told,) = (one for one in Blog.open(blog_folder).convert().findings if one.slug == "not-imported")
    assert told.message.startswith(f"{len(FORMS)} posts are no notebooks, and not published: notebooks/cells.py, ")
    assert told.message.endswith(" and 5 more")
    assert told.hint == "make notebooks of them: blogtools import notebooks"
    for name in FORMS.keys() - {"myst.md"}:
        (blog_folder / "notebooks" / name).unlink()
    expected = (
        "warning: notebooks/myst.md: is a post, but no notebook, and not published"
        " (make notebooks of them: blogtools import notebooks/myst.md)\n"
    )
    assert expected in run("convert")[2]


def test_the_hint_makes_notebooks_of_all_of_them(blog_folder: Path, run: Run) -> None:
    """The command that it names imports every form, after which nothing is left to tell."""
    for name, text in FORMS.items():
        (blog_folder / "notebooks" / name).write_bytes(text.encode())
    assert run("import", "notebooks")[0] == 0
    assert len(list((blog_folder / "notebooks").glob("*.ipynb"))) == len(FORMS)
    assert not [one for one in Blog.open(blog_folder).convert().findings if one.slug == "not-imported"]


@pytest.mark.parametrize("name", FORMS)
def test_a_link_to_a_post_that_is_no_notebook(
    blog_folder: Path, write_notebook: WriteNotebook, run: Run, name: str
) -> None:
    """The file itself is not published under the link, and the author is told."""
    (blog_folder / "notebooks" / name).write_bytes(FORMS[name].encode())
    (blog_folder / "notebooks/README.md").write_text(NO_FORMS["README.md"], encoding="utf-8")
    write_notebook(blog_folder / "notebooks/a.ipynb", f"[x]({name}) [y](README.md)")
    messages = run("convert")[2]
    assert f"cell 1: {name} is a post, but no notebook, and not published" in messages
    assert sorted(path.name for path in (blog_folder / "_site/a").iterdir()) == ["README.md", "index.html"]


def test_what_blogtools_wrote_is_not_taken_for_posts(
    blog_folder: Path, write_notebook: WriteNotebook, run: Run
) -> None:
    """Markdown for another generator may lie among the notebooks."""
    (blog_folder / "notebooks").rmdir()
    write_notebook(blog_folder / "a.ipynb", "# A", "Text.")
    assert run("convert", "--to", "hugo", "-o", "content")[0] == 0
    assert "no notebook" not in run("convert")[2]
