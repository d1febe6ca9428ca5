"""Folders and whole blogs: what is a post, what its notebook is called, and which files come along."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from blogtools import read_post
from blogtools.cli import cli
from blogtools.config import find_blog
from blogtools.importers.run import ImportReport, import_posts

POST = "---\ntitle: A\n---\n\n"


def made(folder: Path, files: dict[str, str]) -> Path:
    """A folder with files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def imported(blog_folder: Path, files: dict[str, str]) -> ImportReport:
    """What the import of a blog `old` into another one reports."""
    made(blog_folder / "old", files)
    return import_posts(find_blog(blog_folder), [Path("old")])


def text_of(notebook: Path) -> str:
    """The Markdown of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def test_what_is_a_post_in_a_checkout(blog_folder: Path) -> None:
    """Each form has its importer; what only looks like a post is named, with the reason."""
    report = imported(
        blog_folder,
        {
            "_config.yml": "title: a",
            "_posts/2020-01-02-a.md": f"{POST}Text.",
            "_posts/2020-01-02-b.md": f"{POST}Text.",
            "_notebooks/2020-01-02-b.ipynb": "{}",
            "posts/myst.md": f"{POST}```{{code-cell}}\n1\n```\n",
            "posts/q.qmd": "Text.",
            "posts/r.Rmd": "Text.",
            "posts/r.md": f"{POST}Text.",
            "posts/script.py": "# %% [markdown]\n# Text",
            "posts/module.py": "x = 1",
            "posts/paired.py": "# %% [markdown]\n# Text",
            "posts/paired.ipynb": "{}",
            "posts/page.md": "---\ntitle: a\nlayout: page\n---\nText.",
            "posts/show.md": "Title: A\n\n{% notebook a.ipynb %}\n",
            "posts/_index.md": f"{POST}Text.",
            "posts/security-in-depth.md": f"{POST}Text.",
            "README.md": "# Read",
            "LICENSE": "The MIT License\n\nPermission is granted.",
            "docs/notes.md": "# Notes",
            "Makefile": "all\n\n\tmake a b",
            "_includes/a.md": f"{POST}Text.",
            "_site/a.md": f"{POST}Text.",
            "requirements.txt": "numpy\n\n# for a test",
        },
    )
    assert {Path(one.source).name: one.importer for one in report.imported} == {
        "2020-01-02-a.md": "markdown",
        "myst.md": "myst",
        "q.qmd": "quarto",
        "r.md": "markdown",
        "script.py": "script",
        "security-in-depth.md": "markdown",
    }
    assert {one.path.removeprefix("old/"): one.why for one in report.passed_over} == {
        "LICENSE": "is about the project, by its name",
        "README.md": "is about the project, by its name",
        "requirements.txt": "is about the project, by its name",
        "_notebooks": "has a notebook, which blogtools converts in place: name the folder in the setting `notebooks`",
        "_posts/2020-01-02-b.md": "has the same text as 2020-01-02-b.ipynb, which is used",
        "docs/notes.md": "has no front matter",
        "posts": "has a notebook, which blogtools converts in place: name the folder in the setting `notebooks`",
        "posts/page.md": "is a page and no post, by its layout",
        "posts/paired.py": "has the same text as paired.ipynb, which is used",
        "posts/r.Rmd": "was rendered to r.md, which has its outputs",
        "posts/show.md": "shows a notebook, which blogtools converts itself",
    }


def test_the_report_ends_in_a_table(blog_folder: Path) -> None:
    """Posts, cells, files, and the findings of each kind; unknown shortcodes have their line in the source."""
    shortcode = "Text.\n\n{{< unheard of >}}\n\nMore.\n\n{{< video https://x.org/a.mp4 >}}\n"
    made(
        blog_folder / "old",
        {
            "a.md": f"{POST}{shortcode}\n```python\n1\n```\n",
            "b.md": f"{POST}![p](p.png)",
            "p.png": "p",
            "README.md": "# Read",
            "bad.md": "---\ntitle: [\n---\n",
        },
    )
    result = CliRunner().invoke(cli, ["import", "old"])
    assert result.exit_code == 1
    assert (
        "warning: old/a.md, line 7: {{< unheard of >}} (shortcode, Quarto, Hugo, Nikola) is shown as text"
        in result.stderr
    )
    assert "video" not in result.stderr
    assert result.stdout.endswith(
        "not imported: old/README.md is about the project, by its name\n"
        "posts              2\n"
        "cells              5\n"
        "files beside them  1\n"
        "files passed over  1\n"
        "errors             1\n"
        "foreign-mark       1\n"
    )


def test_names_of_notebooks(blog_folder: Path) -> None:
    """Equal names in several folders get that of the folder; a post of a folder has the name of that."""
    report = imported(
        blog_folder,
        {
            "2020/a.md": "# A",
            "2021/a.md": "# A",
            "2021/A.qmd": "A",
            "x/post/index.md": "# A",
            "y/post/index.md": "# A",
            "z/y/post/index.md": "# A",
        },
    )
    assert [(one.source, Path(one.notebook).name) for one in report.imported] == [
        ("old/2020/a.md", "a.ipynb"),
        ("old/2021/A.qmd", "2021-A.ipynb"),
        ("old/2021/a.md", "2021-a-2.ipynb"),
        ("old/x/post/index.md", "post.ipynb"),
        ("old/y/post/index.md", "y-post.ipynb"),
        ("old/z/y/post/index.md", "y-post-2.ipynb"),
    ]


@pytest.mark.parametrize(
    ("text", "front"),
    [
        (f"{POST}Text.", "---\ndraft: true\ntitle: A\n---"),
        ("+++\ntitle = 'A'\n+++\n\nText.", "+++\ndraft = true\ntitle = 'A'\n+++"),
        ('{"title": "A"}\n\nText.', '{\n"draft": true,"title": "A"}'),
        ("Text.", "---\ndraft: true\n---"),
    ],
)
def test_a_folder_of_drafts(blog_folder: Path, text: str, front: str) -> None:
    """Its posts stay drafts."""
    imported(blog_folder, {"_drafts/a.md": text})
    post = read_post(blog_folder / "notebooks/a.ipynb")
    assert post.front.draft
    assert post.notebook.cells[0].source == front


PICTURES = {
    "_config.yml": "",
    "images/top.png": "top",
    "static/s.png": "static",
    "posts/images/a.png": "a",
    "posts/with space.png": "space",
    "posts/data.csv": "1,2",
    "posts/.env": "secret",
    "posts/refs.bib": "@book{a}",
    "posts/b.md": f"{POST}Text.",
    "posts/c/index.md": f"{POST}![](pic.png)",
    "posts/c/pic.png": "pic of c",
    "posts/d/index.md": f"{POST}![](pic.png) ![](../images/a.png)",
    "posts/d/pic.png": "pic of d",
    "posts/a.md": """\
