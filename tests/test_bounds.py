"""What is odd and large is told in one line, and costs no more than its size."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from blogtools.build.pipeline import convert
from blogtools.check.references import MOST_BROKEN
from blogtools.config import find_blog
from blogtools.read.forms import MAX_DOTS, MAX_TOML
from blogtools.read.values import MAX_NAMES
from blogtools.render.sanitize.contain import _MOST_ATTRIBUTES, contain
from blogtools.site.related_content import MAX_SAME_DAY
from blogtools.transform import snippets
from tests.conftest import WriteNotebook


def named(number: int) -> dict[str, Any]:
    """A code cell with a name."""
    return {"cell_type": "code", "source": f"#| snippet: s{number}\nx{number} = y"}


def names(number: int) -> str:
    """So many tags in front matter."""
    return f"---\ntags: {json.dumps([f't{n}' for n in range(number)])}\n---"


@pytest.mark.parametrize(
    ("front", "message"),
    [
        pytest.param(
            names(MAX_NAMES + 1), f"cell 1, line 2: tags: expected at most {MAX_NAMES} names, found a list", id="tags"
        ),
        pytest.param(
            f"---\nauthor: {','.join(map(str, range(MAX_NAMES + 1)))}\n---", "", id="one author of many commas"
        ),
        pytest.param(f"+++\n{'a.' * (MAX_DOTS + 1)}a = 1\n+++", "cell 1: is too large to be metadata", id="dotted key"),
        pytest.param(f"+++\na = '{'x' * MAX_TOML}'\n+++", "cell 1: is too large to be metadata", id="TOML"),
        pytest.param(names(MAX_NAMES), "", id="as many tags as there may be"),
    ],
)
def test_metadata_that_is_too_large_is_an_error(
    blog_folder: Path, write_notebook: WriteNotebook, front: str, message: str
) -> None:
    """It says what there may be; the other posts are written."""
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", front), "Words.")
    write_notebook(blog_folder / "notebooks/b.ipynb", "Words.")
    report = convert(find_blog(blog_folder))
    assert [f"notebooks/a.ipynb, {message}"] * bool(message) == [str(error) for error in report.errors]
    assert (blog_folder / "_site/b/index.html").exists()


@pytest.mark.parametrize("page", ["", "../b/"], ids=["on the page", "on another one"])
def test_very_many_broken_links_are_told_together(blog_folder: Path, write_notebook: WriteNotebook, page: str) -> None:
    """The last finding has the number of those that were not looked at."""
    links = " ".join(f"[x]({page}#no-{number})" for number in range(MOST_BROKEN + 50))
    write_notebook(blog_folder / "notebooks/a.ipynb", "## Here", links, "[y](#here) [z](../b/)")
    write_notebook(blog_folder / "notebooks/b.ipynb", "## There")
    found = [one for one in convert(find_blog(blog_folder)).findings if one.slug == "broken-link"]
    assert MOST_BROKEN == len(found)
    assert "more links of this notebook were not checked" in found[-1].message
    assert not any("were not checked" in one.message for one in found[:-1])


def test_a_tag_of_very_many_attributes_is_text() -> None:
    """A parser compares each with all before it; as many as a tag may have are left alone."""
    tag = f"<p {' '.join(f'a{n}=b' for n in range(_MOST_ATTRIBUTES + 1))}>"
    assert contain(f"{tag}{'x' * 100_000}").startswith("&lt;p a0=b")
    tag = f"<p {' '.join(f'a{n}=b' for n in range(_MOST_ATTRIBUTES))}>"
    assert contain(f"{tag}{'x' * 100_000}").startswith("<p a0=")


def test_very_many_snippets_are_told(
    blog_folder: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first ones are snippets; a finding names the first that is none, by number or by the size of programs."""
    monkeypatch.setattr(snippets, "MAX_SNIPPETS", 5)
    write_notebook(blog_folder / "notebooks/a.ipynb", *map(named, range(8)))
    report = convert(find_blog(blog_folder))
    told = [str(one) for one in report.findings if "named cells" in one.message]
    assert [
        "notebooks/a.ipynb, cell 6: s5 and 2 more named cells are no snippets: a post has at most 5 snippets"
        " (split the notebook, or name fewer cells)"
    ] == told
    page = (blog_folder / "_site/a/index.html").read_text()
    assert 'id="s4"' in page
    assert 'id="s5"' not in page
    monkeypatch.setattr(snippets, "MAX_SNIPPETS", 500)
    monkeypatch.setattr(snippets, "MAX_PROGRAMS", 300)
    write_notebook(blog_folder / "notebooks/b.ipynb", *map(named, range(9)))
    told = [str(one) for one in convert(find_blog(blog_folder)).findings if "b.ipynb" in one.where.file]
    assert any("more named cells are no snippets: those before have 300 characters of code" in one for one in told)


def test_a_day_of_very_many_entries_leads_to_some(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """To those of the nearest years, in order."""
    headings = [f"## {year}-05-01: {name}" for year in range(1900, 2000) for name in ("A", "B")]
    write_notebook(blog_folder / "notebooks/a.ipynb", "# Diary", *headings)
    convert(find_blog(blog_folder))
    html = (blog_folder / "_site/a/index.html").read_text()
    assert html.count("<li>19") == 200 * MAX_SAME_DAY
