"""The tools that make a site of notebooks, each as its own users set it up: installed apart, caches on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from tests.benchmarks.blogs import Post, Size, make_posts, without_cells, write_blog, write_notebook

REPOSITORY = Path(__file__).parents[2]
MARK = "made with template 0"
"""What the template of every post puts on its page."""

NIKOLA = """
SITE_URL = "https://example.org/"
POSTS = (("posts/*.ipynb", "posts", "post.tmpl"),)
PAGES = ()
COMPILERS = {"ipynb": (".ipynb",)}
THEME = "own"
"""
PELICAN = """
AUTHOR = "An author"
SITENAME = "A blog of many posts"
SITEURL = "https://example.org"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_PAGINATION = 20
MARKUP = ("ipynb",)
PLUGINS = ["pelican.plugins.ipynb_reader"]
THEME_TEMPLATES_OVERRIDES = ["templates"]
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
"""
MKDOCS = """
site_name: A blog of many posts
site_url: https://example.org/
theme:
  name: material
  custom_dir: overrides
  features: [navigation.prune]
plugins: [search, mkdocs-jupyter]
"""


class Tool(msgspec.Struct, frozen=True):
    """A program that makes a site of notebooks."""

    name: str
    packages: tuple[str, ...]
    """What its users install, as pip is told; the program's own package first."""
    write: Callable[[Path, Path, int, Size], list[Post]]
    """Write a site of so many posts into a folder that does not exist; the first path is that of the programs.

    The posts come back without their cells.
    """
    build: tuple[str, ...]
    """The command for a first build, and after a template changed."""
    again: tuple[str, ...]
    """The command after a post changed."""
    notebooks: str
    """The folder of the notebooks."""
    made: tuple[str, ...]
    """What builds leave behind, results and caches, as patterns."""
    page: Callable[[Post], str]
    """The path of a post's page."""
    template: str
    """The path of a template of the blog's own, with `MARK`, that each post's page is made with."""
    note: str = ""
    """What its figures do not tell."""


def install(tool: Tool, cache: Path) -> Path:
    """Give a tool a virtual environment of its own, where it is not there yet; returns the folder of its programs.

    blogtools itself is installed anew each time, since it is what changes.
    """
    home = cache / tool.name
    programs = home / "bin"
    if not home.exists():
        _uv("venv", "--quiet", "--python", sys.executable, home)
    python = programs / "python"
    options = ["--refresh-package", "blogtools", "--reinstall-package", "blogtools"]
    # As pip leaves packages: with their modules compiled.
    _uv("pip", "install", "--quiet", "--compile-bytecode", "--python", python, *options, *tool.packages)
    return programs


def versions(tool: Tool, programs: Path) -> str:
    """What is installed: `pelican 4.12.0, pelican-ipynb-reader 0.1.0`."""
    names = [package.partition("[")[0] for package in tool.packages if package != str(REPOSITORY)] or ["blogtools"]
    code = "import sys, importlib.metadata as m; print(', '.join(f'{n} {m.version(n)}' for n in sys.argv[1:]))"
    return subprocess.check_output([programs / "python", "-c", code, *names], text=True).strip()


def _uv(*arguments: str | Path) -> None:
    subprocess.run([sys.executable, "-m", "uv", *arguments], check=True)


def _write_blogtools(_: Path, root: Path, number: int, size: Size) -> list[Post]:
    posts = write_blog(root, number, size)
    _write(root / "templates" / "post.html.j2", _override("default/post.html.j2", "post_header"))
    return posts


