"""Paths of the author's machine."""

from __future__ import annotations

from typing import Any

import pytest

from blogtools.check.findings import check_post
from tests.checking import code, found, make_post, printed


@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param("/home/bob/blog/x.py:3: Warning", "/home/bob/", id="linux"),
        pytest.param("'/Users/bob.smith/x'", "/Users/bob.smith/", id="mac"),
        pytest.param(r"C:\Users\Bob Smith\x", "C:\\Users\\Bob Smith\\", id="windows"),
        pytest.param(r"'C:\\Users\\bob\\x'", "C:\\Users\\bob\\", id="windows, escaped"),
        pytest.param("d:/Users/bob/x", "d:/Users/bob/", id="windows, slashes"),
        pytest.param("file:///home/bob/x", "/home/bob/", id="url of a file"),
        pytest.param("\x1b[0;32m/home/bob/x\x1b[0m", "/home/bob/", id="colored"),
        pytest.param("/home/jovyan/x then /home/bob/x", "/home/bob/", id="second"),
        pytest.param("/home/jovyan/work/x", None, id="container"),
        pytest.param("https://example.org/home/bob/x", None, id="url"),
        pytest.param("./home/bob/x ~/home/bob/", None, id="relative"),
        pytest.param("/homes/bob/x /home/bob", None, id="no folder of a user"),
        pytest.param("/home/yourname/x C:\\Users\\YourUserName\\x", None, id="example"),
        pytest.param("a\n/home/bob\nb", "/home/bob", id="working directory"),
        pytest.param("/scratch/bob/run/x", "/scratch/bob/", id="scratch"),
        pytest.param("/lustre/users/x /scratch/x", "/lustre/users/", id="file system of a cluster"),
        pytest.param(r"at \\srv01\share\x", r"\\srv01\share" + "\\", id="share"),
        pytest.param(r"'\\\\srv01.corp\\share\\x'", r"\\srv01.corp\share" + "\\", id="share, escaped"),
        pytest.param(r"a \\ \alpha\beta \\hline", None, id="formula"),
        pytest.param("/usr/lib/python3/x", None, id="system"),
    ],
)
def test_machine_paths(text: str, path: str | None) -> None:
    """One finding a cell, naming the first."""
    told = found("machine-path", "a", code("f()", printed(text), printed(text, "stderr")))
    assert told == ([(2, None, f"the outputs show a path on your machine: {path}…")] if path else [])


def test_machine_paths_of_tracebacks_and_hidden_outputs() -> None:
    """What readers do not see is no matter."""
    error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["a", "File \x1b[0;32m/home/bob/x"]}
    told = found(
        "machine-path",
        code("1", error),
        code("#| output: false\n2", error),
        code("#| warning: false\n#| error: false\n3", error),
    )
    assert [cell for cell, *_ in told] == [1]


@pytest.mark.parametrize("path", ["/root/", "/tmp/ipykernel_12/", "/private/var/folders/x1/"])  # noqa: S108 - only named
def test_paths_without_a_name_are_notes(path: str) -> None:
    """They are of no use to readers, but tell nothing about the author."""
    findings = [
        one for one in check_post(make_post(code("f()", printed(f"{path}3.py:1: W")))) if one.slug == "machine-path"
    ]
    assert [(one.severity, one.message) for one in findings] == [
        ("note", f"the outputs show a path on your machine: {path}…")
    ]


def test_home_directories_in_sources() -> None:
    """A note with the line, since its author wrote it; in code that is not shown none."""
    findings = check_post(
        make_post("a\n\nat /home/bob/x", code("f()\nopen('C:/Users/bob/x')"), code("#| echo: false\n'/home/bob/x'"))
    )
    assert [(str(one.where), one.severity, one.message) for one in findings if one.slug == "machine-path"] == [
        ("post.ipynb, cell 1, line 3", "note", "has a path with the name of a user: /home/bob/…"),
        ("post.ipynb, cell 2, line 2", "note", "has a path with the name of a user: C:/Users/bob/…"),
    ]


@pytest.mark.parametrize(
    "output",
    [
        {"text/html": "<p>/home/bob/x</p>"},
        {"application/json": {"a": ["/home/bob/x"]}},
        {"application/vnd.plotly.v1+json": {"data": [{"name": "/home/bob/x"}]}},
        {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><text>/home/bob/x</text></svg>"},
    ],
)
def test_machine_paths_in_every_kind_of_output(output: dict[str, Any]) -> None:
    """Data and markup as much as what was printed."""
    shown = {"output_type": "display_data", "data": output, "metadata": {}}
    assert [cell for cell, *_ in found("machine-path", code("f()", shown))] == [1]
