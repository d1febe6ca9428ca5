"""The Python API: which blog a path means, what blogs and functions return, and what `import blogtools` shows."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import blogtools
from blogtools import Blog
from blogtools.cli import main
from blogtools.errors import NotebookError, SettingsError, SnippetError, UsageError
from tests.conftest import WriteNotebook, tree

MakeBlog = Callable[[str], Path]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory outside of the blogs."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def make_blog(tmp_path: Path, write_notebook: WriteNotebook) -> MakeBlog:
    """Write a blog of one post that has a snippet; its name is its title."""

    def make(name: str) -> Path:
        folder = tmp_path / name
        write_notebook(folder / "notebooks/post.ipynb", "# A post", ("code", f"#| snippet: answer\nanswer = '{name}'"))
        (folder / "blogtools.toml").write_text(f'title = "{name}"\n')
        return folder

    return make


def command_line(*args: str | Path) -> int:
    """Run the command line in this process; return the exit status."""
    with pytest.raises(SystemExit) as caught:
        main([str(arg) for arg in args])
    return int(caught.value.code or 0)


@pytest.mark.parametrize("way", ["function", "command"])
def test_a_notebook_is_converted_as_a_part_of_its_blog(make_blog: MakeBlog, elsewhere: Path, way: str) -> None:
    """Wherever the program was started: the settings around it hold, and the page goes to that blog's `_site`."""
    blog = make_blog("a")
    if way == "function":
        report = blogtools.convert(blog / "notebooks/post.ipynb")
        assert report.output == str(blog / "_site")
        assert [page.source for page in report.built] == ["notebooks/post.ipynb"]
    else:
        assert command_line("convert", blog / "notebooks/post.ipynb") == 0
    assert "<title>A post · a</title>" in (blog / "_site/post/index.html").read_text()
    assert list(elsewhere.iterdir()) == []


def test_relative_paths_and_folders_find_their_blog_too(make_blog: MakeBlog, elsewhere: Path) -> None:
    """A path is that of the working directory, and a folder in a blog is searched as a part of it."""
    blog = make_blog("a")
    assert blogtools.convert("../a/notebooks").output == str(blog / "_site")
    assert not (blog / "_site/index.html").exists()
    assert list(elsewhere.iterdir()) == []


@pytest.mark.usefixtures("elsewhere")
def test_the_folder_of_a_blog_means_the_whole_blog(make_blog: MakeBlog) -> None:
    """With its lists, and as if the command had been given there."""
    blog = make_blog("a")
    assert command_line("convert", "../a") == 0
    assert (blog / "_site/index.html").exists()
    assert Blog.open(blog).convert().unchanged == 1
    assert Blog.open(blog).convert(blog).unchanged == 1


