"""Everything that can be wrong with a blog: each is one clear line or no trouble at all, and the rest is published."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from blogtools.build.pipeline import convert
from blogtools.config import find_blog
from tests.conftest import Run, WriteNotebook, make_notebook, tree


def stream(text: str) -> dict[str, Any]:
    """A code cell that printed something."""
    return {
        "cell_type": "code",
        "source": "run()",
        "outputs": [{"output_type": "stream", "name": "stdout", "text": text}],
    }


def test_every_bad_file_is_named_and_the_good_ones_are_written(
    blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """Exit status 1; one line for each bad file on stderr, nothing else but the warnings; no traceback."""
    notebooks = blog_folder / "notebooks"
    write_notebook(notebooks / "good.ipynb", "Good words.")
    (notebooks / "empty.ipynb").write_bytes(b"")
    (notebooks / "truncated.ipynb").write_text('{"cells": [{"cell_type": "mark')
    (notebooks / "page.ipynb").write_text("<!DOCTYPE html><html></html>")
    (notebooks / "binary.ipynb").write_bytes(bytes(range(256)))
    (notebooks / "folder.ipynb").mkdir()
    (notebooks / "list.ipynb").write_text("[]")
    (notebooks / "types.ipynb").write_text(
        json.dumps({**make_notebook("x"), "cells": [{"cell_type": "code", "source": 1}]})
    )
    write_notebook(notebooks / "slug.ipynb", ("raw", "---\nslug: ../../x\n---"), "Text.")
    write_notebook(notebooks / "tags.ipynb", ("raw", "---\nx: !!python/name:os.system x\n---"), "Text.")
    write_notebook(notebooks / "deep.ipynb", ("raw", "---\na: " + "[" * 5000 + "\n---"), "Text.")
    command = [sys.executable, "-m", "blogtools", "convert"]
    done = subprocess.run(command, cwd=blog_folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert sorted(done.stderr.splitlines()) == [
        "error: notebooks/binary.ipynb: is a binary file, not a notebook",
        "error: notebooks/deep.ipynb, cell 1, line 2: is nested too deeply"
        " (put text with special characters in quotes)",
        "error: notebooks/empty.ipynb: is empty (remove it, or save the notebook again)",
        "error: notebooks/folder.ipynb: is a folder, not a notebook (rename it, or move it out of the way)",
        "error: notebooks/list.ipynb: is JSON, but not a notebook: expected an object, found a list",
        "error: notebooks/page.ipynb: is HTML, not a notebook"
        " (if you downloaded a page that shows the notebook, get the raw file)",
        "error: notebooks/slug.ipynb, cell 1: slug: expected letters, digits and -._~ only, found '../../x'"
        " (use a single part of a URL, such as my-first-post)",
        "error: notebooks/tags.ipynb, cell 1, line 2: the tag !!python/name:os.system is not allowed"
        " (put text with special characters in quotes)",
        "error: notebooks/truncated.ipynb, line 1: is truncated (restore the notebook from a backup or checkpoint)",
        "error: notebooks/types.ipynb, cell 1: source: expected text, found a number"
        " (open and save the notebook in JupyterLab, or fix it in a text editor)",
    ]
    assert done.stdout.startswith("1 post written to ")
    assert "10 failed" in done.stdout
    assert "Good words." in (blog_folder / "_site/good/index.html").read_text()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param((), "</h1>", id="no cells"),
        pytest.param(({"cell_type": "future", "source": "Its words."},), "Its words.", id="unknown cell type"),
        pytest.param((stream("a\x1b[31mb\x1b[0m\x00\x07\x0c\x1b]0;t\x07c\n"),), "ansi-red-fg", id="control characters"),
        pytest.param((stream("x" * 130_000),), "x" * 130_000, id="a line of 130 kB"),
        pytest.param((stream("".join(f"{n}\n" for n in range(200_000))),), "\n199999\n", id="200,000 lines"),
        pytest.param(({"cell_type": "code", "source": "no_outputs()"},), "no_outputs", id="code without outputs"),
        pytest.param(("![x](attachment:../x.png)",), 'src="attachment:../x.png"', id="attachment that climbs out"),
        pytest.param(("$" + "{" * 20_000 + "$ and after",), "and after", id="deep formula"),
        pytest.param(("::: {.a}\n" * 2_000 + "deep div\n" + ":::\n" * 2_000,), "deep div", id="deep div"),
        pytest.param((">" * 5_000 + " deep quote",), "deep quote", id="deep quote"),
        pytest.param(("- " * 3_000 + "deep list",), "deep list", id="deep list"),
        pytest.param(("[" * 20_000 + "brackets",), "brackets", id="brackets"),
        pytest.param(("<div>" * 5_000 + "inside",), "inside", id="deep HTML"),
        pytest.param(("$x$, &#xe0f0;7&#xe0f1; and `\ue0f09\ue0f1` after",), " after", id="as formulas are marked"),
    ],
)
def test_what_is_odd_is_published(
    blog_folder: Path, write_notebook: WriteNotebook, cells: tuple[Any, ...], expected: str
) -> None:
    """Nothing is lost, nothing fails, and no control character reaches the page."""
    write_notebook(blog_folder / "notebooks/a.ipynb", *cells)
    report = convert(find_blog(blog_folder))
    assert [str(error) for error in report.errors] == []
    page = (blog_folder / "_site/a/index.html").read_text()
    assert expected in page
    assert not {"\x00", "\x07", "\x0c", "\x1b"} & set(page)


def test_an_output_of_thirty_megabytes_is_published_whole(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Folded, not cut."""
    line = "0123456789" * 10 + "\n"
    write_notebook(blog_folder / "notebooks/a.ipynb", stream(line * 300_000))
    report = convert(find_blog(blog_folder))
    assert report.errors == ()
    assert (blog_folder / "_site/a/index.html").stat().st_size > 30_000_000


