"""The command line, as whole processes: what it prints, where, and the exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from blogtools.render.targets import TARGETS
from tests.conftest import WriteNotebook

HEAVY = (
    "nbformat",
    "nbconvert",
    "nbclient",
    "jupyterlab",
    "rich",
    "jinja2",
    "pygments",
    "yaml",
    "numpy",
    "tornado",
    "watchfiles",
)


def blogtools(*args: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [sys.executable, "-m", "blogtools", *map(str, args)], cwd=folder, capture_output=True, text=True, check=False
    )


def test_help_lists_the_commands_and_loads_nothing_heavy() -> None:
    """A look at the help must not cost a second."""
    code = (
        "import sys\nfrom blogtools.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"sys.exit(','.join(name for name in {HEAVY!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.split("Commands:\n")[1].splitlines()] == [
        "convert",
        "serve",
        "check",
        "publish",
        "import",
        "new",
        "init",
        "snippets",
        "lab",
        "trust",
    ]


def test_a_build_of_html_loads_no_jupyter(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The hot path goes without nbformat and nbconvert."""
    write_notebook(blog_folder / "notebooks/2026-01-01-a.ipynb", "Text with $x^2$.", ("code", "print(1)"))
    code = (
        "import sys\nfrom blogtools.cli import main\n"
        "try:\n    main(['convert'])\nexcept SystemExit:\n    pass\n"
        f"sys.exit(','.join(name for name in {HEAVY[:5]!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_blog_from_nothing_to_pages(tmp_path: Path) -> None:
    """`init`, `new` and `convert`: the walk of the README."""
    assert blogtools("init", tmp_path / "blog", "--title", "Notes & queries").returncode == 0
    done = blogtools("new", "8:00 AM / the build passed", "--tag", "ci", folder=tmp_path / "blog")
    assert (done.returncode, done.stderr) == (0, "")
    notebook = tmp_path / "blog/notebooks/8-00-am-the-build-passed.ipynb"
    nbformat.validate(nbformat.read(notebook, as_version=4))
    done = blogtools("convert", "--strict", folder=tmp_path / "blog")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 posts written to ")
    page = (tmp_path / "blog/_site/8-00-am-the-build-passed/index.html").read_text()
    assert "8:00 AM / the build passed</h1>" in page
    assert "Notes &amp; queries" in page
    assert (tmp_path / "blog/.gitignore").read_text().startswith("_site/\n")


def test_init_writes_a_workflow_on_request(tmp_path: Path) -> None:
    """It installs what was asked for; without that, and with no address that others could use, nothing is written."""
    blog, url = tmp_path / "blog", "git+https://example.org/ada/blogtools@v1"
    done = blogtools("init", blog, "--github-pages", "--requirement", url)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Deploy from a branch > gh-pages, once it is published.\n")
    assert f"@ {url}'\n" in (blog / ".github/workflows/publish.yml").read_text()
    done = blogtools("init", tmp_path / "other", "--requirement", url)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, "Error: --requirement goes with --github-pages")
    done = blogtools("init", tmp_path / "other", "--github-pages", "--requirement", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.startswith("error: the requirement must be a version or a public URL of blogtools, found ")
    assert not (tmp_path / "other").exists()


def test_nothing_is_overwritten(blog_folder: Path) -> None:
    """A second post of that name, and a second blog in that folder, are refused."""
    assert blogtools("new", "Same").returncode == 0
    before = (blog_folder / "notebooks/same.ipynb").read_bytes()
    done = blogtools("new", "Same")
    assert (done.returncode, done.stderr) == (
        2,
        f"error: {blog_folder}/notebooks/same.ipynb already exists\n",
    )
    assert (blog_folder / "notebooks/same.ipynb").read_bytes() == before
    done = blogtools("init", ".")
    assert (done.returncode, done.stderr) == (2, "error: there is already a blog in .\n")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param(
            ("convert", "--to", "hugoo"),
            "error: 'hugoo' is not a format (did you mean hugo?)",
            id="near miss of a target",
        ),
        pytest.param(
            ("convert", "--to", "xyz"),
            f"error: 'xyz' is not a format (choose from {', '.join([*TARGETS, 'single-file'])})",
            id="unknown target",
        ),
        pytest.param(
            ("convrt",), "Error: there is no command `convrt`. Did you mean `convert`?", id="near miss of a command"
        ),
        pytest.param(("convert", "gone.ipynb"), "error: there is no file or folder gone.ipynb", id="missing path"),
        pytest.param(("new", " "), "error: a post needs a title", id="empty title"),
        pytest.param(
            ("convert", "--single-file", "--to", "hugo"),
            "error: a single file is HTML, and hugo is not",
            id="options that exclude each other",
        ),
    ],
)
@pytest.mark.usefixtures("blog_folder")
def test_wrong_usage_is_status_2_and_one_clear_line(args: tuple[str, ...], message: str) -> None:
    """Nothing is written, and the line says what to do."""
    done = blogtools(*args)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, message)
    assert not Path("_site").exists()


