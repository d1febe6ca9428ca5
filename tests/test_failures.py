"""A defect of blogtools costs one post and one line: exceptions are injected, and all else is as if there were none."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from blogtools.build.check import check
from blogtools.build.pipeline import Options, convert
from blogtools.cli import COMMANDS, main
from blogtools.config import find_blog
from blogtools.publish import publish
from blogtools.publish.folder import Folder
from blogtools.serve.build import preview_folder, rebuild
from blogtools.snippets.catalog import read_catalog
from blogtools.snippets.testing import run_snippet_test
from tests.conftest import WriteNotebook, tree
from tests.failing import MARK, inject

INTERNAL = "internal error: KeyError: 'x'; this is a bug in blogtools, please report it"
HINT = "(rerun with --debug or BLOGTOOLS_DEBUG=1 for the traceback)"
LINE = f"notebooks/bad.ipynb: {INTERNAL} {HINT}"
POSTS = ("a", "bad", "c", "d")

ROUTES = (
    "blogtools.build.routes:file_stamp",
    "blogtools.build.routes:decode_post",
    "blogtools.build.staleness:why_rebuild",
)
"""Where one process looks at every post, before any is built."""
BUILDERS = (
    "blogtools.build.post.page:read_source",
    "blogtools.content.load:decode_notebook",
    "blogtools.content.load:add_snippets",
    "blogtools.transform.markdown.parse:parse_markdown",
    "blogtools.transform.steps:cell_options",
    "blogtools.build.post.page:render_post",
    "blogtools.render.html.page:code_block",
    "blogtools.render.html.page:render_layout",
    "blogtools.build.post.page:summarize",
    "blogtools.build.post.page:store_page_context",
)
"""Where a post is read, transformed, rendered and remembered, in whichever process."""


def fill(write_notebook: WriteNotebook, version: int) -> None:
    """Four posts, each in a version; one of them is the one that will fail."""
    Path("blogtools.toml").write_text('title = "Blog"\nbase_url = "https://example.org/"\n')
    for number, name in enumerate(POSTS, 1):
        mark = "BAD" if name == "bad" else name
        front = f"---\ntitle: Post {mark}\ndate: 2026-01-0{number}\ntags: [t]\n---"
        code = ("code", f"#| snippet: s-{name}\nprint('{mark} {version}')")
        write_notebook(Path(f"notebooks/{name}.ipynb"), ("raw", front), f"{mark}: version {version}.", code)


def raises(error: BaseException) -> None:
    """Raise it."""
    raise error


def page(name: str, site: str = "_site") -> str:
    """The page of a post."""
    return Path(site, name, "index.html").read_text()


def only_bad_is_old(site: str = "_site") -> None:
    """All posts are in the second version but for the one that failed, whose last good page stands."""
    assert [f"{name}: version 2." in page(name, site) for name in ("a", "c", "d")] == [True] * 3
    assert "BAD: version 1." in page("bad", site)


@pytest.fixture
def built(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """A blog that was built, and of which all posts have changed since."""
    fill(write_notebook, 1)
    assert convert(find_blog(blog_folder), options=Options(workers=1)).exit_status() == 0
    fill(write_notebook, 2)
    return blog_folder


def heals(folder: Path) -> None:
    """The next build without the defect makes the site that a first build makes."""
    report = convert(find_blog(folder), options=Options(workers=1))
    assert report.exit_status() == 0
    convert(find_blog(folder), options=Options(output=folder / "clean", cache=False, workers=1))
    assert tree(folder / "clean") == tree(folder / "_site")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("place", [*ROUTES, *BUILDERS])
def test_a_defect_costs_one_post(built: Path, monkeypatch: pytest.MonkeyPatch, place: str, workers: int) -> None:
    """Wherever it is: exit status 1, one line with the file; all other posts are written, the last good page stands."""
    with monkeypatch.context() as patch:
        inject(patch, place, mark="notebooks/bad.ipynb" if place.endswith(("file_stamp", "read_source")) else MARK)
        report = convert(find_blog(built), options=Options(workers=workers))
    (error,) = report.errors
    assert (error.slug, error.where.file, error.severity) == ("internal-error", "notebooks/bad.ipynb", "error")
    assert INTERNAL == error.message
    assert (report.exit_status(), len(report.built), report.explained["notebooks/bad.ipynb"]) == (1, 3, "failed")
    only_bad_is_old()
    heals(built)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    "place",
    ["blogtools.transform.options:_take_lines", "blogtools.render.html.page:code_block"],
    ids=["read", "render"],
)
def test_the_cell_is_named(built: Path, monkeypatch: pytest.MonkeyPatch, place: str, workers: int) -> None:
    """As far as the calls that led to the defect tell it."""
    inject(monkeypatch, place, mark="print(")
    Path("notebooks/a.ipynb").unlink()
    report = convert(find_blog(built), options=Options(workers=workers, allow_removed_urls=True))
    assert [f"notebooks/{name}.ipynb, cell 3" for name in POSTS[1:]] == [str(error.where) for error in report.errors]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(MemoryError(), "needs more memory than there is (clear large outputs)", id="memory"),
        pytest.param(RecursionError("deep"), "is nested too deeply", id="recursion"),
        pytest.param(ValueError("a\n\ud800" + "b" * 999), f"internal error: ValueError: a ?{'b' * 297}; ", id="text"),
        pytest.param(AssertionError(), f"internal error: AssertionError; this is a bug in blogtools, {''}", id="empty"),
    ],
)
def test_what_is_told_of_an_exception(
    built: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    """One line that can be printed, of a length that can be read."""
    inject(monkeypatch, "blogtools.build.post.page:render_post", lambda: raises(error))
    report = convert(find_blog(built), options=Options(workers=1))
    assert [f"notebooks/bad.ipynb: {told}"] == [str(one)[: len(told) + 21] for one in report.errors]
    only_bad_is_old()


def test_what_ends_the_program_ends_it(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is no defect."""
    inject(monkeypatch, "blogtools.build.post.page:render_post", lambda: raises(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        convert(find_blog(built), options=Options(workers=1))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes are killed otherwise there")
def test_a_worker_that_dies_costs_one_post(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the kernel kills one that needs too much memory: the posts that were beside it are built all the same."""
    with monkeypatch.context() as patch:
        inject(patch, "blogtools.build.post.page:render_post", lambda: os.kill(os.getpid(), signal.SIGKILL))
        report = convert(find_blog(built), options=Options(workers=2))
    (error,) = report.errors
    told = "notebooks/bad.ipynb: internal error: BrokenProcessPool: its worker process died, perhaps for lack of memory"
    assert str(error).startswith(told)
    assert (1, 3) == (report.exit_status(), len(report.built))
    only_bad_is_old()
    heals(built)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_theme_that_cannot_be_used_is_told_once(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], workers: int
) -> None:
    """Whether this process or another one finds it out."""
    inject(monkeypatch, "blogtools.build.executor:Theme", mark="")
    with pytest.raises(SystemExit) as stop:
        main(["convert", "--workers", str(workers)])
    assert 1 == stop.value.code
    assert f"error: {INTERNAL} {HINT}\n" == capsys.readouterr().err
    assert tree(built / "_site")


@pytest.mark.parametrize(
    ("place", "mark", "file"),
    [
        pytest.param("blogtools.site.post_nav:_with_nav", "bad/", "notebooks/bad.ipynb", id="links between posts"),
        pytest.param("blogtools.site.feed_lists:_item", "bad/", "notebooks/bad.ipynb", id="text of a feed"),
        pytest.param("blogtools.site.fragments:Fragments.of", "bad/", "notebooks/bad.ipynb", id="cache of feeds"),
        pytest.param("blogtools.site.list_pages:_index", "", "index.html", id="home page"),
        pytest.param("blogtools.site.list_pages:dated_items", "", "", id="all lists"),
        pytest.param(
            "blogtools.site.related_content:RelatedContentIndex.__init__", "", "", id="all links between posts"
        ),
    ],
)
def test_a_defect_beside_the_posts(
    built: Path, monkeypatch: pytest.MonkeyPatch, place: str, mark: str, file: str
) -> None:
    """Costs one file, whose last good version stands; every post is written, and the next build heals the site."""
    before = tree(built / "_site")
    with monkeypatch.context() as patch:
        inject(patch, place, mark=mark)
        report = convert(find_blog(built), options=Options(workers=1))
    (error,) = {one for one in (*report.errors, *report.findings) if one.severity == "error"}
    assert (INTERNAL, file) == (error.message, error.where.file)
    assert (1, 4) == (report.exit_status(), len(report.built))
    # Snippets are named by their content.
    assert {name for name in before if not name.endswith(".py")} <= tree(built / "_site").keys()
    assert all("version 2." in page(name) for name in POSTS)
    if file.endswith("l"):
        assert before[file] == (built / "_site" / file).read_bytes()
    heals(built)


def test_a_file_that_cannot_be_removed_is_told_and_tried_again(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not stay for good because one build could not remove it."""
    (built / "notebooks/bad.ipynb").unlink()
    options = Options(workers=1, allow_removed_urls=True)
    with monkeypatch.context() as patch:
        inject(patch, "blogtools.store.output:Destination.remove", mark="bad/index.html")
        report = convert(find_blog(built), options=options)
    assert [f"bad/index.html: {INTERNAL} {HINT}"] == [str(error) for error in report.errors]
    assert Path("_site/bad/index.html").exists()
    assert 0 == convert(find_blog(built), options=options).exit_status()
    assert not Path("_site/bad").exists()


def test_a_renamed_post_that_fails_keeps_its_address(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it was before cannot be told, so nothing is refused and nothing is promised otherwise."""
    publish(find_blog(built), Folder(Path("public")), workers=1)
    Path("notebooks/bad.ipynb").rename("notebooks/other.ipynb")
    with monkeypatch.context() as patch:
        inject(patch, "blogtools.build.permalink_guard:transform_post")
        report = convert(find_blog(built), options=Options(workers=1, allow_removed_urls=True))
    assert ["notebooks/other.ipynb"] == [error.where.file for error in report.errors]
    assert 1 == report.exit_status()


@pytest.mark.parametrize(
    "place",
    [
        "blogtools.build.routes:decode_post",
        "blogtools.build.check:read_source",
        "blogtools.transform.steps:cell_options",
        "blogtools.render.html.page:code_block",
        "blogtools.build.check:check_post",
    ],
)
def test_check_tells_of_the_others(built: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """And of the post that could not be checked, in one line."""
    inject(monkeypatch, place, mark="notebooks/bad.ipynb" if place.endswith("read_source") else MARK)
    report = check(find_blog(built))
    assert [(INTERNAL, "notebooks/bad.ipynb")] == [(error.message, error.where.file) for error in report.errors]
    assert tuple(f"notebooks/{name}.ipynb" for name in ("a", "c", "d")) == report.checked
    assert 1 == report.exit_status()


def test_the_preview_shows_the_others(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the problem above every page; it goes once the defect is gone."""
    site = preview_folder(built)
    convert(find_blog(built), options=Options(workers=1))
    with monkeypatch.context() as patch:
        inject(patch, "blogtools.build.post.page:render_post")
        made = rebuild(built, workers=1)
    assert [LINE] == [str(problem) for problem in made.problems]
    assert "a: version 2." in page("a", str(site))
    assert () == rebuild(built, workers=1).problems
    assert "BAD: version 2." in page("bad", str(site))


def test_snippets_of_other_posts_are_there(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The post that fails is an error of the catalog."""
    inject(monkeypatch, "blogtools.snippets.catalog:_entries")
    catalog = read_catalog(find_blog(built))
    assert ["s-a", "s-c", "s-d"] == [entry.snippet.name for entry in catalog.entries]
    assert [LINE] == [str(error) for error in catalog.errors]


def test_a_snippet_whose_test_meets_a_defect_has_failed(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests of the others go on."""
    inject(monkeypatch, "blogtools.snippets.testing:run_cells", mark="")
    trial = run_snippet_test(read_catalog(find_blog(built)).entries[0])
    assert ("failed", INTERNAL) == (trial.status, trial.message)


def run(*args: str) -> int:
    """Run blogtools; gives the exit status."""
    with pytest.raises(SystemExit) as stop:
        main(list(args))
    return int(stop.value.code or 0)


ARGUMENTS: dict[str, list[str]] = {"new": ["Title"], "init": ["folder"], "snippets": ["list"], "import": ["a.md"]}
PLACES = {
    "convert": "blogtools.api:find_blog_of",
    "serve": "blogtools.serve.server:serve",
    "check": "blogtools.build.check:check",
    "publish": "blogtools.publish.place:open_branch",
    "new": "blogtools.cli.new:create_post",
    "init": "blogtools.cli.init:start_blog",
    "snippets": "blogtools.snippets.catalog:read_catalog",
    "lab": "blogtools.cli.lab:find_blog",
    "import": "blogtools.cli.import:import_posts",
    "trust": "blogtools.cli.trust:find_blog",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_shows_a_traceback(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Unless it is asked for: by `--debug` before or behind the command, or by the environment."""
    assert built == Path.cwd()
    monkeypatch.setenv("BLOGTOOLS_DEBUG", "0")
    inject(monkeypatch, PLACES[name], mark="")
    words = [name, *ARGUMENTS.get(name, [])]
    assert 1 == run(*words)
    assert f"error: {INTERNAL} {HINT}\n" == capsys.readouterr().err
    # What follows `lab` goes to JupyterLab.
    for line in ["--debug", *words], ["--debug", *words] if name == "lab" else [*words, "--debug"]:
        monkeypatch.setenv("BLOGTOOLS_DEBUG", "0")
        assert 1 == run(*line)
        err = capsys.readouterr().err
        assert err.startswith("Traceback (most recent call last):\n")
        assert err.endswith(f"error: {INTERNAL} {HINT}\n")


def test_a_traceback_of_a_post_is_printed_on_request(
    built: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """By worker processes, too."""
    monkeypatch.setenv("BLOGTOOLS_DEBUG", "0")
    inject(monkeypatch, "blogtools.build.post.page:render_post")
    assert 1 == run("convert", "--workers", "2")
    assert f"error: {LINE}\n" == capfd.readouterr().err
    assert built == Path.cwd()
    assert 1 == run("convert", "--workers", "2", "--debug")
    err = capfd.readouterr().err
    assert "in render\n" in err
    assert err.endswith(f"error: {LINE}\n")
