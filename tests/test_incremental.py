"""A build that only does what changed leaves what a clean build makes."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from tests.conftest import make_notebook, tree

NAMES = st.sampled_from(["a", "b", "c", "deep/d", "deep/e", "f"])
TITLES = st.sampled_from(["One", "Two & a half", "Rain in the hills", "Hills", "Zwölf / 12", ""])
TAGS = st.lists(st.sampled_from(["python", "Python", "rain", "hills", "c++"]), max_size=3)
DATES = st.sampled_from([None, "2014-11-17", "2015-11-17", "2016-02-29 08:00", "2099-01-01"])
BODIES = st.sampled_from(
    [
        ["Some words."],
        ["## November 17, 2014: Rain", "Wet.", "## November 18, 2014", "Dry."],
        ["## November 17, 2015: Snow", "White.", "## May 1, 2015", "Green."],
        ["# January 1, 2088 and later", "Not yet."],
        ["First. <!-- more --> Then [one](a.ipynb) and [another](deep/d.ipynb#rain)."],
        ["{{< embed /notebooks/a.ipynb#cell >}}", "$x^2$ [^1]", "[^1]: A note."],
        ["![](#cell)", "![a picture](picture.svg)"],
    ]
)
SETTINGS = st.sampled_from(
    [
        'title = "Blog"\n',
        'title = "Blog"\nbase_url = "https://example.org/blog"\n',
        'title = "Blog"\npermalink = "/{year}/{slug}/"\n',
        'title = "Other"\nposts_per_page = 2\n',
    ]
)
TEMPLATES = st.sampled_from(
    [
        ("post_meta.html.j2", "<p>{{ post.title|length }}</p>\n"),
        ("post_nav.html.j2", "<p>{{ nav.related|length }} related</p>\n"),
        ("post.html.j2", '{% extends "default/post.html.j2" %}{% block post_footer %}{% endblock %}'),
        ("style.css", "body { color: red }"),
    ]
)


class Author(RuleBasedStateMachine):
    """Writes, changes and removes posts, settings and templates, and builds now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="blogtools-test-"))
        (self.folder / "notebooks").mkdir()
        (self.folder / "blogtools.toml").write_text('title = "Blog"\n')

    def path(self, name: str) -> Path:
        """The notebook of that name."""
        return self.folder / f"notebooks/{name}.ipynb"

    @rule(name=NAMES, title=TITLES, tags=TAGS, date=DATES, body=BODIES, draft=st.booleans(), series=st.booleans())
    def write(self, *, name: str, title: str, tags: list[str], date: str | None, body: Any, **more: bool) -> None:
        """A post, new or changed; most are no drafts."""
        front = {"title": title, "tags": tags, "date": date, "series": "Weather" if more["series"] else None}
        front["draft"] = more["draft"] and len(tags) > 1
        lines = [f"{key}: {json.dumps(value)}" for key, value in front.items() if value]
        code = {"cell_type": "code", "source": "#| label: cell\n1 + 1", "outputs": [], "execution_count": 1}
        cells = [("raw", "---\n" + "\n".join(lines) + "\n---"), *body, *([code] if name in "ab" else [])]
        self.path(name).parent.mkdir(exist_ok=True)
        self.path(name).write_text(json.dumps(make_notebook(*cells)))

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        """A post goes."""
        self.path(name).unlink(missing_ok=True)

    @rule(old=NAMES, new=NAMES)
    def rename(self, old: str, new: str) -> None:
        """A post moves, perhaps over another one."""
        if self.path(old).exists():
            self.path(new).parent.mkdir(exist_ok=True)
            self.path(old).replace(self.path(new))

    @rule(name=NAMES)
    def break_it(self, name: str) -> None:
        """A notebook is half written."""
        if self.path(name).exists():
            self.path(name).write_text('{"cells": [')

    @rule(text=SETTINGS)
    def configure(self, text: str) -> None:
        """Other settings."""
        (self.folder / "blogtools.toml").write_text(text)

    @rule(template=TEMPLATES)
    def change_theme(self, template: tuple[str, str]) -> None:
        """A template is overridden, or no more."""
        path = self.folder / "templates" / template[0]
        path.parent.mkdir(exist_ok=True)
        if path.exists():
            path.unlink()
        else:
            path.write_text(template[1])

    @rule(text=st.sampled_from(["<svg/>", "<svg></svg>", None]))
    def draw(self, text: str | None) -> None:
        """A picture beside the notebooks changes, or goes."""
        path = self.folder / "notebooks/picture.svg"
        path.unlink(missing_ok=True) if text is None else path.write_text(text)

    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        """Something else removes or changes a page."""
        pages = sorted((self.folder / "_site").rglob("index.html"))
        if pages:
            page = data.draw(st.sampled_from(pages))
            page.unlink() if data.draw(st.booleans()) else page.write_text("Not by blogtools.")

    @rule(drafts=st.booleans(), future=st.booleans())
    def build(self, *, drafts: bool, future: bool) -> None:
        """The same files as those of a clean build, where no post fails that had a page before."""
        blog = find_blog(self.folder)
        report = convert(blog, options=Options(drafts=drafts, future=future, allow_removed_urls=True))
        if report.errors:
            return
        clean = self.folder / "clean"
        shutil.rmtree(clean, ignore_errors=True)
        convert(blog, options=Options(output=clean, cache=False, drafts=drafts, future=future, allow_removed_urls=True))
        assert tree(clean) == tree(self.folder / "_site")

    def teardown(self) -> None:
        """At the end, all is built once more."""
        for path in self.folder.glob("notebooks/**/*.ipynb"):
            if path.read_text() == '{"cells": [':
                path.unlink()
        self.build(drafts=False, future=False)
        shutil.rmtree(self.folder)


def test_any_sequence_of_edits_ends_as_a_clean_build() -> None:
    """Two hundred of them."""
    run_state_machine_as_test(
        Author,
        settings=settings(
            max_examples=200,
            stateful_step_count=12,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