def test_a_notebook_outside_of_every_blog_goes_where_the_command_is_given(
    elsewhere: Path, tmp_path: Path, make_blog: MakeBlog, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into `_site` of the working directory, or of the blog around it."""
    loose = write_notebook(tmp_path / "loose/b.ipynb", "# Loose")
    assert blogtools.convert(loose).output == str(elsewhere / "_site")
    assert command_line("convert", loose) == 0
    assert sorted(tree(tmp_path / "loose")) == ["b.ipynb"]
    blog = make_blog("a")
    monkeypatch.chdir(blog / "notebooks")
    assert blogtools.convert(loose).output == str(blog / "_site")
    assert "<title>Loose · a</title>" in (blog / "_site/b/index.html").read_text()


def test_paths_of_different_blogs_are_refused(
    elsewhere: Path, make_blog: MakeBlog, write_notebook: WriteNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written, for it is unclear whose settings hold and where the pages go."""
    a, b = make_blog("a"), make_blog("b")
    paths = [Path("../a/notebooks/post.ipynb"), Path("../b/notebooks/post.ipynb")]
    told = (
        f"the paths lie in different blogs: {paths[0]} in {a}, {paths[1]} in {b} (name the paths of one blog at a time)"
    )
    with pytest.raises(UsageError) as caught:
        blogtools.convert(paths)
    assert str(caught.value) == told
    for command in ("convert", "snippets list"):
        assert command_line(*command.split(), *paths) == 2
        assert capsys.readouterr().err == f"error: {told}\n"
    # A check writes nothing anywhere.
    assert command_line("check", *paths) == 0
    assert capsys.readouterr().out.startswith("2 posts checked")
    loose = write_notebook(elsewhere / "loose.ipynb", "# Loose")
    with pytest.raises(UsageError, match=r"loose\.ipynb in none"):
        blogtools.convert([loose, paths[0]])
    assert not list(a.parent.rglob("_site"))


def test_settings_of_the_path_are_read_and_no_others(make_blog: MakeBlog, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in the settings of the working directory does not concern another blog."""
    wrong, right = make_blog("wrong"), make_blog("right")
    (wrong / "blogtools.toml").write_text("titel = 1\n")
    monkeypatch.chdir(wrong)
    assert blogtools.convert(right / "notebooks/post.ipynb").errors == ()
    with pytest.raises(SettingsError, match="did you mean `title`"):
        blogtools.convert()


@pytest.mark.usefixtures("elsewhere")
def test_open_finds_the_blog_around_a_folder_or_notebook(make_blog: MakeBlog, tmp_path: Path) -> None:
    """A folder without settings is a blog with the defaults; what does not exist is none."""
    blog = make_blog("a")
    for path in (blog, blog / "notebooks", str(blog / "notebooks/post.ipynb"), "../a"):
        assert (Blog.open(path).root, Blog.open(path).settings.title) == (blog, "a")
    assert repr(Blog.open(blog)) == f"Blog({str(blog)!r})"
    assert (Blog.open().root, Blog.open().settings) == (tmp_path / "elsewhere", blogtools.Settings())
    with pytest.raises(UsageError, match="there is no file or folder gone"):
        Blog.open("gone")


@pytest.mark.usefixtures("elsewhere")
def test_posts_are_read_one_by_one(make_blog: MakeBlog, write_notebook: WriteNotebook) -> None:
    """Drafts too, by path; a notebook that cannot be read raises, or is reported and skipped."""
    folder = make_blog("a")
    write_notebook(folder / "notebooks/draft.ipynb", ("raw", "---\ndraft: true\ntitle: Later\n---"))
    blog = Blog.open(folder)
    assert [(post.slug, post.title, post.front.draft) for post in blog.posts()] == [
        ("draft", "Later", True),
        ("post", "A post", False),
    ]
    (folder / "notebooks/broken.ipynb").write_text("{")
    with pytest.raises(NotebookError):
        list(blog.posts())
    errors: list[blogtools.Finding] = []
    assert [post.slug for post in blog.posts(errors.append)] == ["draft", "post"]
    assert [(error.slug, error.where.file) for error in errors] == [("notebook", "notebooks/broken.ipynb")]


@pytest.mark.usefixtures("elsewhere")
def test_a_blog_is_converted_checked_and_published(make_blog: MakeBlog, tmp_path: Path) -> None:
    """With the options of the commands, and reports as data."""
    folder = make_blog("a")
    blog = Blog.open(folder)
    seen: list[tuple[int, int, str]] = []
    report = blog.convert(to="hugo", output=tmp_path / "hugo", progress=lambda *step: seen.append(step))
    assert (report.exit_status(), seen) == (0, [(1, 1, "notebooks/post.ipynb")])
    assert (tmp_path / "hugo/post/index.md").exists()
    assert blog.check().checked == ("notebooks/post.ipynb",)
    assert blog.check(folder / "notebooks/post.ipynb").findings == ()
    dry = blog.publish(to=tmp_path / "public", dry_run=True)
    assert "post/index.html" in dry.changes.added
    assert not (tmp_path / "public").exists()
    assert blog.publish(to=tmp_path / "public").changes == dry.changes
    assert (tmp_path / "public/post/index.html").exists()


@pytest.mark.usefixtures("elsewhere")
def test_wrong_formats_are_refused(make_blog: MakeBlog) -> None:
    """With what may have been meant."""
    blog = Blog.open(make_blog("a"))
    with pytest.raises(UsageError, match=r"^'hugoo' is not a format \(did you mean hugo\?\)$"):
        blog.convert(to="hugoo")
    with pytest.raises(UsageError, match=r"^a single file is HTML, and hugo is not$"):
        blog.convert(to="hugo", single_file=True)


@pytest.mark.usefixtures("elsewhere")
def test_snippets_and_posts_are_those_of_the_path(make_blog: MakeBlog) -> None:
    """A folder, or a notebook of the blog."""
    blog = make_blog("a")
    make_blog("b")
    assert blogtools.load_snippet("answer", blog).answer == "a"
    assert blogtools.load_snippet("post#answer", "../b/notebooks/post.ipynb").answer == "b"
    with pytest.raises(SnippetError, match="there is no snippet answer"):
        blogtools.load_snippet("answer")
    assert blogtools.read_post("../a/notebooks/post.ipynb").source == "notebooks/post.ipynb"


def test_dir_shows_the_api_and_nothing_else() -> None:
    """Every name can be loaded, and a type checker finds it where it is loaded from."""
    assert dir(blogtools) == sorted(blogtools.__all__)
    for name in blogtools.__all__:
        assert getattr(blogtools, name).__doc__
    module = ast.parse(Path(blogtools.__file__).read_text(encoding="utf-8"))
    (checked,) = [node for node in module.body if isinstance(node, ast.If)]
    imports = {
        alias.name: node.module for node in checked.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert imports == blogtools._MODULES
    assert {*blogtools.__all__, "load_ipython_extension"} == {*imports, "__version__"}
    with pytest.raises(AttributeError, match="module 'blogtools' has no attribute 'nothing'"):
        blogtools.nothing  # noqa: B018 - to ask is the test


def test_importing_blogtools_loads_nothing_of_it() -> None:
    """A name is loaded when it is first asked for."""
    code = (
        "import sys, blogtools\n"
        "print(sorted(name for name in sys.modules if name.startswith('blogtools')), 'msgspec' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['blogtools', 'blogtools._version'] False\n"