def _write_nikola(programs: Path, root: Path, number: int, size: Size) -> list[Post]:
    subprocess.run([programs / "nikola", "init", "--quiet", root], check=True, capture_output=True)
    with (root / "conf.py").open("a", encoding="utf-8") as file:
        file.write(NIKOLA)
    theme = root / "themes" / "own"
    _write(theme / "own.theme", "[Theme]\nengine = mako\nparent = bootblog4\n")
    # Mako's templates cannot extend those of the same name: the blog has a copy.
    template = next(programs.parent.glob("lib/*/site-packages/nikola/data/themes/base/templates/post.tmpl")).read_text()
    _write(theme / "templates" / "post.tmpl", template.replace("</article>", f"<p>{MARK}</p></article>"))

    def write(post: Post) -> None:
        meta = {"title": post.title, "slug": post.slug, "date": f"{post.date} 00:00:00 UTC", "tags": _comma(post.tags)}
        write_notebook(root / "posts" / f"{post.name}.ipynb", post, nikola={**meta, "category": post.series})

    return _write_all(write, number, size)


def _write_pelican(_: Path, root: Path, number: int, size: Size) -> list[Post]:
    _write(root / "pelicanconf.py", PELICAN)
    _write(root / "templates" / "article.html", _override("!theme/article.html", "content"))

    def write(post: Post) -> None:
        path = root / "content" / f"{post.name}.ipynb"
        write_notebook(path, post)
        meta = {"Title": post.title, "Date": post.date, "Slug": post.slug, "Tags": _comma(post.tags)}
        meta |= {"Category": post.series} if post.series else {}
        _write(path.with_suffix(".nbdata"), "".join(f"{key}: {value}\n" for key, value in meta.items()))

    return _write_all(write, number, size)


def _write_mkdocs(_: Path, root: Path, number: int, size: Size) -> list[Post]:
    _write(root / "mkdocs.yml", MKDOCS)
    _write(root / "overrides" / "main.html", _override("base.html", "footer"))
    _write(root / "docs" / "index.md", "# A blog of many posts\n")

    def write(post: Post) -> None:
        # The title of a page is its first heading; for tags, dates and feeds the plugin has nothing to read.
        title = {"cell_type": "markdown", "metadata": {}, "source": [f"# {post.title}"]}
        write_notebook(root / "docs" / f"{post.name}.ipynb", post, title)

    return _write_all(write, number, size)


def _write_all(write: Callable[[Post], None], number: int, size: Size) -> list[Post]:
    posts = []
    for post in make_posts(number, size):
        write(post)
        posts.append(without_cells(post))
    return posts


def _override(template: str, block: str) -> str:
    return f'{{% extends "{template}" %}}{{% block {block} %}}{{{{ super() }}}}<p>{MARK}</p>{{% endblock %}}\n'


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _comma(tags: Sequence[str]) -> str:
    return ", ".join(tags)


BLOGTOOLS = Tool(
    name="blogtools",
    packages=(str(REPOSITORY),),
    write=_write_blogtools,
    build=("blogtools", "convert"),
    again=("blogtools", "convert"),
    notebooks="notebooks",
    made=("_site", ".blogtools"),
    page=lambda post: f"_site/{post.slug}/index.html",
    template="templates/post.html.j2",
)
RIVALS = (
    Tool(
        name="Nikola",
        packages=("Nikola", "nbconvert", "notebook"),
        write=_write_nikola,
        build=("nikola", "build"),
        again=("nikola", "build"),
        notebooks="posts",
        made=("output", "cache", ".doit.db*"),
        page=lambda post: f"output/posts/{post.name}/index.html",
        template="themes/own/templates/post.tmpl",
    ),
    Tool(
        name="Pelican",
        packages=("pelican[markdown]", "pelican-ipynb-reader"),
        write=_write_pelican,
        build=("pelican",),
        again=("pelican",),
        notebooks="content",
        made=("output", "cache"),
        page=lambda post: f"output/{post.slug}.html",
        template="templates/article.html",
    ),
    Tool(
        name="MkDocs",
        packages=("mkdocs-material", "mkdocs-jupyter"),
        write=_write_mkdocs,
        build=("mkdocs", "build"),
        again=("mkdocs", "build", "--dirty"),
        notebooks="docs",
        made=("site", ".cache"),
        page=lambda post: f"site/{post.name}/index.html",
        template="overrides/main.html",
        note="MkDocs has no tags or feeds of notebooks. What it does again is `build --dirty`, after which the search "
        "knows only the posts touched; a full build takes as long as the one after a template changed.",
    ),
)
