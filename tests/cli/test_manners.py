"""What the commands have in common: quiet, colors, errors as JSON, suggestions, help, completion, long titles."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from blogtools import read_post
from blogtools.cli import COMMANDS, cli, main
from blogtools.render.targets import TARGETS
from tests.checking import GITHUB
from tests.conftest import WriteNotebook

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="words are completed by a real shell")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}


@pytest.fixture
def blog(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """A post with warnings and two snippets, and a file that is no notebook."""
    write_notebook(
        blog_folder / "notebooks/rain.ipynb",
        "# Rain\n\n[gone](gone.ipynb)",
        ("code", "#| snippet: total\nsum([1, 2])"),
        ("code", "#| snippet: texts\n''"),
    )
    (blog_folder / "notebooks/broken.ipynb").write_text("{")
    return blog_folder


def run(capsys: pytest.CaptureFixture[str], *args: str | Path) -> tuple[int, str, str]:
    """Run the command line in this process; return exit status, stdout and stderr."""
    with pytest.raises(SystemExit) as caught:
        main([str(arg) for arg in args])
    told = capsys.readouterr()
    return int(caught.value.code or 0), told.out, told.err


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("convert",), id="convert"),
        pytest.param(("check",), id="check"),
        pytest.param(("publish", "--to", "public"), id="publish"),
        pytest.param(("snippets", "export"), id="snippets export"),
    ],
)
@pytest.mark.usefixtures("blog")
def test_quiet_leaves_errors_and_the_exit_status(capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    """On stderr, and nothing else anywhere."""
    loud = run(capsys, *command)
    status, out, err = run(capsys, *command, "--quiet")
    assert (status, out) == (1, "")
    (line,) = err.splitlines()
    assert line.startswith("error: notebooks/broken.ipynb, line 1: ")
    assert loud[0] == status
    assert loud[1] + loud[2].replace(err, "")


def test_quiet_says_nothing_of_success(
    capsys: pytest.CaptureFixture[str], blog: Path, tmp_path: Path, write_notebook: WriteNotebook
) -> None:
    """Warnings neither; what was asked for is printed all the same."""
    (blog / "notebooks/broken.ipynb").unlink()
    assert run(capsys, "new", "-q", "A day") == (0, "", "")
    assert run(capsys, "init", "-q", tmp_path / "other") == (0, "", "")
    assert run(capsys, "convert", "-q") == (0, "", "")
    status, out, err = run(capsys, "convert", "-q", "--json")
    assert (status, json.loads(out)["unchanged"], err) == (0, 2, "")
    assert "1 broken-link" in run(capsys, "convert")[1]
    write_notebook(blog / "notebooks/secret.ipynb", GITHUB)
    status, out, err = run(capsys, "check", "-q")
    assert (status, out) == (1, "")
    assert err.startswith("error: notebooks/secret.ipynb, cell 1, line 1: has what looks like a GitHub token")


@pytest.mark.parametrize(
    ("arguments", "slug", "message"),
    [
        pytest.param(("convert",), "settings", "unknown key `titel`, did you mean `title`?", id="settings of a build"),
        pytest.param(("check",), "settings", "unknown key `titel`, did you mean `title`?", id="settings of a check"),
        pytest.param(("snippets", "list"), "settings", "unknown key `titel`, did you mean `title`?", id="of a list"),
        pytest.param(("convert", "--to", "hugoo"), "usage", "'hugoo' is not a format", id="format"),
        pytest.param(("convert", "/none.ipynb"), "usage", "there is no file or folder /none.ipynb", id="path"),
        pytest.param(
            ("convert", "--workers", "0"),
            "usage",
            "Invalid value for '--workers': 0 is not in the range x>=1.",
            id="range",
        ),
        pytest.param(("check", "--non"), "usage", "No such option '--non'.", id="option"),
    ],
)
def test_json_is_printed_whatever_happens(
    capsys: pytest.CaptureFixture[str], blog: Path, arguments: tuple[str, ...], slug: str, message: str
) -> None:
    """The error in the form of a report's errors, with the exit status and stderr that it has without `--json`."""
    if slug == "settings":
        (blog / "blogtools.toml").write_text("titel = 1\n")
    plain = run(capsys, *arguments)
    status, out, err = run(capsys, *arguments, "--json")
    (error,) = json.loads(out)["errors"]
    assert error["slug"] == slug
    assert error["message"].startswith(message)
    assert error.get("severity") == "error"
    assert (status, "", err) == plain
    assert status == 2


def test_a_defect_is_json_too(capsys: pytest.CaptureFixture[str], blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads the JSON learns that there is no report."""

    def fail(*_: object, **__: object) -> None:
        {}["x"]

    monkeypatch.setattr("blogtools.build.pipeline.convert", fail)
    with pytest.raises(SystemExit):
        main(["convert", "--json"])
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert error["message"] == "internal error: KeyError: 'x'; this is a bug in blogtools, please report it"
    assert blog.exists()


@pytest.mark.usefixtures("blog")
@pytest.mark.parametrize("colors", [True, False])
def test_no_color_is_respected(colors: bool) -> None:  # noqa: FBT001 - a parameter
    """By errors inside and outside of a command, at a terminal (https://no-color.org)."""
    pty = pytest.importorskip("pty")
    environment = ENVIRONMENT | ({} if colors else {"NO_COLOR": "1"})
    told = ""
    for arguments in (["check"], ["convert", "--to", "docx"]):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "blogtools", *arguments], stdout=theirs, stderr=theirs, env=environment
        )
        os.close(theirs)
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # Linux says so at the end of a terminal.
                break
            if not data:
                break
            told += data.decode()
        process.wait()
        os.close(ours)
    assert "broken-link" in told
    assert "'docx' is not a format" in told
    assert (re.search(r"\x1b\[(?:\d+;)*[349]\d", told) is not None) is colors


