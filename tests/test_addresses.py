"""The addresses of a blog that came from another generator: patterns that give them, and what leads nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from blogtools.api import Blog
from tests.conftest import Run, WriteNotebook

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\0\0\0\x03\0\0\0\x02"
FRONT = "---\ntitle: T\ndate: 2020-02-01\ncategories: [Data Science, R/Python, ..]\n---"


@pytest.mark.parametrize(
    ("pattern", "notebook", "page"),
    [
        # Quarto: the path of the source.
        ("/{path}.html", "posts/2020-02-01-My_Post.ipynb", "posts/2020-02-01-My_Post.html"),
        ("/{path}.html", "posts/a/index.ipynb", "posts/a/index.html"),
        ("/{path}/", "posts/a/index.ipynb", "posts/a/index.html"),
        ("/{path}/", "posts/a b/Café.ipynb", "posts/a b/Café/index.html"),
        # Jekyll and fastpages: date and categories, and the name of the file without its date.
        (
            "/{categories}/{year}/{month}/{day}/{name}.html",
            "2020-02-01-My_Post.ipynb",
            "data science/r-python/2020/02/01/My_Post.html",
        ),
        # Pelican and Nikola.
        ("/{slug}.html", "My_Post.ipynb", "my-post.html"),
        ("/{category}/{slug}.html", "My_Post.ipynb", "data-science/my-post.html"),
        ("/posts/{stem}/", "2020-02-01-My_Post.ipynb", "posts/2020-02-01-My_Post/index.html"),
        ("/posts/{stem}/", "x/index.ipynb", "posts/x/index.html"),
        # Hugo and Hexo.
        ("/post/{slug}/", "My_Post.ipynb", "post/my-post/index.html"),
        ("/{year}/{month}/{day}/{stem}/", "My_Post.ipynb", "2020/02/01/My_Post/index.html"),
    ],
)
def test_patterns(
    blog_folder: Path, write_notebook: WriteNotebook, run: Run, pattern: str, notebook: str, page: str
) -> None:
    """Each gives the page of that generator, and links to it lead there; a build after a build moves nothing."""
    (blog_folder / "blogtools.toml").write_text(f'permalink = "{pattern}"\n', encoding="utf-8")
    write_notebook(blog_folder / "notebooks" / notebook, ("raw", FRONT), "x")
    write_notebook(blog_folder / "notebooks/other.ipynb", f"[to it](<{notebook}>)")
    report = Blog.open(blog_folder).convert()
    assert {one.source: one.page for one in report.built}[f"notebooks/{notebook}"] == page
    assert (blog_folder / "_site" / page).is_file()
    assert [one.slug for one in report.findings if "link" in one.slug] == []
    assert Blog.open(blog_folder).convert().unchanged == 2
    assert run("check")[0] == 0


def test_posts_without_what_a_pattern_has(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """A category that is missing leaves no folder; without a date the post has its default address."""
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", "---\ntitle: A\ndate: 2020-01-02\n---"))
    write_notebook(blog_folder / "notebooks/b.ipynb", "# B")
    for pattern, pages in (
        ("/{category}/{categories}/{slug}/", {"a/index.html", "b/index.html"}),
        ("/posts/{slug}/", {"posts/a/index.html", "posts/b/index.html"}),
        ("/{year}/{slug}/", {"2020/a/index.html", "b/index.html"}),
    ):
        (blog_folder / "blogtools.toml").write_text(f'permalink = "{pattern}"\n', encoding="utf-8")
        report = Blog.open(blog_folder).convert(output=f"out-{len(pages)}-{pattern.count('{')}")
        assert {one.page for one in report.built} == pages


def test_posts_that_a_pattern_gives_one_address(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Neither is published, and both are named."""
    (blog_folder / "blogtools.toml").write_text('permalink = "/{stem}/"\n', encoding="utf-8")
    for folder in "ab":
        write_notebook(blog_folder / f"notebooks/{folder}/x.ipynb", "# X")
    report = Blog.open(blog_folder).convert()
    assert [one.where.file for one in report.errors] == ["notebooks/a/x.ipynb", "notebooks/b/x.ipynb"]