---
title: A
image: images/a.png
bibliography: refs.bib
---

![a](images/a.png "A title") ![t](/images/top.png) ![l]({{ site.baseurl }}/images/top.png)
![l2]({{ "/images/top.png" | relative_url }}) <img src="/s.png" alt="s"> [![x](images/a.png)](images/a.png)
![sp](<with space.png>) ![sp2](with%20space.png) [csv](data.csv) [env](.env) [up](../../outside.txt)
![web](https://x.org/a.png) ![gone](images/gone.png) [b](b.md#x) [c](c/index.md) [ref] `![no](images/a.png)`
{% img center /images/top.png 40 The top %}

```
![no](/images/top.png)
```

[ref]: {static}/images/top.png
""",
}


def test_files_come_along(blog_folder: Path) -> None:
    """Pictures and other files that a post refers to, with references that lead to them; nothing from outside."""
    made(blog_folder, {"outside.txt": "mine"})
    report = imported(blog_folder, PICTURES)
    folder = blog_folder / "notebooks"
    files = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.*") if path.is_file()}
    assert {name: text for name, text in files.items() if not name.endswith(".ipynb")} == {
        "images/a.png": "a",
        "images/top.png": "top",
        "s.png": "static",
        "with space.png": "space",
        "data.csv": "1,2",
        "refs.bib": "@book{a}",
        "pic.png": "pic of c",
        "d_files/pic.png": "pic of d",
    }
    text = """\
![a](images/a.png "A title") ![t](images/top.png) ![l](images/top.png)
![l2](images/top.png) <img src="s.png" alt="s"> [![x](images/a.png)](images/a.png)
![sp](<with space.png>) ![sp2](with%20space.png) [csv](data.csv) [env](.env) [up](../../outside.txt)
![web](https://x.org/a.png) ![gone](images/gone.png) [b](b.ipynb#x) [c](c.ipynb) [ref] `![no](images/a.png)`
<img src="images/top.png" alt="The top" width="40">

```
![no](/images/top.png)
```

[ref]: images/top.png"""
    assert text_of(folder / "a.ipynb") == text
    assert text_of(folder / "d.ipynb") == "![](d_files/pic.png) ![](images/a.png)"
    assert report.errors == ()


def test_a_file_of_the_blog_is_not_overwritten(blog_folder: Path) -> None:
    """The picture of the post gets another place."""
    made(blog_folder, {"notebooks/p.png": "mine"})
    imported(blog_folder, {"a.md": "![](p.png)\n", "p.png": "theirs"})
    folder = blog_folder / "notebooks"
    assert (folder / "p.png").read_text() == "mine"
    assert (folder / "a_files/p.png").read_text() == "theirs"
    assert text_of(folder / "a.ipynb") == "![](a_files/p.png)"
