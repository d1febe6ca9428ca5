"""Markdown for generators, through the real generator where it comes as a package."""

from __future__ import annotations

import html
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from blogtools import read_post
from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.render.targets import TARGETS
from tests.conftest import WriteNotebook
from tests.hugo_site import hugo

ROOT = Path(__file__).parent.parent.parent
LAYOUT = "<!doctype html><title>{{ .Title }}</title><h1>{{ .Title }}</h1>{{ .Content }}"
CONFIG = 'baseURL = "https://example.org/"\n[markup.highlight]\nnoClasses = false\n'
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def visible(page: str) -> str:
    """The text of a page, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


@pytest.mark.skipif(hugo() is None, reason="there is no Hugo on this machine")
def test_hugo_publishes_the_project_s_blog(tmp_path: Path) -> None:
    """Titles, headings, pictures and links between posts come out as on our own pages."""
    (tmp_path / "layouts/_default").mkdir(parents=True)
    (tmp_path / "hugo.toml").write_text(CONFIG)
    for name in ("single", "list"):
        (tmp_path / f"layouts/_default/{name}.html").write_text(LAYOUT)
    report = convert(find_blog(ROOT), options=Options(TARGETS["hugo"], tmp_path / "content/posts", cache=False))
    assert report.errors == ()
    done = subprocess.run([str(hugo()), "--quiet"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    for built in report.built:
        post = read_post(ROOT / built.source)
        folder = tmp_path / "public/posts" / post.slug
        page = (folder / "index.html").read_text()
        assert f"<h1>{html.escape(post.title, quote=False)}</h1>" in page.replace("&#39;", "'")
        text = visible(page)
        shown = [heading for heading in post.headings if (heading.cell, heading.event) != post.title_heading]
        assert [heading.text for heading in shown if heading.text not in text] == []
        for source in re.findall(r'<img src="([^":]+)"', page):
            assert (folder / source).is_file(), source
        for link in re.findall(r'href="(\.\./[^"#]*)', page):
            assert (folder / link / "index.html").is_file(), link


def front_matter(path: Path) -> tuple[dict[str, Any], str]:
    """The front matter and the body of a Markdown file."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


def test_jekyll_gets_its_names_its_links_and_raw_text(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Dated file names, also for posts without a date, Liquid of the author's as text, ours as Liquid."""
    output = {"output_type": "display_data", "data": {"image/png": PNG}, "metadata": {}}
    write_notebook(
        blog_folder / "notebooks/2014-11-17-a.ipynb",
        ("raw", "---\ntitle: 'A: \"b\" / c'\ntags: [x]\nlayout: page\n---"),
        "[other](b.ipynb#Part) and `{{ page.title }}`.",
        {"cell_type": "code", "source": "'{% if x %}'", "outputs": [output]},
    )
    write_notebook(blog_folder / "notebooks/b.ipynb", "## 2014-11-18 - Part")
    os.utime(write_notebook(blog_folder / "notebooks/undated.ipynb", "Text."), (1_500_000_000, 1_500_000_000))
    report = convert(find_blog(blog_folder), options=Options(TARGETS["jekyll"]))
    assert sorted(built.page for built in report.built) == [
        "_posts/2014-11-17-a.md",
        "_posts/2014-11-18-b.md",
        "_posts/2017-07-14-undated.md",
    ]
    assert [(one.slug, one.severity, one.message) for one in report.findings if one.slug == "date"] == [
        ("date", "note", "has no date, which Jekyll needs, so it gets 2017-07-14, that of its file")
    ]
    front, body = front_matter(blog_folder / "_markdown/jekyll/_posts/2014-11-17-a.md")
    assert (front["title"], front["tags"], front["layout"], str(front["date"])) == (
        'A: "b" / c',
        ["x"],
        "page",
        "2014-11-17",
    )
    assert body.splitlines()[1:] == [
        "[other]({% post_url 2014-11-18-b %}{% raw %}#Part) and `{{ page.title }}`.{% endraw %}",
        "",
        "{% raw %}```python",
        "'{% if x %}'",
        "```",
        "",
        "![](<{% endraw %}{{ '/assets/posts/a/6b7fa434f92a8b80.png' | relative_url }}>)",
    ]
    assert (blog_folder / "_markdown/jekyll/assets/posts/a/6b7fa434f92a8b80.png").is_file()


def test_hugo_does_not_run_the_author_s_shortcodes(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """They are examples in a text."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "Write `{{< figure >}}` or `{{% note %}}`.")
    convert(find_blog(blog_folder), options=Options(TARGETS["hugo"]))
    _, body = front_matter(blog_folder / "_markdown/hugo/a/index.md")
    assert body.strip() == "Write `{{</* figure */>}}` or `{{%/* note */%}}`."


def test_markdown_keeps_the_author_s_text_to_the_letter(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Only the addresses of posts and files change."""
    source = "Some  *text*\nwith __marks__, $a_b$, <b>tags</b>\\\nand\n* a list\n\n| a |\n|---|\n| [b](b.ipynb) |"
    write_notebook(blog_folder / "notebooks/a.ipynb", source)
    write_notebook(blog_folder / "notebooks/b.ipynb", "B.")
    convert(find_blog(blog_folder), options=Options(TARGETS["markdown"]))
    _, body = front_matter(blog_folder / "_markdown/markdown/a/index.md")
    assert body.strip() == source.replace("b.ipynb", "../b/index.md")
