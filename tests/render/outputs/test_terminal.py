"""Text for a terminal reaches the page as the terminal would show it."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.render.outputs.terminal import ansi_html, flatten, plain

_TAG = re.compile(r"<[^>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BAR = "\r  0%|          | 0/3\r 33%|###       | 1/3\r100%|##########| 3/3"

FLAT = {
    "nothing-to-do": ("a\tb\n\x1b[31mc\x1b[0m\n", "a\tb\n\x1b[31mc\x1b[0m\n"),
    "windows-line-ends": ("a\r\nb\r\r\n", "a\nb\n"),
    "progress-bar": (f"{_BAR}\n", "100%|##########| 3/3\n"),
    "shorter-text-over-longer": ("hello\rj", "jello"),
    "return-at-the-end": ("abc\r", "abc"),
    "backspaces": ("1/2\b\b\b2/2", "2/2"),
    "backspace-at-the-start": ("\b\ba", "a"),
    "colors-stay-in-place": ("\x1b[31mred!\x1b[0m\rab", "ab\x1b[38;5;1md!\x1b[0m"),
    "color-goes-on": ("\x1b[1;3;4;7mx\ry", "\x1b[1;3;4;7my\x1b[0m"),
    "erase-to-end": ("Counting: 10%\rdone\x1b[K\n", "done\n"),
    "erase-line": ("abc\x1b[2K\rx", "x"),
    "nested-bars": ("A 0%\n\rB 0%\x1b[A\rA 50%\n\rB 9%\x1b[A\rA 99%\n", "A 99%\nB 9%"),
    "cursor-back": ("abc\x1b[2DX", "aXc"),
    "cursor-forward": ("a\x1b[2Cb", "a  b"),
    "column": ("abc\x1b[1GX", "Xbc"),
    "up-too-far": ("a\nb\x1b[99A\rc", "c\nb"),
    "down-too-far": ("a\x1b[99B\rc", "c"),
    "erase-below": ("a\nb\nc\x1b[2A\r\x1b[J", ""),
    "far-right-is-bounded": ("\x1b[99999999Cx", " " * 200 + "x"),
    "link-stays": ("\x1b]8;;http://a.b\x07xy\x1b]8;;\x07\rz", "z\x1b]8;;http://a.b\x1b\\y\x1b]8;;\x1b\\"),
}


@pytest.mark.parametrize("name", FLAT)
def test_flatten_obeys_the_cursor(name: str) -> None:
    """Overwritten and erased text is gone, all other text and its colors stay."""
    text, expected = FLAT[name]
    assert expected == flatten(text)


def _overwrite(text: str) -> str:
    """Carry out carriage returns and backspaces one by one, the plain way."""
    lines: list[list[str]] = [[]]
    column = 0
    for character in text:
        if character == "\n":
            lines.append([])
            column = 0
        elif character == "\r":
            column = 0
        elif character == "\b":
            column = max(0, column - 1)
        else:
            lines[-1][column : column + 1] = [character]
            column += 1
    return "\n".join("".join(line) for line in lines)


@settings(max_examples=200)
@given(st.text(alphabet="abcdé \t\n\r\b", max_size=60))
def test_flatten_overwrites_as_a_terminal_does(text: str) -> None:
    """Every mixture of returns, backspaces and line breaks ends as on a terminal."""
    assert _overwrite(text) == flatten(text)


def test_flatten_keeps_lines_far_above() -> None:
    """Lines that the cursor can no longer reach are kept as they were."""
    lines = "".join(f"line {number}\n" for number in range(1000))
    assert f"{lines}done" == flatten(f"{lines}10%\rdone")


HTML = {
    "escaped": ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
    "color": ("\x1b[31mx\x1b[0m y", '<span class="ansi-red-fg">x</span> y'),
    "empty-is-reset": ("\x1b[32mx\x1b[my", '<span class="ansi-green-fg">x</span>y'),
    "bold-is-bright": ("\x1b[1;31mx", '<span class="ansi-red-intense-fg ansi-bold">x</span>'),
    "bright": ("\x1b[97;100mx", '<span class="ansi-white-intense-fg ansi-black-intense-bg">x</span>'),
    "off-again": ("\x1b[1;3;4mx\x1b[22;23;24my", '<span class="ansi-bold ansi-italic ansi-underline">x</span>y'),
    "inverse": ("\x1b[7mx", '<span class="ansi-default-inverse-fg ansi-default-inverse-bg">x</span>'),
    "inverse-color": ("\x1b[7;34mx", '<span class="ansi-default-inverse-fg ansi-blue-bg">x</span>'),
    "named-of-256": ("\x1b[38;5;9mx", '<span class="ansi-red-intense-fg">x</span>'),
    "cube-of-256": ("\x1b[38;5;208mx", '<span style="color:rgb(255,135,0)">x</span>'),
    "gray-of-256": ("\x1b[48;5;232mx", '<span style="background-color:rgb(8,8,8)">x</span>'),
    "direct": ("\x1b[38;2;1;2;999mx", '<span style="color:rgb(1,2,255)">x</span>'),
    "direct-with-colons": ("\x1b[38:2::1:2:3mx", '<span style="color:rgb(1,2,3)">x</span>'),
    "color-cut-off": ("\x1b[38;5mx\x1b[38mx\x1b[38;5;256mx\x1b[;mx", "xxxx"),
    "absurd-number": (f"\x1b[{'9' * 5000}mx", "x"),
    "link": (
        '\x1b]8;id=1;https://a.b/?c&d="e\x1b\\x\x1b]8;;\x1b\\y',
        '<a href="https://a.b/?c&amp;d=&quot;e">x</a>y',
    ),
    "link-in-color": (
        "\x1b[31m\x1b]8;;http://a.b\x07x\x1b[0my\x1b]8;;\x07",
        '<a href="http://a.b"><span class="ansi-red-fg">x</span></a><a href="http://a.b">y</a>',
    ),
    "link-elsewhere": ("\x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07", "x"),
    "other-escapes": ("\x1b[?25la\x1b(Bb\x1b]0;title\x07c\x1bPq#0\x1b\\d\x1b[2Je\x1b=f\x1b[>4;2mg", "abcdefg"),
    "control-characters": ("a\x00\x07\x0b\x0c\x7f\x85\x9b31mb\r\n\tc", "a31mb\n\tc"),
    "broken-escapes": ("a\x1b[31\x1b[é\x1b]8;;http\nb\x1b", "a31é8;;http\nb"),
}


@pytest.mark.parametrize("name", HTML)
def test_ansi_html(name: str) -> None:
    """Colors become nbconvert's classes, or a style where there is no class; nothing invisible is left."""
    text, expected = HTML[name]
    assert expected == ansi_html(text)


