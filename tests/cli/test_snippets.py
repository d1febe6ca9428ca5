"""`blogtools snippets`, and the other ways to use a snippet, on a blog of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.testing.globalipapp import start_ipython

import blogtools
from blogtools.errors import SnippetError
from tests.conftest import WriteNotebook, make_cell


def run(*args: str | Path, module: str = "blogtools") -> subprocess.CompletedProcess[str]:
    """Run a program of Python's in the working folder."""
    return subprocess.run([sys.executable, "-m", module, *map(str, args)], capture_output=True, text=True, check=False)


def code(source: str, output: str = "") -> dict[str, Any]:
    """A code cell that has printed something."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": output}] if output else []
    return {**make_cell(("code", source)), "outputs": outputs}


@pytest.fixture
def blog(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """Two posts with snippets, one of which has drifted away from what the notebook shows."""
    write_notebook(
        blog_folder / "notebooks/rain.ipynb",
        "# Rain",
        code("import sys\nrain = [1, 2, 3]\nunused = 1"),
        code("def double(values):\n    return [2 * value for value in values]"),
        code(
            "#| snippet: doubled\nprint(double(rain))\nwith open('factor.txt') as file:\n    print(file.read())",
            "[2, 4, 6]\n7\n",
        ),
        code("#| snippet: arguments\n#| snippet-test: runs\nprint(sys.argv[1:])"),
    )
    write_notebook(blog_folder / "notebooks/snow.ipynb", code("#| snippet: drifted\nprint(2)", "1\n"))
    (blog_folder / "notebooks/factor.txt").write_text("7")
    return blog_folder


@pytest.mark.usefixtures("blog")
def test_list_names_all_snippets() -> None:
    """As a table, and as JSON."""
    done = run("snippets", "list")
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["name", "post", "lines", "needs", "tested"],
        ["doubled", "rain", "17", "never"],
        ["arguments", "rain", "9", "never"],
        ["drifted", "snow", "7", "never"],
    ]
    rows = json.loads(run("snippets", "list", "--json").stdout)
    assert (rows[0]["name"], rows[0]["cell"], rows[0]["dependencies"]) == ("doubled", 4, [])


@pytest.mark.usefixtures("blog")
def test_show_and_run() -> None:
    """A program runs in a clean process beside its notebook, with the arguments that follow its name."""
    assert "unused" not in run("snippets", "show", "rain#doubled").stdout
    done = run("snippets", "run", "doubled")
    assert (done.returncode, done.stdout) == (0, "[2, 4, 6]\n7\n")
    assert run("snippets", "run", "arguments", "--", "--a", "b").stdout == "['--a', 'b']\n"


def test_export_writes_programs_that_run_alone(blog: Path, tmp_path: Path) -> None:
    """In an empty folder, but for the files they say they read."""
    done = run("snippets", "export", "doubled", "arguments", "-o", "out")
    assert (done.returncode, done.stdout) == (0, "2 snippets written to out.\n")
    assert "Reads factor.txt." in (blog / "out/doubled.py").read_text()
    command = [sys.executable, blog / "out/arguments.py"]
    alone = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert alone.stdout == "[]\n"


def test_a_program_runs_with_uv_in_an_empty_folder(blog: Path, tmp_path: Path) -> None:
    """It says itself what it needs; this one needs nothing, so that no network is asked."""
    run("snippets", "export", "arguments", "-o", "out")
    (tmp_path / "empty").mkdir()
    uv = Path(sys.executable).with_name("uv")
    command = [uv, "run", "--offline", "--python", sys.executable, blog / "out/arguments.py", "a"]
    done = subprocess.run(command, cwd=tmp_path / "empty", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "['a']\n"), done.stderr


def test_test_finds_drift(blog: Path) -> None:
    """Exit status 1, a diff, a JUnit report; and `list` remembers."""
    done = run("snippets", "test", "--junit", "report.xml", "--workers", "2")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [line.split()[:2] for line in lines if line[0] != " "] == [
        ["passed", "rain#doubled"],
        ["passed", "rain#arguments"],
        ["drift", "snow#drifted"],
        ["2", "of"],
    ]
    assert "    -1" in lines
    assert "    +2" in lines
    suite = ET.parse(blog / "report.xml").getroot()[0]  # noqa: S314 - written by the line above
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    assert [case.get("name") for case in suite] == ["doubled", "arguments", "drifted"]
    tested = [row["tested"][11:] for row in json.loads(run("snippets", "list", "--json").stdout)]
    assert tested == ["passed", "passed", "drift"]


@pytest.mark.usefixtures("blog")
def test_pytest_collects_snippets() -> None:
    """`pytest --blogtools`; without it nothing changes."""
    done = run("--blogtools", "notebooks", "-q", "-p", "no:cacheprovider", module="pytest")
    assert done.returncode == 1
    assert "1 failed, 2 passed" in done.stdout
    assert "-1\n+2" in done.stdout
    assert "no tests ran" in run("notebooks", "-q", "-p", "no:cacheprovider", module="pytest").stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["run", "doubldd"], "error: there is no snippet doubldd (did you mean doubled?)\n"),
        (["show", "rain#doubles"], "error: there is no snippet rain#doubles (did you mean rain#doubled?)\n"),
        (["export", "zzz"], "error: there is no snippet zzz (run `blogtools snippets list` to see all)\n"),
    ],
    ids=["near", "near address", "far"],
)
@pytest.mark.usefixtures("blog")
def test_a_name_that_does_not_exist_is_one_clear_line(args: list[str], message: str) -> None:
    """With the name that may have been meant."""
    done = run("snippets", *args)
    assert (done.returncode, done.stderr) == (1, message)


def test_a_name_of_two_posts_needs_its_post(blog: Path, write_notebook: WriteNotebook) -> None:
    """The addresses are named."""
    write_notebook(blog / "notebooks/hail.ipynb", code("#| snippet: doubled\n1"))
    done = run("snippets", "show", "doubled")
    message = "error: there are 2 snippets named doubled (choose one: hail#doubled, rain#doubled)\n"
    assert (done.returncode, done.stderr) == (1, message)
    exported = run("snippets", "export", "hail#doubled", "rain#doubled", "-o", "out")
    assert exported.returncode == 0
    assert (blog / "out/hail/doubled.py").exists()
    assert (blog / "out/rain/doubled.py").exists()


def test_two_cells_of_one_name_are_an_error(blog: Path, write_notebook: WriteNotebook) -> None:
    """Exit status 1, both cells named; the post is published all the same."""
    write_notebook(blog / "notebooks/twice.ipynb", code("#| snippet: one\n1"), "Text.", code("#| snippet: one\n2"))
    done = run("convert")
    message = "cell 3: cell 1 already has the name one (rename one of the two cells)"
    assert (done.returncode, done.stderr.splitlines()) == (1, [f"error: notebooks/twice.ipynb, {message}"])
    assert (blog / "_site/twice/index.html").exists()


def test_a_broken_snippet_is_named_where_it_is_asked_for(blog: Path, write_notebook: WriteNotebook) -> None:
    """The others work."""
    write_notebook(blog / "notebooks/old.ipynb", code("#| snippet: old\nprint 1"))
    done = run("snippets", "run", "old")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "error: notebooks/old.ipynb, cell 1, line 1: snippet old: is not Python 3: Missing par"
    )
    assert run("snippets", "run", "doubled").returncode == 0


def test_a_package_that_is_missing_is_said_in_one_line(blog: Path, write_notebook: WriteNotebook) -> None:
    """By the test; the program itself fails as programs do."""
    write_notebook(blog / "notebooks/missing.ipynb", code("#| snippet: missing\nimport no_such_package_anywhere"))
    done = run("snippets", "test", "missing")
    assert done.returncode == 1
    assert "    ModuleNotFoundError: No module named 'no_such_package_anywhere'\n" in done.stdout


@pytest.mark.usefixtures("blog")
def test_load_snippet_runs_no_more_than_the_snippet(capsys: pytest.CaptureFixture[str]) -> None:
    """What it defines comes back as a module."""
    module = blogtools.load_snippet("doubled")
    assert (module.rain, module.double([4]), hasattr(module, "unused")) == ([1, 2, 3], [8], False)
    assert capsys.readouterr().out == "[2, 4, 6]\n7\n"
    with pytest.raises(SnippetError, match="there is no snippet nothing"):
        blogtools.load_snippet("nothing")


@pytest.mark.usefixtures("blog")
def test_the_magic_inserts_runs_and_completes(capsys: pytest.CaptureFixture[str]) -> None:
    """In a real IPython."""
    shell = start_ipython()
    shell.run_line_magic("load_ext", "blogtools")
    shell.run_line_magic("snippet", "arguments")
    assert shell.rl_next_input == "# arguments\nimport sys\n\nprint(sys.argv[1:])"
    shell.run_line_magic("snippet", "--run doubled")
    assert shell.user_ns["rain"] == [1, 2, 3]
    with provisionalcompleter():
        assert "doubled" in [one.text for one in shell.Completer.completions("%snippet dou", 12)]
    capsys.readouterr()
    shell.run_line_magic("snippet", "nothing")
    assert capsys.readouterr().out == "error: there is no snippet nothing (run `blogtools snippets list` to see all)\n"
