"""Options of a cell are set in the way its author sets them, and nothing else changes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.edit.cell_options import hidden_parts, read_options, set_option
from blogtools.edit.change import CellChange
from blogtools.errors import UsageError
from blogtools.model import Cell, CellKind
from blogtools.transform.options import cell_options


def changed(
    source: str, option: str, value: Any, language: str = "python", **metadata: Any
) -> tuple[str, dict[str, Any]]:
    """Source and metadata of a code cell after a change."""
    change = set_option(Cell(1, "code", source, metadata=metadata), language, option, value)
    return source if change.source is None else change.source, metadata if change.metadata is None else change.metadata


def code(cell: Cell) -> list[str]:
    """The code, without the blank lines that options may leave above it."""
    return [line for line in cell_options(cell, "python")[0].source.split("\n") if line]


@pytest.mark.parametrize(
    ("source", "metadata", "option", "value", "expected"),
    [
        pytest.param("x", {}, "source", "fold", ("x", {"tags": ["hide-input"]}), id="a tag"),
        pytest.param("x", {"tags": ["a"]}, "cell", "remove", ("x", {"tags": ["a", "remove-cell"]}), id="one tag more"),
        pytest.param(
            "x",
            {"tags": ["hide_output", "a"]},
            "output",
            "remove",
            ("x", {"tags": ["remove-output", "a"]}),
            id="its tag",
        ),
        pytest.param("x", {"tags": "hide-input,a"}, "source", "remove", ("x", {"tags": "remove-input, a"}), id="text"),
        pytest.param("x", {"tags": ["hide-cell"], "a": 1}, "cell", "show", ("x", {"a": 1}), id="no tag left"),
        pytest.param("#| echo: false\nx", {}, "source", "fold", ("#| code-fold: true\nx", {}), id="another line"),
        pytest.param("#| echo: false\n\nx", {}, "source", "show", ("\nx", {}), id="a line less"),
        pytest.param("#|export\nx", {}, "output", "remove", ("#|export\n#|output: false\nx", {}), id="like others"),
        pytest.param(
            "#| echo: false\nx", {}, "cell", "fold", ("#| echo: false\nx", {"tags": ["hide-cell"]}), id="no line for it"
        ),
        pytest.param("# hide_input\nx", {}, "source", "fold", ("# collapse\nx", {}), id="comment of fastpages"),
        pytest.param("#hide-input\nx", {}, "source", "show", ("x", {}), id="comment less"),
        pytest.param(
            "#| echo: false\n#hide_input\nx",
            {"tags": ["remove_input"], "jupyter": {"source_hidden": True, "a": 1}, "hide_input": True},
            "source",
            "show",
            ("x", {"jupyter": {"a": 1}}),
            id="show takes all away",
        ),
        pytest.param(
            "#| tags: [hide-input, b]\nx", {}, "source", "show", ("#| tags: [b]\nx", {}), id="tags on an option line"
        ),
        pytest.param("x", {}, "caption", "A: b", ('#| fig-cap: "A: b"\nx', {}), id="a caption"),
        pytest.param("%%time\nx", {}, "alt", "A", ("%%time\n#| fig-alt: A\nx", {}), id="a magic stays first"),
        pytest.param("%%html\nx", {}, "alt", "A", ("%%html\nx", {"alt": "A"}), id="no comments under the magic"),
        pytest.param("%%sql\nx", {}, "code-caption", "A", ("%%sql\n--| lst-cap: A\nx", {}), id="SQL under a magic"),
        pytest.param(
            "#| label: tbl-a\nx", {}, "caption", "A", ("#| label: tbl-a\n#| tbl-cap: A\nx", {}), id="caption of a table"
        ),
        pytest.param(
            "#| fig-cap: 'a'  # b\n#| echo: false\nx",
            {},
            "caption",
            "It's",
            ("#| fig-cap: 'It''s'  # b\n#| echo: false\nx", {}),
            id="quotes stay",
        ),
        pytest.param(
            "#| fig-cap: |\n#|   a\n#|   b\n#| label: x\nx",
            {},
            "caption",
            None,
            ("#| label: x\nx", {}),
            id="lines of one option",
        ),
        pytest.param("x", {"alt": "a", "b": 1}, "alt", "c", ("x", {"alt": "c", "b": 1}), id="where it was"),
        pytest.param("x", {"tags": ["snippet:a"]}, "snippet", "b", ("x", {"tags": ["snippet:b"]}), id="its name"),
        pytest.param("x", {}, "snippet", "b", ("#| snippet: b\nx", {}), id="a snippet's line"),
        pytest.param(
            "x",
            {"blogtools": {"snippet": "a"}, "tags": ["snippet:a", "b"]},
            "snippet",
            None,
            ("x", {"tags": ["b"]}),
            id="no snippet",
        ),
    ],
)
def test_cases(
    source: str, metadata: dict[str, Any], option: str, value: Any, expected: tuple[str, dict[str, Any]]
) -> None:
    """Each in the way that stands there, or else in the usual one."""
    assert expected == changed(source, option, value, **metadata)


def test_comments_of_other_languages() -> None:
    """Option lines are comments."""
    signs = [changed("x", "alt", "a", language)[0] for language in ("r", "javascript", "sql", "matlab")]
    assert signs == ["#| fig-alt: a\nx", "//| fig-alt: a\nx", "--| fig-alt: a\nx", "%| fig-alt: a\nx"]


@pytest.mark.parametrize(
    ("kind", "option", "value", "message"),
    [
        pytest.param(
            "code",
            "size",
            "1",
            "cell 1: there is no option size (choose from cell, source, output, caption, alt, code-caption, snippet)",
            id="no option",
        ),
        pytest.param(
            "code", "cell", "gone", "cell 1: cell: expected one of show, fold, remove, found gone", id="no value"
        ),
        pytest.param("code", "alt", 1, "cell 1: alt: expected text", id="no text"),
        pytest.param("markdown", "alt", "a", "cell 1: alt: only code cells have this option", id="no code"),
        pytest.param(
            "code",
            "snippet",
            "two words",
            "cell 1: 'two words' is not a valid snippet name "
            "(begin with a letter or digit, followed by letters, digits and . : - _)",
            id="no name",
        ),
    ],
)
def test_what_cannot_be_set_is_told(kind: CellKind, option: str, value: Any, message: str) -> None:
    """In one line."""
    with pytest.raises(UsageError) as caught:
        set_option(Cell(1, kind, "x"), "python", option, value)
    assert message == str(caught.value)


def test_no_place() -> None:
    """HTML has no comments that readers would not get."""
    with pytest.raises(UsageError) as caught:
        changed("%%html\nx", "code-caption", "a")
    assert str(caught.value) == "cell 1: code-caption: there is no place for it in this cell (set it by hand)"


def test_what_is_hidden() -> None:
    """A cell that is gone has no parts; text cells have none at all."""
    assert hidden_parts(Cell(1, "code", "#| echo: false\n#collapse-output\nx"), "python") == {
        "source": "remove",
        "output": "fold",
    }
    assert hidden_parts(Cell(1, "code", "#| include: false\n#| echo: false\nx"), "python") == {"cell": "remove"}
    assert hidden_parts(Cell(1, "code", "#collapse-show\nx"), "python") == {}
    assert hidden_parts(Cell(1, "markdown", "x", metadata={"tags": ["hide-input", "hide-cell"]}), "python") == {
        "cell": "fold"
    }


TOP = st.lists(
    st.sampled_from(
        [
            *(
                "#| echo: false",
                "#| include: false",
                "#| code-fold: true",
                "#| output: false",
                "#| collapse-output: true",
            ),
            *("#| fig-cap: A dot", "#| fig-alt: 'It''s'", '#| lst-cap: "a: b"', "#| label: fig-a", "#| snippet: one"),
            *(
                "#|export",
                "#| tbl-cap: |\n#|   two\n#|   lines",
                "#| layout-ncol: 2",
                "#| default_exp core",
                "# | hide",
            ),
            *("#hide", "# hide_input", "#collapse-show", "#hide_output", "", "%%time", "#| tags: [hide-cell, a]"),
            *("#| fig-cap:\n#|   - a\n#|   - b", "#| code-summary: see", "#| warning: false"),
        ]
    ),
    max_size=4,
)
METADATA = st.fixed_dictionaries(
    {},
    optional={
        "tags": st.one_of(
            st.lists(st.sampled_from(["a", "hide-input", "remove_cell", "hide-output", "scroll-output", "snippet:x"])),
            st.sampled_from(["hide-input, a", "b hide-output"]),
        ),
        "jupyter": st.fixed_dictionaries(
            {}, optional={"source_hidden": st.booleans(), "outputs_hidden": st.booleans()}
        ),
        "collapsed": st.booleans(),
        "alt": st.just("said"),
        "caption": st.just("said"),
        "mystnb": st.just({"image": {"alt": "m", "width": 3}, "figure": {"caption": "c", "name": "n"}}),
        "snippet": st.just("two"),
        "name": st.just("label"),
    },
)
SETTINGS = st.one_of(
    st.tuples(st.sampled_from(["cell", "source", "output"]), st.sampled_from(["show", "fold", "remove"])),
    st.tuples(
        st.sampled_from(["caption", "alt", "code-caption"]),
        st.one_of(
            st.none(), st.text("ab: #'\"[]{}-é\\|>&*!%@\n,", max_size=10), st.sampled_from(["true", "null", "1.0"])
        ),
    ),
    st.tuples(st.just("snippet"), st.one_of(st.none(), st.from_regex(r"[a-z][a-z-]{0,8}", fullmatch=True))),
)


@settings(max_examples=500)
@given(TOP, METADATA, SETTINGS)
def test_one_option_changes_and_nothing_else(
    top: list[str], metadata: dict[str, Any], setting: tuple[str, str | None]
) -> None:
    """The reader reads that value, all others as before, and the same code; twice is as once."""
    option, value = setting
    cell = Cell(1, "code", "\n".join([*top, "print(1)  # hide", "#| echo: false"]), metadata=metadata)
    try:
        change = set_option(cell, "python", option, value)
    except UsageError as error:
        # Lines that are no YAML together leave no place for a text that needs quotes, unless metadata has one.
        assert error.message == f"{option}: there is no place for it in this cell"
        assert option in ("code-caption", "caption", "alt") or "#| default_exp core" in top
        return
    after = msgspec.structs.replace(
        cell,
        source=cell.source if change.source is None else change.source,
        metadata=metadata if change.metadata is None else change.metadata,
    )
    wanted = (value or "").strip() or None if option not in ("cell", "source", "output") else value
    assert read_options(after, "python") == {**read_options(cell, "python"), option: wanted}
    assert code(after) == code(cell)
    assert set_option(after, "python", option, value) == CellChange(1)
