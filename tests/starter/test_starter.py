"""New posts: templates, and where they go."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from blogtools import read_post
from blogtools.build.pipeline import convert
from blogtools.config import find_blog
from blogtools.errors import UsageError
from blogtools.starter.post import NewPost, create_post, posts_folder
from blogtools.starter.templates import TEMPLATES, merge_metadata
from tests.conftest import WriteNotebook

OUTPUT = {"output_type": "stream", "name": "stdout", "text": "old"}


@pytest.mark.parametrize("name", [template.name for template in TEMPLATES])
def test_every_template_makes_a_post(blog_folder: Path, name: str) -> None:
    """A valid notebook whose title is the one that was asked for."""
    path = create_post(find_blog(blog_folder), NewPost("A / b", ("x",), "S", name))
    nbformat.validate(nbformat.read(path, as_version=4))
    post = read_post(path)
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    assert (post.title, post.slug, post.front.tags, post.front.series) == ("A / b", "a-b", ("x",), "S")
    assert dt.timedelta(0) <= now - post.front.date < dt.timedelta(hours=1)  # type: ignore[operator]  # a time, as it was written
    assert post.findings == ()


def test_a_notebook_of_the_blog_is_a_template(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """It comes without results, and with the new title; what else its metadata cell says stays."""
    metadata = "---\n# ours\ntitle: Old\ntags:\n- notes\n\n- more\nauthor: Kim\n---"
    cell: dict[str, Any] = {"cell_type": "code", "source": "1", "outputs": [OUTPUT], "execution_count": 7}
    template = blog_folder / "templates" / "posts" / "field-notes.ipynb"
    write_notebook(template, ("raw", metadata), {**cell, "metadata": {"execution": {}, "tags": ["a"]}}, "## Where")
    path = create_post(find_blog(blog_folder), NewPost("New", ("birds",), template="field-notes"))
    made = json.loads(path.read_text())
    assert made["cells"][1]["outputs"] == []
    assert (made["cells"][1]["execution_count"], made["cells"][1]["metadata"]) == (None, {"tags": ["a"]})
    assert "# ours\n" in made["cells"][0]["source"]
    post = read_post(path)
    assert (post.title, post.front.tags, post.front.authors) == ("New", ("birds",), ("Kim",))


def test_a_template_without_metadata_gets_a_cell_of_it(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """In front of what it has."""
    write_notebook(blog_folder / "templates" / "posts" / "plain.ipynb", "# Plain")
    path = create_post(find_blog(blog_folder), NewPost("New", template="plain"))
    nbformat.validate(nbformat.read(path, as_version=4))
    assert read_post(path).title == "New"


@pytest.mark.parametrize(
    "text", [pytest.param("{", id="no JSON"), pytest.param("[]", id="no notebook"), pytest.param("{}", id="no cells")]
)
def test_a_template_that_is_no_notebook_is_told(blog_folder: Path, text: str) -> None:
    """With its name, and nothing is written."""
    folder = blog_folder / "templates" / "posts"
    folder.mkdir(parents=True)
    (folder / "odd.ipynb").write_text(text)
    with pytest.raises(
        UsageError, match=r"^templates/posts/odd\.ipynb: cannot be used as a template: it is not a notebook"
    ):
        create_post(find_blog(blog_folder), NewPost("New", template="odd"))
    assert list((blog_folder / "notebooks").iterdir()) == []


def test_templates_are_no_posts(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Not even in a blog whose posts stand beside its settings; and a change of one changes no page."""
    (blog_folder / "notebooks").rmdir()
    template = blog_folder / "templates" / "posts" / "field-notes.ipynb"
    write_notebook(template, "# Where")
    write_notebook(blog_folder / "post.ipynb", "# Post")
    assert [page.source for page in convert(find_blog(blog_folder)).built] == ["post.ipynb"]
    write_notebook(template, "# When")
    assert convert(find_blog(blog_folder)).built == ()


def test_the_folder_of_posts_is_made_only_where_no_post_would_be_lost(
    blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """Beside posts that stand with the settings, a new folder would be all that is searched."""
    (blog_folder / "notebooks").rmdir()
    assert posts_folder(find_blog(blog_folder)) == blog_folder / "notebooks"
    write_notebook(blog_folder / "post.ipynb", "# Post")
    assert posts_folder(find_blog(blog_folder)) == blog_folder


TEXTS = st.text("ab:'\"#-[\n\té", max_size=9)


@given(st.dictionaries(st.sampled_from(["title", "tags", "x", "draft"]), TEXTS | st.lists(TEXTS) | st.booleans()))
def test_a_metadata_cell_takes_new_values_and_keeps_the_others(values: dict[str, Any]) -> None:
    """Whatever they are."""
    source = f"---\n{yaml.safe_dump(values, sort_keys=False, allow_unicode=True) if values else ''}---"
    front = {"title": "New: one", "date": dt.date(2026, 1, 2)}
    assert yaml.safe_load(merge_metadata(source, front).strip("-")) == values | front