def test_a_path_that_is_redacted(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """What the author replaces in texts is in no address either."""
    settings = 'permalink = "/{path}/"\n[redact]\n"Acme" = "client"\n'
    (blog_folder / "blogtools.toml").write_text(settings, encoding="utf-8")
    write_notebook(blog_folder / "notebooks/Acme/plan.ipynb", "# Plan")
    assert [one.page for one in Blog.open(blog_folder).convert().built] == ["client/plan/index.html"]


SITEMAP = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://old.example.org/blog/posts/a.html</loc></url>
<url><loc> https://old.example.org/posts/b%20c.html </loc></url>
<url><loc><![CDATA[https://old.example.org/posts/gone.html]]></loc></url>
<url><loc>https://old.example.org/2020/d&amp;e.html</loc></url>
</urlset>
"""


def test_old_addresses(blog_folder: Path, write_notebook: WriteNotebook, run: Run) -> None:
    """A build counts those of a sitemap that answer, redirect and do not, and says where the latter belong."""
    (blog_folder / "blogtools.toml").write_text(
        'base_url = "https://example.org/blog"\npermalink = "/{path}.html"\nold_addresses = "sitemap.xml"\n',
        encoding="utf-8",
    )
    (blog_folder / "sitemap.xml").write_text(SITEMAP, encoding="utf-8")
    write_notebook(blog_folder / "notebooks/posts/a.ipynb", "# A")
    write_notebook(blog_folder / "notebooks/posts/b c.ipynb", "# B")
    write_notebook(blog_folder / "notebooks/gone.ipynb", "# Gone")
    write_notebook(blog_folder / "notebooks/d.ipynb", ("raw", "---\naliases: [/2020/d&e.html]\n---"), "# D")
    status, output, messages = run("convert")
    assert status == 0
    assert "note: sitemap.xml: of 4 old addresses, 2 answer, 1 redirect, 1 lead nowhere\n" in messages
    warning = (
        "warning: sitemap.xml, line 5: nothing answers the old address https://old.example.org/posts/gone.html"
        " (add `aliases: [/posts/gone.html]` to notebooks/gone.ipynb)\n"
    )
    assert warning in messages
    assert "old-address" in output
    write_notebook(blog_folder / "notebooks/gone.ipynb", ("raw", "---\naliases: [/posts/gone.html]\n---"), "# Gone")
    assert "2 answer, 2 redirect, 0 lead nowhere" in run("convert", "--strict")[2]


def test_old_addresses_in_a_list(blog_folder: Path, write_notebook: WriteNotebook, run: Run) -> None:
    """They stand in the settings themselves, or one a line in a text file; each counts once."""
    (blog_folder / "blogtools.toml").write_text('old_addresses = ["/a", "/b/", "old.txt"]\n', encoding="utf-8")
    (blog_folder / "old.txt").write_text("\ufeffhttps://x.org/a/\r\n\r\n/nowhere/\r\n/b/\r\n", encoding="utf-8")
    for name in "ab":
        write_notebook(blog_folder / f"notebooks/{name}.ipynb", f"# {name}")
    messages = run("convert")[2]
    assert "of 4 old addresses, 3 answer, 0 redirect, 1 lead nowhere" in messages
    assert (
        "old.txt, line 3: nothing answers the old address /nowhere/ (add `aliases: [/nowhere/]` to the post" in messages
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.xml", None, "none.xml: cannot be read: No such file or directory (correct `old_addresses`)"),
        ("../up.txt", "/a/", "../up.txt: lies outside the blog (correct `old_addresses`)"),
        ("s.xml", "<sitemapindex><sitemap/></sitemapindex>", "s.xml: is an index of sitemaps, and has no addresses"),
    ],
)
def test_old_addresses_that_cannot_be_read(
    blog_folder: Path, write_notebook: WriteNotebook, run: Run, name: str, content: str | None, message: str
) -> None:
    """All posts are written, the status is 1, and the file is named."""
    (blog_folder / "blogtools.toml").write_text(f'old_addresses = "{name}"\n', encoding="utf-8")
    if content is not None:
        (blog_folder / name).write_text(content, encoding="utf-8")
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    status, _, messages = run("convert")
    assert status == 1
    assert f"error: {message}" in messages
    assert (blog_folder / "_site/a/index.html").is_file()


def test_links_of_jekyll_to_posts(blog_folder: Path, write_notebook: WriteNotebook, run: Run) -> None:
    """They lead to the notebook that has the name; code keeps them; one that names none is told until it is there."""
    text = (
        "[one]({{ site.baseurl }}{% post_url 2020-01-02-b %}) [two]({%- link _posts/2020-01-02-b.md -%})\n\n"
        "`{% post_url 2020-01-02-b %}`\n\n[four]({% post_url 2020-01-02-d %})"
    )
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A", text)
    write_notebook(blog_folder / "notebooks/old/2020-01-02-b.ipynb", "# B")
    page = blog_folder / "_site/a/index.html"
    for target in ("html", "hugo", "jekyll"):
        assert run("convert", "--to", target)[0] == 0
    content = page.read_text(encoding="utf-8")
    assert '<a href="../b/">one</a> <a href="../b/">two</a>' in content
    assert "<code>{% post_url 2020-01-02-b %}</code>" in content
    messages = run("check")[1]
    assert "{% post_url 2020-01-02-d %} names no notebook of the blog" in messages
    write_notebook(blog_folder / "notebooks/2020-01-02-d.ipynb", "# D")
    run("convert")
    assert '<a href="../d/">four</a>' in page.read_text(encoding="utf-8")


def test_files_at_the_root_of_the_blog(blog_folder: Path, write_notebook: WriteNotebook, run: Run) -> None:
    """`/images/a.png` is a file of the blog, unless `static` has it; what is neither is a page of the site."""
    for name in ("images/a.png", "images/b.png", "static/images/b.png"):
        (blog_folder / name).parent.mkdir(parents=True, exist_ok=True)
        (blog_folder / name).write_bytes(PNG)
    (blog_folder / ".env").write_text("SECRET=1", encoding="utf-8")
    text = "![a](/images/a.png) ![b](/images/b.png) [c](/images/c.png) [up](/../x.png) [env](/.env)"
    write_notebook(blog_folder / "notebooks/p.ipynb", ("raw", "---\nimage: images/a.png\n---"), "# P", text)
    messages = run("convert")[2]
    page = (blog_folder / "_site/p/index.html").read_text(encoding="utf-8")
    names = sorted(path.name for path in (blog_folder / "_site/p").iterdir())
    assert len(names) == 2
    assert f'<img src="{names[0]}" alt="a"' in page
    assert '<img src="../images/b.png" alt="b"' in page
    assert "refers to /images/c.png, which is no page or file of the site" in messages
    assert "missing-file" not in messages
    assert not list((blog_folder / "_site").rglob("*env*"))
