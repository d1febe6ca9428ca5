import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.model import Cell, CellOptions, Output
from blogtools.transform.outputs import apply_display_updates, tidy_outputs, without_warnings


def stream(text: str, name: str = "stdout") -> Output:
    """Printed text."""
    return Output("stream", name=name, text=text)


def display(text: str, display_id: str | None = None, kind: str = "display_data") -> Output:
    """A display of plain text."""
    return Output(kind, data={"text/plain": text}, display_id=display_id)


def shown(cells: tuple[Cell, ...]) -> list[list[str]]:
    """The plain text of each output of each cell."""
    return [[output.data["text/plain"] for output in cell.outputs] for cell in cells]


ERROR = Output("error", error_name="ValueError", error_value="no")

WARNING = "/usr/lib/python3.12/site-packages/lib.py:12: FutureWarning: soon gone\n  lib.call(x)\n"
PANDAS = (
    "<ipython-input-7-0a1b>:1: SettingWithCopyWarning: \n"
    "A value is trying to be set on a copy of a slice from a DataFrame.\n"
    "Try using .loc[row_indexer,col_indexer] = value instead\n"
    "\n"
    "See the caveats in the documentation: https://pandas.pydata.org/\n"
    "  frame['a'] = 1\n"
)
SKLEARN = (
    "/opt/sklearn/linear_model/_logistic.py:458: ConvergenceWarning: lbfgs failed to converge (status=1):\n"
    "STOP: TOTAL NO. of ITERATIONS REACHED LIMIT.\n"
    "\n"
    "Increase the number of iterations or scale the data as shown in:\n"
    "    https://scikit-learn.org/stable/modules/preprocessing.html\n"
    "  n_iter_i = _check_optimize_result(\n"
)


def test_neighboring_streams_of_one_name_become_one() -> None:
    """Kernels flush when they like; readers see one text."""
    outputs = (stream("a"), stream("b\n"), stream("!", "stderr"), stream("c"), display("x"), stream("d"), stream("e"))
    assert (
        stream("ab\n"),
        stream("!", "stderr"),
        stream("c"),
        display("x"),
        stream("de"),
    ) == tidy_outputs(outputs, CellOptions())


def test_an_empty_stream_does_not_part_its_neighbors() -> None:
    """A flush of nothing on the other channel is nothing."""
    outputs = (stream("a"), stream("", "stderr"), stream("b"))
    assert (stream("ab"),) == tidy_outputs(outputs, CellOptions())


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param(CellOptions(stdout=False), (stream("err", "stderr"), ERROR), id="no stdout"),
        pytest.param(CellOptions(stderr=False), (stream("onetwo"), ERROR), id="no stderr joins what it parted"),
        pytest.param(
            CellOptions(errors=False), (stream("one"), stream("err", "stderr"), stream("two")), id="no errors"
        ),
    ],
)
def test_options_leave_outputs_out(options: CellOptions, expected: tuple[Output, ...]) -> None:
    """Each switch removes its kind and nothing else."""
    assert expected == tidy_outputs((stream("one"), stream("err", "stderr"), stream("two"), ERROR), options)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(WARNING, "", id="with its source line"),
        pytest.param(f"loading\n{WARNING}done\n", "loading\ndone\n", id="between other lines"),
        pytest.param("<stdin>:1: UserWarning: hm\nnext\n", "next\n", id="without a source line"),
        pytest.param(f"{PANDAS}{SKLEARN}rest", "rest", id="messages of several lines"),
        pytest.param(f"{WARNING}{WARNING}".rstrip("\n"), "", id="twice, without a final line break"),
        pytest.param(r"C:\lib\x.py:3: RuntimeWarning: nan" + "\n", "", id="Windows path"),
        pytest.param(
            "x.py:1: UserWarning: hm\nloading\n  step 1\n", "loading\n  step 1\n", id="indented lines of others"
        ),
        pytest.param("WARNING:root:disk is full\n", "WARNING:root:disk is full\n", id="logging is no warning"),
        pytest.param("  10%|#   | 1/10", "  10%|#   | 1/10", id="progress bar"),
    ],
)
def test_python_warnings_are_taken_out_of_stderr(text: str, expected: str) -> None:
    """Only what `warnings.formatwarning` wrote goes."""
    assert expected == without_warnings(text)


def test_stdout_keeps_lines_that_look_like_warnings() -> None:
    """What the author printed is the author's."""
    assert (stream(WARNING),) == tidy_outputs((stream(WARNING),), CellOptions(warnings=False))


def test_a_display_shows_what_its_last_update_shows() -> None:
    """The update may come from a later cell, and is not an output of its own."""
    cells = (
        Cell(1, "code", "", outputs=(display("0 %", "bar"), display("other"))),
        Cell(2, "code", "", outputs=(display("50 %", "bar", "update_display_data"), display("100 %", "bar"))),
    )
    assert shown(apply_display_updates(cells)) == [["100 %", "other"], ["100 %"]]


def test_an_update_of_nothing_is_shown_itself() -> None:
    """Where the first display was cleared away, the text is still not lost."""
    cells = (Cell(1, "code", "", outputs=(display("late", "gone", "update_display_data"),)),)
    (cell,) = apply_display_updates(cells)
    assert (display("late", "gone"),) == cell.outputs


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.sampled_from(["stdout", "stderr"]), st.text(alphabet="ab\n", max_size=4)), max_size=12).map(
        lambda parts: tuple(stream(text, name) for name, text in parts)
    )
)
def test_joining_keeps_every_character_in_order(outputs: tuple[Output, ...]) -> None:
    """No two neighbors have one name, and the whole text is the same."""
    joined = tidy_outputs(outputs, CellOptions())
    assert "".join(output.text for output in outputs) == "".join(output.text for output in joined)
    assert all(left.name != right.name for left, right in itertools.pairwise(joined))
