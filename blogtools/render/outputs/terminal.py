"""Execution of carriage returns, backspaces and cursor movements in terminal text."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from blogtools.memo import lazy_pattern
from blogtools.render.outputs.ansi import DEFAULT_STYLE, ESCAPE, Style, ansi_html, plain, restyle

__all__ = ["ansi_html", "flatten", "plain"]

_MOVES = lazy_pattern(r"\x08|\r(?![\r\n])|\x1b\[[\d;]*+[A-GJK]")
_LINE_END = lazy_pattern(r"\r+\n")
_PIECES = lazy_pattern(rf"([^\r\n\x08\x1b]*+)(\n|\r++|\x08++|{ESCAPE}|\Z)")
_MOVE = lazy_pattern(r"\x1b\[(\d*)(?:;\d*)*([A-GJK])")

_HEIGHT = 200
"""Lines that the cursor can move back over; the lines above are final."""
_WIDTH = 200
"""Columns that the cursor can move to beyond the end of a line."""
_WHOLE = 2
"""Parameter of "erase in line" that means the whole line."""


def flatten(text: str) -> str:
    """Return text as a terminal finally shows it, without what was overwritten or erased.

    Supports carriage return, backspace, cursor movements and erasing to the end; escape sequences for colors and links
    are kept. Takes linear time.
    """
    if not _MOVES.search(text):
        return _LINE_END.sub("\n", text) if "\r" in text else text
    screen = _Screen()
    style = DEFAULT_STYLE
    for match in _PIECES.finditer(text):
        piece, control = match.groups()
        if piece:
            screen.write(plain(piece), style)
        if not control:
            continue
        if control[0] != "\x1b":
            screen.control(control)
        elif move := _MOVE.fullmatch(control):
            screen.move(move[2], int(move[1][:4] or 0))
        else:
            style = restyle(style, control)
    return screen.text()


class _Row:
    """A line: its characters and their styles."""

    def __init__(self) -> None:
        self.characters: list[str] = []
        self.styles: list[Style] = []

    def write(self, column: int, text: str, style: Style) -> None:
        gap = column - len(self.characters)
        if gap > 0:
            self.characters += " " * gap
            self.styles += [DEFAULT_STYLE] * gap
        end = column + len(text)
        self.characters[column:end] = text
        self.styles[column:end] = [style] * len(text)

    def erase(self, column: int) -> None:
        del self.characters[column:]
        del self.styles[column:]

    def text(self) -> str:
        if self.styles.count(DEFAULT_STYLE) == len(self.styles):
            return "".join(self.characters)
        runs = groupby(zip(self.styles, self.characters, strict=True), key=itemgetter(0))
        return "".join(_escaped(style, "".join(character for _, character in run)) for style, run in runs)


class _Screen:
    """The rows within reach of the cursor, the cursor, and the final lines above."""

    def __init__(self) -> None:
        self.finished: list[str] = []
        self.rows = [_Row()]
        self.line = 0
        self.column = 0

    def write(self, text: str, style: Style) -> None:
        self.rows[self.line].write(self.column, text, style)
        self.column += len(text)

    def control(self, characters: str) -> None:
        """Execute a line break, carriage returns or backspaces."""
        self.column = max(0, self.column - len(characters)) if characters[:1] == "\x08" else 0
        if characters == "\n":
            self.line += 1
            if self.line == len(self.rows):
                self.rows.append(_Row())
            if len(self.rows) > 2 * _HEIGHT:
                self.finished += [row.text() for row in self.rows[:_HEIGHT]]
                del self.rows[:_HEIGHT]
                self.line -= _HEIGHT

    def move(self, kind: str, number: int) -> None:
        """Execute a control sequence by its final letter (ECMA-48: CUU, CUD, CUF, CUB, CNL, CPL, CHA, ED, EL)."""
        steps = max(1, number)
        match kind:
            case "A" | "F":
                self.line = max(0, self.line - steps)
            case "B" | "E":
                self.line = min(len(self.rows) - 1, self.line + steps)
            case "C":
                self.column += steps
            case "D":
                self.column = max(0, self.column - steps)
            case "G":
                self.column = steps - 1
            case _:
                self._erase(kind, number)
        if kind in "EF":
            self.column = 0
        # Limited, because a few bytes could otherwise produce any number of spaces.
        self.column = min(self.column, max(_WIDTH, len(self.rows[self.line].characters)))

    def _erase(self, kind: str, number: int) -> None:
        if kind == "K" and number == _WHOLE:
            self.column = 0
        elif number:
            return
        self.rows[self.line].erase(self.column)
        if kind == "J":
            del self.rows[self.line + 1 :]

    def text(self) -> str:
        return "\n".join([*self.finished, *(row.text() for row in self.rows)])


@lru_cache(maxsize=1024)
def _codes(style: Style) -> str:
    """Return the escape sequence that turns a style on."""
    switches = ((1, style.bold), (3, style.italic), (4, style.underline), (7, style.inverse))
    codes = [str(code) for code, on in switches if on]
    for code, color in ((38, style.fg), (48, style.bg)):
        if isinstance(color, int):
            codes.append(f"{code};5;{color}")
        elif color:
            codes.append(f"{code};2;{color[0]};{color[1]};{color[2]}")
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _escaped(style: Style, text: str) -> str:
    codes = _codes(style)
    text = f"{codes}{text}\x1b[0m" if codes else text
    return f"\x1b]8;;{style.link}\x1b\\{text}\x1b]8;;\x1b\\" if style.link else text
