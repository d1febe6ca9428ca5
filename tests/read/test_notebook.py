"""Bytes become notebooks; what is none is one clear line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.errors import NotebookError
from blogtools.read.notebook import decode_notebook, decode_opening, read_bytes

MEND = "(open and save the notebook in JupyterLab, or fix it in a text editor)"


def notebook(*cells: Any, **extra: Any) -> bytes:
    """A notebook of format 4 with these cells."""
    return json.dumps({"cells": list(cells), "nbformat": 4, "nbformat_minor": 5, "metadata": {}, **extra}).encode()


def code(**fields: Any) -> dict[str, Any]:
    """A code cell."""
    return {"cell_type": "code", "source": "", **fields}


DEEP = 700 if sys.version_info < (3, 12) else 50_000
"""Levels that are too many; since 3.12 Python's own reader goes deeper, and 700 are read like any other notebook."""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "is empty (remove it, or save the notebook again)", id="empty"),
        pytest.param(b" \n", "is empty (remove it, or save the notebook again)", id="blank"),
        pytest.param(
            b'{"cells": [\n{"cell_type"',
            "line 2: is truncated (restore the notebook from a backup or checkpoint)",
            id="truncated",
        ),
        pytest.param(
            b"\n<!DOCTYPE html><html></html>",
            "is HTML, not a notebook (if you downloaded a page that shows the notebook, get the raw file)",
            id="HTML",
        ),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0", "is a binary file, not a notebook", id="binary"),
        pytest.param(b"\xff\xfe\xfd", "is a binary file, not a notebook", id="not UTF-8"),
        pytest.param(
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
            "is a Git LFS pointer, not the notebook itself (run `git lfs pull`)",
            id="Git LFS pointer",
        ),
        pytest.param(
            b'{"cells": [],\n<<<<<<< HEAD\n"nbformat": 4}',
            "line 2: has merge conflict markers (resolve the conflict in Git)",
            id="merge conflict",
        ),
        pytest.param(
            b'{"cells": [], "nbformat" 4}\n',
            "line 1: is not valid JSON at column 26: Expecting ':' delimiter (fix this line in a text editor)",
            id="invalid JSON",
        ),
        pytest.param(b"[" * 100_000, "is nested too deeply", id="deep JSON"),
        pytest.param(b"[]", "is JSON, but not a notebook: expected an object, found a list", id="list"),
        pytest.param(b"{}", "is JSON, but not a notebook: it has neither cells nor a format version", id="other JSON"),
        pytest.param(b'{"nbformat": 4}', f"missing cells {MEND}", id="no cells at all"),
        pytest.param(
            b'{"nbformat": 99, "cells": []}',
            "has format 99, which blogtools does not support yet (save it in format 4)",
            id="format of the future",
        ),
        pytest.param(
            b'{"nbformat": "x", "cells": []}', 'nbformat: expected a number from 1 to 4, found "x"', id="odd format"
        ),
        pytest.param(
            notebook(code(), code(source=3)), f"cell 2: source: expected text, found a number {MEND}", id="source"
        ),
        pytest.param(notebook(3), f"cell 1: expected an object, found a number {MEND}", id="cell"),
        pytest.param(notebook({"source": ""}), f"cell 1: missing cell_type {MEND}", id="no cell type"),
        pytest.param(
            notebook(code(outputs=[{"output_type": "stream", "text": 5}])),
            f"cell 1: outputs[0].text: expected text, found a number {MEND}",
            id="output",
        ),
        pytest.param(notebook(cells="x"), f"cells: expected a list, found text {MEND}", id="cells"),
        pytest.param(b'{"cells": "\\ud800"}', f"cells: expected a list, found text {MEND}", id="half a character"),
        pytest.param(
            b'\n\n{"cells": [{"source":\n"half of a te',
            "line 4: is truncated (restore the notebook from a backup or checkpoint)",
            id="truncated in a text",
        ),
        pytest.param(
            '{"cells": [], "nbformat": 4'.encode("utf-16"),
            "line 1: is truncated (restore the notebook from a backup or checkpoint)",
            id="truncated UTF-16",
        ),
        pytest.param(
            b'{"cells": [\n{"cell_type": "code", "source": "caf\xe9"}]}',
            "line 2: is not in UTF-8 (save it in UTF-8 with a text editor)",
            id="Latin-1",
        ),
        pytest.param(
            b"404: Not Found",
            'line 1: is not a notebook: it begins with "404: Not Found" (download or save the notebook again)',
            id="other text",
        ),
        pytest.param(
            b"\xef\xbb\xbf<html></html>",
            "is HTML, not a notebook (if you downloaded a page that shows the notebook, get the raw file)",
            id="HTML after a byte order mark",
        ),
        pytest.param(
            b'{"nbformat": 4, "cells": [], "x": NaN, "y": ' + b"[" * DEEP + b"]" * DEEP + b"}",
            "is nested too deeply",
            id="deep JSON that Python reads",
        ),
        pytest.param(
            b'{"nbformat": 3, "worksheets": [], "x": ' + b"[" * 900 + b"]" * 900 + b"}",
            "is nested too deeply",
            id="deep JSON of an old format",
        ),
        pytest.param(
            b'{"nbformat": 1, "cells": 3}',
            "has format 1 and cannot be upgraded: TypeError: 'int' object is not iterable"
            " (open and save it in JupyterLab)",
            id="broken old format",
        ),
    ],
)
def test_what_is_no_notebook_is_one_clear_line(data: bytes, message: str) -> None:
    """File, cell and line where they are known, what is wrong, and what to do."""
    with pytest.raises(NotebookError) as caught:
        decode_notebook(data, "post.ipynb")
    separator = ", " if message.startswith(("cell ", "line ")) else ": "
    assert f"post.ipynb{separator}{message}" == str(caught.value)


