"""What authors ask of a cell, in every way they know."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.model import Cell, CellOptions, Visibility
from blogtools.transform.options import COMMENTS, OPTION_READERS, TAGS, cell_options

REMOVE, FOLD, OPEN = Visibility.REMOVE, Visibility.FOLD, Visibility.OPEN


def asked(source: str = "x", **metadata: Any) -> dict[str, Any]:
    """What differs from the default options."""
    cell, _ = cell_options(Cell(1, "code", source, metadata=metadata), "python")
    names = CellOptions.__struct_fields__
    return {
        name: getattr(cell.options, name)
        for name in names
        if getattr(cell.options, name) != getattr(CellOptions(), name)
    }


@pytest.mark.parametrize(
    ("metadata", "changes"),
    [
        pytest.param({"tags": ["remove-cell"]}, {"cell": REMOVE}, id="tag"),
        pytest.param({"tags": ["remove_input", "hide_output"]}, {"source": REMOVE, "output": FOLD}, id="tags with _"),
        pytest.param({"tags": ["Hide-Cell"]}, {"cell": FOLD}, id="tag in capitals"),
        pytest.param({"tags": ["parameters", "raises-exception", "mine"]}, {}, id="tags that ask nothing"),
        pytest.param({"tags": "hide-input, scroll-output"}, {"source": FOLD, "scroll_output": True}, id="tags as text"),
        pytest.param({"tags": [3, None]}, {}, id="odd tags"),
        pytest.param({"jupyter": {"source_hidden": True}}, {"source": FOLD}, id="collapsed in JupyterLab"),
        pytest.param({"jupyter": {"outputs_hidden": True}}, {"output": FOLD}, id="outputs collapsed"),
        pytest.param({"jupyter": {"source_hidden": False}, "collapsed": False}, {}, id="not collapsed"),
        pytest.param({"collapsed": True, "scrolled": True}, {"output": FOLD, "scroll_output": True}, id="classic"),
        pytest.param({"hide_input": True}, {"source": FOLD}, id="hide_input"),
        pytest.param({"nbdev": {"hide": "true"}}, {"cell": REMOVE}, id="nbdev"),
        pytest.param({"vscode": {"languageId": "sql"}}, {"language": "sql"}, id="language of VS Code"),
        pytest.param({"dotnet_interactive": {"language": "fsharp"}}, {"language": "fsharp"}, id="language of Polyglot"),
        pytest.param({"kernel": "R"}, {"language": "R"}, id="language of SoS"),
        pytest.param({"alt": "A dot", "label": "fig-a"}, {"alt": "A dot", "label": "fig-a"}, id="alt and label"),
        pytest.param({"jupyter": 3, "tags": {"a": 1}}, {}, id="wrong types"),
    ],
)
def test_metadata_and_tags(metadata: dict[str, Any], changes: dict[str, Any]) -> None:
    """`-` and `_` are one; what is not known changes nothing."""
    assert asked(**metadata) == changes


@pytest.mark.parametrize(
    ("lines", "changes"),
    [
        pytest.param("#| echo: false", {"source": REMOVE}, id="Quarto"),
        pytest.param("# | include: false", {"cell": REMOVE}, id="with a space"),
        pytest.param("//| echo: false", {"source": REMOVE}, id="JavaScript"),
        pytest.param("--| echo: false", {"source": REMOVE}, id="SQL"),
        pytest.param("#| hide", {"cell": REMOVE}, id="nbdev"),
        pytest.param("#| export\n#| echo: false", {"source": REMOVE, "extra": {"export": True}}, id="both"),
        pytest.param("#| default_exp core", {"extra": {"default-exp": "core"}}, id="nbdev with a value"),
        pytest.param("#| code-fold: true\n#| code-summary: How", {"source": FOLD, "source_summary": "How"}, id="fold"),
        pytest.param("#| code-fold: show", {"source": OPEN}, id="fold, but open"),
        pytest.param("#| code-fold: [show]", {}, id="fold of the wrong type"),
        pytest.param("#| output: false\n#| warning: false", {"output": REMOVE, "warnings": False}, id="output"),
        pytest.param('#| fig-cap: "A: b"\n#| fig-alt: c', {"caption": "A: b", "alt": "c"}, id="quoted caption"),
        pytest.param("#| fig-cap: A sum\n#| label: fig-a", {"caption": "A sum", "label": "fig-a"}, id="label"),
        pytest.param(
            "#| fig-alt:\n#|   - one\n#|   - two", {"alt": "one; two", "alts": ("one", "two")}, id="YAML over lines"
        ),
        pytest.param(
            "#| filename: a.py\n#| code-line-numbers: '2,4-6'",
            {"filename": "a.py", "marked_lines": ((2, 2), (4, 6))},
            id="file and lines",
        ),
        pytest.param(
            "#| code-line-numbers: true\n#| code-overflow: wrap",
            {"line_numbers": True, "wrap_source": True},
            id="numbers",
        ),
        pytest.param("#| code-annotations: false", {"annotate": False}, id="no annotations"),
        pytest.param("#| tags: [remove-output]", {"output": REMOVE}, id="tags"),
        pytest.param("#hide", {"cell": REMOVE}, id="fastpages hide"),
        pytest.param("# hide_input", {"source": REMOVE}, id="fastpages hide_input"),
        pytest.param("#collapse-output", {"output": FOLD}, id="fastpages collapse-output"),
        pytest.param("#collapse_show", {"source": OPEN}, id="fastpages collapse_show"),
        pytest.param("#hide_output\n#| echo: false", {"output": REMOVE, "source": REMOVE}, id="comment and option"),
    ],
)
def test_lines_are_obeyed_and_never_shown(lines: str, changes: dict[str, Any]) -> None:
    """Only what follows them is the source."""
    assert asked(f"{lines}\n\nprint(1)") == changes
    cell, _ = cell_options(Cell(1, "code", f"{lines}\n\nprint(1)"), "python")
    assert cell.source == "print(1)"


@pytest.mark.parametrize(
    "source", ["# hide the axes\nx", "x\n#| echo: false", "# collapse all\nx", "#export\nx", "x = a|b # c"]
)
def test_other_comments_stay(source: str) -> None:
    """A sentence is no option, and options stand at the top."""
    assert cell_options(Cell(1, "code", source), "python") == (Cell(1, "code", source), ())


def test_a_magic_stays_first() -> None:
    """Options may follow it."""
    cell, _ = cell_options(Cell(1, "code", "%%time\n#| echo: false\nx"), "python")
    assert (cell.source, cell.options.source) == ("%%time\nx", REMOVE)


def test_the_stricter_request_counts() -> None:
    """Removed before folded before shown."""
    assert asked("#| code-fold: show\nx", tags=["hide-input"]) == {"source": FOLD}
    assert asked("#| code-fold: true\nx", tags=["remove-input"]) == {"source": REMOVE}


def test_mistakes_are_told_and_the_lines_are_not_shown() -> None:
    """With the number of the cell."""
    cell, findings = cell_options(Cell(4, "code", "#| layout: [1\nx"), "python")
    assert (cell.source, [str(item) for item in findings]) == (
        "x",
        [
            "cell 4, line 1: the #| lines are not valid YAML, and are ignored "
            "(write them as `#| name: value`, with text that has special characters in quotes)"
        ],
    )
    _, findings = cell_options(Cell(4, "code", "#| ecko: true\nx"), "python")
    assert [str(item) for item in findings] == ["cell 4: unknown option #| ecko (did you mean `echo`?)"]


def test_every_row_of_the_tables_changes_a_field() -> None:
    """No row does nothing."""
    for changes in (*TAGS.values(), *COMMENTS.values()):
        assert CellOptions(**changes) != CellOptions()
    for name, read in OPTION_READERS.items():
        values = (
            True,
            False,
            "show",
            "scroll",
            "text",
            "hide",
            2,
            "top",
            "left",
            "page",
            "50%",
            [[1]],
            ["light"],
            [60],
            "fill",
            "column",
        )
        assert any(read(value) for value in values), name


@settings(max_examples=150)
@given(st.text(st.sampled_from("#| hide:echo\n-[]{}'\"%x"), max_size=40))
def test_any_source_is_survived(source: str) -> None:
    """What is left is an end of what was there."""
    cell, _ = cell_options(Cell(1, "code", source), "python")
    assert source.endswith(cell.source) or cell.source.startswith("%%")
