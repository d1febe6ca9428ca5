"""When two runs of a cell count as the same."""

from __future__ import annotations

import pytest

from blogtools.model import Output
from blogtools.snippets.compare import Mode, differences


def printed(text: str, name: str = "stdout") -> Output:
    """Something a cell has written."""
    return Output("stream", text=text, name=name)


def shown(text: str, **others: str) -> Output:
    """Something a cell has shown."""
    return Output(
        "execute_result", data={"text/plain": text, **{key.replace("_", "/"): value for key, value in others.items()}}
    )


@pytest.mark.parametrize(
    ("saved", "fresh", "mode"),
    [
        ([printed("a\n"), printed("b\n")], [printed("a\nb\n")], "exact"),
        ([shown("<A at 0x7f01>")], [shown("<A at 0x55aa>")], "exact"),
        ([printed("a  \n")], [printed("a")], "exact"),
        ([printed("\x1b[31mred\x1b[0m")], [printed("red")], "exact"),
        ([shown("<Figure>", image_png="AAAA")], [shown("<Figure>", image_png="BBBB")], "exact"),
        ([printed("a")], [printed("a"), printed("a warning", "stderr")], "exact"),
        ([shown("1.0000001")], [shown("1.0000002")], "numbers"),
        ([shown("[nan,  1e3]")], [shown("[nan, 1000.0]")], "numbers"),
        ([shown("1")], [shown("2")], "runs"),
    ],
    ids=["streams", "address", "space", "color", "image", "stderr", "near", "nan", "runs"],
)
def test_the_same(saved: list[Output], fresh: list[Output], mode: Mode) -> None:
    """No difference."""
    assert differences(saved, fresh, mode) == ""


@pytest.mark.parametrize(
    ("saved", "fresh", "mode", "lines"),
    [
        ([printed("a\nb")], [printed("a\nc")], "exact", [" a", "-b", "+c"]),
        ([shown("1.0")], [shown("1.1")], "numbers", ["-1.0", "+1.1"]),
        ([shown("x1 1.0")], [shown("x2 1.0")], "numbers", ["-x1 1.0", "+x2 1.0"]),
        ([printed("w", "stderr")], [printed("v", "stderr")], "exact", ["-w", "+v"]),
        ([shown("<Figure>", image_png="A")], [shown("<Figure>")], "exact", ["-(an image)", "+<Figure>"]),
        ([], [Output("error", error_name="E", error_value="x")], "runs", ["+E: x"]),
    ],
    ids=["line", "number", "name", "stderr", "no image", "error"],
)
def test_a_difference_is_a_diff(saved: list[Output], fresh: list[Output], mode: Mode, lines: list[str]) -> None:
    """Of the lines that readers see."""
    diff = differences(saved, fresh, mode).split("\n")
    assert (diff[:2], diff[3:]) == (["--- saved", "+++ now"], lines)
