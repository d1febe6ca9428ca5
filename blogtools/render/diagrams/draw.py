"""Draws diagrams, each once: drawings are kept by source."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import msgspec

from blogtools.render.context import Kept
from blogtools.render.diagrams.drawing import Drawing
from blogtools.render.diagrams.engines import engine
from blogtools.render.diagrams.source import DiagramKind
from blogtools.render.processes import WorkerProcess

DRAWING_PATIENCE = 60
"""Seconds after which a diagram is given up."""
LONGEST_SOURCE = 100_000
"""Characters of a diagram, and a fiftieth of those of its drawing."""
_FORMAT = "2"
"""Changes when the same drawing is kept in another form."""

_WORKER = WorkerProcess("blogtools.render.diagrams.worker", DRAWING_PATIENCE)


def draw(kind: DiagramKind, source: str, kept: Kept | None = None) -> Drawing:
    """Return the drawing of a diagram for which there is an engine; `kept` are those of earlier builds."""
    program = engine(kind)
    if kept is None:
        return _drawn(kind, source, program)
    key = hashlib.sha256(msgspec.json.encode((_FORMAT, kind, program, source))).hexdigest()[:32]
    data = kept.get(key)
    if data is not None:
        try:
            return msgspec.json.decode(data, type=Drawing)
        except msgspec.DecodeError:
            pass  # Cut short: it is drawn again.
    drawing = _drawn(kind, source, program)
    kept.put(key, msgspec.json.encode(drawing))
    return drawing


@lru_cache(64)
def _drawn(kind: DiagramKind, source: str, _program: str) -> Drawing:
    if len(source) > LONGEST_SOURCE:
        return Drawing(problem=f"it has more than {LONGEST_SOURCE:,} characters")
    answer = _WORKER.ask(msgspec.json.encode((kind, source)))
    if answer is None:
        return Drawing(problem="it takes too much time or memory")
    svg, problem, line = msgspec.json.decode(answer, type=tuple[str, str, int])
    if len(svg) > LONGEST_SOURCE * 50:
        return Drawing(problem="its drawing is too large")
    if not svg:
        return Drawing(problem=problem or "nothing was drawn", line=line)
    from blogtools.render.diagrams.clean import cleaned_drawing  # It loads parsers of HTML and CSS.

    return cleaned_drawing(svg)
