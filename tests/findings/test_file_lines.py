"""Lines of cells in the JSON of notebooks, as nbformat writes it, on one line, in old formats, and damaged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat.v3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.errors import Finding, Where
from blogtools.findings.file_lines import FileLines, FilePlace, source_lines
from blogtools.findings.sarif import sarif_log
from blogtools.read.notebook import decode_notebook
from tests.conftest import make_cell, make_notebook

TEXTS = st.lists(st.sampled_from(["a", "\n", '"', "\\", "\\n", "{", "]", ",", "source", "\r", "é", "\u2028"]))


def as_file(*sources: str, indent: int | None = 1) -> bytes:
    """A notebook as Jupyter writes it: a list of lines for each source."""
    cells: list[Any] = [{**make_cell("x"), "source": source.splitlines(keepends=True)} for source in sources]
    return json.dumps(make_notebook(*cells), indent=indent).encode()


@given(st.lists(TEXTS.map("".join), max_size=4))
def test_each_line_of_a_cell_has_its_line_in_the_file(sources: list[str]) -> None:
    """The file's line there begins with the text of the cell's line, however much of JSON is in it."""
    data = json.dumps(make_notebook(*[{**make_cell("x"), "source": _kept(one)} for one in sources]), indent=1).encode()
    written = data.decode().split("\n")
    cells = decode_notebook(data, "x.ipynb").cells
    found = source_lines(data)
    assert len(found) == len(cells)
    for cell, lines in zip(cells, found, strict=True):
        texts = cell.source.split("\n")
        assert len(lines) == len(texts)
        for text, line in zip(texts, lines, strict=True):
            # A line without text may be no string of its own at the end of a source.
            assert not text or json.dumps(text)[1:-1] in written[line - 1]


def _kept(text: str) -> list[str]:
    """Lines at line feeds alone."""
    return [line + "\n" for line in text.split("\n")[:-1]] + [text.rpartition("\n")[2]]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(as_file("a\nb", "c"), ((7, 8), (15,)), id="lines"),
        pytest.param(as_file("a\nb", "c", indent=None), ((1, 1), (1,)), id="one line"),
        pytest.param(json.dumps(make_notebook("a\nb\n"), indent=1).encode(), ((6, 6, 6),), id="one string"),
        pytest.param(b"\xef\xbb\xbf" + as_file("a"), ((7,),), id="byte order mark"),
        pytest.param(as_file("a").replace(b"\n", b"\r\n"), ((7,),), id="CRLF"),
        pytest.param(as_file("", "b"), ((3,), (12,)), id="an empty source"),
        pytest.param(as_file("a\nb", "c")[:140], ((7, 8),), id="cut off"),
        pytest.param(b'{"metadata": {"cells": [{"source": "x"}]}}', (), id="no cells"),
        pytest.param(b'{"cells": [{"source": "x", "metadata": {"source": "y\\nz"}}]}', ((1,),), id="another source"),
        pytest.param(b"]}]}{[", (), id="no JSON"),
        # These would never end if each quote were looked at as the beginning of a string.
        pytest.param(b'{"cells": [{"source": "' + b'\\"' * 500_000, (), id="a string without an end"),
        pytest.param(b'{"cells": [{"a": [["' + b'\\"' * 500_000 + b"\\", (), id="one in an output"),
        pytest.param(b'{"cells": [{"a": {"b": [["]}]}\\""]]}, "source": "x\\ny"}]}', ((1, 1),), id="brackets in text"),
        pytest.param(b"\xff\xfe[", (), id="no text"),
        pytest.param(b'{"cells": [{"source": ["\\x"]}]}', ((1,),), id="a wrong escape"),
    ],
)
def test_lines_of_odd_files(data: bytes, expected: tuple[tuple[int, ...], ...]) -> None:
    """Nothing is raised; where there are cells, they have a line."""
    assert source_lines(data) == expected


def test_lines_of_an_old_format() -> None:
    """Cells lie in worksheets there, and the source of code is called its input."""
    cells = [nbformat.v3.new_text_cell("markdown", source="a"), nbformat.v3.new_code_cell(input="b\nc")]
    notebook = nbformat.v3.new_notebook(worksheets=[nbformat.v3.new_worksheet(cells=cells)])
    data = nbformat.v3.writes_json(notebook).encode()
    written = data.decode().split("\n")
    found = source_lines(data)
    assert [[json.loads(written[line - 1].strip(" ,")) for line in lines] for lines in found] == [["a"], ["b\n", "c"]]


def test_places_are_below_the_repository(tmp_path: Path) -> None:
    """What lies outside has its whole path, and what is no file has none."""
    blog = tmp_path / "repository/blog"
    blog.mkdir(parents=True)
    (blog / "a.ipynb").write_bytes(as_file("a\nb"))
    (tmp_path / "b.toml").write_text("")
    files = FileLines(tmp_path / "repository", [blog])
    assert files.place(Where("a.ipynb", 1, 2)) == FilePlace("blog/a.ipynb", is_inside=True, line=8)
    assert files.place(Where("a.ipynb", 1, 9)) == FilePlace("blog/a.ipynb", is_inside=True, line=8)
    assert files.place(Where("a.ipynb", 7, 1)) == FilePlace("blog/a.ipynb", is_inside=True, line=1)
    assert files.place(Where("a.ipynb", line=3)) == FilePlace("blog/a.ipynb", is_inside=True, line=3)
    outside = (tmp_path / "b.toml").as_posix()
    assert files.place(Where("../../b.toml")) == FilePlace(outside, is_inside=False, line=1)
    for nothing in ("", "standard output", "none.ipynb", "x" * 5000, "a\0b"):
        assert files.place(Where(nothing)) is None


def test_what_is_no_file_has_a_place_if_it_exists(tmp_path: Path) -> None:
    """A folder that cannot be searched, a link to nothing; and the settings stand for the blog as a whole."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/link.ipynb").symlink_to("none.ipynb")
    (tmp_path / "blogtools.toml").write_text("")
    files = FileLines(tmp_path, [tmp_path], tmp_path / "blogtools.toml")
    for name in ("posts", "posts/link.ipynb"):
        assert files.place(Where(name, 1, 1)) == FilePlace(name, is_inside=True, line=1)
    assert files.blog() == FilePlace("blogtools.toml", is_inside=True, line=1)
    log = json.loads(sarif_log([Finding("search", "failed")], files))
    assert log["runs"][0]["results"][0]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "blogtools.toml", "uriBaseId": "SRCROOT"},
                "region": {"startLine": 1},
            }
        }
    ]
