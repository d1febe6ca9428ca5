"""Values in prose are those that the notebook has saved; nothing is run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from blogtools import read_post
from tests.conftest import WriteNotebook


def cell(source: str, **saved: Any) -> dict[str, Any]:
    """A cell of Markdown as jupyterlab-myst saves it: expression to text, or to a result."""
    results = [
        {
            "expression": name,
            "result": value
            if isinstance(value, dict)
            else {"status": "ok", "data": {"text/plain": value}, "metadata": {}},
        }
        for name, value in saved.items()
    ]
    return {"cell_type": "markdown", "source": source, "metadata": {"user_expressions": results}}


@pytest.mark.parametrize(
    ("saved", "shown"),
    [
        ("42", "42"),
        ("'a text'", "a text"),
        ('"it\'s"', "it's"),
        ("np.float64(3.25)", "3.25"),
        (["3", ".5"], "3.5"),
        ("'<b>*x*</b> $y$'", "&#60;b&#62;&#42;x&#42;&#60;/b&#62; &#36;y&#36;"),
        ("[1, 2]", "&#91;1, 2&#93;"),
        ("a_b __c__", "a_b &#95;&#95;c&#95;&#95;"),
        ({"status": "ok", "data": {"text/plain": "x**2", "text/latex": "$x^2$"}}, "$x^2$"),
        ("'home /home/jane/x'", "home &#126;/x"),
    ],
)
@pytest.mark.parametrize("mark", ["`{python} x`", "``{python} x``", "{eval}`x`", "`{julia} x`"])
def test_a_saved_value(mark: str, saved: Any, shown: str, tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """Escaped, a string without quotes, in text and in a heading."""
    path = write_notebook(tmp_path / "a.ipynb", "# T", cell(f"## On {mark}\n\nIt is {mark}.", x=saved))
    post = read_post(path)
    assert post.cells[1].source == f"## On {shown}\n\nIt is {shown}."
    assert not [one for one in post.findings if one.slug in ("value", "foreign-mark")]


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (None, "the value of x is not saved, so its code is shown"),
        ({"status": "error", "ename": "NameError"}, "x raised NameError when it was run, so its code is shown"),
        ({"status": "ok", "data": {"image/png": "AAAA"}}, "the value of x is no text, so its code is shown"),
        ("y" * 3000, "the value of x is too long for a sentence, so its code is shown"),
        ({"status": "ok", "data": "odd"}, "the value of x is no text, so its code is shown"),
    ],
)
def test_what_is_not_saved_is_told(result: Any, message: str, tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """And its code is shown as code."""
    saved = {} if result is None else {"x": result}
    path = write_notebook(tmp_path / "a.ipynb", "# T", cell("A.\n\nIt is `{python} x`.", **saved))
    post = read_post(path)
    assert post.cells[1].source == "A.\n\nIt is `x`."
    assert [str(one) for one in post.findings] == [
        f"a.ipynb, cell 2, line 3: {message} (run it in JupyterLab with jupyterlab-myst, which saves the value, or"
        " write the value)"
    ]


@pytest.mark.parametrize(
    "source",
    ["`x`", "`python x`", "`{r} x`", "```\n`{python} x`\n```", "    {eval}`x`", "$`{python} x`$", "`` `{python} x` ``"],
)
def test_other_code_is_left_alone(source: str, tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """Without braces, of R, or shown as code."""
    post = read_post(write_notebook(tmp_path / "a.ipynb", "# T", cell(source, x="1")))
    assert post.cells[1].source == source
    assert not [one for one in post.findings if one.slug == "value"]


def test_a_title_has_values(tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """From whatever cell has saved them."""
    front = ("raw", "---\ntitle: About {eval}`x` and {eval}`y`\n---")
    post = read_post(write_notebook(tmp_path / "a.ipynb", front, cell("{eval}`x`", x="'a *b*'")))
    assert post.title == "About a *b* and y"
    assert [str(one.where) for one in post.findings if one.slug == "value"] == ["a.ipynb, cell 1, line 2"]
