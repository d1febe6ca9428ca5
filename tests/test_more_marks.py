"""Marks of other tools that reach over cells, stand in code and outputs, or move the lines of a cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.conftest import Told, WriteNotebook


def _code(source: str, *outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": metadata}


def _page(blog_folder: Path) -> str:
    return (blog_folder / "_site/a/index.html").read_text(encoding="utf-8")


def test_lines_below_an_include_are_those_of_the_notebook(
    blog_folder: Path, told: Told, write_notebook: WriteNotebook
) -> None:
    """So are those below a shortcode, an embedded cell and the end of a div over cells."""
    (blog_folder / "notebooks/_part.md").write_text("one\n\ntwo\n\nthree\n")
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        "{{< include _part.md >}}\n\n{foo}`x`\n\n{{< video https://youtu.be/wo9vZccmqwc >}} b\n\n{numref}`gone`",
        "::: {.a}\nb",
        _code("f()"),
        "c\n:::\n\n{bar}`x`",
        "{{< embed a.ipynb#lab echo=true >}}\n\n{baz}`x`",
        ("code", "#| label: lab\ng()"),
    )
    output = told("check")[1]
    assert "cell 1, line 3: {foo}" in output
    assert "cell 1, line 7: nothing has the label gone" in output
    assert "cell 4, line 4: {bar}" in output
    assert "cell 5, line 3: {baz}" in output


def test_a_figure_over_cells_keeps_its_picture(blog_folder: Path, told: Told, write_notebook: WriteNotebook) -> None:
    """Its options are no text, and references lead to it; a callout with the class `dropdown` is a fold."""
    (blog_folder / "notebooks/x.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        ":::{figure} x.svg\n:name: fig-x\n:alt: An x\n",
        _code("f()"),
        "Caption\n:::\n\nSee {numref}`fig-x`.",
        ":::{note} More\n:class: dropdown\na",
        _code("g()"),
        "b\n:::",
    )
    assert told("convert")[0] == 0
    page = _page(blog_folder)
    figure = page[page.index("<figure>") : page.index("</figure>")]
    assert figure.index('alt="An x"') < figure.index("Caption")
    assert ":name:" not in page
    assert '<a href="#fig-x">Figure\u00a01</a>' in page
    assert '<details class="callout callout-note"><summary>More</summary>' in page
    assert ":class:" not in page


def test_a_solution_may_be_a_fold(blog_folder: Path, told: Told, write_notebook: WriteNotebook) -> None:
    """MyST's class `dropdown` hides it until a reader asks for it."""
    text = "```{exercise} A\n:label: ex\nb\n```\n\n```{solution} ex\n:class: dropdown\n\nc\n\n- d\n```"
    write_notebook(blog_folder / "notebooks/a.ipynb", text)
    assert told("convert")[0] == 0
    page = _page(blog_folder)
    fold = page.index('<details class="dropdown"><summary>')
    assert fold < page.index("Solution (Exercise") < page.index("<p>c</p>") < page.index("</details>", fold)


def test_forms_of_colab_have_titles(blog_folder: Path, told: Told, write_notebook: WriteNotebook) -> None:
    """Their marks are no code; comments that only look like them stay."""
    form = _code('#@title Settings {run: "auto"}\nx = 1 #@param {type:"slider"}', cellView="form")
    write_notebook(blog_folder / "notebooks/a.ipynb", "A", form, _code("# @title Plot\nf()  # @param x a number"))
    assert told("convert")[0] == 0
    page = _page(blog_folder)
    assert "<summary>Settings</summary>" in page
    assert '<p class="code-title">Plot</p>' in page
    assert "@title" not in page
    assert page.count("@param") == 1


def test_output_stands_beside_its_code(blog_folder: Path, told: Told, write_notebook: WriteNotebook) -> None:
    """What is for slides only is told."""
    printed = {"output_type": "stream", "name": "stdout", "text": "x"}
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        "A",
        _code("#| output-location: column\n#| classes: b\nf()", printed),
        _code("#| output-location: slide\n#| panel: tabset\ng()", printed),
        _code("h()", printed, tags=["margin", "nbsphinx-thumbnail"]),
        {"cell_type": "markdown", "source": "b", "metadata": {"slideshow": {"slide_type": "notes"}}},
    )
    assert told("convert")[0] == 0
    page = _page(blog_folder)
    assert 'class="cell cell-code output-beside b"' in page
    assert 'class="outputs column-margin"' in page
    output = told("check")[1]
    assert (
        '#| output-location (Quarto) has no effect with the value "slide" (expected column or column-fragment)'
        in output
    )
    assert '#| panel (Quarto) has no effect with the value "tabset" (expected fill or center)' in output
    assert "the tag nbsphinx-thumbnail (nbsphinx) has no effect on a cell of this kind" in output
    assert "cell 5: a note for the speaker (slideshow: notes) is shown, as all cells of slides are" in output


def test_marks_in_markdown_outputs_are_obeyed_or_told(
    blog_folder: Path, told: Told, write_notebook: WriteNotebook
) -> None:
    """Quarto reads them as it reads the text of a notebook."""
    output = {"output_type": "display_data", "metadata": {}, "data": {"text/markdown": "H~2~O [@doe] @doe1999"}}
    write_notebook(blog_folder / "notebooks/a.ipynb", "A", _code("f()", output))
    assert told("convert")[0] == 0
    assert "H<sub>2</sub>O" in _page(blog_folder)
    found = told("check")[1]
    assert "cell 2: in an output, [@doe] (citation, Pandoc) is shown as text" in found
    assert "cell 2: in an output, @doe1999 (citation in a sentence, Pandoc) is shown as text" in found


def test_a_header_of_a_table_that_is_a_formula_has_a_name(
    blog_folder: Path, told: Told, write_notebook: WriteNotebook
) -> None:
    """For tools that read no MathML."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "A\n\n| $a<b$ | $c$ d |\n|---|---|\n| 1 | 2 |")
    assert told("convert")[0] == 0
    page = _page(blog_folder)
    assert '<th aria-label="a&lt;b"><math' in page
    assert page.count("<th aria-label") == 1
