"""Which cells are snippets, and what is wrong with those that are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from blogtools import read_post
from blogtools.model import Post
from tests.conftest import WriteNotebook, make_cell


@pytest.fixture
def post(tmp_path: Path, write_notebook: WriteNotebook, request: pytest.FixtureRequest) -> Post:
    """A post of the cells that are the test's parameter."""
    return read_post(write_notebook(tmp_path / "a.ipynb", *request.param))


def code(source: str, **metadata: object) -> dict[str, object]:
    """A code cell with metadata."""
    return {**make_cell(("code", source)), "metadata": metadata}


@pytest.mark.parametrize(
    "post",
    [
        [code("#| snippet: one\n1")],
        [code("1", tags=["snippet:one"])],
        [code("1", tags=["other", "snippet:one"])],
        [code("1", snippet="one")],
        [code("1", blogtools={"snippet": "one"})],
        [code("#| label: one\n1")],
        [code("1", name="one")],
        [code("#| snippet: one\n#| label: fig-one\n1")],
        [code("#| snippet: one\n#| include: false\n1")],
    ],
    ids=["option", "tag", "among tags", "metadata", "own table", "label", "name", "snippet before label", "hidden"],
    indirect=True,
)
def test_a_cell_is_named_in_many_ways(post: Post) -> None:
    """The name is the same, and the option lines are no part of the snippet."""
    assert [(snippet.name, snippet.cell, snippet.source) for snippet in post.snippets] == [("one", 1, "1")]
    assert post.findings == ()


@pytest.mark.parametrize(
    ("post", "message"),
    [
        (
            [code("#| snippet: a\n1"), "Text.", code("#| snippet: a\n2")],
            "a.ipynb, cell 3: cell 1 already has the name a (rename one of the two cells)",
        ),
        (
            [code("#| snippet: two words\n1")],
            "a.ipynb, cell 1: 'two words' is not a valid snippet name "
            "(begin with a letter or digit, followed by letters, digits and . : - _)",
        ),
        (
            [code("1"), code("#| snippet: old\nprint 'x'")],
            "a.ipynb, cell 2, line 1: snippet old: is not Python 3: "
            "Missing parentheses in call to 'print'. Did you mean print(...)? (fix the cell)",
        ),
        (
            [code("#| snippet: never\n#| eval: false\n1")],
            "a.ipynb, cell 1: snippet never: the cell is marked as not to be run (remove the mark or the name)",
        ),
    ],
    ids=["taken", "no name", "Python 2", "not run"],
    indirect=["post"],
)
def test_what_cannot_be_a_snippet_is_an_error_that_names_the_cells(post: Post, message: str) -> None:
    """The post is published all the same."""
    assert [(str(finding), finding.severity) for finding in post.findings] == [(message, "error")]


@pytest.mark.parametrize(
    "post", [[code("#| label: a\nprint 'x'"), code("#| label: a\n1")]], ids=["labels"], indirect=True
)
def test_labels_may_be_no_more_than_anchors(post: Post) -> None:
    """Two of one name are a warning, and a cell that is no program is none."""
    assert [finding.severity for finding in post.findings] == ["warning"]


@pytest.mark.parametrize(
    "post",
    [[code("import numpy as np\nimport helper"), code("#| snippet: a\nnp.zeros(helper.N)\nopen('data.csv')")]],
    ids=["needs"],
    indirect=True,
)
def test_a_snippet_knows_what_it_needs(post: Post, tmp_path: Path) -> None:
    """Packages, files, and modules that stand beside the notebook."""
    (snippet,) = post.snippets
    assert (snippet.dependencies, snippet.files) == (("helper", "numpy"), ("data.csv",))
    (tmp_path / "helper.py").write_text("N = 3\n")
    (snippet,) = read_post(tmp_path / "a.ipynb").snippets
    assert (snippet.dependencies, snippet.files) == (("numpy",), ("data.csv", "helper.py"))
    assert snippet.notes == ("helper.py must be in the same folder as the program",)


@pytest.mark.parametrize(
    "post", [[code("x = 1"), code("#| snippet: a\n%matplotlib inline\n[x,\n 2]  # shown")]], indirect=True
)
def test_a_program_shows_what_the_notebook_shows(post: Post) -> None:
    """By the hook of Python's own prompt; its head is PEP 723's."""
    assert post.snippets[0].program == (
        '# /// script\n# requires-python = ">=3.9"\n# dependencies = []\n# ///\n'
        '"""a: from “a” (a.ipynb, cell 2)."""\n\nimport sys\n\nx = 1\n\nsys.displayhook([x,\n 2])  # shown\n'
    )


@pytest.mark.parametrize("source", ["print(1)", "x = 1", "[1];", "await f()", "def f(): pass"])
def test_what_shows_nothing_stays_as_it_is(source: str, tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """And the program imports nothing for it."""
    path = write_notebook(tmp_path / "a.ipynb", code("async def f(): pass"), code(f"#| snippet: a\n{source}"))
    assert "displayhook" not in read_post(path).snippets[0].program


@pytest.mark.parametrize(
    "post", [[code("from __future__ import annotations\nx = 1"), code("#| snippet: a\nx")]], indirect=True
)
def test_future_imports_stand_first(post: Post) -> None:
    """Python asks for it; the program compiles."""
    compile(post.snippets[0].program, "a", "exec")


def test_another_language_is_taken_as_it_is(tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """Only Python is sliced."""
    cells = [code("x <- 1"), code("#| snippet: a\nprint(x)")]
    path = write_notebook(tmp_path / "a.ipynb", *cells, kernelspec={"name": "ir", "language": "R"})
    (snippet,) = read_post(path).snippets
    assert (snippet.language, snippet.setup, snippet.source, snippet.program) == ("r", "", "print(x)", "print(x)")
