"""Targets of a blog's own, from its settings, and what the site of a generator has to set."""

from __future__ import annotations

from pathlib import Path

import pytest

from blogtools.api import Blog
from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.errors import SettingsError, UsageError
from blogtools.render.targets import TARGETS, targets_of
from tests.conftest import Run, WriteNotebook

OWN = """
[targets.mine]
base = "hugo"
page = "content/{slug}.md"
post_url = "/x/{slug}/"
callout = {start = "<{kind}>", end = ">"}
fold = ["%{summary}", "%"]
keys = {tags = "params.labels", updated = ""}
forms = {tags = "commas"}
constants = {type = "post"}
"""


def test_a_target_is_another_one_with_changes(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """What the settings do not name is as it is in its base, also where posts are built side by side."""
    (blog_folder / "blogtools.toml").write_text(OWN)
    front = ("raw", "---\ntitle: T\ntags: [a, b]\nlastmod: 2026-01-02\n---")
    write_notebook(
        blog_folder / "notebooks/a.ipynb", front, "[b](b.ipynb)\n\n> [!TIP]\n> one", ("code", "#| code-fold: true\n1")
    )
    write_notebook(blog_folder / "notebooks/b.ipynb", "B.")
    report = Blog.open(blog_folder).convert(to="mine", workers=2)
    assert report.errors == ()
    text = (blog_folder / "_markdown/mine/content/a.md").read_text()
    assert text == (
        "---\ntype: post\ntitle: T\nparams:\n  labels: a, b\nslug: a\n---\n\n"
        "[b](/x/b/)\n\n<tip>\n\none\n\n>\n\n%Show code\n\n```python\n1\n```\n\n%\n"
    )


def test_a_target_of_the_program_can_be_changed(blog_folder: Path) -> None:
    """By its own name, without a base."""
    (blog_folder / "blogtools.toml").write_text('[targets.pelican]\npage = "posts/{slug}.md"\n')
    targets = targets_of(find_blog(blog_folder))
    assert targets["pelican"].page == "posts/{slug}.md"
    assert targets["pelican"].asset == TARGETS["pelican"].asset
    assert targets["hugo"] == TARGETS["hugo"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("page = 'x'", "`targets.mine` needs a `base`, and there are: html, markdown, hugo"),
        ("base = 'hugoo'", "`targets.mine` `base` is 'hugoo', and there are: html"),
        ("base = 'html'", "cannot be based on html, whose pages are HTML: that is the theme's"),
        ("base = 'hugo'\npgae = 'x'", "has the unknown key `pgae`, did you mean `page`?"),
        ("base = 'hugo'\npage = 1", "`page` must be a quoted string"),
        ("base = 'hugo'\npage = '{slog}.md'", "`page` is no pattern of {slug}, {date}"),
        ("base = 'hugo'\npage = '../{slug}.md'", "`page` leads out of the output folder: '../{slug}.md'"),
        ("base = 'hugo'\npage = 'x.md'", "`page` gives all posts one page: 'x.md'"),
        ("base = 'hugo'\nasset = 'x.png'", "`asset` gives all files one path: 'x.png'"),
        ("base = 'hugo'\nfold = ['a']", "`fold` must be a list of two texts"),
        ("base = 'hugo'\ncallout = {begin = 'a'}", "`callout` is no form of callouts: Object missing required field"),
        ("base = 'hugo'\nkeys = {tgas = 'a'}", "`keys` has the unknown field `tgas`, did you mean `tags`?"),
        ("base = 'hugo'\nforms = {tags = 'x'}", "`forms.tags` must be one of list, first, one, commas"),
    ],
)
def test_a_target_that_cannot_be_used_is_told(table: str, told: str, blog_folder: Path) -> None:
    """Before anything is written, with the setting."""
    (blog_folder / "blogtools.toml").write_text(f"[targets.mine]\n{table}\n")
    with pytest.raises(SettingsError) as raised:
        Blog.open(blog_folder).convert(to="mine")
    assert str(raised.value).startswith("blogtools.toml: ")
    assert told in str(raised.value)
    assert not (blog_folder / "_markdown").exists()


def test_what_the_site_lacks_is_told(tmp_path: Path, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Where its settings are in sight; else the first build says that there is something."""
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", "---\ndate: 2026-01-02\n---"), "A.")

    def told(output: Path) -> list[tuple[str, str, str]]:
        report = convert(find_blog(blog_folder), options=Options(TARGETS["hugo"], output))
        return [(one.severity, one.where.file, one.message) for one in report.findings if one.slug == "setup"]

    output = tmp_path / "site/content/posts"
    assert told(output) == [("note", str(output), "Hugo needs some settings for these posts")]
    assert told(output) == []
    settings = tmp_path / "site/hugo.toml"
    settings.write_text("[markup.goldmark.renderer]\nunsafe = false\n")
    assert told(output) == [
        ("warning", str(settings), "lacks `unsafe`, so HTML of posts is left out: tables, folds, pictures"),
        ("warning", str(settings), "lacks `passthrough`, so formulas are taken for Markdown"),
    ]
    settings.write_text("\n".join(Blog.open(blog_folder).setup("hugo").splitlines()[1:]))
    assert told(output) == []


def test_setup_prints_the_lines(blog_folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """And converts nothing."""
    monkeypatch.chdir(blog_folder)
    status, printed, _ = run("convert", "--to", "hugo", "--setup")
    assert (status, printed.splitlines()[:3]) == (
        0,
        ["# blogtools convert --to hugo --output SITE/content/posts", "# hugo.toml", "[markup.goldmark.renderer]"],
    )
    assert run("convert", "--to", "github", "--setup")[1] == "GitHub needs no settings.\n"
    with pytest.raises(UsageError, match="html is what blogtools publishes itself"):
        Blog.open(blog_folder).setup("html")


def test_pictures_on_other_servers_are_those_of_the_blog(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """By the address that the blog's own page has; without one, a warning says what is missing."""
    (blog_folder / "notebooks/a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>')
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", "---\ndate: 2026-01-02\n---"), "![A](a.svg) [b](b.ipynb)")
    write_notebook(blog_folder / "notebooks/b.ipynb", ("raw", "---\ndate: 2026-01-03\n---"), "B.")
    report = convert(find_blog(blog_folder), options=Options(TARGETS["devto"]))
    assert [one.message for one in report.findings if one.slug == "image"] == [
        "has pictures, which dev.to loads from the blog, whose address is not known"
    ]
    (blog_folder / "blogtools.toml").write_text('base_url = "https://x.org/"\npermalink = "/{year}/{slug}/"\n')
    report = Blog.open(blog_folder).convert(to="devto")
    assert [one.message for one in report.findings if one.slug == "image"] == []
    text = (blog_folder / "_markdown/devto/2026/a/index.md").read_text()
    assert "(https://x.org/2026/a/" in text
    assert "[b](https://x.org/2026/b/)" in text