def test_wrong_settings_are_all_told_at_once(blog_folder: Path) -> None:
    """One run shows every mistake."""
    (blog_folder / "blogtools.toml").write_text(
        'titel = "x"\nauthor = 3\nbase_url = "example.org"\ntimezone = "Mars/Base"\n'
    )
    done = blogtools("convert")
    assert (done.returncode, done.stderr) == (
        2,
        "error: blogtools.toml: unknown key `titel`, did you mean `title`?; `author` must be a quoted string, found 3; "
        "`base_url` must be an address such as https://example.org/blog, found 'example.org'; "
        "`timezone` must be a name such as Europe/Paris, found 'Mars/Base'\n",
    )


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('brnch = "b"', "unknown key `publish.brnch`, did you mean 'branch'?"),
        ('to = "b"', "unknown key `publish.to`; choose from branch, remote, folder"),
        ('folder = " "', "`publish.folder` is empty"),
        ('folder = "a"\nremote = "b"', "`publish` has a folder and a branch; keep one of them"),
        ("branch = 3", "`publish` must be a table of texts, found {'branch': 3}"),
    ],
)
def test_a_wrong_place_to_publish_to_is_told(blog_folder: Path, table: str, message: str) -> None:
    """Before anything is built or published."""
    (blog_folder / "blogtools.toml").write_text(f"[publish]\n{table}\n")
    done = blogtools("publish")
    assert (done.returncode, done.stderr) == (2, f"error: blogtools.toml: {message}\n")


def test_a_broken_template_is_one_clear_line(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """File and line of the template, not a traceback."""
    (blog_folder / "templates").mkdir()
    (blog_folder / "templates/post.html.j2").write_text("<p>\n{% if %}\n")
    write_notebook(blog_folder / "notebooks/a.ipynb", "A.")
    done = blogtools("convert")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        1,
        "error: templates/post.html.j2, line 2: Expected an expression, got 'end of statement block'",
    )


def test_json_is_all_that_stdout_holds(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Errors are in the report and on stderr, and the status is 1."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "A.")
    (blog_folder / "notebooks/b.ipynb").write_text("")
    done = blogtools("convert", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert [built["page"] for built in report["built"]] == ["a/index.html"]
    assert [error["where"]["file"] for error in report["errors"]] == ["notebooks/b.ipynb"]
    assert done.stderr.startswith("error: notebooks/b.ipynb: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_notebook_without_read_permission_is_one_clear_line(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The others are written."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "A.").chmod(0)
    done = blogtools("convert")
    assert done.returncode == 1
    assert done.stderr.startswith("error: notebooks/a.ipynb: ")


def test_lab_opens_jupyterlab_on_the_blog(blog_folder: Path) -> None:
    """Options go through to the real JupyterLab, which knows the blog as its root."""
    done = blogtools("lab", "--show-config-json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["ServerApp"]["root_dir"] == str(blog_folder)