def test_commands_of_groups_are_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    """As those of the top level are, and options are, too."""
    status, _, err = run(capsys, "snippets", "lst")
    assert (status, err.splitlines()[-1]) == (2, "Error: there is no command `lst`. Did you mean `list`?")
    status, _, err = run(capsys, "snippets", "zzz")
    assert (status, err.splitlines()[-1]) == (
        2,
        "Error: there is no command `zzz`. There are: export, list, run, show, test.",
    )
    status, _, err = run(capsys, "convert", "--draft")
    assert (status, "--drafts" in err.splitlines()[-1]) == (2, True)


def test_help_is_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """Each command of a group is told in a whole sentence, wrapped if need be."""
    status, out, _ = run(capsys, "snippets", "--help")
    told = " ".join(out.split())
    assert (status, "..." in told.split("Commands:")[1]) == (0, False)
    assert "Run all snippets, or the given ones, and compare their output with the notebooks'." in told


def test_every_command_that_prints_its_success_can_be_quiet() -> None:
    """And no other has an option that does nothing."""
    ctx = click.Context(cli)
    commands = {name: cli.get_command(ctx, name) for name in COMMANDS}
    group = commands.pop("snippets")
    assert isinstance(group, click.Group)
    commands |= {f"snippets {name}": command for name, command in group.commands.items()}
    loud = {
        name for name, command in commands.items() if command and all("-q" not in one.opts for one in command.params)
    }
    assert loud == {"lab", "snippets list", "snippets show", "snippets run"}


def complete(*words: str) -> list[str]:
    """Complete the last word in a bash that has sourced what the guide says."""
    script = (
        'eval "$(_BLOGTOOLS_COMPLETE=bash_source blogtools)"\n'
        'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _blogtools_completion blogtools; printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-c", script, "bash", "blogtools", *words],
        env=ENVIRONMENT | {"PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


@needs_bash
def test_words_are_completed_in_a_shell(blog: Path, write_notebook: WriteNotebook) -> None:
    """Commands, options, formats, notebooks, snippets, templates; addresses of snippets whose name is not unique."""
    write_notebook(blog / "notebooks/snow.ipynb", "# Snow", ("code", "#| snippet: total\n1"))
    assert complete("s") == ["serve", "snippets"]
    assert complete("snippets", "l") == ["list"]
    assert complete("convert", "--s") == ["--single-file", "--setup", "--strict"]
    assert complete("convert", "--to", "") == [*TARGETS]
    assert complete("check", "") == ["notebooks/broken.ipynb", "notebooks/rain.ipynb", "notebooks/snow.ipynb"]
    assert complete("check", "--format", "") == ["table", "json", "sarif", "github"]
    assert complete("convert", "notebooks/s") == ["notebooks/snow.ipynb"]
    assert complete("snippets", "show", "t") == ["texts"]
    assert complete("snippets", "run", "") == ["rain#total", "texts", "snow#total"]
    assert complete("snippets", "test", "rain#t") == ["rain#total", "rain#texts"]
    assert complete("new", "--template", "d") == ["diary"]


@needs_bash
def test_completion_is_silent_about_what_is_wrong(blog: Path) -> None:
    """A press of Tab is no place for an error."""
    (blog / "blogtools.toml").write_text("titel = 1\n")
    assert complete("snippets", "show", "t") == []
    assert complete("new", "--template", "d") == []
    assert complete("convrt", "x") == []


def test_completing_loads_neither_the_theme_nor_slicing(blog: Path) -> None:
    """A shell waits for it at each press of Tab."""
    code = (
        "import sys\nfrom blogtools.cli import main\n"
        "try:\n    main([])\nexcept SystemExit:\n    pass\n"
        "heavy = 'jinja2', 'PIL', 'pygments', 'tornado', 'blogtools.analysis.slice', 'blogtools.build.pipeline'\n"
        "sys.exit(', '.join(name for name in heavy if name in sys.modules) or 0)"
    )
    environment = ENVIRONMENT | {"_BLOGTOOLS_COMPLETE": "bash_complete", "COMP_CWORD": "3"}
    for words in ("blogtools snippets run t", "blogtools convert --to m", "blogtools check --no-cache n"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment | {"COMP_WORDS": words},
            cwd=blog,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout


def test_the_words_of_a_title_need_no_quotes(capsys: pytest.CaptureFixture[str], blog_folder: Path) -> None:
    """Options may stand before, between and behind them."""
    assert run(capsys, "new", "two", "words", "--tag", "a")[0] == 0
    assert read_post(blog_folder / "notebooks/two-words.ipynb").title == "two words"
    status, _, err = run(capsys, "new")
    assert (status, err.splitlines()[-1]) == (2, "Error: Missing argument 'TITLE...'.")


def test_a_long_title_gets_a_short_address(capsys: pytest.CaptureFixture[str], blog_folder: Path) -> None:
    """Cut between two words, while the title is what was written; a series, a tag or a file of that length, too."""
    title = "a day with 漢字 " * 25
    assert run(capsys, "new", title, "--tag", title)[0] == 0
    (notebook,) = (blog_folder / "notebooks").iterdir()
    assert len(notebook.stem) <= 220
    assert notebook.stem.endswith(("-a", "-day", "-with", "-han-zi", "-han"))
    assert read_post(notebook).title == title
    notebook.rename(notebook.with_name("漢字文書" * 15 + ".ipynb"))
    assert run(capsys, "convert", "--strict")[0] == 0
    slugs = [path.parent.name for path in (blog_folder / "_site").rglob("index.html")]
    assert 200 < max(map(len, slugs)) <= 220