@pytest.mark.parametrize(
    ("cell", "finding"),
    [
        pytest.param(
            {"cell_type": "future", "source": "x"}, "has the unknown type 'future'; it is shown as Markdown", id="type"
        ),
        pytest.param(
            {"cell_type": "markdown", "source": "x", "outputs": [{"output_type": "stream", "text": "y"}]},
            "is a markdown cell with outputs, which are not shown",
            id="Markdown with outputs",
        ),
        pytest.param(
            {"cell_type": "future", "source": "x", "outputs": [{"output_type": "stream", "text": "y"}]},
            "has the unknown type 'future'; it is shown as code",
            id="type with outputs",
        ),
        pytest.param(
            code(source="x", outputs=[{"output_type": "future", "text": "y"}]),
            "has an output of the unknown type 'future'",
            id="output type",
        ),
        pytest.param(
            code(source="x", metadata=["hide"]), "has metadata that is not a mapping, which is ignored", id="metadata"
        ),
        pytest.param(
            code(source="x", outputs=[{"output_type": "stream", "text": "\ud800"}]),
            "has half of a surrogate pair, which is shown as \ufffd (type the character again)",
            id="lone surrogate",
        ),
    ],
)
def test_what_is_odd_is_read_and_told(cell: dict[str, Any], finding: str) -> None:
    """The words stay, the author is told the cell."""
    read = decode_notebook(notebook(code(), cell), "post.ipynb")
    assert read.cells[1].source == "x"
    assert [str(item) for item in read.findings] == [f"post.ipynb, cell 2: {finding}"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(notebook(code(outputs=None, metadata=None, execution_count=None)), id="nulls"),
        pytest.param(notebook({"cell_type": "code"}), id="nothing but a type"),
        pytest.param(notebook(code(id=3), code(id=3)), id="odd and double ids"),
        pytest.param(b"\xef\xbb\xbf" + notebook(code()), id="byte order mark"),
        pytest.param(notebook(code()).decode().encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": ""}], "x": NaN}', id="NaN"),
        pytest.param(
            notebook(code(), metadata={"widgets": {"application/vnd.jupyter.widget-state+json": 3}}), id="widgets"
        ),
        pytest.param(b'{"cells": [{"cell_type": "code", "source": ""}]}', id="no format"),
        pytest.param(b'{"nbformat": "4", "cells": [{"cell_type": "code"}]}', id="format as text"),
        pytest.param(b'{"nbformat": 4.0, "cells": [{"cell_type": "code"}]}', id="format as a fraction"),
        pytest.param(notebook(code(metadata=[]), metadata=[]), id="metadata as R writes it"),
        pytest.param(notebook(code(execution_count="3", attachments=[], id={})), id="odd numbers"),
    ],
)
def test_sloppy_notebooks_are_read(data: bytes) -> None:
    """What any tool has written, and nothing was lost of, is no reason to refuse a post."""
    assert decode_notebook(data, "post.ipynb").cells[0].kind == "code"


def test_lone_surrogates_become_replacement_characters() -> None:
    """They cannot be written as UTF-8."""
    read = decode_notebook(notebook(code(source="a\ud800b")), "post.ipynb")
    assert read.cells[0].source == "a\ufffdb"


def test_lists_of_lines_are_joined_but_json_is_not() -> None:
    """nbformat cuts text of any MIME type into lines."""
    output = {"output_type": "display_data", "data": {"text/html": ["<p>", "</p>"], "application/json": ["a", "b"]}}
    read = decode_notebook(notebook(code(source=["a\n", "b"], outputs=[output])), "post.ipynb")
    assert read.cells[0].source == "a\nb"
    assert read.cells[0].outputs[0].data == {"text/html": "<p></p>", "application/json": ["a", "b"]}