@pytest.mark.parametrize("target", ["_site/a", "notebooks/link.ipynb"], ids=["in the result", "in the notebooks"])
def test_links_out_of_the_blog_lead_nowhere(
    blog_folder: Path, write_notebook: WriteNotebook, target: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A linked notebook is not read, a linked result is not written through; both are told."""
    outside = tmp_path_factory.mktemp("outside")
    write_notebook(outside / "other.ipynb", "Linked words. ![x](secret.png)")
    (outside / "secret.png").write_bytes(b"secret")
    write_notebook(blog_folder / "notebooks/a.ipynb", "A.")
    link = blog_folder / target
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(outside if target.startswith("_site") else outside / "other.ipynb")
    report = convert(find_blog(blog_folder))
    assert sorted(path.name for path in outside.iterdir()) == ["other.ipynb", "secret.png"]
    assert len(report.errors) == 1
    assert not [path for path in (blog_folder / "_site").rglob("*.png") if path.is_file()]


def test_a_build_that_is_killed_is_completed_by_the_next(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """No half page is ever in place, and the next build equals a clean one."""
    for number in range(30):
        write_notebook(blog_folder / f"notebooks/post-{number}.ipynb", f"# Post {number}", "Word. " * 20_000)
    command = [sys.executable, "-m", "blogtools", "convert", "-o", "killed"]
    for wait in (0.15, 0.25, 0.3, 0.4):
        process = subprocess.Popen(command, cwd=blog_folder, stdout=subprocess.DEVNULL)
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for page in (blog_folder / "killed").rglob("index.html"):
            assert page.read_text().rstrip().endswith("</html>")
    subprocess.run(command, cwd=blog_folder, check=True, capture_output=True)
    subprocess.run([*command[:-1], "clean"], cwd=blog_folder, check=True, capture_output=True)
    killed = {name: data for name, data in tree(blog_folder / "killed").items() if not name.endswith(".part")}
    assert killed == tree(blog_folder / "clean")


def test_a_file_name_that_is_no_text_is_one_line(blog_folder: Path, write_notebook: WriteNotebook, run: Run) -> None:
    """The others are published; the report can be read as JSON."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    os.rename(blog_folder / "notebooks/a.ipynb", os.fsencode(blog_folder / "notebooks") + b"/b\xff.ipynb")  # noqa: PTH104
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    status, out, err = run("convert", "--json")
    assert (1, "error: notebooks/b\ufffd.ipynb: has a name that is not UTF-8 (rename it)\n") == (status, err)
    assert "failed" == json.loads(out)["explained"]["notebooks/b\ufffd.ipynb"]
    assert (blog_folder / "_site/a/index.html").exists()


BROKEN_TEMPLATES = {
    "a value that does not exist": (
        "post_meta.html.j2",
        "<p>\n{{ post.titel }}\n</p>",
        "templates/post_meta.html.j2, line 2: UndefinedError: ",
    ),
    "a program that fails": (
        "post_meta.html.j2",
        "<p>\n\n{{ 1 / 0 }}",
        "templates/post_meta.html.j2, line 3: ZeroDivisionError: division by zero",
    ),
    "a tag left open": (
        "post.html.j2",
        '{% extends "default/post.html.j2" %}\n{% block post_body %}\n{% if x %}',
        "templates/post.html.j2, line 3: Unexpected end of template. ",
    ),
    "a list": (
        "list.html.j2",
        "{{ nothing }}",
        "templates/list.html.j2, line 1: UndefinedError: 'nothing' is undefined",
    ),
    "what stands around a post": (
        "post_nav.html.j2",
        "\n{{ nav.nothing }}",
        "templates/post_nav.html.j2, line 2: UndefinedError: ",
    ),
}


@pytest.mark.parametrize("kind", BROKEN_TEMPLATES)
def test_a_broken_template_is_named_and_the_pages_before_stand(
    blog_folder: Path, write_notebook: WriteNotebook, run: Run, kind: str
) -> None:
    """File and line, once for all posts; mended, the next build is whole."""
    name, text, message = BROKEN_TEMPLATES[kind]
    for post in "ab":
        write_notebook(blog_folder / f"notebooks/{post}.ipynb", f"# {post}", "x")
    assert run("convert")[0] == 0
    before = tree(blog_folder / "_site")
    path = blog_folder / "templates" / name
    path.parent.mkdir()
    path.write_text(text)
    status, _, err = run("convert")
    assert (1, 1) == (status, err.count("\n"))
    assert err.startswith(f"error: {message}")
    if kind not in ("a list", "what stands around a post"):
        assert before.items() <= tree(blog_folder / "_site").items()
    path.unlink()
    assert run("convert")[0] == 0
    assert before == tree(blog_folder / "_site")


def test_a_full_disk_keeps_the_pages_before(blog_folder: Path, write_notebook: WriteNotebook, run: Run) -> None:
    """Here a limit on the size of files stands for it; what fits is written, what does not is named."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "# Small")
    write_notebook(blog_folder / "notebooks/b.ipynb", "# Large")
    assert run("convert")[0] == 0
    page = blog_folder / "_site/b/index.html"
    before = page.read_bytes()
    write_notebook(blog_folder / "notebooks/b.ipynb", "# Large\n\n" + "Too much. " * 30_000)
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); import signal; "
    limited += "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); sys.argv = ['blogtools', 'convert']; "
    done = subprocess.run(
        [sys.executable, "-c", f"{limited}from blogtools.cli import main; main()"],
        cwd=blog_folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 1 == done.returncode
    assert f"error: {page}: cannot be written: File too large (the old file is kept)\n" == done.stderr
    assert before == page.read_bytes()
    assert [] == list((blog_folder / "_site").rglob("*.part"))
    assert run("convert")[0] == 0
    assert "Too much." in page.read_text()


def test_a_result_that_cannot_be_written_is_one_line(
    blog_folder: Path, write_notebook: WriteNotebook, run: Run
) -> None:
    """A file where a folder should be; a folder where a file should be."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    write_notebook(blog_folder / "notebooks/b.ipynb", "# B")
    (blog_folder / "_site").mkdir()
    (blog_folder / "_site/a").write_text("mine")
    (blog_folder / "_site/b/index.html").mkdir(parents=True)
    status, _, err = run("convert")
    assert 1 == status
    site = blog_folder / "_site"
    assert [
        f"error: {site}/a/index.html: cannot be written: File exists (the old file is kept)",
        f"error: {site}/b/index.html: cannot be written: Is a directory (the old file is kept)",
        f"note: {site}: has files that blogtools did not write, which stay: a",
    ] == err.splitlines()
    assert "mine" == (site / "a").read_text()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_folder_that_is_read_only_is_one_line(
    blog_folder: Path, write_notebook: WriteNotebook, run: Run
) -> None:
    """Nothing is lost: the notebooks are as they were."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    (blog_folder / "_site").mkdir(mode=0o555)
    status, _, err = run("convert")
    assert 1 == status
    assert (
        f"error: {blog_folder}/_site/a/index.html: cannot be written: Permission denied (the old file is kept)\n" in err
    )


@pytest.mark.parametrize(
    "base_url", ["example.org", "https://", "ftp://example.org", "https://example.org/?q", "https://a b/"]
)
def test_a_base_url_that_is_none_is_wrong_settings(blog_folder: Path, run: Run, base_url: str) -> None:
    """Nothing is written."""
    (blog_folder / "blogtools.toml").write_text(f'base_url = "{base_url}"\n')
    status, _, err = run("convert")
    assert (2, False) == (status, (blog_folder / "_site").exists())
    assert (
        f"error: blogtools.toml: `base_url` must be an address such as https://example.org/blog, found '{base_url}'\n"
    ) == err


@pytest.mark.parametrize(
    ("cells", "size", "number"),
    [
        pytest.param(("x " * 50, "y " * 200), 500, 2, id="cells"),
        pytest.param(
            (
                "x",
                {
                    "cell_type": "code",
                    "source": "f()",
                    "outputs": [{"output_type": "display_data", "data": {"text/markdown": "y " * 249}, "metadata": {}}],
                },
            ),
            499,
            2,
            id="an output",
        ),
        pytest.param(("{{< embed b.ipynb#it >}}", "x " * 149), 497, 2, id="with an embedded cell"),
    ],
)
def test_too_much_markdown_is_an_error(
    blog_folder: Path, write_notebook: WriteNotebook, cells: tuple[Any, ...], size: int, number: int
) -> None:
    """It names the post, its longest cell and the setting; the other posts are written."""
    settings = blog_folder / "blogtools.toml"
    settings.write_text("max_markdown = 400\n")
    notebooks = blog_folder / "notebooks"
    write_notebook(notebooks / "a.ipynb", *cells)
    markdown = {"output_type": "display_data", "data": {"text/markdown": "z" * 199}, "metadata": {}}
    write_notebook(notebooks / "b.ipynb", {"cell_type": "code", "source": "#| label: it\nf()", "outputs": [markdown]})
    report = convert(find_blog(blog_folder))
    assert ["notebooks/a.ipynb"] == [error.where.file for error in report.errors]
    error = report.errors[0]
    assert error.where.cell == number
    assert f" of the {size} characters of Markdown in this post, which may have 400" in error.message
    assert "raise `max_markdown` in the settings" in error.hint
    settings.write_text("max_markdown = 1000\n")
    assert () == convert(find_blog(blog_folder)).errors


def test_wide_tables_of_short_rows_are_an_error(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The parser fills each row: a few kilobytes would take gigabytes. Tables that are written out are fine."""

    def table(columns: int, row: str, rows: int) -> str:
        return f"|{'c|' * columns}\n|{'-|' * columns}\n" + f"{row}\n" * rows

    (blog_folder / "blogtools.toml").write_text("max_markdown = 30_000\n")
    write_notebook(blog_folder / "notebooks/a.ipynb", "x", table(200, "|a|", 90), table(200, "|a|", 90))
    write_notebook(blog_folder / "notebooks/b.ipynb", table(200, f"|{'a|' * 200}", 50), table(100, "|a|", 100))
    write_notebook(blog_folder / "notebooks/c.ipynb", table(4, "|a|", 5000))
    assert [
        "notebooks/a.ipynb, cell 3: has wide tables whose rows leave out more than 30,000 cells"
        " (write tables of fewer columns)"
    ] == [str(error) for error in convert(find_blog(blog_folder)).errors]


def test_pictures_in_addresses_are_not_too_much_markdown(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """They are long, and cost no more than any other address."""
    (blog_folder / "blogtools.toml").write_text("max_markdown = 100\n")
    picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    write_notebook(blog_folder / "notebooks/a.ipynb", f"A pixel: ![black](data:image/png;base64,{picture})")
    assert () == convert(find_blog(blog_folder)).errors
