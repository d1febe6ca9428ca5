"""Names with which a blog cannot be cloned on Windows: each is told, and none is written anew."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner

from blogtools.build.check import check
from blogtools.build.pipeline import convert
from blogtools.check.portability import find_clashes
from blogtools.cli import cli
from blogtools.config import find_blog
from blogtools.permalinks.registry import Permalink, PermalinkRegistry
from blogtools.permalinks.registry_file import REGISTRY_FILE, registry_bytes
from blogtools.transform.anchors import post_slug
from blogtools.transform.portable_names import name_problem, portable_name
from tests.checking import found
from tests.conftest import WriteNotebook, tree


@pytest.mark.parametrize(
    ("name", "problem", "safe"),
    [
        pytest.param("CON", "has a name that is reserved on Windows: CON", "CON-1", id="device"),
        pytest.param(
            "nul.tar.gz", "has a name that is reserved on Windows: nul.tar.gz", "nul-1.tar.gz", id="extension"
        ),
        pytest.param("Com¹.txt", "has a name that is reserved on Windows: Com¹.txt", "Com¹-1.txt", id="superscript"),
        pytest.param(
            "aux .txt", "has a name that is reserved on Windows: aux .txt", "aux-1.txt", id="space before dot"
        ),
        pytest.param("a.", "has a name that ends in a dot, which Windows drops: 'a.'", "a", id="dot"),
        pytest.param("a. ", "has a name that ends in a space, which Windows drops: 'a. '", "a", id="space"),
        pytest.param("a*b|c", "has * in a name, which Windows does not allow: a*b|c", "a-b-c", id="signs"),
        pytest.param("a\tb", r"has '\t' in a name, which Windows does not allow: 'a\tb'", "a-b", id="control"),
        pytest.param("con.", "has a name that ends in a dot, which Windows drops: 'con.'", "con-1", id="both"),
        pytest.param("...", "has a name that ends in a dot, which Windows drops: '...'", "file", id="nothing left"),
        pytest.param("console", "", "console", id="longer"),
        pytest.param(".com1", "", ".com1", id="hidden"),
        pytest.param("a b-c_ü.tar.gz", "", "a b-c_ü.tar.gz", id="good"),
    ],
)
def test_names(name: str, problem: str, safe: str) -> None:
    """What is wrong with a name, and the nearest good one."""
    assert name_problem(name) == name_problem(f"a/{name}/b.txt") == problem
    assert portable_name(name) == safe == portable_name(safe)
    assert name_problem(safe) == ""


@pytest.mark.parametrize("name", ["CON", "nul", "Aux", "LPT1", "con.", "a*b|c", "c:", "trailing. ", "*", "..."])
def test_made_slugs_are_names_on_every_system(name: str) -> None:
    """Of posts, terms and new notebooks."""
    assert name_problem(post_slug(name)) == ""


def test_each_name_of_a_post_is_told() -> None:
    """Its address, its aliases, and the files on its page; all where they are written."""
    cell = ("raw", "---\nslug: nul\naliases: [/a/, /prn/]\n---")
    assert found("windows-name", cell, "text") == [
        (1, 2, "its address has a name that is reserved on Windows: nul"),
        (1, 3, "the alias /prn/ has a name that is reserved on Windows: prn"),
    ]


def test_clashes() -> None:
    """Paths that are one on systems that ignore case, or how accents are encoded."""
    accents = unicodedata.normalize("NFD", "é.csv")
    told = [str(finding) for finding in find_clashes(["a/Foo.ipynb", "é.csv", accents, "a/foo.ipynb", "b/foo.ipynb"])]
    assert told == [
        f"{accents}: differs from é.csv only in how accents are encoded, which are one file on Windows"
        " (rename one of the two)",
        "a/foo.ipynb: differs from a/Foo.ipynb only in case, which are one file on Windows (rename one of the two)",
    ]


@pytest.fixture
def blog(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """A post with tags, files and snippets whose names are reserved."""
    notebooks = blog_folder / "notebooks"
    (blog_folder / "blogtools.toml").write_text('base_url = "https://example.org"\n')
    (notebooks / "aux.csv").parent.mkdir(exist_ok=True)
    (notebooks / "aux.csv").write_text("a,b")
    (notebooks / "a:b.csv").write_text("a,b")
    front = ("raw", "---\ntitle: A\ndate: 2026-01-01\ntags: [CON, aux, 'a*b|c', 'x.']\n---")
    snippet = {"cell_type": "code", "source": "#| label: nul\nprint(1)"}
    write_notebook(notebooks / "2026-01-01-con.ipynb", front, "[a](aux.csv) [b](a%3Ab.csv)", snippet)
    return blog_folder


def test_everything_that_is_written_can_be_cloned(blog: Path) -> None:
    """A page, lists of tags, files with their own names, snippets; what the author named is told."""
    report = convert(find_blog(blog))
    assert [str(error) for error in report.errors] == []
    written = [*tree(blog / "_site")]
    assert {"con-1/index.html", "con-1/aux-1.csv", "con-1/a-b.csv", "tags/con-1/index.html"} <= {*written}
    assert [name for name in written if name_problem(name)] == []
    assert CliRunner().invoke(cli, ["snippets", "export", "nul", "--output", "code"]).exit_code == 0
    assert sorted(name for name in tree(blog / "code") if name.endswith(".py")) == ["nul-1.py"]
    told = [str(finding) for finding in check(find_blog(blog)).findings if finding.slug == "windows-name"]
    assert told == [
        "notebooks/2026-01-01-con.ipynb, cell 2: the file has a name that is reserved on Windows: aux.csv"
        " (rename the file)",
        "notebooks/2026-01-01-con.ipynb, cell 2: the file has : in a name, which Windows does not allow: a:b.csv"
        " (rename the file)",
    ]


def test_a_new_post_at_such_an_address_is_refused(blog: Path, write_notebook: WriteNotebook) -> None:
    """All others are published; one that readers have stays where it is, with a warning."""
    path = blog / "notebooks/b.ipynb"
    write_notebook(path, ("raw", "---\nslug: prn\ndate: 2026-01-01\n---"), "text")
    message = (
        "notebooks/b.ipynb, cell 1, line 2: is not published: its address, prn/index.html, has a name that is reserved"
        " on Windows: prn (give it another `slug:`)"
    )
    assert [str(error) for error in check(find_blog(blog)).errors] == [message]
    report = convert(find_blog(blog))
    assert [str(error) for error in report.errors] == [message]
    assert report.exit_status() == 1
    assert (blog / "_site/con-1/index.html").exists()
    assert not (blog / "_site/prn").exists()


def test_a_published_address_stays(blog: Path, write_notebook: WriteNotebook) -> None:
    """As the registry of permalinks has it, whatever becomes of the cache."""
    entry = Permalink(page="prn/index.html", title="B", date="2026-01-01", first_date="2026-01-01")
    published = PermalinkRegistry(posts={"notebooks/b.ipynb": entry})
    (blog / REGISTRY_FILE).write_bytes(registry_bytes(published))
    write_notebook(blog / "notebooks/b.ipynb", ("raw", "---\ntitle: B\nslug: prn\ndate: 2026-01-01\n---"), "text")
    assert [str(error) for error in convert(find_blog(blog)).errors] == []
    assert (blog / "_site/prn/index.html").exists()
    report = check(find_blog(blog))
    assert report.errors == ()
    assert [(one.slug, one.severity) for one in report.findings if one.where.file == "notebooks/b.ipynb"] == [
        ("windows-name", "warning")
    ]


def test_an_alias_is_written_and_told(blog: Path, write_notebook: WriteNotebook) -> None:
    """Readers may come by it; once in `check`, at its line, and once in `convert`."""
    write_notebook(blog / "notebooks/b.ipynb", ("raw", "---\ndate: 2026-01-01\naliases: [/old/, /prn/]\n---"), "text")
    message = "the alias /prn/ has a name that is reserved on Windows: prn (remove it, if no link leads there)"
    for report in (check(find_blog(blog)), convert(find_blog(blog))):
        told = [str(one) for one in report.findings if one.slug == "windows-name" and "alias" in one.message]
        assert told == [f"notebooks/b.ipynb, cell 1, line 3: {message}"]
    assert (blog / "_site/prn/index.html").exists()


def test_names_in_the_folders_of_the_blog(blog: Path, write_notebook: WriteNotebook) -> None:
    """Notebooks and static files, which nobody but the author can rename."""
    write_notebook(blog / "notebooks/what?.ipynb", ("raw", "---\ntitle: What\ndate: 2026-01-01\n---"), "text")
    (blog / "static").mkdir()
    for name in ("aux.txt", "Logo.png", "logo.png"):
        (blog / "static" / name).write_text(name)
    told = [str(finding) for finding in check(find_blog(blog)).findings if finding.slug == "windows-name"]
    assert told[2:] == [
        "notebooks/what?.ipynb: has ? in a name, which Windows does not allow: what?.ipynb"
        " (rename it; the address of a post stays the same if you give it a `slug:`)",
        "static/aux.txt: has a name that is reserved on Windows: aux.txt (rename the file)",
        "static/logo.png: differs from static/Logo.png only in case, which are one file on Windows"
        " (rename one of the two)",
    ]
