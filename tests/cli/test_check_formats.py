"""Formats of `blogtools check` for programs: nothing else on standard output, whatever happens; paths and lines."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from blogtools.errors import Finding, Where
from blogtools.findings.file_lines import FileLines
from blogtools.findings.github import annotation_lines
from blogtools.findings.kinds import FINDING_KINDS
from tests.checking import GITHUB
from tests.conftest import Run, WriteNotebook


@pytest.fixture
def repository(tmp_path: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a blog in a folder of it, with all three levels, and a file that is no notebook."""
    folder = tmp_path / "a repository"
    blog = folder / "my blog"
    (blog / "notebooks").mkdir(parents=True)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    (blog / "blogtools.toml").write_text('title = "Test"\n')
    notebook = write_notebook(blog / "notebooks/50 % é, #1.ipynb", "# A", ("code", f"x\nkey = '{GITHUB}'"))
    told = json.loads(notebook.read_text())
    told["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": ["TODO\n", "![](https://a.example/a.png)"]}]
    notebook.write_text(json.dumps(told, indent=1))
    (blog / "notebooks/broken.ipynb").write_text('{"cells":\n1')
    monkeypatch.chdir(blog)
    return folder


def results(out: str) -> list[tuple[str, str, str, int]]:
    """Kind, level, address and line of each result of a SARIF log."""
    found = []
    for one in json.loads(out)["runs"][0]["results"]:
        (location,) = one["locations"]
        artifact = location["physicalLocation"]["artifactLocation"]
        assert artifact["uriBaseId"] == "SRCROOT"
        line = location["physicalLocation"]["region"]["startLine"]
        found.append((one["ruleId"], one["level"], artifact["uri"], line))
    return found