def test_format_3_is_upgraded() -> None:
    """Heading cells become Markdown; inputs, prompts and outputs keep their text; ids are not made up by chance."""
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["A heading"]},
        {
            "cell_type": "code",
            "input": ["print(1)"],
            "language": "python",
            "prompt_number": 3,
            "outputs": [{"output_type": "pyout", "prompt_number": 3, "text": ["1"]}],
        },
    ]
    data = json.dumps({"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}).encode()
    read = decode_notebook(data, "post.ipynb")
    assert [(cell.kind, cell.source, cell.id) for cell in read.cells] == [
        ("markdown", "## A heading", None),
        ("code", "print(1)", None),
    ]
    assert read.cells[1].outputs[0].data == {"text/plain": "1"}
    assert decode_notebook(data, "post.ipynb") == read


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"nbformat": 1, "cells": [{"cell_type": "code", "code": "x = 1"}]}, id="1"),
        pytest.param({"nbformat": 2, "worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}]}, id="2"),
        pytest.param({"nbformat": 3, "worksheets": [{"cells": [{"input": ["x = 1"]}]}]}, id="3, hardly"),
        pytest.param({"nbformat": 3, "worksheets": [{"cells": [code(source="x = 1")]}]}, id="3 with a source"),
        pytest.param({"nbformat": 3, "cells": [code(source="x = 1")]}, id="4 that calls itself 3"),
        pytest.param({"nbformat": 4, "worksheets": [{"cells": [code(input="x = 1")]}]}, id="3 that calls itself 4"),
        pytest.param({"nbformat": 4, "cells": [{"cell_type": "code", "input": "x = 1"}]}, id="4 with an input"),
    ],
)
def test_no_cell_of_an_old_format_is_lost(data: dict[str, Any]) -> None:
    """Whatever the file says of itself, its words are read."""
    assert [cell.source for cell in decode_notebook(json.dumps(data).encode(), "post.ipynb").cells] == ["x = 1"]


def test_outputs_of_format_3_inside_of_format_4_keep_their_text() -> None:
    """Some tools write them so."""
    outputs = [{"output_type": "pyout", "text": ["4", "2"]}, {"output_type": "pyerr", "ename": "E", "evalue": None}]
    read = decode_notebook(notebook(code(outputs=outputs)), "post.ipynb").cells[0].outputs
    assert [(output.kind, output.data, output.error_name) for output in read] == [
        ("execute_result", {"text/plain": "42"}, ""),
        ("error", {}, "E"),
    ]


def test_the_opening_is_the_first_cells_as_the_whole_has_them() -> None:
    """With the metadata; and odd notebooks take the long way."""
    data = notebook(code(source="a"), code(source="b"), code(source="c"), metadata={"title": "T"})
    whole, opening = decode_notebook(data, "p"), decode_opening(data, "p", 2)
    assert (whole.cells[:2], whole.metadata) == (opening.cells, opening.metadata)
    odd = notebook(code(source="\ud800"))
    assert decode_notebook(odd, "p") == decode_opening(odd, "p", 2)


def test_reading_loads_nothing_that_few_notebooks_need() -> None:
    """A cold start is fast: what old formats, YAML and TOML need is loaded when they are met."""
    heavy = ["nbformat", "jsonschema", "yaml", "tomllib", "difflib"]
    program = (
        "import json, sys; from blogtools.read.metadata import read_front_matter;"
        "from blogtools.read.notebook import decode_notebook;"
        f"read_front_matter(decode_notebook({notebook(code())!r}, 'p'), 'p');"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    """A folder, a missing file, a dangling link."""
    (tmp_path / "folder.ipynb").mkdir()
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "gone.ipynb")
    messages = []
    for name in ("folder", "gone", "link"):
        with pytest.raises(NotebookError) as caught:
            read_bytes(tmp_path / f"{name}.ipynb", f"{name}.ipynb")
        messages.append(str(caught.value))
    assert messages == [
        "folder.ipynb: is a folder, not a notebook (rename it, or move it out of the way)",
        "gone.ipynb: does not exist (check the spelling)",
        "link.ipynb: is a link to a file that does not exist (remove it, or point it at the notebook)",
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["cells", "source", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=150)
@given(st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode()))
def test_nothing_but_a_notebook_error_comes_of_any_bytes(data: bytes) -> None:
    """A traceback is never the answer to bad input."""
    try:
        decode_notebook(data, "post.ipynb")
    except NotebookError as error:
        assert "\n" not in str(error)


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(["source", "metadata", "outputs", "attachments", "id", "cell_type"]), JSON))
def test_wrong_types_name_the_cell(cell: dict[str, Any]) -> None:
    """Whatever is wrong in a cell, the error says which cell."""
    try:
        decode_notebook(notebook({"cell_type": "code", **cell}), "post.ipynb")
    except NotebookError as error:
        assert error.where.cell == 1


@settings(max_examples=50)
@given(st.text(), st.data())
def test_text_does_not_depend_on_how_it_was_cut(text: str, data: st.DataObject) -> None:
    """A list of lines says what the string says."""
    cut = data.draw(st.integers(0, len(text)))
    whole = decode_notebook(notebook(code(source=text)), "p").cells[0].source
    assert decode_notebook(notebook(code(source=[text[:cut], text[cut:]])), "p").cells[0].source == whole


def test_an_old_notebook_is_upgraded_without_the_grammar_of_addresses() -> None:
    """It takes most of a second to load, and afterwards it can be imported like before."""
    program = (
        "import sys\nfrom blogtools.read.notebook import decode_notebook\n"
        'decode_notebook(b\'{"nbformat": 3, "worksheets": [{"cells": [{"input": "x = 1"}]}]}\', "a.ipynb")\n'
        'print("nbformat" in sys.modules, "rfc3987_syntax" in sys.modules)'
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "False"]
