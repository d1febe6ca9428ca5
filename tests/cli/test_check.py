"""`blogtools check`: what it says, what it gives to programs, and that it writes nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from blogtools.build.check import check
from blogtools.cli import cli
from blogtools.config import find_blog
from tests.checking import code, printed
from tests.conftest import WriteNotebook, tree

KEY = "ghp_" + "x9Kd2LmPq8RtVw3Yz5Bc7FgHj4NsAe6UiOoT"
DRAFT = ("raw", "---\ntitle: Draft\ndraft: true\n---")


def run(*args: str | Path) -> Result:
    """`blogtools check` in the working folder."""
    return CliRunner().invoke(cli, ["check", *map(str, args)])


def timeless(text: str) -> str:
    """The text without what the clock says."""
    return re.sub(r"\d+\.\d\d s", "0.00 s", text)


@pytest.fixture
def blog(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """A blog with a good post, one with everything to mend, a draft, and a file that is no notebook."""
    posts = blog_folder / "notebooks"
    write_notebook(posts / "good.ipynb", "# Good\n\n[bad](bad.ipynb)")
    write_notebook(
        posts / "bad.ipynb",
        "# Bad\n\n![](a.png) [none](none.ipynb) [draft](draft.ipynb)",
        code(f"key = 1\nkey = '{KEY}'", printed("/scratch/bob/x"), count=2),
        code("print()", count=1),
    )
    write_notebook(posts / "draft.ipynb", DRAFT, "TODO [good](good.ipynb)")
    (posts / "broken.ipynb").write_text('{"cells": 1')
    return blog_folder


def test_findings_stand_below_their_files(blog: Path) -> None:
    """In the order of the cells, all severities, and the status says that there are errors."""
    before = tree(blog)
    result = run()
    assert result.exit_code == 1
    broken = next(line for line in result.output.splitlines() if "[notebook]" in line)
    assert broken.startswith("  error    ")
    assert timeless(result.output.replace(broken, "  BROKEN")) == (
        "notebooks/bad.ipynb\n"
        "  warning  cell 1: a.png was not found (files must lie inside the blog, at a path relative to the notebook)"
        "  [missing-file]\n"
        "  warning  cell 1: links to none.ipynb, which is no post (fix or remove the link)  [broken-link]\n"
        "  warning  cell 1: links to draft.ipynb, which is no post (fix or remove the link)  [broken-link]\n"
        "  note     cell 1, line 3: image a.png has no alternative text"
        " (describe it between the brackets of ![…], or in the alt attribute of <img>)  [missing-alt]\n"
        "  warning  cell 2: the outputs show a path on your machine: /scratch/bob/…"
        " (use relative paths and run the cell again; `#| warning: false` hides warnings)  [machine-path]\n"
        "  error    cell 2, line 2: has what looks like a GitHub token"
        " (remove and revoke it, because others may have seen it; the tag `redact` masks a cell's secrets, and"
        " `ok:secret` says that they are none)  [secret]\n"
        "  note     cell 3: was run before cell 2, which is above it"
        " (restart the kernel and run all cells, so that readers get the same outputs)  [run-order]\n"
        "\n"
        "notebooks/broken.ipynb\n"
        "  BROKEN\n"
        "\n"
        "notebooks/draft.ipynb\n"
        "  warning  cell 2, line 1: the text says TODO (write what is missing, or remove it)  [unfinished]\n"
        "\n"
        "3 posts checked in 0.00 s: 2 errors, 5 warnings, 2 notes.\n"
    )
    assert tree(blog) == before


def test_a_good_blog_is_one_line(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """And status 0; notes and warnings are no errors."""
    write_notebook(blog_folder / "notebooks/good.ipynb", "# Good")
    result = run()
    assert (result.exit_code, timeless(result.output)) == (0, "1 post checked in 0.00 s: no problems.\n")
    write_notebook(blog_folder / "notebooks/good.ipynb", "# Good\n\nTODO ![](https://example.org/a.png)")
    result = run()
    assert (result.exit_code, timeless(result.output).splitlines()[-1]) == (
        0,
        "1 post checked in 0.00 s: 1 warning, 2 notes.",
    )


def test_only_what_is_named(blog: Path) -> None:
    """A link to a post that is not checked leads to it all the same."""
    result = run(blog / "notebooks/good.ipynb")
    assert (result.exit_code, timeless(result.output)) == (0, "1 post checked in 0.00 s: no problems.\n")
    result = run("notebooks/none.ipynb")
    assert result.exit_code != 0
    assert "there is no file or folder notebooks/none.ipynb" in str(result.exception)


@pytest.mark.usefixtures("blog")
def test_json_has_the_same() -> None:
    """Errors and findings in the form of `convert --json`."""
    result = run("--json")
    report = json.loads(result.output)
    assert result.exit_code == 1
    assert report["checked"] == ["notebooks/bad.ipynb", "notebooks/draft.ipynb", "notebooks/good.ipynb"]
    assert [(error["slug"], error["where"]["file"]) for error in report["errors"]] == [
        ("notebook", "notebooks/broken.ipynb")
    ]
    (secret,) = [finding for finding in report["findings"] if finding["slug"] == "secret"]
    assert secret["where"] == {"file": "notebooks/bad.ipynb", "cell": 2, "line": 2}
    assert secret["severity"] == "error"
    assert KEY[4:] not in result.output


def test_two_posts_of_one_address_are_errors(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """As they are of a build."""
    for name in ("a", "b"):
        write_notebook(blog_folder / f"notebooks/{name}.ipynb", ("raw", "---\nslug: same\ntitle: x\n---"), "text")
    report = check(find_blog(blog_folder))
    assert [(error.slug, error.where.file) for error in report.errors] == [
        ("duplicate-slug", "notebooks/a.ipynb"),
        ("duplicate-slug", "notebooks/b.ipynb"),
    ]
    assert (report.checked, report.exit_status()) == ((), 1)


def test_an_embed_of_nothing_is_an_error_and_the_others_are_checked(blog: Path, write_notebook: WriteNotebook) -> None:
    """Found while the steps are taken."""
    write_notebook(blog / "notebooks/embeds.ipynb", "{{< embed good.ipynb#none >}}")
    report = check(find_blog(blog))
    assert [error.slug for error in report.errors] == ["notebook", "embed"]
    assert len(report.checked) == 3


def test_drafts_may_link_to_drafts(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """They will be published together, or not at all."""
    write_notebook(blog_folder / "notebooks/a.ipynb", DRAFT, "[b](b.ipynb)")
    write_notebook(blog_folder / "notebooks/b.ipynb", ("raw", "---\ntitle: B\ndate: 2999-01-01\n---"), "[a](a.ipynb)")
    report = check(find_blog(blog_folder))
    assert (report.findings, report.errors, len(report.checked)) == ((), (), 2)