def test_sarif_has_addresses_below_the_repository_and_lines_of_the_file(run: Run, repository: Path) -> None:
    """Wherever the command is given; the status is that of the table."""
    status, out, err = run("check", "--format", "sarif")
    assert (status, err) == (1, "")
    uri = "my%20blog/notebooks/50%20%25%20%C3%A9,%20%231.ipynb"
    lines = (repository / "my blog/notebooks/50 % é, #1.ipynb").read_text().split("\n")
    assert results(out) == [
        ("notebook", "error", "my%20blog/notebooks/broken.ipynb", 2),
        ("secret", "error", uri, 1 + next(number for number, line in enumerate(lines) if "ghp_" in line)),
        ("external", "note", uri, lines.index('    "TODO\\n",') + 1),
        ("unfinished", "warning", uri, 1 + lines.index('    "TODO\\n",')),
        ("missing-alt", "note", uri, 1 + lines.index('    "![](https://a.example/a.png)"')),
    ]
    assert str(repository) not in out
    assert GITHUB not in out
    run_ = json.loads(out)["runs"][0]
    assert run_["invocations"] == [{"executionSuccessful": True}]
    rules = run_["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in run_["results"]] == [one["ruleId"] for one in run_["results"]]
    assert rules[3]["help"] == {"text": FINDING_KINDS["secret"].remedy}
    assert run_["results"][1]["locations"][0]["logicalLocations"] == [{"name": "cell 2"}]
    assert run_["results"][1]["message"]["text"].startswith("cell 2, line 2: has what looks like a GitHub token (")


def test_a_finding_keeps_its_fingerprint_while_the_file_grows(
    run: Run, blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """And no two have the same."""

    def prints(*cells: str) -> list[str]:
        write_notebook(blog_folder / "notebooks/a.ipynb", *cells)
        found = json.loads(run("check", "--format", "sarif")[1])["runs"][0]["results"]
        return [one["partialFingerprints"]["blogtools/v1"] for one in found]

    one, two = prints("TODO", "TODO")
    assert one != two
    assert prints("New.", "More.\n\nTODO", "TODO") == [one, two]


def test_annotations_have_places_and_levels(run: Run, repository: Path) -> None:
    """As GitHub reads them; a comma or a colon in a path would end it."""
    status, out, err = run("check", "--format", "github")
    assert (status, err) == (1, "")
    broken, secret, external, unfinished, alt = out.splitlines()
    assert broken.startswith("::error file=my blog/notebooks/broken.ipynb,line=2,title=blogtools%3A notebook::")
    path = "my blog/notebooks/50 %25 é%2C #1.ipynb"
    lines = (repository / "my blog/notebooks/50 % é, #1.ipynb").read_text().split("\n")
    line = 1 + lines.index('    "TODO\\n",')
    assert secret.startswith(f"::error file={path},line=")
    assert external.startswith(f"::notice file={path},line={line},title=blogtools%3A external::cell 3: ")
    assert unfinished == (
        f"::warning file={path},line={line},title=blogtools%3A unfinished::"
        "cell 3, line 1: the text says TODO (write what is missing, or remove it)"
    )
    assert alt.startswith(f"::notice file={path},line={line + 1},title=blogtools%3A missing-alt::cell 3, line 2: ")


def test_no_text_ends_an_annotation(tmp_path: Path) -> None:
    """Neither a line break nor what is escaped already."""
    (tmp_path / "a\n::error::.md").write_text("")
    finding = Finding("broken-link", "50%0A\r\n::set-env name=x::y", Where("a\n::error::.md"))
    assert annotation_lines([finding], FileLines(tmp_path, [tmp_path])) == (
        "::warning file=a%0A%3A%3Aerror%3A%3A.md,line=1,title=blogtools%3A broken-link::"
        "50%250A%0D%0A::set-env name=x::y"
    )


def test_a_good_blog_has_no_annotations(run: Run, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Not even an empty line; SARIF and JSON have an empty report."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A")
    assert run("check", "--format", "github") == (0, "", "")
    log = json.loads(run("check", "--format", "sarif")[1])["runs"][0]
    assert (log["results"], log["tool"]["driver"]["rules"]) == ([], [])
    assert json.loads(run("check", "--format", "json", "-q")[1])["findings"] == []


@pytest.mark.parametrize("format_name", ["json", "sarif", "github"])
@pytest.mark.parametrize(
    ("arguments", "slug", "message"),
    [
        pytest.param((), "settings", "unknown key `titel`", id="settings"),
        pytest.param(("/none.ipynb",), "usage", "there is no file or folder /none.ipynb", id="path"),
        pytest.param(("--non",), "usage", "No such option '--non'.", id="option"),
    ],
)
def test_an_error_is_told_in_the_format(
    run: Run, blog_folder: Path, format_name: str, arguments: tuple[str, ...], slug: str, message: str
) -> None:
    """Standard error and the status are those of the table."""
    if slug == "settings":
        (blog_folder / "blogtools.toml").write_text("titel = 1\n")
    plain = run("check", *arguments)
    status, out, err = run("check", *arguments, "--format", format_name)
    assert (status, "", err) == plain
    assert status == 2
    told = _error(out, format_name)
    assert told[0] == slug
    assert message in told[1]


def _error(out: str, format_name: str) -> tuple[str, str]:
    if format_name == "github":
        (line,) = out.splitlines()
        assert line.startswith("::error ")
        properties, _, message = line[2:].partition("::")
        return properties.rpartition("title=blogtools%3A ")[2], message
    told: dict[str, Any] = json.loads(out)
    if format_name == "json":
        return told["errors"][0]["slug"], told["errors"][0]["message"]
    (invocation,) = told["runs"][0]["invocations"]
    (notification,) = invocation["toolConfigurationNotifications"]
    assert (invocation["executionSuccessful"], told["runs"][0]["results"]) == (False, [])
    return notification["descriptor"]["id"], notification["message"]["text"]


def test_a_defect_is_told_in_the_format(run: Run, blog_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads the log learns that there is no report."""

    def fail(*_: object, **__: object) -> None:
        {}["x"]

    monkeypatch.setattr("blogtools.build.check.check", fail)
    status, out, err = run("check", "--format=sarif")
    assert (status, _error(out, "sarif")[0]) == (1, "internal-error")
    assert err.startswith("error: internal error: KeyError: 'x'")
    assert blog_folder.exists()


def test_two_formats_contradict_each_other(run: Run, blog_folder: Path) -> None:
    """And one that is not known is no format."""
    assert blog_folder.exists()
    status, _, err = run("check", "--json", "--format", "github")
    assert (status, err.splitlines()[-1]) == (2, "Error: --json and --format github contradict each other")
    status, out, err = run("check", "--format", "xml")
    assert (status, out) == (2, "")
    assert "'xml' is not one of 'table', 'json', 'sarif', 'github'" in err
    # `--json` is the older name of one of them.
    assert json.loads(run("check", "--json", "--format", "json")[1])["errors"][0]["slug"] == "no-posts"
