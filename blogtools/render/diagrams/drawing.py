"""A drawn diagram."""

from __future__ import annotations

import msgspec

ROOT_ID = "dgm7f2c"
"""Id of each drawing, with which all of its other ids begin; unlikely in the text of a diagram."""


class Drawing(msgspec.Struct, frozen=True):
    """A drawn diagram, or the reason why there is none."""

    svg: str = ""
    """HTML: an `<svg>` element without anything to run or to load, whose ids begin with `ROOT_ID`."""
    width: float = 0
    """Pixels."""
    height: float = 0
    words: str = ""
    """Its labels."""
    problem: str = ""
    line: int = 0
    """Line of the source that has the problem, counted from 1; 0 if that is not known."""