class _Nesting(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        assert "a" not in self.open or tag != "a"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()


_PIECES = st.sampled_from([
    "\x1b", "\x1b[", "\x1b[0m", "\x1b[1;31m", "\x1b[7m", "\x1b[48;5;99m", "\x1b[38;2;", "\x1b[K", "\x1b[A", "\x1b[3C",
    "\x1b[J", "\x1b]8;;http://a.b/'<\">\x1b\\", "\x1b]8;;\x07", "\x1b]", "\x1bP", "\x9b", "\x9d", "\\", "\x07", "\r",
    "\n", "\b", "m", "<b>",
])  # fmt: skip
_texts = st.lists(_PIECES | st.text(max_size=4), max_size=25).map("".join)


@settings(max_examples=300)
@given(_texts)
def test_page_shows_what_is_visible_and_nothing_else(text: str) -> None:
    """The HTML's text is the plain text, without control characters, in elements that nest."""
    for shown in (text, flatten(text)):
        page = ansi_html(shown)
        assert plain(shown) == html.unescape(_TAG.sub("", page))
        assert not _CONTROL.search(page)
        assert not _CONTROL.search(plain(shown))
        nesting = _Nesting()
        nesting.feed(page)
        assert not nesting.open


@settings(max_examples=200)
@given(_texts)
def test_flat_text_stays_as_it_is(text: str) -> None:
    """Nothing is left to carry out in a flat text."""
    assert flatten(text) == flatten(flatten(text))


_OPENINGS = ("\x1b", "\x1b[", "\x1b[1", "\x1b]8;;", "\x1bP", "\x9d")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_BAR * 4000, id="progress"),
        pytest.param("x" * 100_000 + "\rx" * 50_000, id="short-over-long"),
        pytest.param("x" * 100_000 + "\x1b[2Kx" * 20_000, id="erased-lines"),
        pytest.param("x" * 100_000 + "\n" + "\x1b[A\x1b[9999G\x1b[Bx\n" * 5000, id="far-columns"),
        pytest.param("\r" * 200_000 + "\n", id="returns"),
        pytest.param("\r" * 200_000 + "x", id="returns-without-line-end"),
        *(pytest.param(unit * 50_000 + "\r", id=ascii(unit)) for unit in _OPENINGS),
    ],
)
def test_long_odd_streams_lose_their_codes(text: str) -> None:
    """No stream, however odd, leaves a control code on the page or takes more than its share of time (minutes)."""
    assert "\x1b" not in ansi_html(flatten(text))
    assert "\x1b" not in ansi_html(text)
