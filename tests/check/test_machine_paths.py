"""Paths of the author's machine."""

from __future__ import annotations

import pytest

from tests.checking import code, found, printed


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
        pytest.param("/usr/lib/python3/x", None, id="system"),
    ],
)
def test_machine_paths(text: str, path: str | None) -> None:
    """One finding a cell, naming the first."""
    told = found("machine-path", "a /home/bob/x", code("'/home/bob/source'", printed(text), printed(text, "stderr")))
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
